"""Saved queries that ask another service have the same rows live, out of a recording, of a file, and as SERVICE."""

from __future__ import annotations

import io
import json
import re
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import rdflib
from conftest import WORKSPACE
from federated_sample import BASE, FEDERATED, JSON, WIKIDATA, Handler, answering, nquads, ours, oxigraph, theirs
from programs import program
from pyoxigraph import DefaultGraph, NamedNode, Quad, QuerySolutions, Store
from serving import running

from kg.cli import run
from kg.net import Manners
from kg.publication import published_context
from kg.publish.entity import PageWriter
from kg.publish.site.info import SiteInfo
from kg.publish.site.render import Renderer
from kg.publish.store import write_store
from kg.queries import ask, federated, find
from kg.queries.recording import FOLDER, SNAPSHOT, load
from kg.queries.run import Graph
from kg.serve.pool import Limits, Pool
from kg.serve.served import Served
from kg.site.queries import forms

OXIGRAPH = program("oxigraph", "KG_OXIGRAPH")  # the server of the PyPI package of this name
COMUNICA = program("comunica-sparql", "KG_COMUNICA")  # of the npm package @comunica/query-sparql
Table = list[dict[str, str]]
Kg = Callable[..., tuple[int, str, str]]


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What a build of the collection would have made."""
    folder = tmp_path_factory.mktemp("federated")
    write_store(folder / "store", io.BytesIO(nquads(ours())))
    return folder


@pytest.fixture(scope="module", params=["a server in this process", "oxigraph"])
def wikidata(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the other service."""
    if request.param == "oxigraph":
        if OXIGRAPH is None:
            pytest.skip("the Oxigraph server is not here (.ci/programs installs it)")
        with oxigraph(OXIGRAPH, theirs(), tmp_path_factory.mktemp("wikidata")) as url:
            yield url
    else:
        with answering(theirs()) as server:
            yield server.url()


@pytest.fixture
def kg(out: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Kg:
    """Run `kg query` on the collection, with an empty folder of recordings: exit code, standard output and error."""
    monkeypatch.setenv("NO_PROXY", "*")
    monkeypatch.setenv("KG_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr("kg.net.MANNERS", Manners(sleep=lambda _: None))

    def ask(*arguments: str) -> tuple[int, str, str]:
        code = run(["query", *arguments, "--out", str(out), "--workspace", str(tmp_path)])
        return code, *capfd.readouterr()

    return ask


def rows(text: str) -> Table:
    """The solutions of SPARQL JSON, in their order."""
    bindings = json.loads(text)["results"]["bindings"]
    return [{name: f"{term['value']}@{term.get('xml:lang', '')}" for name, term in row.items()} for row in bindings]


def reference(name: str) -> Table:
    """The same rows by one engine over one store: theirs in a graph of its own, the clause as GRAPH."""
    store, graph = ours(), NamedNode("urn:theirs")
    store.extend(Quad(q.subject, q.predicate, q.object, graph) for q in theirs() if q.graph_name == DefaultGraph())
    text = FEDERATED[name].text.replace(f"SERVICE <{WIKIDATA}>", f"GRAPH <{graph.value}>")
    found = store.query(text)
    assert isinstance(found, QuerySolutions)
    return rows((found.serialize(format=JSON) or b"").decode())


def test_the_answers_are_what_the_sample_says(kg: Kg, tmp_path: Path) -> None:
    """Written out by hand for the two queries that reckon most."""
    (tmp_path / "theirs.nq").write_bytes(nquads(theirs()))

    def answer(name: str) -> list[list[str]]:
        found = kg(name, "--from", str(tmp_path / "theirs.nq"), "--format", "csv")[1]
        return [[cell.rpartition("/")[2] for cell in line.split(",")] for line in found.splitlines()[1:]]

    assert answer("wikidata-offices") == [
        ["p0001", "Ada Ruus", "Q900001", "1", "1932-06-01", "1932-06-02", "1881-03-07", "1937-05", "", "", "", ""],
        ["p0001", "Ada Ruus", "Q900001", "1", "1932-06-01", "1932-06-02", "", "", "Q900021", "minister",
         "1930-01-01T00:00:00Z", "1933-01-01T00:00:00Z"],
        ["p0002", "Bo Lind", "Q900002", "1", "1932-06-20", "1932-06-20", "", "1950", "", "", "", ""],
        ["p0002", "Bo Lind", "Q900002", "1", "1932-06-20", "1932-06-20", "", "", "Q900022", "mayor", "", ""],
    ]  # fmt: skip
    assert answer("wikidata-decisions-and-offices") == [
        ["d0001", "Decision", "1932-06-10", "p0003", "Cy Moor", "minister", "Q900021", "1932-06-10T00:00:00Z", ""]
    ]
    assert answer("wikidata-archives") == [
        ["p0001", "Ada Ruus", "Q900001", "Q900041", "Archive of Oak", "F 7"],
    ]
    assert answer("wikidata-lacks-persons") == [
        ["p0004", "Di Stern", "Q900004"],
        ["p0004", "Di Stern", "Q900005"],
        ["p0004", "Ди Штерн", "Q900005"],
        ["p0005", '"Ed ""Quote"" \\ Back"', "Q900006"],
    ]


@pytest.mark.parametrize("name", FEDERATED)
def test_live_and_replayed_are_the_same_rows(kg: Kg, wikidata: str, tmp_path: Path, name: str) -> None:
    expected = reference(name)
    assert expected
    code, live, said = kg(name, "--live", "--service", wikidata, "--record", "--format", "json")
    assert (code, rows(live), said) == (0, expected, f"kg: asked live: {wikidata}, in the place of {WIKIDATA}\n")
    code, again, said = kg(name, "--format", "json")
    assert (code, again) == (0, live)
    assert re.fullmatch(
        rf"kg: replayed: recorded on 20\d\d-\d\d-\d\d from {wikidata}, in the place of {WIKIDATA}\n", said
    )
    (tmp_path / "theirs.nq").write_bytes(nquads(theirs()))
    code, snapshot, said = kg(name, "--from", str(tmp_path / "theirs.nq"), "--format", "json")
    assert (code, snapshot) == (0, live)
    assert said == f"kg: asked of theirs.nq, not of {WIKIDATA}\n"


@pytest.mark.parametrize("name", FEDERATED)
def test_as_service_in_comunica(name: str) -> None:
    if COMUNICA is None:
        pytest.skip("Comunica is not here (.ci/programs installs it)")
    with answering(ours()) as here, answering(theirs()) as there:
        text = FEDERATED[name].text.replace(WIKIDATA, there.url())
        command = [COMUNICA, f"sparql@{here.url()}", "-q", text, "-t", "application/sparql-results+json"]
        found = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    assert rows(found) == reference(name)


@pytest.mark.parametrize("name", FEDERATED)
def test_as_service_in_rdflib(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_PROXY", "*")
    graph = rdflib.Graph().parse(data=nquads(ours()).decode(), format="nt")
    with answering(theirs()) as there:
        found = graph.query(FEDERATED[name].text.replace(WIKIDATA, there.url()))
        text = (found.serialize(format="json") or b"").decode()  # it asks while the rows are read
        assert there.heard
    assert rows(text.replace("00:00:00+00:00", "00:00:00Z")) == reference(name)  # its way of writing times


def test_only_what_has_a_partner_here_is_asked_for(kg: Kg) -> None:
    with answering(theirs()) as server:
        assert kg("wikidata-fates", "--live", "--service", server.url())[0] == 0
        ((path, headers, query),) = server.heard
    assert path == "/sparql" and headers["user-agent"].startswith("letterkg/")
    values = query.partition("VALUES (?item)")[2]
    assert re.findall(r"Q\d+", values) == ["Q900001", "Q900002"]  # the authors; nobody who is only mentioned
    assert "letters.example.org" not in query and "la:" not in query


def test_a_value_for_a_parameter_asks_for_less_and_replays_from_the_whole(kg: Kg) -> None:
    with answering(theirs()) as server:
        assert kg("wikidata-fates", "--live", "--service", server.url(), "--record")[0] == 0
        one = kg("wikidata-fates", "-p", "person=person/p0002", "--live", "--service", server.url())
        assert "Q900001" not in server.heard[-1][2]
        refused = kg("wikidata-fates", "-p", "person=p0002", "--live", "--service", server.url(), "--record")
    again = kg("wikidata-fates", "-p", "person=p0002")
    assert one[:2] == again[:2] and one[1].count("Q90000") == 1
    assert refused[0] == 2 and "leave -p out" in refused[2]


def test_unplugged_in_the_middle(kg: Kg, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The first batch is answered, then the server is gone: an error that says so, and no row."""
    monkeypatch.setattr(federated, "BATCH", 1)

    def once(handler: Handler) -> None:
        handler.sparql()
        handler.server.server_close()

    with answering(theirs(), once=once) as server:
        code, found, said = kg("wikidata-fates", "--live", "--service", server.url("/once"), "--record")
    assert (code, found) == (1, "")
    assert "cannot be reached" in said and "request 2 of 2; no part of the answer is kept" in said
    assert not (tmp_path / FOLDER).exists()


@pytest.mark.parametrize(
    ("odd", "message"),
    [
        (lambda h: h.say(200, h.answer()[:-40], Content_Length=str(len(h.answer()))), "the answer broke off"),
        (lambda h: h.say(200, h.answer()[:-40]), "the endpoint's answer broke off or is damaged"),
        (
            lambda h: h.say(200, h.answer()[:-40] + b"\njava.util.concurrent.TimeoutException\n\tat x.y"),
            "gave up in the middle of its answer: its time was up",
        ),
        (lambda h: h.say(206, h.answer()), "not whole: the server says so (206 Partial Content)"),
        (lambda h: h.say(200, h.answer(), X_SPARQL_MaxRows="10000"), "the service gives 10000 rows at most"),
        (lambda h: h.say(200, h.answer(), X_SQL_State="S1TAT"), "the answer is not whole: S1TAT"),
        (lambda h: h.say(200, h.answer(), "text/html"), "answered with text/html, not with SPARQL results"),
        (lambda h: h.say(200, h.answer().replace(b'"died"', b'"dead"')), "other columns than it was asked for"),
        (lambda h: h.say(200, b'{"head": {}, "boolean": true}'), "yes or no to a question for rows"),
        (
            lambda h: h.say(200, h.answer().replace(b'"literal","value":"1950"', b'"bnode","value":"x"')),
            "?died is a blank node",
        ),
    ],
)
def test_half_an_answer_is_an_error(kg: Kg, odd: Callable[[Handler], None], message: str) -> None:
    with answering(theirs(), odd=odd) as server:
        code, found, said = kg("wikidata-fates", "--live", "--service", server.url("/odd"), "--record")
    assert (code, found) == (1, "")
    assert message in said and "request 1 of 1; no part of the answer is kept" in said


def test_what_changed_since_it_was_recorded(kg: Kg) -> None:
    store = theirs()
    with answering(store) as server:
        url = server.url()
        assert kg("wikidata-gnd", "--live", "--service", url, "--record")[0] == 0
        same = kg("wikidata-gnd", "--live", "--service", url, "--diff-recording")
        store.update(
            'DELETE { ?s ?p "900001-0" } INSERT { ?s ?p "900001-X", "2" } WHERE { ?s ?p "900001-0" } ;'
            'DELETE { ?s ?p "1-OTHER" } INSERT { ?s ?p "900002-9" } WHERE { ?s ?p "1-OTHER" }'
        )
        code, _, said = kg("wikidata-gnd", "--live", "--service", url, "--diff-recording")
    assert same[0] == 0 and ": 0 differ\n" in same[2]
    assert code == 0 and ": 4 differ\n" in said
    assert [line.split()[0] + line.split("theirs=")[1] for line in said.splitlines() if "theirs=" in line] == [
        '-"900001-0"', '+"2"', '+"900001-X"', '-"1-OTHER"', '+"900002-9"',
    ]  # fmt: skip


def test_a_recording_is_the_same_bytes_again_and_a_line_a_row(kg: Kg, tmp_path: Path) -> None:
    file = tmp_path / FOLDER / "wikidata-places.json"
    with answering(theirs()) as server:
        made = []
        for _ in range(2):
            assert kg("wikidata-places", "--live", "--service", server.url(), "--record")[0] == 0
            made.append(file.read_bytes())
    assert made[0] == made[1]
    assert made[0].decode().count('"\\"Elm\\"@en"') == 1
    (line,) = (line for line in made[0].decode().splitlines() if "Elm" in line)
    assert json.loads(line.strip().rstrip(","))


def test_a_recording_that_does_not_fit_is_refused(kg: Kg, tmp_path: Path, out: Path) -> None:
    file = tmp_path / FOLDER / "wikidata-fates.json"
    code, _, said = kg("wikidata-fates")
    assert code == 1 and "never recorded\n  kg query wikidata-fates --live" in said
    with answering(theirs()) as server:
        assert kg("wikidata-fates", "--live", "--service", server.url(), "--record")[0] == 0
    good = file.read_text(encoding="utf-8")
    for old, new, message in (
        ('\\"1950\\"', '\\"1951\\"', "its rows have another hash"),
        ("?causeName ?died", "?died", "asks its service something else"),
        ('entity/Q900002>"]\n', 'entity/Q900009>"]\n', "1 of 2 things were not asked about, <http://www.wikidata"),
        ('"query": ', '"qerry": ', "not a recording"),
        ("{", "", "not a recording"),
    ):
        file.write_text(good.replace(old, new, 1), encoding="utf-8")
        code, found, said = kg("wikidata-fates")
        assert (code, found) == (1, "") and message in said, said


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("correspondents", "--live"), "--live: this query asks no other service"),
        (("wikidata-gnd", "--live", "--replay"), "--live, --replay and --from exclude each other"),
        (("wikidata-gnd", "--service", "http://x.example.org/"), "--service says where to ask live"),
        (("wikidata-gnd", "--record"), "--record needs an answer that is new"),
        (("wikidata-gnd", "--diff-recording"), "--diff-recording needs an answer that is new"),
        (("wikidata-gnd", "--live", "--endpoint", "http://x.example.org/"), "the endpoint itself asks"),
        (("wikidata-gnd", "--from", "x.csv"), "not an RDF file by its name"),
        (("wikidata-gnd", "--live", "--service", "file:///etc/passwd"), "is not the address of an endpoint"),
    ],
)
def test_options_that_do_not_go_together(kg: Kg, arguments: tuple[str, ...], message: str) -> None:
    code, found, said = kg(*arguments)
    assert (code, found) == (2, "") and message in said


def test_nothing_goes_out_unasked(kg: Kg, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fetch(*_: object) -> None:
        raise AssertionError("it went out")

    monkeypatch.setattr("kg.net.Outbound.fetch", fetch)
    for name in FEDERATED:
        assert kg(name)[0] == 1  # never recorded here
    own = tmp_path / "own.rq"
    own.write_text("SELECT * WHERE { ?s ?p ?o SERVICE <http://127.0.0.1:9/> { ?s ?q ?r } }", encoding="utf-8")
    assert kg(str(own))[0] == 1


def test_a_query_that_is_none_is_shown_with_the_place(kg: Kg, tmp_path: Path) -> None:
    own = tmp_path / "own.rq"
    own.write_text("SELECT * WHERE {\n ?s ?p ?o .\n SERVICE <urn:s> { ?s ?q } }", encoding="utf-8")
    code, found, said = kg(str(own), "--live")
    assert (code, found) == (1, "") and f"{own}:3:" in said and "not SPARQL 1.1" in said


def test_a_query_cannot_lead_inside(kg: Kg, tmp_path: Path) -> None:
    """An address in a file that somebody sent is not one that the user has named."""
    with answering(theirs()) as server:
        own = tmp_path / "own.rq"
        own.write_text(FEDERATED["wikidata-fates"].text.replace(WIKIDATA, server.url()), encoding="utf-8")
        code, found, said = kg(str(own), "--live")
        assert not server.heard
        assert (code, found) == (1, "") and "an address inside this machine or network" in said
        assert kg(str(own), "--live", "--service", server.url())[0] == 0


@pytest.fixture(scope="module")
def snapshot(store: Store) -> Store:
    """What the collection has kept of Wikidata, in its terms."""
    shape = ask(store, find("snapshot-as-wikidata"), {})
    assert isinstance(shape, Graph)
    kept = Store()
    kept.extend(Quad(*triple) for triple in shape.triples)
    return kept


@pytest.mark.parametrize("name", FEDERATED)
def test_the_collection_s_recordings_can_be_replayed_and_say_what_they_are(
    store: Store, snapshot: Store, name: str
) -> None:
    query = FEDERATED[name]
    kept = load(WORKSPACE / FOLDER, name)
    if name in ("wikidata-gnd", "wikidata-lacks-persons"):  # no snapshot can tell what Wikidata lacks
        assert kept is None
        return
    assert kept is not None and kept.made_from == SNAPSHOT
    plain, said = federated.recorded(store, query, {}, WORKSPACE / FOLDER)
    assert "not from the live service" in said and "SERVICE" not in plain.text
    assert BASE not in plain.text
    asked = federated.parts(query, {})
    again = federated.gathered(asked, federated.keys(store, query, asked), snapshot.query, lambda *_: None, name)  # type: ignore[arg-type]
    assert again == kept.batches, "record it again, as docs/federation.md says"


# --- where nothing goes out -----------------------------------------------------------------------------------------


def test_the_site_shows_what_was_recorded_and_says_so(site: Path) -> None:
    page = (site / "query" / "wikidata-fates.html").read_text(encoding="utf-8")
    assert "recorded on 20" in page and "not from the live service" in page and "kg query wikidata-fates --live" in page
    assert "SERVICE &lt;https://query.wikidata.org/sparql&gt;" in page and "VALUES" not in page
    assert (site / "query" / "wikidata-fates.csv").read_bytes().startswith(b"person,name,item")
    page = (site / "query" / "wikidata-gnd.html").read_text(encoding="utf-8")
    assert "answers was never recorded" in page and not (site / "query" / "wikidata-gnd.csv").exists()


def test_the_query_page_of_the_browser_leaves_them_out(store: Store) -> None:
    names = {form.name for form in forms(store, Store())}
    assert names.isdisjoint(FEDERATED) and "correspondents" in names


def test_the_server_answers_out_of_the_recordings(kg: Kg, out: Path, tmp_path: Path) -> None:
    with answering(theirs()) as server:
        assert kg("wikidata-fates", "--live", "--service", server.url(), "--record")[0] == 0
    _, expected, _ = kg("wikidata-fates", "--format", "csv")
    pool = Pool(out / "store", 1, Limits(seconds=10, memory=0))
    renderer = Renderer(SiteInfo("a", "Letters", "", BASE, "", "nobody", "0"))
    writer = PageWriter(BASE, published_context())
    served = Served(BASE, out, pool, writer, renderer=renderer, recordings=tmp_path / FOLDER)
    with running(served) as client:
        found = client.get("/query/wikidata-fates.csv")
        assert (found.status_code, found.text.splitlines()) == (200, expected.splitlines())
        assert "recorded on 20" in found.headers["x-recorded"]
        one = client.get("/query/wikidata-fates.csv?person=p0002&limit=5").text.splitlines()
        assert len(one) == 2 and "Bo Lind" in one[1]
        page = client.get("/query/wikidata-fates.html").text
        assert "recorded on 20" in page and "SERVICE &lt;https" in page and "1937-05" in page
        missing = client.get("/query/wikidata-gnd.csv")
        assert missing.status_code == 400 and "never recorded" in missing.text
        assert "never recorded" in client.get("/query/wikidata-gnd.html").text
        file = tmp_path / FOLDER / "wikidata-fates.json"
        file.write_text(file.read_text().replace('entity/Q900002>"]\n', 'entity/Q900009>"]\n', 1))
        assert "1 of 2 things were not asked about" in client.get("/query/wikidata-fates.csv").text

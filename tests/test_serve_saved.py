"""Saved queries over HTTP: pages with forms, results in each format, parameters with types, the OpenAPI description."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from click.testing import CliRunner
from pyoxigraph import RdfFormat, parse
from serving import BASE, running, served, store

from kg.cli import kg
from kg.publish.site.info import SiteInfo
from kg.publish.site.render import Renderer
from kg.queries import catalogue
from kg.queries.catalogue import SavedQuery, read_query

HEADER = """#+ title = "What <is> {name}"
#+ description = "A test."
#+ audience = ["editor"]
#+ keywords = ["test"]
#+ minimum_rows = 0
"""
NUMBERS = (
    HEADER
    + """#+ [columns]
#+ thing = "the thing"
#+ [parameters.value]
#+ type = "string"
#+ description = "its value"
#+ example = "7"
#+ [parameters.most]
#+ type = "integer"
#+ description = "the greatest number"
#+ example = 9
#+ default = 299
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
SELECT ?thing ?value WHERE { ?thing <urn:is> ?value FILTER(xsd:integer(?value) <= ?most) } ORDER BY xsd:integer(?value)
"""
)
WHO = (
    HEADER
    + """#+ [parameters.person]
#+ type = "iri"
#+ description = "whose letters"
#+ example = "person/p0001"
#+ required = true
SELECT ?letter WHERE { ?letter ?by ?person FILTER(STRENDS(STR(?by), "author")) }
"""
)
GRAPH = HEADER + "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o FILTER(STRSTARTS(STR(?s), 'https:')) }\n"
TRUTH = HEADER + "ASK { ?s ?p ?o }\n"


def queries() -> dict[str, SavedQuery]:
    texts = {"numbers": NUMBERS, "who": WHO, "graph": GRAPH, "truth": TRUTH}
    return {name: read_query(text, f"{name}.rq", saved=True) for name, text in texts.items()}


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    out = store(tmp_path_factory.mktemp("saved") / "out")
    names = {"person/p0001": ["Ada Ruus", "Ruus"], "person/p0002": ["Bo <Lind>"], "person/p0003": ["Bo <Lind>"]}
    (out / "site" / "query" / "names").mkdir(parents=True)
    (out / "site" / "query" / "names" / "person.json").write_text(json.dumps(names))
    info = SiteInfo("a", "Letters", "", BASE, "", "nobody", "0")
    with running(served(out, renderer=Renderer(info), queries=queries())) as client:
        yield client


def test_a_parameter_is_given_by_name(client: httpx.Client) -> None:
    numbered, named = (client.get("/query/who.csv", params={"person": who}) for who in ("p0001", "ruus, ada"))
    assert named.status_code == 200 and len(named.text.splitlines()) > 1 and named.text == numbered.text
    page = client.get("/query/who.html").text
    assert '<option value="Ada Ruus" label="person/p0001">' in page and 'list="names-person"' in page
    assert '<option value="person/p0003" label="Bo &lt;Lind&gt;">' in page
    assert "<datalist" not in client.get("/query/numbers.html").text
    for name in ('Ada "Lind<', "Ole Ruus", "?"):
        refused = client.get("/query/who.csv", params={"person": name})
        assert refused.status_code == 400 and "parameter person: " in refused.text


@pytest.mark.parametrize(
    ("path", "media_type"),
    [
        ("numbers.csv", "text/csv"), ("numbers.tsv", "text/tab-separated-values"),
        ("numbers.json", "application/sparql-results+json"), ("numbers.xml", "application/sparql-results+xml"),
        ("truth.json", "application/sparql-results+json"), ("graph.ttl", "text/turtle"),
        ("graph.nt", "application/n-triples"), ("graph.rdf", "application/rdf+xml"),
        ("graph.jsonld", "application/ld+json"), ("numbers.html", "text/html"), ("numbers", "text/html"),
    ],
)  # fmt: skip
def test_every_format_has_an_address(client: httpx.Client, path: str, media_type: str) -> None:
    response = client.get(f"/query/{path}")
    assert response.status_code == 200
    assert response.headers["content-type"].startswith(media_type)


def test_without_suffix_the_client_chooses(client: httpx.Client) -> None:
    assert client.get("/query/numbers", headers={"accept": "text/csv"}).text.startswith("thing,value")
    refused = client.get("/query/numbers", headers={"accept": "image/png"})
    assert refused.status_code == 406
    assert "text/csv" in refused.text


def test_parameters_are_bound_as_terms(client: httpx.Client) -> None:
    assert client.get("/query/numbers.csv?value=7").text.split() == ["thing,value", "urn:number:7,7"]
    assert client.get("/query/who.csv?person=p0001").text.split()[1] == f"{BASE}letter/l0001"
    assert client.get("/query/who.csv?person=person/p0001").text.split()[1] == f"{BASE}letter/l0001"
    hostile = client.get("/query/numbers.csv", params={"value": '7" } UNION { ?thing ?p ?o } #'})
    assert hostile.text.split() == ["thing,value"]


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("who.csv", "person"),
        ("who.csv?person=nobody", "person"),
        ("who.csv?person=%3Cx%3E", "person"),
        ("numbers.csv?most=many", "most"),
        ("numbers.csv?valeu=1", "valeu"),
        ("numbers.csv?limit=x", "limit"),
        ("graph.ttl?limit=3", "limit"),
    ],
)
def test_what_is_wrong_is_named(client: httpx.Client, path: str, words: str) -> None:
    response = client.get(f"/query/{path}")
    assert response.status_code == 400
    assert words in response.text
    assert "kg query" not in response.text


def test_pages_of_rows(client: httpx.Client) -> None:
    response = client.get("/query/numbers.csv?limit=10&offset=20")
    assert len(response.text.split()) == 11
    assert response.text.split()[1] == "urn:number:20,20"
    assert set(response.links) == {"first", "prev", "next"}
    assert client.get(response.links["next"]["url"]).text.split()[1] == "urn:number:30,30"


def test_the_page_has_a_form_and_the_answer(client: httpx.Client) -> None:
    page = client.get("/query/numbers.html", params={"value": "7"}).text
    assert '<input id="p-value" name="value" value="7"' in page
    assert "urn:number:7" in page
    assert "query/numbers.csv?value=7" in page
    assert "What &lt;is&gt;" in page
    assert "1 row" in page
    many = client.get("/query/numbers.html").text
    assert "the first 200 rows" in many
    empty = client.get("/query/who.html")
    assert empty.status_code == 200  # nothing was asked yet
    assert "required" in empty.text
    wrong = client.get("/query/who.html", params={"person": '"><script>alert(1)</script>'})
    assert wrong.status_code == 400
    assert "<script>alert" not in wrong.text
    assert "Yes." in client.get("/query/truth.html").text


def test_the_list(client: httpx.Client) -> None:
    page = client.get("/query/").text
    assert all(f"query/{name}.html" in page for name in queries())
    assert client.get("/query").headers["location"].endswith("/query/")


def test_openapi_describes_every_query_and_holds(client: httpx.Client) -> None:
    described = client.get("/openapi.json").json()
    assert described["openapi"].startswith("3.1")
    assert described["servers"] == [{"url": str(client.base_url)}]
    for path, methods in described["paths"].items():
        given = {one["name"]: str(one.get("example", "7")) for one in methods["get"]["parameters"] if one["required"]}
        response = client.get(path, params=given)
        assert str(response.status_code) in methods["get"]["responses"], (path, response.text)
        if response.status_code == 200 and path != "/sparql":
            assert response.headers["content-type"].partition(";")[0] in methods["get"]["responses"]["200"]["content"]
    (most,) = (one for one in described["paths"]["/query/numbers.csv"]["get"]["parameters"] if one["name"] == "most")
    assert most["schema"] == {"type": "integer", "default": 299}
    names = [methods["get"]["operationId"] for methods in described["paths"].values()]
    assert len(names) == len(set(names))


def test_the_queries_that_ship_are_all_served(tmp_path: Path) -> None:
    with running(served(store(tmp_path / "out"))) as client:
        for query in catalogue():
            given = {n: str(one.example) for n, one in query.header.parameters.items() if one.type != "iri"}
            response = client.get(
                f"/query/{query.name}", params=given, headers={"accept": "application/xml, */*;q=0.5"}
            )
            assert response.status_code in (200, 400), (query.name, response.text)
            assert response.status_code == 200 or "SERVICE" in response.text or "parameter" in response.text


def test_graphs_hold_what_they_should(client: httpx.Client) -> None:
    triples = {str(quad.triple) for quad in parse(client.get("/query/graph.nt").content, RdfFormat.N_TRIPLES)}
    turtle = {str(quad.triple) for quad in parse(client.get("/query/graph.ttl").content, RdfFormat.TURTLE)}
    assert triples == turtle
    assert len(triples) > 5


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--public-url", "letters.example.org"], "not a web address"),
        (["--trusted-proxies", "somebody"], "--trusted-proxies"),
        (["--out", "nowhere"], "kg build"),
    ],
)
def test_the_command_says_what_is_wrong(options: list[str], words: str) -> None:
    workspace = Path(__file__).resolve().parent.parent / "data"
    result = CliRunner().invoke(kg, ["serve", str(workspace), *options])
    assert result.exit_code != 0
    assert words in str(result.exception)

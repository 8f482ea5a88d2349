"""The dumps: every format says the same, views use terms as their owners define them, every lexical form is kept."""

from __future__ import annotations

import gzip
import shutil
import subprocess
from collections import Counter
from collections.abc import Callable
from functools import cache
from pathlib import Path

import official
import pyoxigraph as ox
import pytest
import rdflib
import small_workspace
import zstandard

from kg import publication
from kg.errors import KgError
from kg.formats import ALL, GZIP, JSON_LD, N_TRIPLES, ZSTD, Kind, of_file
from kg.ns import EP, RDF, SCHEMA
from kg.pipeline import Built, build
from kg.publication import publish
from kg.publish.dump import Sorted
from kg.publish.formats import PROFILES, described
from kg.publish.ntriples import ntriples
from kg.publish.store import constructed, constructed_apart, shielded, shielded_store
from kg.queries import find
from kg.records import Settings

NAME = "stalin-kaganovich"
BASE = "https://example.org/letters/"
XSD = "http://www.w3.org/2001/XMLSchema#"
Triples = set[tuple[str, str, str]]


def unpacked(path: Path) -> bytes:
    data = path.read_bytes()
    if path.suffix == GZIP.suffix:
        return gzip.decompress(data)
    return zstandard.ZstdDecompressor().decompressobj().decompress(data) if path.suffix == ZSTD.suffix else data


def quads(path: Path) -> set[ox.Quad]:
    found = of_file(path.name)
    assert found is not None
    return set(ox.parse(unpacked(path), format=ox.RdfFormat.from_media_type(found[0].media_type)))


def triples(path: Path) -> Triples:
    return {(str(quad.subject), str(quad.predicate), str(quad.object)) for quad in quads(path)}


@pytest.fixture(scope="module")
def dump(built: Built) -> Path:
    return built.out / "dump"


@pytest.fixture(scope="module")
def adopted(dump: Path) -> Triples:
    return triples(dump / f"{NAME}.nt.gz")


@pytest.mark.parametrize("end", ["ttl", "nt.zst", "jsonld"])
def test_each_format_says_what_the_n_triples_say(dump: Path, adopted: Triples, end: str) -> None:
    assert triples(dump / f"{NAME}.{end}") == adopted


@pytest.mark.parametrize("end", ["nq.zst", "trig.gz"])
def test_each_format_with_named_graphs_says_the_same(dump: Path, end: str) -> None:
    everything = quads(dump / f"{NAME}.nq.gz")
    assert quads(dump / f"{NAME}.{end}") == everything
    assert len({quad.graph_name for quad in everything}) == 3


@pytest.fixture(scope="module")
def read_elsewhere(dump: Path) -> Callable[[str], set[tuple[rdflib.term.Node, ...]]]:
    """The statements of a Turtle file as rdflib has them: of its N-Triples, written by another program."""

    @cache
    def read(stem: str) -> set[tuple[rdflib.term.Node, ...]]:
        data = "".join(f"{s} {p} {o} .\n" for s, p, o in triples(dump / f"{stem}.ttl"))
        return set(rdflib.Graph().parse(data=data, format="nt"))

    return read


@pytest.mark.parametrize("name", [f"{NAME}.ttl", f"{NAME}.jsonld", "core.ttl", "core.jsonld", "ric-o.ttl"])
def test_rdflib_reads_the_same(
    dump: Path, read_elsewhere: Callable[[str], set[tuple[rdflib.term.Node, ...]]], name: str
) -> None:
    assert set(rdflib.Graph().parse(dump / name)) == read_elsewhere(name.partition(".")[0])


@pytest.mark.skipif(shutil.which("rapper") is None, reason="rapper (raptor2-utils) is not installed")
@pytest.mark.parametrize(
    ("name", "syntax"),
    [
        (f"{NAME}.ttl", "turtle"),
        pytest.param(f"{NAME}.nt.gz", "ntriples", marks=pytest.mark.slow),
        pytest.param(f"{NAME}.nq.zst", "nquads", marks=pytest.mark.slow),
        ("core.ttl", "turtle"),
    ],
)
def test_rapper_reads_the_same(dump: Path, name: str, syntax: str) -> None:
    command = ["rapper", "-q", "-i", syntax, "-o", "ntriples", "-I", "https://example.org/", "-"]
    done = subprocess.run(command, input=unpacked(dump / name), capture_output=True, check=True)
    read = ox.parse(done.stdout, format=ox.RdfFormat.N_TRIPLES)
    said = {(quad.subject, quad.predicate, quad.object) for quad in quads(dump / name)}
    assert {(quad.subject, quad.predicate, quad.object) for quad in read} == said


def test_every_file_is_described_and_its_name_tells_its_format(dump: Path) -> None:
    files = described(NAME)
    assert sorted(path.name for path in dump.iterdir()) == sorted(files)
    for name, file in files.items():
        assert of_file(name) == (file.format, file.packing)


def test_formats_are_described_once() -> None:
    for field in ("name", "label", "media_type", "suffix"):
        assert len({getattr(format_, field) for format_ in ALL}) == len(ALL)
    for format_ in ALL:
        if format_.kind in (Kind.GRAPH, Kind.GRAPHS):
            theirs = ox.RdfFormat.from_media_type(format_.media_type)
            assert theirs is not None
            assert (theirs.file_extension, theirs.supports_datasets) == (format_.suffix[1:], format_.named_graphs)
    assert of_file("a.nt.gz") == (N_TRIPLES, GZIP)
    assert of_file("context.jsonld") == (JSON_LD, None)
    assert of_file("README") is None


def test_the_core_is_small(dump: Path) -> None:
    core = triples(dump / "core.ttl")
    letters = {s for s, p, o in core if p == RDF.type and o == EP.Letter}
    a_letter = Counter(s for s, _, _ in core if s in letters)
    assert len(letters) == 72
    assert 12 <= sum(a_letter.values()) / len(letters) <= 18
    for wanted in (EP.author, EP.addressee, EP.earliestDate, SCHEMA.identifier):
        assert {s for s, p, _ in core if p == wanted} <= letters
        assert len({s for s, p, _ in core if p == wanted}) > 60
    assert triples(dump / "core.jsonld") == core


@pytest.mark.parametrize(
    ("profile", "prefixes"),
    [
        ("core", ("schema", "skos")),
        ("ric-o", ("rico",)),
        ("lettersampo", ("crm",)),
        ("cidoc-crm", ("crm", "inf", "dig")),
    ],
)
def test_views_use_terms_as_their_owners_define_them(dump: Path, profile: str, prefixes: tuple[str, ...]) -> None:
    said = triples(dump / f"{profile}.ttl")
    assert not official.missing({p for _, p, _ in said} | {o for _, p, o in said if p == RDF.type})
    assert not official.problems(said, prefixes)


@pytest.mark.parametrize("profile", PROFILES)
def test_a_view_is_the_answer_to_its_saved_query(dump: Path, store: ox.Store, profile: str) -> None:
    """Asked of the store that users ask; there a value may be written otherwise, and here none is."""
    answer = store.query(find(publication.PROFILE_QUERIES[profile]).text)
    assert {tuple(map(str, triple)) for triple in answer} == triples(dump / f"{profile}.ttl")  # type: ignore[union-attr]


@pytest.mark.parametrize("profile", publication.THING_BY_THING)
def test_some_views_can_be_asked_of_one_thing_at_a_time(
    dump: Path, monkeypatch: pytest.MonkeyPatch, profile: str
) -> None:
    monkeypatch.setattr("kg.publish.store._TOGETHER", 1)
    (quads,) = dump.glob("*.nq.gz")
    lines = gzip.decompress(quads.read_bytes()).decode().splitlines(keepends=True)
    found = constructed_apart(lines, find(publication.PROFILE_QUERIES[profile]).text)
    assert {tuple(line.removesuffix(" .\n").split(" ", 2)) for line in found} == triples(dump / f"{profile}.ttl")


LEXICAL = (
    f"<{BASE}letter/l1> {RDF.type} {EP.Letter} .\n",
    f'<{BASE}letter/l1> {EP.earliestDate} "1932-06-07+00:00"^^<{XSD}date> .\n',
    f'<{BASE}letter/l1> {EP.latestDate} "1932-06-07Z"^^<{XSD}date> .\n',
    f'<{BASE}letter/l1> {SCHEMA.about} "007"^^<{XSD}integer> .\n',
    f'<{BASE}letter/l1> {SCHEMA.about} "7"^^<{XSD}integer> .\n',
    f'<{BASE}letter/l1> {SCHEMA.about} "1.50"^^<{XSD}decimal> .\n',
    f'<{BASE}letter/l1> {SCHEMA.about} "1932-06-07T00:00:00+00:00"^^<{XSD}dateTime> .\n',
    f'<{BASE}letter/l1> {SCHEMA.about} "1"^^<{XSD}boolean> .\n',
    f'<{BASE}letter/l1> {SCHEMA.about} "she said \\"5\\"^^<{XSD}integer>" .\n',
)


def test_every_lexical_form_is_kept(tmp_path: Path) -> None:
    """Oxigraph would write 7, 1.5 and Z; and `"007"` and `"7"` would be one."""
    files = Sorted(*(tmp_path / name for name in ("adopted.nt", "named.nq", "everything.nq")))
    lines = b"".join(ntriples(tuple(line.removesuffix(" .\n").split(" ", 2)) for line in LEXICAL))
    for path, data in zip(files, (lines, b"", lines), strict=True):
        path.write_bytes(data)
    settings = Settings(name="x", title="x", base=BASE, licence="https://example.org/", publisher="x")
    publish(files, settings, tmp_path, b"", ())
    expected = {tuple(line.removesuffix(" .\n").split(" ", 2)) for line in LEXICAL}
    for name in ("x.ttl", "x.jsonld", "x.nt.gz", "x.nt.zst", "x.nq.zst", "x.trig.gz"):
        assert triples(tmp_path / "dump" / name) == expected, name
    core = triples(tmp_path / "dump" / "core.ttl")
    assert expected <= core
    assert core - expected == {(f"<{BASE}letter/l1>", RDF.type, SCHEMA.Message)}
    assert triples(tmp_path / "dump" / "core.jsonld") == core


@pytest.mark.parametrize("limit", [0, 2**20])
def test_a_large_graph_is_asked_on_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, limit: int) -> None:
    monkeypatch.setattr("kg.publish.store._IN_MEMORY", limit)
    (tmp_path / "all.nq").write_text("".join(LEXICAL))
    store = shielded_store(tmp_path / "all.nq", tmp_path)
    found = constructed(store, "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }")
    assert sorted(found) == sorted(LEXICAL)
    assert (tmp_path / "shielded").is_dir() == (limit == 0)


def test_what_is_shielded_is_the_datatype_not_the_words() -> None:
    (line,) = shielded([LEXICAL[-1]])
    assert line == LEXICAL[-1]
    (line,) = shielded([f'<{BASE}s> <{BASE}p> "5"^^<{XSD}integer> <{BASE}g> .\n'])
    assert XSD not in line
    assert line.endswith(f"integer> <{BASE}g> .\n")


def test_a_profile_with_an_iri_that_is_none_is_refused(tmp_path: Path) -> None:
    with pytest.raises(KgError, match="not an IRI: it holds ' '"):
        publication.write_profile(
            "core",
            [f"<{BASE}a b> <{BASE}p> <{BASE}o> .\n"],
            tmp_path,
            tmp_path,
            Settings(name="x", title="x", base=BASE, licence="", publisher=""),
        )


def test_the_same_input_gives_the_same_bytes_in_every_format(tmp_path: Path) -> None:
    workspace = small_workspace.write(tmp_path / "data")
    first, second = (build(workspace, tmp_path / name).files for name in ("one", "two"))
    assert len(first) == len(described(small_workspace.NAME))
    assert [path.read_bytes() for path in first] == [path.read_bytes() for path in second]


@pytest.mark.parametrize("name", ["core", "ric-o", "context"])
def test_a_workspace_with_the_name_of_a_view_is_refused(tmp_path: Path, name: str) -> None:
    files = Sorted(tmp_path / "a", tmp_path / "b", tmp_path / "c")
    with pytest.raises(KgError, match=f"cannot be called '{name}'"):
        publish(files, Settings(name=name, title="x", base=BASE, licence="", publisher=""), tmp_path, b"", ())

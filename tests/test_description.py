"""The description of the dataset: right in its numbers, in terms that exist, and what DCAT-AP asks for."""

from __future__ import annotations

import gzip
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace as with_
from hashlib import sha256

import pyshacl
import pytest
import rdflib
from conftest import WORKSPACE, shared_file
from msgspec.structs import replace
from official import exists, missing
from pyoxigraph import Literal, NamedNode, RdfFormat, Store, parse
from rdflib import FOAF, RDF, SH
from small_workspace import write

from kg.description import describe, publication_day
from kg.errors import KgError
from kg.ns import CRM, DCAT, EP, LA, PREFIXES, PROV, SDO, SPDX, SPEX, VOID, bare
from kg.pipeline import Built, build
from kg.publish.ntriples import ntriples
from kg.queries.catalogue import catalogue, without_header
from kg.validate.engine import validate
from kg.validate.shapes import load_shapes
from kg.validate.sorted_file import SortedFile
from kg.workspace import load_settings, load_workspace

DCAT_AP = "suites/dcat-ap/releases/3.0.1"
# The modules of the shapes; the file that puts them together names five shapes that it does not have.
MODULES = ("shapes", "range", "shapes_recommended", "mdr-vocabularies.shape", "deprecateduris")
# What the shapes warn of, and why it stays.
EXPLAINED = {
    ("bbox", "a place of letters is a point here, dcat:centroid"),
    ("issued", "nobody has recorded when the catalogue was first issued; it says when it was last changed"),
    ("contactPoint", "the owner of the collection has not named one; workspace.toml has a key for it"),
    ("type", "the owner of the collection has not said what kind of publisher this is; there is a key for it"),
    ("publisher", "the publisher is no body of the European Union, so not in its table"),
    # Theirs: the shape asks for https://spdx.org/..., and the terms of SPDX begin with http, as in DCAT 3 itself.
    ("algorithm", "SPDX writes the IRIs of its algorithms with http"),
}
FULL = {
    "contact": "mailto:editors@letters.example.org",
    "publisher_iri": "https://letters.example.org/about",
    "publisher_type": "NonProfitOrganisation",
    "creators": ("Ada Ruus", "Bo Lind"),
    "keywords": ("herring",),
    "endpoint": "https://letters.example.org/sparql",
}


def described(built: Built, release: bool = False) -> bytes:
    """The description of the checkout's workspace: as a build writes it, or with every setting, as of a release."""
    if not release:
        return (built.out / "void.ttl").read_bytes()
    loaded = load_workspace(WORKSPACE)
    loaded = with_(loaded, settings=replace(loaded.settings, **FULL))
    files = [(f"release/2026.2/{file.name}", file) for file in built.files]
    with gzip.open(built.out / "dump" / f"{loaded.settings.name}.nq.gz", "rt", encoding="utf-8", newline="\n") as quads:
        return b"".join(describe(loaded, quads, files, day="2026-11-22", version="2026.2", previous="2026.1"))


@pytest.fixture(scope="module", params=["build", "release"])
def text(request: pytest.FixtureRequest, built: Built) -> bytes:
    return described(built, request.param == "release")


@pytest.fixture
def graph(text: bytes) -> Store:
    store = Store()
    store.load(text, format=RdfFormat.TURTLE)
    return store


def values(graph: Store, subject: str | None, property_: str) -> list[str]:
    """The objects of a property, as text."""
    node = NamedNode(bare(subject)) if subject else None
    return [quad.object.value for quad in graph.quads_for_pattern(node, NamedNode(bare(property_)), None)]


def one(graph: Store, property_: str, object_: str) -> str:
    """The only subject that has `object_` as its `property_`."""
    (quad,) = graph.quads_for_pattern(None, NamedNode(bare(property_)), NamedNode(bare(object_)))
    return str(quad.subject)


def only(store: Store, query: str) -> int:
    (row,) = store.query(query)
    return int(row[0].value)


# ---- what DCAT-AP asks for ----


def shapes(name: str) -> rdflib.Graph:
    return rdflib.Graph().parse(shared_file(f"{DCAT_AP}/{name}"))


def not_held(data: bytes, rules: rdflib.Graph) -> Iterator[str]:
    """The properties that the shapes find fault with."""
    _, report, _ = pyshacl.validate(rdflib.Graph().parse(data=data, format="turtle"), shacl_graph=rules)
    for result in report.subjects(RDF.type, SH.ValidationResult):
        path = report.value(result, SH.resultPath)
        # A detail of another result has no place of its own in the report.
        if (None, SH.detail, result) not in report:
            yield str(path).replace("/", "#").rpartition("#")[2]


@pytest.mark.parametrize("module", MODULES)
def test_it_holds_to_each_module_of_dcat_ap(text, module):
    found = set(not_held(text, shapes(f"html/shacl/{module}.ttl")))
    assert found <= {name for name, _ in EXPLAINED}
    if module in ("shapes", "range", "deprecateduris"):
        assert not found


@pytest.mark.parametrize("module", MODULES)
def test_our_own_engine_finds_the_same(text, module, tmp_path):
    rules = shapes(f"html/shacl/{module}.ttl")
    _, report, _ = pyshacl.validate(rdflib.Graph().parse(data=text, format="turtle"), shacl_graph=rules)
    details = set(report.objects(None, SH.detail))
    expected = Counter(
        f"<{report.value(result, SH.focusNode)}>"
        for result in report.subjects(RDF.type, SH.ValidationResult)
        if result not in details
    )
    lines = tmp_path / "void.nt"
    triples = [(str(q.subject), str(q.predicate), str(q.object)) for q in parse(text, format=RdfFormat.TURTLE)]
    lines.write_bytes(b"".join(ntriples(triples)))
    with SortedFile(lines) as data:
        found, _ = validate(data, load_shapes([shared_file(f"{DCAT_AP}/html/shacl/{module}.ttl")]))
    assert Counter(result.focus for result in found) == expected


def test_it_holds_to_dcat_ap_as_one_file(text):
    rules = shapes("shacl/dcat-ap-SHACL.ttl") + shapes("shacl/ranges.ttl")
    dangling = [(s, p, o) for s, p, o in rules.triples((None, SH.property, None)) if (o, SH.path, None) not in rules]
    assert len({o for _, _, o in dangling}) == 5  # a fault of the file as it was published: no engine takes it whole
    for triple in dangling:
        rules.remove(triple)
    assert not list(not_held(text, rules))


def test_a_description_that_lacks_something_is_found_out(text):
    broken = text.replace(b"dcat:accessURL", b"dcat:landingPage").replace(b"foaf:name", b"rdfs:label")
    assert {"accessURL", "name"} <= set(not_held(broken, shapes("html/shacl/shapes.ttl")))


# ---- well made ----


def test_there_are_no_blank_nodes_and_two_parsers_agree(text):
    rows = {(str(q.subject), str(q.predicate), str(q.object)) for q in parse(text, format=RdfFormat.TURTLE)}
    assert not any(term.startswith("_:") for row in rows for term in row)
    assert len(rdflib.Graph().parse(data=text, format="turtle")) == len(rows)


def test_every_term_exists(text):
    terms = {str(quad.predicate) for quad in parse(text, format=RdfFormat.TURTLE)}
    terms |= {str(q.object) for q in parse(text, format=RdfFormat.TURTLE) if str(q.predicate) == f"<{RDF.type}>"}
    assert not missing(terms)
    assert all(bare(term).rpartition("/")[2] in FOAF for term in terms if term.startswith(f"<{PREFIXES['foaf']}"))
    shaped = shared_file(f"{DCAT_AP}/shacl/dcat-ap-SHACL.ttl").read_text()
    for term in terms:
        if term.startswith((f"<{PREFIXES['spdx']}", f"<{PREFIXES['dcatap']}")):
            assert bare(term).replace("#", "/").rpartition("/")[2] in shaped
        if term.startswith(f"<{PREFIXES['sdo']}"):  # the same vocabulary under its other name
            assert exists(term.replace(PREFIXES["sdo"], PREFIXES["schema"]))


def test_it_is_the_same_for_the_same_input(tmp_path, monkeypatch):
    folder = write(tmp_path / "workspace")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "0")
    texts = [build(folder, tmp_path / name).out.joinpath("void.ttl").read_bytes() for name in ("one", "two")]
    assert texts[0] == texts[1]
    assert b'"1970-01-01"^^xsd:date' in texts[0]


# ---- right in its numbers ----


@pytest.mark.parametrize("class_", [EP.Letter, EP.Resolution, CRM.E21_Person, EP.ArchivalUnit])
def test_things_of_a_class_are_counted(graph, store, class_):
    partition = one(graph, VOID["class"], class_)
    count = only(store, f"SELECT (COUNT(DISTINCT ?x) AS ?n) {{ ?x a {class_} }}")
    assert [int(n) for n in values(graph, partition, VOID.entities)] == [count]


@pytest.mark.parametrize("property_", [EP.author, EP.shelfmark, CRM.P14_carried_out_by])
def test_statements_with_a_property_are_counted(graph, store, property_):
    counts = {int(n) for q in graph.quads_for_pattern(None, NamedNode(bare(VOID.property)), NamedNode(bare(property_)))
              for n in values(graph, str(q.subject), VOID.triples)}  # fmt: skip
    expected = {only(store, f"SELECT (COUNT(*) AS ?n) {{ ?x {property_} ?y }}")}
    graphs = f"SELECT ?g (COUNT(*) AS ?n) {{ GRAPH ?g {{ ?x {property_} ?y }} }} GROUP BY ?g"
    assert counts == expected | {int(row["n"].value) for row in store.query(graphs)}


def test_every_statement_is_in_one_count(graph, store):
    total = only(store, "SELECT (COUNT(*) AS ?n) { ?x ?y ?z }")
    counted = {
        str(q.subject): int(q.object.value) for q in graph.quads_for_pattern(None, NamedNode(bare(VOID.triples)), None)
    }
    this = next(name for name in counted if re.search(r"/dataset(/2026\.2)?>$", name))
    assert counted[this] == total
    parts = [counted[f"<{node}>"] for node in values(graph, this, VOID.propertyPartition)]
    assert sum(parts) == total
    for row in store.query("SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?x ?y ?z } } GROUP BY ?g"):
        assert counted[str(row["g"])] == int(row["n"].value)


def test_links_are_counted_by_authority_file(graph, store):
    found = {}
    for quad in graph.quads_for_pattern(None, NamedNode(bare(VOID.linkPredicate)), NamedNode(bare(LA.equivalent))):
        (target,) = values(graph, str(quad.subject), VOID.objectsTarget)
        (space,) = values(graph, f"<{target}>", VOID.uriSpace)
        found[space] = int(values(graph, str(quad.subject), VOID.triples)[0])
    assert PREFIXES["wd"] in found
    for space, count in found.items():
        query = f"SELECT (COUNT(*) AS ?n) {{ ?x {LA.equivalent} ?y FILTER(STRSTARTS(STR(?y), '{space}')) }}"
        assert count == only(store, query)


def test_files_are_described_with_size_and_hash(graph, built):
    described_files = {}
    for quad in graph.quads_for_pattern(None, NamedNode(bare(DCAT.downloadURL)), None):
        node = str(quad.subject)
        (checksum,) = values(graph, node, SPDX.checksum)
        size, digest = values(graph, node, DCAT.byteSize), values(graph, f"<{checksum}>", SPDX.checksumValue)
        described_files[quad.object.value.rpartition("/")[2]] = (size, digest)
        assert values(graph, node, DCAT.mediaType)
        assert bool(values(graph, node, DCAT.compressFormat)) == quad.object.value.endswith((".gz", ".zst"))
    for file in built.files:
        data = file.read_bytes()
        assert described_files.pop(file.name) == ([str(len(data))], [sha256(data).hexdigest()])
    assert not described_files


def test_examples_are_things_with_a_page(graph, store):
    examples = {node for quad in graph.quads_for_pattern(None, NamedNode(bare(VOID.exampleResource)), None)
                for node in [quad.object.value]}  # fmt: skip
    base = load_settings(WORKSPACE / "workspace.toml").base
    assert {f"{base}letter/l0001", f"{base}person/p0001"} <= examples
    assert all(store.query(f"ASK {{ <{node}> ?p ?o }}") and "#" not in node for node in examples)


def test_the_capture_is_named_with_its_hash(graph):
    loaded = load_workspace(WORKSPACE)
    for place in loaded.editions:
        source = loaded.iris.source(place.name)
        assert values(graph, f"<{source}>", EP.sha256) == [place.edition.sha256]
        assert source in values(graph, f"<{loaded.iris.dataset()}>", PROV.wasDerivedFrom)


# ---- saved queries ----


def test_saved_queries_stand_as_executables(graph):
    base = load_settings(WORKSPACE / "workspace.toml").base
    for saved in catalogue():
        term = f"<{base}query/{saved.name}>"
        texts = [v for form in ("select", "ask", "construct") for v in values(graph, term, f"<{SH[form]}>")]
        assert texts == [without_header(saved.text)]
        asked = re.findall("SERVICE <(.*?)>", saved.text)
        assert values(graph, term, SPEX.federatesWith) == asked
        assert set(saved.header.keywords) <= set(values(graph, term, SDO.keywords))
        (comment,) = values(graph, term, "<http://www.w3.org/2000/01/rdf-schema#comment>")
        assert all(f"?{name}: " in comment for name in saved.header.parameters)


def test_each_prefix_of_the_queries_is_declared_once(graph):
    declared = {}
    for quad in graph.quads_for_pattern(None, NamedNode(str(SH.prefix)), None):
        (space,) = values(graph, str(quad.subject), f"<{SH.namespace}>")
        assert declared.setdefault(quad.object.value, space) == space
    used = {prefix for saved in catalogue() for prefix in re.findall(r"PREFIX (\w+):", saved.text)}
    assert used <= set(declared)
    assert all(PREFIXES.get(prefix, space) == space for prefix, space in declared.items())


def test_queries_have_a_target_only_where_there_is_an_endpoint(text, graph):
    expected = {FULL["endpoint"]} if FULL["endpoint"].encode() in text else set()
    assert set(values(graph, None, SDO.target)) == set(values(graph, None, VOID.sparqlEndpoint)) == expected


# ---- versions, days, settings ----


def test_a_release_is_a_version_of_the_dataset(built):
    store = Store()
    store.load(described(built, release=True), format=RdfFormat.TURTLE)
    base = load_settings(WORKSPACE / "workspace.toml").base
    assert values(store, f"<{base}dataset>", DCAT.hasCurrentVersion) == [f"{base}dataset/2026.2"]
    assert values(store, f"<{base}dataset/2026.2>", DCAT.previousVersion) == [f"{base}dataset/2026.1"]
    assert values(store, f"<{base}dataset/2026.2>", DCAT.version) == ["2026.2"]
    titles = store.quads_for_pattern(NamedNode(f"{base}dataset/2026.2"), None, Literal("2026.2"))
    assert len(list(titles)) == 1


@pytest.mark.parametrize("version", ["../../x", "", "a b", "1/2"])
def test_a_version_that_is_no_part_of_an_iri_is_refused(version):
    with pytest.raises(KgError, match="not a version"):
        load_workspace(WORKSPACE).iris.version(version)


def test_a_day_that_is_none_is_refused(monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "yesterday")
    with pytest.raises(KgError, match="no time: 'yesterday'"):
        publication_day()
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1000000000")
    assert publication_day() == "2001-09-09"


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ('endpoint = "not an address"', "endpoint: not an IRI"),
        ('contact = "<mailto:x>"', "contact: not an IRI"),
        ('themes = ["CULT"]', "no data theme 'CULT'"),
        ('publisher_type = "a b"', "not a code of ADMS"),
    ],
)
def test_a_setting_that_cannot_be_published_is_named_with_its_line(tmp_path, line, message):
    file = write(tmp_path) / "workspace.toml"
    file.write_text(file.read_text() + line + "\n")
    with pytest.raises(KgError, match=message) as caught:
        load_settings(file)
    assert caught.value.where.line == len(file.read_text().splitlines())

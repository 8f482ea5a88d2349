"""The vocabulary: documented, in step with the code, and built on terms that exist."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest
from map_sample import AUTHORITIES, LINKS, TOPICS, claimed, context, described, found
from official import CHECKED, above, exists, missing, problems
from pyoxigraph import Literal, NamedNode, RdfFormat, Store, parse

from kg import ns
from kg.map import triples
from kg.map.concepts import CONCEPTS, FORMS, LABELS, SCHEMES, concepts
from kg.map.rules import DEFINITIONS
from kg.ns import CRM, EP, PREFIXES, PROV, RDF, RDFS, SCHEMA, SKOS, VOC, bare

ROOT = Path(__file__).resolve().parents[1]
FILES = sorted([*(ROOT / "ontology").glob("*.ttl"), *(ROOT / "shapes").glob("*.ttl")])
QUERIES = sorted((ROOT / "kg" / "queries").glob("*.rq"))
_NAME = re.compile(r"\b([a-z]+):([A-Za-z][\w-]*)")


@cache
def graph(name: str) -> Store:
    store = Store()
    store.load(path=str(ROOT / "ontology" / name), format=RdfFormat.TURTLE)
    return store


def values(store: Store, term: str, property_: str) -> list:
    return [q.object for q in store.quads_for_pattern(NamedNode(bare(term)), NamedNode(bare(property_)), None)]


def english(store: Store, term: str, property_: str) -> str | None:
    return next(
        (v.value for v in values(store, term, property_) if isinstance(v, Literal) and v.language == "en"), None
    )


def defined(store: Store, base: str) -> set[str]:
    return {
        str(q.subject)
        for q in store.quads_for_pattern(None, NamedNode(bare(RDF.type)), None)
        if q.subject.value.startswith(base)
    }


def terms_of(file: Path) -> set[str]:
    """Every IRI of a Turtle file, and every prefixed name in the SPARQL texts inside it."""
    terms = set()
    for quad in parse(path=str(file), format=RdfFormat.TURTLE):
        for term in (quad.subject, quad.predicate, quad.object):
            if isinstance(term, NamedNode):
                terms.add(str(term))
            elif isinstance(term, Literal):
                terms.add(f"<{term.datatype.value}>")
                if quad.predicate.value.endswith(("#select", "#ask", "#longPath")):
                    terms |= names_in(term.value)
    return terms


def names_in(text: str) -> set[str]:
    """The prefixed names in a SPARQL text, expanded."""
    return {f"<{PREFIXES[prefix]}{name}>" for prefix, name in _NAME.findall(text) if prefix in PREFIXES}


def mapped() -> set[tuple[str, str, str]]:
    return {
        *triples([(context(), found()), (context(), described())], AUTHORITIES, LINKS, TOPICS),
        *claimed(context(), found()),
        *claimed(context(), described()),
    }


# ---- in step with the code ----


def test_the_vocabulary_file_defines_what_the_code_lists_and_nothing_else():
    assert defined(graph("ep.ttl"), PREFIXES["ep"]) == set(EP)
    assert defined(graph("voc.ttl"), PREFIXES["voc"]) == set(VOC)


def test_concepts_have_the_labels_that_the_dump_repeats():
    written = {
        (str(q.subject), str(q.object))
        for property_ in (SKOS.prefLabel, RDFS.label)
        for q in graph("voc.ttl").quads_for_pattern(None, NamedNode(bare(property_)), None)
        if q.subject.value.startswith(PREFIXES["voc"])
    }
    assert written == {(s, o) for s, p, o in concepts() if p == RDFS.label and s in set(VOC)}


def test_rules_have_the_definitions_that_the_dump_repeats():
    written = {name: english(graph("voc.ttl"), VOC[name], SKOS.definition) for name in DEFINITIONS}
    assert written == DEFINITIONS
    assert set(DEFINITIONS) == {name for name, (scheme, _, _) in CONCEPTS.items() if scheme == "rules"}


def test_concepts_are_in_the_schemes_that_the_dump_repeats():
    written = {
        (str(q.subject), str(q.object))
        for q in graph("voc.ttl").quads_for_pattern(None, NamedNode(bare(SKOS.inScheme)), None)
    }
    assert written == {(VOC[name], VOC[scheme]) for name, (scheme, _, _) in CONCEPTS.items()}
    assert {VOC[name] for name in (*CONCEPTS, *SCHEMES)} == set(VOC)


def test_words_of_editions_mean_concepts_of_the_right_scheme():
    scheme = {VOC[name]: scheme for name, (scheme, _, _) in CONCEPTS.items()}
    assert {scheme[term] for term in LABELS.values()} == {"labels"}
    assert {scheme[term] for term in FORMS.values()} == {"forms"}


# ---- documented ----


@pytest.mark.parametrize("term", sorted(EP))
def test_every_own_term_is_documented(term):
    store = graph("ep.ttl")
    assert english(store, term, RDFS.label)
    assert len(english(store, term, SKOS.definition) or "") > 15
    types = {str(value) for value in values(store, term, RDF.type)}
    if RDFS.Class in types:
        assert values(store, term, RDFS.subClassOf)
    else:
        assert types == {RDF.Property}
        assert values(store, term, RDFS.domain) or values(store, term, SCHEMA.domainIncludes)
        assert values(store, term, RDFS.range) or values(store, term, SCHEMA.rangeIncludes)


@pytest.mark.parametrize("name", sorted(CONCEPTS))
def test_every_concept_is_documented(name):
    store = graph("voc.ttl")
    assert english(store, VOC[name], SKOS.prefLabel)
    assert len(english(store, VOC[name], SKOS.definition) or "") > 3


def test_an_opis_is_not_a_series_but_near_one():
    series = PREFIXES["rst"] + "Series"
    assert [value.value for value in values(graph("voc.ttl"), VOC.opis, SKOS.closeMatch)] == [series]
    assert not values(graph("voc.ttl"), VOC.opis, SKOS.exactMatch)


def test_an_addressee_is_no_mention():
    assert CRM.P67_refers_to not in {str(value) for value in values(graph("ep.ttl"), EP.addressee, RDFS.subPropertyOf)}


# ---- terms that exist ----


@pytest.mark.parametrize("file", FILES, ids=lambda file: f"{file.parent.name}/{file.name}")
def test_files_use_no_own_term_that_is_not_defined(file):
    own = {term for term in terms_of(file) if term.startswith((f"<{PREFIXES['ep']}", f"<{PREFIXES['voc']}"))}
    assert not own - set(EP) - set(VOC) - {f"<{PREFIXES['voc'][:-1]}>", f"<{PREFIXES['ep'][:-1]}>"}


@pytest.mark.parametrize("file", QUERIES, ids=lambda file: file.name)
def test_saved_queries_use_no_term_that_is_not_defined(file):
    text = re.sub(r"(?m)^\s*#.*$|<[^>]*>|\"[^\"]*\"", "", file.read_text(encoding="utf-8"))
    terms = names_in(text)
    own = {term for term in terms if term.startswith((f"<{PREFIXES['ep']}", f"<{PREFIXES['voc']}"))}
    assert not own - set(EP) - set(VOC)
    assert not missing(terms)


@pytest.mark.parametrize("file", FILES, ids=lambda file: f"{file.parent.name}/{file.name}")
def test_files_use_only_terms_that_exist(file):
    assert not missing(terms_of(file))


@pytest.mark.parametrize("prefix", CHECKED)
def test_the_code_lists_only_terms_that_exist(prefix):
    namespace = next(n for n in ns.namespaces() if repr(n).startswith(f"{prefix}:"))
    assert set(namespace)
    assert not missing(namespace)


def test_the_mapped_graph_uses_only_terms_that_exist():
    used = {p for _, p, _ in mapped()} | {o for _, p, o in mapped() if p == RDF.type}
    assert not missing(used)
    unchecked = {term for term in used if not term.startswith(tuple(f"<{PREFIXES[prefix]}" for prefix in CHECKED))}
    assert {term.rpartition("#")[0] for term in unchecked} == {
        f"<{PREFIXES[prefix].rstrip('#')}" for prefix in ("ep", "rdf", "rdfs")
    }


def test_a_term_that_does_not_exist_is_found():
    assert missing({"<http://www.cidoc-crm.org/cidoc-crm/E84_Information_Carrier>", CRM.E22_Human_Made_Object}) == {
        "<http://www.cidoc-crm.org/cidoc-crm/E84_Information_Carrier>"
    }
    assert missing({f"<{PREFIXES['la']}holds>"})
    assert exists(f"<{PREFIXES['la']}equivalent>")


# ---- used as they are meant ----


def test_domains_and_ranges_of_crm_and_ric_hold():
    assert not problems(mapped(), ("crm", "dig", "rico"))


def test_domains_and_ranges_of_prov_skos_and_web_annotations_hold():
    assert not problems(mapped(), ("prov", "skos", "oa"))


def test_a_wrong_domain_and_a_wrong_range_are_found():
    wrong = {
        ("<x:letter>", RDF.type, CRM.E33_Linguistic_Object),
        ("<x:person>", RDF.type, CRM.E21_Person),
        ("<x:person>", CRM.P128_carries, "<x:letter>"),
        ("<x:letter>", CRM.P72_has_language, "<x:person>"),
    }
    found_ = problems(wrong, ("crm",))
    assert len(found_) == 1  # a person is a physical thing in CIDOC CRM, a language he is not
    assert "P72_has_language" in found_.pop()
    assert problems(
        {("<x:letter>", RDF.type, CRM.E33_Linguistic_Object), ("<x:letter>", CRM.P128_carries, "<x:letter>")}, ("crm",)
    )


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (PROV.Activity, PROV.Entity),
        (
            "<http://www.cidoc-crm.org/cidoc-crm/E2_Temporal_Entity>",
            "<http://www.cidoc-crm.org/cidoc-crm/E77_Persistent_Item>",
        ),
        (
            "<http://www.cidoc-crm.org/cidoc-crm/E18_Physical_Thing>",
            "<http://www.cidoc-crm.org/cidoc-crm/E28_Conceptual_Object>",
        ),
        (CRM.E21_Person, CRM.E74_Group),
    ],
)
def test_nothing_is_two_things_that_exclude_each_other(one, other):
    types: dict[str, set[str]] = {}
    for subject, predicate, object_ in mapped():
        if predicate == RDF.type:
            types.setdefault(subject, set()).update(above(object_))
    assert any(one in found_ for found_ in types.values())
    assert not [subject for subject, found_ in types.items() if {one, other} <= found_]


# ---- what is expected of a letter that is not printed ----


@pytest.mark.parametrize("term", [EP.expectedAuthor, EP.expectedAddressee, EP.expectedDate, EP.expectedNumber])
def test_what_is_only_expected_is_under_no_other_property(term):
    assert not values(graph("ep.ttl"), term, RDFS.subPropertyOf)


def test_a_letter_that_is_not_printed_has_a_carrier_and_no_author():
    said = {(p, o) for s, p, o in mapped() if s.endswith("/lost/x0001>")}
    assert {o for p, o in said if p == RDF.type}.isdisjoint({EP.Letter})
    assert not {p for p, _ in said} & {EP.author, EP.sender, EP.addressee, EP.date, EP.writtenOn, EP.earliestDate}
    carriers = {s for s, p, o in mapped() if p == CRM.P128_carries and o.endswith("/lost/x0001>")}
    assert [term.rpartition("/")[2] for term in carriers] == ["x0001-1>"]
    assert (CRM.P2_has_type, VOC["unprinted-known"]) in said

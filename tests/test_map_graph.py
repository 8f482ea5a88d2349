"""The mapped graph as a whole: what must hold of every node, whatever the records say."""

from __future__ import annotations

import itertools
import re
from collections import defaultdict
from functools import cache
from pathlib import Path

import pytest
from map_sample import (
    AUTHORITIES,
    EDITION,
    LINKS,
    TELEGRAM,
    TOPICS,
    claimed,
    context,
    described,
    found,
    shelfmark,
    short,
)
from msgspec.structs import replace
from pyoxigraph import Literal, NamedNode, RdfFormat, Store

from kg.map import Context, Found, edition, triples
from kg.map.terms import Triple
from kg.ns import CRM, EP, OWL, PREFIXES, RDF, RDFS, bare

ONTOLOGY = Path(__file__).resolve().parents[1] / "ontology"
PROLOGUE = "".join(f"PREFIX {prefix}: <{iri}>\n" for prefix, iri in PREFIXES.items())


@cache
def mapped() -> tuple[Triple, ...]:
    """The invented edition with its claims, a second month of it, and everything they share."""
    july = replace(EDITION, name="invented-1931-07", title="Invented letters, July 1931")
    mended = replace(shelfmark("3", "12"), raw="GAX F. T", corrected=True)
    again = replace(TELEGRAM, letter="l0003", heading=None, mentions=(), shelfmarks=(mended,), senders=("Orlova", "X"))
    second = Found(letters=(again,))
    editions = [(context(), found()), (context(july), second), (context(), described())]
    adopted = triples(editions, AUTHORITIES, LINKS, TOPICS)
    return (*adopted, *claimed(context(), found()), *claimed(context(), described()))


@cache
def store() -> Store:
    """The mapped graph with the vocabulary beside it, for queries."""
    graph = Store()
    lines = "".join(f"{s} {p} {o} .\n" for s, p, o in mapped())
    graph.load(input=lines.encode(), format=RdfFormat.N_TRIPLES)
    return graph


@cache
def vocabulary() -> Store:
    graph = Store()
    graph.load(path=str(ONTOLOGY / "ep.ttl"), format=RdfFormat.TURTLE)
    return graph


def declared(property_: str) -> list[tuple[str, str]]:
    """What the vocabulary says of its terms: (term, value) as terms in N-Triples form or text."""
    quads = vocabulary().quads_for_pattern(None, NamedNode(bare(property_)), None)
    return [
        (str(quad.subject), quad.object.value if isinstance(quad.object, Literal) else str(quad.object))
        for quad in quads
    ]


def pairs(path: str, class_: str) -> set[tuple[str, str]]:
    """What `path` leads to from every instance of `class_`."""
    query = f"{PROLOGUE} SELECT DISTINCT ?s ?o {{ ?s a {class_} ; {path} ?o }}"
    return {(str(row["s"]), str(row["o"])) for row in store().query(query)}


def test_there_are_only_iris_and_literals():
    node = re.compile(r'<https?://[^<>"{}|^`\\\s]+>')
    value = re.compile(r'"(?:[^"\\\n\r]|\\.)*"(?:@[a-z-]+|\^\^<[^<>]+>)?')
    for subject, predicate, object_ in mapped():
        assert node.fullmatch(subject), subject
        assert node.fullmatch(predicate), predicate
        assert node.fullmatch(object_) or value.fullmatch(object_), object_
    assert len(store()) == len(set(mapped()))


def test_every_node_has_a_label_with_its_language():
    labelled = {s for s, p, o in mapped() if p == RDFS.label}
    classes = {o for _, p, o in mapped() if p == RDF.type}
    nodes = {s for s, _, _ in mapped()} | {o for _, p, o in mapped() if o.startswith("<") and p != RDF.type}
    assert not nodes - labelled - classes
    assert all(re.search(r'"@[a-z]{2}$', o) for _, p, o in mapped() if p == RDFS.label)


def test_no_label_is_long_enough_to_hold_text_of_a_letter():
    assert max(len(o) for _, p, o in mapped() if p == RDFS.label) < 200


def test_nobody_is_called_by_two_labels_in_one_language():
    labels = defaultdict(set)
    for s, p, o in mapped():
        if p == RDFS.label:
            labels[s, o.rpartition("@")[2]].add(o)
    assert not {key: values for key, values in labels.items() if len(values) > 1}


@pytest.mark.parametrize(("term", "path"), declared(EP.longPath))
def test_a_shortcut_is_its_long_path_both_ways(term, path):
    domain = dict(declared(RDFS.domain))[term]
    assert pairs(term, domain) == pairs(path, domain)


def test_shortcuts_that_records_give_are_not_compared_empty():
    unused = {EP.recipient}  # no record says yet that a letter arrived
    for term, path in declared(EP.longPath):
        assert bool(pairs(path, dict(declared(RDFS.domain))[term])) is (term not in unused)


@pytest.mark.parametrize(("term", "above"), declared(RDFS.subPropertyOf))
def test_what_follows_from_a_property_is_written_too(term, above):
    said = {(s, o) for s, p, o in mapped() if p == term}
    assert said <= {(s, o) for s, p, o in mapped() if p == above}


@pytest.mark.parametrize(("term", "above"), declared(RDFS.subClassOf))
def test_what_follows_from_a_class_is_written_too(term, above):
    said = {s for s, p, o in mapped() if (p, o) == (RDF.type, term)}
    assert said <= {s for s, p, o in mapped() if (p, o) == (RDF.type, above)}


@pytest.mark.parametrize(("term", "domain"), declared(RDFS.domain))
def test_own_properties_stand_on_what_they_are_for(term, domain):
    types = {s for s, p, o in mapped() if (p, o) == (RDF.type, domain)}
    assert {s for s, p, _ in mapped() if p == term} <= types


@pytest.mark.parametrize(("term", "range_"), declared(RDFS.range))
def test_own_properties_have_values_of_their_kind(term, range_):
    values = {o for _, p, o in mapped() if p == term}
    if range_.startswith("<http://www.w3.org/2001/XMLSchema#"):
        plain = range_.endswith("#string>")
        assert all(o.endswith('"') if plain else o.endswith(f"^^{range_}") for o in values)
    elif range_ == RDF.langString:
        assert all(re.search(r'"@[a-z]{2}$', o) for o in values)
    elif range_ == RDFS.Literal:
        assert all(o.startswith('"') for o in values)
    else:
        accepted = {CRM.E21_Person, CRM.E74_Group} if range_ == CRM.E39_Actor else {range_}
        assert values <= {s for s, p, o in mapped() if p == RDF.type and o in accepted}


def test_every_own_property_but_those_that_wait_for_a_record_is_used():
    used = {p for _, p, _ in mapped()} | {o for _, p, o in mapped() if p == RDF.type}
    waiting = {EP.recipient, EP.receivedBy, EP.Receipt, EP.Tombstone, EP.longPath}
    assert set(EP) - used == waiting


def test_nothing_says_when_the_program_ran():
    moments = {p for _, p, o in mapped() if o.endswith("#dateTime>")}
    assert moments == {CRM.P82a_begin_of_the_begin, CRM.P82b_end_of_the_end}


def test_nothing_is_made_one_by_owl_same_as():
    assert OWL.sameAs not in {p for _, p, _ in mapped()}


def test_the_same_records_give_the_same_triples():
    def run() -> list[Triple]:
        return list(triples([(context(), found()), (context(), described())], AUTHORITIES, LINKS, TOPICS))

    assert run() == run()


def test_a_second_month_shares_persons_units_and_series_with_the_first():
    lines = short(mapped())
    assert {"letter/l0001 ep:author person/p0001", "letter/l0003 ep:author person/p0001"} <= lines
    assert "carrier/l0003-1 ep:heldIn archive/gax/f7/op2/d3" in lines
    assert {
        "run/invented-1931 prov:used source/invented-1931",
        "run/invented-1931-07 prov:used source/invented-1931-07",
    } <= lines


def test_a_graph_of_nothing_is_a_mistake():
    with pytest.raises(ValueError, match="at least one edition"):
        list(triples([], AUTHORITIES))


def test_letters_are_read_one_by_one():
    taken = []

    def endless():
        for number in itertools.count():
            taken.append(number)
            yield replace(TELEGRAM, letter=f"l{number:04}")

    stream = edition(context(), Found(letters=endless()))
    assert len(list(itertools.islice(stream, 2000))) == 2000
    assert len(taken) < 30


def test_what_is_remembered_does_not_grow_without_bound(monkeypatch):
    monkeypatch.setattr("kg.map._UNITS_REMEMBERED", 10)
    monkeypatch.setattr("kg.map.context._REMEMBERED", 10)
    ctx: Context = context()
    letters = [replace(TELEGRAM, letter=f"l{n:04}", shelfmarks=(shelfmark(str(n)),)) for n in range(40)]
    lines = set(edition(ctx, Found(letters=letters)))
    assert len(ctx._shelves) <= 10
    assert {f"archive/gax/f7/op2/d{n} rdf:type ep:ArchivalUnit" for n in range(40)} <= short(lines)

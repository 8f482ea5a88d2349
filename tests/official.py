"""The official ontology files, for checking terms: which exist, and what domain, range and class they have."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from functools import cache

from conftest import shared_file
from pyoxigraph import BlankNode, NamedNode, RdfFormat, Store, parse

from kg.ns import PREFIXES, RDF, RDFS, bare

RDF_XML = ("crm", "rico")
NQUADS = "w3c"
UNION_OF = "http://www.w3.org/2002/07/owl#unionOf"
# Prefixes of the namespaces whose files are there.
CHECKED = ("crm", "inf", "dig", "rico", "rst", "la", "schema", "skos", "prov", "oa", "dcterms", "dcat", "void")
# DCAT 3 (W3C Recommendation of 22 August 2024): the file that is there is DCAT 2.
DCAT_3 = {
    f"<{PREFIXES['dcat']}{name}>"
    for name in ("version", "isVersionOf", "hasVersion", "hasCurrentVersion", "previousVersion")
}


@cache
def ontologies() -> Store:
    """Every official file in one store; the test is skipped where they are not."""
    folder = shared_file("ontologies")
    store = Store()
    for name in RDF_XML:
        for file in sorted((folder / name).glob("*.rdf")):
            store.bulk_load(path=str(file), format=RdfFormat.RDF_XML, lenient=True)
    for file in sorted((folder / NQUADS).glob("*.nq")):
        store.bulk_extend(quad for quad in parse(path=str(file), format=RdfFormat.N_QUADS, lenient=True))
    return store


@cache
def linked_art() -> frozenset[str]:
    """The terms of Linked Art's own namespace, from its JSON-LD context."""
    context = json.loads(shared_file("ontologies/linkedart/linked-art.json").read_text(encoding="utf-8"))
    return frozenset(f"<{PREFIXES['la']}{name}>" for name in re.findall(r'"la:(\w+)"', json.dumps(context)))


def exists(term: str) -> bool:
    """Whether the files define `term`."""
    if term.startswith(f"<{PREFIXES['la']}"):
        return term in linked_art()
    return term in DCAT_3 or any(ontologies().quads_for_pattern(NamedNode(bare(term)), None, None, None))


def missing(terms: Iterable[str]) -> set[str]:
    """Those of `terms` that stand in a checked namespace and do not exist."""
    bases = tuple(f"<{PREFIXES[prefix]}" for prefix in CHECKED)
    return {term for term in terms if term.startswith(bases) and not exists(term)}


def _values(term: str, property_: str) -> list[NamedNode | BlankNode]:
    quads = ontologies().quads_for_pattern(NamedNode(bare(term)), NamedNode(bare(property_)), None, None)
    return [quad.object for quad in quads if isinstance(quad.object, NamedNode | BlankNode)]


@cache
def classes(term: str, property_: str) -> tuple[frozenset[str], ...]:
    """The domains or ranges of a property: all must hold, each by one of its classes (a union has several)."""
    return tuple(_members(value) for value in _values(term, property_))


def _members(value: NamedNode | BlankNode) -> frozenset[str]:
    if isinstance(value, NamedNode):
        return frozenset([str(value)])
    found = []
    for quad in ontologies().quads_for_pattern(value, NamedNode(UNION_OF), None, None):
        node = quad.object
        while isinstance(node, BlankNode):
            step = {
                q.predicate.value.rpartition("#")[2]: q.object
                for q in ontologies().quads_for_pattern(node, None, None, None)
            }
            found.append(str(step["first"]))
            node = step["rest"]
    return frozenset(found)


@cache
def above(class_: str) -> frozenset[str]:
    """`class_` and every class above it."""
    found = {class_}
    waiting = [class_]
    while waiting:
        for value in _values(waiting.pop(), RDFS.subClassOf):
            name = str(value)
            if isinstance(value, NamedNode) and name not in found:
                found.add(name)
                waiting.append(name)
    return frozenset(found)


def problems(triples: Iterable[tuple[str, str, str]], prefixes: Iterable[str]) -> set[str]:
    """Where a triple's subject or object is not of the domain or range of its property."""
    rows = set(triples)
    bases = tuple(f"<{PREFIXES[prefix]}" for prefix in prefixes)
    types: dict[str, set[str]] = {}
    for subject, predicate, object_ in rows:
        if predicate == RDF.type:
            types.setdefault(subject, set()).update(above(object_))
    found = set()
    for subject, predicate, object_ in rows:
        if not predicate.startswith(bases):
            continue
        for node, property_ in ((subject, RDFS.domain), (object_, RDFS.range)):
            for accepted in classes(predicate, property_):
                if RDFS.Literal in accepted and node.startswith('"'):
                    continue
                if not accepted & types.get(node, set()):
                    found.add(f"{property_} of {predicate}: {node} is none of {sorted(accepted)}")
    return found

"""SHACL property paths and IRIs as people write them: `^crm:P94_has_created/crm:P14_carried_out_by`."""

from __future__ import annotations

from rdflib import Graph, Literal, URIRef
from rdflib.collection import Collection
from rdflib.term import Node

from kg.ns import PREFIXES, RDF, SH, bare

_BY_LENGTH = sorted(PREFIXES.items(), key=lambda item: -len(item[1]))
_FIRST = URIRef(bare(RDF.first))
_INVERSE, _ALTERNATIVE = URIRef(bare(SH.inversePath)), URIRef(bare(SH.alternativePath))
_REPEATED = {
    URIRef(bare(SH.zeroOrMorePath)): "*",
    URIRef(bare(SH.oneOrMorePath)): "+",
    URIRef(bare(SH.zeroOrOnePath)): "?",
}


def short(iri: str) -> str:
    """An IRI with its prefix, when there is one for its namespace."""
    for prefix, namespace in _BY_LENGTH:
        if iri.startswith(namespace) and len(iri) > len(namespace):
            return f"{prefix}:{iri[len(namespace) :]}"
    return f"<{iri}>"


def value_text(node: Node) -> str:
    """A value as a term: an IRI in full, a literal as N-Triples writes it."""
    return str(node) if isinstance(node, URIRef) else node.n3() if isinstance(node, Literal) else f"_:{node}"


def path_text(path: Node, graph: Graph) -> str:
    """The path that `path` (an IRI or the node of a SHACL path in `graph`) stands for, in SPARQL 1.1 form."""
    if isinstance(path, URIRef):
        return short(str(path))
    if (path, _FIRST, None) in graph:
        return "/".join(path_text(step, graph) for step in Collection(graph, path))
    inverse = graph.value(path, _INVERSE)
    if inverse is not None:
        return f"^{path_text(inverse, graph)}"
    choice = graph.value(path, _ALTERNATIVE)
    if choice is not None:
        return "(" + "|".join(path_text(step, graph) for step in Collection(graph, choice)) + ")"
    for predicate, mark in _REPEATED.items():
        step = graph.value(path, predicate)
        if step is not None:
            return f"({path_text(step, graph)}){mark}"
    return str(path)

"""N-Triples into an rdflib graph, which is what pySHACL wants.

Oxigraph parses, because it is strict and quick and keeps the names of blank nodes; rdflib's literals are made without
normalising, so that shapes see the lexical form that is published.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO

import pyoxigraph as ox
from rdflib import BNode, Graph, Literal, URIRef

from kg.errors import KgError
from kg.ns import XSD, bare

_Resource = URIRef | BNode
_STRING = bare(XSD.string)


def load_graph(ntriples: BinaryIO) -> Graph:
    """An N-Triples document as a graph.

    Raises KgError when it is not N-Triples.
    """
    graph = Graph()
    resources: dict[str, _Resource] = {}  # the same node object for the same IRI saves half of the memory
    try:
        with _quiet():
            for triple in ox.parse(ntriples, format=ox.RdfFormat.N_TRIPLES):
                value = triple.object
                object_ = _literal(value, resources) if isinstance(value, ox.Literal) else _resource(value, resources)
                graph.add((_resource(triple.subject, resources), _resource(triple.predicate, resources), object_))
    except SyntaxError as error:
        raise KgError(f"not N-Triples: {error.msg}", hint="mend the statement, or build the dump anew") from error
    return graph


def _resource(term: object, resources: dict[str, _Resource]) -> _Resource:
    if not isinstance(term, ox.NamedNode | ox.BlankNode):
        raise KgError(f"a statement about a statement cannot be checked: {term}", hint="write RDF 1.1")
    key = str(term)
    known = resources.get(key)
    if known is None:
        known = BNode(term.value) if isinstance(term, ox.BlankNode) else URIRef(term.value)
        resources[key] = known
    return known


def _literal(term: ox.Literal, resources: dict[str, _Resource]) -> Literal:
    if term.language:
        return Literal(term.value, lang=term.language)
    if term.datatype.value == _STRING:
        return Literal(term.value)
    return Literal(term.value, datatype=str(_resource(term.datatype, resources)), normalize=False)


@contextmanager
def _quiet() -> Iterator[None]:
    """Without rdflib's warnings about literals that are not of their type; the shapes report them."""
    logger = logging.getLogger("rdflib.term")
    level = logger.level
    logger.setLevel(logging.ERROR)
    try:
        yield
    finally:
        logger.setLevel(level)

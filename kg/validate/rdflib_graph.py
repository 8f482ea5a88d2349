"""N-Triples into an rdflib graph, which is what pySHACL wants.

Literals are made without normalising, so that shapes see the lexical form that is published.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any, BinaryIO

import pyoxigraph as ox
from rdflib import BNode, Graph, Literal, URIRef
from rdflib.plugins.sparql import prepareQuery
from rdflib.plugins.sparql.sparql import Query
from rdflib.query import Result

from kg.errors import KgError
from kg.ns import XSD, bare

_Resource = URIRef | BNode
_STRING = bare(XSD.string)


class PreparedGraph(Graph):
    """A graph that parses each query once.

    pySHACL asks the query of a SPARQL constraint anew for each focus node, and parsing it takes ten times as long as
    answering it.
    """

    def __init__(self) -> None:
        super().__init__()
        self._prepared: dict[str, Query] = {}

    def query(self, query_object: str | Query, *args: Any, **kwargs: Any) -> Result:
        """As `rdflib.Graph.query`, with the namespaces that the query itself declares."""
        if isinstance(query_object, str):
            prepared = self._prepared.get(query_object)
            if prepared is None:
                prepared = self._prepared[query_object] = prepareQuery(query_object)
            query_object = prepared
        return super().query(query_object, *args, **kwargs)


def load_graph(ntriples: BinaryIO, *, quads: bool = False) -> Graph:
    """An N-Triples or N-Quads document as one graph; blank nodes keep their names.

    Raises KgError when it is not of that format.
    """
    graph = PreparedGraph()
    try:
        fill(graph, ox.parse(ntriples, format=ox.RdfFormat.N_QUADS if quads else ox.RdfFormat.N_TRIPLES))
    except SyntaxError as error:
        raise KgError(f"not N-Triples: {error.msg}", hint="mend the statement, or build the dump anew") from error
    return graph


def fill(graph: Graph, statements: Iterable[ox.Quad]) -> None:
    """Add `statements` to `graph`. Raises KgError for a statement about a statement."""
    resources: dict[str, _Resource] = {}  # the same node object for the same IRI saves half of the memory
    with _quiet():
        for quad in statements:
            value = quad.object
            object_ = _literal(value, resources) if isinstance(value, ox.Literal) else _resource(value, resources)
            graph.add((_resource(quad.subject, resources), _resource(quad.predicate, resources), object_))


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

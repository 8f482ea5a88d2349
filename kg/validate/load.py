"""RDF files as a stream of terms, and N-Triples into an rdflib graph, which is what pySHACL wants.

Oxigraph parses, because it is strict and quick and keeps the names of blank nodes; rdflib's literals are made without
normalising, so that shapes see the lexical form that is published.
"""

from __future__ import annotations

import gzip
import logging
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, BinaryIO, cast

import pyoxigraph as ox
from rdflib import BNode, Graph, Literal, URIRef
from rdflib.plugins.sparql import prepareQuery
from rdflib.plugins.sparql.sparql import Query
from rdflib.query import Result

from kg.errors import KgError, Place
from kg.ns import XSD, bare

_Resource = URIRef | BNode
Triple = tuple[str, str, str]  # subject, predicate, object as N-Triples terms

_LINES = (ox.RdfFormat.N_TRIPLES, ox.RdfFormat.N_QUADS)  # formats without relative IRIs
_STRING = bare(XSD.string)


def read_rdf(file: Path) -> Iterator[Triple]:
    """The statements of an RDF file, named graphs taken together; its format is told by its name, also before `.gz`.

    Raises KgError as `parse_file` does.
    """
    for quad in parse_file(file):
        yield str(quad.subject), str(quad.predicate), str(quad.object)


def parse_file(file: Path, *, rename: bool = False) -> Iterator[ox.Quad]:
    """The statements of an RDF file as Oxigraph parses them; relative IRIs are resolved against the file's own.

    With `rename`, blank nodes get new names, so that several files can be put together. Raises KgError for a missing
    file, an unknown format, and what is not of its format, with its line.
    """
    name = file.name.removesuffix(".gz")
    format_ = ox.RdfFormat.from_extension(name.rpartition(".")[2])
    if format_ is None:
        raise KgError("the name does not tell an RDF format", file, "name it .nt, .ttl, .nq, .trig, .rdf or .jsonld")
    base = None if format_ in _LINES else file.resolve().as_uri()
    try:
        with file.open("rb") as raw:
            data = cast(IO[bytes], gzip.GzipFile(fileobj=raw)) if name != file.name else raw
            yield from ox.parse(data, format=format_, base_iri=base, rename_blank_nodes=rename)
    except SyntaxError as error:
        raise KgError(f"not {format_.name}: {error.msg}", Place(file, error.lineno), "mend the file") from error
    except (gzip.BadGzipFile, EOFError) as error:
        raise KgError(f"not a whole gzip file: {error}", file, "fetch it again") from error
    except OSError as error:
        raise KgError(f"the file cannot be read: {error.strerror or error}", file, "check its name") from error


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


def load_graph(*documents: BinaryIO) -> Graph:
    """Documents of N-Quads (N-Triples are some) as one graph, named graphs too; blank nodes keep their names.

    Raises KgError when one is not N-Quads.
    """
    graph = PreparedGraph()
    try:
        for document in documents:
            fill(graph, ox.parse(document, format=ox.RdfFormat.N_QUADS))
    except SyntaxError as error:
        raise KgError(f"not N-Quads: {error.msg}", hint="mend the statement, or build the dump anew") from error
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

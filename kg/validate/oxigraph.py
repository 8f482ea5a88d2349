"""What is asked of Oxigraph: SPARQL's own comparisons, and queries over a store made of some of the data.

A store writes numbers and dates its own way ("007" becomes 7), so that values that are reported never come out of one
without a check: `keeps` says whether a literal would come out as it went in.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from io import RawIOBase
from itertools import chain, islice
from pathlib import Path
from typing import IO, Any, NamedTuple, cast

import pyoxigraph as ox

from kg.errors import KgError
from kg.validate.graph import Graph
from kg.validate.prebinding import FOCUS_GRAPH, PREBOUND, Query, bound_as
from kg.validate.sorted_file import SortedFile
from kg.validate.terms import Triple, literal, statements

Bound = dict[str, str]  # of a solution: variable -> term

_DEFAULT = ox.DefaultGraph()
_ROWS = 5000  # compared by one query
_NAMES = ("?a", "?b")
_SHAPES = ox.NamedNode("x-kg:shapes")  # the graph that $shapesGraph stands for


@cache
def _empty() -> ox.Store:
    return ox.Store()


def failing_rows(expression: str, rows: Iterable[tuple[str, ...]]) -> Iterator[tuple[str, ...]]:
    """Those of `rows`, terms for ?a and ?b, for which `expression` is not true: false, or an error."""
    source = iter(rows)
    while some := list(islice(source, _ROWS)):
        lines = "\n".join(f"({number} {' '.join(row)})" for number, row in enumerate(some))
        names = " ".join(_NAMES[: len(some[0])])
        query = f"SELECT ?n {{ VALUES (?n {names}) {{ {lines} }} FILTER(!COALESCE({expression}, false)) }}"
        for solution in _select(_empty(), query):
            yield some[int(solution["n"].value)]


@cache
def is_regex(regex: str, flags: str) -> bool:
    """Whether SPARQL's REGEX takes an expression and flags, both as literals."""
    return any(_select(_empty(), f'SELECT ?x {{ BIND(REGEX("", {regex}, {flags}) AS ?x) FILTER(BOUND(?x)) }}'))


def _select(store: ox.Store, query: str) -> Any:
    return store.query(query)


def node(term: str) -> ox.NamedNode | ox.BlankNode | ox.Literal:
    """A term as Oxigraph has it."""
    if term[0] == "<":
        return ox.NamedNode(term[1:-1])
    if term[0] == "_":
        return ox.BlankNode(term[2:])
    text, language, datatype = literal(term)
    if language:
        return ox.Literal(text, language=language)
    return ox.Literal(text, datatype=ox.NamedNode(datatype[1:-1]))


@lru_cache(maxsize=2**16)
def keeps(term: str) -> bool:
    """Whether a store gives back a term as it is written."""
    if term[0] != '"' or "^^" not in term:
        return True
    scratch = ox.Store()
    name = ox.NamedNode("x-kg:any")
    scratch.add(ox.Quad(name, name, node(term)))
    return all(str(quad.object) == term for quad in scratch)


class OnDisk(NamedTuple):
    """A file that is too large for memory, and a scratch folder for a store with all of it."""

    data: SortedFile
    folder: Path


class Statements:
    """A store that is asked for what queries find. It has the properties of `graph` that they look at, in memory, or
    the whole of a sorted file, on disk."""

    def __init__(self, graph: Graph, shapes: Graph, whole: OnDisk | None = None) -> None:
        self._graph, self._shapes = graph, shapes
        self._whole = whole.data if whole else None
        self._store = ox.Store(str(whole.folder)) if whole else ox.Store()
        self._loaded: dict[str, str | None] = {}  # property -> a literal that the store does not keep
        self._has_shapes = False

    def altered(self, properties: Iterable[str] | None) -> str | None:
        """A literal with one of `properties` (None: any) that a store would write otherwise."""
        if self._whole is not None and not self._loaded:
            self._load_whole(self._whole)
        elif self._whole is None:
            self._load(self._graph.properties() if properties is None else properties)
        wanted = self._loaded if properties is None else properties
        return min(filter(None, map(self._loaded.get, wanted)), default=None)

    def select(self, query: Query, shape: str, foci: Iterable[str]) -> Iterator[tuple[str, Bound]]:
        """What the query finds for `foci`: once for all, or for each; the focus node comes with each solution."""
        if query.wants_shapes:
            self._load_shapes()
        nodes = list(foci)
        for some in [nodes] if query.once else ([focus] for focus in nodes):
            for bound in self._ask(query, shape, some):
                yield bound.get("this", some[0]), bound

    def _ask(self, query: Query, shape: str, foci: Iterable[str]) -> list[Bound]:
        values = {"this": map(node, foci), "currentShape": (node(shape),), "shapesGraph": (_SHAPES,)}
        try:
            self._store.extend(
                ox.Quad(FOCUS_GRAPH, bound_as(name), value, FOCUS_GRAPH) for name in PREBOUND for value in values[name]
            )
            return _rows(self._store.query(query.text, prefixes=dict(query.prefixes)))
        finally:
            self._store.clear_graph(FOCUS_GRAPH)

    def _load_shapes(self) -> None:
        if not self._has_shapes:
            self._has_shapes = True
            self._store.extend(quads(self._shapes.statements(), _SHAPES))

    def _load(self, properties: Iterable[str]) -> None:
        new = [property_ for property_ in properties if property_ not in self._loaded]
        for property_ in new:
            objects = {object_ for found in self._graph.pairs(property_).values() for object_ in found}
            self._loaded[property_] = min((term for term in objects if not keeps(term)), default=None)
        lines = _lines(self._graph.statements(frozenset(new)))
        if "_:" in lines:
            self._store.extend(_parsed(lines, _DEFAULT))
        else:
            self._store.load(lines, format=ox.RdfFormat.N_TRIPLES)

    def _load_whole(self, whole: SortedFile) -> None:
        """All of a file; Oxigraph reads it as a stream, so that it need not be in memory."""
        for subject, property_, object_ in statements(chain.from_iterable(whole.pieces()), quads=whole.quads):
            if subject[0] == "_" or object_[0] == "_":
                raise KgError(
                    "a query of the shapes looks at any property, and the data have blank nodes",
                    whole.path,
                    "give the things IRIs: so many statements cannot be checked otherwise",
                )
            if self._loaded.setdefault(property_, None) is None and not keeps(object_):
                self._loaded[property_] = object_
        self._store.bulk_load(input=cast(IO[bytes], _Stream(whole)), format=ox.RdfFormat.N_TRIPLES)


class _Stream(RawIOBase):
    """The statements of a sorted file as N-Triples, to be read as a file."""

    def __init__(self, data: SortedFile) -> None:
        super().__init__()
        self._pieces = data.pieces()
        self._quads = data.quads
        self._left = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        """As `io.RawIOBase.readinto`."""
        while not self._left and (lines := next(self._pieces, None)) is not None:
            self._left = _lines(statements(lines, quads=self._quads)).encode()
        size = min(len(buffer), len(self._left))
        buffer[:size], self._left = self._left[:size], self._left[size:]
        return size


def quads(triples: Iterable[Triple], graph: ox.NamedNode | ox.DefaultGraph = _DEFAULT) -> Iterator[ox.Quad]:
    """Statements as Oxigraph has them."""
    return _parsed(_lines(triples), graph)


def _lines(triples: Iterable[Triple]) -> str:
    return "".join(f"{subject} {predicate} {object_} .\n" for subject, predicate, object_ in triples)


def _parsed(lines: str, graph: ox.NamedNode | ox.DefaultGraph) -> Iterator[ox.Quad]:
    """Lines of N-Triples; blank nodes keep their names, which they do not when a store reads the lines."""
    for quad in ox.parse(lines, format=ox.RdfFormat.N_TRIPLES):
        yield ox.Quad(quad.subject, quad.predicate, quad.object, graph)


def _rows(solutions: Any) -> list[Bound]:
    names = [variable.value for variable in solutions.variables]
    return [
        {name: str(value) for name, value in zip(names, solution, strict=True) if value is not None}
        for solution in solutions
    ]

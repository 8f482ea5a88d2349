"""One page's worth of the graph: a thing, its parts (`#creation`, `#written`) and the names of what they point to.

For the files `letter/l0001.ttl` and `.jsonld` of a site, and for what a server answers.
"""

from __future__ import annotations

import mmap
from collections.abc import Callable, Iterable, Iterator
from itertools import chain, groupby
from operator import itemgetter
from pathlib import Path
from types import TracebackType
from typing import NamedTuple

from kg.ns import PREFIXES, RDFS
from kg.publish.context import Context
from kg.publish.jsonld import Nodes
from kg.publish.jsonld import page as jsonld_page
from kg.publish.names import Names
from kg.publish.rows import Row, by_page
from kg.publish.turtle import page as turtle_page
from kg.publish.turtle import turtle

LabelsOf = Callable[[str], Iterable[str]]  # the IRI of a thing -> its labels, as N-Triples terms
_LABEL = RDFS.label


class Entity(NamedTuple):
    """A page: its IRI, what is said of the things on it, and the labels of what that points to, as rows.

    The rows of a `large` one are read anew each time they are asked for.
    """

    iri: str
    rows: Iterable[Row]
    labels: tuple[Row, ...]
    large: bool = False


def entities(lines: Iterable[str], labels: LabelsOf, *, folder: Path | None = None) -> Iterator[Entity]:
    """Every page of N-Triples lines, in any order; pages come in the order of their IRIs.

    Memory holds one page at a time; `folder` holds what does not fit meanwhile. Raises KgError for a blank node.
    """
    for iri, rows in by_page(lines, folder=folder):
        yield entity(iri, rows, labels)


def entity(iri: str, rows: Iterable[Row], labels: LabelsOf) -> Entity:
    """The page `iri` with `rows`, all that is said of it and of its parts."""
    about = tuple(rows)
    return Entity(iri, about, _named(about, labels))


def large_entity(iri: str, rows: Iterable[Row], labels: LabelsOf) -> Entity:
    """As `entity`, of `rows` that can be read several times and are too many to be held."""
    return Entity(iri, rows, _named(rows, labels), large=True)


def _named(rows: Iterable[Row], labels: LabelsOf) -> tuple[Row, ...]:
    """The labels of what `rows` point to and say nothing of."""
    here, pointed = set(), set()
    for subject, _, object_ in rows:
        here.add(subject)
        if object_.startswith("<"):
            pointed.add(object_[1:-1])
    return tuple(Row(thing, _LABEL, label) for thing in sorted(pointed - here) for label in labels(thing))


class PageWriter:
    """Writes pages as files of data; what pages have in common, short names and contexts, is made once."""

    def __init__(self, base: str, context: Context) -> None:
        self._base = base
        self._names = Names(PREFIXES, base)
        self._nodes = Nodes(context)

    def turtle(self, of: Entity) -> bytes:
        """The page as a Turtle document with IRIs relative to the base."""
        rows = chain(of.rows, of.labels)
        if not of.large:
            return turtle_page(rows, self._names)
        lines = (f"<{row.subject}> {row.predicate} {row.object} .\n" for row in rows)
        return b"".join(turtle(lines, prefixes=PREFIXES, base=self._base))

    def jsonld(self, of: Entity) -> bytes:
        """The page as a JSON-LD document, the thing itself first, with what it needs of the context."""
        return jsonld_page(groupby(chain(of.rows, of.labels), key=itemgetter(0)), self._nodes)


class Labels:
    """The labels of things, found by bisection in a file of N-Triples sorted by their bytes; a context manager.

    Nothing is read into memory but the lines that are asked for.
    """

    def __init__(self, path: Path) -> None:
        self._file = path.open("rb")
        self._data = mmap.mmap(self._file.fileno(), 0, access=mmap.ACCESS_READ) if path.stat().st_size else b""

    def __enter__(self) -> Labels:
        return self

    def __exit__(
        self, type_: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if isinstance(self._data, mmap.mmap):
            self._data.close()
        self._file.close()

    def __call__(self, iri: str) -> list[str]:
        """The labels of a thing, in the order of the file; none for what has no label."""
        start = f"<{iri}> {_LABEL} ".encode()
        found = []
        position = self._first(start)
        while self._data[position : position + len(start)] == start:
            end = self._data.find(b"\n", position) + 1
            found.append(self._data[position + len(start) : end].decode().removesuffix(" .\n"))
            position = end
        return found

    def _first(self, start: bytes) -> int:
        """Where the first line begins that is not before `start`."""
        low, high = 0, len(self._data)
        while low < high:
            middle = self._data.rfind(b"\n", low, (low + high) // 2) + 1 or low
            end = self._data.find(b"\n", middle) + 1
            if self._data[middle : middle + len(start)] < start:
                low = end
            else:
                high = middle
        return low

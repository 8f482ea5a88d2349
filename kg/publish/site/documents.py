"""Which documents a graph has, from its sorted dump, and the files of data of each."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import groupby
from os import SEEK_END
from sys import intern
from tempfile import TemporaryFile
from typing import IO, NamedTuple

from kg.ns import EP, RDF
from kg.publish.entity import Entity, LabelsOf, entity, large_entity
from kg.publish.rows import Row, statement
from kg.publish.site.paths import owner

LARGE = 20_000  # lines of a document that are held in memory
# Three terms and a graph; inside a literal nothing can look like the graph at the end, as a quote would follow.
_QUAD = re.compile(r'(<[^>]*> <[^>]*> .+) <[^<>" ]*> \.\n')


class Document(NamedTuple):
    """What one file of the site is about: its path without suffix, and the statements on its subjects.

    `parts` are the fragments that have statements of their own; `types` the classes of the thing itself (N-Triples
    form); `about` is the record that a claim is about. `large` is one whose `lines` are read from a file.
    """

    stem: str
    iri: str
    lines: Iterable[str]
    parts: tuple[str, ...]
    types: tuple[str, ...]
    about: str
    large: bool = False


class _Lines:
    """Lines that are held in memory, and from so many on in a file; they can be read more than once."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._held: list[str] = []
        self._file: IO[bytes] | None = None

    def append(self, line: str) -> None:
        """Add a line."""
        self._held.append(line)
        if len(self._held) >= self._most:
            self._file = self._file or TemporaryFile()  # noqa: SIM115 (closed when nobody has it any more)
            self._file.write("".join(self._held).encode())
            self._held.clear()

    @property
    def large(self) -> bool:
        """Whether there is a file."""
        return self._file is not None

    def __iter__(self) -> Iterator[str]:
        if self._file is not None:
            self._file.seek(0)
            for line in self._file:
                yield line.decode()
            self._file.seek(0, SEEK_END)
        yield from self._held


class _Open:
    """A document that is being read."""

    def __init__(self, stem: str, iri: str, most: int | None) -> None:
        self.stem, self.iri = stem, iri
        self._lines = None if most is None else _Lines(most)
        self._own, self._of_type = f"<{iri}> ", f"<{iri}> {RDF.type} "
        self._parts: dict[str, None] = {}
        self._types: dict[str, None] = {}
        self._about = ""

    def add(self, line: str) -> None:
        """Add a line of the dump."""
        if self._lines is not None:
            self._lines.append(line)
        if not line.startswith(self._own):
            self._parts[line[len(self.iri) + 2 : line.index(">")]] = None
        elif line.startswith(self._of_type):
            self._types[intern(line.split(" ", 3)[2])] = None
        if not self._about and f" {EP.aboutRecord} " in line:
            self._about = intern(line.split(" ", 3)[2][1:-1])

    def document(self) -> Document:
        """The whole."""
        lines, large = (self._lines, self._lines.large) if self._lines is not None else ((), False)
        return Document(self.stem, self.iri, lines, tuple(self._parts), tuple(self._types), self._about, large)


def documents(lines: Iterable[str], base: str, *, most: int | None = LARGE) -> Iterator[Document]:
    """The documents under `base` of sorted N-Triples or N-Quads, each as soon as it is whole.

    The IRIs of its subjects begin with its own, so that other documents come between them only when their IRIs begin
    with it, too: `d77#volume`, `d77/l54`, `d770`, `d77`.

    From `most` lines on, those of a document are put into a file; with None, no lines are kept of any.
    """
    start = f"<{base}"
    open_: list[_Open] = []
    before = ""
    last: _Open | None = None  # lines of one subject follow each other
    for line in lines:
        if last is not None and line.startswith(before):
            last.add(line)
            continue
        if not line.startswith(start) or line[len(start)] == ">":
            continue
        subject = line[1 : line.index(">")]
        while open_ and not subject.startswith(open_[-1].iri):
            yield open_.pop().document()
        stem = owner(subject, base)
        known = next((each for each in open_ if each.stem == stem), None)
        if known is None:
            open_.append(known := _Open(stem, _iri(subject, stem, base), most))
        known.add(line)
        before, last = f"<{subject}>", known
    while open_:
        yield open_.pop().document()


def _iri(subject: str, stem: str, base: str) -> str:
    iri = subject.partition("#")[0]
    parent = iri.rpartition("/")[0]
    return parent if parent.startswith(base) and owner(parent, base) == stem else iri


def as_entity(document: Document, labels: LabelsOf) -> Entity:
    """The statements of a document, without the graphs that they are from, and labels of what they name."""
    rows = _Rows(document.lines)
    return large_entity(document.iri, rows, labels) if document.large else entity(document.iri, rows, labels)


class _Rows:
    """The statements of sorted lines, which can be read more than once."""

    def __init__(self, lines: Iterable[str]) -> None:
        self._lines = lines

    def __iter__(self) -> Iterator[Row]:
        # Sorted, a statement of several graphs stands there several times in a row.
        return (_row(line) for line, _ in groupby(map(without_graph, self._lines)))


def _row(line: str) -> Row:
    subject, predicate, object_ = line.split(" ", 2)
    return statement(subject[1:-1], predicate, object_.removesuffix(" .\n"))


def without_graph(line: str) -> str:
    """A line of N-Quads as one of N-Triples."""
    found = _QUAD.fullmatch(line)
    return f"{found[1]} .\n" if found else line

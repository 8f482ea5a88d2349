"""Which documents a graph has, from its sorted dump, and the files of data of each."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from kg.ns import EP, RDF
from kg.publish.entity import Entity, LabelsOf, entity
from kg.publish.rows import Row, statement
from kg.publish.site.paths import owner

# Three terms and a graph; inside a literal nothing can look like the graph at the end, as a quote would follow.
_QUAD = re.compile(r'(<[^>]*> <[^>]*> .+) <[^<>" ]*> \.\n')


class Document(NamedTuple):
    """What one file of the site is about: its path without suffix, and the statements on its subjects.

    `parts` are the fragments that have statements of their own; `types` the classes of the thing itself (N-Triples
    form); `about` is the record that a claim is about.
    """

    stem: str
    iri: str
    lines: tuple[str, ...]
    parts: tuple[str, ...]
    types: tuple[str, ...]
    about: str


def documents(lines: Iterable[str], base: str) -> Iterator[Document]:
    """The documents under `base` of sorted N-Triples or N-Quads, each as soon as it is whole.

    The IRIs of its subjects begin with its own, so that other documents come between them only when their IRIs begin
    with it, too: `d77#volume`, `d77/l54`, `d770`, `d77`.
    """
    start = f"<{base}"
    open_: list[tuple[str, str, list[str]]] = []
    for line in lines:
        if not line.startswith(start) or line[len(start)] == ">":
            continue
        subject = line[1 : line.index(">")]
        while open_ and not subject.startswith(open_[-1][1]):
            yield _document(*open_.pop())
        stem = owner(subject, base)
        known = next((lines_ for stem_, _, lines_ in open_ if stem_ == stem), None)
        if known is None:
            open_.append((stem, _iri(subject, stem, base), known := []))
        known.append(line)
    while open_:
        yield _document(*open_.pop())


def _iri(subject: str, stem: str, base: str) -> str:
    iri = subject.partition("#")[0]
    parent = iri.rpartition("/")[0]
    return parent if parent.startswith(base) and owner(parent, base) == stem else iri


def _document(stem: str, iri: str, lines: list[str]) -> Document:
    own, of_type = f"<{iri}> ", f"<{iri}> {RDF.type} "
    parts = dict.fromkeys(_fragment(line, iri) for line in lines if not line.startswith(own))
    types = dict.fromkeys(line.split(" ", 3)[2] for line in lines if line.startswith(of_type))
    about = (line.split(" ", 3)[2] for line in lines if f" {EP.aboutRecord} " in line)
    return Document(stem, iri, tuple(lines), tuple(parts), tuple(types), next(about, ""))


def _fragment(line: str, iri: str) -> str:
    return line[len(iri) + 2 : line.index(">")]


def as_entity(document: Document, labels: LabelsOf) -> Entity:
    """The statements of a document, without the graphs that they are from, and labels of what they name."""
    rows = (_row(line) for line in dict.fromkeys(map(without_graph, document.lines)))
    return entity(document.iri, rows, labels)


def _row(line: str) -> Row:
    subject, predicate, object_ = line.split(" ", 2)
    return statement(subject[1:-1], predicate, object_.removesuffix(" .\n"))


def without_graph(line: str) -> str:
    """A line of N-Quads as one of N-Triples."""
    found = _QUAD.fullmatch(line)
    return f"{found[1]} .\n" if found else line

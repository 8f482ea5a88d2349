"""Where an edition speaks of a thing: the file and the lines, as far as the graph tells."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple, Protocol

from kg.ns import CRM, DCTERMS, EP, RDFS
from kg.validate.terms import is_iri, literal, text_of

# From a thing to the span of lines it stands on; from a note to what it records; and from a thing to the letter or
# decision that it belongs to.
_STANDS_ON = (DCTERMS.source, CRM.P106i_forms_part_of)
_BELONGS_TO = (CRM.P128_carries, CRM.P94_has_created, CRM.P16_used_specific_object)
_LINES = re.compile(r"(?P<source>[^#]+)#line=(?P<before>\d+),(?P<last>\d+)")  # RFC 5147: positions from zero


class Where(NamedTuple):
    """A file and lines (one-based, inclusive); None where nothing is known."""

    file: str | None
    lines: tuple[int, int] | None


class Statements(Protocol):
    """A graph of which a few statements are asked: one in memory, or a sorted file. Terms are N-Triples strings."""

    def objects(self, subject: str, predicate: str) -> Sequence[str]:
        """The objects of the statements with `subject` and `predicate`."""

    def subjects(self, predicate: str, object_: str) -> Sequence[str]:
        """The subjects of the statements with `predicate` and `object_`."""


class Places:
    """Finds places in `graph`. `files` maps the IRI of a source to the name of its file."""

    def __init__(self, graph: Statements, files: Mapping[str, str]) -> None:
        self._graph = graph
        self._files = files

    def label(self, node: str) -> str | None:
        """A label of `node`: the English one, else the first in order."""
        labels = [(not label.endswith("@en"), text_of(label)) for label in self._graph.objects(node, RDFS.label)]
        return min(labels)[1] if labels else None

    def find(self, node: str) -> Where:
        """Where `node` stands, or the thing that it is a part of, or the letter it belongs to. A passage is its own."""
        for thing in self._chain(node):
            where = self._of(thing)
            if where.lines is not None:
                return where
        return Where(None, None)

    def _chain(self, node: str) -> Iterator[str]:
        yield node
        whole = f"{node.partition('#')[0]}>" if is_iri(node) and "#" in node else node
        yield whole
        for thing in (node, whole):
            for predicate in _BELONGS_TO:
                yield from sorted(self._graph.objects(thing, predicate))
        for carrier in sorted(self._graph.subjects(CRM.P46_is_composed_of, node)):  # of a leaf
            yield from sorted(self._graph.objects(carrier, CRM.P128_carries))

    def _of(self, thing: str) -> Where:
        spans = [thing] + [span for predicate in _STANDS_ON for span in self._graph.objects(thing, predicate)]
        spans += self._graph.subjects(CRM.P67_refers_to, thing)
        found = [
            ((int(match["before"]) + 1, int(match["last"])), self._file(match["source"]))
            for span in spans
            if (match := _LINES.fullmatch(text_of(span)))
        ]
        if found:
            lines, file = min(found)
            return Where(file, lines)
        bounds = [next(iter(self._graph.objects(thing, end)), None) for end in (EP.firstLine, EP.lastLine)]
        try:
            first, last = (int(literal(bound).text) for bound in bounds if bound)
        except ValueError:  # there are no lines, or what should be one is none: a shape says so
            return Where(None, None)
        return Where(None, (first, last))

    def _file(self, source: str) -> str:
        return self._files.get(source, source.rpartition("/")[2])

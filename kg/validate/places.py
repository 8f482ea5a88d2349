"""Where an edition speaks of a thing: the file and the lines, as far as the graph tells."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from rdflib import Graph, URIRef
from rdflib.term import Node

from kg.ns import CRM, DCTERMS, EP, RDFS, bare

_LABEL, _FIRST, _LAST = (URIRef(bare(term)) for term in (RDFS.label, EP.firstLine, EP.lastLine))
# From a thing to the span of lines it stands on; from a note to what it records; and from a thing to the letter or
# decision that it belongs to.
_STANDS_ON = tuple(URIRef(bare(term)) for term in (DCTERMS.source, CRM.P106i_forms_part_of))
_NOTES = URIRef(bare(CRM.P67_refers_to))
_OWNERS = (CRM.P128_carries, CRM.P94_has_created, CRM.P16_used_specific_object)
_BELONGS_TO = tuple(URIRef(bare(term)) for term in _OWNERS)
_LINES = re.compile(r"(?P<source>[^#]+)#line=(?P<before>\d+),(?P<last>\d+)")  # RFC 5147: positions from zero


class Where(NamedTuple):
    """A file and lines (one-based, inclusive); None where nothing is known."""

    file: str | None
    lines: tuple[int, int] | None


class Places:
    """Finds places in `graph`. `files` maps the IRI of a source to the name of its file."""

    def __init__(self, graph: Graph, files: Mapping[str, str]) -> None:
        self._graph = graph
        self._files = files

    def label(self, node: Node) -> str | None:
        """A label of `node`: the English one, else the first in order."""
        labels = [(getattr(label, "language", "") != "en", str(label)) for label in self._graph.objects(node, _LABEL)]
        return min(labels)[1] if labels else None

    def find(self, node: Node) -> Where:
        """Where `node` stands, or the thing that it is a part of, or the letter it belongs to."""
        for thing in self._chain(node):
            where = self._of(thing)
            if where.lines is not None:
                return where
        return Where(None, None)

    def _chain(self, node: Node) -> Iterator[Node]:
        yield node
        whole = URIRef(str(node).partition("#")[0])
        yield whole
        for thing in (node, whole):
            for predicate in _BELONGS_TO:
                yield from sorted(self._graph.objects(thing, predicate), key=str)

    def _of(self, thing: Node) -> Where:
        spans = [span for predicate in _STANDS_ON for span in self._graph.objects(thing, predicate)]
        spans += self._graph.subjects(_NOTES, thing)
        found = [
            ((int(match["before"]) + 1, int(match["last"])), self._file(match["source"]))
            for span in spans
            if (match := _LINES.fullmatch(str(span)))
        ]
        if found:
            lines, file = min(found)
            return Where(file, lines)
        first, last = self._graph.value(thing, _FIRST), self._graph.value(thing, _LAST)
        try:
            return Where(None, (int(str(first)), int(str(last)))) if first and last else Where(None, None)
        except ValueError:  # what should be a line is none: a shape says so
            return Where(None, None)

    def _file(self, source: str) -> str:
        return self._files.get(source, source.rpartition("/")[2])

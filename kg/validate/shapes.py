"""Shapes: read from Turtle, and listed by the rules of the profile that they check."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path as File

from kg.errors import Place
from kg.ns import RDF, RDFS, SH
from kg.validate.graph import Graph
from kg.validate.load import parse_file
from kg.validate.paths import Path, read_path
from kg.validate.results import Rule, Severity
from kg.validate.shape import ShapeReader
from kg.validate.sources import find_line
from kg.validate.terms import text_of

_RULE = re.compile(r"(?P<rule>[^-/#]+)(?:-[^/#]*)?$")  # `.../shapes#S01-label` belongs to rule S01
_SEVERITIES = {SH.Violation: Severity.VIOLATION, SH.Warning: Severity.WARNING, SH.Info: Severity.INFO}


@dataclass(frozen=True)
class Shapes:
    """A graph of shapes and the files that it was read from."""

    graph: Graph
    files: tuple[File, ...] = ()

    @cached_property
    def reader(self) -> ShapeReader:
        """Reads shapes as records."""
        return ShapeReader(self.graph, self.files)

    def path(self, shape: str) -> Path | None:
        """The path of the shape that has this node. Raises IllFormedError for one that is none."""
        path = self.graph.value(shape, SH.path)
        return read_path(self.graph, path) if path is not None else None

    def place(self, shape: str) -> Place | None:
        """Where the shape that has this node begins."""
        return find_line(self.files, shape)


def load_shapes(files: Iterable[File]) -> Shapes:
    """The shapes in `files` as one graph. Raises KgError for a file that is missing or not RDF, with its line."""
    paths = tuple(files)
    quads = (quad for file in paths for quad in parse_file(file, rename=True))
    return Shapes(Graph(sorted({(str(q.subject), str(q.predicate), str(q.object)) for q in quads})), paths)


def rule_of(shape: str) -> str:
    """The rule that a shape's IRI belongs to: `https://w3id.org/letterkg/shapes#S01-label` -> `S01`."""
    match = _RULE.search(shape)
    return match["rule"] if match else shape


def severities(shapes: Shapes) -> dict[str, Severity]:
    """The severity of each shape by its IRI (SHACL, section 2.1.4): a violation unless the shape says otherwise."""
    graph = shapes.graph
    found = sorted({node for kind in (SH.NodeShape, SH.PropertyShape) for node in graph.subjects(RDF.type, kind)})
    return {text_of(s): _SEVERITIES.get(graph.value(s, SH.severity) or "", Severity.VIOLATION) for s in found}


def rules(shapes: Shapes) -> tuple[Rule, ...]:
    """The rules in a graph of shapes: everything that has a `sh:name`, in order."""
    parts: dict[str, list[str]] = {}
    for shape in severities(shapes):
        parts.setdefault(rule_of(shape), []).append(shape)
    found = (_rule(shape, text_of(names[0]), parts, shapes) for shape, names in shapes.graph.pairs(SH.name).items())
    return tuple(sorted(found, key=lambda rule: rule.id))


def _rule(node: str, name: str, parts: Mapping[str, list[str]], shapes: Shapes) -> Rule:
    shape = text_of(node)
    id_, severity = rule_of(shape), severities(shapes)
    below = [part for part in parts.get(id_, ()) if part != shape]
    return Rule(
        id=id_,
        shape=shape,
        name=name,
        description=_text(node, SH.description, shapes),
        severity=min((severity[part] for part in below or [shape]), key=lambda found: found.rank),
        hint=_text(node, RDFS.comment, shapes),
        hints={part: hint for part in below if (hint := _text(f"<{part}>", RDFS.comment, shapes))},
    )


def _text(node: str, property_: str, shapes: Shapes) -> str:
    value = shapes.graph.value(node, property_)
    return text_of(value) if value else ""

"""Shapes: read from Turtle, and listed by the rules of the profile that they check."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path as File

from kg.errors import KgError, Place
from kg.ns import RDF, RDFS, SH
from kg.validate.graph import Graph
from kg.validate.load import SUFFIXES, parse_file
from kg.validate.paths import Path, read_path
from kg.validate.results import Rule, Severity
from kg.validate.shape import ShapeReader
from kg.validate.sources import find_line
from kg.validate.terms import Triple, is_blank, is_iri, text_of

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

    def named(self, shape: str) -> str:
        """The shape, or the nearest with an IRI that refers to it, also by way of a list; itself when none does."""
        waiting, seen = [shape], {shape}
        while waiting:
            node = waiting.pop(0)
            if is_iri(node):
                return node
            above = {s for property_ in self.graph.properties() for s in self.graph.subjects(property_, node)} - seen
            seen |= above
            waiting += sorted(above)
        return shape

    def place(self, term: str, *, first: bool = False) -> Place | None:
        """Where the shape that has this IRI begins; with `first`, where the term first stands."""
        return find_line(self.files, term, first=first)


def shape_files(paths: Iterable[File]) -> tuple[File, ...]:
    """The files of shapes that `paths` name: files, and of folders those whose names tell an RDF format.

    Raises KgError for a path that is not there and for a folder without such a file.
    """
    found: dict[File, None] = {}
    for path in paths:
        if not path.exists():
            raise KgError("there are no such shapes", path, "name a file of shapes, or a folder of them")
        files = sorted(file for file in path.iterdir() if file.suffix in SUFFIXES) if path.is_dir() else [path]
        if not files:
            raise KgError("no file of this folder is RDF by its name", path, f"name them {', '.join(SUFFIXES[:2])}")
        found.update(dict.fromkeys(files))
    return tuple(found)


def load_shapes(files: Iterable[File]) -> Shapes:
    """The shapes in `files` as one graph. Raises KgError for a file that is missing or not RDF, with its line."""
    paths = tuple(files)
    return Shapes(Graph(sorted({triple for n, file in enumerate(paths) for triple in _statements(file, n)})), paths)


def _statements(file: File, number: int) -> Iterator[Triple]:
    """The statements of a file; blank nodes are called by its number and their order, the same in every run."""
    names: dict[str, str] = {}
    for quad in parse_file(file):
        subject, predicate, object_ = (
            names.setdefault(term, f"_:s{number}n{len(names)}") if is_blank(term) else term
            for term in (str(quad.subject), str(quad.predicate), str(quad.object))
        )
        yield subject, predicate, object_


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
    """The rules in a graph of shapes, in order: everything that has a `sh:name`, and what else has a target."""
    parts: dict[str, list[str]] = {}
    for shape in severities(shapes):
        parts.setdefault(rule_of(shape), []).append(shape)
    found = (_rule(shape, text_of(names[0]), parts, shapes) for shape, names in shapes.graph.pairs(SH.name).items())
    known = {rule.id: rule for rule in found}
    for root in shapes.reader.roots():
        node = shapes.named(root.node)
        id_ = rule_of(text_of(node))
        if id_ not in known:
            known[id_] = _rule(node, id_, parts, shapes)
    return tuple(sorted(known.values(), key=lambda rule: rule.id))


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

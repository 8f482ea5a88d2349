"""Shapes: read from Turtle, and listed by the rules of the profile that they check."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from rdflib import Graph, URIRef

from kg.ns import SH, bare
from kg.validate.load import fill, parse_file
from kg.validate.results import Rule

_RULE = re.compile(r"(?P<rule>[^-/#]+)(?:-[^/#]*)?$")  # `.../shapes#S01-label` belongs to rule S01
_NAME, _DESCRIPTION = (URIRef(bare(term)) for term in (SH.name, SH.description))


def load_shapes(files: Iterable[Path]) -> Graph:
    """The shapes in `files` as one graph. Raises KgError for a file that is missing or not RDF, with its line."""
    graph = Graph()
    for file in files:
        fill(graph, parse_file(file, rename=True))
    return graph


def rule_of(shape: str) -> str:
    """The rule that a shape's IRI belongs to: `https://w3id.org/letterkg/shapes#S01-label` -> `S01`."""
    match = _RULE.search(shape)
    return match["rule"] if match else shape


def rules(shapes: Graph) -> tuple[Rule, ...]:
    """The rules in a graph of shapes: everything that has a `sh:name`, in order."""
    found = (
        Rule(
            id=rule_of(str(shape)),
            shape=str(shape),
            name=str(name),
            description=str(shapes.value(shape, _DESCRIPTION) or ""),
        )
        for shape, name in shapes.subject_objects(_NAME)
    )
    return tuple(sorted(found, key=lambda rule: rule.id))

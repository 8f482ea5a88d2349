"""Shapes: read from Turtle, and listed by the rules of the profile that they check."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path

from rdflib import Graph, URIRef

from kg.ns import RDF, RDFS, SH, bare
from kg.validate.load import fill, parse_file
from kg.validate.results import Rule, Severity

_RULE = re.compile(r"(?P<rule>[^-/#]+)(?:-[^/#]*)?$")  # `.../shapes#S01-label` belongs to rule S01
_NAME, _DESCRIPTION, _HINT = (URIRef(bare(term)) for term in (SH.name, SH.description, RDFS.comment))
_TYPE, _SEVERITY = URIRef(bare(RDF.type)), URIRef(bare(SH.severity))
_KINDS = (URIRef(bare(SH.NodeShape)), URIRef(bare(SH.PropertyShape)))
_SEVERITIES = {bare(SH.Violation): Severity.VIOLATION, bare(SH.Warning): Severity.WARNING, bare(SH.Info): Severity.INFO}


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


def severities(shapes: Graph) -> dict[str, Severity]:
    """The severity of each shape by its IRI (SHACL, section 2.1.4): a violation unless the shape says otherwise."""
    found = sorted({str(node) for kind in _KINDS for node in shapes.subjects(_TYPE, kind)})
    return {s: _SEVERITIES.get(str(shapes.value(URIRef(s), _SEVERITY)), Severity.VIOLATION) for s in found}


def rules(shapes: Graph) -> tuple[Rule, ...]:
    """The rules in a graph of shapes: everything that has a `sh:name`, in order."""
    parts: dict[str, list[str]] = {}
    for shape in severities(shapes):
        parts.setdefault(rule_of(shape), []).append(shape)
    found = (_rule(str(shape), str(name), parts, shapes) for shape, name in shapes.subject_objects(_NAME))
    return tuple(sorted(found, key=lambda rule: rule.id))


def _rule(shape: str, name: str, parts: Mapping[str, list[str]], shapes: Graph) -> Rule:
    id_, severity = rule_of(shape), severities(shapes)
    below = [part for part in parts.get(id_, ()) if part != shape]
    return Rule(
        id=id_,
        shape=shape,
        name=name,
        description=str(shapes.value(URIRef(shape), _DESCRIPTION) or ""),
        severity=min((severity[part] for part in below or [shape]), key=lambda found: found.rank),
        hint=_hint(shape, shapes),
        hints={part: hint for part in below if (hint := _hint(part, shapes))},
    )


def _hint(shape: str, shapes: Graph) -> str:
    return str(shapes.value(URIRef(shape), _HINT) or "")

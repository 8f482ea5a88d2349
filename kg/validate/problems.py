"""What the extraction of an edition has lost, and what contradicts itself or no longer counts, as results beside those
of SHACL: no graph shows what is not in it.

Which kinds of problems are reported the shapes say: those that have a shape, a rule's number and the kind (`S40-...`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from kg.ns import SHAPES, bare
from kg.records import Problem
from kg.validate.notation import literal
from kg.validate.results import Result, Severity
from kg.validate.shapes import rule_of

RULES = ("S40", "S42", "S43", "S45")


def unread(problems: Iterable[tuple[Problem, str, str]], severities: Mapping[str, Severity]) -> Iterator[Result]:
    """The problems whose kind has a shape; each comes with the IRI of its line or its thing, and the file.

    `severities` are those of the shapes by their IRI.
    """
    shapes = {shape.rpartition("#")[2].partition("-")[2]: shape for shape in severities if rule_of(shape) in RULES}
    for problem, focus, file in problems:
        shape = shapes.get(problem.kind)
        if shape is not None:
            yield Result(
                rule=rule_of(shape),
                severity=severities[shape],
                message=problem.message,
                shape=shape,
                component=bare(SHAPES.ReadingConstraintComponent),
                focus=focus,
                value=literal(problem.raw),
                file=file,
                lines=(problem.line, problem.line),
                column=problem.column,
            )

"""What the extraction of an edition has lost, as results beside those of SHACL: no graph shows what is not in it.

Which kinds of problems lose a value the shapes say: those that have a shape, `S40-` and the kind, are reported.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from kg.ns import SHAPES, bare
from kg.records import Problem
from kg.validate.notation import literal
from kg.validate.results import Result, Severity

SHAPE = bare(SHAPES.S40)


def unread(problems: Iterable[tuple[Problem, str, str]], severities: Mapping[str, Severity]) -> Iterator[Result]:
    """The problems whose kind has a shape; each comes with the IRI of its line and the edition's file.

    `severities` are those of the shapes by their IRI.
    """
    for problem, line, file in problems:
        shape = f"{SHAPE}-{problem.kind}"
        if shape in severities:
            yield Result(
                rule=SHAPE.rpartition("#")[2],
                severity=severities[shape],
                message=problem.message,
                shape=shape,
                component=bare(SHAPES.ReadingConstraintComponent),
                focus=line,
                value=literal(problem.raw),
                file=file,
                lines=(problem.line, problem.line),
                column=problem.column,
            )

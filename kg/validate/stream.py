"""Checks on the stream of statements, for what SHACL cannot see.

SHACL looks at nodes that a target reaches. A blank node without a type, or as an object, is reached by none; in the
stream of N-Triples each stands in plain sight.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from kg.ns import SH, bare
from kg.validate.results import Result, Rule, Severity
from kg.validate.terms import object_of

RULE = "S35"


def blank_nodes(lines: Iterable[str], rules: Iterable[Rule], *, quads: bool = False) -> Iterator[Result]:
    """A violation of S35, when it is among `rules`, for each blank node in N-Triples or N-Quads, at its first line."""
    shape = next((rule.shape for rule in rules if rule.id == RULE), None)
    if shape is None:
        return
    seen: set[str] = set()
    for line in lines:
        subject, predicate, rest = line.split(" ", 2)
        for term in (subject, object_of(rest, quads=quads)):
            if term.startswith("_:") and term not in seen:
                seen.add(term)
                yield _result(subject, predicate, term, shape)


def _result(subject: str, predicate: str, term: str, shape: str) -> Result:
    place = "as a subject" if term == subject else "as a value"
    return Result(
        rule=RULE,
        severity=Severity.VIOLATION,
        message=f"a blank node {place}: give the thing an IRI",
        shape=shape,
        component=bare(SH.NodeKindConstraintComponent),
        focus=subject.strip("<>"),
        path=predicate,
        value=term,
    )

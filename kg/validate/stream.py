"""Checks on the stream of statements, for what SHACL cannot see.

SHACL looks at nodes that a target reaches. A blank node without a type, or as an object, is reached by none; in the
stream of N-Triples each stands in plain sight.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence

import pyoxigraph as ox
from msgspec.structs import replace

from kg.ns import RDFS, SH, bare
from kg.validate.fast import Found
from kg.validate.results import Result, Rule, Severity
from kg.validate.sequences import broken
from kg.validate.shapes import Shapes, rule_of
from kg.validate.terms import object_of, text_of

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


def disorder(lines: Iterable[str], shapes: Shapes) -> Iterator[Found]:
    """What breaks S19, S21, S27, S28 and S41 (orders, dates, circles), as far as the shapes have these rules."""
    named = {rule_of(text_of(shape)): shape for shape in shapes.graph.pairs(SH.name)}
    for wrong in broken(lines):
        shape = named.get(wrong.rule)
        if shape is not None:
            yield Found(
                focus=wrong.focus,
                path=None,
                value=wrong.value,
                shape=shape,
                component=SH.SPARQLConstraintComponent,
                constraint=None,
                severity=shapes.graph.value(shape, SH.severity) or SH.Violation,
                messages=tuple(shapes.graph.objects(shape, SH.message)),
            )


def labelled(results: Sequence[Result], lines: Iterable[str]) -> Iterator[Result]:
    """`results` with the labels that N-Triples or N-Quads `lines` give to things that are wrong values."""
    values = {result.value for result in results if result.value and not result.value.startswith(('"', "_:"))}
    known = labels(lines, values) if values else {}
    for result in results:
        label = known.get(result.value or "")
        yield replace(result, value_label=label) if label else result


def labels(lines: Iterable[str], things: Collection[str]) -> dict[str, str]:
    """A label of each of `things` (IRIs) in N-Triples or N-Quads `lines`: the English one, else the first."""
    found: dict[str, str] = {}
    for line in lines:
        if RDFS.label not in line:
            continue
        subject, predicate, _ = line.split(" ", 2)
        if predicate == RDFS.label and subject[1:-1] in things:
            label = next(ox.parse(line, format=ox.RdfFormat.N_QUADS)).object
            if getattr(label, "language", None) == "en":
                found[subject[1:-1]] = label.value
            else:
                found.setdefault(subject[1:-1], label.value)
    return found


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

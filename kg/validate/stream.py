"""Checks on the stream of statements, for what SHACL cannot see.

SHACL looks at nodes that a target reaches. A blank node without a type, or as an object, is reached by none; in the
stream of N-Triples each stands in plain sight.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rdflib import Graph, URIRef
from rdflib.term import Node

from kg.ns import SH, bare
from kg.validate.places import Places
from kg.validate.results import Result, Rule, Severity
from kg.validate.sequences import broken, index
from kg.validate.shapes import rule_of

RULE = "S35"
_NAME, _MESSAGE, _SEVERITY = (URIRef(bare(term)) for term in (SH.name, SH.message, SH.severity))


def blank_nodes(lines: Iterable[str], rules: Iterable[Rule]) -> Iterator[Result]:
    """A violation of S35, when it is among `rules`, for each blank node in N-Triples `lines`, at its first line."""
    shape = next((rule.shape for rule in rules if rule.id == RULE), None)
    if shape is None:
        return
    seen: set[str] = set()
    for line in lines:
        if "_:" not in line:  # most lines, at the speed of a search
            continue
        subject, predicate, rest = line.split(" ", 2)
        for term in (subject, rest.rsplit(" ", 1)[0]):
            if term.startswith("_:") and term not in seen:
                seen.add(term)
                yield _result(subject, predicate, term, shape)


def disorder(lines: Iterable[str], shapes: Graph, places: Places) -> Iterator[Result]:
    """What breaks an order along a sequence, or a date (S19, S21, S27, S28), with its place in the edition."""
    named = {rule_of(str(shape)): shape for shape in shapes.subjects(_NAME, None)}
    for found in broken(index(lines)):
        shape = named.get(found.rule)
        if shape is None:
            continue
        focus = URIRef(bare(found.focus))
        where = places.find(focus)
        yield Result(
            rule=found.rule,
            severity=_severity(shapes.value(shape, _SEVERITY)),
            message=str(shapes.value(shape, _MESSAGE)),
            shape=str(shape),
            component=bare(SH.SPARQLConstraintComponent),
            focus=str(focus),
            label=places.label(focus),
            value=found.value.strip("<>"),
            file=where.file,
            lines=where.lines,
        )


def _severity(iri: Node | None) -> Severity:
    return Severity(str(iri).rpartition("#")[2].casefold()) if iri is not None else Severity.VIOLATION


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

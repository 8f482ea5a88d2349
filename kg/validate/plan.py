"""Which statements a check looks at, so that a large graph can be checked in parts with the same results.

A check is one constraint of a shape with targets; the results of all checks together are the report.

- A check reads only statements with the properties of its **footprint**: those of its targets, of its paths, and of
  what its components and the shapes that it refers to look at. So it finds the same when it sees no others.
- A check is **local** when everything it reads of a focus node are statements with that node as their subject: it has
  a target by class or by a property of subjects, at most one step forward, and asks of the value nodes only what they
  are by themselves. So it finds the same when it sees the subjects a piece at a time, each with all its statements.

Checks that are not local see the whole graph, but only the properties they need: those that follow paths from one
letter to another, number series, shared leaves, and all SPARQL-based constraints. What is below which class
(rdfs:subClassOf) is always known in whole. Queries that look at any property are asked of a store on disk.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import reduce
from typing import NamedTuple

from kg.ns import RDF, SH
from kg.validate.parameters import Closed, Qualified
from kg.validate.paths import Alternative, Path, Predicate, predicates
from kg.validate.prebinding import Query
from kg.validate.shape import Constraint, Shape

_OWN_TARGETS = (SH.targetClass, SH.targetSubjectsOf)
_OTHER_PROPERTY = (SH.EqualsConstraintComponent, SH.DisjointConstraintComponent, SH.LessThanConstraintComponent,
                   SH.LessThanOrEqualsConstraintComponent)  # fmt: skip


@dataclass(frozen=True)
class Footprint:
    """Properties, and the classes that matter among the objects of rdf:type; None for any."""

    properties: frozenset[str] | None = frozenset()
    classes: frozenset[str] | None = frozenset()

    def __or__(self, other: Footprint) -> Footprint:
        return Footprint(_union(self.properties, other.properties), _union(self.classes, other.classes))


class Check(NamedTuple):
    """One constraint of a shape with targets."""

    shape: Shape
    constraint: Constraint


def checks(shapes: Iterable[Shape]) -> Iterator[Check]:
    """The checks that `shapes` ask for."""
    for shape in shapes:
        if not shape.deactivated:
            yield from (Check(shape, constraint) for constraint in shape.constraints)


def settled(check: Check, values: Callable[[str], Iterable[str]]) -> Check:
    """`check` on data in which a property has these `values`: a query that takes its properties from them is told."""
    shape, (component, parameter) = check
    return Check(shape, Constraint(component, parameter.settled(values))) if isinstance(parameter, Query) else check


def footprint(check: Check) -> Footprint:
    """What a check looks at."""
    shape, constraint = check
    return reduce(Footprint.__or__, (*_targets(shape), _path(shape), _constraint(constraint)))


def looks_anywhere(check: Check) -> bool:
    """Whether a check is a query that looks at any property, so that the whole graph is needed to answer it."""
    parameter = check.constraint.parameter
    return isinstance(parameter, Query) and parameter.properties is None


def focus_footprint(check: Check) -> Footprint:
    """What is needed to find the focus nodes of a check."""
    return reduce(Footprint.__or__, _targets(check.shape), Footprint())


def is_local(check: Check) -> bool:
    """Whether a check looks at nothing but statements about its focus nodes."""
    shape, constraint = check
    return all(target.kind in _OWN_TARGETS for target in shape.targets) and _steps(shape, constraint) <= 1


def _union(left: frozenset[str] | None, right: frozenset[str] | None) -> frozenset[str] | None:
    return None if left is None or right is None else left | right


def _class(class_: str) -> Footprint:
    return Footprint(frozenset((RDF.type,)), frozenset((class_,)))


def _targets(shape: Shape) -> Iterator[Footprint]:
    for target in shape.targets:
        if target.kind == SH.targetClass:
            yield _class(target.term)
        elif target.kind != SH.targetNode:
            yield Footprint(frozenset((target.term,)), None if target.term == RDF.type else frozenset())


def _path(shape: Shape) -> Footprint:
    used = frozenset(predicates(shape.path) if shape.path else ())
    return Footprint(used, None if RDF.type in used else frozenset())


def _constraint(constraint: Constraint) -> Footprint:
    component, parameter = constraint
    if component.iri == SH.ClassConstraintComponent:
        return _class(parameter)
    if component.iri in _OTHER_PROPERTY:
        return Footprint(frozenset((parameter,)), None if parameter == RDF.type else frozenset())
    if isinstance(parameter, Closed):
        return Footprint(None, None)
    if isinstance(parameter, Query):
        return Footprint(parameter.properties, parameter.classes)
    return reduce(Footprint.__or__, map(_shape, _inner(parameter)), Footprint())


def _shape(shape: Shape) -> Footprint:
    return reduce(Footprint.__or__, map(_constraint, shape.constraints), _path(shape))


def _inner(parameter: object) -> tuple[Shape, ...]:
    """The shapes that a parameter refers to."""
    if isinstance(parameter, Qualified):
        return (parameter.shape, *parameter.siblings)
    return parameter if isinstance(parameter, tuple) and all(isinstance(x, Shape) for x in parameter) else ()


def _steps(shape: Shape, constraint: Constraint) -> int:
    """How far a constraint looks from a focus node: 0 at the node itself, 1 at statements about it, 2 beyond."""
    component, parameter = constraint
    if isinstance(parameter, Query):
        return 2
    beyond = max((_steps(inner, c) for inner in _inner(parameter) for c in inner.constraints), default=0)
    beyond = max(beyond, component.own)
    if shape.path is None:
        return max(beyond, component.iri in _OTHER_PROPERTY)
    return 1 if _one_step(shape.path) and beyond == 0 else 2


def _one_step(path: Path) -> bool:
    """Whether a path is one property, or one of several."""
    return isinstance(path, Predicate) or (isinstance(path, Alternative) and all(map(_one_step, path.paths)))

"""Shapes as typed records, read from a graph of shapes (SHACL, section 2).

What is wrong with a shape stops the run with a message that names it; a construct that is sound but not checked here
leaves the shape marked as not covered, so that another engine can take it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path as File
from typing import Any, NamedTuple

from kg.errors import KgError, Place
from kg.ns import RDFS, SH, XSD
from kg.validate.components import COMPONENTS, Component
from kg.validate.faults import IllFormedError, UncoveredError
from kg.validate.graph import Graph
from kg.validate.paths import Path, read_path
from kg.validate.sources import find_line
from kg.validate.terms import is_iri, is_literal, literal, text_of

TARGETS = (SH.targetClass, SH.targetNode, SH.targetSubjectsOf, SH.targetObjectsOf)
ADVANCED = (SH.target, SH.expression)  # of SHACL's advanced features, those that pySHACL checks
_SHAPES = (SH.NodeShape, SH.PropertyShape)
# What a shape may say beside its constraints: targets, the result's looks, and remarks (sections 2.1 and 2.3.2).
_OTHER = {
    *TARGETS, SH.path, SH.severity, SH.message, SH.deactivated, SH.name, SH.description, SH.order, SH.group,
    SH.defaultValue, SH.flags, SH.ignoredProperties, SH.qualifiedValueShape, SH.qualifiedValueShapesDisjoint,
    # of SPARQL constraints and prefixes, which may be one node with the shape (section 5.2)
    SH.select, SH.prefixes, SH.declare,
}  # fmt: skip
_SH = SH.path[: -len("path>")]


class Constraint(NamedTuple):
    """A component with its parameter: `sh:minCount 1`."""

    component: Component
    parameter: Any


@dataclass(frozen=True)
class Target:
    """What a shape is for: `kind` is one of TARGETS, `term` a class, a node or a property."""

    kind: str
    term: str


@dataclass(frozen=True, eq=False)
class Shape:
    """A node shape, or a property shape when it has a `path`. Terms are N-Triples strings.

    `uncovered` names what cannot be checked here, in this shape or in one that it refers to.
    """

    node: str
    path: Path | None
    severity: str
    messages: tuple[str, ...]
    deactivated: bool
    targets: tuple[Target, ...]
    constraints: tuple[Constraint, ...] = ()
    uncovered: str | None = None


@dataclass
class ShapeReader:
    """Reads the shapes of `graph`, which came from `files`."""

    graph: Graph
    files: tuple[File, ...] = ()
    _known: dict[str, Shape] = field(default_factory=dict)
    _above: list[str] = field(default_factory=list)

    def roots(self) -> list[Shape]:
        """The shapes that have targets, in order (section 2.1.3). Raises KgError for shapes that cannot be used."""
        targeted = {node for kind in (*TARGETS, SH.target) for node in self.graph.pairs(kind)}
        targeted |= {node for kind in _SHAPES for node in self.graph.instances(kind) if self._is_class(node)}
        return [self.shape(node) for node in sorted(targeted)]

    def shape(self, node: str) -> Shape:
        """The shape that is `node`. Raises KgError for one that is ill-formed or that refers to itself."""
        known = self._known.get(node)
        if known is None:
            if node in self._above:
                raise self._wrong(node, "the shape refers to itself, also by way of others (recursion)")
            self._above.append(node)
            try:
                known = self._known[node] = self._read(node)
            except IllFormedError as error:
                raise self._wrong(node, str(error)) from error
            self._above.pop()
        return known

    def boolean(self, node: str, parameter: str) -> bool:
        """A parameter that is true or false, by default false. Raises IllFormedError for anything else."""
        value = self.one(node, parameter)
        if value is None:
            return False
        if not is_literal(value) or literal(value).datatype != XSD.boolean:
            raise IllFormedError(f"{_name(parameter)} must be true or false")
        return text_of(value) == "true"

    def one(self, node: str, parameter: str) -> str | None:
        """The only value of a parameter. Raises IllFormedError when there are several."""
        values = self.graph.objects(node, parameter)
        if len(values) > 1:
            raise IllFormedError(f"{_name(parameter)} has {len(values)} values and may have one")
        return values[0] if values else None

    def _is_class(self, node: str) -> bool:
        return self.graph.is_instance(node, RDFS.Class)

    def _read(self, node: str) -> Shape:
        path = self.one(node, SH.path)
        if not any(self.graph.about(node)):
            raise IllFormedError("there is no such shape")
        constraints: list[Constraint] = []
        uncovered = self._unknown(node)
        try:
            constraints.extend(self._constraints(node, path is not None))
        except UncoveredError as error:
            uncovered = str(error)
        return Shape(
            node=node,
            path=read_path(self.graph, path) if path is not None else None,
            severity=self.one(node, SH.severity) or SH.Violation,
            messages=tuple(self.graph.objects(node, SH.message)),
            deactivated=self.boolean(node, SH.deactivated),
            targets=tuple(self._targets(node)),
            constraints=tuple(constraints),
            uncovered=uncovered,
        )

    def _targets(self, node: str) -> Iterator[Target]:
        for kind in TARGETS:
            for term in self.graph.objects(node, kind):
                if not (is_iri(term) or (kind == SH.targetNode and is_literal(term))):
                    raise IllFormedError(f"{_name(kind)} needs an IRI instead of {term}")
                yield Target(kind, term)
        if self._is_class(node) and any(self.graph.is_instance(node, kind) for kind in _SHAPES):
            yield Target(SH.targetClass, node)

    def _constraints(self, node: str, property_: bool) -> Iterator[Constraint]:
        for parameter, components in COMPONENTS.items():
            values = self.graph.objects(node, parameter)
            for component in components:
                if len(values) > 1 and component.once:
                    raise IllFormedError(f"{_name(parameter)} has {len(values)} values and may have one")
                for value in values:
                    read = component.read(self, node, value)
                    if read is None:
                        continue
                    if component.of_values and not property_:
                        raise IllFormedError(f"{_name(parameter)} needs a path (section {component.section})")
                    yield Constraint(component, read)

    def _unknown(self, node: str) -> str | None:
        """The first term of SHACL, or parameter of somebody's own component, that is not understood here."""
        own = set(self._own_parameters())
        for predicate, _ in sorted(self.graph.about(node)):
            known = predicate in _OTHER or predicate in COMPONENTS
            if predicate in own or (predicate.startswith(_SH) and not known):
                return _name(predicate)
        return None

    def _own_parameters(self) -> Iterator[str]:
        """The parameters of SPARQL-based constraint components (section 6)."""
        for component in self.graph.instances(SH.ConstraintComponent):
            for parameter in self.graph.objects(component, SH.parameter):
                yield from self.graph.objects(parameter, SH.path)

    def _wrong(self, node: str, what: str) -> KgError:
        """A message with the place of the shape, or of the nearest one that refers to it and has an IRI."""
        named = [shape for shape in (node, *reversed(self._above)) if is_iri(shape)]
        place = next(filter(None, (find_line(self.files, shape) for shape in named)), None) or self._near(node)
        return KgError(
            f"the shapes cannot be used: {text_of(named[0]) if named else 'a shape without IRI'}: {what}",
            place,
            "mend the shapes",
        )

    def _near(self, node: str) -> Place | None:
        """The line that first names a class or a property that a shape without IRI, or one around it, is about."""
        for shape in (node, *reversed(self._above)):
            for kind in (*TARGETS, SH.path):
                for term in self.graph.objects(shape, kind):
                    if is_iri(term) and (place := find_line(self.files, term, first=True)):
                        return place
        return Place(self.files[0]) if len(self.files) == 1 else None


def _name(term: str) -> str:
    return f"sh:{term.removeprefix(_SH)[:-1]}" if term.startswith(_SH) else text_of(term)

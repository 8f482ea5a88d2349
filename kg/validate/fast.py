"""The validator: shapes checked on sets of nodes, each constraint on all its value nodes at once (SHACL, section 3).

A shape's focus nodes give value nodes by its path; each of its constraints says which of them do not fulfil it. Shapes
that others refer to are checked on the value nodes in the same way.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from itertools import repeat
from typing import NamedTuple

from kg.ns import SH
from kg.validate.components import Hit, Values
from kg.validate.graph import Graph
from kg.validate.oxigraph import OnDisk, Statements, keeps
from kg.validate.paths import values as value_nodes
from kg.validate.prebinding import Query, worded
from kg.validate.shape import Constraint, Shape, Target
from kg.validate.terms import quoted
from kg.validate.wording import in_words


class Found(NamedTuple):
    """A validation result (section 3.6.2). Terms are N-Triples strings, `messages` are literals.

    `path` is a property that the constraint named itself, where that is not the shape's path.
    """

    focus: str
    value: str | None
    path: str | None
    shape: str
    severity: str
    component: str
    constraint: str | None
    messages: tuple[str, ...]


class NotAnsweredError(Exception):
    """Oxigraph would not answer a query of the shapes as SPARQL does on these data; the text says why."""


class Validator:
    """Checks shapes on one graph of data."""

    def __init__(self, graph: Graph, shapes: Graph, whole: OnDisk | None = None) -> None:
        """`whole` is what queries look at when `graph` has only what leads to focus nodes."""
        self.graph = graph
        self._statements = Statements(graph, shapes, whole)

    def check(self, shape: Shape, constraint: Constraint) -> list[Found]:
        """What one constraint of a shape finds at its targets. Raises NotAnsweredError."""
        if shape.deactivated:
            return []
        nodes = dict.fromkeys((node for target in shape.targets for node in focus_nodes(self.graph, target)), 1)
        return list(self._constraint(shape, constraint, self._values(shape, nodes), nodes))

    def failing(self, shape: Shape, nodes: Iterable[str]) -> set[str]:
        """Those of `nodes` that do not conform to `shape` (section 3.5). Raises NotAnsweredError."""
        if shape.deactivated:
            return set()
        values = self._values(shape, nodes)
        checks = ((constraint.component.check, constraint.parameter) for constraint in shape.constraints)
        return {hit.focus for check, parameter in checks for hit in check(self, shape, parameter, values)}

    def select(self, shape: Shape, query: Query, foci: Iterable[str]) -> Iterator[Hit]:
        """What a SPARQL-based constraint finds (section 5.3.1). Raises NotAnsweredError."""
        nodes = sorted(foci)
        literal = self._statements.altered(query.properties) or next((n for n in nodes if not keeps(n)), None)
        if literal is not None:
            raise NotAnsweredError(f"a query looks at {literal}, which Oxigraph does not keep as it is written")
        if query.empty_path and (unknown := [node for node in nodes if not any(self.graph.about(node))]):
            raise NotAnsweredError(f"a path without a step, from {unknown[0]}, of which nothing is said")
        seen = set()
        for focus, bound in self._statements.select(query, shape.node, nodes):
            key = (focus, *sorted(bound.items()))
            if key not in seen:
                seen.add(key)
                value = bound.get("value") or (None if shape.path else focus)
                yield Hit(focus, value, bound.get("path"), {"this": focus, **bound})

    def _values(self, shape: Shape, nodes: Iterable[str]) -> Values:
        path = shape.path
        if path is None:
            return {node: (node,) for node in nodes}
        return {node: value_nodes(self.graph, path, node) for node in dict.fromkeys(nodes)}

    def _results(self, shape: Shape, times: Mapping[str, int]) -> Iterator[Found]:
        """The results of `shape` for nodes, for each as many times as it is reached from different focus nodes."""
        if not shape.deactivated:
            values = self._values(shape, times)
            for constraint in shape.constraints:
                yield from self._constraint(shape, constraint, values, times)

    def _constraint(
        self, shape: Shape, constraint: Constraint, values: Values, times: Mapping[str, int]
    ) -> Iterator[Found]:
        component, parameter = constraint
        if component.iri == SH.PropertyShapeComponent:
            reached: Counter[str] = Counter()
            for focus, found in values.items():
                reached.update(dict.fromkeys(found, times[focus]))
            yield from self._results(parameter[0], reached)
            return
        for hit in component.check(self, shape, parameter, values):
            result = _found(shape, constraint, hit)
            yield from repeat(result, times[hit.focus])


def focus_nodes(graph: Graph, target: Target) -> Iterable[str]:
    """The nodes that a target selects (section 2.1.3)."""
    if target.kind == SH.targetClass:
        return graph.instances(target.term)
    if target.kind == SH.targetSubjectsOf:
        return graph.pairs(target.term)
    if target.kind == SH.targetObjectsOf:
        return graph.inverse(target.term)
    return (target.term,)


def _found(shape: Shape, constraint: Constraint, hit: Hit) -> Found:
    parameter = constraint.parameter
    return Found(
        focus=hit.focus,
        value=hit.value,
        path=hit.path,
        shape=shape.node,
        severity=shape.severity,
        component=constraint.component.iri,
        constraint=parameter.node if isinstance(parameter, Query) else None,
        messages=_messages(shape, constraint, hit),
    )


def _messages(shape: Shape, constraint: Constraint, hit: Hit) -> tuple[str, ...]:
    """The shape's messages and the query's, with the values that it found; else what was not fulfilled, in words."""
    messages = shape.messages
    if isinstance(constraint.parameter, Query):
        messages = tuple(worded(text, hit.bound) for text in dict.fromkeys((*messages, *constraint.parameter.messages)))
    return messages or (quoted(in_words(shape, constraint, hit)),)

"""The constraint components of SHACL (W3C Recommendation of 20 July 2017), sections 4 and 5: one row each.

A row says how the parameter is read from the shapes and what a set of value nodes must fulfil. Section 4 tells it in
SPARQL. Where that compares values or matches patterns, SPARQL is what decides (compare.py, oxigraph.py), for all value
nodes at once; the rest needs no more than terms as they are written, and is done here.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from kg.ns import SH
from kg.validate import parameters
from kg.validate.compare import failing_pairs
from kg.validate.datatypes import well_formed
from kg.validate.graph import Graph
from kg.validate.oxigraph import failing_rows
from kg.validate.terms import is_blank, is_literal, literal, quoted, text_of

if TYPE_CHECKING:
    from kg.validate.parameters import Among, Closed, Pattern, Qualified
    from kg.validate.prebinding import Query
    from kg.validate.shape import Shape, ShapeReader

Values = Mapping[str, Sequence[str]]  # focus node -> its value nodes


class Hit(NamedTuple):
    """A focus node that does not fulfil a constraint; `value` is the value node that is to blame, where one is.

    `path` is the property, where the constraint names another than the shape's path, `bound` what a query found.
    """

    focus: str
    value: str | None = None
    path: str | None = None
    bound: Mapping[str, str] = {}


class Checker(Protocol):
    """What components ask of the engine."""

    @property
    def graph(self) -> Graph:
        """The data."""

    def failing(self, shape: Shape, nodes: Iterable[str]) -> set[str]:
        """Those of `nodes` that do not conform to `shape`."""

    def select(self, shape: Shape, query: Query, foci: Iterable[str]) -> Iterator[Hit]:
        """What a query of a SPARQL-based constraint finds for `foci`."""


Check = Callable[[Checker, "Shape", Any, Values], Iterable[Hit]]
Read = Callable[["ShapeReader", str, str], Any]  # reader, shape's node, value of the parameter


class Component(NamedTuple):
    """A row of the table: the component's IRI, its section, how its parameter is read and its value nodes checked.

    `once`: the parameter has one value; `of_values`: only property shapes may have it. `own`: whether it looks at the
    statements about the value nodes (not about the focus node), besides those that shapes it refers to look at.
    """

    iri: str
    section: str
    read: Read
    check: Check
    once: bool = False
    of_values: bool = False
    own: bool = False

    @property
    def name(self) -> str:
        """The component's name without its namespace: `MinCount`."""
        return self.iri.rpartition("#")[2][:-1].removesuffix("Component").removesuffix("Constraint")


def _each(fulfils: Callable[[str, Any], bool]) -> Check:
    """A check of each value node alone."""

    def check(_: Checker, __: Shape, parameter: Any, values: Values) -> Iterator[Hit]:
        for focus, found in values.items():
            for value in found:
                if not fulfils(value, parameter):
                    yield Hit(focus, value)

    return check


def _all(values: Values) -> Iterator[str]:
    for found in values.values():
        yield from found


# 4.1 Value type


def _class(checker: Checker, _: Shape, class_: str, values: Values) -> Iterator[Hit]:
    for focus, found in values.items():
        for value in found:
            if not checker.graph.is_instance(value, class_):
                yield Hit(focus, value)


def _datatype(value: str, datatype: str) -> bool:
    return is_literal(value) and literal(value).datatype == datatype and well_formed(value)


_KINDS = {
    SH.IRI: "<",
    SH.BlankNode: "_",
    SH.Literal: '"',
    SH.BlankNodeOrIRI: "_<",
    SH.BlankNodeOrLiteral: '_"',
    SH.IRIOrLiteral: '<"',
}


def _kind(value: str, kind: str) -> bool:
    return value[0] in _KINDS[kind]


# 4.2 Cardinality


def _min_count(_: Checker, __: Shape, least: int, values: Values) -> Iterator[Hit]:
    return (Hit(focus) for focus, found in values.items() if len(found) < least)


def _max_count(_: Checker, __: Shape, most: int, values: Values) -> Iterator[Hit]:
    return (Hit(focus) for focus, found in values.items() if len(found) > most)


# 4.3 Value range


def _range(comparison: str) -> Check:
    def check(_: Checker, __: Shape, bound: str, values: Values) -> Iterator[Hit]:
        failing = failing_pairs(comparison, {(value, bound) for value in _all(values)})
        return (Hit(f, value) for f, found in values.items() for value in found if (value, bound) in failing)

    return check


# 4.4 Strings


def _pattern(_: Checker, __: Shape, pattern: Pattern, values: Values) -> Iterator[Hit]:
    texts = {value: quoted(text_of(value)) for value in _all(values) if not is_blank(value)}
    expression = f"REGEX(?a, {pattern.regex}, {pattern.flags})"
    failing = set(failing_rows(expression, sorted({(text,) for text in texts.values()})))
    for focus, found in values.items():
        for value in found:
            if is_blank(value) or (texts[value],) in failing:
                yield Hit(focus, value)


def _language_in(value: str, languages: Sequence[str]) -> bool:
    return is_literal(value) and any(_lang_matches(literal(value).language, range_) for range_ in languages)


def _lang_matches(tag: str, range_: str) -> bool:
    """SPARQL's langMatches: basic filtering (RFC 4647, section 3.3.1)."""
    tag, range_ = tag.lower(), range_.lower()
    return bool(tag) if range_ == "*" else tag == range_ or tag.startswith(f"{range_}-")


def _unique_lang(_: Checker, __: Shape, ___: bool, values: Values) -> Iterator[Hit]:
    for focus, found in values.items():
        tags = Counter(literal(value).language.lower() for value in found if is_literal(value))
        yield from (Hit(focus) for tag, count in tags.items() if tag and count > 1)


# 4.5 Property pairs


def _equals(checker: Checker, _: Shape, other: str, values: Values) -> Iterator[Hit]:
    for focus, found in values.items():
        others = checker.graph.objects(focus, other)
        yield from (Hit(focus, value) for value in sorted(set(found) ^ set(others)))


def _disjoint(checker: Checker, _: Shape, other: str, values: Values) -> Iterator[Hit]:
    for focus, found in values.items():
        others = checker.graph.objects(focus, other)
        yield from (Hit(focus, value) for value in found if value in others)


def _less(comparison: str) -> Check:
    def check(checker: Checker, _: Shape, other: str, values: Values) -> Iterator[Hit]:
        others = checker.graph.pairs(other)
        pairs = [(f, (v, o)) for f, found in values.items() for v in found for o in others.get(f, ())]
        failing = failing_pairs(comparison, {pair for _, pair in pairs})
        return (Hit(focus, pair[0]) for focus, pair in pairs if pair in failing)

    return check


# 4.6 Logic, and 4.7.1: of the value nodes, how many shapes they conform to


def _conforming(allowed: Callable[[int, int], bool]) -> Check:
    """`allowed` gets the number of shapes that a value node conforms to, and the number of shapes there are."""

    def check(checker: Checker, _: Shape, shapes: Sequence[Shape], values: Values) -> Iterator[Hit]:
        nodes = dict.fromkeys(_all(values))
        failures = Counter(node for shape in shapes for node in checker.failing(shape, nodes))
        for focus, found in values.items():
            for value in found:
                if not allowed(len(shapes) - failures[value], len(shapes)):
                    yield Hit(focus, value)

    return check


# 4.7 Shapes


def _qualified_count(checker: Checker, qualified: Qualified, values: Values) -> Iterator[tuple[str, int]]:
    nodes = dict.fromkeys(_all(values))
    wrong = checker.failing(qualified.shape, nodes)
    for sibling in qualified.siblings:
        wrong |= nodes.keys() - checker.failing(sibling, nodes)
    return ((focus, sum(value not in wrong for value in found)) for focus, found in values.items())


def _qualified_min(checker: Checker, _: Shape, qualified: Qualified, values: Values) -> Iterator[Hit]:
    return (Hit(focus) for focus, n in _qualified_count(checker, qualified, values) if n < qualified.number)


def _qualified_max(checker: Checker, _: Shape, qualified: Qualified, values: Values) -> Iterator[Hit]:
    return (Hit(focus) for focus, n in _qualified_count(checker, qualified, values) if n > qualified.number)


# 4.8 Others


def _closed(checker: Checker, _: Shape, closed: Closed, values: Values) -> Iterator[Hit]:
    for focus, found in values.items():
        for value in found:
            for predicate, object_ in checker.graph.about(value):
                if predicate not in closed.properties:
                    yield Hit(focus, object_, predicate)


def _has_value(_: Checker, __: Shape, wanted: str, values: Values) -> Iterator[Hit]:
    return (Hit(focus) for focus, found in values.items() if wanted not in found)


def _in(value: str, among: Among) -> bool:
    return value in among.terms


# 5 SPARQL-based constraints


def _sparql(checker: Checker, shape: Shape, query: Query, values: Values) -> Iterator[Hit]:
    return checker.select(shape, query, values)


# parameter -> the components it belongs to
COMPONENTS: dict[str, tuple[Component, ...]] = {
    SH["class"]: (Component(SH.ClassConstraintComponent, "4.1.1", parameters.iri, _class, own=True),),
    SH.datatype: (Component(SH.DatatypeConstraintComponent, "4.1.2", parameters.iri, _each(_datatype), once=True),),
    SH.nodeKind: (Component(SH.NodeKindConstraintComponent, "4.1.3", parameters.node_kind, _each(_kind), once=True),),
    SH.minCount: (
        Component(SH.MinCountConstraintComponent, "4.2.1", parameters.whole, _min_count, once=True, of_values=True),
    ),
    SH.maxCount: (
        Component(SH.MaxCountConstraintComponent, "4.2.2", parameters.whole, _max_count, once=True, of_values=True),
    ),
    SH.minExclusive: (
        Component(SH.MinExclusiveConstraintComponent, "4.3.1", parameters.bound, _range(">"), once=True),
    ),
    SH.minInclusive: (
        Component(SH.MinInclusiveConstraintComponent, "4.3.2", parameters.bound, _range(">="), once=True),
    ),
    SH.maxExclusive: (
        Component(SH.MaxExclusiveConstraintComponent, "4.3.3", parameters.bound, _range("<"), once=True),
    ),
    SH.maxInclusive: (
        Component(SH.MaxInclusiveConstraintComponent, "4.3.4", parameters.bound, _range("<="), once=True),
    ),
    SH.minLength: (
        Component(
            SH.MinLengthConstraintComponent, "4.4.1", parameters.whole, once=True,
            check=_each(lambda value, least: not is_blank(value) and len(text_of(value)) >= least),
        ),
    ),
    SH.maxLength: (
        Component(
            SH.MaxLengthConstraintComponent, "4.4.2", parameters.whole, once=True,
            check=_each(lambda value, most: not is_blank(value) and len(text_of(value)) <= most),
        ),
    ),
    SH.pattern: (Component(SH.PatternConstraintComponent, "4.4.3", parameters.pattern, _pattern),),
    SH.languageIn: (
        Component(SH.LanguageInConstraintComponent, "4.4.4", parameters.texts, _each(_language_in), once=True),
    ),
    SH.uniqueLang: (
        Component(SH.UniqueLangConstraintComponent, "4.4.5", parameters.true, _unique_lang, once=True, of_values=True),
    ),
    SH.equals: (Component(SH.EqualsConstraintComponent, "4.5.1", parameters.iri, _equals),),
    SH.disjoint: (Component(SH.DisjointConstraintComponent, "4.5.2", parameters.iri, _disjoint),),
    SH.lessThan: (
        Component(SH.LessThanConstraintComponent, "4.5.3", parameters.iri, _less("<"), of_values=True),
    ),
    SH.lessThanOrEquals: (
        Component(SH.LessThanOrEqualsConstraintComponent, "4.5.4", parameters.iri, _less("<="), of_values=True),
    ),
    SH["not"]: (
        Component(SH.NotConstraintComponent, "4.6.1", parameters.shape, _conforming(lambda n, _: n == 0)),
    ),
    SH["and"]: (
        Component(SH.AndConstraintComponent, "4.6.2", parameters.shapes, _conforming(lambda n, of: n == of)),
    ),
    SH["or"]: (Component(SH.OrConstraintComponent, "4.6.3", parameters.shapes, _conforming(lambda n, _: n > 0)),),
    SH.xone: (Component(SH.XoneConstraintComponent, "4.6.4", parameters.shapes, _conforming(lambda n, _: n == 1)),),
    SH.node: (Component(SH.NodeConstraintComponent, "4.7.1", parameters.shape, _conforming(lambda n, of: n == of)),),
    # Results are those of the property shape itself (the engine sees to it); this is what conformance needs.
    SH.property: (
        Component(SH.PropertyShapeComponent, "4.7.2", parameters.property_shape, _conforming(lambda n, of: n == of)),
    ),
    SH.qualifiedMinCount: (
        Component(
            SH.QualifiedMinCountConstraintComponent, "4.7.3", parameters.qualified, _qualified_min, once=True,
            of_values=True,
        ),
    ),
    SH.qualifiedMaxCount: (
        Component(
            SH.QualifiedMaxCountConstraintComponent, "4.7.3", parameters.qualified, _qualified_max, once=True,
            of_values=True,
        ),
    ),
    SH.closed: (Component(SH.ClosedConstraintComponent, "4.8.1", parameters.closed, _closed, once=True, own=True),),
    SH.hasValue: (Component(SH.HasValueConstraintComponent, "4.8.2", parameters.term, _has_value),),
    SH["in"]: (Component(SH.InConstraintComponent, "4.8.3", parameters.among, _each(_in), once=True),),
    SH.sparql: (Component(SH.SPARQLConstraintComponent, "5", parameters.query, _sparql),),
}  # fmt: skip

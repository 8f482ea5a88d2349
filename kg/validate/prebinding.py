"""SPARQL-based constraints (SHACL, section 5) and what binding $this beforehand means (appendix on pre-binding).

By the letter, a query is asked anew for each focus node, with the node in place of `$this` wherever that stands. Here
the focus nodes stand in a graph of their own in the store, and a pattern that binds `$this` to one of them is put at
the head of every group that mentions it: of the outermost one, and of those of OPTIONAL, UNION, GRAPH, subqueries and
plain braces, which SPARQL evaluates by themselves before it joins them. So `$this` is bound wherever it is used, as the
recommendation demands; and as each of these groups gives solutions for each focus node side by side, and joining keeps
those apart that differ in `$this`, the query can be asked once for all of them. (The group of EXISTS is evaluated with
the solution around it put in, so it has `$this` anyway.)

That is not so where solutions for different focus nodes are looked at together: aggregates and HAVING, unless grouped
by `$this`, LIMIT and OFFSET. Such queries are asked for each focus node. MINUS, SERVICE and VALUES, and subqueries
that do not return `$this`, are not allowed by the recommendation.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import count

import pyoxigraph as ox

from kg.ns import RDF
from kg.validate.faults import IllFormedError
from kg.validate.outline import Exists, Group, Outline, Pattern, outline
from kg.validate.terms import literal, quoted, text_of
from kg.validate.tokens import tokens

_SYNTAX_ERROR = re.compile(r"error at (?P<line>\d+):(?P<column>\d+): expected (?P<expected>.*)", re.DOTALL)
_REASONS = ("Prefix not found", "IRI parsing failed", "The SELECT contains a variable that is unbound")
PREBOUND = ("this", "currentShape", "shapesGraph")
# A graph of the store with what these variables are bound to: statements with `bound_as(variable)`.
FOCUS_GRAPH = ox.NamedNode("x-kg:bound")


def bound_as(variable: str) -> ox.NamedNode:
    """The property whose objects in FOCUS_GRAPH are what `variable` is bound to."""
    return ox.NamedNode(f"x-kg:{variable}")


@dataclass(frozen=True, eq=False)
class Query:
    """A SPARQL-based constraint.

    `text` is what is asked, with `$PATH` put in and the variables bound; `once` for all focus nodes together, or for
    each. `properties` and `classes` are those that the query looks at, None for any. `open_to`: where it may look at
    any, it looks at no more than at those it names (`named`) and the values that these properties have in the data;
    `among` are the latter, once the query is `settled`. `wants_shapes`: it speaks of the shapes. `empty_path`: a path
    in it may have no step, so that it could begin at a node of which nothing is said. `where` is its outermost group.
    `node` and `messages` are terms of the shapes.
    """

    node: str
    messages: tuple[str, ...]
    text: str
    once: bool
    prefixes: Mapping[str, str]
    properties: frozenset[str] | None
    classes: frozenset[str] | None
    wants_shapes: bool
    empty_path: bool
    where: Group
    named: frozenset[str] = frozenset()
    open_to: frozenset[str] = frozenset()
    among: frozenset[str] = frozenset()

    def settled(self, values: Callable[[str], Iterable[str]]) -> Query:
        """The query for data in which a property has these `values`: it looks at no more properties than is said."""
        if not self.open_to:
            return self
        among = frozenset(value for property_ in sorted(self.open_to) for value in values(property_))
        return replace(
            self, properties=self.named | among, classes=None if RDF.type in among else self.classes, among=among
        )


def read_query(node: str, text: str, prefixes: Mapping[str, str], messages: tuple[str, ...], path: str | None) -> Query:
    """The constraint whose query is `text`; `path` is the shape's path in SPARQL.

    Raises IllFormedError for a query that SPARQL or SHACL does not allow, UncoveredError for one not understood here.
    """
    if path is not None:
        text = _with_path(text, path)
    try:
        ox.Store().query(text, prefixes=dict(prefixes))
    except SyntaxError as error:
        raise IllFormedError(f"sh:select is no SPARQL: {syntax_error(str(error), text)}") from error
    found = outline(text, prefixes)
    mentioned = found.where.mentioned
    open_to = _open_to(found.where)
    anything = found.anything or found.empty_path or open_to is None
    return Query(
        node=node,
        messages=messages,
        text=_bound(text, found),
        once=not found.together and not {"this", "*"}.isdisjoint(found.selected),
        prefixes=prefixes,
        properties=None if anything or open_to else frozenset(found.properties),
        classes=None if found.any_class else frozenset(found.classes),
        wants_shapes=not mentioned.isdisjoint(("currentShape", "shapesGraph")),
        empty_path=found.empty_path,
        where=found.where,
        named=frozenset(found.properties),
        open_to=frozenset() if anything else open_to or frozenset(),
    )


def syntax_error(said: str, text: str) -> str:
    """What Oxigraph said of a query, without the list of everything that could stand there: where, why if it is known,
    and what does stand there.
    """
    match = _SYNTAX_ERROR.match(said)
    if not match:
        return " ".join(said.split())
    number, column = int(match["line"]), int(match["column"])
    why = next((reason for reason in _REASONS if reason in match["expected"]), None)
    line = (text.splitlines() or [""])[number - 1 : number]
    rest = line[0][column - 1 :].strip() if line else ""
    if why and line:  # the parser knows it behind the name
        rest = (line[0][: column - 1].split() or [rest])[-1]
    near = f": {rest[:30]}" if rest else ", where it ends"
    return f"line {number}, column {column} of the query: {why or 'this cannot stand here'}{near}"


def _open_to(group: Group, above: tuple[Pattern, ...] = ()) -> frozenset[str] | None:
    """The properties whose values stand for a property in some pattern: `$this ep:property ?p . ?thing ?p ?value`.

    A solution of the second pattern counts only when it is one of the first, too, as both stand in one group, or the
    first in a group around it. None when a variable may be any property.
    """
    known = (*(() if group.kind == "SELECT" else above), *group.patterns)
    found: set[str] = set()
    for pattern in group.patterns:
        if pattern.variable is not None:
            named = (p for p in known if p.object == pattern.variable and p.plain and len(p.properties) == 1)
            first = next(named, None)
            if first is None:
                return None
            found |= first.properties
    for inner in (*group.nested, *(exists.group for exists in group.exists)):
        below = _open_to(inner, known)
        if below is None:
            return None
        found |= below
    return frozenset(found)


def _bound(text: str, found: Outline) -> str:
    """The query with patterns for the variables that are bound beforehand, and quick where it asks for EXISTS."""
    edits = [(start, start, head) for start, head in _heads(found.where, {"this"})]
    if not found.counts and "*" not in found.selected:
        edits += _joins(text, found.where, count())
    pieces, done = [], 0
    for start, end, new in sorted(edits):
        pieces += [text[done:start], new]
        done = end
    return "".join((*pieces, text[done:]))


def _heads(group: Group, bound: set[str]) -> Iterator[tuple[int, str]]:
    """Where to put which patterns: at the head of `group` those for `bound` and what it mentions, and so on inside."""
    for inner in group.nested:
        yield from _heads(inner, bound if group.kind == "SELECT" else set())
    for exists in group.exists:
        for inner in exists.group.nested:
            yield from _heads(inner, set())
    variables = [name for name in PREBOUND if name in bound | group.mentioned]
    if variables and group.kind != "SELECT":
        patterns = " . ".join(f"{FOCUS_GRAPH} {bound_as(name)} ${name}" for name in variables)
        yield group.start, f" GRAPH {FOCUS_GRAPH} {{ {patterns} }} "


def _joins(text: str, group: Group, numbers: Iterator[int]) -> Iterator[tuple[int, int, str]]:
    """Edits that make OPTIONAL of EXISTS with several patterns.

    Oxigraph answers such an EXISTS anew for each solution, and begins it without regard to what the solution has bound:
    the time grows with the square of the data. `FILTER NOT EXISTS { P }` says the same as `OPTIONAL { P BIND(true AS
    ?n) } FILTER(!BOUND(?n))`, which it answers from the solution's values, when P is no more than patterns and filters,
    shares only variables that are bound in any case, and calls the others by names of their own.
    """
    for inner in group.nested:
        yield from _joins(text, inner, numbers)
    if group.kind in ("OPTIONAL", "SELECT") or any(inner.kind == "SELECT" for inner in group.nested):
        return
    for exists in group.exists:
        certain = group.bound | {"this"}
        if not _is_join(exists, certain, group.visible):
            continue
        name = f"kg_exists{next(numbers)}"
        yield exists.start, exists.group.end + 1, f"({'!' if exists.negated else ''}BOUND(?{name}))"
        body = _renamed(text[exists.group.start : exists.group.end], exists.group.mentioned - certain, name)
        yield group.end, group.end, f"\nOPTIONAL {{ {body}\nBIND(true AS ?{name}) }} "


def _is_join(exists: Exists, certain: set[str], visible: set[str]) -> bool:
    inner = exists.group
    plain = exists.filters and not (inner.nested or inner.exists or inner.assigns or inner.kind == "SELECT")
    shared = inner.mentioned & (visible | {"this"})
    return plain and inner.steps > 1 and shared <= certain and not inner.bound.isdisjoint(certain)


def _renamed(text: str, variables: set[str], suffix: str) -> str:
    """`text` with other names for `variables`."""
    return _replaced(text, lambda name: f"?{name}_{suffix}" if name in variables else None)


def _with_path(text: str, path: str) -> str:
    """The query with the shape's path in place of $PATH."""
    return _replaced(text, lambda name: f"({path})" if name == "PATH" else None)


def _replaced(text: str, new: Callable[[str], str | None]) -> str:
    """`text` with something else in place of the variables for which `new` has something."""
    pieces, done = [], 0
    for token in tokens(text):
        replacement = new(token.text[1:]) if token.kind == "variable" else None
        if replacement is not None:
            pieces += [text[done : token.start], replacement]
            done = token.start + len(token.text)
    return "".join((*pieces, text[done:]))


def worded(message: str, bound: Mapping[str, str]) -> str:
    """A message, a literal, with the values that a query found in place of `{$name}` or `{?name}` (section 5.2.2)."""
    text, language, _ = literal(message)
    said = re.sub(r"\{[?$](\w+)\}", lambda match: text_of(bound[match[1]]) if match[1] in bound else match[0], text)
    return quoted(said) + (f"@{language}" if language else "")

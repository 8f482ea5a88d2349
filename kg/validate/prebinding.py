"""SPARQL-based constraints (SHACL, section 5) and what binding $this beforehand means (appendix A).

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
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import pyoxigraph as ox

from kg.validate.faults import IllFormedError
from kg.validate.outline import Group, outline, tokens

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
    each. `properties` and `classes` are those that the query looks at, None for any. `wants_shapes`: it speaks of the
    shapes.
    `empty_path`: a path in it may have no step, so that it could begin at a node of which nothing is said.
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


def read_query(node: str, text: str, prefixes: Mapping[str, str], messages: tuple[str, ...], path: str | None) -> Query:
    """The constraint whose query is `text`; `path` is the shape's path in SPARQL.

    Raises IllFormedError for a query that SPARQL or SHACL does not allow.
    """
    if path is not None:
        text = _with_path(text, path)
    try:
        ox.Store().query(text, prefixes=dict(prefixes))
    except SyntaxError as error:
        raise IllFormedError(f"sh:select is no SPARQL: {' '.join(str(error).split())}") from error
    found = outline(text, prefixes)
    mentioned = found.where.mentioned
    return Query(
        node=node,
        messages=messages,
        text=_bound(text, found.where),
        once=not found.together and not {"this", "*"}.isdisjoint(found.selected),
        prefixes=prefixes,
        properties=None if found.anything or found.empty_path else frozenset(found.properties),
        classes=None if found.any_class else frozenset(found.classes),
        wants_shapes=not mentioned.isdisjoint(("currentShape", "shapesGraph")),
        empty_path=found.empty_path,
    )


def _bound(text: str, where: Group) -> str:
    """The query with patterns for the variables that are bound beforehand."""
    heads = dict(_heads(where, {"this"}))
    pieces, done = [], 0
    for start in sorted(heads):
        pieces += [text[done:start], heads[start]]
        done = start
    return "".join((*pieces, text[done:]))


def _heads(group: Group, bound: set[str]) -> Iterator[tuple[int, str]]:
    """Where to put which patterns: at the head of `group` those for `bound` and what it mentions, and so on inside."""
    for inner in group.nested:
        yield from _heads(inner, bound if group.is_subquery else set())
    for inner in group.exists:
        for nested in inner.nested:
            yield from _heads(nested, set())
    variables = [name for name in PREBOUND if name in bound | group.mentioned]
    if variables and not group.is_subquery:
        patterns = " . ".join(f"{FOCUS_GRAPH} {bound_as(name)} ${name}" for name in variables)
        yield group.start, f" GRAPH {FOCUS_GRAPH} {{ {patterns} }} "


def _with_path(text: str, path: str) -> str:
    """The query with the shape's path in place of $PATH."""
    pieces, done = [], 0
    for token in tokens(text):
        if token.kind == "variable" and token.text[1:] == "PATH":
            pieces += [text[done : token.start], f"({path})"]
            done = token.start + len(token.text)
    return "".join((*pieces, text[done:]))


def worded(message: str, bound: Mapping[str, str]) -> str:
    """A message with the values that a query found in place of `{$name}` or `{?name}` (section 5.2.2)."""
    return re.sub(r"\{[?$](\w+)\}", lambda match: bound.get(match[1], match[0]), message)

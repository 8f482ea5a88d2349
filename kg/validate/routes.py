"""Which statements a query needs side by side, so that it can be asked of a graph dealt out to several heaps.

The plan of a hash join: one variable of the query, the *key*, decides where statements go. Each property has one route:

- by its subject, when the key is the subject of its patterns: `?thing ep:author ?value`, the key being `?thing`;
- by its object, when it leads from another variable to the key: `?claim crm:P140 ?thing`. It is a *link*;
- along a link, when it says something of a variable that has one: `?claim ep:status ?status` goes wherever the
  `crm:P140` of the same subject go;
- to every heap, when it says something of a variable that has none.

Then each heap gives, for the values of the key that it is the heap of, the solutions that the whole graph gives, and
for others none:

- Let T be a value of the key, and H its heap. What has T as its subject, and each link to T, is in H. What is said of
  a variable with a link is in H for every subject that has a link to T; for others it does not matter, as the link
  stands in the same group as the pattern, or in one that it is joined with: any around it for UNION and plain braces;
  for OPTIONAL, what stands before it in the group around it; for EXISTS, that group. And what these two are looked for
  has the key. What goes to every heap is in H. So all patterns match in H, joined with T, what they match in the whole.
- In a heap that is not T's the key cannot be T: some pattern of the outermost group has the key as its subject, or is a
  link to it, and such statements are in no other heap.

A query for which no variable will do, one that looks at the solutions together, at other graphs or along paths of any
length has no routes. Of a pattern that only asks whether there is something (`FILTER EXISTS { ?any a ep:Claim }`) and
whose variables stand nowhere else, the first statement of the graph goes to every heap.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import NamedTuple

from kg.ns import RDF, SH
from kg.validate.outline import Group, Pattern
from kg.validate.prebinding import Query
from kg.validate.shape import Shape

Key = tuple[str, str | None]  # a property, and its object where only that one matters
_THIS = "?this"


class Route(NamedTuple):
    """Where statements go: by `subject`, by `object`, along the `link` with that property, or to `all`."""

    by: str
    link: str = ""


class Routes(NamedTuple):
    """The routes of statements, by property and object; None stands for any object. `first`: one of these is enough."""

    table: Mapping[str, Mapping[str | None, Route]]
    first: frozenset[Key] = frozenset()


class _NoRoutesError(Exception):
    """The query has no routes with this key."""


class _Placed(NamedTuple):
    """A pattern with the patterns of its own group and of those around it."""

    pattern: Pattern
    scope: tuple[Pattern, ...]


def routes(
    shape: Shape, query: Query, below: Callable[[str], Iterable[str]], counts: Mapping[str, int]
) -> Routes | None:
    """The routes for one query of a shape with targets that send the least to every heap; None when it has none.

    `below` gives a class and those below it; `counts` is how often each property stands in the data.
    """
    if not query.once or query.wants_shapes or query.empty_path or query.properties is None or query.classes is None:
        return None
    outermost = {term for pattern in query.where.patterns for term in (pattern.subject, pattern.object)}
    found = []
    for key in sorted((term for term in outermost if term[:1] == "?"), key=lambda term: (term != _THIS, term)):
        try:
            found.append(_Reader(query, key).routes(shape, below))
        except _NoRoutesError:
            continue
    return min(found, key=lambda one: _everywhere(one, counts), default=None)


def _everywhere(found: Routes, counts: Mapping[str, int]) -> int:
    """About how many statements go to every heap."""
    all_ = Route("all")
    return sum(counts.get(property_, 0) for property_, by in found.table.items() if all_ in by.values())


def together(one: Routes, other: Routes) -> Routes | None:
    """Routes that serve both; None when some statement would have to go two ways."""
    table = {property_: dict(found) for property_, found in one.table.items()}
    try:
        for property_, found in other.table.items():
            for object_, route in found.items():
                _put(table, (property_, object_), route)
        return _checked(table, one.first | other.first)
    except _NoRoutesError:
        return None


class _Reader:
    def __init__(self, query: Query, key: str) -> None:
        self._query, self._key = query, key
        self._first: set[Key] = set()
        self._placed = list(self._walk(query.where, ()))
        self._links = {s: self._link(s) for s in {placed.pattern.subject for placed in self._placed} - {key}}

    def routes(self, shape: Shape, below: Callable[[str], Iterable[str]]) -> Routes:
        this = self._route(_THIS)
        if this.by == "all" or not any(self._binds(pattern) for pattern in self._query.where.patterns):
            raise _NoRoutesError
        table: dict[str, dict[str | None, Route]] = {}
        for placed in self._placed:
            for key in self._keys(placed.pattern):
                _put(table, key, self._of(placed.pattern))
        for target in shape.targets:
            if target.kind == SH.targetClass:
                for class_ in below(target.term):
                    _put(table, (RDF.type, class_), this)
            elif target.kind != SH.targetSubjectsOf or target.term == RDF.type:
                raise _NoRoutesError
            elif target.term != this.link:
                _put(table, (target.term, None), this)
        return _checked(table, frozenset(self._first))

    def _walk(self, group: Group, above: tuple[Pattern, ...]) -> Iterator[_Placed]:
        if group.kind in ("SELECT", "GRAPH") or not all(pattern.plain for pattern in group.patterns):
            raise _NoRoutesError
        scope = (*above, *group.patterns)
        yield from (_Placed(pattern, scope) for pattern in group.patterns)
        for inner in group.nested:
            if inner.kind == "OPTIONAL":
                yield from self._walk(inner, self._with_key(p for p in group.patterns if p.start < inner.start))
            else:
                yield from self._walk(inner, scope)
        for exists in group.exists:
            if self._only_asks(exists.group):
                self._first.update(self._keys(exists.group.patterns[0]))
            else:
                yield from self._walk(exists.group, self._with_key(group.patterns))

    def _with_key(self, patterns: Iterable[Pattern]) -> tuple[Pattern, ...]:
        """Patterns that something is looked for in addition to, when they have the key."""
        found = tuple(patterns)
        if self._key != _THIS and not any(self._key in (pattern.subject, pattern.object) for pattern in found):
            raise _NoRoutesError
        return found

    def _only_asks(self, group: Group) -> bool:
        """Whether a group of EXISTS is one pattern whose variables stand nowhere else in the query."""
        if group.nested or group.exists or group.used or group.assigns or len(group.patterns) != 1:
            return False
        (pattern,) = group.patterns
        if pattern.variable or pattern.object == pattern.subject or not pattern.plain:
            return False
        return not self._elsewhere(self._query.where, group) & {pattern.subject[1:], pattern.object[1:]}

    def _elsewhere(self, group: Group, but: Group) -> set[str]:
        """The variables of a group without those of `but`, which is one inside it."""
        inner = (*group.nested, *(exists.group for exists in group.exists))
        own = {term[1:] for pattern in group.patterns for term in (pattern.subject, pattern.object)}
        return {"this", *own, *group.used}.union(*(self._elsewhere(one, but) for one in inner if one is not but))

    def _link(self, subject: str) -> str:
        """The property that leads from a variable to the key wherever something is said of the variable, or nothing."""
        scopes = [placed.scope for placed in self._placed if placed.pattern.subject == subject]
        found = [
            {next(iter(p.properties)) for p in scope if p.subject == subject and self._leads(p)} for scope in scopes
        ]
        return min(set.intersection(*found), default="") if subject[:1] == "?" else ""

    def _leads(self, pattern: Pattern) -> bool:
        return pattern.object == self._key and len(pattern.properties) == 1

    def _route(self, subject: str) -> Route:
        if subject == self._key:
            return Route("subject")
        link = self._links.get(subject)
        return Route("link", link) if link else Route("all")

    def _of(self, pattern: Pattern) -> Route:
        route = self._route(pattern.subject)
        leads = route.by == "link" and self._leads(pattern) and pattern.properties == {route.link}
        return Route("object") if leads else route

    def _binds(self, pattern: Pattern) -> bool:
        """Whether a pattern can match only where the value of the key belongs."""
        return self._of(pattern).by in ("subject", "object")

    def _keys(self, pattern: Pattern) -> Iterator[Key]:
        """The statements that a pattern may match."""
        if pattern.variable is not None and (pattern.subject != self._key or RDF.type in self._query.among):
            raise _NoRoutesError
        only = pattern.object if pattern.object[:1] == "<" else None
        if only is None and RDF.type in pattern.properties:
            raise _NoRoutesError
        for property_ in self._query.among if pattern.variable is not None else pattern.properties:
            yield property_, only


def _put(table: dict[str, dict[str | None, Route]], key: Key, route: Route) -> None:
    if table.setdefault(key[0], {}).setdefault(key[1], route) != route:
        raise _NoRoutesError


def _checked(table: Mapping[str, Mapping[str | None, Route]], first: frozenset[Key]) -> Routes:
    """The routes, when no statement has two, and none of which the first goes everywhere would bind the key there."""
    for found in table.values():
        if None in found and len(set(found.values())) > 1:
            raise _NoRoutesError
    for property_, object_ in first:
        found = table.get(property_, {})
        met = found.values() if object_ is None else (found[o] for o in (object_, None) if o in found)
        if any(route.by in ("subject", "object") for route in met):
            raise _NoRoutesError
    return Routes(table, first)

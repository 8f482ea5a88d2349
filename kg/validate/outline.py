"""The outline of a SPARQL SELECT query: its groups, the variables and properties that each uses.

Oxigraph parses the query and says what is wrong with it; this reads a query that it has parsed, for what a validator
must know to ask it once for all focus nodes (prebinding.py).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from kg.ns import RDF
from kg.validate.faults import IllFormedError, UncoveredError
from kg.validate.tokens import Token, tokens

_FORBIDDEN = ("MINUS", "SERVICE", "VALUES")  # SHACL, appendix on pre-binding
_AGGREGATES = {"COUNT", "SUM", "MIN", "MAX", "AVG", "SAMPLE", "GROUP_CONCAT"}
_NAMES = ("iri", "name", "word")  # of properties; the only word is `a`
_CLAUSES = {"GROUP", "HAVING", "ORDER", "LIMIT", "OFFSET"}


@dataclass(frozen=True)
class Pattern:
    """A triple pattern. `subject` and `object` are terms, variables `?name` (blank nodes are variables, too).

    `properties` are those that it may match, as terms; `variable` names the variable that stands in their place, and
    then there are none. `plain` is false for a path with other marks than `/` alone or `|` alone. `start` is where its
    property begins.
    """

    subject: str
    properties: frozenset[str]
    object: str
    variable: str | None = None
    plain: bool = True
    start: int = 0


@dataclass
class Group:
    """What stands between two braces, which are at `start` - 1 and `end`: patterns, expressions, and groups inside.

    `bound` are the variables of its own triple patterns, `used` those of its filters and assignments; `steps` counts
    the properties in its patterns. `kind` is the keyword before it; "SELECT" when it holds nothing but a subquery,
    whose group is the one in `nested`. `patterns` are its own, without those of groups inside.
    """

    start: int
    end: int = 0
    kind: str = ""
    bound: set[str] = field(default_factory=set)
    used: set[str] = field(default_factory=set)
    steps: int = 0
    assigns: bool = False
    nested: list[Group] = field(default_factory=list)
    exists: list[Exists] = field(default_factory=list)
    patterns: list[Pattern] = field(default_factory=list)

    @property
    def mentioned(self) -> set[str]:
        """The variables that stand anywhere in the group."""
        inner = (*self.nested, *(exists.group for exists in self.exists))
        return self.bound.union(self.used, *(group.mentioned for group in inner))

    @property
    def visible(self) -> set[str]:
        """The variables that its solutions may have, at most."""
        return self.bound.union(*(group.visible for group in self.nested))


@dataclass
class Exists:
    """EXISTS or NOT EXISTS in an expression: where it begins, and its group. `filters` when it is one of a FILTER."""

    start: int
    negated: bool
    filters: bool
    group: Group


@dataclass
class Outline:
    """A query. `properties` are those of its patterns, `classes` those that they name; with `any_class` there may be
    others.

    `selected` are the variables of the outermost SELECT, or "*". `anything`: a path may match any property;
    `empty_path`: one may match no step at all, as `a*` does; `counts`: it matters how often a solution comes;
    `together`: something looks at all solutions together, whatever $this is in them.
    """

    where: Group
    selected: set[str]
    properties: set[str] = field(default_factory=set)
    classes: set[str] = field(default_factory=set)
    any_class: bool = False
    anything: bool = False
    empty_path: bool = False
    counts: bool = False
    together: bool = False


def outline(text: str, prefixes: Mapping[str, str]) -> Outline:
    """The outline of a query that Oxigraph has parsed.

    Raises IllFormedError for what SHACL does not allow in it, UncoveredError for what is not understood here.
    """
    return _Reader(tokens(text), prefixes).query()


class _Reader:
    def __init__(self, found: list[Token], prefixes: Mapping[str, str]) -> None:
        self._tokens = found
        self._next = 0
        self._prefixes = dict(prefixes)
        self._outline = Outline(Group(0), set())
        self._aggregates = False
        self._variables = 0

    def query(self) -> Outline:
        while self._peek() != "SELECT":
            if self._take().word == "PREFIX":
                prefix, iri = self._take().text, self._take().text
                self._prefixes[prefix[:-1]] = iri[1:-1]
            elif self._next >= len(self._tokens):
                raise IllFormedError("sh:select is no SELECT query")
        self._outline.selected, self._outline.where = self._select()
        return self._outline

    def _peek(self) -> str:
        return self._tokens[self._next].word if self._next < len(self._tokens) else ""

    def _take(self) -> Token:
        if self._next >= len(self._tokens):
            raise UncoveredError("a query of a form that is not understood")
        self._next += 1
        return self._tokens[self._next - 1]

    def _select_clause(self) -> set[str]:
        self._take()
        found = set()
        while self._peek() != "{":
            token = self._take()
            if token.text == "(":
                found |= self._expression(Group(0))
            elif token.kind == "variable":
                found.add(token.text[1:])
            elif token.text == "*":
                found.add("*")
            elif token.word == "FROM":
                raise IllFormedError("sh:select must not name graphs with FROM")
        return found

    def _select(self) -> tuple[set[str], Group]:
        """A SELECT with its group and what follows; solutions are put together only where $this is the same."""
        outer, self._aggregates = self._aggregates, False
        selected = self._select_clause()
        group = self._group()
        grouped = self._modifiers()
        self._outline.counts |= self._aggregates or self._outline.together
        if self._aggregates and "this" not in grouped:
            self._outline.together = True
        self._aggregates = outer
        return selected, group

    def _modifiers(self) -> set[str]:
        """What follows a group: ORDER BY, GROUP BY, LIMIT and so on; returns the variables of GROUP BY."""
        grouped: set[str] = set()
        clause = ""
        while self._peek() not in ("", "}"):
            token = self._take()
            self._allowed(token.word)
            if token.text == "{":
                raise UncoveredError("EXISTS behind the group of a query")
            if token.word in _CLAUSES:
                clause = token.word
                self._aggregates |= clause in ("GROUP", "HAVING")
                self._outline.together |= clause in ("LIMIT", "OFFSET")
            elif token.kind == "variable" and clause == "GROUP":
                grouped.add(token.text[1:])
        return grouped

    def _allowed(self, word: str) -> None:
        if word in _FORBIDDEN:
            raise IllFormedError(f"sh:select must not contain {word}")

    def _group(self, kind: str = "") -> Group:
        group = Group(self._take().start + 1, kind=kind)
        if self._peek() == "SELECT":
            self._subselect(group)
        while self._peek() != "}":
            self._element(group)
        group.end = self._take().start
        return group

    def _subselect(self, group: Group) -> None:
        selected, inner = self._select()
        group.kind = "SELECT"
        group.nested.append(inner)
        if "this" not in selected:
            raise IllFormedError("a subquery of sh:select must return $this")

    def _element(self, group: Group) -> None:
        word = self._peek()
        self._allowed(word)
        if word == "{":
            group.nested.append(self._group())
        elif word in ("OPTIONAL", "UNION", "GRAPH"):
            self._take()
            if word == "GRAPH":
                self._term(group)
            group.nested.append(self._group(word))
        elif word == "FILTER":
            self._take()
            self._constraint(group)
        elif word == "BIND":
            self._take()
            self._take()
            group.assigns = True
            self._expression(group)
        elif word == ".":
            self._take()
        else:
            self._property_list(group, self._term(group))

    def _constraint(self, group: Group) -> None:
        """What follows FILTER: EXISTS and a group, or a call, or an expression in parentheses."""
        while self._peek() not in ("(", "EXISTS"):
            self._take()
        if self._peek() == "(":
            self._take()
            self._expression(group, filters=True)
        else:
            self._exists(group, filters=True)

    def _exists(self, group: Group, *, filters: bool) -> None:
        keyword, before = self._take(), self._tokens[self._next - 2]
        negated = before.word == "NOT"
        start = before.start if negated else keyword.start
        group.exists.append(Exists(start, negated, filters, self._group("EXISTS")))

    def _expression(self, group: Group, *, filters: bool = False) -> set[str]:
        """An expression behind its opening parenthesis; also returns the variables that it assigns to."""
        assigned = set()
        depth = 1
        while depth:
            if self._peek() == "EXISTS":
                self._exists(group, filters=filters)
                continue
            token = self._take()
            depth += {"(": 1, ")": -1}.get(token.text, 0)
            if token.kind == "variable":
                group.used.add(token.text[1:])
            elif token.word in _AGGREGATES:
                self._aggregates = True
            elif token.word == "AS":
                assigned.add(self._peek()[1:])
        if assigned & {"this", "shapesGraph", "currentShape", "PATH"}:
            raise IllFormedError("sh:select must not assign to $this")
        return assigned

    def _property_list(self, group: Group, subject: str) -> None:
        """Properties and objects of a subject, up to what ends them."""
        while self._peek() not in (".", "}", "]", "{", "") and self._peek() not in _ELEMENTS:
            if self._peek() == ";":
                self._take()
                continue
            verb = self._verb(group)
            self._object(group, subject, verb)
            while self._peek() == ",":
                self._take()
                self._object(group, subject, verb)

    def _object(self, group: Group, subject: str, verb: list[Token]) -> None:
        token = self._tokens[self._next]
        if len(verb) == 1 and self._is_type(verb[0]):
            if token.kind in ("iri", "name"):
                self._outline.classes.add(self._resolve(token))
            else:
                self._outline.any_class = True
        group.patterns += self._patterns(subject, verb, self._term(group))

    def _patterns(self, subject: str, verb: list[Token], object_: str) -> Iterator[Pattern]:
        """The pattern with `verb`; of a path `p/q` one for each step, with variables of their own between them."""
        at = verb[0].start
        if verb[0].kind == "variable":
            yield Pattern(subject, frozenset(), object_, variable=f"?{verb[0].text[1:]}", start=at)
            return
        marks = {token.text for token in verb[1::2]}
        named = [RDF.type if token.text == "a" else self._resolve(token) for token in verb[::2] if token.kind in _NAMES]
        if len(named) != len(verb[::2]) or not (marks <= {"/"} or marks == {"|"}):
            yield Pattern(subject, frozenset(self._outline.properties), object_, plain=False, start=at)
        elif marks == {"|"}:
            yield Pattern(subject, frozenset(named), object_, start=at)
        else:
            between = [subject, *(self._unnamed() for _ in named[1:]), object_]
            for start, property_, end in zip(between, named, between[1:], strict=False):
                yield Pattern(start, frozenset((property_,)), end, start=at)

    def _unnamed(self) -> str:
        """A variable that no query can name."""
        self._variables += 1
        return f"?[{self._variables}]"

    def _term(self, group: Group) -> str:
        """A subject or an object."""
        token = self._take()
        if token.kind == "variable":
            group.bound.add(token.text[1:])
            return f"?{token.text[1:]}"
        if token.text == "[":
            node = self._unnamed()
            self._property_list(group, node)
            self._take()
            return node
        if token.text == "(":
            self._outline.properties |= {RDF.first, RDF.rest}
            while self._peek() != ")":
                self._term(group)
            self._take()
            group.patterns.append(Pattern("", frozenset({RDF.first, RDF.rest}), "", plain=False))
            return self._unnamed()
        if token.kind == "string" and self._peek() == "^^":
            self._take()
            self._take()
        elif (token.kind == "string" and self._tokens[self._next].kind == "language") or token.text in ("+", "-"):
            self._take()
        if token.kind == "blank":
            return f"?{token.text}"
        return self._resolve(token) if token.kind in ("iri", "name") else token.text

    def _verb(self, group: Group) -> list[Token]:
        """A property or a path: its pieces."""
        begun, token = self._next, self._tokens[self._next]
        group.steps += 1
        if token.kind == "variable":
            self._take()
            group.bound.add(token.text[1:])
            return [token]
        self._outline.empty_path |= self._path()
        verb = self._tokens[begun : self._next]
        group.steps += sum(found.text in "/+*" for found in verb)
        self._outline.any_class |= len(verb) > 1 and any(map(self._is_type, verb))
        return verb

    def _is_type(self, token: Token) -> bool:
        return token.text == "a" or (token.kind in ("iri", "name") and self._resolve(token) == RDF.type)

    def _path(self) -> bool:
        """A path; says whether it may match no step at all."""
        choices, steps = [], [self._step()]
        while self._peek() in ("/", "|"):
            if self._take().text == "|":
                choices.append(all(steps))
                steps = []
            steps.append(self._step())
        return any((*choices, all(steps)))

    def _step(self) -> bool:
        token = self._take()
        if token.text == "^":
            return self._step()
        if token.text == "!":
            self._outline.anything = True
            return self._step()
        if token.text == "(":
            empty = self._path() if self._peek() != ")" else False
            self._take()
        else:
            empty = False
            self._outline.properties.add(RDF.type if token.text == "a" else self._resolve(token))
        while self._peek() in ("*", "+", "?"):
            empty |= self._take().text != "+"
        return empty

    def _resolve(self, token: Token) -> str:
        if token.kind == "iri":
            return token.text
        prefix, _, local = token.text.partition(":")
        unescaped = re.sub(r"\\(.)", r"\1", local)
        return f"<{self._prefixes.get(prefix, '')}{unescaped}>"


_ELEMENTS = {"FILTER", "OPTIONAL", "UNION", "GRAPH", "BIND", *_FORBIDDEN}

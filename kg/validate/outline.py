"""The outline of a SPARQL SELECT query: its groups, the variables and properties that each uses.

Oxigraph parses the query and says what is wrong with it; this reads a query that it has parsed, for what a validator
must know to ask it once for all focus nodes (prebinding.py).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from kg.ns import RDF
from kg.validate.faults import IllFormedError, UncoveredError

_TOKEN = re.compile(
    r"""(?P<skip>\s+|\#[^\n]*)
    |(?P<iri><[^<>"{}|^`\\\x00-\x20]*>)
    |(?P<string>\"{3}(?:"{0,2}(?:[^"\\]|\\.))*"{3}|'{3}(?:'{0,2}(?:[^'\\]|\\.))*'{3}
        |"(?:[^"\\\n\r]|\\.)*"|'(?:[^'\\\n\r]|\\.)*')
    |(?P<variable>[?$]\w+)
    |(?P<name>(?:[^\W\d_](?:[\w.-]*[\w-])?)?:(?:(?:[\w:%]|\\.)(?:(?:[\w:%.-]|\\.)*(?:[\w:%-]|\\.))?)?)
    |(?P<blank>_:[\w.-]*\w)
    |(?P<language>@[A-Za-z]+(?:-[A-Za-z0-9]+)*)
    |(?P<number>\d+(?:\.\d*)?(?:[eE][+-]?\d+)?|\.\d+(?:[eE][+-]?\d+)?)
    |(?P<word>\w+)
    |(?P<mark>\^\^|&&|\|\||[!<>]=|.)""",
    re.X | re.S,
)
_FORBIDDEN = ("MINUS", "SERVICE", "VALUES")  # SHACL, appendix on pre-binding
_AGGREGATES = {"COUNT", "SUM", "MIN", "MAX", "AVG", "SAMPLE", "GROUP_CONCAT"}
_CLAUSES = {"GROUP", "HAVING", "ORDER", "LIMIT", "OFFSET"}


@dataclass(frozen=True)
class Token:
    """A piece of a query and where it begins."""

    kind: str
    text: str
    start: int

    @property
    def word(self) -> str:
        """A keyword in capitals, or what stands there."""
        return self.text.upper() if self.kind == "word" else self.text


@dataclass
class Group:
    """What stands between two braces, which are at `start` - 1 and `end`: patterns, expressions, and groups inside.

    `bound` are the variables of its own triple patterns, `used` those of its filters and assignments; `steps` counts
    the properties in its patterns. `kind` is the keyword before it; "SELECT" when it holds nothing but a subquery,
    whose group is the one in `nested`.
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

    `selected` are the variables of the outermost SELECT, or "*". `anything`: a pattern may match any property;
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


def tokens(text: str) -> list[Token]:
    """The pieces of a query, without blanks and comments."""
    return [
        Token(match.lastgroup or "", match[0], match.start())
        for match in _TOKEN.finditer(text)
        if match.lastgroup != "skip"
    ]


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
            self._term(group)
            self._property_list(group)

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

    def _property_list(self, group: Group) -> None:
        """Properties and objects of a subject, up to what ends them."""
        while self._peek() not in (".", "}", "]", "{", "") and self._peek() not in _ELEMENTS:
            if self._peek() == ";":
                self._take()
                continue
            is_type = self._verb(group)
            self._object(group, is_type)
            while self._peek() == ",":
                self._take()
                self._object(group, is_type)

    def _object(self, group: Group, is_class: bool) -> None:
        token = self._tokens[self._next]
        if is_class and token.kind in ("iri", "name"):
            self._outline.classes.add(self._resolve(token))
        elif is_class:
            self._outline.any_class = True
        self._term(group)

    def _term(self, group: Group) -> None:
        token = self._take()
        if token.kind == "variable":
            group.bound.add(token.text[1:])
        elif token.text == "[":
            self._property_list(group)
            self._take()
        elif token.text == "(":
            self._outline.properties |= {RDF.first, RDF.rest}
            while self._peek() != ")":
                self._term(group)
            self._take()
        elif token.kind == "string" and self._peek() == "^^":
            self._take()
            self._take()
        elif (token.kind == "string" and self._tokens[self._next].kind == "language") or token.text in ("+", "-"):
            self._take()

    def _verb(self, group: Group) -> bool:
        """A property or a path; says whether it is rdf:type alone."""
        begun, token = self._next, self._tokens[self._next]
        group.steps += 1
        if token.kind == "variable":
            self._take()
            group.bound.add(token.text[1:])
            self._outline.anything = True
            return False
        self._outline.empty_path |= self._path()
        group.steps += sum(found.text in "/+*" for found in self._tokens[begun : self._next])
        types = [found for found in self._tokens[begun : self._next] if self._is_type(found)]
        alone = bool(types) and self._next == begun + 1
        self._outline.any_class |= bool(types) and not alone
        return alone

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

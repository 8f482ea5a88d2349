"""A query that asks another service, taken apart: what is asked here, what there, and how the two become one answer.

The query is plain SPARQL 1.1 with one `SERVICE <...> { ... }`, which any endpoint that federates can answer. Here
nothing is left to an engine: what stands before the clause is asked of our own store and gives the values of the
variables that both parts share; these are sent with the clause's pattern, in batches; the rows that come back stand in
the clause's place as VALUES, and the whole is asked of our store. So the meaning is that of SPARQL 1.1 Federated Query,
section 2.4, with nothing fetched that has no partner here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

from kg.errors import KgError
from kg.queries.text import Term, around_values, form, projected, prologue, serialised, tokens, words

Row = tuple[Term | None, ...]

_SERVICE = "SERVICE"
_FULL = re.compile(r"<[A-Za-z][A-Za-z0-9+.-]*:[^>]+>")
_HINT = "see docs/federation.md: SELECT ... WHERE { what is asked here SERVICE <https://...> { what is asked there } }"


@dataclass(frozen=True)
class Rows:
    """Solutions: the variables, and for each solution their values in that order."""

    variables: tuple[str, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Federated:
    """A query around its clause: `before` SERVICE <`service`> { `pattern` } `after`.

    `variables` are those that the pattern binds and the rest of the query has a use for; `shared` those of the pattern
    that what stands before it binds as well; `here` is the group that gives their values, with its braces.
    """

    service: str
    pattern: str
    before: str
    after: str
    here: str
    variables: tuple[str, ...]
    shared: tuple[str, ...]

    @cached_property
    def prologue(self) -> str:
        """The declarations of the query's prefixes."""
        return prologue(self.before)

    @cached_property
    def theirs(self) -> str:
        """The declarations that the pattern has a use for: the service need not hear of the others."""
        lines = self.prologue.splitlines(keepends=True)
        return "".join(line for line in lines if re.search(rf"(?<![\w:]){re.escape(line.split()[1])}", self.pattern))

    @property
    def keys(self) -> str:
        """The query that gives the values of the shared variables."""
        return f"{self.prologue}SELECT DISTINCT {_names(self.shared)} WHERE {self.here}"

    @property
    def asked(self) -> str:
        """What the service is asked, but for the values."""
        return f"{self.theirs}SELECT {_names(self.variables)} WHERE {{{self.pattern}}}"

    def request(self, keys: Rows) -> str:
        """What the service is asked about these values of shared variables."""
        return f"{self.asked}\n{_values(keys)}"

    def joined(self, found: Rows) -> str:
        """The whole query with the service's rows in it; none are written in a way that every engine reads."""
        nothing = "" if found.rows else " FILTER(1 = 0)"
        rows = found.rows or ((None,) * len(found.variables),)
        return f"{self.before}{{ {_values(Rows(found.variables, rows))}{nothing} }}{self.after}"


def is_federated(text: str) -> bool:
    """Whether a query asks another service."""
    return _SERVICE in words(text)


def services(text: str) -> tuple[str, ...]:
    """The addresses of the services that a query names, as they stand in it."""
    found = list(tokens(text))
    named = (found[n + 1] for n, (kind, value, _, _) in enumerate(found[:-1]) if value.upper() == _SERVICE)
    return tuple(value[1:-1] for kind, value, _, _ in named if kind == "iri")


@lru_cache(maxsize=64)
def taken_apart(text: str, file: Path | str) -> Federated:
    """The parts of a query that asks one service.

    Raises KgError for a query that asks several, one that is named by a variable or may fail in silence, a clause that
    is not in the outermost group or in OPTIONAL groups within it, one before which nothing binds a variable of it, or
    before which a FILTER needs one that only the service knows.
    """
    try:
        service, pattern, begin, end, open_ = _clause(text)
        before, after = text[:begin], text[end:]
        start = len(around_values(text)[0])
        here = "{" + before[start:] + "}" * open_
        declared = prologue(before)
        theirs, _ = _variables(f"{declared}SELECT * WHERE {{{pattern}}}")
        ours, needed = _variables(f"{declared}SELECT * WHERE {here}")
    except KgError as error:
        raise KgError(error.what, file, error.hint) from None
    if unknown := sorted((needed & theirs) - ours):
        what = f"a FILTER before SERVICE needs ?{unknown[0]}, which only the service knows"
        raise KgError(what, file, "write it after the clause")
    if not theirs & ours:
        raise KgError("nothing before SERVICE binds a variable of it: all that it has would be fetched", file, _HINT)
    # What nobody looks at outside need not come.
    told = theirs & _seen(before + after) if projected(text) or form(text) != "SELECT" else theirs
    return Federated(service, pattern, before, after, here, tuple(sorted(told)), tuple(sorted(theirs & ours)))


def bound(keys: Rows) -> Rows:
    """The keys without the variables that some solutions leave unbound, each once, in order.

    Raises KgError when none is left: whatever the service has would fit.
    """
    always = [n for n in range(len(keys.variables)) if all(row[n] is not None for row in keys.rows)]
    if not always:
        raise KgError("no variable of the SERVICE clause is always bound before it", hint=_HINT)
    rows = {tuple(row[n] for n in always) for row in keys.rows}
    return Rows(tuple(keys.variables[n] for n in always), tuple(sorted(rows, key=str)))


def batches(keys: Rows, size: int) -> Iterator[Rows]:
    """The keys, at most `size` at a time."""
    for n in range(0, len(keys.rows), size):
        yield Rows(keys.variables, keys.rows[n : n + size])


def _seen(text: str) -> frozenset[str]:
    """The variables that stand anywhere in a text."""
    return frozenset(value[1:] for kind, value, _, _ in tokens(text) if kind == "variable")


def _names(variables: Iterable[str]) -> str:
    return " ".join(f"?{name}" for name in variables)


def _values(rows: Rows) -> str:
    lines = (" ".join("UNDEF" if term is None else serialised(term) for term in row) for row in rows.rows)
    return f"VALUES ({_names(rows.variables)}) {{\n" + "".join(f"  ({line})\n" for line in lines) + "}"


def _clause(text: str) -> tuple[str, str, int, int, int]:
    """Service, pattern, begin and end of the clause, and how many groups are open around it."""
    start = len(around_values(text)[0])
    seen: list[tuple[str, str, int]] = []
    clauses: list[tuple[int, int]] = []
    groups = 1
    found = list(tokens(text))
    for n, (kind, value, end, depth) in enumerate(found):
        if end > start and value == "{" and not clauses:
            seen.append((found[n - 1][1].upper(), _next(found, n), depth))
        elif value == "}" and seen and seen[-1][2] == depth - 1 and not clauses:
            seen.pop()
        if kind == "word" and value.upper() == _SERVICE:
            clauses.append((n, end - len(value)))
            groups = len(seen) + 1
    if len(clauses) != 1:
        raise KgError("a saved query asks one service, once", hint=_HINT)
    if any(before != "OPTIONAL" or after == "SELECT" for before, after, _ in seen):
        raise KgError("SERVICE must stand in the outermost group, or in an OPTIONAL of it", hint=_HINT)
    n, begin = clauses[0]
    service, opened = _named(found, n + 1)
    _, _, inside, depth = found[opened]
    end = next((e for _, value, e, d in found[opened + 1 :] if value == "}" and d == depth + 1), 0)
    if not end:
        raise KgError("the SERVICE clause has no end", hint=_HINT)
    return service, text[inside : end - 1], begin, end, groups


def _next(found: Sequence[tuple[str, str, int, int]], n: int) -> str:
    return found[n + 1][1].upper() if n + 1 < len(found) else ""


def _named(found: Sequence[tuple[str, str, int, int]], n: int) -> tuple[str, int]:
    """The address of the service whose name stands at `n`, and where its group opens."""
    kind, value, _, _ = found[n] if n < len(found) else ("", "", 0, 0)
    if value.upper() == "SILENT":
        raise KgError("SERVICE SILENT may give a part of the answer without a word", hint="leave SILENT out")
    if kind != "iri" or not _FULL.fullmatch(value):
        raise KgError("the service is not named by its address", hint="write it in full: SERVICE <https://...>")
    if _next(found, n) != "{":
        raise KgError("the SERVICE clause has no group", hint=_HINT)
    return value[1:-1], n + 1


def _variables(query: str) -> tuple[frozenset[str], frozenset[str]]:
    """The variables that the solutions of a `SELECT *` may bind, and those that its filters need."""
    from pyparsing import ParseException
    from rdflib.plugins.sparql.algebra import translateQuery  # slow to load
    from rdflib.plugins.sparql.parser import parseQuery

    try:
        algebra = translateQuery(parseQuery(query)).algebra
    except ParseException as error:
        what = query[error.loc :].split(maxsplit=1)[:1]
        raise KgError(f"not SPARQL 1.1 on its own: {' '.join(what) or 'it ends too early'}", hint=_HINT) from None
    needed: set[str] = set()
    return frozenset(_bound(algebra.p.p, needed)), frozenset(needed)


def _bound(node: Any, needed: set[str]) -> set[str]:
    """The variables that a part of rdflib's algebra may bind; those that filters look at are added to `needed`."""
    if node.name in ("Filter", "LeftJoin"):
        needed |= _mentioned(node.expr)
    if node.name == "BGP":
        return _mentioned(node.triples)
    if node.name == "Project":
        return {str(name) for name in node.PV}
    if node.name == "values":
        return {str(name) for row in node.res for name in row}
    found: set[str] = set()
    for part in ("p", "p1", "p2"):
        if part in node and not (node.name == "Minus" and part == "p2"):
            found |= _bound(node[part], needed)
    return found | {name for key in ("var", "term") if key in node for name in _mentioned(node[key])}


def _mentioned(node: Any) -> set[str]:
    """The variables anywhere in a part of the algebra."""
    from rdflib.term import Variable

    if isinstance(node, Variable):
        return {str(node)}
    parts = node.values() if isinstance(node, dict) else node if isinstance(node, list | tuple | set) else ()
    return {name for part in parts for name in _mentioned(part)}

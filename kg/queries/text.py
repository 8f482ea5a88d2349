"""As much of SPARQL's grammar as is needed to tell the form of a query and to put terms into it.

The text is read token by token (SPARQL 1.1, section 19.8), so that braces and words inside strings, IRIs and comments
are never taken for the query's own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from pyoxigraph import Literal, NamedNode

from kg.errors import KgError
from kg.ns import XSD, bare

Term = NamedNode | Literal

QUERY_FORMS = ("SELECT", "CONSTRUCT", "ASK", "DESCRIBE")
UPDATES = ("INSERT", "DELETE", "LOAD", "CLEAR", "CREATE", "DROP", "COPY", "MOVE", "ADD", "WITH")
_FORMS = frozenset((*QUERY_FORMS, *UPDATES))

_TOKEN = re.compile(
    r"""
      (?P<comment>\#[^\n\r]*)
    | (?P<iri><[^<>"{}|^`\\\x00-\x20]*>)
    | (?P<string>\"\"\"(?:"{0,2}(?:[^"\\]|\\.))*\"\"\" | '''(?:'{0,2}(?:[^'\\]|\\.))*'''
        | "(?:[^"\\\n\r]|\\.)*" | '(?:[^'\\\n\r]|\\.)*')
    | (?P<variable>[?$]\w+)
    | (?P<word>[\w:][\w:.%\\-]*)
    | (?P<bracket>[{}()])
    """,
    re.VERBOSE | re.DOTALL,
)
_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"}


class Outline(NamedTuple):
    """What a query looks like: `form`, `words` and `depth` as the functions of these names have them."""

    form: str | None
    words: frozenset[str]
    depth: int


def outline(query: str) -> Outline:
    """All that is asked of a text before it is run, read once."""
    first, said, deepest = None, set(), 0
    for kind, value, _, depth in tokens(query):
        if kind == "word":
            said.add(word := value.upper())
            if first is None and word in _FORMS:
                first = word
        elif depth >= deepest and value in ("{", "("):
            deepest = depth + 1
    return Outline(first, frozenset(said), deepest)


def form(query: str) -> str | None:
    """The form of a query, one of QUERY_FORMS, or the first word of an update, one of UPDATES; None for neither."""
    for kind, value, _, _ in tokens(query):
        if kind == "word" and value.upper() in _FORMS:
            return value.upper()
    return None


def words(query: str) -> frozenset[str]:
    """The words of a query outside strings, IRIs and comments, in capitals: whether it has FROM, SERVICE, ..."""
    return outline(query).words


def depth(query: str) -> int:
    """How many braces and parentheses of a query are inside each other at most."""
    return outline(query).depth


def with_values(query: str, values: Mapping[str, Term]) -> str:
    """`query` with `values` joined to its outermost group, as a VALUES block on the line where the group begins.

    Raises KgError for a query that has no such group.
    """
    if not values:
        return query
    before, after = around_values(query)
    variables = " ".join(f"?{name}" for name in values)
    terms = " ".join(serialised(term) for term in values.values())
    return f"{before} VALUES ({variables}) {{ ({terms}) }}{after}"


def with_any(query: str, name: str, terms: Iterable[Term]) -> str:
    """`query` with the variable `name` being any of `terms`. Raises KgError as `with_values` does."""
    before, after = around_values(query)
    return f"{before} VALUES ?{name} {{ {' '.join(map(serialised, terms))} }}{after}"


def projected(query: str) -> tuple[str, ...]:
    """The variables that a SELECT names, in its order; none for `SELECT *`."""
    found, selecting, aliased = [], False, False
    for kind, value, _, depth in tokens(query):
        word = value.upper() if kind == "word" else ""
        if not selecting:
            selecting = word == "SELECT"
            continue
        if value == "{" or word in ("WHERE", "FROM"):
            break
        if kind == "variable" and (depth == 0 or aliased):
            found.append(value[1:])
        aliased = word == "AS"
    return tuple(found)


def paged(query: str, limit: int | None, offset: int | None) -> str:
    """`query`, a SELECT, with a page of its rows: a SELECT around it, so that its own LIMIT stays."""
    if limit is None and offset is None:
        return query
    declared, asked = _prologue(query)
    variables = " ".join(f"?{name}" for name in projected(query)) or "*"
    parts = [f"{declared}SELECT {variables} WHERE {{\n{asked}\n}}"]
    if limit is not None:
        parts.append(f"LIMIT {limit}")
    if offset is not None:
        parts.append(f"OFFSET {offset}")
    return "\n".join(parts)


def prologue(query: str) -> str:
    """The declarations of a query, each on its line, without comments."""
    declared = _prologue(query)[0]
    found, last = [], ""
    for kind, value, _, _ in tokens(declared):
        if kind == "iri" and last:
            found.append(f"{last} {value}\n")
            last = ""
        elif kind == "word":
            last = "BASE" if value.upper() == "BASE" else "PREFIX" if value.upper() == "PREFIX" else f"{last} {value}"
    return "".join(found)


def _prologue(query: str) -> tuple[str, str]:
    """A query in its declarations and the rest."""
    for kind, value, end, _ in tokens(query):
        if kind == "word" and value.upper() in QUERY_FORMS:
            return query[: end - len(value)], query[end - len(value) :]
    return "", query


def around_values(query: str) -> tuple[str, str]:
    """`query` in two parts, between which a VALUES block is joined to its outermost group.

    Raises KgError for a query that has no such group.
    """
    at = _group(query)
    if at is None:
        raise KgError(
            "there is no place for a value in this query", hint="write its pattern out: ... WHERE { pattern }"
        )
    return query[:at], query[at:]


def tokens(query: str) -> Iterator[tuple[str, str, int, int]]:
    """Kind, text, end and depth (of braces and parentheses, before the token) of each token that matters."""
    depth = 0
    for match in _TOKEN.finditer(query):
        kind = str(match.lastgroup)
        if kind == "comment":
            continue
        yield kind, match[0], match.end(), depth
        depth += (match[0] in ("{", "(")) - (match[0] in ("}", ")"))


def serialised(term: Term) -> str:
    """A term as SPARQL 1.1 writes it, on one line, in a way that no processor can read as anything else."""
    if isinstance(term, NamedNode):
        return f"<{term.value}>"
    text = f'"{_escaped(term.value)}"'
    if term.language:
        return f"{text}@{term.language}"
    return text if term.datatype.value == bare(XSD.string) else f"{text}^^<{term.datatype.value}>"


def _escaped(text: str) -> str:
    """`text` between quotes.

    Some processors replace `\\uXXXX` in the whole query before they read it (section 19.2), and miss that the backslash
    is escaped. So no `u` that follows a backslash is written as itself; with eight digits, as four may take in more.
    """
    out = []
    for n, character in enumerate(text):
        if character in "uU" and n and text[n - 1] == "\\":
            out.append(f"\\U{ord(character):08X}")
        else:
            out.append(_ESCAPES.get(character, character))
    return "".join(out)


def _group(query: str) -> int | None:
    """Where the outermost group begins, after its brace."""
    asked, before = "", ""
    template_passed = False
    for kind, value, end, depth in tokens(query):
        word = value.upper() if kind == "word" else ""
        asked = word if not asked and word in QUERY_FORMS else asked
        if value == "{" and depth == 0 and asked:
            if asked != "CONSTRUCT" or template_passed:
                return end
            if before == "WHERE":  # the short form: the template is the pattern
                return None
            template_passed = True
        before = word
    return None

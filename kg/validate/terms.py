"""RDF terms as N-Triples writes them: what SPARQL's functions STR, LANG and DATATYPE tell of a string.

A term is compared as it is written, so that "007" and "7" are two values, as RDF has it. (Stores that answer queries
quickly keep the number and forget how it was written.)
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple

from kg.ns import RDF, XSD

Triple = tuple[str, str, str]  # subject, predicate, object

_LITERAL = re.compile(
    r'"(?P<text>[^"\\]*(?:\\.[^"\\]*)*)"(?:@(?P<language>[A-Za-z0-9-]+)|\^\^(?P<type><[^>]*>))?', re.S
)
_ESCAPED = re.compile(r"\\(?:u(?P<short>[0-9A-Fa-f]{4})|U(?P<long>[0-9A-Fa-f]{8})|(?P<letter>.))", re.S)
_LETTERS = {"t": "\t", "b": "\b", "n": "\n", "r": "\r", "f": "\f"}
_GRAPH = re.compile(r" (?:<[^<>\"]*>|_:[^\s\"<>]+)$")  # what follows the object in N-Quads; no literal ends so
_ESCAPES = str.maketrans({"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r"})


class Literal(NamedTuple):
    """A literal: its lexical form, its language tag or "", its datatype as a term."""

    text: str
    language: str
    datatype: str


def is_iri(term: str) -> bool:
    """SPARQL's isIRI."""
    return term[0] == "<"


def is_blank(term: str) -> bool:
    """SPARQL's isBlank."""
    return term[0] == "_"


def is_literal(term: str) -> bool:
    """SPARQL's isLiteral."""
    return term[0] == '"'


@lru_cache(maxsize=2**16)
def literal(term: str) -> Literal:
    """The parts of a literal. Raises ValueError for what is none."""
    match = _LITERAL.fullmatch(term)
    if match is None:
        raise ValueError(f"no literal: {term}")
    language = match["language"] or ""
    return Literal(unescape(match["text"]), language, match["type"] or (RDF.langString if language else XSD.string))


def text_of(term: str) -> str:
    """SPARQL's STR: the lexical form of a literal, an IRI without its brackets; a blank node gives its name."""
    return literal(term).text if is_literal(term) else term[1:-1] if is_iri(term) else term


def quoted(text: str) -> str:
    """A text as a literal, which is a term of SPARQL, too."""
    return f'"{text.translate(_ESCAPES)}"'


def unescape(text: str) -> str:
    """What stands between the quotes of a literal, without its escapes."""
    return _ESCAPED.sub(_character, text) if "\\" in text else text


def _character(match: re.Match[str]) -> str:
    code = match["short"] or match["long"]
    return chr(int(code, 16)) if code else _LETTERS.get(match["letter"], match["letter"])


def statements(lines: Iterable[str], *, quads: bool = False) -> Iterator[Triple]:
    """The statements of N-Triples lines, or of N-Quads, whose graphs are left out; one blank stands between terms."""
    for line in lines:
        subject, predicate, rest = line.split(" ", 2)
        yield subject, predicate, object_of(rest, quads=quads)


def object_of(rest: str, *, quads: bool = False) -> str:
    """The object in what follows a predicate: `"a"@en <graph> .` -> `"a"@en`."""
    object_ = rest[:-2] if rest[-2:] == " ." else rest[: rest.rindex(" .")]
    if quads and (named := _GRAPH.search(object_)) is not None:
        return object_[: named.start()]
    return object_

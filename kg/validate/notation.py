"""Literals and paths between the notations that reports use: N-Triples, SPARQL 1.1, Turtle."""

from __future__ import annotations

import re
from collections.abc import Callable

from kg.ns import PREFIXES

_ESCAPES = str.maketrans({"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"})
_ESCAPE = re.compile(r"\\(.)")
_ESCAPED = {"n": " ", "r": " ", "t": " "}
_PREFIXED = re.compile(r"(?<![\w<:])([A-Za-z][\w-]*):([\w-]+)")
_REPEATS = {"*": "zeroOrMorePath", "+": "oneOrMorePath", "?": "zeroOrOnePath"}
_TERM = re.compile(r"<[^<>]*>|[A-Za-z][\w-]*:[\w-]+")


def literal(text: str) -> str:
    """A text as a literal of N-Triples and Turtle, in quotes."""
    return f'"{text.translate(_ESCAPES)}"'


def prefixed(path: str) -> list[tuple[str, str]]:
    """Prefix and name of each property in the text of a path, as far as the prefix is one of ours."""
    return [(prefix, name) for prefix, name in _PREFIXED.findall(path) if prefix in PREFIXES]


def lexical(literal: str) -> str:
    """What stands between the quotes of a literal as N-Triples or Turtle writes it, in one line."""
    return _ESCAPE.sub(lambda match: _ESCAPED.get(match[1], match[1]), literal[: literal.rindex('"')].strip('"'))


def turtle_path(text: str) -> str:
    """A path as `path_text` writes it, as Turtle that stands for the same SHACL path (section 2.3.1)."""
    term, rest = _choice(text)
    if rest:
        raise ValueError(f"not a property path: {text!r}")
    return term


def _choice(text: str) -> tuple[str, str]:
    return _listed(text, "|", _sequence, "[ sh:alternativePath ( {} ) ]")


def _sequence(text: str) -> tuple[str, str]:
    return _listed(text, "/", _step, "( {} )")


def _listed(text: str, mark: str, part: Callable[[str], tuple[str, str]], form: str) -> tuple[str, str]:
    """One part, or several with `mark` between them in `form`; and the text after them."""
    first, rest = part(text)
    parts = [first]
    while rest.startswith(mark):
        found, rest = part(rest[1:])
        parts.append(found)
    return (form.format(" ".join(parts)) if len(parts) > 1 else first), rest


def _step(text: str) -> tuple[str, str]:
    if text.startswith("^"):
        term, rest = _step(text[1:])
        return f"[ sh:inversePath {term} ]", rest
    if text.startswith("("):
        term, rest = _choice(text[1:])
        if not rest.startswith(")"):
            raise ValueError(f"not a property path: {text!r}")
        rest = rest[1:]
    else:
        match = _TERM.match(text)
        if match is None:
            raise ValueError(f"not a property path: {text!r}")
        term, rest = match[0], text[match.end() :]
    if word := _REPEATS.get(rest[:1]):
        return f"[ sh:{word} {term} ]", rest[1:]
    return term, rest

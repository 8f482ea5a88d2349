"""Statements that two releases do not share: a merge of two sorted streams of N-Quads, one line of each in memory."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from sys import intern
from typing import NamedTuple

from kg.errors import KgError

ADDED, REMOVED = "A", "D"  # the codes of RDF Patch


class Statement(NamedTuple):
    """A statement as N-Triples terms; `graph` is empty in the default graph."""

    subject: str
    predicate: str
    object: str
    graph: str = ""

    def __str__(self) -> str:
        return " ".join(term for term in (*self, ".") if term)


class Change(NamedTuple):
    """A statement that was ADDED or REMOVED."""

    mark: str
    statement: Statement


def parsed(line: str) -> Statement:
    """The statement of a line of N-Quads in canonical form: one space between terms, none inside IRIs."""
    subject, predicate, rest = line.rstrip("\n").removesuffix(".").rstrip(" ").split(" ", 2)
    end = rest.rindex('"') + 1 if rest.startswith('"') else 0  # no IRI has a quotation mark
    suffix, _, graph = rest[end:].partition(" ")
    # Terms come again and again: each is held once.
    return Statement(*map(intern, (subject, predicate, rest[:end] + suffix, graph)))


def changed(old: Iterable[str], new: Iterable[str]) -> Iterator[tuple[str, str]]:
    """The lines that only one of two sorted documents has, each with its mark, in their order.

    Both are in the order of their UTF-8 bytes without doubles. Raises KgError when one is not.
    """
    before, after = _in_order(old, "old"), _in_order(new, "new")
    left, right = next(before, None), next(after, None)
    while left is not None or right is not None:
        if right is None or (left is not None and left < right):
            assert left is not None
            yield REMOVED, left
            left = next(before, None)
        elif left is None or right < left:
            yield ADDED, right
            right = next(after, None)
        else:
            left, right = next(before, None), next(after, None)


def _in_order(lines: Iterable[str], which: str) -> Iterator[str]:
    last = ""
    for line in lines:
        if line <= last:
            raise KgError(
                f"the {which} statements are not sorted, or one stands twice: {line.strip()[:80]}",
                hint="compare releases, or files that LC_ALL=C sort -u has sorted",
            )
        last = line
        yield line


def page(term: str) -> str:
    """The IRI of a term without its fragment, as a term: `<.../letter/l0001#written>` -> `<.../letter/l0001>`."""
    return f"{term.partition('#')[0]}>" if "#" in term else term


def fragment(term: str) -> str:
    """The fragment of an IRI, without its number: `written`, `mention-3` -> `mention`; empty when there is none."""
    return term.partition("#")[2].rstrip(">").rstrip("0123456789").rstrip("-")


def text_of(term: str) -> str:
    """What a literal says, without quotation marks, language and datatype; an IRI without its brackets."""
    if not term.startswith('"'):
        return term[1:-1]
    text = term[1 : term.rindex('"')]
    if "\\" not in text:
        return text
    for escape, character in (("\\n", " "), ("\\r", " "), ("\\t", " "), ('\\"', '"'), ("\\\\", "\\")):
        text = text.replace(escape, character)
    return text

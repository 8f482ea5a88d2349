"""SPARQL's comparisons (section 17.3 of its recommendation), by Oxigraph; the plainest of them without asking.

Whole numbers compare as numbers; days and local times of four-digit years compare as they are written. Everything else
(zones, decimals, texts, what is no literal or not of its type) is a matter for Oxigraph.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Any

from kg.ns import XSD
from kg.validate.datatypes import well_formed
from kg.validate.oxigraph import failing_rows
from kg.validate.terms import literal

Pair = tuple[str, str]
_COMPARISONS: dict[str, Callable[[Any, Any], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
_PLAIN = {
    XSD.integer: re.compile(r"-?\d{1,18}", re.ASCII),
    XSD.date: re.compile(r"\d{4}-\d\d-\d\d", re.ASCII),
    XSD.dateTime: re.compile(r"\d{4}-\d\d-\d\dT(?!24)\d\d:\d\d:\d\d", re.ASCII),
}


def failing_pairs(comparison: str, pairs: Iterable[Pair]) -> set[Pair]:
    """Those of `pairs` for which `comparison` (`<`, `<=`, `>`, `>=`) is false or an error."""
    compare = _COMPARISONS[comparison]
    failing: set[Pair] = set()
    others: set[Pair] = set()
    for pair in set(pairs):
        (kind, a), (other, b) = map(_plain, pair)
        if not kind or kind != other:
            others.add(pair)
        elif not compare(a, b):
            failing.add(pair)
    blank = {pair for pair in others if "_" in (pair[0][0], pair[1][0])}  # has no name in a query, and no order
    asked = failing_rows(f"?a {comparison} ?b", sorted(others - blank))
    return failing.union(blank, ((left, right) for left, right in asked))


@lru_cache(maxsize=2**16)
def _plain(term: str) -> tuple[str, int | str]:
    """A term's datatype, and something that is in the order of its values; ("", 0) for what is not plain."""
    if term[0] == '"':
        text, _, datatype = literal(term)
        pattern = _PLAIN.get(datatype)
        if pattern is not None and pattern.fullmatch(text) and well_formed(term):
            return datatype, int(text) if datatype == XSD.integer else text
    return "", 0

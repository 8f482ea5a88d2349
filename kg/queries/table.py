"""Solutions as a table for people: aligned columns, IRIs shortened, one line a solution."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence

from pyoxigraph import BlankNode, Literal, NamedNode, QuerySolutions
from rich.cells import cell_len

# A terminal obeys control characters, and data must not command it.
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
_GAP = "  "


def rows(solutions: QuerySolutions, short: Callable[[str], str]) -> Iterator[tuple[str, ...]]:
    """Each solution as words; `short` shortens an IRI. What is not bound is empty."""
    names = [variable.value for variable in solutions.variables]
    for solution in solutions:
        yield tuple(word(solution[name], short) for name in names)


def word(term: object, short: Callable[[str], str]) -> str:
    """A term for people: the words of a literal without language or type, the short form of an IRI."""
    if term is None:
        return ""
    if isinstance(term, NamedNode):
        return _CONTROL.sub(" ", short(term.value))
    if isinstance(term, Literal | BlankNode):
        return _CONTROL.sub(" ", term.value if isinstance(term, Literal) else str(term))
    return _CONTROL.sub(" ", str(term))


def plain(heads: Sequence[str], body: Iterable[Sequence[str]]) -> Iterator[str]:
    """Lines of aligned columns under their heads, for a pipe or a file."""
    lines = [tuple(heads), *map(tuple, body)]
    widths = [max(map(cell_len, column)) for column in zip(*lines, strict=True)]
    for line in lines:
        cells = (cell + " " * (width - cell_len(cell)) for cell, width in zip(line, widths, strict=True))
        yield _GAP.join(cells).rstrip()

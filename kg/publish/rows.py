"""N-Triples lines put together by subject, or by the page that subjects share, in bounded memory."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from io import BytesIO
from itertools import groupby, islice
from operator import itemgetter
from pathlib import Path
from typing import NamedTuple

from kg.errors import KgError
from kg.publish.sorting import RUN_BYTES, encoded, sorted_blocks

_BATCH = 2048  # lines sorted at once


class Row(NamedTuple):
    """A statement: the subject's IRI without its brackets, predicate and object as N-Triples terms."""

    subject: str
    predicate: str
    object: str


def by_subject(
    lines: Iterable[str], *, run_bytes: int = RUN_BYTES, folder: Path | None = None
) -> Iterator[tuple[str, Iterator[Row]]]:
    """Each subject with its rows, sorted by subject, predicate and object; the lines come in any order.

    Without its brackets a subject sorts before its own parts: `x` stands before `x#creation` and `x/y`.

    Raises KgError for a blank node: what is published has none.
    """
    for subject, rows in groupby(_rows(lines, _bare, run_bytes, folder), key=itemgetter(0)):
        yield subject, (statement(*row) for row in rows)


def by_page(
    lines: Iterable[str], *, run_bytes: int = RUN_BYTES, folder: Path | None = None
) -> Iterator[tuple[str, list[Row]]]:
    """Each page, an IRI without fragment, with the rows of all subjects on it: `x`, `x#creation`, `x#written`.

    Sorted and raising as `by_subject`; the rows of one page are in memory at once.
    """
    for page, rows in groupby(_rows(lines, _paged, run_bytes, folder), key=itemgetter(0)):
        yield page, [statement(page + fragment, *row.split(" ", 1)) for _, fragment, row in rows]


def _rows(lines: Iterable[str], key: Callable[[str], str], run_bytes: int, folder: Path | None) -> Iterator[list[str]]:
    source = iter(lines)
    batches = iter(lambda: encoded([key(line) for line in islice(source, _BATCH)]), [])
    for block in sorted_blocks(batches, run_bytes=run_bytes, folder=folder):
        for line in BytesIO(block):
            yield line[:-1].decode().split(" ", 2)


def statement(subject: str, predicate: str, object_: str) -> Row:
    """A row. Raises KgError for a predicate with a space."""
    if not (predicate.startswith("<") and predicate.endswith(">")):
        raise KgError("not an IRI: it holds ' '", f"{subject} {predicate}", "percent-encode it: a space is %20")
    return Row(subject, predicate, object_)


def _bare(line: str) -> str:
    if not line.startswith("<"):
        raise KgError("a blank node cannot be published", line.partition(" ")[0], "give the thing an IRI")
    return line[1:].removesuffix(" .\n").replace("> ", " ", 1)


def _paged(line: str) -> str:
    """The page, the fragment with its `#` or nothing, and the rest: a space sorts before all that an IRI may hold."""
    subject, _, rest = _bare(line).partition(" ")
    page, sign, fragment = subject.partition("#")
    return f"{page} {sign}{fragment} {rest}"

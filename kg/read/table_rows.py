"""The rows of a table, whatever file they stand in."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from kg.records.problem import Problem

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
# Day 0 of a spreadsheet: Excel's, which counts a 29 February 1900; that of old Macintosh workbooks.
EPOCHS = {False: dt.date(1899, 12, 30), True: dt.date(1904, 1, 1)}
Range = tuple[tuple[int, int], tuple[int, int]]  # first and last (row, column), from 0
Cell = str | float | bool | dt.datetime | dt.date | dt.time | dt.timedelta


class Row(NamedTuple):
    """One row: its number in the table, the lines it stands on in the file (in a spreadsheet its number), its cells.

    `bare` is one in which quotation marks are signs like others, as one of them is left open.
    """

    number: int
    first: int
    last: int
    cells: Sequence[Cell]
    bare: bool = False


@dataclass(frozen=True)
class Sheet:
    """One table: `rows` reads it from its beginning each time; its numbers for days count from `epoch`."""

    name: str
    rows: Callable[[], Iterator[Row]]
    problems: tuple[Problem, ...] = ()
    encoding: str = ""
    delimiter: str = ""
    epoch: dt.date = EPOCHS[False]


class Looked(NamedTuple):
    """What a look at a sheet's XML shows: the last row and column (from 1), hidden rows and columns, formulas without a
    value, cells in error, cells with a link or a comment.

    `merged` are cells that are one, for OpenDocument alone; `old` is a workbook that counts days from 1904.
    """

    height: int = 0
    width: int = 0
    hidden: tuple[int, ...] = ()
    formulas: tuple[tuple[int, int], ...] = ()
    merged: tuple[Range, ...] = ()
    hidden_columns: tuple[int, ...] = ()
    errors: tuple[tuple[int, int, str], ...] = ()
    links: tuple[str, ...] = ()
    comments: tuple[str, ...] = ()
    old: bool = False


def remark(kind: str, line: int, column: int, raw: str, message: str, hint: str) -> Problem:
    """A problem at a cell."""
    return Problem(line=line, column=column, kind=kind, raw=raw[:200], message=message, hint=hint)


def text_of(cell: Cell) -> str:
    """What a cell shows: whole numbers without a point, days in ISO 8601.

    An apostrophe that keeps a text from being a formula, as the published tables have it, is no part of it.
    """
    if isinstance(cell, str):
        return cell[1:].strip() if cell[:1] == "'" and cell[1:2] in _FORMULA else cell.strip()
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    if isinstance(cell, dt.datetime):
        return cell.date().isoformat() if cell.time() == dt.time() else cell.isoformat(" ", "minutes")
    return cell.isoformat() if isinstance(cell, dt.date | dt.time) else str(cell)

"""Cells of a table that say `as above`: ditto marks, `ders.`, `idem`, `ebd.`, `то же`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from kg.read.table_columns import Columns, letter
from kg.read.table_rows import Cell, Row, remark, text_of
from kg.read.table_shelfmark import continued, repeats
from kg.read.typed_words import plain, undotted, words
from kg.records.problem import Problem

_MARKS = re.compile(r"[\s\-–—]*(?:[\"”„“″〃]|''|,,)[\s\-–—\"”„“″〃',]*")
_FIELDS = (
    "senders", "recipients", "date", "sent_from", "sent_to", "archive", "collection", "series", "box", "folder", "fond",
    "opis", "delo", "shelfmark", "languages", "forms", "edition", "year", "month",
)  # fmt: skip


@cache
def _words() -> frozenset[str]:
    return frozenset(plain(word) for word in words()["name"]["ditto"])


def is_ditto(text: str) -> bool:
    """Whether a cell says that it has what the one above has."""
    return bool(text) and (_MARKS.fullmatch(text) is not None or undotted(plain(text).strip(" []()")) in _words())


class Dittos:
    """Fills the cells of rows that say `as above`, one row after the other."""

    def __init__(self, columns: Columns) -> None:
        self._columns = [index for name in _FIELDS for index in columns.fields.get(name, ())]
        self._shelfmarks = set(columns.fields.get("shelfmark", ()))
        self._above: dict[int, Cell] = {}
        self._filled = 0
        self._first: tuple[Row, int] | None = None

    def of(self, row: Row) -> Row:
        """The row with the values that its dittos stand for; one with nothing above it stays as it is."""
        cells = list(row.cells)
        for index in self._columns:
            if index >= len(cells) or not (text := text_of(cells[index])):
                continue
            if not self._looks_up(index, text):
                self._above[index] = cells[index]
            elif index in self._above:
                cells[index] = self._above[index] = self._meant(index, text)
                self._filled += 1
                self._first = self._first or (row, index)
        return row._replace(cells=cells)

    def _looks_up(self, index: int, text: str) -> bool:
        return is_ditto(text) or (index in self._shelfmarks and repeats(text) is not None)

    def _meant(self, index: int, text: str) -> Cell:
        """What the cell above has, or, of a shelfmark, its beginning with what follows `ebd.`"""
        above, rest = self._above[index], repeats(text)
        return above if is_ditto(text) or rest is None else continued(text_of(above), rest)

    def problems(self) -> Iterator[Problem]:
        """That cells were taken from above."""
        if self._first is not None:
            row, index = self._first
            message = (
                f"{letter(index)}{row.number}: {self._filled} cells say `as above` and are read so, here the first"
            )
            yield remark("ditto", row.first, index + 1, text_of(row.cells[index]), message, "write the value out")

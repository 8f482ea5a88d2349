"""The cells of a row of a table by the fields that their columns are, with what there is to say of them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from kg.read.table_columns import Columns, letter
from kg.read.table_rows import Cell, Row, remark, text_of
from kg.records.problem import Problem


class Cells:
    """One row while it is read; `defaults` are what empty cells say."""

    def __init__(self, columns: Columns, defaults: Mapping[str, str], row: Row) -> None:
        self.columns, self.defaults, self.row = columns, defaults, row
        self.problems: list[Problem] = []
        self.notes: list[str] = []
        self.sheet = ""  # the sheet with `!`, where several are read together

    def has(self, name: str) -> bool:
        """Whether a cell of the row has a value for a field; what the mapping says of empty ones does not count."""
        return any(True for _ in self._filled(name))

    def _filled(self, name: str) -> Iterator[tuple[int, Cell]]:
        for index in self.columns.fields.get(name, ()):
            if index < len(self.row.cells) and text_of(self.row.cells[index]):
                yield index, self.row.cells[index]

    def cells(self, name: str) -> list[tuple[int, Cell]]:
        """The columns and values of a field; that of the mapping when the cells are empty."""
        if name not in self.columns.fields and name not in self.defaults:
            return []
        found = list(self._filled(name))
        if not found and self.defaults.get(name):
            found = [((self.columns.fields.get(name) or (0,))[0], self.defaults[name])]
        return found

    def texts(self, name: str) -> list[tuple[int, str]]:
        return [(index, text_of(cell)) for index, cell in self.cells(name)]

    def text(self, name: str) -> str:
        """The value of a field that has one; what further columns say goes to the note."""
        found = self.texts(name)
        for index, more in found[1:]:
            self._note(index, more)
        return found[0][1] if found else ""

    def several(self, name: str) -> tuple[str, ...]:
        parts = (part.strip() for _, text in self.texts(name) for part in re.split(r"[;|\n]", text))
        return tuple(dict.fromkeys(part for part in parts if part))

    def problem(self, kind: str, index: int, raw: str, message: str, hint: str) -> None:
        """Something to look at in a cell."""
        where = (
            f"{self.sheet}{letter(index)}{self.row.number}" if self.columns.row >= 0 else self.columns.headers[index]
        )
        self.problems.append(remark(kind, self.row.first, index + 1, raw, f"{where}: {message}", hint))

    def _note(self, index: int, text: str) -> None:
        headers = self.columns.headers
        header = headers[index] if index < len(headers) else ""
        self.notes.append(f"{header}: {text}" if header else text)

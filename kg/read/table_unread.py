"""What stands in cells and is no value: errors of formulas, signs that no text has; and rows that add others up."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from kg.read.table_columns import letter, vocabulary
from kg.read.table_rows import Cell, Row, remark, text_of
from kg.read.typed_words import any_of
from kg.records.problem import Problem

# As spreadsheet programs show them: #REF!, #N/A, #NAME?, #BEZUG!, #Н/Д, Err:502, and a number in a narrow column.
_ERROR = re.compile(r"#(?:[^\W\d_]{2,}[!?]|\w/\w|NV|\w+/0!)|#{3,}|Err:\d{3}")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]+")


def cleaned(row: Row, sheet: str) -> tuple[Row, list[Problem]]:
    """The row without what is no value, and a problem for each cell that had it; `sheet` stands before its name."""
    cells = list(row.cells)
    problems = []
    if row.bare:
        message = f"{sheet}A{row.number}: a quotation mark opens here and does not close; the line is read as it stands"
        shown = "; ".join(filter(None, map(text_of, cells)))
        problems.append(remark("open-quote", row.first, 1, shown, message, "close it, or write two of them for one"))
    for index, cell in enumerate(cells):
        if not isinstance(cell, str) or not (said := _said(cell.strip())):
            continue
        kind, message, hint = said
        cells[index] = "" if kind == "cell-error" else _CONTROL.sub(" ", cell)
        where = f"{sheet}{letter(index)}{row.number}"
        problems.append(remark(kind, row.first, index + 1, cell, f"{where}: {message}", hint))
    return (row._replace(cells=cells), problems) if problems else (row, problems)


def _said(text: str) -> tuple[str, str, str] | None:
    """Kind, message and hint for a text that is no value, or has signs of no text."""
    if text[:1] in "#E" and _ERROR.fullmatch(text):
        return "cell-error", f"the formula came to {text}; the cell counts as empty", "mend it, and save the table"
    if _CONTROL.search(text):
        return "control-sign", "signs that no text has (zero bytes or the like) count as spaces", "type the cell anew"
    return None


@cache
def _totals() -> re.Pattern[str]:
    return re.compile(rf"\W*{any_of(vocabulary()['totals']['words'])}[\s:=.\d]*(?:\s[^\W\d_]+\.?)?", re.IGNORECASE)


def adds_up(row: Row, telling: Iterator[int]) -> bool:
    """Whether a row adds up those above it: it begins with a word for that, and has no others that tell."""
    first = next((index for index, cell in enumerate(row.cells) if text_of(cell)), None)
    if first is None or _totals().fullmatch(text_of(row.cells[first])) is None:
        return False
    others = (row.cells[index] for index in telling if index != first and index < len(row.cells))
    return not any(_is_word(cell) for cell in others)


def _is_word(cell: Cell) -> bool:
    return isinstance(cell, str) and any(sign.isalpha() for sign in cell)

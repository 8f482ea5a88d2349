"""Tables in spreadsheets: Excel (.xlsx, .xls) and OpenDocument (.ods), read by calamine.

Formulas count with the value that the spreadsheet program saved with them. Before a workbook is opened it is looked
over: what would unpack to gigabytes is refused, and what calamine does not tell (formulas without a value, hidden rows)
is read from the file itself.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from string import ascii_uppercase

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from kg.errors import KgError
from kg.read.table_columns import letter
from kg.read.table_ods import look_at_all
from kg.read.table_rows import EPOCHS, Cell, Looked, Range, Row, Sheet, remark, text_of
from kg.read.table_xlsx import look_at, sheet_parts
from kg.records.problem import Problem

SUFFIXES = (".xlsx", ".xlsm", ".xls", ".ods")
_UNPACKED = 1 << 30  # bytes
_SHOWN = 5  # cells that a problem names
_OLD = remark("old-format", 1, 1, "", "of this old workbook nobody can say which cells are in error, hidden or linked",
              "save it as .xlsx, to be told")  # fmt: skip
_CELLS = 30_000_000  # of a sheet, empty ones too


def sheets(path: Path) -> Iterator[Sheet]:
    """The sheets of a workbook, in order. Raises KgError for what is no workbook, and for one that is too large."""
    looked = _look(path) if zipfile.is_zipfile(path) else {}
    try:
        book = CalamineWorkbook.from_path(str(path))
    except (CalamineError, OSError, ValueError) as error:
        locked = "password" in str(error)
        hint = f"open it in a spreadsheet program and save it anew{', without a password' if locked else ''}"
        raise KgError(f"this workbook cannot be opened: {error}", path, hint) from None
    for place, about in enumerate(book.sheets_metadata):
        if about.typ != SheetTypeEnum.WorkSheet:
            continue
        seen = looked.get(place, Looked())
        if seen.height * seen.width > _CELLS:
            cells = f"{letter(seen.width - 1)}{seen.height}"
            raise KgError(f"the sheet {about.name!r} reaches to {cells}", path, "clear the cells far off")
        try:
            sheet = book.get_sheet_by_name(about.name)
        except CalamineError as error:
            raise KgError(f"the sheet {about.name!r} cannot be read: {error}", path, "save the workbook anew") from None
        merged = seen.merged or tuple(sheet.merged_cell_ranges or ())
        old = () if looked or place else (_OLD,)
        problems = (
            *old,
            *_hidden(about.visible, seen),
            *_formulas(seen),
            *_beside(sheet, seen),
            *_merged(sheet, merged),
        )
        yield Sheet(about.name, partial(_rows, sheet, merged), problems, epoch=EPOCHS[seen.old])


def _rows(sheet: CalamineSheet, merged: Sequence[Range]) -> Iterator[Row]:
    """The rows from the first of the sheet; a cell merged downwards stands in every row that it covers."""
    if sheet.start is None:
        return
    before: list[Cell] = [""] * sheet.start[1]
    downwards = [one for one in merged if one[1][0] > one[0][0]]
    values: dict[Range, Cell] = {}
    for number, found in enumerate(sheet.iter_rows(), 1):
        cells: list[Cell] = [*before, *found]
        for one in downwards if downwards else ():
            (first, column), (last, _) = one
            if number - 1 == first and column < len(cells):
                values[one] = cells[column]
            elif first < number - 1 <= last and one in values:
                cells[column] = values[one]
        yield Row(number, number, number, cells)


def _merged(sheet: CalamineSheet, merged: Sequence[Range]) -> Iterator[Problem]:
    for (first, left), (last, right) in sorted(merged):
        area = f"{letter(left)}{first + 1}:{letter(right)}{last + 1}"
        if last > first:
            message = f"the cells {area} are one: what it says counts for each of their rows"
        else:
            message = f"the cells {area} are one: what it says counts for the column {letter(left)} alone"
        yield remark("merged-cells", first + 1, left + 1, area, message, "if that is wrong, separate the cells")


def _hidden(visible: SheetVisibleEnum, seen: Looked) -> Iterator[Problem]:
    if visible != SheetVisibleEnum.Visible:
        yield remark("hidden", 1, 1, "", "the sheet is hidden; it is read", "delete it if it should not count")
    if seen.hidden:
        rows = ", ".join(map(str, seen.hidden[:5])) + (" ..." if len(seen.hidden) > 5 else "")
        message = f"{len(seen.hidden)} rows are hidden ({rows}); they are read"
        yield remark("hidden", seen.hidden[0], 1, "", message, "delete them if they should not count")
    if seen.hidden_columns:
        columns = ", ".join(letter(column - 1) for column in seen.hidden_columns[:5])
        message = f"{len(seen.hidden_columns)} columns are hidden ({columns}); they are read"
        yield remark("hidden", 1, seen.hidden_columns[0], "", message, "delete them if they should not count")


def _formulas(seen: Looked) -> Iterator[Problem]:
    for line, column in seen.formulas:
        message = f"{letter(column - 1)}{line}: the formula has no value in the file; the cell counts as empty"
        yield remark("formula", line, column, "", message, "open the file in a spreadsheet program and save it")
    for line, column, error in seen.errors:
        message = f"{letter(column - 1)}{line}: the formula came to {error}; the cell counts as empty"
        yield remark("cell-error", line, column, error, message, "mend it, and save the table")


def _beside(sheet: CalamineSheet, seen: Looked) -> Iterator[Problem]:
    """What hangs on cells and is none of their values; a link from a cell that is an address says nothing more."""
    rows = {int(name.lstrip(ascii_uppercase)) for name in seen.links}
    texts = {
        f"{letter(index)}{row.number}": text_of(cell)
        for row in (_rows(sheet, ()) if rows else ())
        for index, cell in enumerate(row.cells if row.number in rows else ())
    }
    links = [name for name in seen.links if not re.match(r"https?://|www\.|mailto:|\S+@\S+$", texts.get(name, ""))]
    for what, cells in (("links", links), ("comments", seen.comments)):
        if cells:
            shown = ", ".join(cells[:_SHOWN]) + (" ..." if len(cells) > _SHOWN else "")
            message = f"{len(cells)} {what} on cells are not read ({shown})"
            yield remark("beside-cells", 1, 1, shown, message, "put what they say into a column of its own")


def _look(path: Path) -> dict[int, Looked]:
    """What the XML of each sheet shows, by the place of the sheet. Raises KgError for a bomb."""
    try:
        with zipfile.ZipFile(path) as archive:
            if sum(part.file_size for part in archive.infolist()) > _UNPACKED:
                raise KgError("the workbook unpacks to more than a gigabyte", path, "save the sheet as CSV")
            return look_at_all(archive) or {n: look_at(archive, part) for n, part in enumerate(sheet_parts(archive))}
    except (zipfile.BadZipFile, OSError, EOFError, NotImplementedError, zlib.error) as error:
        raise KgError(f"this workbook cannot be opened: {error}", path, "save it anew") from None

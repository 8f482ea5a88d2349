"""Which cells of an OpenDocument spreadsheet are one: calamine does not tell, the file itself does.

Only the tags of tables are looked at (OpenDocument 1.3, part 3, chapter 9), in pieces, whatever else the file holds.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator

Range = tuple[tuple[int, int], tuple[int, int]]  # first and last (row, column), from 0
_PIECE = 1 << 20
_TAG = re.compile(rb"<table:(table|table-row|table-cell|covered-table-cell)(\s[^>]*?)?/?>")
_NUMBER = re.compile(rb'table:number-(rows|columns)-(repeated|spanned)="(\d{1,7})"')


def merged_cells(archive: zipfile.ZipFile) -> dict[int, tuple[Range, ...]]:
    """The merged cells of each sheet, by its place; none for what is no OpenDocument spreadsheet."""
    found: dict[int, tuple[Range, ...]] = {}
    if "content.xml" not in archive.namelist():
        return found
    sheet, row, column, height = -1, 0, 0, 1
    for name, numbers in _tags(archive):
        if name == b"table":
            sheet, row, height = sheet + 1, 0, 0
        elif name == b"table-row":
            row, column = row + height, 0
            height = numbers.get((b"rows", b"repeated"), 1)
        else:
            rows, columns = (numbers.get((side, b"spanned"), 1) for side in (b"rows", b"columns"))
            if name == b"table-cell" and rows * columns > 1:
                area = ((row, column), (row + rows - 1, column + columns - 1))
                found[sheet] = (*found.get(sheet, ()), area)
            column += numbers.get((b"columns", b"repeated"), 1)
    return found


def _tags(archive: zipfile.ZipFile) -> Iterator[tuple[bytes, dict[tuple[bytes, bytes], int]]]:
    """The tags of tables, rows and cells, with the numbers that they bear."""
    rest = b""
    with archive.open("content.xml") as file:
        while piece := file.read(_PIECE):
            whole, end, rest = (rest + piece).rpartition(b">")
            for match in _TAG.finditer(whole + end):
                yield match[1], {(side, what): int(number) for side, what, number in _NUMBER.findall(match[2] or b"")}
            rest = rest if end else rest[-_PIECE:]

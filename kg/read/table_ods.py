"""What calamine does not tell of an OpenDocument spreadsheet: which cells are one, hidden rows, comments, links.

Only the tags of tables are looked at (OpenDocument 1.3, part 3, chapter 9), in pieces, whatever else the file holds.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field

from kg.read.table_columns import letter
from kg.read.table_rows import Looked, Range

_PIECE = 1 << 20
_TAG = re.compile(
    rb"<(?:table:(table|table-row|table-cell|covered-table-cell)|office:(annotation)|text:(a))(\s[^>]*?)?/?>"
)
_NUMBER = re.compile(rb'table:number-(rows|columns)-(repeated|spanned)="(\d{1,7})"')
_HIDDEN = re.compile(rb'table:visibility="(?:collapse|filter)"')


@dataclass
class _Sheet:
    """What is found of one sheet, cell after cell."""

    row: int = 0
    column: int = 0
    height: int = 0
    merged: list[Range] = field(default_factory=list)
    hidden: list[int] = field(default_factory=list)
    comments: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)

    def see(self, name: bytes, about: bytes) -> None:
        """Take a tag of a row, a cell, or of what hangs on the last cell into account."""
        numbers = {(side, what): int(number) for side, what, number in _NUMBER.findall(about)}
        if name == b"table-row":
            self.row, self.column = self.row + self.height, 0
            self.height = numbers.get((b"rows", b"repeated"), 1)
            if _HIDDEN.search(about):
                self.hidden.append(self.row + 1)
        elif name in (b"annotation", b"a"):
            (self.comments if name == b"annotation" else self.links).append(f"{letter(self.column - 1)}{self.row + 1}")
        else:
            rows, columns = (numbers.get((side, b"spanned"), 1) for side in (b"rows", b"columns"))
            if name == b"table-cell" and rows * columns > 1:
                self.merged.append(((self.row, self.column), (self.row + rows - 1, self.column + columns - 1)))
            self.column += numbers.get((b"columns", b"repeated"), 1)

    def looked(self) -> Looked:
        """What is to be said of the sheet."""
        links, comments = (tuple(dict.fromkeys(cells)) for cells in (self.links, self.comments))
        return Looked(hidden=tuple(self.hidden), merged=tuple(self.merged), links=links, comments=comments)


def look_at_all(archive: zipfile.ZipFile) -> dict[int, Looked]:
    """A look at each sheet, by its place; none for what is no OpenDocument spreadsheet."""
    found: list[_Sheet] = []
    if "content.xml" not in archive.namelist():
        return {}
    for name, about in _tags(archive):
        if name == b"table":
            found.append(_Sheet())
        elif found and (name not in (b"annotation", b"a") or found[-1].column):
            found[-1].see(name, about)
    return {place: sheet.looked() for place, sheet in enumerate(found)}


def _tags(archive: zipfile.ZipFile) -> Iterator[tuple[bytes, bytes]]:
    """The tags of tables, rows, cells, comments and links, each with what stands in it."""
    rest = b""
    with archive.open("content.xml") as file:
        while piece := file.read(_PIECE):
            whole, end, rest = (rest + piece).rpartition(b">")
            for match in _TAG.finditer(whole + end):
                yield match[1] or match[2] or match[3], match[4] or b""
            rest = rest if end else rest[-_PIECE:]

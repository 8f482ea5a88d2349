"""Tables: CSV (RFC 4180) and TSV with a header row, read strictly: a mistake is named with its file and line."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from kg.errors import KgError, Place
from kg.files import decode_text

SEPARATOR = "|"  # between the values of one cell


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table: the one-based line it starts on and its cells by column name."""

    line: int
    cells: dict[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells[column]

    def many(self, column: str) -> tuple[str, ...]:
        """The values of a cell, which are separated by `|`; empty ones are left out."""
        return tuple(value for part in self.cells[column].split(SEPARATOR) if (value := part.strip()))


def parse_table(data: bytes, file: Path | str, columns: Sequence[str], *, delimiter: str = ",") -> tuple[Row, ...]:
    """Read a table whose header row is exactly `columns`, in that order; blank lines are passed over.

    Cells lose the spaces around them. Raises KgError with file and line for a wrong header, a row with too few or too
    many cells, or quotes that do not close.
    """
    reader = csv.reader(io.StringIO(decode_text(data, file), newline=""), delimiter=delimiter, strict=True)
    rows: list[Row] = []
    header = False
    start = 1
    try:
        for cells in reader:
            line, start = start, reader.line_num + 1
            if not any(cell.strip() for cell in cells):
                continue
            if not header:
                _check_header(cells, columns, Place(file, line), delimiter)
                header = True
                continue
            if len(cells) != len(columns):
                raise _wrong_length(cells, columns, Place(file, line))
            rows.append(Row(line, dict(zip(columns, (cell.strip() for cell in cells), strict=True))))
    except csv.Error as error:
        raise KgError(
            f"broken table: {error}", Place(file, start), 'close the quotes; a quote inside a cell is written ""'
        ) from None
    if not header:
        raise KgError("the table is empty", Place(file, 1), f"its first row must be {delimiter.join(columns)}")
    return tuple(rows)


def format_table(columns: Sequence[str], rows: Iterable[Sequence[str]], *, delimiter: str = ",") -> bytes:
    """A table as UTF-8 with `\\n` line ends, quoted only where needed."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=delimiter, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(rows)
    return out.getvalue().encode()


def _check_header(cells: Sequence[str], columns: Sequence[str], where: Place, delimiter: str) -> None:
    found = [cell.strip() for cell in cells]
    if found == list(columns):
        return
    missing = [column for column in columns if column not in found]
    unknown = [column for column in found if column not in columns]
    if len(found) == 1 and ";" in found[0] and delimiter == ",":
        what, hint = "the columns are separated by semicolons", "save the table with commas between the columns"
    elif missing or unknown:
        parts = [f"no column {', '.join(missing)}"] if missing else []
        parts += [f"unknown column {', '.join(unknown)}"] if unknown else []
        what, hint = "; ".join(parts), f"the first row must be {delimiter.join(columns)}"
    else:
        what, hint = "the columns stand in another order", f"the first row must be {delimiter.join(columns)}"
    raise KgError(what, where, hint)


def _wrong_length(cells: Sequence[str], columns: Sequence[str], where: Place) -> KgError:
    return KgError(
        f"the row has {len(cells)} cells, the table has {len(columns)} columns",
        where,
        "give each column a cell, empty where nothing is known; quote a cell that holds a comma",
    )

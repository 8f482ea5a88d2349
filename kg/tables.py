"""Tables: CSV (RFC 4180) and TSV with a header row, read strictly: a mistake is named with its file and line.

Spreadsheets may save a table with a byte order mark, with CRLF at the ends of lines, and, where the comma is the
decimal sign, with semicolons between the columns: all are read.
"""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar, get_origin, get_type_hints

import msgspec

from kg.errors import KgError, Place
from kg.files import decode_text

SEPARATOR = "|"  # between the values of one cell

T = TypeVar("T", bound=msgspec.Struct)


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table: the one-based line it starts on and its cells by column name."""

    line: int
    cells: dict[str, str]

    def many(self, column: str) -> tuple[str, ...]:
        """The values of a cell, which are separated by `|`; empty ones are left out."""
        return tuple(value for part in self.cells[column].split(SEPARATOR) if (value := part.strip()))


def parse_table(
    data: bytes, file: Path | str, columns: Sequence[str], *, delimiter: str | None = None, first_line: int = 1
) -> tuple[Row, ...]:
    """Read a table whose header row is exactly `columns`, in that order; blank lines are passed over.

    Without a `delimiter` it is the comma, or the semicolon when only that stands in the header row. Cells lose the
    spaces around them. `first_line` is the number of the first line of `data` in the file. Raises
    KgError with file and line for a wrong header, a row with too few or too many cells, or quotes that do not close.
    """
    text = decode_text(data, file)
    delimiter = delimiter or _delimiter(text)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    rows: list[Row] = []
    header = False
    start = first_line
    try:
        for cells in reader:
            where = Place(file, start)
            start = reader.line_num + first_line
            if not any(cell.strip() for cell in cells):
                continue
            if header:
                rows.append(_row(cells, columns, where))
            else:
                _check_header(cells, columns, where, delimiter)
                header = True
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


def read_records(type_: type[T], data: bytes, file: Path | str) -> tuple[tuple[int, T], ...]:
    """Rows of a CSV table as records of `type_`, each with its line; the columns are the fields, in their order.

    A field of several values is one cell, its values separated by `|`; an empty cell means the field's default. Raises
    KgError with file and line for a broken table, a value that is not of its field's type, and an empty cell in a field
    that has no default.
    """
    columns = _columns(type_, data, file)
    several = _several(type_)
    return tuple(
        (row.line, _record(type_, row, several, Place(file, row.line))) for row in parse_table(data, file, columns)
    )


def _columns(type_: type[msgspec.Struct], data: bytes, file: Path | str) -> tuple[str, ...]:
    """The columns of a table of `type_`: its fields, without those at the end that are OPTIONAL and not there."""
    columns = type_.__struct_fields__
    if optional := getattr(type_, "OPTIONAL", 0):
        text = decode_text(data, file).lstrip()
        first = next(csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text)), [])
        if len(first) == len(columns) - optional:
            return columns[:-optional]
    return columns


def format_records(type_: type[T], records: Iterable[T]) -> bytes:
    """Records as the table that `read_records` reads."""
    return format_table(
        type_.__struct_fields__,
        ([_cell(getattr(record, name)) for name in type_.__struct_fields__] for record in records),
    )


def append_record(record: msgspec.Struct, data: bytes, file: Path | str) -> bytes:
    """The table `data` with `record` as its last row; see `append_records`."""
    return append_records([record], data, file)


def append_records(records: Sequence[msgspec.Struct], data: bytes, file: Path | str) -> bytes:
    """The table `data` with `records` of one type as its last rows, in the table's own delimiter and line ends; the
    rest as it is.

    An empty table gets its header row. Raises KgError for what is no text.
    """
    if not records:
        return data
    columns = type(records[0]).__struct_fields__
    rows = [[_cell(getattr(record, name)) for name in columns] for record in records]
    text = decode_text(data, file)
    if not text.strip():
        return format_table(columns, rows)
    there = _columns(type(records[0]), data, file)
    if there != columns and any(any(row[len(there) :]) for row in rows):
        return format_records(
            type(records[0]), (*(row for _, row in read_records(type(records[0]), data, file)), *records)
        )
    rows = [row[: len(there)] for row in rows]
    end = "\r\n" if "\r\n" in text else "\n"
    lines = "".join(
        format_table([], [row], delimiter=_delimiter(text)).decode().lstrip("\n").rstrip("\n") + end for row in rows
    )
    return data + (b"" if data.endswith((b"\n", b"\r")) else end.encode()) + lines.encode()


def remove_rows(data: bytes, lines: Collection[int], file: Path | str) -> bytes:
    """The table without the rows that begin on `lines`; the rest as it is. Raises KgError for what is no text."""
    if not lines:
        return data
    text = decode_text(data, file)
    kept: list[str] = []
    reader = csv.reader(physical := list(io.StringIO(text, newline="")), delimiter=_delimiter(text))
    start = 1
    for _ in reader:
        if start not in lines:
            kept += physical[start - 1 : reader.line_num]
        start = reader.line_num + 1
    return (codecs.BOM_UTF8 if data.startswith(codecs.BOM_UTF8) else b"") + "".join(kept).encode()


def _delimiter(text: str) -> str:
    header = next((line for line in text.splitlines() if line.strip(" ,;")), "")
    return ";" if ";" in header and "," not in header else ","


def _several(type_: type[msgspec.Struct]) -> frozenset[str]:
    return frozenset(name for name, hint in get_type_hints(type_).items() if get_origin(hint) is tuple)


def _record(type_: type[T], row: Row, several: frozenset[str], where: Place) -> T:
    values: dict[str, Any] = {
        name: row.many(name) if name in several else cell for name, cell in row.cells.items() if cell
    }
    try:
        return msgspec.convert(values, type_, strict=False)
    except msgspec.ValidationError as error:
        missing = [field.name for field in msgspec.structs.fields(type_) if field.required and field.name not in values]
        if missing:
            raise KgError(f"no {', '.join(missing)}", where, f"fill the column {missing[0]}") from None
        raise KgError(f"not a {type_.__name__.lower()}: {error}", where, "mend the cell that is named") from None


def _cell(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, tuple):
        return SEPARATOR.join(map(str, value))
    return str(value)


def _row(cells: Sequence[str], columns: Sequence[str], where: Place) -> Row:
    if len(cells) != len(columns):
        raise KgError(
            f"the row has {len(cells)} cells, the table has {len(columns)} columns",
            where,
            "give each column a cell, empty where nothing is known; quote a cell that holds the separator",
        )
    return Row(where.line or 0, dict(zip(columns, (cell.strip() for cell in cells), strict=True)))


def _check_header(cells: Sequence[str], columns: Sequence[str], where: Place, delimiter: str) -> None:
    found = [cell.strip() for cell in cells]
    if found == list(columns):
        return
    missing = [column for column in columns if column not in found]
    unknown = [column for column in found if column not in columns]
    if missing or unknown:
        parts = [f"no column {', '.join(missing)}"] if missing else []
        parts += [f"unknown column {', '.join(unknown)}"] if unknown else []
        what, hint = "; ".join(parts), f"the first row must be {delimiter.join(columns)}"
    else:
        what, hint = "the columns stand in another order", f"the first row must be {delimiter.join(columns)}"
    raise KgError(what, where, hint)

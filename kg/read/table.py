"""Tables of letters: CSV and other delimited text, Excel, OpenDocument; a row is a letter.

The columns are recognised by their headers (`table_columns`) or told by a mapping file. The table is read twice: first
to count its rows and to learn how its columns write dates, then for the letters. Each value has its row and column;
`Described.path` is the first cell of its row, as spreadsheets call it.
"""

from __future__ import annotations

import codecs
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice, pairwise
from pathlib import Path
from typing import NamedTuple

from msgspec.structs import replace

from kg.errors import KgError, UsageError
from kg.files import open_file
from kg.read import table_workbook
from kg.read.table_columns import Columns, TableMapping, find_header, folded, letter, meant_field
from kg.read.table_dates import DATES
from kg.read.table_record import Records
from kg.read.table_rows import Row, Sheet, remark, text_of
from kg.read.table_shelfmark import LEVELS
from kg.read.table_text import read_text_table
from kg.read.typed_habit import Habit, Watch
from kg.records.described import Item, Tally
from kg.records.problem import Problem
from kg.settings import suggest

SUFFIXES = (".csv", ".tsv", ".tab", ".txt", *table_workbook.SUFFIXES)
_HEADER_WITHIN = 30  # rows
_SAMPLES = 5
_COUNTED = 3  # rows that show that a list is counted through
_PLAIN = TableMapping()


class NoHeaderError(KgError):
    """A table without a row of known headers; `columns` are its columns, by letter."""

    def __init__(self, path: Path, columns: Columns, samples: dict[int, str]) -> None:
        super().__init__("no row of headers is recognised", path, "say in a mapping file what its columns are")
        self.columns, self.samples = columns, samples


class Survey(NamedTuple):
    """What is in a file before it is read: the table that will be, its columns, the first values of each."""

    sheet: Sheet
    columns: Columns
    samples: dict[int, str]
    before: int  # rows above the headers that are not empty
    problems: tuple[Problem, ...]
    parts: tuple[Survey, ...] = ()  # the sheets that are read together, in the order of the workbook


def survey(path: Path, mapping: TableMapping = _PLAIN) -> Survey:
    """Look at a table. Raises NoHeaderError, UsageError when the sheet is not there, KgError for a broken file."""
    if not _is_workbook(path):
        return _surveyed(path, read_text_table(path, mapping.encoding, mapping.delimiter), mapping)
    sheets = list(table_workbook.sheets(path))
    if mapping.sheet:
        return _with_others(_surveyed(path, _called(mapping.sheet, sheets, path), mapping), sheets)
    found: list[Survey] = []
    missing: NoHeaderError | None = None
    for sheet in sheets:
        try:
            found.append(_surveyed(path, sheet, mapping))
        except NoHeaderError as error:
            missing = missing or error
        except KgError:  # an empty sheet
            continue
    if not found:
        raise missing or KgError("the workbook has no sheet with cells", path, "check what this file is")
    best = max(found, key=lambda one: len(one.columns.fields))
    together = tuple(one for one in found if one is best or _alike(one.columns, best.columns))
    return _with_others(best._replace(parts=together), sheets)


def _alike(columns: Columns, others: Columns) -> bool:
    """Whether two sheets are parts of one table, a sheet a year: their headers are the same, but for one in five."""
    these, those = ({folded(header) for header in one.headers if header} for one in (columns, others))
    return bool(these) and len(these & those) * 5 >= max(len(these), len(those)) * 4


def _is_workbook(path: Path) -> bool:
    """Whether a file is a workbook, whatever it is called: programs write text tables and web pages as .xls.

    Raises KgError for a web page or other XML, which is neither.
    """
    with open_file(path) as file:
        head = file.read(1 << 10)
    if head.removeprefix(codecs.BOM_UTF8).lstrip()[:1] == b"<" and path.suffix.lower() in table_workbook.SUFFIXES:
        hint = "open it in a spreadsheet program, and save it as .xlsx, .ods or CSV"
        raise KgError("this is a web page or XML, and no workbook", path, hint)
    return head.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0"))


def _called(name: str, sheets: list[Sheet], path: Path) -> Sheet:
    names = [sheet.name for sheet in sheets]
    if name in names:
        return sheets[names.index(name)]
    meant, there = suggest(name, names), f"there are: {', '.join(names)}; --sheet or `sheet` in the mapping says which"
    raise UsageError(f"no sheet {name!r}", path, f"did you mean {meant!r}? {there}" if meant else there)


def _surveyed(path: Path, sheet: Sheet, mapping: TableMapping) -> Survey:
    head = list(islice(sheet.rows(), _HEADER_WITHIN))
    texts = [(row.number, [text_of(cell) for cell in row.cells]) for row in head]
    columns = find_header(texts, mapping)
    samples = {} if columns is None else _samples(texts, columns.row)
    if columns is None:
        width = max((len(cells) for _, cells in texts), default=0)
        if not any(any(cells) for _, cells in texts):
            raise KgError("the table is empty", path, "check what this file is")
        raise NoHeaderError(path, Columns(0, ("",) * width, {}, tuple(range(width))), _samples(texts, 0))
    columns = _numbered(columns, texts, mapping)
    before = sum(1 for number, cells in texts if number < (columns.first or columns.row) and any(cells))
    return Survey(sheet, columns, samples, before, sheet.problems)


def _numbered(columns: Columns, texts: list[tuple[int, list[str]]], mapping: TableMapping) -> Columns:
    """The columns, with one of `items` that are counted through the whole table as the key of the letters.

    Items of an archive begin anew in each box or folder; a list counts on, whatever lies where.
    """
    of, said = columns.fields, {folded(name) for name in mapping.columns}
    index = next(iter(of.get("item", ())), -1)
    if index < 0 or "key" in of or "number" in of or said & {folded(columns.headers[index]), folded(letter(index))}:
        return columns
    rows = [cells for number, cells in texts if number > columns.row and cells[index:] and cells[index].isdecimal()]
    counts = [int(cells[index]) for cells in rows]
    above = [place for name in LEVELS if name != "item" for place in of.get(name, ())]
    boxes = {tuple("".join(cells[place : place + 1]) for place in above) for cells in rows}
    if len(counts) < _COUNTED or (above and len(boxes) < 2) or any(b <= a for a, b in pairwise(counts)):
        return columns
    fields = {name: columns_ for name, columns_ in of.items() if name != "item"}
    return columns._replace(fields={**fields, "key": (index,)})


def _samples(texts: list[tuple[int, list[str]]], header: int) -> dict[int, str]:
    """The first values of each column."""
    found: dict[int, list[str]] = {}
    for number, cells in texts:
        for index, text in enumerate(cells if number > header else ()):
            if text and len(found.setdefault(index, [])) < _SAMPLES and text not in found[index]:
                found[index].append("".join(sign if sign.isprintable() else " " for sign in text)[:30])
    return {index: " | ".join(values)[:90] for index, values in found.items()}


def _with_others(survey: Survey, sheets: list[Sheet]) -> Survey:
    """The survey, with a problem for each sheet that is not read."""
    read = [part.sheet for part in survey.parts] or [survey.sheet]
    return survey._replace(problems=(*survey.problems, *_not_read(read, sheets)))


def _not_read(read: list[Sheet], sheets: list[Sheet]) -> Iterator[Problem]:
    shown = ", ".join(repr(sheet.name) for sheet in read[:3]) + (" and others" if len(read) > 3 else "")
    for other in sheets:
        rows = 0 if other in read else sum(1 for row in other.rows() if any(map(text_of, row.cells)))
        if rows:
            message = f"the sheet {other.name!r} with {rows} rows is not read; {shown} {'are' if read[1:] else 'is'}"
            yield remark("sheet-not-read", 1, 1, other.name, message, f'sheet = "{other.name}" in a mapping reads it')


def read(path: Path, mapping: TableMapping = _PLAIN) -> Iterator[Item]:
    """The letters of a table; of sheets that are read together, lines are counted on from one to the next.

    Raises KgError as `survey` does, and for a row that cannot be read, with its line.
    """
    seen = survey(path, mapping)
    parts = [_Learned(part, mapping) for part in seen.parts or (seen,)]
    for part in parts:
        for row in part.seen.sheet.rows():
            part.see(row)
    spans = [watch.years for part in parts for watch in part.watches.values() if watch.years]
    together = (min(first for first, _ in spans), max(last for _, last in spans)) if spans else None
    yield from (problem for problem in seen.problems if problem.kind == "sheet-not-read")
    offset, lives = 0, set[str]()
    for part in parts:
        yield from _part(part, together, offset, lives if len(parts) > 1 else None)
        offset += part.lines
    yield Tally(records=sum(part.records for part in parts), lines=max(offset, 1))


def _part(learned: _Learned, years: tuple[int, int] | None, offset: int, lives: set[str] | None) -> Iterator[Item]:
    """The letters of one sheet, whose lines begin after `offset`; `lives` is what several sheets know together."""
    seen = learned.seen
    for problem in (*seen.problems, *learned.problems()):
        if problem.kind != "sheet-not-read":
            yield replace(problem, line=problem.line + offset)
    sheet, habits, several = seen.sheet, learned.habits(years), lives is not None
    records = Records(
        seen.columns, learned.mapping, habits, sheet.name, several=several, lives=lives, epoch=sheet.epoch
    )
    for row in seen.sheet.rows():
        if row.number > seen.columns.row and any(map(text_of, row.cells)) and not learned.is_header(row):
            yield from records.of(row._replace(first=row.first + offset, last=row.last + offset))
    yield from records.problems()


@dataclass
class _Learned:
    """What the first reading of a table shows: how many records it has, how its columns write dates, what is unread."""

    seen: Survey
    mapping: TableMapping
    records: int = 0
    lines: int = 0
    repeated: list[int] = field(default_factory=list)
    unread: Counter[int] = field(default_factory=Counter)
    watches: dict[int, Watch] = field(default_factory=dict)

    def __post_init__(self) -> None:
        fields = self.seen.columns.fields
        self.dates = [index for name in DATES for index in fields.get(name, ())]
        self.years = fields.get("year", ())
        self.known = {index for found in fields.values() for index in found} | set(self.seen.columns.ignored)
        self.header = [folded(header) for header in self.seen.columns.headers]

    def is_header(self, row: Row) -> bool:
        """Whether a row repeats the headers, as printed pages do."""
        if self.seen.columns.row == 0 or len(row.cells) < len(self.header):
            return False
        return all(folded(text_of(cell)) == name for cell, name in zip(row.cells, self.header, strict=False))

    def see(self, row: Row) -> None:
        """Take a row into account."""
        self.lines = row.last
        if row.number <= self.seen.columns.row or not any(map(text_of, row.cells)):
            return
        if self.is_header(row):
            self.repeated.append(row.first)
            return
        self.records += 1
        for index in (*self.dates, *self.years):
            if index < len(row.cells) and (text := text_of(row.cells[index])):
                self.watches.setdefault(index, Watch()).see(text)
        for index, cell in enumerate(row.cells):
            if index not in self.known and text_of(cell):
                self.unread[index] += 1

    def habits(self, together: tuple[int, int] | None) -> dict[int, Habit]:
        """How each column writes dates; which century it is the dates of all columns say `together`."""
        found = {}
        for index, watch in self.watches.items():
            watch.years = together
            found[index] = watch.habit(self.mapping.order, self.mapping.century, self.mapping.calendar)
        return found

    def problems(self) -> Iterator[Problem]:
        """What a person should know of the table as a whole."""
        row = max(self.seen.columns.row, 1)
        if self.seen.before:
            yield remark("above-headers", 1, 1, "", f"{self.seen.before} rows above the headers are not read",
                         "if they are letters, give the mapping the right row of headers")  # fmt: skip
        if self.mapping.header and self.mapping.header != self.seen.columns.row:
            message = f"the headers stand in row {row}, and not in row {self.mapping.header} as the mapping says"
            yield remark("header-moved", row, 1, "", message, "set `header` in the mapping")
        for line in self.repeated:
            yield remark("header-again", line, 1, "", "the headers stand here again; it is no letter", "delete the row")
        for index, count in sorted(self.unread.items()):
            yield self._unread(index, count, row)
        for index, watch in sorted(self.watches.items()):
            shown = watch.days_first or watch.months_first
            if watch.unclear and shown and not self.mapping.order and not (watch.days_first and watch.months_first):
                which = "the day" if watch.days_first else "the month"
                message = f"column {letter(index)}: {which} comes first in dates like 05/06, as in {shown!r}"
                yield remark("date-order", row, index + 1, shown, message, 'if not, set `order = "..."` in a mapping')

    def _unread(self, index: int, count: int, row: int) -> Problem:
        headers = self.seen.columns.headers
        header = headers[index] if index < len(headers) else ""
        meant = meant_field(header) if header else None
        hint = f"did you mean {meant!r}? " if meant else ""
        what = f"the column {header!r}" if header else "a column without a header"
        message = f"{letter(index)}: {what} is not understood; its {count} cells are not read"
        return remark("unknown-column", row, index + 1, header, message, f"{hint}Say in a mapping file what it is")

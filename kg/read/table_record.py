"""A row of a table as the description of a letter."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Literal

import msgspec

from kg.read.table_columns import Columns, TableMapping, folded, letter, vocabulary
from kg.read.table_rows import Cell, Row, remark, text_of
from kg.read.table_shelfmark import LEVELS, from_cells, from_text, leaves_of
from kg.read.typed_dates import Understood, understand
from kg.read.typed_habit import Habit
from kg.read.typed_names import names_in
from kg.records.described import Bibliography, Dated, Described, Named, Refused
from kg.records.identifier import canonical
from kg.records.interval import UNDATED, Interval, interval
from kg.records.problem import Problem
from kg.records.shelfmark import Shelfmark

DATES = ("date", "not_before", "not_after", "received")
_TELLING = ("senders", "recipients", *DATES, "year", "shelfmark", *LEVELS, "url")
_SERIAL = range(1, 80_000)  # days since the end of 1899: until 2119
_YEARS = range(1000, 2101)
_IN_BRACKETS = re.compile(r"\s*[(\[<]\s*(https?://[^\s)\]>]+|[A-Za-z]+(?::\s*|\s+)[\w-]+)\s*[)\]>]")
_BEFORE_NUMBER = re.compile(
    r"(?:no|nr|n°|№|letter|brief|lettre|письмо|num)\b\.?\s*(?:no\.?|nr\.?|№)?\s*", re.IGNORECASE
)
_FILES = ("gnd", "viaf", "geonames", "wikidata")
_NO_HABIT = Habit()


class Records:
    """Makes letters of the rows of one table."""

    def __init__(self, columns: Columns, mapping: TableMapping, habits: Mapping[int, Habit], sheet: str) -> None:
        self.columns, self.defaults, self.habits, self.sheet = columns, mapping.defaults, habits, sheet
        self.known = columns.fields.keys() | mapping.defaults.keys()
        self.keys: dict[str, int] = {}
        self.editions: set[str] = set()

    def of(self, row: Row) -> Iterator[Described | Refused | Problem | Bibliography]:
        """What a row that is not empty says: a letter, or why it is none; and what is to be looked at."""
        one = _Record(self, row)
        if not any(one.has(name) for name in _TELLING) or one.is_heading():
            shown = "; ".join(text for cell in row.cells if (text := text_of(cell)))
            message = f"A{row.number}: no sender and recipient, date, shelfmark or address: this is no letter"
            yield Refused(problem=remark("no-letter", row.first, 1, shown, message, "complete the row, or delete it"))
            return
        said = one.described()
        yield from one.problems
        if said.edition and said.edition not in self.editions:
            self.editions.add(said.edition)
            yield Bibliography(key=said.edition, text=said.edition, kind="print")
        yield said


class _Record:
    """One row while it is read."""

    def __init__(self, table: Records, row: Row) -> None:
        self.table, self.row = table, row
        self.problems: list[Problem] = []
        self.notes: list[str] = []

    def has(self, name: str) -> bool:
        """Whether a cell of the row has a value for a field; what the mapping says of empty ones does not count."""
        return any(True for _ in self._filled(name))

    def is_heading(self) -> bool:
        """Whether the row has nothing but one name or one date: a heading in the table, a year above its letters."""
        alone = sum(1 for cell in self.row.cells if text_of(cell)) == 1
        return alone and any(self.has(name) for name in ("senders", "recipients", "date", "year"))

    def _filled(self, name: str) -> Iterator[tuple[int, Cell]]:
        for index in self.table.columns.fields.get(name, ()):
            if index < len(self.row.cells) and text_of(self.row.cells[index]):
                yield index, self.row.cells[index]

    def cells(self, name: str) -> list[tuple[int, Cell]]:
        """The columns and values of a field; that of the mapping when the cells are empty."""
        if name not in self.table.known:
            return []
        found = list(self._filled(name))
        if not found and self.table.defaults.get(name):
            found = [((self.table.columns.fields.get(name) or (0,))[0], self.table.defaults[name])]
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
        where = f"{letter(index)}{self.row.number}: "
        self.problems.append(remark(kind, self.row.first, index + 1, raw, where + message, hint))

    def _note(self, index: int, text: str) -> None:
        headers = self.table.columns.headers
        header = headers[index] if index < len(headers) else ""
        self.notes.append(f"{header}: {text}" if header else text)

    def described(self) -> Described:
        """The letter."""
        marks, edition, number = self._shelfmarks(), self.text("edition"), self.text("number")
        written, received = self._written(), self._dated("received")
        for name in ("pages", "summary"):
            for index, text in self.texts(name):
                self._note(index, text)
        first = f"{self.table.sheet}!" if self.table.sheet else ""
        said = Described(
            lines=(self.row.first, self.row.last),
            path=f"{first}A{self.row.number}",
            key=self._key(),
            edition=edition,
            number=number,
            url=self.text("url"),
            same_as=self.several("same_as"),
            written=written,
            received=received,
            shelfmarks=marks,
            forms=self.several("forms"),
            languages=self._languages(),
            incipit=self.text("incipit"),
            senders=self._named("senders", "sender_ids", "person"),
            recipients=self._named("recipients", "recipient_ids", "person"),
            mentions=self._named("mentions", "", "person"),
            sent_from=self._named("sent_from", "sent_from_ids", "place"),
            sent_to=self._named("sent_to", "sent_to_ids", "place"),
            attached_to=self._letters("attached_to"),
            answers=self._letters("answers"),
            answered_by=self._letters("answered_by"),
        )
        note = "; ".join([*(text for _, text in self.texts("note")), *self.notes])
        return msgspec.structs.replace(said, note=note)

    def _letters(self, name: str) -> tuple[str, ...]:
        """Other letters, by number, key or address: `no. 12` is 12."""
        return tuple(_BEFORE_NUMBER.sub("", one) or one for one in self.several(name))

    def _key(self) -> str:
        key = self.text("key")
        before = self.table.keys.setdefault(key, self.row.number)
        if key and before != self.row.number:
            index = self.table.columns.fields["key"][0]
            self.problem("twice", index, key, f"{key!r} is the identifier of row {before}, too; both are taken",
                         "give each letter its own")  # fmt: skip
        return key

    def _named(self, name: str, ids: str, kind: Literal["person", "place"]) -> tuple[Named, ...]:
        """The persons or places of a field, each with the identifiers that stand with it or in a column for them."""
        found: list[Named] = []
        for index, cell in self.texts(name):
            bare, inline = _without_identifiers(cell)
            several = names_in(bare, kind)
            if several.doubt:
                self.problem("doubtful-name", index, cell, several.doubt, "or leave it as it is")
            if inline and len(inline) != len(several.names):
                self._note(index, " ".join(inline))
                inline = ()
            for place, one in enumerate(several.names):
                found.append(
                    Named(text=one.text, kind=one.kind, certainty=one.certainty, evidence=one.evidence,
                          identifiers=(inline[place],) if inline else (), line=self.row.first, column=index + 1)
                )  # fmt: skip
        return self._identified(found, ids) if ids else tuple(found)

    def _identified(self, found: list[Named], ids: str) -> tuple[Named, ...]:
        for index, cell in self.texts(ids):
            file = next((file for file in _FILES if file in folded(self.table.columns.headers[index]).split()), "")
            given = [
                one for one in re.split(r"[;|,\s]+(?!\d{1,2}$)", re.sub(r"(?i)\b(gnd|viaf)\s+", r"\1:", cell)) if one
            ]
            given = [f"{file}:{one}" if file and canonical(one) is None and ":" not in one else one for one in given]
            if len(found) == 1:
                found = [msgspec.structs.replace(found[0], identifiers=(*found[0].identifiers, *given))]
            elif len(given) == len(found):
                found = [
                    msgspec.structs.replace(one, identifiers=(*one.identifiers, more))
                    for one, more in zip(found, given, strict=True)
                ]
            else:
                message = f"{len(given)} identifiers for {len(found)} names: nobody can say whose they are"
                self.problem("identifiers", index, cell, message, "as many identifiers as names, with semicolons")
        return tuple(found)

    def _languages(self) -> tuple[str, ...]:
        found = []
        for index, text in self.texts("languages"):
            for word in re.split(r"[;|,/\n]|\s+(?:and|und|et|и|&)\s+", text):
                tag = _languages().get(folded(word), word.strip() if _is_tag(word) else "")
                if tag:
                    found.append(tag)
                elif word.strip():
                    message = f"this is no language that is known: {word.strip()!r}"
                    self.problem("unknown-language", index, word.strip(), message, "write its tag: de, fr, ru (BCP 47)")
                    self._note(index, word.strip())
        return tuple(dict.fromkeys(found))

    def _shelfmarks(self) -> tuple[Shelfmark, ...]:
        values = {name: self.text(name) for name in ("archive", *LEVELS, "leaves")}
        whole = self.texts("shelfmark")
        if not whole:
            column = next((found[0][0] for name in values if (found := self.texts(name))), 0)
            mark = from_cells(values, self.row.first, column + 1)
            return (self._checked(mark, values["leaves"], column),) if mark is not None else ()
        parts = [(index, part) for index, text in whole for part in re.split(r"[|\n]", text) if part.strip()]
        return tuple(self._shelfmark(part.strip(), index, values, alone=len(parts) == 1) for index, part in parts)

    def _shelfmark(self, text: str, index: int, values: Mapping[str, str], *, alone: bool) -> Shelfmark:
        """A shelfmark that is written out; the columns of levels say what it does not, if there is only one."""
        mark = from_text(text, values["archive"], self.row.first, index + 1)
        if mark is None:
            levels = values if alone else {"archive": values["archive"]}
            if not any(levels.get(name) for name in LEVELS):
                message = f"no fond, box or the like is recognised in {text!r}; it is taken as a whole"
                hint = "write its levels (Box 3, Folder 12; f. 558, op. 11, d. 77, l. 4), or give them columns"
                self.problem("bad-shelfmark", index, text, message, hint)
            item = levels.get("item") or text
            mark = from_cells({**levels, "item": item}, self.row.first, index + 1) or Shelfmark(archive=None, path={})
            return self._checked(msgspec.structs.replace(mark, raw=text), values["leaves"] if alone else "", index)
        leaves = values["leaves"] if alone and mark.leaves is None else ""
        if leaves:
            mark = msgspec.structs.replace(mark, leaves=leaves_of(leaves), raw=f"{text}, {leaves}")
        return self._checked(mark, leaves, index)

    def _checked(self, mark: Shelfmark, leaves: str, column: int) -> Shelfmark:
        """A shelfmark, with what is wrong with it reported."""
        if leaves and mark.leaves is None:
            self.problem("bad-leaves", column, leaves, f"these are no numbers of leaves: {leaves!r}",
                         "write 12, 12v or 12-14; how many there are belongs in a column `pages`")  # fmt: skip
            self.notes.append(f"leaves: {leaves}")
        if not mark.archive or not mark.path:
            what = "archive" if not mark.archive else "place in the archive"
            self.problem("no-archive", column, mark.raw, f"the shelfmark names no {what}; it is kept and not published",
                         "add it, or say in [defaults] of a mapping what empty cells mean")  # fmt: skip
        return mark

    def _written(self) -> Dated | None:
        """The date of writing: of its column, else of those for year, month and day, else of bounds."""
        found = self._dated("date")
        bounds = [self._dated(name) for name in ("not_before", "not_after")]
        parts = self._parts()
        if found is None or (found.edtf == UNDATED and (parts or any(bounds))):
            return parts or self._bounded(bounds) or found
        others = (("parts", parts, "the columns for its parts"), ("bounds", self._bounded(bounds), "its bounds"))
        for kind, other, what in others:
            if other and other.edtf and found.edtf and not interval(other.edtf).overlaps(interval(found.edtf)):
                message = f"the date and {what} ({other.text}) differ; the date counts"
                self.problem(f"date-{kind}", found.column - 1, found.text, message, "mend one of them")
        return found

    def _habit(self, index: int) -> Habit:
        habit = self.table.habits.get(index, _NO_HABIT)
        for column, text in self.texts("calendar"):
            side = _calendars().get(folded(text))
            if side is None:
                self.problem("unknown-calendar", column, text, f"this is no calendar that is known: {text!r}",
                             "write Julian or Gregorian")  # fmt: skip
                self._note(column, text)
            else:
                habit = habit.style(side == "julian", side == "gregorian")
        return habit

    def _dated(self, name: str) -> Dated | None:
        found: Dated | None = None
        for index, cell in self.cells(name):
            text = text_of(cell)
            if found is not None:
                self._note(index, text)
                continue
            serial = _serial(cell)
            if serial is not None:
                message = f"the number {text} is taken for a spreadsheet's date, {serial}"
                self.problem("serial-date", index, text, message, "format the column as a date")
            found = self._told(index, text, understand(serial or text, self._habit(index)))
        return found

    def _told(self, index: int, text: str, meant: Understood) -> Dated:
        for one in meant.remarks:
            self.problem("date-remark", index, text, one, "check the date")
        return Dated(
            text=text,
            edtf=meant.edtf,
            why=meant.why,
            calendar=meant.calendar,
            certainty=meant.certainty,
            evidence=meant.evidence,
            line=self.row.first,
            column=index + 1,
        )

    def _parts(self) -> Dated | None:
        """The date of the columns for year, month and day."""
        year, month, day = (next(iter(self.texts(name)), (0, "")) for name in ("year", "month", "day"))
        if not year[1]:
            return None
        words = [one for _, one in (day, month, year) if one]
        text = " ".join(words)
        if month[1].isdigit() and year[1].isdigit():
            text = "-".join([year[1], *(one.zfill(2) for one in (month[1], day[1]) if one)])
        return self._told(year[0], " ".join(words), understand(text, self._habit(year[0])))

    def _bounded(self, bounds: Sequence[Dated | None]) -> Dated | None:
        """One of the days between two bounds, either of which may be missing."""
        first, last = bounds
        start = interval(first.edtf).first if first and first.edtf else None
        end = interval(last.edtf).last if last and last.edtf else None
        there = first or last
        if there is None or (start is None and end is None):
            return there
        text = f"{first.text if first else ''} – {last.text if last else ''}".strip()
        limits = Interval(start, end)
        if limits.empty:
            self.problem(
                "bounds", there.column - 1, text, "the last possible day lies before the first", "mend the row"
            )
        return msgspec.structs.replace(
            there,
            text=text,
            edtf=None if limits.empty else str(limits),
            why="the last possible day lies before the first" if limits.empty else "",
        )


def _serial(cell: Cell) -> str | None:
    """The day that a number means that a spreadsheet shows as a date: 11758 -> 1932-03-10; None for a year."""
    text = text_of(cell)
    if isinstance(cell, bool) or not re.fullmatch(r"\d{1,5}(?:\.\d+)?", text):
        return None
    number = int(float(text))
    if number in _YEARS or number not in _SERIAL or (isinstance(cell, str) and number < 10_000):
        return None
    # Day 60 of Excel is 29 February 1900, which there never was.
    return (dt.date(1899, 12, 30) + dt.timedelta(days=number + (number < 60))).isoformat()


def _without_identifiers(text: str) -> tuple[str, tuple[str, ...]]:
    """A name without the identifiers in brackets after it: `Berg, Alban (GND 118509322)`."""
    found = []
    for match in _IN_BRACKETS.finditer(text):
        if canonical(match[1]) is not None:
            found.append(match[1])
            text = text.replace(match[0], "", 1)
    return text, tuple(found)


@cache
def _calendars() -> Mapping[str, str]:
    return {folded(word): side for side, words in vocabulary()["calendars"].items() for word in words}


@cache
def _languages() -> Mapping[str, str]:
    return {folded(word): tag for tag, words in vocabulary()["languages"].items() for word in words}


def _is_tag(word: str) -> bool:
    """Whether a word has the form of a language tag (BCP 47) of two or three letters, perhaps with subtags."""
    return re.fullmatch(r"[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*", word.strip()) is not None

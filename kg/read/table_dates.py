"""The dates of a row of a table: of one column, of columns for year, month and day, of bounds."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from functools import cache

import msgspec

from kg.read.table_cells import Cells
from kg.read.table_columns import Columns, folded, vocabulary
from kg.read.table_rows import EPOCHS, Cell, Row, text_of
from kg.read.typed_dates import Understood, understand, with_place
from kg.read.typed_habit import Habit
from kg.records.described import Dated, Named
from kg.records.interval import UNDATED, Interval, interval

DATES = ("date", "not_before", "not_after", "received")  # fields that hold dates
_SERIAL = range(367, 80_000)  # days since the end of 1899: 1901 to 2119; small numbers are days of a month, or counts
_YEARS = range(1000, 2101)
_NO_HABIT = Habit()


class DatedCells(Cells):
    """One row, with how its columns write dates."""

    def __init__(
        self,
        columns: Columns,
        defaults: Mapping[str, str],
        row: Row,
        habits: Mapping[int, Habit],
        epoch: dt.date = EPOCHS[False],
    ) -> None:
        super().__init__(columns, defaults, row)
        self.habits = habits
        self.epoch = epoch
        self.above = ""  # the year that stands alone in a row above, for days without one
        self.dated_above: Dated | None = None  # the date that has its year from there
        self.place: tuple[Named, ...] = ()  # that stands before a date

    def _written(self) -> Dated | None:
        """The date of writing: of its column, else of those for year, month and day, else of bounds."""
        found = self._dated("date")
        bounds = [self._dated(name) for name in ("not_before", "not_after")]
        parts = self._parts()
        undated = found is not None and found.edtf == UNDATED != found.text  # in EDTF it is said of set purpose
        if found is None or (undated and (parts or any(bounds))):
            return parts or self._bounded(bounds) or found
        others = (("parts", parts, "the columns for its parts"), ("bounds", self._bounded(bounds), "its bounds"))
        for kind, other, what in others:
            if other and other.edtf and found.edtf and not interval(other.edtf).overlaps(interval(found.edtf)):
                message = f"the date and {what} ({other.text}) differ; the date counts"
                self.problem(f"date-{kind}", found.column - 1, found.text, message, "mend one of them")
        return found

    def _habit(self, index: int) -> Habit:
        habit = self.habits.get(index, _NO_HABIT)
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
            serial = _serial(cell, self.epoch)
            if serial is not None:
                message = f"the number {text} is taken for a spreadsheet's date, {serial}"
                self.problem("serial-date", index, text, message, "format the column as a date")
            meant = understand(serial or text, self._habit(index))
            yearless = meant.edtf is not None and meant.edtf.startswith("XXXX-") and meant.edtf != UNDATED
            if yearless and self.above:
                meant = understand(f"{text} {self.above}", self._habit(index))
            if meant.edtf is None and name == "date" and (both := with_place(text, self._habit(index))) is not None:
                self.place = (Named(text=both[0], kind="place", line=self.row.first, column=index + 1),)
                meant = both[1]
            found = self._told(index, text, meant)
            if yearless and self.above:
                self.dated_above = found
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


def _serial(cell: Cell, epoch: dt.date) -> str | None:
    """The day that a number means that a spreadsheet shows as a date: 11758 -> 1932-03-10; None for a year."""
    text = text_of(cell)
    if isinstance(cell, bool) or not re.fullmatch(r"\d{1,5}(?:\.\d+)?", text):
        return None
    number = int(float(text))
    if number in _YEARS or number not in _SERIAL or (isinstance(cell, str) and number < 10_000):
        return None
    return (epoch + dt.timedelta(days=number)).isoformat()


@cache
def _calendars() -> Mapping[str, str]:
    return {folded(word): side for side, words in vocabulary()["calendars"].items() for word in words}

"""How a column writes its dates, as its cells show together."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Literal

import msgspec

from kg.read.typed_words import plain

Order = Literal["", "dmy", "mdy"]
Side = Literal["", "julian", "gregorian"]
NUMERIC = re.compile(r"(?<!\d)(\d{1,2})([/.-])(\d{1,2})\2(\d{4}|'?\d{2})(?!\d)")
_YEAR = re.compile(r"(?<!\d)(1\d{3}|20\d{2})(?!\d)")


class Habit(msgspec.Struct, frozen=True, kw_only=True):
    """How a column writes dates: what comes first in 05/06/1932, which years it has, by which calendar it dates.

    A `calendar` that is set is that of dates before 14 February 1918 that do not name theirs.
    """

    order: Order = ""
    mixed: bool = False
    first: int | None = None
    last: int | None = None
    century: int | None = None
    calendar: Side = ""
    said: bool = False  # whether the date itself names its calendar

    def style(self, julian: bool, gregorian: bool) -> Habit:
        """The habit for a date that says by which calendar it is."""
        if not (julian or gregorian):
            return self
        return msgspec.structs.replace(self, calendar="julian" if julian else "gregorian", said=True)


class Watch:
    """Learns the habit of a column from its dates, one at a time, in bounded memory."""

    def __init__(self) -> None:
        self.days_first = self.months_first = ""  # the first date that shows which it is
        self.years: tuple[int, int] | None = None
        self.unclear = 0

    def see(self, text: str) -> None:
        """Take one cell into account."""
        written = plain(text)
        for match in NUMERIC.finditer(written):
            if match[2] == ".":
                continue  # with full stops the day comes first everywhere
            first, second = int(match[1]), int(match[3])
            if first > 12 >= second:
                self.days_first = self.days_first or text
            elif second > 12 >= first:
                self.months_first = self.months_first or text
            elif first != second:
                self.unclear += 1
        for year in map(int, _YEAR.findall(written)):
            low, high = self.years or (year, year)
            self.years = min(low, year), max(high, year)

    def habit(self, order: Order = "", century: int | None = None, calendar: Side = "") -> Habit:
        """The habit as far as it shows; what is given outranks it."""
        mixed = bool(self.days_first and self.months_first) and not order
        shown: Order = "" if mixed else "dmy" if self.days_first else "mdy" if self.months_first else ""
        first, last = self.years or (None, None)
        return Habit(order=order or shown, mixed=mixed, first=first, last=last, century=century, calendar=calendar)


def habit_of(texts: Iterable[str]) -> Habit:
    """The habit of a column with these cells."""
    watch = Watch()
    for text in texts:
        watch.see(text)
    return watch.habit()

"""An EDTF date as the first and the last day it allows."""

from __future__ import annotations

import datetime as dt
import re
from calendar import monthrange
from functools import lru_cache
from time import struct_time
from typing import NamedTuple

_PART = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")
UNDATED = "XXXX-XX-XX"  # EDTF level 1, unspecified digits: nothing is known
_DAYS = re.compile(r"\d{4}-\d{2}-\d{2}/\d{4}-\d{2}-\d{2}")


class Interval(NamedTuple):
    """The days from `first` to `last` (`YYYY-MM-DD`, both included); None where nothing bounds them."""

    first: str | None = None
    last: str | None = None

    @property
    def day(self) -> str | None:
        """The day, when there is only one."""
        return self.first if self.first == self.last else None

    @property
    def empty(self) -> bool:
        """Whether no day is left."""
        return self.first is not None and self.last is not None and self.first > self.last

    def overlaps(self, other: Interval) -> bool:
        """Whether a day is in both."""
        return (self.first is None or other.last is None or self.first <= other.last) and (
            other.first is None or self.last is None or other.first <= self.last
        )

    def meet(self, other: Interval) -> Interval:
        """The days of both."""
        firsts = [day for day in (self.first, other.first) if day]
        lasts = [day for day in (self.last, other.last) if day]
        return Interval(max(firsts, default=None), min(lasts, default=None))

    def __str__(self) -> str:
        """EDTF: a day, or one unknown day of several (level 2, one of a set); `XXXX-XX-XX` when nothing bounds it."""
        if self == (None, None):
            return UNDATED
        return self.day or f"[{self.first or ''}..{self.last or ''}]"


@lru_cache(maxsize=8192)
def interval(text: str | None) -> Interval:
    """The days that an EDTF date allows; without bounds for None and for what is no EDTF."""
    text = (text or "").rstrip("~?%")
    if (part := _PART.fullmatch(text)) is not None:
        return _of_part(part)
    inner = text.strip("[]{}")
    first, dots, last = inner.partition("..")
    if inner != text and dots and all(not end or _PART.fullmatch(end) for end in (first, last)):
        return Interval(interval(first).first, interval(last).last)
    if _DAYS.fullmatch(text):
        return Interval(interval(text[:10]).first, interval(text[11:]).last)
    return _parsed(text) if text not in ("", UNDATED) else Interval()


_SEASONS = range(21, 25)  # of EDTF, level 1; winter comes last, and lies in two years


def allows(said: str | None, date: str | None) -> bool:
    """Whether the EDTF date `said` agrees with the narrower `date`: every day of that is one of those that are said."""
    if said == date:
        return date is not None
    wide, narrow = interval(said), interval(date)
    return narrow != Interval() and wide.meet(narrow) == narrow


def _of_part(part: re.Match[str]) -> Interval:
    """A year, a month or a day; without bounds when no calendar has it."""
    year, month, day = (int(number) if number else 0 for number in part.groups())
    if month in _SEASONS and not day and 1 < year < 9999:  # nobody bounds a season to the day, but its year does
        winter = month == _SEASONS[-1]
        return Interval(f"{year - 1:04d}-12-01" if winter else f"{year:04d}-01-01",
                        f"{year + 1:04d}-03-31" if winter else f"{year:04d}-12-31")  # fmt: skip
    try:
        first = dt.date(year, month or 1, day or 1)
        last = dt.date(year, month or 12, day or monthrange(year, month or 12)[1])
    except ValueError:  # 1932-02-30
        return Interval()
    return Interval(first.isoformat(), last.isoformat())


def _parsed(text: str) -> Interval:
    from edtf import parse_edtf  # takes a while to load, and most dates are plain days

    try:
        parsed = parse_edtf(text)
        ends = [_iso(parsed.lower_strict()), _iso(parsed.upper_strict())]
    except Exception:  # the parser trips over some texts with errors that are not its own
        return Interval()
    # An unknown end of an interval is padded by the parser; nothing is known of it.
    return Interval(None if text.startswith("/") else ends[0], None if text.endswith("/") else ends[1])


def _iso(moment: struct_time | float) -> str | None:
    if not isinstance(moment, struct_time) or not 0 < moment.tm_year < 10000:
        return None
    return f"{moment.tm_year:04d}-{moment.tm_mon:02d}-{moment.tm_mday:02d}"

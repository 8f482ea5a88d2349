"""Dates in the Extended Date/Time Format (ISO 8601-2:2019, levels 0 to 2): which texts are some, and their bounds."""

from __future__ import annotations

import datetime as dt
import re
from functools import lru_cache
from time import struct_time

UNDATED = "XXXX-XX-XX"  # level 1, unspecified digits: nothing is known
_PART = re.compile(r"(?<![\dXY])\d{4}-(?P<month>\d{2})(?:-(?P<day>\d{2}))?(?!\d)")
_DAY = r"\d{4}-\d{2}-\d{2}"
_USUAL = re.compile(rf"{_DAY}|\[(?:{_DAY})?\.\.(?:{_DAY})?\]|\d{{4}}-\d{{2}}")
_SOME_DAY = re.compile(r"\[([0-9]{4}-[0-9]{2}-[0-9]{2})?\.\.([0-9]{4}-[0-9]{2}-[0-9]{2})?\]")
_SEASONS = range(21, 42)  # levels 1 and 2: 1932-21 is the spring of 1932


def is_edtf(text: str) -> bool:
    """Whether `text` is a date without a time in EDTF (ISO 8601-2:2019, levels 0 to 2) that a calendar has."""
    if "T" in text or not all(_is_in_calendar(match) for match in _PART.finditer(text)):
        return False
    if _USUAL.fullmatch(text):
        return text != "[..]"
    from edtf import parse_edtf  # takes a while to load, and most dates are plain

    try:
        parse_edtf(text)
    except Exception:  # the parser trips over some texts with errors that are not its own
        return False
    return True


def _is_in_calendar(match: re.Match[str]) -> bool:
    if match["day"] is None:
        return 1 <= int(match["month"]) <= 12 or int(match["month"]) in _SEASONS
    try:
        dt.date.fromisoformat(match[0])
    except ValueError:
        return False
    return True


@lru_cache(maxsize=8192)
def bounds(text: str) -> tuple[str | None, str | None]:
    """The first and the last day that a date allows, `YYYY-MM-DD`; None where it is open or is no date."""
    exact = day(text)
    if exact or text in (UNDATED, ".."):
        return exact, exact
    if some := _some_day(text):
        return some
    from edtf import parse_edtf  # takes a while to load, and most dates are plain days

    try:
        parsed = parse_edtf(text)
        first, last = _iso(parsed.lower_strict()), _iso(parsed.upper_strict())
    except Exception:  # the parser trips over some texts with errors that are not its own
        return None, None
    # An unknown end of an interval is padded with ten years by the parser; nothing is known of it.
    return None if text.startswith("/") else first, None if text.endswith("/") else last


def _some_day(text: str) -> tuple[str | None, str | None] | None:
    """The bounds of `[a..b]`, `[..b]`, `[a..]` with plain days; None for anything else.

    The parser reads these too, but takes some ten milliseconds for each, and they are the most common after plain days.
    """
    match = _SOME_DAY.fullmatch(text)
    if match is None:
        return None
    first, last = (day(part) if part else None for part in match.groups())
    valid = (first, last) == match.groups() and (first or last) and not (first and last and first > last)
    return (first, last) if valid else None


def day(text: str) -> str | None:
    """The text, when it is one day of the calendar."""
    if len(text) != 10 or text[4] != "-":
        return None
    try:
        return dt.date.fromisoformat(text).isoformat()
    except ValueError:
        return None


def _iso(moment: struct_time | float) -> str | None:
    """A bound as `YYYY-MM-DD`; an open end is a float infinity, and years beyond four digits are not understood."""
    if not isinstance(moment, struct_time) or not 0 < moment.tm_year < 10000:
        return None
    return f"{moment.tm_year:04d}-{moment.tm_mon:02d}-{moment.tm_mday:02d}"

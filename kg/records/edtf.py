"""Which texts are dates in the Extended Date/Time Format (ISO 8601-2:2019, levels 0 to 2)."""

from __future__ import annotations

import datetime as dt
import re

_PART = re.compile(r"(?<![\dXY])\d{4}-(?P<month>\d{2})(?:-(?P<day>\d{2}))?(?!\d)")
_DAY = r"\d{4}-\d{2}-\d{2}"
_USUAL = re.compile(
    rf"(?:{_DAY}|\d{{4}}(?:-\d{{2}})?)[~?%]?|\[(?:{_DAY})?\.\.(?:{_DAY})?\]|{_DAY}/{_DAY}|\d{{3}}X|\d{{2}}XX"
)
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


def day(text: str) -> str | None:
    """The text, when it is one day of the calendar."""
    if len(text) != 10 or text[4] != "-":
        return None
    try:
        return dt.date.fromisoformat(text).isoformat()
    except ValueError:
        return None

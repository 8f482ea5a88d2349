"""Dates in W3C's formats, as TEI and others have them, from EDTF (ISO 8601-2:2019)."""

from __future__ import annotations

import re

from kg.publish.exports._things import Span

_POINT = re.compile(r"\d{4}(-\d{2}){0,2}")
_BETWEEN = re.compile(r"\[?(?P<first>\d{4}(?:-\d{2}){0,2})?(?:\.\.)(?P<last>\d{4}(?:-\d{2}){0,2})?\]?")
_INTERVAL = re.compile(r"(?P<first>\d{4}(?:-\d{2}){0,2}|\.\.)?/(?P<last>\d{4}(?:-\d{2}){0,2}|\.\.)?")
_SEASON = re.compile(r"\d{4}-(2[1-9]|3\d|4[01])")
_MARKS = "~?%"


def tei(span: Span) -> dict[str, str]:
    """TEI's attributes (att.datable.w3c) for a date: `when` a point, `from` and `to` a period, `notBefore` and
    `notAfter` bounds. Nothing for a date without bounds.

    `1932-06-10` -> when; `[1932-06-07..1932-06-11]` -> notBefore, notAfter; `1932-06-07/1932-06-11` -> from, to.
    """
    date = span.edtf.rstrip(_MARKS)
    if _POINT.fullmatch(date) and not _SEASON.fullmatch(date):
        return {"when": date}
    if match := _INTERVAL.fullmatch(date):
        return _ends(match, "from", "to")
    if match := _BETWEEN.fullmatch(date):
        return _ends(match, "notBefore", "notAfter")
    return {name: day for name, day in (("notBefore", span.first), ("notAfter", span.last)) if day}


def says(date: str, _: object = None) -> bool:
    """Whether `tei` says all that an EDTF date says, uncertain (`?`) being `@cert`: no season, no set, no about."""
    date = date.removesuffix("?")
    plain = _POINT.fullmatch(date) and not _SEASON.fullmatch(date)
    return bool(plain or (_INTERVAL.fullmatch(date) and date != "/") or _BETWEEN.fullmatch(date))


def doubtful(span: Span) -> bool:
    """Whether the date itself says that it is uncertain or about right."""
    return any(mark in span.edtf for mark in _MARKS)


def _ends(match: re.Match[str], first: str, last: str) -> dict[str, str]:
    ends = {first: match["first"] or "", last: match["last"] or ""}
    return {name: end for name, end in ends.items() if end and end != ".."}

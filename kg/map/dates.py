"""EDTF dates as time-spans: bounds for CIDOC-CRM, words for labels. The literal itself is kept as recorded."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from kg.map.terms import Triple, datetime, edtf, literal
from kg.ns import CRM, EP, RDF, RDFS
from kg.records.interval import UNDATED, interval
from kg.records.spoken import spoken


@dataclass(frozen=True, slots=True)
class When:
    """What an EDTF date says: first and last possible day (`YYYY-MM-DD`, None where open or unreadable), and words."""

    text: str
    first: str | None
    last: str | None
    exact: bool  # one day, and neither uncertain nor approximate
    en: str
    ru: str


@lru_cache(maxsize=8192)
def when(text: str | None) -> When:
    """Understand an EDTF date. A text that is not EDTF has no bounds, and its own text for words; None is undated."""
    text = text or UNDATED
    first, last = interval(text)
    sure = not any(mark in text for mark in "?~%")
    exact = sure and first is not None and first == last
    en, ru = spoken(text)
    return When(text, first, last, exact, en, ru)


def closed(date: When, window: tuple[str, str]) -> tuple[str | None, str | None]:
    """The bounds of `date`, an open end closed by the edition's `window` unless that would turn them round."""
    first, last = date.first, date.last
    opens, closes = window
    if first is None and (last is None or opens <= last):
        first = opens
    if last is None and (first is None or first <= closes):
        last = closes
    return first, last


def time_span(span: str, date: When, time: str | None = None) -> Iterator[Triple]:
    """The E52 `span` of `date`. `time` (`HH:MM`, local civil time) narrows an exact day to its minute."""
    minute = _minute(time) if date.exact else None
    begin, end = minute or ("00:00:00", "23:59:59")
    clock = f", {begin[:5]}" if minute else ""
    yield span, RDF.type, CRM.E52_Time_Span
    yield span, RDFS.label, literal(date.en + clock, "en")
    yield span, RDFS.label, literal(date.ru + clock, "ru")
    yield span, EP.edtf, (value := edtf(date.text))
    yield span, CRM.P82_at_some_time_within, value
    if date.first:
        yield span, CRM.P82a_begin_of_the_begin, datetime(f"{date.first}T{begin}")
    if date.last:
        yield span, CRM.P82b_end_of_the_end, datetime(f"{date.last}T{end}")


def _minute(time: str | None) -> tuple[str, str] | None:
    """The first and the last second of `HH:MM`, or None when it is not a time."""
    if time is None or len(time) != 5:
        return None
    try:
        dt.time.fromisoformat(time)
    except ValueError:
        return None
    return f"{time}:00", f"{time}:59"


def days_between(first: str, last: str) -> int:
    """Days from one `YYYY-MM-DD` to another; negative when the second is the earlier one."""
    return (dt.date.fromisoformat(last) - dt.date.fromisoformat(first)).days

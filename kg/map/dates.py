"""EDTF dates as time-spans: bounds for CIDOC-CRM, words for labels. The literal itself is kept as recorded."""

from __future__ import annotations

import datetime as dt
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from kg.map.terms import Triple, datetime, edtf, literal
from kg.ns import CRM, EP, RDF, RDFS
from kg.records.edtf import day
from kg.records.interval import UNDATED, interval

_MONTHS_EN = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
_MONTHS_RU = (
    "января", "февраля", "марта", "апреля", "мая", "июня", "июля", "августа", "сентября", "октября", "ноября", "декабря"
)  # fmt: skip
_MONTHS_RU_ALONE = (
    "январь", "февраль", "март", "апрель", "май", "июнь", "июль", "август", "сентябрь", "октябрь", "ноябрь", "декабрь"
)  # fmt: skip


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
    en, ru = _words(text, first, last)
    return When(text, first, last, exact, en if sure else f"{en} (?)", ru if sure else f"{ru} (?)")


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


def _words(text: str, first: str | None, last: str | None) -> tuple[str, str]:
    """The date in English and in Russian."""
    if first is None and last is None:
        return ("undated", "без даты") if text in (UNDATED, "..") else (text, text)
    if first is None or last is None:
        en, ru = _spoken(first or last or "")
        return (f"not after {en}", f"не позднее {ru}") if first is None else (f"not before {en}", f"не ранее {ru}")
    if first == last:
        return _spoken(first)
    if text.startswith("{"):
        days = [_spoken(found) for part in text.strip("{}").split(",") if (found := day(part.strip()))]
        if days:
            return " and ".join(en for en, _ in days), " и ".join(ru for _, ru in days)
    return _whole(first, last) or _range(first, last, one_day=text.startswith("["))


def _spoken(day: str) -> tuple[str, str]:
    year, month, number = int(day[:4]), int(day[5:7]), int(day[8:])
    return f"{number} {_MONTHS_EN[month - 1]} {year}", f"{number} {_MONTHS_RU[month - 1]} {year} г."


def _whole(first: str, last: str) -> tuple[str, str] | None:
    """A whole month or year in words."""
    year, month = int(first[:4]), int(first[5:7])
    if (first[5:], last[5:]) == ("01-01", "12-31") and first[:4] == last[:4]:
        return str(year), f"{year} г."
    if first[:8] == last[:8] and first[8:] == "01" and int(last[8:]) == monthrange(year, month)[1]:
        return f"{_MONTHS_EN[month - 1]} {year}", f"{_MONTHS_RU_ALONE[month - 1]} {year} г."
    return None


def _range(first: str, last: str, *, one_day: bool) -> tuple[str, str]:
    """Two bounds in words: of one unknown day, or of a time that lasts."""
    from_en, from_ru = _spoken(first)
    to_en, to_ru = _spoken(last)
    if first[:8] == last[:8]:  # one month: 7 and 11 June 1932
        from_en = from_ru = str(int(first[8:]))
    if one_day:
        return f"between {from_en} and {to_en}", f"между {from_ru} и {to_ru}"
    return f"{from_en} to {to_en}", f"{from_ru} – {to_ru}"


def days_between(first: str, last: str) -> int:
    """Days from one `YYYY-MM-DD` to another; negative when the second is the earlier one."""
    return (dt.date.fromisoformat(last) - dt.date.fromisoformat(first)).days

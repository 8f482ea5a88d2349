"""EDTF dates in the words of English and Russian: `between 7 and 11 June 1932`."""

from __future__ import annotations

import re
from calendar import monthrange

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


_SEASONS = (("spring", "весна"), ("summer", "лето"), ("autumn", "осень"), ("winter", "зима"))
_SEASON = re.compile(r"(\d{4})-(2[1-4])[?~%]?")


def spoken(text: str) -> tuple[str, str]:
    """An EDTF date in English and in Russian; a text that is not EDTF stands for itself."""
    en, ru = _words(text, *interval(text))
    return (f"{en} (?)", f"{ru} (?)") if any(mark in text for mark in "?~%") else (en, ru)


def _words(text: str, first: str | None, last: str | None) -> tuple[str, str]:
    if (season := _SEASON.fullmatch(text)) is not None:
        en, ru = _SEASONS[int(season[2]) - 21]
        return f"{en} {season[1]}", f"{ru} {season[1]} г."
    if first is None and last is None:
        return ("undated", "без даты") if text in (UNDATED, "..") else (text, text)
    if first is None or last is None:
        en, ru = _day(first or last or "")
        return (f"not after {en}", f"не позднее {ru}") if first is None else (f"not before {en}", f"не ранее {ru}")
    if first == last:
        return _day(first)
    if text.startswith("{"):
        days = [_day(found) for part in text.strip("{}").split(",") if (found := day(part.strip()))]
        if days:
            return " and ".join(en for en, _ in days), " и ".join(ru for _, ru in days)
    return _whole(first, last) or _range(first, last, one_day=text.startswith("["))


def _day(day: str) -> tuple[str, str]:
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
    from_en, from_ru = _day(first)
    to_en, to_ru = _day(last)
    if first[:8] == last[:8]:  # one month: 7 and 11 June 1932
        from_en = from_ru = str(int(first[8:]))
    if one_day:
        return f"between {from_en} and {to_en}", f"между {from_ru} и {to_ru}"
    return f"{from_en} to {to_en}", f"{from_ru} – {to_ru}"

"""Dates and times as editions print them -> EDTF (ISO 8601-2) and local civil times.

Dates of headings and notes are in words (`June 4, 1932`, `[earlier June 12, 1932]`); datelines are in figures with a
Roman month (`5/VI 32`, `1.VII.32`, `9/VI. 32 year`). A date that cannot be is no date: the caller reports it.
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from kg.records.profile import Dates

_ROMAN = {r: n for n, r in enumerate(("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII"), 1)}
_LOOKALIKES = str.maketrans({"1": "I", "l": "I", "І": "I", "Х": "X", "У": "V", "i": "I", "v": "V", "x": "X"})
FIRST_YEAR, LAST_YEAR = 1400, 2100  # outside these a "year" is a slip or another number


@dataclass(frozen=True, slots=True)
class Found:
    """A date found in a text: EDTF value (empty when it cannot be), offsets, whether the year was printed."""

    value: str
    start: int
    end: int
    has_year: bool = True
    bracketed: bool = False


def day(year: int, month: int, number: int) -> str | None:
    """`YYYY-MM-DD`, or None when there is no such day."""
    try:
        return date(year, month, number).isoformat()
    except ValueError:
        return None


def shift(value: str, days: int) -> str:
    """The ISO day `days` after `value`."""
    return (date.fromisoformat(value) + timedelta(days=days)).isoformat()


def year_of(value: str | None) -> int | None:
    """The year of an EDTF value, or None."""
    match = re.search(r"\d{4}", value or "")
    return int(match[0]) if match else None


def bound(value: str, relation: str) -> str:
    """An EDTF set of one unknown day before or after a known day: before 12 June is `[..1932-06-11]`.

    `relation` is before, after, not_after or not_before.
    """
    if relation in ("before", "not_after"):
        return f"[..{shift(value, -1) if relation == 'before' else value}]"
    return f"[{shift(value, 1) if relation == 'after' else value}..]"


def roman_month(text: str) -> int | None:
    """The month of a Roman numeral, forgiving what the scan confuses (`V1`, Cyrillic letters): VI -> 6."""
    return _ROMAN.get(text.translate(_LOOKALIKES))


def full_year(text: str, near: int | None) -> int | None:
    """The year of two or four figures; two are read in the century of `near`. None when it cannot be a year."""
    number = int(text)
    if len(text) == 2:
        number += ((near or 1900) // 100) * 100
    return number if FIRST_YEAR <= number <= LAST_YEAR else None


def clock(hours: str, minutes: str) -> str | None:
    """`HH:MM`, or None when there is no such time."""
    return f"{int(hours):02d}:{int(minutes):02d}" if int(hours) < 24 and int(minutes) < 60 else None


class DateReader:
    """Reads dates by the month names and bounding words of a profile."""

    def __init__(self, dates: Dates) -> None:
        self.dates = dates
        self.month_numbers = {name.casefold(): n for n, names in enumerate(dates.months, 1) for name in names}
        self.relations = {
            word.casefold(): relation
            for relation in ("before", "after", "not_after", "not_before")
            for word in getattr(dates, relation)
        }

    @cached_property
    def month(self) -> str:
        """The pattern of a month name."""
        names = sorted((name for names in self.dates.months for name in names), key=len, reverse=True)
        return "(?:" + "|".join(map(re.escape, names)) + r")\b\.?"

    @cached_property
    def worded(self) -> re.Pattern[str]:
        """A date in words: relation, month, day or days, year, any of them in brackets."""
        relations, about, between, parts = (
            "|".join(sorted(map(re.escape, words), key=len, reverse=True)) or r"(?!)"
            for words in (self.relations, self.dates.about, self.dates.between, self.dates.parts)
        )
        return re.compile(
            rf"(?P<open>\[)?(?<!\w)\s*(?:(?P<relation>(?i:{relations}))\s+(?:than\s+)?)?"
            rf"(?:(?P<about>(?i:{about}))\s+)?(?:(?i:{between})\s+)?(?:(?P<part>(?i:{parts}))[\s-]*)?"
            rf"(?<!\w)(?:(?P<month>{self.month})\]?(?:\s*\[?(?P<day>\d{{1,2}})(?!\d)(?:st|nd|rd|th)?"
            rf"(?:\s*(?P<dash>[-–—]|and|or|to)(?:(?<=[-–—o])\s*(?P<last_month>{self.month}))?\s*(?P<last>\d{{1,2}})(?!\d))?)?\]?"
            rf"|(?:(?P<first>[12]?\d|3[01])(?:st|nd|rd|th)?(?:\s+(?:of\s+)?(?P<first_month>{self.month}))?"
            rf"\s*(?P<dash2>[-–—]|or)\s*)?(?P<day2>\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?(?P<month2>{self.month})\]?)"
            rf"(?:\s*,?\s*(?P<open2>\[)?(?P<year>\d{{4}})(?!\d)\s*\]?)?\]?"
        )

    @cached_property
    def dateline(self) -> re.Pattern[str]:
        """A dateline in figures: day, Roman (or Arabic) month, perhaps a year, perhaps a word for year."""
        words = "|".join(sorted(map(re.escape, self.dates.year_words), key=len, reverse=True)) or r"(?!)"
        return re.compile(
            r"(?<![\w/.])(?P<day>\d{1,2})\s*(?P<sep>[./])\s*(?:(?P<roman>[IVX1lІХУ]{1,4})|(?P<arabic>\d{1,2}))(?![\w])"
            r"(?:\s*[-–—./]{0,2}\s*(?P<year>(?:19|18|20)\d\d|\d\d)(?![\w/]))?"
            rf"(?:\s*(?:{words})(?![\w]))?",
        )

    def find_worded(self, text: str, year: int | None = None, start: int = 0) -> list[Found]:
        """Every date in words; `year` fills in where none is printed (without it such a date falls out)."""
        found = (self._worded(match, year) for match in self.worded.finditer(text, start))
        return [item for item in found if item]

    def find_impossible(self, text: str, year: int | None = None) -> list[Found]:
        """Every date in words that no calendar has (`February 30, 1932`) or no letter (`June 3, 1032`); no value.

        One without a year is tried in `year`, when it is given.
        """
        matches = (match for match in self.worded.finditer(text) if match["year"] or year)
        return [
            Found("", m.start(), m.end(), m["year"] is not None, "[" in m[0])
            for m in matches
            if self._worded(m, year) is None
        ]

    def _worded(self, match: re.Match[str], year: int | None) -> Found | None:
        printed = int(match["year"]) if match["year"] else None
        if printed is not None and not FIRST_YEAR <= printed <= LAST_YEAR:
            return None
        number = printed or year
        month = self._month(match["month"] or match["month2"])
        if number is None or month is None:
            return None
        value = self._value(match, number, month)
        if value is None:
            return None
        bracketed = "[" in match[0]
        return Found(value, match.start(), match.end(), printed is not None, bracketed)

    def _month(self, name: str) -> int | None:
        return self.month_numbers.get(name.rstrip(".").casefold())

    def _value(self, match: re.Match[str], year: int, month: int) -> str | None:
        number = match["day"] or match["first"] or match["day2"]
        if number is None:
            return self._part(match["part"], year, month)
        opens = self._month(match["first_month"] or "") or month
        first = day(year, opens, int(number))
        if first is None:
            return None
        relation = self.relations.get((match["relation"] or "").casefold())
        if relation:
            return bound(first, relation)
        if until := match["last"] or (match["first"] and match["day2"]):
            last = day(year, (self._month(match["last_month"] or "") or month), int(until))
            if last is not None and last < first and (match["last_month"] or match["first_month"]):
                first = day(year - 1, opens, int(number)) or first  # December 31 - January 2, 1935
            if last is None or last <= first:
                return None
            return f"[{first},{last}]" if (match["dash"] or match["dash2"]).casefold() == "or" else f"[{first}..{last}]"
        return f"{first}~" if match["about"] else first

    def _part(self, part: str | None, year: int, month: int) -> str:
        """A month, or a part of it as a set of which one day is meant: end of June -> `[1932-06-21..1932-06-30]`."""
        if part is None:
            return f"{year:04d}-{month:02d}"
        words = {word.casefold(): days for word, days in self.dates.parts.items()}
        first, last = words[part.casefold()]
        return f"[{day(year, month, first)}..{day(year, month, min(last, monthrange(year, month)[1]))}]"

    def is_impossible_dateline(self, text: str, year: int | None = None) -> bool:
        """Whether `text` is a dateline in figures and nothing else, but of a day that no calendar has: `32/V 34`."""
        match = self.dateline.fullmatch(text.strip(" ."))
        dated = match is not None and (match["roman"] or match["year"])
        return bool(dated) and not self.find_datelines(text, year)

    def find_datelines(self, text: str, year: int | None = None) -> list[Found]:
        """Every dateline in figures; `year` fills in where none is printed and gives the century of two figures."""
        found = []
        for match in self.dateline.finditer(text):
            if match["arabic"] and not match["year"]:
                continue  # 21.25 is a time, 16/7 a fraction
            month = roman_month(match["roman"]) if match["roman"] else int(match["arabic"])
            printed = full_year(match["year"], year) if match["year"] else None
            number = printed or (None if match["year"] else year)
            value = day(number, month, int(match["day"])) if number and month and month <= 12 else None
            if value:
                found.append(Found(value, match.start(), match.end(), printed is not None))
        return found

"""Typed dates of several parts that each say something else: `fin juin - début juillet 1914`, `Sommer/Herbst 1900`,
`Tuesday after Easter 1932`, `2e quart du XIXe siècle`, `25 ventôse an IX`, `1911 [recte 1912] Mai 12`.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from functools import cache

from kg.read.typed_calendar import from_republican
from kg.read.typed_dates_parts import BadDateError, Meant
from kg.read.typed_words import plain, words
from kg.records.interval import Interval, interval

One = Callable[[str], Meant]
_BETWEEN = re.compile(r" ?@(?:or|to|and) ?|[-/]")
_NAMED = re.compile("@(?:early|middle|late|first_half|second_half|quarter|spring|summer|autumn|winter|easter|feasts)")
_BY_DAY = re.compile(r"@weekday(\d) @(after|before) (.+)")
_QUARTER = re.compile(r"([1-4]) ?@quarter[- ]?(\d{4}|\d{3}x|\d{2}xx)")
_ROMAN = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii", "xiii", "xiv")


def compound(signs: str, one: One) -> Meant:
    """What two dates say together that stand for one day between them. Raises BadDateError."""
    if _NAMED.search(signs) is None:
        raise BadDateError("this is not understood as a date")
    for cut in _BETWEEN.finditer(signs):
        left, right = signs[: cut.start()].strip(), signs[cut.end() :].strip()
        if not left or not right:
            continue
        try:
            first, last = one(filled(left, right)), one(right)
        except BadDateError:
            continue
        begin, end = _months(first)[0], _months(last)[1]
        if begin and end and begin <= end:
            return Meant(str(Interval(begin, end)), dt.date.fromisoformat(begin), dt.date.fromisoformat(end))
    raise BadDateError("this is not understood as a date")


def _months(meant: Meant) -> tuple[str | None, str | None]:
    """The first and the last day of a date; a season counts from the first of its months, as people in Europe do."""
    season = re.fullmatch(r"(\d{4})-2([1-4])", meant.edtf)
    if season is None:
        days = interval(meant.edtf)
        return days.first, days.last
    first = dt.date(int(season[1]), 3 * int(season[2]), 1)
    return first.isoformat(), ((first + dt.timedelta(days=100)).replace(day=1) - dt.timedelta(days=1)).isoformat()


def filled(left: str, right: str) -> str:
    """A date with the year, and perhaps the month, that only the other one has: `5` with `9 m5 1900`."""
    year = re.search(r"(?<!\d)\d{4}(?!\d)", right)
    if year is None or re.search(r"\d{4}|\d{2}xx|\d{3}x", left):
        return left
    month = re.search(r"m\d+", right)
    return f"{left} {month[0]} {year[0]}" if month and left.isdigit() else f"{left} {year[0]}"


def by_day_of_week(signs: str, one: One) -> Meant | None:
    """`Tuesday after Easter 1932`: the first such day after a day, or the last before it."""
    found = _BY_DAY.fullmatch(signs)
    if found is None:
        return None
    meant = one(found[3])
    if meant.first is None or meant.first != meant.last:
        return None
    step = 1 if found[2] == "after" else -1
    day = meant.first + dt.timedelta(days=step)
    while day.isoweekday() != int(found[1]):
        day += dt.timedelta(days=step)
    return Meant(day.isoformat(), day, day, meant.calendar)


def quarter(signs: str) -> Meant | None:
    """A quarter of a year (three months) or of a century (25 years)."""
    found = _QUARTER.fullmatch(signs)
    if found is None or found[2].endswith("x") != found[2].endswith("xx"):
        return None
    n, begin = int(found[1]), int(found[2].replace("x", "0"))
    if found[2].isdigit():
        first = dt.date(begin, 3 * n - 2, 1)
        last = (dt.date(begin, 3 * n, 28) + dt.timedelta(days=4)).replace(day=1) - dt.timedelta(days=1)
    else:
        first, last = dt.date(begin + 25 * (n - 1), 1, 1), dt.date(begin + 25 * n - 1, 12, 31)
    return Meant(str(Interval(first.isoformat(), last.isoformat())), first, last)


@cache
def _republican() -> tuple[re.Pattern[str], dict[str, int]]:
    names = words()["date"]["republican"]["months"]
    months = {plain(name): min(n, 13) for n, name in enumerate(names, 1)}
    months |= {name.replace("ô", "o").replace("é", "e"): n for name, n in months.items()}
    several = "|".join(sorted(months, key=len, reverse=True))
    return re.compile(
        rf"(?:le )?(\d{{1,2}})(?:er|e|ème)? ({several}),? (?:de )?(?:l'|l )?an (\d{{1,2}}|[ivx]+)"
    ), months


def republican(written: str) -> Meant | None:
    """A date of the French Republican calendar: `25 ventôse an IX`. Raises BadDateError for a day it did not have."""
    pattern, months = _republican()
    found = pattern.fullmatch(written.strip(" ."))
    if found is None:
        return None
    if not found[3].isdigit() and found[3] not in _ROMAN:
        raise BadDateError("the Republican calendar has no such year")
    year = int(found[3]) if found[3].isdigit() else _ROMAN.index(found[3]) + 1
    try:
        day = from_republican(year, months[found[2]], int(found[1]))
    except ValueError as error:
        raise BadDateError(str(error)) from None
    return Meant(day.isoformat(), day, day)


@cache
def _corrections() -> tuple[re.Pattern[str], re.Pattern[str]]:
    def several(name: str) -> str:
        phrases = sorted(words()["date"][name], key=len, reverse=True)
        return "|".join(r"\.?\s*".join(map(re.escape, phrase.split())) for phrase in phrases)

    return (
        re.compile(rf"(?P<wrong>[^\s\[(]+)\s*[\[(](?:{several('correct')})[.:!]?\s+(?P<right>[^\])]+)[\])]"),
        re.compile(rf"\s*[\[(](?:{several('wrong')})(?!\w)[^\])]*[\])]"),
    )


def corrected(written: str) -> str:
    """A date as an editor corrects it: `1911 [recte 1912] mai 12` -> `[1912] mai 12`; the editor's part in brackets."""
    correct, wrong = _corrections()
    written = wrong.sub("", written)
    found = correct.search(written)
    if found is None:
        return written
    if len(found["right"].split()) > 1 and re.search(r"\d{4}", found["right"]):  # a whole date
        return f"[{found['right']}]"
    return f"{written[: found.start()]}[{found['right']}]{written[found.end() :]}"

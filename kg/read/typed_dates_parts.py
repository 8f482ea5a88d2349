"""The parts of a typed date once its words are codes: days, months and years, written in full or in part.

A row of codes is what `typed_dates` makes of a text: figures, `m3` for a month that stands as a word, signs.
"""

from __future__ import annotations

import datetime as dt
import re
from typing import Literal, NamedTuple

from kg.read.typed_calendar import RUSSIAN_REFORM, day_of, easter_sunday, month_length
from kg.read.typed_habit import NUMERIC, Habit
from kg.records.interval import Interval


class BadDateError(Exception):
    """Why a date is not understood, in words for the person who typed it."""


class Meant(NamedTuple):
    """EDTF, the first and last day where they matter, and the calendar."""

    edtf: str
    first: dt.date | None = None
    last: dt.date | None = None
    calendar: Literal["", "gregorian", "julian", "both"] = ""


class Part(NamedTuple):
    """What a row of codes names; `year` is None in `5 March`."""

    year: int | None = None
    month: int | None = None
    day: int | None = None


_THIRDS = ("early", "middle", "late")


_Y = r"(\d{4}|'\d{2}|\d{2})"
_FORMS: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), groups)
    for pattern, groups in (
        (r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})", "y_md"),
        (r"(\d{4})(\d{2})(\d{2})", "ymd"),
        (r"(\d{4})-(\d{2})", "ym"),
        (r"(\d{1,2})[./](\d{4})", "my"),
        (rf"(\d{{1,2}})[-/ ]?m(\d+)[-/ ]?{_Y}", "dmy"),
        (rf"m(\d+)[- ](\d{{1,2}})[- ]{_Y}", "mdy"),
        (r"m(\d+)[-/ ]?(\d{4}|'\d{2})", "my"),
        (r"m(\d+)[/.](\d{2})", "my"),
        (r"(\d{4})[-/ ]?m(\d+)[-/ ](\d{1,2})", "ymd"),
        (r"(\d{4})[-/ ](\d{1,2})[ ]m(\d+)", "ydm"),
        (r"(\d{4})[-/ ]?m(\d+)", "ym"),
        (r"(\d{1,2}) ?m(\d+)", "dm"),
        (r"m(\d+) (\d{1,2})", "md"),
        (r"(\d{4})", "y"),
    )
)
_PARTIAL: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"(\d{1,2})"), "d"),
    (re.compile(r"(\d{1,2})\.(\d{1,2})"), "dm"),
    (re.compile(r"m(\d+)"), "m"),
)


def part_of(signs: str, habit: Habit, *, partial: bool = False) -> Part | None:
    """What a row of codes names, None when it names no date; `partial` ones lack what a neighbour has.

    Raises BadDateError for one that may mean two things.
    """
    if (match := NUMERIC.fullmatch(signs)) is not None:
        return _numeric(match, habit)
    for pattern, groups in (*_FORMS, *(_PARTIAL if partial else ())):
        if (match := pattern.fullmatch(signs)) is None:
            continue
        found = dict(zip(groups, match.groups(), strict=True))
        if groups == "md" and int(found["d"]) > 31:
            found = {"m": found["m"], "y": found["d"]}
        elif groups == "md" and not partial:
            raise BadDateError(f"{found['d']} may be a day or a year")
        year = year_of(found["y"], habit) if "y" in found else None
        return _known(Part(year, int(found.get("m", 0)), int(found.get("d", 0))))
    return None


def _known(part: Part) -> Part:
    """A part without the noughts that stand for what is not known: 1912-03-00."""
    return Part(part.year, part.month or None, (part.day or None) if part.month or not part.year else None)


def _numeric(match: re.Match[str], habit: Habit) -> Part:
    first, second = int(match[1]), int(match[3])
    year = year_of(match[4], habit)
    if match[2] == "." and not (second > 12 >= first):
        return _known(Part(year, second, first))
    if first > 12 or second > 12:
        return Part(year, first, second) if second > 12 >= first else Part(year, second, first)
    if first == second or habit.order:
        return Part(year, first, second) if habit.order == "mdy" else Part(year, second, first)
    why = "the column has both orders" if habit.mixed else "no other date of the column says which comes first"
    raise BadDateError(f"{first} and {second} may each be the month: {why}")


def year_of(text: str, habit: Habit) -> int:
    """A year of four figures or of two. Raises BadDateError where the column does not show the century."""
    if len(text) == 4 and text.isdigit():
        return int(text)
    short = int(text[-2:])
    if habit.century is not None:
        return habit.century // 100 * 100 + short
    if habit.first is None or habit.last is None:
        raise BadDateError(
            f"the century of {text} is not known: no other date of the column has a year of four figures"
        )
    if habit.first // 100 == habit.last // 100:
        return habit.first // 100 * 100 + short
    within = [year for year in range(habit.first, habit.last + 1) if year % 100 == short]
    if len(within) != 1:
        raise BadDateError(
            f"the century of {text} is not known: the column has years from {habit.first} to {habit.last}"
        )
    return within[0]


def _is_julian(part: Part, habit: Habit) -> bool:
    if habit.calendar != "julian" or part.year is None:
        return False
    return habit.said or (part.year, part.month or 1, part.day or 1) < (RUSSIAN_REFORM.year, 2, 1)


def _days(part: Part, julian: bool) -> tuple[dt.date, dt.date]:
    """The first and the last day of a day, a month or a year, in the Gregorian calendar. Raises BadDateError."""
    assert part.year is not None
    if not 1 <= part.year <= 9998:
        raise BadDateError(f"there is no year {part.year}")
    first, last = part.month or 1, part.month or 12
    length = month_length(part.year, last, julian=julian)
    if not length:
        raise BadDateError(f"there is no month {part.month}")
    if part.day is not None and not 1 <= part.day <= length:
        raise BadDateError(f"the month {part.year}-{first:02d} has {length} days, not {part.day}")
    return (
        day_of(part.year, first, part.day or 1, julian=julian),
        day_of(part.year, last, part.day or length, julian=julian),
    )


def single(signs: str, habit: Habit, piece: str = "") -> Meant:
    """A day, a month or a year, or a `piece` of one: early, middle, late. Raises BadDateError."""
    part = part_of(signs, habit)
    if part is None:
        raise BadDateError("this is not understood as a date")
    return _meant(part, habit, piece)


def _meant(part: Part, habit: Habit, piece: str = "") -> Meant:
    if part.year is None:
        if part.day is None or not 1 <= part.day <= month_length(2000, part.month or 0, julian=True):
            raise BadDateError("there is no such day")
        return Meant(f"XXXX-{part.month:02d}-{part.day:02d}")
    julian = _is_julian(part, habit)
    first, last = _days(part, julian)
    side: Literal["", "julian"] = "julian" if julian else ""
    if piece:
        first, last = _piece(part, piece, julian)
        return Meant(str(Interval(first.isoformat(), last.isoformat())), first, last, side)
    if not julian:
        edtf = "-".join(f"{number:02d}" for number in part if number is not None)
        return Meant(
            edtf.rjust(4, "0") if "-" not in edtf else f"{part.year:04d}{edtf[edtf.index('-') :]}", first, last
        )
    return Meant(str(Interval(first.isoformat(), last.isoformat())), first, last, side)


def _piece(part: Part, piece: str, julian: bool) -> tuple[dt.date, dt.date]:
    """The first, middle or last third of a month or a year."""
    assert part.year is not None
    if part.day is not None:
        raise BadDateError("a day has no early, middle or late part")
    if piece.endswith("_half"):
        return _half(part, julian, second=piece == "second_half")
    third = _THIRDS.index(piece)
    if part.month is None:
        return (
            day_of(part.year, third * 4 + 1, 1, julian=julian),
            day_of(part.year, third * 4 + 4, month_length(part.year, third * 4 + 4, julian=julian), julian=julian),
        )
    end = (third + 1) * 10 if third < 2 else month_length(part.year, part.month, julian=julian)
    return (
        day_of(part.year, part.month, third * 10 + 1, julian=julian),
        day_of(part.year, part.month, end, julian=julian),
    )


def _half(part: Part, julian: bool, *, second: bool) -> tuple[dt.date, dt.date]:
    assert part.year is not None
    first, last = _days(part, julian)
    if part.month is None:
        middle = day_of(part.year, 7, 1, julian=julian)
    else:
        middle = day_of(part.year, part.month, 16, julian=julian)
    return (middle, last) if second else (first, middle - dt.timedelta(days=1))


def long_piece(signs: str, piece: str) -> Meant:
    """A third, or a half, of a decade or a century: late 1890s, 1897 to 1899. Years are whole."""
    begin, length = int(signs.replace("x", "0")), 10 ** signs.count("x")
    if piece.endswith("_half"):
        cuts, place = (0, length // 2, length), int(piece == "second_half")
    else:
        cuts, place = (0, length // 3 + 1, 2 * (length // 3) + 1, length), _THIRDS.index(piece)  # type: ignore[assignment]
    first, last = dt.date(begin + cuts[place], 1, 1), dt.date(begin + cuts[place + 1] - 1, 12, 31)
    return Meant(str(Interval(first.isoformat(), last.isoformat())), first, last)


def year_and_next(year: str, short: str) -> Meant:
    """`1912/13`: one of two years. Raises BadDateError where it may be a month, and for years that do not follow."""
    if int(short) != (int(year) + 1) % 100:
        raise BadDateError(f"{short} is not the year after {year}")
    if int(short) <= 12:
        raise BadDateError(f"{short} may be a month or the year after {year}")
    return Meant(f"[{year},{int(year) + 1}]", dt.date(int(year), 1, 1), dt.date(int(year) + 1, 12, 31))


def within(after: Meant, before: Meant) -> Meant:
    """After one date and before another. Raises BadDateError when no day is left."""
    if after.last is None or before.first is None:
        raise BadDateError("a bound needs a year")
    day = dt.timedelta(days=1)
    limits = Interval((after.last + day).isoformat(), (before.first - day).isoformat())
    if limits.empty:
        raise BadDateError("no day lies between")
    return Meant(str(limits), after.last + day, before.first - day, after.calendar)


def bounded(word: str, meant: Meant) -> Meant:
    """Before or after a date: EDTF's one of a set, open on one side. Raises BadDateError for a date without a year."""
    if meant.first is None or meant.last is None:
        raise BadDateError("a bound needs a year")
    day = dt.timedelta(days=1)
    ends = {
        "before": Interval(None, (meant.first - day).isoformat()),
        "after": Interval((meant.last + day).isoformat(), None),
        "not_before": Interval(meant.first.isoformat(), None),
        "not_after": Interval(None, meant.last.isoformat()),
    }
    return Meant(str(ends[word]), None, None, meant.calendar)


def _pair(first: str, last: str, habit: Habit) -> tuple[Part, Part]:
    """Two dates, each completed by the other."""
    these, those = part_of(first, habit, partial=True), part_of(last, habit, partial=True)
    if these is None or those is None:
        raise BadDateError("this is not understood as a date")
    return _completed(these, those), _completed(those, these)


def _completed(part: Part, other: Part) -> Part:
    month = other.month if part.month is None and part.day is not None else part.month
    return Part(other.year if part.year is None else part.year, month, part.day)


def span(first: str, last: str, habit: Habit, *, one_of: bool = False) -> Meant:
    """From one date to another: an interval, or with `one_of` some day between. Raises BadDateError."""
    these, those = _pair(first, last, habit)
    if these.year is None or those.year is None:
        raise BadDateError("the year is missing")
    begin, end = _meant(these, habit), _meant(those, habit)
    assert begin.first and begin.last and end.first and end.last
    if begin.first > end.last:
        raise BadDateError("the end lies before the beginning")
    if one_of:
        return Meant(f"[{begin.first}..{end.last}]", begin.first, end.last, begin.calendar)
    ends = [_edge(begin, begin.first), _edge(end, end.last)]
    return Meant("/".join(ends), begin.first, end.last, begin.calendar)


def _edge(meant: Meant, day: dt.date) -> str:
    return day.isoformat() if meant.edtf.startswith("[") else meant.edtf


def pair(first: str, last: str, habit: Habit, *, double: bool = False) -> Meant:
    """One of two dates; with `double` the same day in both calendars, or one of two days that follow on each other.

    Raises BadDateError for two days that are neither.
    """
    these, those = _pair(first, last, habit)
    if these.year is None or those.year is None:
        raise BadDateError("the year is missing")
    if double:
        if (these.day is None) != (those.day is None) or None in (these.month, those.month):
            raise BadDateError("two dates with a stroke between them need day, month and year")
        if these.day is None:  # May/June 1903
            double = False
        elif (day := _both(these, those) or _both(those, these)) is not None:
            return Meant(day.isoformat(), day, day, "both")
    if not double and those.month is None:  # 12 May 1911 or 1912
        those = these._replace(year=those.year)
    one, other = _meant(these, habit), _meant(those, habit)
    assert one.first and other.first and one.last and other.last
    if double and other.first - one.first != dt.timedelta(days=1):
        apart = (day_of(*_whole(these), julian=True) - day_of(*_whole(these), julian=False)).days
        raise BadDateError(
            f"the calendars are {apart} days apart then, and these dates {(other.first - one.first).days}"
        )
    return Meant(f"[{one.edtf.strip('[]')},{other.edtf.strip('[]')}]", one.first, other.last, one.calendar)


def _whole(part: Part) -> tuple[int, int, int]:
    return part.year or 0, part.month or 0, part.day or 0


def _both(julian: Part, gregorian: Part) -> dt.date | None:
    """The day that both dates name, one by each calendar; the year may have changed between them."""
    year, month, day = _whole(gregorian)
    for shift in (0, -1):
        old_year, old_month, old_day = _whole(julian)
        try:
            found = dt.date(year, month, day)
            if day_of(old_year + shift, old_month, old_day, julian=True) == found:
                return found
        except ValueError:
            continue
    return None


def feast(kind: str, when: str, year: int, habit: Habit) -> Meant:
    """The day of a feast: `when` is days from Easter, or month and day. Raises BadDateError."""
    eastern = kind.endswith("_eastern") or habit.calendar == "julian"
    side: Literal["", "julian"] = "julian" if eastern else ""
    if kind.startswith("easter"):
        if not 326 <= year <= 4099:
            raise BadDateError(f"Easter of the year {year} cannot be reckoned")
        day = easter_sunday(year, eastern=eastern) + dt.timedelta(days=int(when))
    else:
        month, number = map(int, when.split("-"))
        day = day_of(year, month, number, julian=eastern)
    return Meant(day.isoformat(), day, day, side)

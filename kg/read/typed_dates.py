"""Dates as people type them in tables, in English, German, French and Russian: `ca. March 1912`, `12/24 марта 1871 г.`,
`Easter 1871`, `zwischen 3. und 5. Mai 1900`, `s. d.`

What is understood is given in EDTF (ISO 8601-2:2019) in the Gregorian calendar; nothing is guessed. What one cell does
not say (is 05/06 in May or in June? which century is '32?) the other cells of its column may: that is a `Habit`.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from functools import cache
from typing import Literal

import msgspec

from kg.read.typed_dates_compound import by_day_of_week, compound, corrected, filled, quarter, republican
from kg.read.typed_dates_parts import (
    BadDateError,
    Meant,
    bounded,
    feast,
    long_piece,
    pair,
    part_of,
    single,
    span,
    within,
    year_and_next,
    year_of,
)
from kg.read.typed_habit import Habit
from kg.read.typed_words import any_of, plain, undotted, words
from kg.records.described import Certainty, Evidence
from kg.records.edtf import is_edtf
from kg.records.interval import UNDATED, interval

Calendar = Literal["", "gregorian", "julian", "both"]


class Understood(msgspec.Struct, frozen=True, kw_only=True):
    """What a date says: `edtf` is None when it was not understood, and `why` says why not.

    `remarks` are what a person should know of a date that was understood: a weekday that does not fit, a time of day.
    """

    edtf: str | None = None
    calendar: Calendar = ""
    certainty: Certainty = ""
    evidence: Evidence = ""
    why: str = ""
    remarks: tuple[str, ...] = ()


_EDTF = re.compile(r"[\[{]?(?:\.\.)?[\dX]{4}[\dX~?%/.,\]}\-]*")
_TIME = re.compile(
    r"[ t,]\s*(\d{1,2})(?::(\d\d)(?::\d\d(?:\.\d+)?)?\s*(?:uhr|h|[ap]\.?m\.?|z)?| ?(?:uhr|h|[ap]\.?m\.?))$"
)
_BRACKETS = str.maketrans("", "", "[]<>")


def understand(text: str, habit: Habit = Habit()) -> Understood:  # noqa: B008 (frozen)
    """What `text` says. `habit` is how its column writes dates."""
    text = " ".join(text.split())
    if _EDTF.fullmatch(text) and (re.search(r"[X~%]|\.\.|/\d{4}", text) or _is_season(text)) and is_edtf(text):
        if interval(text).empty:
            return Understood(why="the end lies before the beginning")
        return Understood(edtf=text)
    written = corrected(plain(text))
    evidence: Evidence = "conjecture" if re.search(r"[\[<]", written) or re.fullmatch(r"\(.*\)", written) else ""
    if re.fullmatch(r"\(.*\)", written):
        written = written[1:-1]
    written = written.translate(_BRACKETS).strip()
    if re.search(r"\d[./-]\?+[./-]\d{4}", written):  # 3.?.1871
        return Understood(evidence=evidence, why="the month is missing")
    if not any(sign.isalnum() for sign in written) or _is_undated(written):
        return Understood(edtf=UNDATED, evidence=evidence)
    if (undated := _undated().match(written)) is not None and re.search(r"\d{4}", written[undated.end() :]):
        written = written[undated.end() :].strip()  # n.d. [1912], s.d. (1912)
        written = written[1:-1] if re.fullmatch(r"\([^()]*\)", written) else written
    try:
        return _understood(written, habit, evidence)
    except BadDateError as bad:
        return Understood(evidence=evidence, why=str(bad))
    except (ValueError, OverflowError):
        return Understood(evidence=evidence, why="the calendar has no such day")


def _is_season(text: str) -> bool:
    """Whether this is a season in EDTF: `1875-21`; `1920-21` may be two years."""
    found = re.fullmatch(r"\d\d(\d\d)-(2[1-4])\??", text)
    return found is not None and int(found[1]) >= int(found[2])


def with_place(text: str, habit: Habit) -> tuple[str, Understood] | None:
    """The place and the date of `Wien, 5. Mai 1900`; None where what stands behind the comma is no date."""
    place, comma, rest = text.partition(",")
    if not comma or not place[:1].isupper() or any(sign.isdigit() for sign in place):
        return None
    meant = understand(rest, habit)
    return (place.strip(), meant) if meant.edtf not in (None, UNDATED) else None


@cache
def _undated() -> re.Pattern[str]:
    """A word for `undated` at the beginning, with or without its full stops."""
    phrases = sorted(words()["date"]["undated"], key=len, reverse=True)
    several = "|".join(r"\.?\s*".join(map(re.escape, phrase.split())) for phrase in phrases)
    return re.compile(rf"(?:{several})(?!\w)[\s.,;:]*")


def _is_undated(written: str) -> bool:
    return undotted(written.strip(" ?()")) in set(words()["date"]["undated"])


def _understood(written: str, habit: Habit, evidence: Evidence) -> Understood:
    remarks = []
    if (day := republican(written)) is not None:
        said = "reckoned from the French Republican calendar"
        return Understood(edtf=day.edtf, evidence=evidence, remarks=(said,))
    if (time := _TIME.search(written)) is not None and re.search(r"\d{4}", written[: time.start()]):
        if int(time[1]) or int(time[2] or 0):
            remarks.append(f"the time of day ({time[0].strip(' ,')}) is not taken over")
        written = written[: time.start()]
    signs = _coded(written)
    flags = set(re.findall(r"@(about|doubtful|julian|gregorian|postmark)\b", signs))
    weekday = re.search(r"@weekday(\d)(?!\s+@(?:after|before)\b)", signs)
    doubted = "doubtful" in flags or "?" in signs
    if "postmark" in flags:
        evidence = "external"
    signs = re.sub(
        r"@(?:about|doubtful|julian|gregorian|postmark|weekday\d(?!\s+@(?:after|before)\b)|ignored)\b:?|\?", " ", signs
    )
    signs = _tidy(re.sub(r"\(\s*\)", " ", signs))
    julian = "julian" in flags and "gregorian" not in flags
    meant = _expression(signs, habit, julian, "gregorian" in flags)
    if weekday is not None and meant.first == meant.last:
        remarks += _weekday(int(weekday[1]), meant.first)
    edtf, doubted = _qualified(meant.edtf, "about" in flags, doubted)
    if not is_edtf(edtf):
        raise BadDateError("this is not understood as a date")
    calendar: Calendar = meant.calendar or ("gregorian" if "gregorian" in flags else "")
    certainty: Certainty = "medium" if doubted else ""
    return Understood(edtf=edtf, calendar=calendar, certainty=certainty, evidence=evidence, remarks=tuple(remarks))


def _qualified(edtf: str, about: bool, doubted: bool) -> tuple[str, bool]:
    """The date with EDTF's marks of approximation and doubt, and whether it is in doubt.

    Bounds and alternatives take no marks: there the whole is in doubt.
    """
    mark = {(True, True): "%", (True, False): "~", (False, True): "?"}.get((about, doubted), "")
    if edtf[:1] in "[{" or edtf.startswith("XXXX"):
        return edtf, about or doubted
    return "/".join(end + mark for end in edtf.split("/")), doubted


def _weekday(said: int, day: dt.date | None) -> list[str]:
    if day is None or day.isoweekday() == said:
        return []
    names = words()["weekdays"]
    return [f"{day.isoformat()} was not a {names[said - 1][0].title()} but a {names[day.weekday()][0].title()}"]


# How the words are written down for the patterns below: months m1 to m12, everything else @WORD.
_RELATIONS = (
    "not_after not_before before after between and from to or early middle late first_half second_half "
    "spring summer autumn winter quarter"
)
_ROMAN = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii")
_CENTURIES = ("xv", "xvi", "xvii", "xviii", "xix", "xx", "xxi")


@cache
def _codes() -> tuple[re.Pattern[str], dict[str, str]]:
    """A pattern for every known word, and the code of each."""
    date = words()["date"]
    codes: dict[str, str] = {}

    def enter(phrases: Iterable[str], code: str) -> None:
        for phrase in phrases:
            codes.setdefault(plain(phrase), code)

    for number, names in enumerate(words()["months"], 1):
        enter(names, f"m{number}")
    for number, names in enumerate(words()["weekdays"], 1):
        enter(names, f"@weekday{number}")
    for key in ("easter", "easter_eastern", "feasts", "feasts_eastern"):
        for day, names in date[key].items():
            enter(names, f"@{key}{day}")
    for key in ("about", "doubtful", "julian", "gregorian", "postmark", *_RELATIONS.split(), "ignored"):
        enter(date[key], f"@{key}")
    return re.compile(any_of(codes)), codes


@cache
def _shapes() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    date = words()["date"]
    ends = "|".join(sorted(map(re.escape, date["decade"]), key=len, reverse=True))
    century = any_of(date["century"])
    return (
        re.compile(rf"(?<!\d)(\d{{3}})0\s?(?:{ends})(?!\w)"),
        re.compile(rf"{any_of(date['decade_before'])}\s+(\d{{3}})0(?!\d)"),
        re.compile(rf"(?<![\w])(\d{{1,2}}|{'|'.join(_CENTURIES)})(?:th|st|e|è|ème|eme|-?го|-?й)?\s+{century}(?!\s*\d)"),
    )


def _coded(written: str) -> str:
    """A text with every known word as its code, and figures without ordinal endings."""
    written = re.sub(r"(?<=\d)(?=гг?(?!\w))", " ", written)  # 1871г.
    written = re.sub(r"(?<=\d)\.\s+(?=1?\d(?:ber|bre|br|bris)(?!\w))", " ", written)  # 10. 9ber
    written = re.sub(r"^mi\.?,? (?=\d)", "mittwoch ", written)  # mi-mai is the middle of May
    written = re.sub(r"^(?:xx|--|__)(?=[./]\d)", "00", written)  # --.05.1871
    written = re.sub(r"(?<!\d)(1\d\d|20\d)-\?", r"\1x?", written)  # 190-?
    written = re.sub(r"(?<!\w)(ca?)\.?(?=\d)", r"\1 ", re.sub(r"([^\W\d_])\.", r"\1 ", written))
    written = re.sub(r"(\d)\.(?!\s*\d|\.)", r"\1 ", written)
    written = re.sub(r"(\d)\.\s+(?=\d)", r"\1.", written).replace(",", " ").replace(":", " ")
    decade, decade_before, century = _shapes()
    written = decade_before.sub(r"\1x", decade.sub(r"\1x", written))
    written = re.sub(r"\s+", " ", written)
    written = century.sub(lambda found: f"{_number(found[1]) - 1:02d}xx", written)
    written = re.sub(r"(?<![\w.])(1\d|20|1\d\d|20\d)([?._x-]{1,2})(?![\w.])", _unknown_digits, written)
    written = re.sub(
        r"(\d)(?:st|nd|rd|d|th|er|ère|ème|s?ten?|ter|e|го|ого|°)(?!\w)|(\d)-(?:го|ого|е|й)(?!\w)", r"\1\2", written
    )
    roman = "|".join(sorted(_ROMAN, key=len, reverse=True))
    written = re.sub(rf"^({roman})(?=[/.]\d)", lambda m: f"m{_ROMAN.index(m[1]) + 1}", written)  # VIII/32
    written = re.sub(rf"(?<=\d)[ /-]?({roman})(?=[ /-]*'?\d)", lambda m: f" m{_ROMAN.index(m[1]) + 1} ", written)
    pattern, codes = _codes()
    return pattern.sub(lambda found: f" {codes[found[0]]} ", written)


def _unknown_digits(found: re.Match[str]) -> str:
    """`191?`, `18..` -> `191x`, `18xx`, when that makes a year."""
    return found[1] + "x" * len(found[2]) if len(found[0]) == 4 else found[0]


def _number(text: str) -> int:
    return int(text) if text.isdigit() else _CENTURIES.index(text) + 15


def _tidy(signs: str) -> str:
    return re.sub(r"\s*([-/.()])\s*", r"\1", " ".join(signs.split())).strip(" .")


_BOUND = re.compile(r"@(before|after|not_before|not_after) ?(.+)|(.+) @(not_before|not_after)")
_SPAN = re.compile(r"@between (.+?) ?@and (.+)|(?:@from )?(.+?) ?@to (.+)|@from (.+?)-(.+)")
_EITHER = re.compile(r"(.+?) ?@or (.+)")
_WITHIN = re.compile(r"@after (.+?)(?: @and)? @before (.+)")
_LIMITS = re.compile(r"@not_before (.+?)(?: @and)? @not_after (.+)")
_PIECE = re.compile(r"@(early|middle|late|first_half|second_half)[- ](.+)")
_LONG = re.compile(r"\d{3}x|\d{2}xx")
_SEASON = re.compile(r"@(spring|summer|autumn|winter)[- ]?(\d{4}|'?\d\d)|(\d{4}) ?@(spring|summer|autumn|winter)")
_WINTER = re.compile(r"@winter ?(\d{4})[/-](\d{2}|\d{4})")
_FEAST = re.compile(r"@(easter|easter_eastern|feasts|feasts_eastern)(-?\d+(?:-\d+)?) (\d{4}|'?\d\d)")
_FEAST_AFTER = re.compile(r"(\d{4}) @(easter|easter_eastern|feasts|feasts_eastern)(-?\d+(?:-\d+)?)")
_SEASONS = {"spring": 21, "summer": 22, "autumn": 23, "winter": 24}


def _expression(signs: str, habit: Habit, julian: bool, gregorian: bool) -> Meant:
    """What a tidy row of codes says. Raises BadDateError."""
    style = habit.style(julian, gregorian)
    if signs.startswith("@from ") and "@to" not in signs and "-" not in signs:
        signs = signs.removeprefix("@from ")  # `vom 5. Mai 1900`: the letter of that day
    try:
        return _relation(signs, style)
    except BadDateError as bad:
        try:
            return compound(signs, lambda part: _one(part, style))
        except BadDateError:
            raise bad from None


def _relation(signs: str, style: Habit) -> Meant:
    """A date, or what lies before, after or between dates. Raises BadDateError."""
    if (found := by_day_of_week(signs, lambda part: _one(part, style))) is not None:
        return found
    if (match := _WITHIN.fullmatch(signs)) is not None:
        return within(_one(filled(match[1], match[2]), style), _one(match[2], style))
    if (match := _LIMITS.fullmatch(signs)) is not None:
        return span(filled(match[1], match[2]), match[2], style, one_of=True)
    if (match := _BOUND.fullmatch(signs)) is not None:
        return bounded(match[1] or match[4], _one(match[2] or match[3], style))
    if (match := _SPAN.fullmatch(signs)) is not None:
        first, last = (group for group in match.groups() if group)
        return span(first, last, style, one_of=match[1] is not None)
    if (match := _EITHER.fullmatch(signs)) is not None:
        return pair(match[1], match[2], style)
    if (match := re.fullmatch(r"(.+?) ?@and (.+)", signs)) is not None:
        return span(match[1], match[2], style)  # written on two days
    return _one(signs, style)


def _named_time(signs: str, habit: Habit) -> Meant | None:
    """A season, a quarter or a feast."""
    if (found := _WINTER.fullmatch(signs)) is not None:
        year = int(found[1])
        if int(found[2][-2:]) != (year + 1) % 100:
            raise BadDateError(f"a winter is not in {found[1]} and {found[2]}")
        return Meant(f"[{year}-12-01..{dt.date(year + 1, 3, 1) - dt.timedelta(days=1)}]")
    if (found := _SEASON.fullmatch(signs)) is not None:
        return Meant(f"{year_of(found[2] or found[3], habit)}-{_SEASONS[found[1] or found[4]]}")
    if (found := _FEAST.fullmatch(signs)) is not None:
        return feast(found[1], found[2], year_of(found[3], habit), habit)
    if (found := _FEAST_AFTER.fullmatch(signs)) is not None:
        return feast(found[2], found[3], int(found[1]), habit)
    return quarter(signs)


def _one(signs: str, habit: Habit) -> Meant:
    """A day, a month, a year, a piece of one of these, a decade, a feast, a double date, or a range with a dash."""
    if (named := _named_time(signs, habit)) is not None:
        return named
    if (found := _PIECE.fullmatch(signs)) is not None:
        return long_piece(found[2], found[1]) if _LONG.fullmatch(found[2]) else single(found[2], habit, piece=found[1])
    if _LONG.fullmatch(signs):
        first, last = int(signs.replace("x", "0")), int(signs.replace("x", "9"))
        return Meant(signs.upper(), dt.date(first, 1, 1), dt.date(last, 12, 31))
    if (found := re.fullmatch(r"(\d{4})-(\d{2})", signs)) is not None and int(found[2]) > 12:
        return span(found[1], found[1][:2] + found[2], habit)
    if (found := re.fullmatch(r"\d{4}-(\d)", signs)) is not None:
        raise BadDateError(f"{found[1]} may be a month, or the last figure of a year")
    if (found := re.fullmatch(r"(\d{4})/(\d{2})", signs)) is not None:
        return year_and_next(found[1], found[2])
    if part_of(signs, habit) is not None:
        return single(signs, habit)
    if (found := re.fullmatch(r"([^()]+)\(([^()]+)\)(.*)", signs)) is not None:
        return pair(*_around(found[1], found[2], found[3]), habit, double=True)
    if (found := re.fullmatch(r"([^/]+)/([^/]+)", signs)) is not None:
        return pair(found[1], found[2], habit, double=True)
    for at in (match.start() for match in re.finditer("-", signs)):
        if part_of(signs[:at], habit, partial=True) and part_of(signs[at + 1 :], habit, partial=True):
            return span(signs[:at], signs[at + 1 :], habit)
    raise BadDateError("this is not understood as a date")


def _around(first: str, second: str, rest: str) -> tuple[str, str]:
    """The two dates of `12 (24) m3 1871`: the rest belongs to the second."""
    return first, f"{second} {rest.strip(' .')}".strip()

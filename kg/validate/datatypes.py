"""Whether a literal is of its datatype: the lexical spaces of XML Schema 1.1, Part 2, as far as SPARQL knows them."""

from __future__ import annotations

import re
from calendar import monthrange
from functools import lru_cache

from kg.ns import PREFIXES
from kg.validate.terms import literal

_ZONE = r"(?:Z|[+-](?:0\d|1[0-3]):[0-5]\d|[+-]14:00)?"
_YEAR = r"-?(?:[1-9]\d{3,}|0\d{3})"
_MONTH = r"(?:0[1-9]|1[0-2])"
_DAY = r"(?:0[1-9]|[12]\d|3[01])"
_TIME = r"(?:(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d+)?|24:00:00(?:\.0+)?)"
_INTEGER = r"[+-]?\d+"
_DOUBLE = r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?|[+-]?INF|NaN"
_CLOCK = r"T(?=\d)(?:\d+H)?(?:\d+M)?(?:\d+(?:\.\d+)?S)?"

# Datatype -> what all its lexical forms look like (section 3.3 and 3.4). Other datatypes are not known to SPARQL.
_FORMS = {
    "boolean": r"true|false|1|0",
    "decimal": r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)",
    "float": _DOUBLE,
    "double": _DOUBLE,
    "date": rf"{_YEAR}-{_MONTH}-{_DAY}{_ZONE}",
    "dateTime": rf"{_YEAR}-{_MONTH}-{_DAY}T{_TIME}{_ZONE}",
    "dateTimeStamp": rf"{_YEAR}-{_MONTH}-{_DAY}T{_TIME}{_ZONE[:-1]}",
    "time": rf"{_TIME}{_ZONE}",
    "gYear": rf"{_YEAR}{_ZONE}",
    "gYearMonth": rf"{_YEAR}-{_MONTH}{_ZONE}",
    "gMonth": rf"--{_MONTH}{_ZONE}",
    "gMonthDay": rf"--{_MONTH}-{_DAY}{_ZONE}",
    "gDay": rf"---{_DAY}{_ZONE}",
    "duration": rf"-?P(?=[\dT])(?:\d+Y)?(?:\d+M)?(?:\d+D)?(?:{_CLOCK})?",
    "yearMonthDuration": r"-?P(?=\d)(?:\d+Y)?(?:\d+M)?",
    "dayTimeDuration": rf"-?P(?=[\dT])(?:\d+D)?(?:{_CLOCK})?",
    "hexBinary": r"(?:[0-9A-Fa-f]{2})*",
}
# Whole numbers (3.4.13 to 3.4.25): the least and the greatest.
_WHOLE: dict[str, tuple[float, float]] = {
    "integer": (-float("inf"), float("inf")),
    "nonPositiveInteger": (-float("inf"), 0),
    "negativeInteger": (-float("inf"), -1),
    "nonNegativeInteger": (0, float("inf")),
    "positiveInteger": (1, float("inf")),
    **{
        name: (-(2**bits // 2), 2**bits // 2 - 1)
        for name, bits in (("long", 64), ("int", 32), ("short", 16), ("byte", 8))
    },
    **{f"unsigned{name}": (0, 2**bits - 1) for name, bits in (("Long", 64), ("Int", 32), ("Short", 16), ("Byte", 8))},
}
_PATTERNS = {name: re.compile(form, re.ASCII) for name, form in {**_FORMS, **dict.fromkeys(_WHOLE, _INTEGER)}.items()}
_CALENDAR = re.compile(r"(?P<year>-?\d{4,})?(?:--|-)(?P<month>\d\d)-(?P<day>\d\d)", re.ASCII)
_XSD = f"<{PREFIXES['xsd']}"
_DIGITS = 4000  # Python reads no longer numbers


@lru_cache(maxsize=2**16)
def well_formed(term: str) -> bool:
    """Whether the literal `term` is written as its datatype demands; true for datatypes that SPARQL does not know.

    `"18??-03-01"^^xsd:date` and `"1932-06-31"^^xsd:date` are not.
    """
    text, _, datatype = literal(term)
    name = datatype.removeprefix(_XSD)[:-1]
    pattern = _PATTERNS.get(name) if datatype.startswith(_XSD) else None
    if pattern is None:
        return True
    text = text.strip(" \t\n\r")  # white space is collapsed before anything else (section 4.3.6)
    if pattern.fullmatch(text) is None:
        return False
    if name in _WHOLE:
        least, greatest = _WHOLE[name]
        number = int(text) if len(text) < _DIGITS else float(f"{text[0] if text[0] == '-' else ''}inf")
        return least <= number <= greatest
    return not name.startswith(("date", "gMonthDay")) or _is_day(text)


def _is_day(text: str) -> bool:
    """Whether the month has that day."""
    match = _CALENDAR.match(text)
    if match is None:
        return True
    # Leap years repeat every 400 years, which brings any year into the calendar's range; without a year, one is leap.
    year = int(match["year"]) % 400 + 400 if match["year"] else 400
    return int(match["day"]) <= monthrange(year, int(match["month"]))[1]

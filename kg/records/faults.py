"""What is wrong with a record although each of its fields has the right type: dates, lines and leaves that cannot be.

Records may be written by hand or by other tools, so what is read is checked here, once, before anything is made of it.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator

import msgspec

from kg.records.citation import Citation
from kg.records.decision import Decision
from kg.records.letter import Letter
from kg.records.shelfmark import parse_leaves

LAST_LINE = 2**31 - 1  # a larger number is no line of any file
_PART = re.compile(r"(?<![\dXY])\d{4}-(?P<month>\d{2})(?:-(?P<day>\d{2}))?(?!\d)")
_DAY = r"\d{4}-\d{2}-\d{2}"
_USUAL = re.compile(rf"{_DAY}|\[(?:{_DAY})?\.\.(?:{_DAY})?\]|\d{{4}}-\d{{2}}")
_TIME = re.compile(r"(?:[01]\d|2[0-3]):[0-5]\d")
_SEASONS = range(21, 42)  # EDTF levels 1 and 2: 1932-21 is the spring of 1932


def faults(record: msgspec.Struct) -> Iterator[str]:
    """What is wrong with a letter, a citation or a decision, in words; nothing for other records."""
    if isinstance(record, Letter):
        yield from _letter(record)
    elif isinstance(record, Citation):
        yield from _lines(("line", record.line))
        yield from _leaves(record.leaves)
    elif isinstance(record, Decision):
        yield from _lines(("line", record.line))
        yield from _dates(record.date if isinstance(record.date, tuple) else (record.date,))
        for citation in record.citations:
            yield from faults(citation)


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


def _letter(letter: Letter) -> Iterator[str]:
    heading, body, sent = letter.heading, letter.body, letter.sent
    yield from _lines(("line", letter.line), *((f"source.lines[{i}]", n) for i, n in enumerate(letter.source.lines)))
    yield from _dates((letter.date, heading.date if heading else None, body.date if body else None))
    if heading:
        yield from _lines(("heading.line", heading.line))
    if body:
        yield from _lines(*((f"body.lines[{i}]", n) for i, n in enumerate(body.lines)))
        if body.lines[0] > body.lines[1]:
            yield f"body.lines ends before it begins: {body.lines[0]} to {body.lines[1]}"
        if body.time and not _TIME.fullmatch(body.time):
            yield f"not a time: {body.time!r} (expected HH:MM)"
    if sent and not (is_edtf(sent.at[:10]) and _TIME.fullmatch(sent.at[11:]) and sent.at[10:11] == "T"):
        yield f"not a local time: {sent.at!r} (expected YYYY-MM-DDTHH:MM)"
    for shelfmark in letter.shelfmarks:
        yield from _leaves(shelfmark.leaves)
    for mention in letter.mentions:
        yield from _lines(("a mention's line", mention.line), *(("a mention's line", line) for line in mention.lines))
        if mention.spellings and len(mention.spellings) != len(mention.lines or (mention.line,)):
            yield f"the mention {mention.text!r} has {len(mention.spellings)} spellings on {len(mention.lines)} lines"
    for witness in letter.witnesses:
        yield from _lines((f"the line of the witness of {witness.field}", witness.line))


def _lines(*numbers: tuple[str, int]) -> Iterator[str]:
    for name, number in numbers:
        if not 1 <= number <= LAST_LINE:
            yield f"{name} is {number}: lines are counted from 1"


def _dates(values: Iterable[str | None]) -> Iterator[str]:
    for value in values:
        if value is not None and not is_edtf(value):
            yield f"not a date: {value!r} (expected EDTF, such as 1932-06-04, 1932-06 or [..1932-06-11])"


def _leaves(text: str | None) -> Iterator[str]:
    if text is None:
        return
    try:
        parse_leaves(text)
    except ValueError as error:
        yield str(error)

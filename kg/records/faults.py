"""What is wrong with a record although each of its fields has the right type: dates, lines and leaves that cannot be.

Records may be written by hand or by other tools, so what is read is checked here, once, before anything is made of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

import msgspec

from kg.records.citation import Citation
from kg.records.decision import Decision
from kg.records.edtf import is_edtf
from kg.records.letter import Letter
from kg.records.shelfmark import parse_leaves
from kg.records.wording import Wording

LAST_LINE = 2**31 - 1  # a larger number is no line of any file
_TAG = re.compile("[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*")
_TIME = re.compile(r"(?:[01]\d|2[0-3]):[0-5]\d")


def faults(record: msgspec.Struct) -> Iterator[str]:
    """What is wrong with a letter, a citation, a decision or a wording, in words; nothing for other records."""
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
    elif isinstance(record, Wording) and record.language and not _TAG.fullmatch(record.language):
        yield f"not a language: {record.language!r} (expected a tag of BCP 47, such as de)"


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

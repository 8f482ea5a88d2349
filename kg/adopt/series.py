"""Numbers of telegrams as series that run with time: which dated letter stands next to a number, before and after it.

A plain number (`No. 7`, `#8`) is counted by whoever sends; the number of a telegraph, of an arrival or of a register of
ciphers by the office of the party it goes to. Series begin again, so only numbers of one year are compared.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from kg.records.constraint import Constraint
from kg.records.interval import interval
from kg.records.letter import Letter

_DIGITS = re.compile(r"\d+")
_ARRIVAL = ("in.", "hp", "нр")  # HP is Cyrillic Нр (No.) read as Latin
_PLAIN = ("no", "nr", "#", "№")

Key = tuple[str, str, str]  # what counts, for whom, in which year


class Place(NamedTuple):
    """A number in its series, and the letter that bears it, printed on `line`."""

    number: int
    day: str
    letter: str
    line: int


def number_constraints(letters: Sequence[Letter]) -> Iterator[Constraint]:
    """What the dated letters with the next smaller and the next greater number say of each numbered letter.

    A letter is dated by its author: a day that only a heading gives proves nothing of another letter.
    """
    series = defaultdict(list)
    for letter in letters:
        day = letter.body.date if letter.body else None
        if letter.letter and len(day or "") == 10:
            for key, number in places(letter):
                series[key].append(Place(number, str(day), letter.letter, _line(letter, number)))
    for members in series.values():
        members.sort()
    for letter in letters:
        for key, number in places(letter):
            yield from _neighbours(letter, number, series[key])


def places(letter: Letter) -> Iterator[tuple[Key, int]]:
    """The numbers of a letter, each with the series that it belongs to; none without a party and a year."""
    said = (letter.body.date if letter.body else None) or (letter.heading.date if letter.heading else None)
    days = interval(said)
    year = (days.first or days.last or "")[:4]
    found = dict.fromkeys(_numbers(letter))
    for kind, number in found:
        if kind == "plain" and ("arrival", number) in found:
            continue  # a plain number that repeats the one counted at arrival is that one
        party = letter.senders if kind == "plain" else letter.recipients
        if party and year and letter.letter:
            yield (kind, party[0], year), number


def _neighbours(letter: Letter, number: int, members: Sequence[Place]) -> Iterator[Constraint]:
    below, above = bisect_left(members, (number,)) - 1, bisect_left(members, (number + 1,))
    if below >= 0 and members[below].letter != letter.letter:  # No. 27 and No. 28 may be one telegram
        yield _constraint(letter, members[below], first=members[below].day)
    if above < len(members) and members[above].letter != letter.letter:
        yield _constraint(letter, members[above], last=members[above].day)


def _constraint(letter: Letter, near: Place, *, first: str | None = None, last: str | None = None) -> Constraint:
    return Constraint(
        kind="number",
        letter=str(letter.letter),
        first=first,
        last=last,
        certainty="probable",
        source=near.letter,
        line=near.line,
    )


def _numbers(letter: Letter) -> Iterator[tuple[str, int]]:
    """The numbers of a letter, each with who counts: `arrival`, `register` or `plain`."""
    for text in letter.numbers:
        mark = text.strip().casefold()
        digits = [int(number) for number in _DIGITS.findall(text) if len(number) < 10]
        if not digits:
            continue
        if mark.startswith(_ARRIVAL):
            yield "arrival", digits[0]
        elif "/" in mark:  # No. 3/949/sh.: the third telegram, 949 in the register of ciphers
            yield "arrival", digits[0]
            if len(digits) > 1:
                yield "register", digits[-1]
        elif mark.startswith(_PLAIN):
            for number in digits:  # No. 27, 28: one telegram in two parts
                yield "plain", number


def _line(letter: Letter, number: int) -> int:
    """The line on which a letter bears a number."""
    lines = (w.line for w in letter.witnesses if w.field == "number" and str(number) in _DIGITS.findall(w.raw))
    return next(lines, letter.line)

"""Numbers of telegrams as series that run with time: which series a number belongs to, and what stands next to it.

Two series are counted in each year: the telegrams of a sender, and those to an addressee (see `kg.records.number`).
Series begin again, so only numbers of one year are compared.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from kg.records.constraint import Constraint
from kg.records.letter import Letter
from kg.records.number import Number, counted, numbers


class Series(NamedTuple):
    """A series: `side` is `of` (a sender's) or `to` (an addressee's); `name` reads `telegrams of Stalin, 1932`."""

    side: str
    party: str
    year: int

    @property
    def name(self) -> str:
        return f"telegrams {self.side} {self.party}, {self.year}"


class _Place(NamedTuple):
    """A number in its series, and the letter that bears it, printed on `line`."""

    number: int
    day: str
    letter: str
    line: int


def places(letter: Letter) -> Iterator[tuple[Series, Number]]:
    """The places of a letter in series. A letter without a year, or without the party that counts, has none."""
    year = year_of(letter)
    for number, side in counted(letter.numbers):
        party = next(iter({"of": letter.senders, "to": letter.recipients}.get(side, ())), None)
        if year and party:
            yield Series(side, party, year), number


def year_of(letter: Letter) -> int | None:
    """The year of a letter, or None."""
    match = re.search(r"\d{4}", letter.date or "")
    return int(match[0]) if match else None


def known(letters: Iterable[Letter]) -> dict[Series, dict[int, list[Letter]]]:
    """The letters that bear each number of each series."""
    found: dict[Series, dict[int, list[Letter]]] = defaultdict(lambda: defaultdict(list))
    for letter in letters:
        for series, number in places(letter):
            if letter not in found[series][int(number.sequence or 0)]:
                found[series][int(number.sequence or 0)].append(letter)
    return found


def where(letter: Letter, number: int) -> tuple[str, int]:
    """The words by which a letter bears a number, and their line; its own line and no words when they are not known."""
    borne = ((w.raw, w.line) for w in letter.witnesses if w.field == "number")
    return next(((raw, line) for raw, line in borne if number in _figures(raw)), ("", letter.line))


def _figures(text: str) -> set[int | None]:
    return {figure for number in numbers(text) for figure in (number.sequence, number.register)}


def number_constraints(letters: Sequence[Letter]) -> Iterator[Constraint]:
    """What the dated letters with the next smaller and the next greater number say of each numbered letter.

    A letter is dated by its author: a day that only a heading gives proves nothing of another letter.
    """
    members = defaultdict(list)
    for letter in letters:
        day = letter.body.date if letter.body else None
        if letter.letter and len(day or "") == 10:
            for key, number in _counts(letter):
                members[key].append(_Place(number, str(day), letter.letter, where(letter, number)[1]))
    for row in members.values():
        row.sort()
    for letter in letters:
        for key, number in _counts(letter) if letter.letter else ():
            yield from _neighbours(letter, number, members[key])


def _counts(letter: Letter) -> Iterator[tuple[tuple[Series, str], int]]:
    """The numbers of a letter with what counts them: the series, and beside it the register of ciphers."""
    for series, number in dict.fromkeys(places(letter)):
        for count, figure in (("", number.sequence), ("register", number.register)):
            if figure is not None:
                yield (series, count), figure


def _neighbours(letter: Letter, number: int, members: Sequence[_Place]) -> Iterator[Constraint]:
    below, above = bisect_left(members, (number,)) - 1, bisect_left(members, (number + 1,))
    if below >= 0 and members[below].letter != letter.letter:  # No. 27 and No. 28 may be one telegram
        yield _constraint(letter, members[below], first=members[below].day)
    if above < len(members) and members[above].letter != letter.letter:
        yield _constraint(letter, members[above], last=members[above].day)


def _constraint(letter: Letter, near: _Place, *, first: str | None = None, last: str | None = None) -> Constraint:
    return Constraint(
        kind="number",
        letter=str(letter.letter),
        first=first,
        last=last,
        certainty="probable",
        source=near.letter,
        line=near.line,
    )

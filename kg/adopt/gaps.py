"""Series of numbers that telegrams bear, and the numbers missing in them.

Two series are counted in each year: the telegrams of a sender (`No. 7`, `#8`), and those to an addressee, counted where
they arrive (`HP 9`, `In. No. 9`, `No. 10/989/sh.` count the same telegrams, and so does a plain number beside one).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import NamedTuple

from kg.records.interval import Interval, interval
from kg.records.letter import Letter

LONGEST_RUN = 20  # numbers missing in a row; a longer run is a slip of the scan, or a series that began again
_LIST = re.compile(r"\D*\d+(?:\s*,\s*\d+)+")
_PLAIN = ("no", "nr", "#", "№")


class Series(NamedTuple):
    """A series: `side` is `of` (a sender's) or `to` (an addressee's); `name` reads `telegrams of Stalin, 1932`."""

    side: str
    party: str
    year: int

    @property
    def name(self) -> str:
        return f"telegrams {self.side} {self.party}, {self.year}"


class Gap(NamedTuple):
    """A missing number, and the letters that bear the nearest known numbers below and above it."""

    series: Series
    number: int
    below: Letter
    above: Letter

    @property
    def days(self) -> Interval:
        """The days between which the missing one lies, if the telegrams were counted in order."""
        below, above = interval(self.below.date), interval(self.above.date)
        first = min((day for day in (below.first, above.first) if day), default=None)
        last = max((day for day in (below.last, above.last) if day), default=None)
        return Interval(first, last)


def places(letter: Letter) -> Iterator[tuple[Series, int]]:
    """The places of a letter in series. A letter without a year, or without the party that counts, has none."""
    year = year_of(letter)
    found = [(text.strip().casefold(), int(number)) for text in letter.numbers for number in _numbers(text)]
    arrival = {number for mark, number in found if _at_arrival(mark)}
    for mark, number in dict.fromkeys(found):
        if _at_arrival(mark) or number in arrival:
            side, party = "to", next(iter(letter.recipients), None)
        elif mark.startswith(_PLAIN):
            side, party = "of", next(iter(letter.senders), None)
        else:
            continue
        if year and party:
            yield Series(side, party, year), number


def year_of(letter: Letter) -> int | None:
    """The year of a letter, or None."""
    match = re.search(r"\d{4}", letter.date or "")
    return int(match[0]) if match else None


def _numbers(text: str) -> list[str]:
    """The numbers in one printed string: `No. 27, 28` has two, `No. 3/949/sh.` one, and its number in a register."""
    digits = [number for number in re.findall(r"\d+", text) if len(number) < 10]
    return digits if _LIST.fullmatch(text.strip()) else digits[:1]


def _at_arrival(mark: str) -> bool:
    return mark.startswith(("in.", "hp", "нр")) or "/" in mark


def known(letters: Iterable[Letter]) -> dict[Series, dict[int, list[Letter]]]:
    """The letters that bear each number of each series."""
    found: dict[Series, dict[int, list[Letter]]] = defaultdict(lambda: defaultdict(list))
    for letter in letters:
        for series, number in places(letter):
            if letter not in found[series][number]:
                found[series][number].append(letter)
    return found


def gaps(letters: Iterable[Letter]) -> tuple[Gap, ...]:
    """The numbers that no letter bears, between the lowest and the highest of each series, in order.

    A run longer than LONGEST_RUN is left out: it tells of another series, not of so many telegrams.
    """
    found = []
    for series, numbers in sorted(known(letters).items()):
        for low, high in pairwise(sorted(numbers)):
            if high - low - 1 <= LONGEST_RUN:
                below, above = (min(numbers[n], key=lambda letter: (letter.line, letter.letter)) for n in (low, high))
                found += [Gap(series, number, below, above) for number in range(low + 1, high)]
    return tuple(found)

"""The numbers missing in series of telegrams."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise
from typing import NamedTuple

from kg.adopt.series import Series, known
from kg.records.interval import Interval, interval
from kg.records.letter import Letter

LONGEST_RUN = 20  # numbers missing in a row; a longer run is a slip of the scan, or a series that began again


class Gap(NamedTuple):
    """A missing number, and the letters that bear the nearest known numbers below and above it."""

    series: Series
    number: int
    below: tuple[int, Letter]
    above: tuple[int, Letter]

    @property
    def days(self) -> Interval:
        """The days between which the missing one lies, if the telegrams were counted in order."""
        below, above = interval(self.below[1].date), interval(self.above[1].date)
        first = min((day for day in (below.first, above.first) if day), default=None)
        last = max((day for day in (below.last, above.last) if day), default=None)
        return Interval(first, last)


def gaps(letters: Iterable[Letter]) -> tuple[Gap, ...]:
    """The numbers that no letter bears, between the lowest and the highest of each series, in order.

    A run longer than LONGEST_RUN is left out: it tells of another series, not of so many telegrams.
    """
    found = []
    for series, numbers in sorted(known(letters).items()):
        for low, high in pairwise(sorted(numbers)):
            if high - low - 1 <= LONGEST_RUN:
                below, above = ((n, min(numbers[n], key=_place)) for n in (low, high))
                found += [Gap(series, number, below, above) for number in range(low + 1, high)]
    return tuple(found)


def _place(letter: Letter) -> tuple[int, str | None]:
    return letter.line, letter.letter

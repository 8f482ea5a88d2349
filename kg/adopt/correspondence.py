"""The letters of an edition, laid out for questions about one another: who wrote to whom, what, and when."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from functools import cached_property
from itertools import product

from kg.records.interval import Interval, interval
from kg.records.letter import Letter
from kg.records.shelfmark import Shelfmark, all_leaves

_ALWAYS = Interval()
MOSTLY = 0.8  # share of telegrams from which a file is one of telegrams


def shifted(day: str | None, days: int) -> str | None:
    """The ISO day `days` after `day`; None where there is none, or the calendar has no such day."""
    try:
        return (date.fromisoformat(day) + timedelta(days=days)).isoformat() if day else None
    except OverflowError:
        return None


def figures(number: str) -> str:
    """The first figures of a number as printed: `HP 23` -> `23`; empty when there are none."""
    match = re.search(r"\d+", number)
    return match[0] if match else ""


def is_telegram(letter: Letter) -> bool:
    """Whether a document says that it went by wire: by a label, a number, or a note of its sending."""
    return bool({"cipher", "telegram"} & set(letter.labels) or letter.numbers or letter.sent)


def marks(letter: Letter) -> Iterator[Shelfmark]:
    """Where a letter is kept, the enciphered text that a note cites among them."""
    yield from letter.shelfmarks
    if letter.sent and letter.sent.shelfmark:
        yield letter.sent.shelfmark


def file_of(mark: Shelfmark) -> tuple[str, ...]:
    """The key of the file that a shelfmark names."""
    return (mark.archive or "", *(f"{level}={code}" for level, code in mark.path.items()))


class Correspondence:
    """The documents of an edition in the order of the page, however they are given, by parties and by day."""

    def __init__(self, letters: Iterable[Letter]) -> None:
        documents = (letter for letter in letters if letter.letter)
        self.documents = sorted(documents, key=lambda letter: (letter.line, letter.letter or ""))
        self.days: Sequence[Interval] = [interval(letter.date) for letter in self.documents]
        # Of each pair of parties: the letters of a known day, in order of day, and the others.
        self._dated: dict[tuple[str, str], list[tuple[str, int]]] = defaultdict(list)
        self._vague: dict[tuple[str, str], list[int]] = defaultdict(list)
        for position, letter in enumerate(self.documents):
            day = self.days[position].day
            for pair in product(letter.senders, letter.recipients):
                if day:
                    self._dated[pair].append((day, position))
                else:
                    self._vague[pair].append(position)
        for dated in self._dated.values():
            dated.sort()

    def between(self, senders: Iterable[str], recipients: Iterable[str], days: Interval = _ALWAYS) -> list[Letter]:
        """The letters by one of `senders` to one of `recipients` of a day that may be one of `days`, as on the page."""
        found: set[int] = set()
        for pair in product(senders, recipients):
            dated = self._dated.get(pair, [])
            begin = bisect_left(dated, (days.first, -1)) if days.first else 0
            end = bisect_left(dated, (days.last, len(self.documents))) if days.last else len(dated)
            found.update(position for _, position in dated[begin:end])
            found.update(at for at in self._vague.get(pair, ()) if not self.days[at].meet(days).empty)
        return [self.documents[position] for position in sorted(found)]

    @cached_property
    def _sheets(self) -> dict[tuple[str, ...], list[int]]:
        found: dict[tuple[str, ...], list[int]] = defaultdict(list)
        for position, letter in enumerate(self.documents):
            for sheet in dict.fromkeys(_sheets_of(letter.shelfmarks)):
                found[sheet].append(position)
        return found

    def on_leaves_of(self, letter: Letter) -> list[Letter]:
        """The other letters that stand on a leaf of `letter`, either side of it, in the order of the page."""
        found = {position for sheet in _sheets_of(letter.shelfmarks) for position in self._sheets[sheet]}
        return [self.documents[at] for at in sorted(found) if self.documents[at] is not letter]

    @cached_property
    def _telegram_files(self) -> frozenset[tuple[str, ...]]:
        all_: Counter[tuple[str, ...]] = Counter()
        wired: Counter[tuple[str, ...]] = Counter()
        for letter in self.documents:
            for key in {file_of(mark) for mark in letter.shelfmarks}:
                all_[key] += 1
                wired[key] += is_telegram(letter)
        return frozenset(key for key, count in all_.items() if count > 1 and wired[key] >= MOSTLY * count)

    def is_of_kind(self, letter: Letter, kind: str) -> bool:
        """Whether a document can be a `letter` or a `telegram`: one that does not say, in a file of telegrams, both."""
        if is_telegram(letter):
            return kind == "telegram"
        return kind == "letter" or any(file_of(mark) in self._telegram_files for mark in letter.shelfmarks)

    def is_surely_of_kind(self, letter: Letter, kind: str) -> bool:
        """Whether a document can be of this kind and not of the other."""
        other = {"letter": "telegram", "telegram": "letter"}[kind]
        return self.is_of_kind(letter, kind) and not self.is_of_kind(letter, other)


def _sheets_of(shelfmarks: Iterable[Shelfmark]) -> Iterator[tuple[str, ...]]:
    """The leaves of shelfmarks without their sides."""
    for mark in shelfmarks:
        for leaf in all_leaves(mark.leaves) if mark.leaves else ():
            yield (*file_of(mark), f"{leaf.number}{leaf.suffix}")

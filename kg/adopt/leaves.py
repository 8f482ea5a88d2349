"""Files whose documents lie in the order of their days, and the leaves in them that nothing printed accounts for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from kg.adopt.correspondence import file_of, marks
from kg.records.citation import Citation
from kg.records.interval import Interval, interval
from kg.records.letter import Letter
from kg.records.lost import CandidateLeaves
from kg.records.shelfmark import Leaf, Path, Shelfmark, all_leaves, format_leaves

IN_ORDER = 0.9  # share of neighbours in order of day from which a file counts as laid by day
ENOUGH = 5  # dated documents in it

FileKey = tuple[str, ...]


class FileOrder(NamedTuple):
    """How far the documents of a file lie in the order of their days: neighbours in order, of all neighbours."""

    archive: str
    path: Path
    in_order: int
    pairs: int

    @property
    def by_day(self) -> bool:
        """Whether the file can be taken to be laid by day."""
        return self.pairs + 1 >= ENOUGH and self.in_order >= IN_ORDER * self.pairs


class Files:
    """The files in which the letters of an edition are kept, and what is known of their leaves."""

    def __init__(self, letters: Sequence[Letter], citations: Iterable[Citation] = ()) -> None:
        self._dated: dict[FileKey, set[tuple[int, int, str]]] = defaultdict(set)  # first and last leaf, day
        self._taken: dict[FileKey, set[int]] = defaultdict(set)
        self._place: dict[FileKey, Shelfmark] = {}
        self._between: dict[FileKey, list[tuple[Interval, list[int]]]] = {}
        self._free: dict[tuple[FileKey, Interval], str] = {}  # missing numbers in a row ask for the same days
        for letter in letters:
            for mark in marks(letter):
                self._add(mark, interval(letter.date).day)
        for citation in citations:
            if citation.kind == "archival" and citation.leaves:
                key = file_of(citation.shelfmark())
                if key in self._place:
                    self._taken[key].update(leaf.number for leaf in all_leaves(citation.leaves))

    def _add(self, mark: Shelfmark, day: str | None) -> None:
        if not mark.leaves or not mark.archive or not mark.path:
            return
        key, numbers = file_of(mark), [leaf.number for leaf in all_leaves(mark.leaves)]
        self._place.setdefault(key, mark)
        self._taken[key].update(numbers)
        if day:
            self._dated[key].add((min(numbers), max(numbers), day))

    def orders(self) -> tuple[FileOrder, ...]:
        """How far each file is laid by day, in the order of their codes."""
        return tuple(self._order(key) for key in sorted(self._place))

    def _order(self, key: FileKey) -> FileOrder:
        days = [day for _, _, day in sorted(self._dated[key])]
        mark = self._place[key]
        in_order = sum(before <= after for before, after in pairwise(days))
        return FileOrder(str(mark.archive), mark.path, in_order, max(0, len(days) - 1))

    def candidates(self, key: FileKey, days: Interval) -> CandidateLeaves | None:
        """The leaves of one file that nothing accounts for, between documents of days that include one of `days`.

        None where the file is not laid by day, or has no such leaf.
        """
        mark = self._place.get(key)
        if mark is None or None in days:
            return None
        if (key, days) not in self._free:
            free = {number for between, numbers in self._gaps(key) if between.overlaps(days) for number in numbers}
            self._free[key, days] = _ranges(free)
        leaves = self._free[key, days]
        return CandidateLeaves(archive=str(mark.archive), path=mark.path, leaves=leaves) if leaves else None

    def _gaps(self, key: FileKey) -> list[tuple[Interval, list[int]]]:
        """The leaves that nothing accounts for between two dated documents of a file that is laid by day."""
        if key not in self._between:
            self._between[key] = list(self._find_gaps(key)) if self._order(key).by_day else []
        return self._between[key]

    def _find_gaps(self, key: FileKey) -> Iterator[tuple[Interval, list[int]]]:
        taken = self._taken[key]
        for (_, low, before), (high, _, after) in pairwise(sorted(self._dated[key])):
            numbers = [number for number in range(low + 1, high) if number not in taken]
            if numbers:
                yield Interval(min(before, after), max(before, after)), numbers


def _ranges(numbers: Iterable[int]) -> str:
    """Leaves in canonical form: 98, 99, 100, 103 -> `98-100, 103`."""
    runs: list[tuple[int, int]] = []
    for number in sorted(numbers):
        if runs and number == runs[-1][1] + 1:
            runs[-1] = (runs[-1][0], number)
        else:
            runs.append((number, number))
    return format_leaves((Leaf(first), Leaf(last)) for first, last in runs)

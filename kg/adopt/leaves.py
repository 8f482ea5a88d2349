"""Files whose documents lie in the order of their days, and the leaves in them that nothing printed accounts for.

What lies together is a piece: texts that share a leaf, and the copies of one letter side by side. It lies where its
latest text puts it, as a telegram that is answered on its own leaf is laid with the answer. A piece filed late, or one
whose date is wrong, stands out of the order of the others; it must not speak for the leaves beside it, nor keep the
others from speaking. So only steady pieces bound the days of a leaf: those on every longest run of pieces whose days
never go back. Where two runs are as long, the pieces in which they differ bound nothing.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from kg.adopt.correspondence import file_of, marks
from kg.records.citation import Citation
from kg.records.interval import Interval, interval
from kg.records.letter import Letter
from kg.records.lost import CandidateLeaves, LeafGap
from kg.records.misfiled import Misfiled
from kg.records.shelfmark import Leaf, Path, Shelfmark, all_leaves, format_leaves

IN_ORDER = 0.75  # share of its pieces on one run, from which a file counts as laid by day
ENOUGH = 5  # dated pieces in it

FileKey = tuple[str, ...]


class FileOrder(NamedTuple):
    """How far the pieces of a file lie in the order of their days: those on a longest run, of all."""

    archive: str
    path: Path
    in_order: int
    pieces: int

    @property
    def by_day(self) -> bool:
        """Whether the file can be taken to be laid by day."""
        return self.pieces >= ENOUGH and self.in_order >= IN_ORDER * self.pieces


class _Piece(NamedTuple):
    """Texts that lie together: first and last leaf, the latest day, and each text with its day."""

    low: int
    high: int
    day: str
    texts: tuple[tuple[str, str], ...]


class _Dated(NamedTuple):
    """A dated text: its first and last leaf, its day, the identifier of its letter."""

    low: int
    high: int
    day: str
    letter: str


class _Gap(NamedTuple):
    """Leaves that nothing accounts for, the days they may be of, the letters after and before which they lie."""

    numbers: list[int]
    days: Interval
    after: str
    before: str


class Files:
    """The files in which the letters of an edition are kept, and what is known of their leaves."""

    def __init__(self, letters: Iterable[Letter], citations: Iterable[Citation] = ()) -> None:
        self._dated: dict[FileKey, set[_Dated]] = defaultdict(set)
        self._taken: dict[FileKey, set[int]] = defaultdict(set)
        self._place: dict[FileKey, Shelfmark] = {}
        self._lines: dict[str, int] = {}
        self._laid: dict[FileKey, _Laid] = {}
        self._between: dict[FileKey, list[_Gap]] = {}
        self._free: dict[
            tuple[FileKey, Interval], CandidateLeaves | None
        ] = {}  # missing numbers in a row ask for the same days
        for letter in letters:
            if letter.letter is not None:
                self._lines[letter.letter] = letter.line
                for mark in marks(letter):
                    self._add(mark, interval(letter.date).day, letter.letter)
        for citation in citations:
            if citation.kind == "archival" and citation.leaves:
                key = file_of(citation.shelfmark())
                if key in self._place:
                    self._taken[key].update(leaf.number for leaf in all_leaves(citation.leaves))

    def _add(self, mark: Shelfmark, day: str | None, letter: str) -> None:
        if not mark.leaves or not mark.archive or not mark.path:
            return
        key, numbers = file_of(mark), [leaf.number for leaf in all_leaves(mark.leaves)]
        self._place.setdefault(key, mark)
        self._taken[key].update(numbers)
        if day:
            self._dated[key].add(_Dated(min(numbers), max(numbers), day, letter))

    def orders(self) -> tuple[FileOrder, ...]:
        """How far each file is laid by day, in the order of their codes."""
        return tuple(self._order(key) for key in sorted(self._place))

    def misfiled(self) -> Iterator[Misfiled]:
        """The pieces whose days run against the leaves of a file that is laid by day, in the order of the leaves."""
        for key in sorted(self._place):
            if self._order(key).by_day:
                yield from self._out_of_order(key)

    def candidates(self, key: FileKey, days: Interval) -> CandidateLeaves | None:
        """The leaves of one file that nothing accounts for, between steady pieces of days that include one of `days`.

        None where the file is not laid by day, or has no such leaf.
        """
        mark = self._place.get(key)
        if mark is None or None in days:
            return None
        if (key, days) not in self._free:
            found = [gap for gap in self._gaps(key) if gap.days.overlaps(days)]
            free = CandidateLeaves(
                archive=str(mark.archive),
                path=mark.path,
                leaves=_ranges(number for gap in found for number in gap.numbers),
                gaps=tuple(LeafGap(leaves=_ranges(g.numbers), after=g.after, before=g.before) for g in found),
            )
            self._free[key, days] = free if found else None
        return self._free[key, days]

    def _pieces(self, key: FileKey) -> _Laid:
        if key not in self._laid:
            self._laid[key] = _Laid(_together(sorted(self._dated[key])))
        return self._laid[key]

    def _order(self, key: FileKey) -> FileOrder:
        laid, mark = self._pieces(key), self._place[key]
        return FileOrder(str(mark.archive), mark.path, laid.longest, len(laid.pieces))

    def _gaps(self, key: FileKey) -> list[_Gap]:
        """The leaves that nothing accounts for between two steady pieces of a file that is laid by day."""
        if key not in self._between:
            self._between[key] = list(self._find_gaps(key)) if self._order(key).by_day else []
        return self._between[key]

    def _find_gaps(self, key: FileKey) -> Iterator[_Gap]:
        taken = self._taken[key]
        for one, other in pairwise(self._pieces(key).bounds()):
            numbers = [number for number in range(one.high + 1, other.low) if number not in taken]
            if numbers:
                yield _Gap(numbers, Interval(one.day, other.day), _latest(one)[0], _latest(other)[0])

    def _out_of_order(self, key: FileKey) -> Iterator[Misfiled]:
        laid, mark = self._pieces(key), self._place[key]
        for piece, other in laid.unsteady():
            for letter in _latest(piece):
                yield Misfiled(
                    letter=letter,
                    line=self._lines[letter],
                    date=piece.day,
                    archive=str(mark.archive),
                    path=mark.path,
                    leaves=_ranges(range(piece.low, piece.high + 1)),
                    other=_latest(other)[0],
                    other_date=other.day,
                    behind=other.low < piece.low,
                )


class _Laid:
    """The pieces of a file in the order of its leaves, and the longest runs of them in which no day goes back."""

    def __init__(self, pieces: Sequence[_Piece]) -> None:
        self.pieces = pieces
        rank = {day: number for number, day in enumerate(sorted({piece.day for piece in pieces}))}
        days = [rank[piece.day] for piece in pieces]
        upto, onward = _runs(days), _runs([-day for day in reversed(days)])[::-1]
        self.longest = max(upto, default=0)
        # Of each piece on a longest run its place in the run, None for the others.
        self.place = [
            here if here + there - 1 == self.longest else None for here, there in zip(upto, onward, strict=True)
        ]
        rivals = Counter(self.place)
        self.steady = [place is not None and rivals[place] == 1 for place in self.place]

    def bounds(self) -> list[_Piece]:
        """The steady pieces; before the first and behind the last the nearest of those that may be next in the run.

        Of these the nearest has the widest day: of two pieces that rival for a place the one behind is the earlier.
        """
        found = [at for at, steady in enumerate(self.steady) if steady]
        if not found:
            return []
        first, last = self.place[found[0]] or 0, self.place[found[-1]] or 0
        head = [at for at, place in enumerate(self.place) if place == first - 1][-1:]
        tail = [at for at, place in enumerate(self.place) if place == last + 1][:1]
        return [self.pieces[at] for at in (*head, *found, *tail)]

    def unsteady(self) -> Iterator[tuple[_Piece, _Piece]]:
        """The other pieces, each with the nearest of those that its day runs against."""
        for at, piece in enumerate(self.pieces):
            if not self.steady[at]:
                yield piece, self._against(at)

    def _against(self, at: int) -> _Piece:
        own = self.pieces[at]
        before = ((at - n, piece) for n, piece in enumerate(reversed(self.pieces[:at]), 1) if piece.day > own.day)
        after = ((n, piece) for n, piece in enumerate(self.pieces[at:], at) if piece.day < own.day)
        near = (next(before, None), next(after, None))
        return min((found for found in near if found), key=lambda found: abs(found[0] - at))[1]


def _latest(piece: _Piece) -> list[str]:
    """The letters of a piece that give it its day."""
    return sorted({letter for letter, day in piece.texts if day == piece.day})


def _together(dated: Iterable[_Dated]) -> list[_Piece]:
    """Dated texts, in the order of their leaves, as pieces."""
    pieces: list[_Piece] = []
    for text in dated:
        last = pieces[-1] if pieces else None
        said = (text.letter, text.day)
        if last and (text.low <= last.high or said in last.texts):
            high, day = max(last.high, text.high), max(last.day, text.day)
            pieces[-1] = _Piece(last.low, high, day, (*last.texts, said))
        else:
            pieces.append(_Piece(text.low, text.high, text.day, (said,)))
    return pieces


def _runs(numbers: Iterable[int]) -> list[int]:
    """For each number the length of the longest run that ends with it, in which no number is less than one before."""
    lasts: list[int] = []  # of the runs of each length, the least last number
    found = []
    for number in numbers:
        at = bisect_right(lasts, number)
        lasts[at : at + 1] = [number]
        found.append(at + 1)
    return found


def _ranges(numbers: Iterable[int]) -> str:
    """Leaves in canonical form: 98, 99, 100, 103 -> `98-100, 103`."""
    runs: list[tuple[int, int]] = []
    for number in sorted(numbers):
        if runs and number == runs[-1][1] + 1:
            runs[-1] = (runs[-1][0], number)
        else:
            runs.append((number, number))
    return format_leaves((Leaf(first), Leaf(last)) for first, last in runs)

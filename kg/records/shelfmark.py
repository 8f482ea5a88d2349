"""Shelfmarks: an archive, ordered levels (fond, opis, delo; box, folder; Nachlass, Mappe), and leaves."""

from __future__ import annotations

import re
from collections.abc import Iterable

import msgspec

# Levels from the outermost inwards, level name -> code: {"fond": "558", "opis": "11", "delo": "77"}.
Path = dict[str, str]

_LEAF = re.compile(r"(?P<number>\d+)(?P<suffix>[a-uw-z]?)(?P<verso>v?)")
MAX_LEAVES = 5000  # a range longer than this is a slip of the scan, not a file


class Leaf(msgspec.Struct, frozen=True, forbid_unknown_fields=True, order=True):
    """One side of a leaf, in the order of the file: 12, 12v, 12a, 12av, 13."""

    number: int
    suffix: str = ""
    verso: bool = False

    def __str__(self) -> str:
        return f"{self.number}{self.suffix}{'v' if self.verso else ''}"

    @property
    def sort_key(self) -> int:
        """A position in the file that orders recto, verso and inserted leaves."""
        inserted = ord(self.suffix) - ord("a") + 1 if self.suffix else 0
        return (self.number * 27 + inserted) * 2 + self.verso


class Shelfmark(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Where a document is kept, as found (`raw`, with its slips) and as understood.

    `leaves` is canonical: `78-79`, `73, 73v`, `111v, 110v`. `forms` are the document forms that the edition names
    for this copy. `corrected` says that a slip of the scan was mended.
    """

    archive: str | None
    path: Path
    leaves: str | None = None
    forms: tuple[str, ...] = ()
    raw: str = ""
    line: int | None = None
    column: int = 1
    corrected: bool = False


def parse_leaf(text: str) -> Leaf:
    """Read one leaf (`73`, `73v`, `12a`, `12av`).

    Raises ValueError when `text` is not a leaf.
    """
    match = _LEAF.fullmatch(text.strip())
    if not match:
        raise ValueError(f"not a leaf: {text!r} (expected a number, then a letter for an inserted leaf, then v)")
    return Leaf(int(match["number"]), match["suffix"], bool(match["verso"]))


def parse_leaves(text: str) -> tuple[tuple[Leaf, Leaf], ...]:
    """Read canonical leaves into ranges, in the order written: `22-29, 31v` -> ((22, 29), (31v, 31v)).

    Raises ValueError when a part is not a leaf or a range runs backwards or too far.
    """
    ranges = []
    for part in text.split(","):
        first, dash, last = part.partition("-")
        begin = parse_leaf(first)
        end = parse_leaf(last) if dash else begin
        if not begin <= end or end.number - begin.number > MAX_LEAVES:
            raise ValueError(f"not a range of leaves: {part.strip()!r}")
        ranges.append((begin, end))
    return tuple(ranges)


def format_leaves(ranges: Iterable[tuple[Leaf, Leaf]]) -> str:
    """The canonical form that `parse_leaves` reads."""
    return ", ".join(str(a) if a == b else f"{a}-{b}" for a, b in ranges)


def all_leaves(text: str) -> tuple[Leaf, ...]:
    """Every leaf of `text` once, in the order of the file; `22-29` has eight.

    Raises ValueError as `parse_leaves` does.
    """
    found: set[Leaf] = set()
    for begin, end in parse_leaves(text):
        found.update((begin, end))
        found.update(Leaf(number) for number in range(begin.number + 1, end.number))
    return tuple(sorted(found, key=lambda leaf: leaf.sort_key))


def same_leaf(this: Shelfmark, that: Shelfmark) -> bool:
    """Whether two shelfmarks name a leaf in common, recto or verso, of the same unit."""
    if this.archive != that.archive or this.path != that.path or not this.leaves or not that.leaves:
        return False
    sheets = {(leaf.number, leaf.suffix) for leaf in all_leaves(this.leaves)}
    return any((leaf.number, leaf.suffix) in sheets for leaf in all_leaves(that.leaves))


_LONGEST_CODE = 80  # characters; what is longer is prose
_LONGEST_ARCHIVE = 150


def tidied(mark: Shelfmark) -> Shelfmark:
    """A shelfmark that people typed, as one that can be published; `raw` keeps what was typed.

    A semicolon would make it two, a stray sign at an end would be part of a code; a code of signs alone is none.
    """
    path = {level: code for level, typed in mark.path.items() if (code := tidy_code(typed))}
    archive = tidy_code(mark.archive or "", _LONGEST_ARCHIVE) or None
    if (archive, path) == (mark.archive, dict(mark.path)):
        return mark
    return msgspec.structs.replace(mark, archive=archive, path=path)


def tidy_code(code: str, longest: int = _LONGEST_CODE) -> str:
    """A code with single spaces, without stray signs at its ends and without semicolons; empty when it is none."""
    if len(code) > longest or not any(map(str.isalnum, code)):
        return ""
    return " ".join(code.replace(";", ",").split()).strip(" .,:-")

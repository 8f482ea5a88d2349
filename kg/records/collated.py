"""One letter in several editions: what each edition says of it, and why two printed letters are one."""

from __future__ import annotations

from typing import Literal

import msgspec

from kg.records.interval import Interval
from kg.records.shelfmark import Shelfmark

Surety = Literal["certain", "probable", "candidate"]


class Printing(msgspec.Struct, frozen=True, kw_only=True):
    """What an edition says of a letter that other editions may print too.

    `authors` and `addressees` are identifiers of persons and groups; `days` are those that its date allows, `doubted`
    says that the edition doubts it. `references` are addresses of this and other descriptions of the letter; `numbers`
    pairs of a printed edition and the letter's number in it; `incipit` is a hash of its first words. `order` is its
    place in the edition, `line` where it begins there.
    """

    edition: str
    letter: str
    order: int
    line: int = 1
    authors: frozenset[str] = frozenset()
    addressees: frozenset[str] = frozenset()
    days: Interval = Interval()
    doubted: bool = False
    places: frozenset[str] = frozenset()
    shelfmarks: tuple[Shelfmark, ...] = ()
    references: frozenset[str] = frozenset()
    numbers: frozenset[tuple[str, str]] = frozenset()
    incipit: str = ""


class Collation(msgspec.Struct, frozen=True, kw_only=True):
    """Two printings of one letter.

    `evidence` names what they have in common, `against` what they have not, in words of the vocabulary: address,
    edition-number, shelfmark, incipit, parties, some-parties, day, days, place, order. `candidate` stands where another
    letter of the same edition fits as well.
    """

    one: Printing
    other: Printing
    evidence: tuple[str, ...]
    against: tuple[str, ...] = ()
    certainty: Surety

    @property
    def later(self) -> Printing:
        """The printing whose identifier was issued later: it is said to be the other one."""
        return max(self.one, self.other, key=lambda end: (len(end.letter), end.letter))

    @property
    def earlier(self) -> Printing:
        """The printing whose identifier was issued earlier."""
        return min(self.one, self.other, key=lambda end: (len(end.letter), end.letter))


class Shared(msgspec.Struct, frozen=True, kw_only=True):
    """A printing of a letter that other editions print too, as the collation leaves it.

    `letter` is the identifier under which the letter is published, `own` that under which it was found here; the values
    that count stand with the printing that is `first`, the others add what is theirs. `copies` are the identifiers of
    its copies, one for each of its shelfmarks: that of an earlier printing where the shelfmark is the same. `editions`
    are the names of the others; `taken` are values that count because these give them and this one does not: the field
    (`date`, `sender`, `recipient`) and the value.
    """

    letter: str
    own: str
    first: bool
    copies: tuple[str, ...] = ()
    editions: tuple[str, ...] = ()
    taken: tuple[tuple[str, str], ...] = ()

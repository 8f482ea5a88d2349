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
    place in the edition.
    """

    edition: str
    letter: str
    order: int
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


class Shared(msgspec.Struct, frozen=True, kw_only=True):
    """A printing of a letter that other editions print too, as the collation leaves it.

    `letter` is the identifier under which the letter is published, `own` that under which it was found here; `number`
    counts the printings, from 0: the values that count stand with number 0, the others add what is theirs. `copies` are
    the shelfmarks of all printings, each once, and `mentions` is how many mentions the printings before this one have.
    `editions` are the names of the others; `pairs` say why they are one letter.
    """

    letter: str
    own: str
    number: int
    copies: tuple[Shelfmark, ...] = ()
    mentions: int = 0
    editions: tuple[str, ...] = ()
    pairs: tuple[Collation, ...] = ()

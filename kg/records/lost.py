"""Lost letters: what an edition attests and does not print."""

from __future__ import annotations

import msgspec

from kg.records.shelfmark import Path, Shelfmark


class LeafGap(msgspec.Struct, frozen=True, kw_only=True):
    """Leaves (canonical: `98-100, 103`) between those of the letters `after` and `before`, in the order of the file."""

    leaves: str
    after: str
    before: str


class CandidateLeaves(msgspec.Struct, frozen=True, kw_only=True):
    """Leaves where a lost letter may be kept: between dated letters of a file, and nothing accounts for them.

    `leaves` is canonical (`98-100, 103`); `gaps` are the same, with the letters around them.
    """

    archive: str
    path: Path
    leaves: str
    gaps: tuple[LeafGap, ...] = ()


class Attestation(msgspec.Struct, frozen=True, kw_only=True):
    """One piece of evidence: `kind`, the identifier of the letter or heading that bears it, its line, what it says.

    Kinds: `below` and `above` (a neighbour of a missing number, which is the value), `number`, `date`, `received`,
    `count`, `mention` (a passage of a letter), `note` (the editors tell of it), `enclosure` (a letter sends it),
    `missing` (a note says that it is lost), `heading` (a printed heading without its document). `raw` are the words:
    names, numbers, dates, the word for a letter; empty where there are none of these.
    """

    kind: str
    record: str
    line: int
    value: str
    raw: str = ""


class LostLetter(msgspec.Struct, frozen=True, kw_only=True):
    """A letter, telegram or enclosure that must or may have existed and that this edition does not print.

    It may be printed elsewhere, and a number may never have been used: all that is said is that it is not here.

    `key` is made of the evidence alone (number and series; parties and day; the letter that speaks of it), never of a
    position; `said` is the part of it that words make, also where a number makes the key. `kind` is letter, telegram,
    enclosure, or document where nothing says which. `senders` and `recipients` are those expected, empty where nothing
    says; `date` is EDTF within the bounds that the evidence sets, null when it sets none. `number` is a place in
    `series` (`telegrams of Stalin, 1932`); `joined` says that number and words come from two pieces of evidence, joined
    by rule, so that the number is only probable. `count` is how many writings the evidence speaks of, 0 for several.
    `enclosed_in` is the letter with which an enclosure went. `leaves` are candidates only; `shelfmarks` are those that
    the notes cite for it.

    `may_be` names what fits as well: keys of other lost letters that may be this one, and identifiers of letters that
    the edition prints without a number or an exact day. `certainty` is that of the weakest thing it rests on: of the
    letter as it is described here, its number and its day included.

    - `certain`: a letter of the edition or its notes date it, number it, quote it, or say that it is missing;
    - `probable`: a letter speaks of it without day or number and no printed letter fits; or a note says only that
      somebody agreed; or a printed heading stands without a document; or its number or its day comes from a second
      piece of evidence that is joined to the first by rule;
    - `possible`: only a gap in a series of numbers speaks for it, or a printed letter may be it.
    """

    key: str
    kind: str
    certainty: str
    senders: tuple[str, ...] = ()
    recipients: tuple[str, ...] = ()
    date: str | None = None
    series: str = ""
    number: int | None = None
    said: str = ""
    joined: bool = False
    count: int = 1
    enclosed_in: str | None = None
    leaves: tuple[CandidateLeaves, ...] = ()
    shelfmarks: tuple[Shelfmark, ...] = ()
    may_be: tuple[str, ...] = ()
    evidence: tuple[Attestation, ...] = ()

    @property
    def known(self) -> bool:
        """Whether the editors know it and print it elsewhere or not at all: a note quotes it or tells of it."""
        return any(item.kind == "note" for item in self.evidence)

"""A letter as other people's metadata describe it: a row of a table, a `correspDesc` of TEI or CMIF, a component of a
finding aid. What a reader of such a format hands over, before names are looked up and identifiers issued.

A reader is a function `read(path) -> Iterator[Item]` in `kg/read/FORMAT.py`: it yields what it finds in the order of
the file, and last a Tally. Each record of the file is one Described or one Refused; what a reader does not understand
is a Problem. It raises KgError with file, line and column when the file cannot be read to its end: nothing of such a
file is taken.
"""

from __future__ import annotations

from typing import Literal

import msgspec

from kg.records.problem import Problem
from kg.records.shelfmark import Shelfmark
from kg.records.unit import Unit

# The words of TEI's att.global.responsibility (`@cert`, `@evidence`); empty where the source says nothing.
Certainty = Literal["", "high", "medium", "low", "unknown"]
Evidence = Literal["", "internal", "external", "conjecture"]


class Named(msgspec.Struct, frozen=True, kw_only=True):
    """A person, a group or a place as a source names it at `line`:`column` (one-based; in a table, row and cell).

    `identifiers` are IRIs of authorities that stand beside the name, as they stand there. An empty `text` is one whom
    the source knows to have been there and cannot name.
    """

    text: str
    kind: Literal["person", "group", "place"]
    identifiers: tuple[str, ...] = ()
    certainty: Certainty = ""
    evidence: Evidence = ""
    line: int
    column: int = 1


class Dated(msgspec.Struct, frozen=True, kw_only=True):
    """A date as written (`text`) and as understood: `edtf` in the Gregorian calendar, None when it was not understood.

    `calendar` is the one that the source dates by; `both` for a double date (12/24 March 1871). `why` says why a date
    was not understood, where the reader knows.
    """

    text: str
    edtf: str | None
    why: str = ""
    calendar: Literal["", "gregorian", "julian", "both"] = ""
    certainty: Certainty = ""
    evidence: Evidence = ""
    line: int
    column: int = 1


class Action(msgspec.Struct, frozen=True, kw_only=True):
    """What else was done with a letter: `type` is the source's word for it (transmitted, redirected, forwarded)."""

    type: str
    actors: tuple[Named, ...] = ()
    places: tuple[Named, ...] = ()
    date: Dated | None = None
    line: int
    column: int = 1


class Described(msgspec.Struct, frozen=True, kw_only=True):
    """One letter of a source: lines `lines` (one-based, inclusive) of its file, at `path` in it (an XPath, a cell).

    `edition` is the key under which the file describes the edition that prints the letter, `number` its number there;
    `url` is the address that the source gives the letter, `same_as` addresses of other descriptions of it. `key` is the
    source's own name of the letter (`xml:id`, a column), `aliases` are further ones. `answers`, `answered_by` and
    `attached_to` name other letters by any of these; so do `previous` and `next`, the neighbours in a correspondence,
    which need not be answers. `incipit` serves to compare editions by its hash and is never published; `wording`,
    paragraph by paragraph, is where the rights of the edition allow it.
    """

    lines: tuple[int, int]
    column: int = 1
    path: str
    key: str = ""
    edition: str = ""
    number: str = ""
    aliases: tuple[str, ...] = ()
    url: str = ""
    same_as: tuple[str, ...] = ()
    senders: tuple[Named, ...] = ()
    recipients: tuple[Named, ...] = ()
    written: Dated | None = None
    received: Dated | None = None
    sent_from: tuple[Named, ...] = ()
    sent_to: tuple[Named, ...] = ()
    actions: tuple[Action, ...] = ()
    shelfmarks: tuple[Shelfmark, ...] = ()
    answers: tuple[str, ...] = ()
    answered_by: tuple[str, ...] = ()
    attached_to: tuple[str, ...] = ()
    previous: tuple[str, ...] = ()
    next: tuple[str, ...] = ()
    mentions: tuple[Named, ...] = ()
    forms: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    incipit: str = ""
    wording: tuple[str, ...] = ()
    note: str = ""


class Bibliography(msgspec.Struct, frozen=True, kw_only=True):
    """An edition that a source describes under `key`: the reference as it stands there, and its address."""

    key: str
    text: str
    kind: Literal["", "print", "online", "hybrid"] = ""
    url: str = ""


class About(msgspec.Struct, frozen=True, kw_only=True):
    """What a file says of itself: its title, who made it, its address, its day (EDTF), its licence (IRI and words).

    `language` is that of what it says, `original` that of the letters, BCP 47 tags; empty where the file does not tell.
    """

    title: str = ""
    editors: tuple[str, ...] = ()
    publisher: str = ""
    url: str = ""
    date: str = ""
    licence: str = ""
    rights: str = ""
    language: str = ""
    original: str = ""


class Listed(msgspec.Struct, frozen=True, kw_only=True):
    """An entry of a list of persons, groups or places in a file; `key` is the name by which the file refers to it."""

    key: str
    kind: Literal["person", "group", "place"]
    text: str
    variants: tuple[str, ...] = ()
    identifiers: tuple[str, ...] = ()
    born: str = ""
    died: str = ""
    latitude: float | None = None
    longitude: float | None = None
    line: int
    column: int = 1


class Related(msgspec.Struct, frozen=True, kw_only=True):
    """What a source says that somebody is to somebody else, both by identifiers of the source (`subject`, `object`).

    `relation` is one of those of `kg.records.group.Relation`, `dates` EDTF; `text` is what the source calls the other.
    """

    subject: str
    relation: Literal["subordinate", "successor", "family", "associated"]
    object: str
    dates: str = ""
    text: str = ""
    line: int
    column: int = 1


class Shelved(msgspec.Struct, frozen=True, kw_only=True):
    """A component of a finding aid at `line`:`column`: the row of an archival unit, or None for a heading without a
    code, whose words stand in rows of units under or around it. `counts` is False for a unit that is only named.
    """

    unit: Unit | None
    counts: bool = True
    line: int
    column: int = 1


class Refused(msgspec.Struct, frozen=True, kw_only=True):
    """A record of a file that became no letter, and why."""

    problem: Problem


class Tally(msgspec.Struct, frozen=True, kw_only=True):
    """How many records a file holds, counted without regard to what became of them; and how many lines."""

    records: int
    lines: int


Item = About | Bibliography | Listed | Described | Shelved | Related | Refused | Problem | Tally

"""A letter as other people's metadata describe it: a row of a table, a `correspDesc` of TEI or CMIF, a component of a
finding aid. What a reader of such a format hands over, before names are looked up and identifiers issued.
"""

from __future__ import annotations

from typing import Literal

import msgspec

from kg.records.shelfmark import Shelfmark

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

    `calendar` is the one that the source dates by; `both` for a double date (12/24 March 1871).
    """

    text: str
    edtf: str | None
    calendar: Literal["", "gregorian", "julian", "both"] = ""
    certainty: Certainty = ""
    evidence: Evidence = ""
    line: int
    column: int = 1


class Described(msgspec.Struct, frozen=True, kw_only=True):
    """One letter of a source: lines `lines` (one-based, inclusive) of its file, at `path` in it (an XPath, a cell).

    `edition` is the key under which the file describes the edition that prints the letter, `number` its number there;
    `url` is the address that the source gives the letter, `same_as` addresses of other descriptions of it. `key` is the
    source's own name of the letter (`xml:id`, a column). `answers`, `answered_by` and `attached_to` name other letters
    by url, number or key. `incipit` serves to compare editions by its hash and is never published.
    """

    lines: tuple[int, int]
    column: int = 1
    path: str
    key: str = ""
    edition: str = ""
    number: str = ""
    url: str = ""
    same_as: tuple[str, ...] = ()
    senders: tuple[Named, ...] = ()
    recipients: tuple[Named, ...] = ()
    written: Dated | None = None
    received: Dated | None = None
    sent_from: tuple[Named, ...] = ()
    sent_to: tuple[Named, ...] = ()
    shelfmarks: tuple[Shelfmark, ...] = ()
    answers: tuple[str, ...] = ()
    answered_by: tuple[str, ...] = ()
    attached_to: tuple[str, ...] = ()
    mentions: tuple[Named, ...] = ()
    forms: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    incipit: str = ""
    note: str = ""


class Bibliography(msgspec.Struct, frozen=True, kw_only=True):
    """An edition that a source describes under `key`: the reference as it stands there, and its address."""

    key: str
    text: str
    kind: Literal["", "print", "online", "hybrid"] = ""
    url: str = ""

"""A claim: one witness says one thing, and whether it is believed. A judgement: why one saying was preferred."""

from __future__ import annotations

from hashlib import sha256
from typing import Literal

import msgspec

from kg.records.link import Link

Status = Literal["adopted", "rejected", "candidate"]
Certainty = Literal["certain", "probable", "possible"]
Voice = Literal["author", "office", "editors", "program", "curator"]


class Claim(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """`witness` on `lines` of the source says that `field` of the thing `about` has `value`.

    `about` is the identifier of a letter, a heading or a decision; `owner` that of the letter, heading or decision on
    whose page the claim belongs. `value` is as in the records: a name, an EDTF date, a number, an identifier.
    `witness` is a term of the scheme `voc:witness-types`, `rule` one of `voc:rules`. `voice` is who speaks in the
    passage: the author, the office that handled the document, the editors, the program, a curator. `raw` are the words
    of the passage: names, numbers, dates, shelfmarks, never prose. `lines` and `column` are one-based. `record` is the
    letter in which the passage stands, where it is not the thing itself that it speaks of. `evidence` is on what the
    editors of a description say that they rest it: internal, external or conjecture.
    """

    id: str
    about: str
    field: str
    value: str
    witness: str
    voice: Voice
    raw: str
    lines: tuple[int, int]
    column: int = 1
    status: Status
    certainty: Certainty
    rule: str
    record: str = ""
    evidence: str = ""


class Judgement(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Why, of contradicting claims on one `field` of `about`, some are adopted and others rejected.

    `adopts` and `rejects` are identifiers of claims. `curator`, `date` (`YYYY-MM-DD`) and `reason` are a person's where
    a person judged; else `rule` says all.
    """

    id: str
    about: str
    field: str
    rule: str
    adopts: tuple[str, ...]
    rejects: tuple[str, ...]
    reason: str = ""
    curator: str = ""
    date: str = ""


def claim_id(source: str, lines: tuple[int, int], about: str, field: str, witness: str, value: str) -> str:
    """The identifier of a claim: a hash of what it says and where, so that it is the same in every run.

    `source` is the SHA-256 of the text. The status is no part of it: a claim that is rejected later is the same claim.
    """
    return f"c{_digest(source, *map(str, lines), about, field, witness, value)}"


def link_id(link: Link) -> str:
    """The identifier of the claim that a row of the link ledger makes."""
    return f"c{_digest('links', link.kind, link.subject, link.predicate, link.object)}"


def judgement_id(about: str, field: str) -> str:
    """The identifier of the judgement on one field of one thing."""
    return f"j{_digest(about, field)}"


def _digest(*parts: str) -> str:
    return sha256("\0".join(parts).encode()).hexdigest()[:16]

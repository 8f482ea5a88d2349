"""A letter as found: its heading, its body, what each says, and the values adopted by rule."""

from __future__ import annotations

import msgspec

from kg.records.heading import Heading
from kg.records.shelfmark import Shelfmark
from kg.records.witness import Witness
from kg.source import Source


class Body(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What the body says of itself; null where it is silent.

    `lines` run from the first line after the archive line to the last line of signature, number or date.
    `date` is EDTF, `time` is local civil time, `HH:MM`.
    """

    lines: tuple[int, int]
    senders: tuple[str, ...] | None = None
    recipients: tuple[str, ...] | None = None
    date: str | None = None
    time: str | None = None


class Sent(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, rename={"from_": "from"}):
    """Sending in code: local time `YYYY-MM-DDTHH:MM`, place, and the leaf of the enciphered text where it is noted."""

    at: str
    from_: str | None = None
    line: int | None = None
    shelfmark: Shelfmark | None = None


class Mention(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, omit_defaults=True):
    """A person named in the body: first spelling printed, first line, every line when there are several.

    `spellings` has the spelling on each of `lines`, where they differ.

    `person` is the identifier in the authority table, absent while nobody has settled who it is.
    """

    text: str
    line: int
    lines: tuple[int, ...] = ()
    spellings: tuple[str, ...] = ()
    person: str | None = None


class Letter(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One printed heading with the document under it, or a document without a heading, or a heading without one.

    `senders`, `recipients`, `date` (EDTF) are adopted by rule; what contradicts them stays in heading and body and is
    named in `conflicts`. `letter` is the identifier of the document, null when there is none.
    """

    line: int
    source: Source
    heading: Heading | None
    letter: str | None
    body: Body | None
    senders: tuple[str, ...] = ()
    recipients: tuple[str, ...] = ()
    date: str | None = None
    conflicts: tuple[str, ...] = ()
    shelfmarks: tuple[Shelfmark, ...] = ()
    forms: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()
    sent: Sent | None = None
    answers: tuple[str, ...] = ()
    mentions: tuple[Mention, ...] = ()
    witnesses: tuple[Witness, ...] = ()

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

    `person` is the identifier in the authority table, absent while nobody has settled who it is. `means` is that of a
    group or a place, where one is named.
    """

    text: str
    line: int
    lines: tuple[int, ...] = ()
    spellings: tuple[str, ...] = ()
    person: str | None = None
    means: str = ""


class Handling(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, omit_defaults=True):
    """What else a description says was done with the letter, as its `type` has it: transmitted, redirected, forwarded.

    `actors` and `places` are names, `date` is EDTF.
    """

    type: str
    actors: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    date: str | None = None
    line: int


class Description(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, omit_defaults=True):
    """What a description of a letter in other people's metadata says beside parties, date and shelfmarks.

    `path` is its place in the file: an XPath, a cell. `key` is the source's own name of the letter; `edition` the key
    of the printed edition (`found/bibliography.jsonl`) that prints it, as `number`; `url` its address there, `same_as`
    what the source calls other descriptions of it. `sent_from`, `sent_to` are names of places, `received` is a date
    (EDTF), `handled` what else was done with the letter. `answers`, `answered_by`, `attached_to` are identifiers of
    letters of the workspace; what none is known for stands in `answers_as_found` and so on; `previous` and `next` are
    the letters before and after it in its correspondence, which need not be answers. `languages` are BCP 47 tags.
    `actors` and `places` say whom and which place each name of this record means: name -> identifier in the authority
    tables. `incipit` is a hash, by which editions are compared.
    """

    path: str
    key: str = ""
    edition: str = ""
    number: str = ""
    url: str = ""
    same_as: tuple[str, ...] = ()
    sent_from: tuple[str, ...] = ()
    sent_to: tuple[str, ...] = ()
    received: str | None = None
    calendar: str = ""
    handled: tuple[Handling, ...] = ()
    languages: tuple[str, ...] = ()
    answers: tuple[str, ...] = ()
    answered_by: tuple[str, ...] = ()
    attached_to: tuple[str, ...] = ()
    answers_as_found: tuple[str, ...] = ()
    answered_by_as_found: tuple[str, ...] = ()
    attached_to_as_found: tuple[str, ...] = ()
    previous: tuple[str, ...] = ()
    next: tuple[str, ...] = ()
    previous_as_found: tuple[str, ...] = ()
    next_as_found: tuple[str, ...] = ()
    actors: dict[str, str] = {}
    places: dict[str, str] = {}
    incipit: str = ""
    note: str = ""


class Letter(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One printed heading with the document under it, or a document without a heading, or a heading without one.

    `senders`, `recipients`, `date` (EDTF) are adopted by rule; what contradicts them stays in heading and body and is
    named in `conflicts`. `letter` is the identifier of the document, null when there is none. `described` is there for
    a letter that was imported from a description, and only then.
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
    described: Description | msgspec.UnsetType = msgspec.UNSET

    @property
    def description(self) -> Description | None:
        """What other people's metadata say of the letter, or None."""
        return self.described if isinstance(self.described, Description) else None

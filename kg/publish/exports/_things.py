"""The records that are exported: letters and what they speak of. The names of the fields are those of the report."""

from __future__ import annotations

from collections.abc import Collection

import msgspec


class Actor(msgspec.Struct, frozen=True):
    """A person, a group or a place as one letter has it; without an IRI, a name that nobody has settled.

    `same_as` are IRIs in authority files; `certainty` and `evidence` are TEI's words, empty where no claim says.
    """

    iri: str
    name: str
    kind: str = ""
    same_as: tuple[str, ...] = ()
    certainty: str = ""
    evidence: str = ""


class Span(msgspec.Struct, frozen=True):
    """A date: EDTF as recorded, and what follows from it: first and last day (empty where open), words.

    `time` is `HH:MM`, where the minute is known. A span without EDTF is no date, and false.
    """

    edtf: str = ""
    first: str = ""
    last: str = ""
    time: str = ""
    words: str = ""
    certainty: str = ""
    evidence: str = ""

    def __bool__(self) -> bool:
        return bool(self.edtf)


class Number(msgspec.Struct, frozen=True):
    """A number that a letter bears, as printed, and its kind in words."""

    text: str
    kind: str


class Kept(msgspec.Struct, frozen=True):
    """A document that carries a letter: its shelfmark, the archive, the unit, the leaves, what kind of document."""

    iri: str
    shelfmark: str
    archive: str = ""
    archive_name: str = ""
    unit: str = ""
    leaves: str = ""
    forms: tuple[str, ...] = ()
    as_found: str = ""


class Other(msgspec.Struct, frozen=True):
    """Another letter that a letter answers or speaks of, or that answers it."""

    iri: str
    label: str


class Handled(msgspec.Struct, frozen=True):
    """Something that was done with a letter beside sending and receiving it: `forwarded`; by whom, where, when."""

    type: str
    who: tuple[str, ...] = ()
    where: tuple[str, ...] = ()
    when: Span = Span()


class Mention(msgspec.Struct, frozen=True):
    """A person whom a letter names, with the spellings printed."""

    iri: str
    name: str
    same_as: tuple[str, ...] = ()
    spellings: tuple[str, ...] = ()


class Topic(msgspec.Struct, frozen=True):
    """What a letter is about."""

    iri: str
    name: str


def unmarked(name: str, variants: Collection[str]) -> str:
    """A name without what the tables add to tell it from a namesake: `Ada Berg (letters-1871)`, also called `Ada Berg`.

    Others know whom it means by the identifier beside it.
    """
    bare, _, _ = name.rpartition(" (")
    return bare if bare and name.endswith(")") and bare in variants else name


class Words(msgspec.Struct, frozen=True):
    """The words of a letter as an edition has them, on the terms `rights` and `licence` (an IRI).

    `language` is a BCP 47 tag; `translated` says that these are not the letter's own words.
    """

    words: str
    language: str = ""
    rights: str = ""
    licence: str = ""
    translated: bool = False


class Printing(msgspec.Struct, frozen=True):
    """Where an edition has a letter: the IRI of the capture, lines, the printed edition, number and address there."""

    edition: str = ""
    lines: str = ""
    printed_in: str = ""
    edition_number: str = ""
    url: str = ""


class Letter(msgspec.Struct, frozen=True, kw_only=True):
    """A letter with the values that count. `edition` is the IRI of the capture, `lines` where it stands in it.

    `printed_in` is a printed edition that prints it as `edition_number`, `url` its address there; `also_printed` says
    the same of other editions. `other_descriptions` are names or addresses of others. `before` and `after`
    are its neighbours in the correspondence.
    """

    iri: str
    label: str
    label_ru: str = ""
    edition: str = ""
    lines: str = ""
    printed_in: str = ""
    edition_number: str = ""
    url: str = ""
    also_printed: tuple[Printing, ...] = ()
    other_descriptions: tuple[str, ...] = ()
    authors: tuple[Actor, ...] = ()
    addressees: tuple[Actor, ...] = ()
    sent_from: tuple[Actor, ...] = ()
    sent_to: tuple[Actor, ...] = ()
    written: Span = Span()
    sent: Span = Span()
    received: Span = Span()
    mode: str = ""
    labels: tuple[str, ...] = ()
    numbers: tuple[Number, ...] = ()
    languages: tuple[str, ...] = ()
    carriers: tuple[Kept, ...] = ()
    answers: tuple[Other, ...] = ()
    answered_by: tuple[Other, ...] = ()
    refers_to: tuple[Other, ...] = ()
    before: tuple[Other, ...] = ()
    after: tuple[Other, ...] = ()
    attached_to: tuple[Other, ...] = ()
    handled: tuple[Handled, ...] = ()
    mentions: tuple[Mention, ...] = ()
    topics: tuple[Topic, ...] = ()
    abstract: str = ""
    abstract_ru: str = ""
    texts: tuple[Words, ...] = ()
    other: tuple[str, ...] = ()


def printings(letter: Letter) -> tuple[Printing, ...]:
    """Where the editions that are exported have a letter."""
    here = Printing(letter.edition, letter.lines, letter.printed_in, letter.edition_number, letter.url)
    return (here, *letter.also_printed)


class Thing(msgspec.Struct, frozen=True, kw_only=True):
    """A person, a group or a place of the authority tables. `born`, `died` are EDTF; a `note` says who it is.

    `used` says whether letters were written by, addressed to, or sent from or to it, `named` whether letters name it.
    """

    iri: str
    name: str
    name_ru: str = ""
    variants: tuple[str, ...] = ()
    kind: str = ""
    born: str = ""
    died: str = ""
    note: tuple[str, ...] = ()
    latitude: str = ""
    longitude: str = ""
    same_as: tuple[str, ...] = ()
    used: bool = False
    named: bool = False


class Unit(msgspec.Struct, frozen=True, kw_only=True):
    """An archival unit: its code as written (`D. 77`), its level, its title, the unit above it or its archive; its
    dates in EDTF.
    """

    iri: str
    name: str
    code: str = ""
    former: tuple[str, ...] = ()
    level: str = ""
    title: str = ""
    title_ru: str = ""
    above: str = ""
    archive: str = ""
    arrangement: str = ""
    pages: tuple[str, ...] = ()
    dates: str = ""
    extent: str = ""
    note: str = ""

"""An edition and the workspace it stands in, as their settings describe them."""

from __future__ import annotations

import datetime

import msgspec

IMPORTED = (
    "cmif",
    "tei",
    "table",
    "dc",
    "ead",
    "eac",
)  # the formats of which `kg import` makes editions, by their profile


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """`workspace.toml`.

    `name` begins the names of the dumps. `base` is the IRI under which everything is published. `licence` is the IRI of
    the licence of the facts; `languages` are those of the labels beside English (BCP 47).

    The rest describes the dataset to catalogues (DCAT). `publisher_iri` is the publisher's own IRI, without one an
    agent under `base` stands for it; `publisher_type` is a code of ADMS, such as `Academia-ScientificOrganisation`;
    `contact` is an address of mail (`mailto:...`) or of a page; `creators` are names; `themes` are codes of the
    European Union's table of data themes; `endpoint` is the address of a public SPARQL service, where there is one.
    """

    name: str
    title: str
    description: str = ""
    base: str
    licence: str
    publisher: str
    publisher_iri: str = ""
    publisher_type: str = ""
    contact: str = ""
    languages: tuple[str, ...] = ()
    creators: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    themes: tuple[str, ...] = ("EDUC",)
    endpoint: str = ""

    @property
    def written_to_at(self) -> str:
        """Whom those who run another server can write to: the contact, else the base, which leads to one."""
        return self.contact or self.base


class Printed(msgspec.Struct, frozen=True, kw_only=True):
    """The printed work that an edition's text goes back to."""

    title: str
    title_en: str = ""
    place: str = ""
    publisher: str = ""
    year: int | None = None
    note: str = ""

    def __str__(self) -> str:
        """A bibliographic reference: `Title. Moscow: ROSSPEN, 2001`."""
        imprint = ", ".join(str(part) for part in (self.publisher, self.year) if part)
        parts = (self.title.rstrip("."), f"{self.place}: {imprint}" if self.place else imprint)
        return ". ".join(part for part in parts if part)


class Web(msgspec.Struct, frozen=True, kw_only=True):
    """The web page that the text was captured from; `captured` is the day, absent when it is not known."""

    url: str
    title: str = ""
    captured: datetime.date | None = None


class Window(msgspec.Struct, frozen=True, kw_only=True):
    """The first and the last day that the edition announces. A letter may lie outside it; then a person is warned."""

    start: datetime.date
    end: datetime.date


class TextRights(msgspec.Struct, frozen=True, kw_only=True):
    """Who holds the rights in the wording, whether it may be published, and under which licence (an IRI)."""

    publish: bool
    statement: str
    licence: str = ""


class Edition(msgspec.Struct, frozen=True, kw_only=True):
    """`edition.toml`: one text of one edition.

    `file` is the text's name and `sha256` its hash; `profile` names how it is laid out. `language` is that of the text,
    `original_language` that of the letters (BCP 47).
    """

    name: str
    title: str
    file: str
    sha256: str
    profile: str
    language: str
    original_language: str
    window: Window
    printed: Printed | None = None
    web: Web | None = None
    text_rights: TextRights
    note: str = ""

    @property
    def imported(self) -> bool:
        """Whether the edition was imported from a description of its letters, and has no text here."""
        return self.profile in IMPORTED

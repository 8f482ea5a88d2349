"""What pages are put together from. Plain records: a template draws them, and knows nothing of what they are about."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from kg.publish.site.graph import Name, Text
from kg.publish.site.info import Crumb


class Ref(NamedTuple):
    """A text, and where it leads: `path` is a page of this site, `url` an address elsewhere.

    `style` is one of `chip`, `code`, `status adopted`, `status rejected`, `status candidate`; `note` stands after it
    in small letters.
    """

    text: str
    path: str = ""
    url: str = ""
    lang: str = ""
    note: str = ""
    style: str = ""


class Fact(NamedTuple):
    """A name and its values; `ids` are fragments that lead here."""

    label: str
    values: tuple[Ref, ...]
    ids: tuple[str, ...] = ()


class Cell(NamedTuple):
    """A cell of a table; `sort` is what it is sorted by, where that is not its text."""

    values: tuple[Ref, ...]
    sort: str = ""
    small: tuple[Ref, ...] = ()
    words: bool = False


class Head(NamedTuple):
    """The head of a column, which may hold numbers."""

    label: str
    number: bool = False


class Row(NamedTuple):
    """A row of a table; its first cell heads it. `ids` are fragments that lead to it."""

    cells: tuple[Cell, ...]
    ids: tuple[str, ...] = ()


@dataclass(frozen=True)
class Table:
    """A table that can be sorted, and filtered when it is long. `kind` is a class of the style sheet."""

    caption: str
    heads: tuple[Head, ...]
    rows: tuple[Row, ...]
    kind: str = ""


class Leaf(NamedTuple):
    """A box of the strip of leaves; `state` is published, shared, cited, candidate or unknown."""

    text: str
    state: str
    title: str
    path: str = ""


class Step(NamedTuple):
    """A letter of a thread; `here` for the one whose page this is."""

    letter: Ref
    note: str = ""
    here: bool = False


class Prose(NamedTuple):
    """Paragraphs of a text in one language (BCP 47; empty where it is not known), a line end where one is meant."""

    paragraphs: tuple[str, ...]
    lang: str = ""


@dataclass(frozen=True)
class Block:
    """A section of a page: words, then whatever it has of a list, a table and the rest."""

    title: str
    id: str
    text: str = ""
    table: Table | None = None
    refs: tuple[Ref, ...] = ()
    chips: tuple[Ref, ...] = ()
    thread: tuple[Step, ...] = ()
    strip: tuple[Leaf, ...] = ()
    prose: Prose | None = None
    code: str = ""
    actions: tuple[Ref, ...] = ()  # links that look like buttons, the last one the most
    html: str = ""  # made by this program, never taken from data
    folded: bool = False
    level: int = 2  # of its heading; 3 for a part of the section before
    pages: tuple[Crumb, ...] = ()  # the other pages of a table that does not fit on one


class Neighbour(NamedTuple):
    """The letters before and after in one order; either may be missing."""

    title: str
    before: Ref | None
    after: Ref | None


@dataclass(frozen=True)
class Article:
    """A page about one thing."""

    kind: str
    name: Name
    iri: str
    crumbs: tuple[Crumb, ...]
    lead: tuple[Text, ...] = ()
    facts: tuple[Fact, ...] = ()
    blocks: tuple[Block, ...] = ()
    neighbours: tuple[Neighbour, ...] = ()
    data: dict[str, object] = field(default_factory=dict)  # schema.org, for search engines
    place: str = ""  # its path in the site without suffix


def plain(text: str, **more: str) -> Ref:
    """A text that leads nowhere."""
    return Ref(text, **more)


def cell(*values: Ref | str, sort: str = "", small: tuple[Ref, ...] = (), words: bool = False) -> Cell:
    """A cell of texts and references."""
    return Cell(tuple(Ref(v) if isinstance(v, str) else v for v in values if v), sort, small, words)


def heads(*labels: str) -> tuple[Head, ...]:
    """Heads of columns; a label that begins with `#` is one of numbers."""
    return tuple(Head(label.removeprefix("#"), label.startswith("#")) for label in labels)

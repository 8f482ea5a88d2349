"""What every page knows of the site it belongs to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

WORDS = Callable[[str], str]  # an EDTF date -> words in English


class Crumb(NamedTuple):
    """One step of the way to a page; the last one has no path."""

    text: str
    path: str = ""


class Section(NamedTuple):
    """An entry of the navigation: the folder whose pages belong to it, its first page, its name."""

    section: str
    path: str
    label: str


# The lists of things.
SECTIONS = (
    Section("letter", "letter/index.html", "Letters"),
    Section("person", "person/index.html", "Persons"),
    Section("group", "group/index.html", "Groups"),
    Section("place", "place/index.html", "Places"),
    Section("decision", "decision/index.html", "Decisions"),
    Section("archive", "archive/index.html", "Archives"),
    Section("topic", "topic/index.html", "Topics"),
    Section("lost", "lost/index.html", "Lost letters"),
)


@dataclass(frozen=True)
class SiteInfo:
    """The site: what the header and the footer say, the base of the IRIs, the sections that are there.

    `licence` is an IRI, `licence_name` what people call it; `release` is empty for a site that is of no release;
    `sources` are the pages of the editions, `footer` other pages that the foot of every page leads to.
    """

    name: str
    title: str
    description: str
    base: str
    licence: str
    publisher: str
    version: str
    release: str = ""
    contact: str = ""
    nav: tuple[Section, ...] = ()
    sources: tuple[Crumb, ...] = ()
    footer: tuple[Crumb, ...] = ()

    @property
    def licence_name(self) -> str:
        """`CC0 1.0`, `CC BY 4.0`; the IRI itself when it is not one of Creative Commons."""
        parts = self.licence.rstrip("/").split("/")
        if "creativecommons.org" not in self.licence or len(parts) < 2:
            return self.licence
        kind, version = parts[-2:]
        return f"{'CC0' if kind == 'zero' else 'CC ' + kind.upper()} {version}"

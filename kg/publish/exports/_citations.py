"""A letter as bibliographies have it: what reference managers (Zotero) read from RIS and BibTeX."""

from __future__ import annotations

import re
from typing import NamedTuple

from kg.publish.exports._things import Letter

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")


class Cited(NamedTuple):
    """One letter: parties, title, day or year, archive, shelfmarks, words about it."""

    key: str
    iri: str
    title: str
    authors: tuple[str, ...]
    recipients: tuple[str, ...]
    date: str
    written: str
    archive: str
    shelfmarks: tuple[str, ...]
    languages: tuple[str, ...]
    keywords: tuple[str, ...]
    abstract: str
    places: tuple[str, ...]
    kind: str


def cited(letter: Letter) -> Cited:
    """A letter, its texts on one line each. `date` is a year, a month or a day (`1932-06-10`), or empty."""
    edtf = letter.written.edtf
    return Cited(
        key=letter.iri.rpartition("/")[2],
        iri=letter.iri,
        title=plain(letter.label),
        authors=tuple(plain(author.name) for author in letter.authors),
        recipients=tuple(plain(addressee.name) for addressee in letter.addressees),
        date=edtf if is_point(edtf) else "",
        written=edtf,
        archive=plain("; ".join(dict.fromkeys(kept.archive_name for kept in letter.carriers if kept.archive_name))),
        shelfmarks=tuple(plain(kept.shelfmark) for kept in letter.carriers),
        languages=letter.languages,
        keywords=tuple(plain(topic.name) for topic in letter.topics),
        abstract=plain(letter.abstract),
        places=tuple(plain(place.name) for place in letter.sent_from),
        kind=letter.mode,
    )


def plain(text: str) -> str:
    """The text on one line, without control characters."""
    return " ".join(_CONTROL.sub(" ", text).split())


def holds(text: str) -> str:
    """Why a text cannot stand in a file of lines as it is; empty when it can."""
    return (
        "a value is one line: line breaks, control characters and double spaces are one space"
        if plain(text) != text
        else ""
    )


def is_point(date: str) -> bool:
    """Whether a date is a year, a month or a day and nothing else."""
    return re.fullmatch(r"\d{4}(-(0\d|1[0-2])(-\d\d)?)?", date) is not None

"""Which format a client gets: RFC 9110, section 12.5.1, with quality values, wildcards and parameters."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from kg.formats import CSV, JSON, JSON_LD, N_TRIPLES, RDF_XML, TSV, TURTLE, XML, Format, Kind

HTML = Format("html", "HTML", "text/html", ".html", Kind.METADATA)  # a page, beside the formats of data
_QUALITY = re.compile(r"(?:0(?:\.\d{0,3})?|1(?:\.0{0,3})?)")
_LONGEST = 8192  # characters; a longer header is nobody's
_MOST = 100  # ranges

# Media types that clients ask for beside the registered one of each format.
_ALIASES = {
    TURTLE: ("application/x-turtle", "text/n3"),
    N_TRIPLES: ("text/plain",),
    RDF_XML: ("application/xml", "text/xml"),
    JSON_LD: ("application/json",),
    JSON: ("application/json",),
    XML: ("application/xml", "text/xml"),
    CSV: (),
    TSV: (),
}


class Range(NamedTuple):
    """A media range: `*/*`, `text/*`, `text/turtle`; its quality, from 0 to 1."""

    type: str
    subtype: str
    quality: float

    def fits(self, media_type: str) -> int:
        """How exactly it names a media type: 0 not at all, 1 as `*/*`, 2 as `text/*`, 3 by its name."""
        type_, _, subtype = media_type.partition("/")
        if (self.type, self.subtype) == (type_, subtype):
            return 3
        if (self.type, self.subtype) == (type_, "*"):
            return 2
        return int((self.type, self.subtype) == ("*", "*"))


def ranges(header: str | None) -> tuple[Range, ...]:
    """The media ranges of an Accept header, in its order; anything, when there is none. Malformed ones are left out."""
    if header is None or not header.strip():
        return (Range("*", "*", 1.0),)
    found = []
    for part in header[:_LONGEST].split(",")[:_MOST]:
        name, *parameters = (word.strip() for word in part.split(";"))
        type_, slash, subtype = name.lower().partition("/")
        if not slash or not type_ or not subtype:
            continue
        quality = next((value for key, _, value in (p.partition("=") for p in parameters) if key.strip() == "q"), "1")
        if _QUALITY.fullmatch(quality.strip()):
            found.append(Range(type_, subtype, float(quality)))
    return tuple(found)


@lru_cache(maxsize=1024)
def chosen(header: str | None, offered: tuple[Format, ...]) -> Format | None:
    """The format of `offered`, in our order of preference, that a client with this Accept header likes best.

    Of two that it likes alike, the one that it names more exactly, then the one that it names first, then ours. None
    when it takes none of them.
    """
    asked = ranges(header)
    best: tuple[float, int, int] = (0.0, 0, 0)
    found = None
    for format_ in offered:
        liked = _liked(asked, format_.media_type)
        for name in _ALIASES.get(format_, ()):  # by name only: wildcards mean what we send
            liked = max(liked, _liked([item for item in asked if item.fits(name) == 3], name))
        if liked[0] > 0 and (found is None or liked > best):
            best, found = liked, format_
    return found


def _liked(asked: Iterable[Range], media_type: str) -> tuple[float, int, int]:
    """Quality, exactness and place of the most exact range that names a media type: that one counts."""
    exact, place, quality = max(
        ((item.fits(media_type), -n, item.quality) for n, item in enumerate(asked)), default=(0, 0, 0.0)
    )
    return (quality, exact, place) if exact else (0.0, 0, 0)


def wants_html(header: str | None) -> bool:
    """Whether a client names HTML among what it takes, as browsers do and programs do not."""
    return any(item.quality > 0 and item.fits("text/html") == 3 for item in ranges(header))

"""Which identifiers of an authority file lead to what here: a BEACON link dump (draft-voss-beacon, 2017).

German-speaking archives and libraries gather such files: GND and other portals show from them who has something on a
person. A line is `identifier|name|target`, the target below the base of the workspace's IRIs.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from kg.ns import AUTHORITY_FILES, RDFS, bare
from kg.records import Settings

_BAR = "|"
_INSTEAD = "¦"


class Linked(NamedTuple):
    """A thing and an accepted identifier of it, both IRIs, with the thing's name."""

    thing: str
    name: str
    identifier: str


def beacon(linked: Iterable[Linked], authority: str, settings: Settings) -> Iterator[bytes]:
    """The file for the authority file with the prefix `authority` (`gnd`), by identifier, each line once."""
    title, prefix = AUTHORITY_FILES[authority]
    meta = {
        "FORMAT": "BEACON",
        "PREFIX": prefix,
        "TARGET": f"{settings.base}{{+ID}}",
        "RELATION": bare(RDFS.seeAlso),
        "NAME": settings.title,
        "DESCRIPTION": f"{title} identifiers of the persons, groups and places of: {settings.title}",
        "CREATOR": settings.publisher,
        "CONTACT": settings.contact,
        "HOMEPAGE": settings.base,
        "TARGETSET": settings.base,
    }
    yield "".join(f"#{name}: {' '.join(value.split())}\n" for name, value in meta.items() if value).encode()
    yield b"\n"
    for identifier, name, thing in sorted({(one.identifier, one.name, one.thing) for one in linked}):
        if identifier.startswith(prefix) and thing.startswith(settings.base):
            parts = (identifier.removeprefix(prefix), name, thing.removeprefix(settings.base))
            yield f"{_BAR.join(' '.join(part.split()).replace(_BAR, _INSTEAD) for part in parts)}\n".encode()

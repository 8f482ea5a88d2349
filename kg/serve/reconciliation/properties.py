"""What services tell and compare: the types of things, and their properties. One place for both, with their words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

# Type -> its name. The same words as `kind` of a `kg.records.candidate.Profile`.
KINDS = {
    "person": "Person",
    "group": "Group",
    "place": "Place",
    "decision": "Decision",
    "unit": "Archival unit",
}
_ALL = tuple(KINDS)
_ACTORS = ("person", "group")


class Property(NamedTuple):
    """A property: its identifier, its name, what it tells, the types that have it.

    `content` is `text`, `number`, `integer`, `day` or `thing`; `of` is the type of such things, where they have one.
    """

    id: str
    name: str
    description: str
    kinds: tuple[str, ...]
    content: str = "text"
    of: str = ""


_LISTED = (
    Property("name", "Name", "the preferred name", _ALL),
    Property("variant", "Other names", "every other spelling, in all scripts", _ALL),
    Property("type", "Kind", "what kind of body or place it is", ("group", "place")),
    Property("born", "Born", "EDTF", ("person",)),
    Property("died", "Died", "EDTF", ("person",)),
    Property("role", "Role", "offices and occupation at the time of the letters", ("person",)),
    Property("identifier", "Identifiers elsewhere", "IRIs of the same thing in authority files", _ALL[:3]),
    Property("wikidata", "Wikidata", "the item, Q...", _ALL[:3]),
    Property("gnd", "GND", "the number in the Integrated Authority File", _ALL[:3]),
    Property("viaf", "VIAF", "the number of the cluster", _ALL[:3]),
    Property("isni", "ISNI", "the number, without spaces", _ALL[:3]),
    Property("geonames", "GeoNames", "the number", ("place",)),
    Property("written", "Letters written", "how many letters of this collection", _ACTORS, "integer"),
    Property("received", "Letters received", "how many letters of this collection", _ACTORS, "integer"),
    Property("mentioned", "Mentioned in", "how many letters of this collection", (*_ACTORS, "place"), "integer"),
    Property(
        "first", "First seen", "the first day on which a letter may have been written that has it", _ALL[:3], "day"
    ),
    Property("last", "Last seen", "the last day on which a letter may have been written that has it", _ALL[:3], "day"),
    Property("correspondent", "Correspondents", "with whom letters were exchanged", _ACTORS, "thing"),
    Property("place", "Wrote from", "from where letters were sent", _ACTORS, "thing", "place"),
    Property("sent-from", "Letters sent from here", "how many", ("place",), "integer"),
    Property("sent-to", "Letters sent here", "how many", ("place",), "integer"),
    Property("latitude", "Latitude", "degrees, WGS 84", ("place",), "number"),
    Property("longitude", "Longitude", "degrees, WGS 84", ("place",), "number"),
    Property("decided", "Decided on", "the day", ("decision",), "day"),
    Property("body", "Decided by", "the body", ("decision",), "thing", "group"),
    Property("action", "What was done", "decided, approved, ...", ("decision",)),
    Property("mentions", "Names", "persons and bodies whom it names", ("decision",), "thing"),
    Property("topic", "About", "subjects", ("decision",)),
    Property("shelfmark", "Shelfmark", "where the record is kept, to the leaf", ("decision",)),
    Property("within", "Kept in", "the archival unit that holds it", ("decision", "unit"), "thing", "unit"),
    Property("path", "Path", "the codes of the levels, from the archive on: RGASPI/F. 558/Op. 11/D. 77", ("unit",)),
    Property("level", "Level", "level of description", ("unit",)),
    Property("title", "Title", "as the archive has it", ("unit",)),
    Property("letters", "Letters", "how many letters of this collection lie in it", ("unit",), "integer"),
)
PROPERTIES = {one.id: one for one in _LISTED}


def of_kind(kind: str) -> Iterator[Property]:
    """The properties that things of a type have; of all types for an empty `kind`."""
    return (one for one in _LISTED if not kind or kind in one.kinds)

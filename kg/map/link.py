"""Links to authority files that the ledger has accepted.

Neither owl:sameAs, which would make everything said there be said here, nor skos:exactMatch, which is for concepts.
"""

from __future__ import annotations

from collections.abc import Iterator

from kg.map.context import Context
from kg.map.terms import Triple, iri, literal
from kg.ns import AUTHORITY_FILES, LA, OWL, RDFS, SCHEMA, SKOS
from kg.records import Link

# What a row of the ledger can say to mean that two things are one; anything else is only a place to look.
_SAME = {SKOS.exactMatch, OWL.sameAs, LA.equivalent, SCHEMA.sameAs}


def link(record: Link, context: Context) -> Iterator[Triple]:
    """An accepted link; nothing for a rejected or an open one. Raises KgError when its object is not an IRI."""
    if record.status != "accepted":
        return
    make = {"person": context.iris.person, "group": context.iris.group, "place": context.iris.place}[record.kind]
    own, other = f"<{make(record.subject)}>", iri(record.object)
    if iri(record.predicate) in _SAME:
        yield own, LA.equivalent, other
        yield own, SCHEMA.sameAs, other
    else:
        yield own, RDFS.seeAlso, other
    label = record.object_label or record.subject_label
    yield other, RDFS.label, literal(f"{label} ({_name(record.object)})" if label else _name(record.object), "en")


def _name(other: str) -> str:
    """What a link's object is called: `Wikidata Q855`."""
    for file, base in AUTHORITY_FILES.values():
        if other.startswith(base):
            return f"{file} {other.removeprefix(base).strip('/')}"
    return other

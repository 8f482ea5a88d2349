"""Places of the authority table."""

from __future__ import annotations

from collections.abc import Iterator

from kg.map.appellation import appellations
from kg.map.context import Context
from kg.map.group import typed
from kg.map.terms import Triple
from kg.ns import CRM, RDF, RICO, SCHEMA
from kg.records import Place


def place(record: Place, context: Context) -> Iterator[Triple]:
    """A place with every name."""
    term = f"<{context.iris.place(record.id)}>"
    for type_ in (CRM.E53_Place, RICO.Place, SCHEMA.Place):
        yield term, RDF.type, type_
    yield from appellations(term, record.label, record.label_ru, record.variants)
    yield from typed(term, "place", record.type)

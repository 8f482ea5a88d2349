"""Places of the authority tables, and where they are."""

from __future__ import annotations

from collections.abc import Iterator

from kg.map.appellation import appellations
from kg.map.context import Context
from kg.map.group import typed
from kg.map.terms import Triple, literal
from kg.ns import CRM, GEO, RDF, RICO, SCHEMA, XSD
from kg.records import Coordinates, Place


def place(record: Place, context: Context) -> Iterator[Triple]:
    """A place with every name."""
    term = f"<{context.iris.place(record.id)}>"
    for type_ in (CRM.E53_Place, RICO.Place, SCHEMA.Place):
        yield term, RDF.type, type_
    yield from appellations(term, record.label, record.label_ru, record.variants)
    yield from typed(term, "place", record.type)


def coordinates(record: Coordinates, context: Context) -> Iterator[Triple]:
    """Where a place is: in degrees for schema.org, as a point (longitude first, GeoSPARQL 1.1) for CIDOC-CRM."""
    term = f"<{context.iris.place(record.place)}>"
    latitude, longitude = (format(value, "f").rstrip("0").rstrip(".") for value in (record.latitude, record.longitude))
    yield term, SCHEMA.latitude, literal(latitude, datatype=XSD.decimal)
    yield term, SCHEMA.longitude, literal(longitude, datatype=XSD.decimal)
    yield term, CRM.P168_place_is_defined_by, literal(f"POINT({longitude} {latitude})", datatype=GEO.wktLiteral)

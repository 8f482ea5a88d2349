"""Persons of the authority table."""

from __future__ import annotations

from collections.abc import Iterator

from kg.map.appellation import appellations
from kg.map.context import Context
from kg.map.terms import Triple, edtf, literal
from kg.ns import CRM, RDF, RICO, SCHEMA
from kg.records import Person


def person(record: Person, context: Context) -> Iterator[Triple]:
    """A person with every name, and years of life where they are verified."""
    term = context.known(record).term
    for type_ in (CRM.E21_Person, RICO.Person, SCHEMA.Person):
        yield term, RDF.type, type_
    variants = dict.fromkeys((record.surname, *record.variants)) if record.bare else dict.fromkeys(record.variants)
    yield from appellations(term, record.label, record.label_ru, tuple(variants), record.slips)
    if record.born:
        yield term, RICO.birthDate, edtf(record.born)
    if record.died:
        yield term, RICO.deathDate, edtf(record.died)
    if record.role:
        yield term, CRM.P3_has_note, literal(record.role, "en")

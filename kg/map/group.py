"""Groups of the authority table: bodies, commissariats, plants, newspapers, archives."""

from __future__ import annotations

from collections.abc import Iterator

from kg.map.appellation import appellations
from kg.map.context import Context
from kg.map.terms import Triple, literal
from kg.ns import CRM, RDF, RICO, SCHEMA, SKOS, VOC
from kg.records import Group

_NO_GROUPS = {"ship": (CRM.E22_Human_Made_Object,), "award": (CRM.E55_Type, SKOS.Concept)}


def group(record: Group, context: Context) -> Iterator[Triple]:
    """A group with every name. A type that is not in the vocabulary stays as a note.

    The table also holds what bears a name but is no group, so that nobody takes it for a person: ships, awards.
    """
    term = context.known(record).term
    for type_ in _NO_GROUPS.get(record.type, (CRM.E74_Group, RICO.CorporateBody, SCHEMA.Organization)):
        yield term, RDF.type, type_
    yield from appellations(term, record.label, record.label_ru, record.variants)
    yield from typed(term, "group", record.type)


def typed(term: str, kind: str, word: str) -> Iterator[Triple]:
    """The type of a group or a place, as a word of the authority table."""
    name = f"{kind}-{word}"
    if name in VOC:
        yield term, CRM.P2_has_type, VOC[name]
    elif word:
        yield term, CRM.P3_has_note, literal(word, "en")

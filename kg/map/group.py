"""Groups of the authority table: bodies, commissariats, plants, newspapers, archives."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from kg.map.appellation import appellations
from kg.map.context import Context
from kg.map.terms import Triple, edtf, literal
from kg.ns import CRM, RDF, RICO, SCHEMA, SKOS, VOC
from kg.records import Group, Person, Relation

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
    for property_, day in ((RICO.beginningDate, record.founded), (RICO.endDate, record.dissolved)):
        if day:
            yield term, property_, edtf(day)


def relation(row: Relation, agents: Mapping[str, Person | Group], context: Context) -> Iterator[Triple]:
    """What a person or a group is to another, of the `agents` by identifier. Its dates stand in the table alone."""
    subject, other = (context.known(agents[id_]).term for id_ in (row.subject, row.object))
    match row.relation:
        case "subordinate":
            yield subject, RICO.isOrWasSubordinateTo, other
        case "successor":
            yield other, RICO.hasSuccessor, subject
        case "family" if isinstance(agents[row.subject], Person) and isinstance(agents[row.object], Person):
            yield subject, RICO.hasFamilyAssociationWith, other
        case _:
            yield subject, RICO.isAgentAssociatedWithAgent, other


def typed(term: str, kind: str, word: str) -> Iterator[Triple]:
    """The type of a group or a place, as a word of the authority table."""
    name = f"{kind}-{word}"
    if name in VOC:
        yield term, CRM.P2_has_type, VOC[name]
    elif word:
        yield term, CRM.P3_has_note, literal(word, "en")

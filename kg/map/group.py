"""Groups of the authority table: bodies, commissariats, plants, newspapers, archives."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from kg.map.appellation import appellations
from kg.map.context import Context
from kg.map.dates import when
from kg.map.terms import Triple, edtf, label, literal
from kg.ns import CRM, RDF, RDFS, RICO, SCHEMA, SKOS, VOC
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


class _Kind(NamedTuple):
    """How RiC-O says a relation: the shortcut, and its class; `source` and `target` or, of both ways, neither.

    An oriented relation leads from the superior to the subordinate, from the predecessor to the successor.
    """

    shortcut: str
    class_: str
    words: str
    oriented: bool = True


_SUBORDINATE = _Kind(RICO.isOrWasSubordinateTo, RICO.AgentHierarchicalRelation, "subordinate to")
_SUCCESSOR = _Kind(RICO.hasSuccessor, RICO.AgentTemporalRelation, "successor of")
_FAMILY = _Kind(RICO.hasFamilyAssociationWith, RICO.FamilyRelation, "of one family with", oriented=False)
_ASSOCIATED = _Kind(RICO.isAgentAssociatedWithAgent, RICO.AgentToAgentRelation, "associated with", oriented=False)


def relation(row: Relation, agents: Mapping[str, Person | Group], context: Context) -> Iterator[Triple]:
    """What a person or a group is to another, of the `agents` by identifier; a relation that has dates is a node,
    too: `.../group/g0001#subordinate-g0002`, a rico:AgentHierarchicalRelation with its rico:date.
    """
    subject, other = (context.known(agents[id_]) for id_ in (row.subject, row.object))
    persons = all(isinstance(agents[id_], Person) for id_ in (row.subject, row.object))
    kind = {"subordinate": _SUBORDINATE, "successor": _SUCCESSOR, "family": _FAMILY if persons else _ASSOCIATED}.get(
        row.relation, _ASSOCIATED
    )
    ends = (other.term, subject.term) if kind is _SUCCESSOR else (subject.term, other.term)
    yield ends[0], kind.shortcut, ends[1]
    if not row.dates:
        return
    node = f"<{context.iris.relation(subject.term[1:-1], row.relation, row.object)}>"
    yield node, RDF.type, kind.class_
    yield node, RDFS.label, label(f"{subject.label}, {kind.words} {other.label}, {when(row.dates).en}", "en")
    yield node, RICO.date, edtf(row.dates)
    if kind.oriented:
        yield node, RICO.relationHasSource, other.term
        yield node, RICO.relationHasTarget, subject.term
    else:
        yield node, RICO.relationConnects, subject.term
        yield node, RICO.relationConnects, other.term


def typed(term: str, kind: str, word: str) -> Iterator[Triple]:
    """The type of a group or a place, as a word of the authority table."""
    name = f"{kind}-{word}"
    if name in VOC:
        yield term, CRM.P2_has_type, VOC[name]
    elif word:
        yield term, CRM.P3_has_note, literal(word, "en")

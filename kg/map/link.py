"""Links to authority files that the ledger has accepted.

Neither owl:sameAs, which would make everything said there be said here, nor skos:exactMatch, which is for concepts.
"""

from __future__ import annotations

from collections.abc import Iterator

from kg.map.claim import claimed, property_type, publisher, read_in, standing
from kg.map.context import Context
from kg.map.dispute import link_dispute
from kg.map.question import question
from kg.map.terms import Triple, iri, literal
from kg.map.terms import label as shortened
from kg.ns import CRM, EP, LA, LINK_STATUSES, OWL, RDF, RDFS, SCHEMA, SKOS, VOC
from kg.records import Case, Link
from kg.records.claim import link_id
from kg.records.identifier import identifier_label

# What a row of the ledger can say to mean that two things are one; anything else is only a place to look.
_SAME = {SKOS.exactMatch, OWL.sameAs, LA.equivalent, SCHEMA.sameAs}


def link(record: Link, context: Context) -> Iterator[Triple]:
    """A link that is accepted, or that the editors of a source assert; nothing for a rejected or an open one.

    Raises KgError when its object is not an IRI.
    """
    if record.status not in ("accepted", "asserted"):
        return
    own, other = _own(record, context), iri(record.object)
    if iri(record.predicate) in _SAME:
        yield own, LA.equivalent, other
        yield own, SCHEMA.sameAs, other
    else:
        yield own, RDFS.seeAlso, other
    yield other, RDFS.label, shortened(_called(record), "en")


def link_claim(record: Link, context: Context) -> Iterator[Triple]:
    """A row of the ledger as a claim for the graph of links: accepted, rejected and open ones.

    The confidence of the ledger's rows stays in the ledger.
    """
    own, other = _own(record, context), iri(record.object)
    same = iri(record.predicate) in _SAME
    term = f"<{context.iris.claim(link_id(record))}>"
    yield from claimed(
        term, f"{record.subject_label or record.subject} is {identifier_label(record.object)}; {record.status}"
    )
    yield term, CRM.P140_assigned_attribute_to, own
    property_ = LA.equivalent if same else RDFS.seeAlso
    yield term, CRM.P177_assigned_property_of_type, property_
    yield from property_type(property_)
    yield term, CRM.P141_assigned, other
    yield other, RDF.type, CRM.E1_CRM_Entity
    yield other, RDFS.label, shortened(_called(record), "en")
    yield term, EP.aboutRecord, own
    yield from standing(term, *_standing(record))
    yield term, CRM.P14_carried_out_by, f"<{context.iris.agent('publisher')}>"
    yield from publisher(context)
    yield from link_dispute(term)
    yield from read_in(term, f"<{context.iris.ledger()}>", "ledger of links to authority files")
    for seen in record.seen_in:
        for kind in (EP.asFound, CRM.P3_has_note):
            yield term, kind, literal(seen)
    for property_, features in ((EP.speaksFor, record.features_for), (EP.speaksAgainst, record.features_against)):
        for words in features:
            for kind in (property_, CRM.P3_has_note):
                yield term, kind, literal(words, "en")
    by = f", {record.author}" if record.author else ""
    yield term, CRM.P3_has_note, literal(f"{record.justification}{by}")
    if record.comment:
        yield term, CRM.P3_has_note, literal(record.comment, "en")


def _standing(record: Link) -> tuple[str, str, str, str, str]:
    """Witness, voice, status, certainty and rule of a row: a curator's, or the word of a source's editors."""
    status = LINK_STATUSES[record.status]
    if record.status == "asserted":
        return VOC.metadata_record, VOC.voice_editors, status, VOC.probable, VOC.rule_described
    certainty = VOC.certain if record.status == "accepted" else VOC.possible
    return VOC.authority_match, VOC.voice_curator, status, certainty, VOC.rule_ledger


def link_question(case: Case, record: Link, context: Context) -> Iterator[Triple]:
    """An open row of the ledger as a question about its subject."""
    yield from question(case, _own(record, context), context)


def _own(record: Link, context: Context) -> str:
    return f"<{context.iris.issued(record.kind, record.subject)}>"


def _called(record: Link) -> str:
    label = record.object_label or record.subject_label
    return f"{label} ({identifier_label(record.object)})" if label else identifier_label(record.object)

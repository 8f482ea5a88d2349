"""Which statements say one thing in several vocabularies, and what a reader calls it.

A field is led by one property; the others are written with it (the shape of the graph is in `kg/map/__init__.py`).
What no field names is told by the label of its property, so nothing is lost by leaving a property out here.
"""

from __future__ import annotations

from typing import NamedTuple

from kg.ns import CRM, DCTERMS, EP, LA, RDFS, RICO, SCHEMA, SKOS


class Field(NamedTuple):
    """`also` are the properties that repeat a value of `lead` on the same node; `parts` those that repeat it on a part
    of the thing, as (fragment, property). A `relation` reads as a verb: `now answers`, `no longer answers`.
    """

    name: str
    lead: str
    also: tuple[str, ...] = ()
    parts: tuple[tuple[str, str], ...] = ()
    claimed: str = ""  # the property that claims assign, where it is another
    relation: bool = False


_CREATED = (("creation", CRM.P14_carried_out_by), ("act", CRM.P14_carried_out_by))

FIELDS = (
    Field("author", EP.author, (RICO.hasAuthor, DCTERMS.creator, SCHEMA.author), _CREATED),
    Field("author as printed", EP.authorAsPrinted, (EP.nameAsPrinted,), claimed=EP.author),
    Field(
        "addressee",
        EP.addressee,
        (RICO.hasAddressee, SCHEMA.toRecipient),
        (("receipt", CRM.P14_carried_out_by),),
    ),
    Field("addressee as printed", EP.addresseeAsPrinted, (EP.nameAsPrinted,), claimed=EP.addressee),
    Field(
        "sender",
        EP.sender,
        (RICO.hasSender, SCHEMA.sender),
        (("transmission", CRM.P14_carried_out_by),),
        claimed=EP.author,
    ),
    Field("recipient", EP.recipient, (RICO.hasReceiver, SCHEMA.recipient)),
    Field("sent from", EP.sentFrom, (), (("transmission", CRM.P7_took_place_at),)),
    Field("sent to", EP.sentTo),
    Field("answers", EP.replyTo, (RICO.isReplyTo,), relation=True),
    Field("refers to", EP.refersToLetter, (CRM.P67_refers_to, DCTERMS.references), relation=True),
    Field("label on the document", EP.secrecyLabel, (EP.documentLabel, CRM.P2_has_type)),
    Field("label on the document", EP.documentLabel, (CRM.P2_has_type,)),
    Field(
        "topic",
        DCTERMS.subject,
        (CRM.P129_is_about, RICO.hasOrHadSubject, SCHEMA.about),
    ),
    Field("what it is about", DCTERMS.abstract, (RICO.scopeAndContent, SCHEMA.abstract)),
    Field("mention", SCHEMA.mentions, (CRM.P67_refers_to,)),
    Field("decided by", EP.decidedBy, (RICO.hasAuthor,), _CREATED),
    Field("decided by, as printed", EP.decidedByAsPrinted, (EP.nameAsPrinted,), claimed=EP.decidedBy),
    Field("was influenced by", CRM.P15_was_influenced_by, relation=True),
    Field("belongs to", EP.alignedTo, relation=True),
    Field("expected author", EP.expectedAuthor),
    Field("expected addressee", EP.expectedAddressee),
    Field("may be", EP.mayBe, relation=True),
    Field("expected date", EP.expectedDate),
    Field("speaks of", CRM.P67_refers_to, relation=True),
    Field("kept in", RICO.isDirectlyIncludedIn, (LA.member_of,)),
    Field("link", LA.equivalent, (SCHEMA.sameAs,)),
    Field("see also", RDFS.seeAlso),
    Field("variant of the name", SKOS.altLabel),
    Field("misspelling", SKOS.hiddenLabel),
    Field("broader topic", SKOS.broader, (CRM.P127_has_broader_term,)),
    Field("shelfmark", EP.shelfmark, (RICO.identifier,), (("shelfmark", CRM.P190_has_symbolic_content),)),
    Field("held in", EP.heldIn, (LA.member_of,)),
    Field("document form", EP.documentForm, (CRM.P2_has_type,)),
)


class Day(NamedTuple):
    """A date: its name, the fragment of its time-span, the shortcuts that repeat it on the thing itself."""

    name: str
    fragment: str
    shortcuts: tuple[str, ...] = ()
    claimed: str = ""


DAYS = (
    Day(
        "date",
        "written",
        (EP.earliestDate, EP.latestDate, EP.date, SCHEMA.dateCreated, DCTERMS.created),
        EP.writtenOn,
    ),
    Day("time of sending", "sent", (), CRM.P4_has_time_span),
    Day("day of receipt", "received", (), CRM.P4_has_time_span),
    Day("day of the decision", "decided", (EP.decidedOn,), EP.decidedOn),
)
# What claims are about, in words, where no field has the property.
CLAIMED = {
    **{field.lead: field.name for field in reversed(FIELDS)},
    EP.author: "author",
    EP.addressee: "addressee",
    EP.writtenOn: "date",
    EP.decidedOn: "day of the decision",
    EP.documentLabel: "label on the document",
    CRM.P1_is_identified_by: "number",
    CRM.P4_has_time_span: "time of sending or receipt",
    CRM.P82_at_some_time_within: "time of writing",
    CRM.P67_refers_to: "attestation",
    CRM.P3_has_note: "note",
    EP.candidateLeaf: "candidate leaf",
    EP.action: "action",
    EP.documentForm: "document form",
}

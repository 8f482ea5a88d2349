"""What only a description of a letter says: its number and its address in an edition, what is before and after it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from textwrap import shorten

from kg.map.appellation import script_language
from kg.map.context import Context
from kg.map.dates import time_span, when
from kg.map.terms import Triple, literal
from kg.ns import CRM, DCTERMS, EP, RDF, RDFS, RICO, SCHEMA, UNDETERMINED, VOC, XSD
from kg.records import Bibliography, Description, Handling

_LONGEST = 200  # characters of a label (shape S34)
_HANDLINGS = {
    "transmitted": VOC.handling_transmitted,
    "redirected": VOC.handling_redirected,
    "forwarded": VOC.handling_forwarded,
}


def description(
    record: Description, own: str, term: str, label: str, numbers: Iterable[str], context: Context
) -> Iterator[Triple]:
    """What the description of the letter `term` says beside who wrote to whom, when, and where it is kept.

    `numbers` are those in the edition that count, one as a rule. What is part of the letter is named after `own`.
    """
    iris = context.iris
    if record.url:
        yield term, SCHEMA.url, literal(record.url, datatype=XSD.anyURI)
    if record.edition:
        yield term, EP.printedIn, f"<{iris.printed(context.edition.name, record.edition)}>"
    for other in record.same_as:
        yield term, EP.otherDescription, literal(other)
    if record.note:
        spoken = context.edition.language
        for property_ in (CRM.P3_has_note, RICO.generalDescription):
            yield term, property_, literal(record.note, spoken if spoken != UNDETERMINED else None)
    for n, number in enumerate(numbers, 1):
        yield from _numbered(term, f"<{iris.edition_number(own, n)}>", number, context)
    for other in record.previous:
        yield term, EP.precededBy, f"<{iris.letter(other)}>"
    for other in record.next:
        yield f"<{iris.letter(other)}>", EP.precededBy, term
    for other in record.attached_to:
        yield term, EP.attachedTo, f"<{iris.letter(other)}>"
    for n, handling in enumerate(record.handled, 1):
        yield from _handled(term, own, n, handling, label, context)


def passage(record: Description, own: str, span: str, numbers: int, context: Context) -> Iterator[Triple]:
    """What the passage `span` says of a letter that other editions print too: in which printed edition it stands, its
    address there, and that its `numbers` are of this edition.
    """
    if record.edition:
        yield span, DCTERMS.isPartOf, f"<{context.iris.printed(context.edition.name, record.edition)}>"
    if record.url:
        yield span, SCHEMA.url, literal(record.url, datatype=XSD.anyURI)
    for n in range(1, numbers + 1):
        yield f"<{context.iris.edition_number(own, n)}>", DCTERMS.source, span


def _numbered(term: str, node: str, number: str, context: Context) -> Iterator[Triple]:
    """The number that the edition gives the letter."""
    yield term, CRM.P1_is_identified_by, node
    yield node, RDF.type, CRM.E42_Identifier
    yield node, RDF.type, RICO.Identifier
    yield node, RDFS.label, literal(number, context.edition.language)
    yield node, CRM.P190_has_symbolic_content, literal(number)
    yield node, CRM.P2_has_type, VOC.idtype_edition_no


def _handled(term: str, id_: str, n: int, record: Handling, label: str, context: Context) -> Iterator[Triple]:
    """Something that was done with the letter beside sending and receiving it."""
    node = f"<{context.iris.handling(id_, n)}>"
    yield node, RDF.type, CRM.E7_Activity
    yield node, RDFS.label, literal(f"{record.type}: {label}", "en")
    yield node, CRM.P16_used_specific_object, term
    yield term, CRM.P16i_was_used_for, node
    yield node, CRM.P3_has_note, literal(record.type)
    if (type_ := _HANDLINGS.get(record.type)) is not None:
        yield node, CRM.P2_has_type, type_
    for name in record.actors:
        actor = context.actor(name, record.line)
        if actor is not None:
            yield node, CRM.P14_carried_out_by, actor.term
        else:
            yield node, EP.nameAsPrinted, literal(name, context.edition.language)
    for name in record.places:
        place = context.names.place(name, record.line)
        if place is not None:
            yield node, CRM.P7_took_place_at, f"<{context.iris.place(place.id)}>"
    if record.date is not None:
        span = f"<{context.iris.handled(id_, n)}>"
        yield node, CRM.P4_has_time_span, span
        yield from time_span(span, when(record.date))


def editions(found: Iterable[Bibliography], context: Context) -> Iterator[Triple]:
    """The printed editions that the file of an imported edition speaks of."""
    for one in found:
        if not one.key:
            continue
        node = f"<{context.iris.printed(context.edition.name, one.key)}>"
        text, tag = one.text or one.key, script_language(one.text)
        yield node, RDF.type, CRM.E73_Information_Object
        yield node, RDFS.label, literal(shorten(text, _LONGEST, placeholder="..."), tag)
        yield node, DCTERMS.bibliographicCitation, literal(text, tag)
        if one.url:
            yield node, SCHEMA.url, literal(one.url, datatype=XSD.anyURI)

"""The receipt of a letter, stated only when a mark on the document says when it arrived."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from kg.map.context import Actor, Context
from kg.map.dates import time_span, when
from kg.map.terms import Triple, literal
from kg.ns import CRM, EP, RDF, RDFS, RICO, SCHEMA
from kg.records import Letter


def receipt(record: Letter, id_: str, label: str, addressees: Iterable[Actor], context: Context) -> Iterator[Triple]:
    """The receiving of the letter `id_` by those it was addressed to, on the day of the mark (`Received 10.VI.32`)."""
    day = next((witness.value for witness in record.witnesses if witness.field == "received"), None)
    if day is None:
        return
    letter, receiving = f"<{context.iris.letter(id_)}>", f"<{context.iris.receipt(id_)}>"
    received = f"<{context.iris.received(id_)}>"
    yield receiving, RDF.type, EP.Receipt
    yield receiving, RDF.type, CRM.E7_Activity
    yield receiving, RDFS.label, literal(f"receipt of: {label}", "en")
    yield receiving, CRM.P16_used_specific_object, letter
    yield letter, EP.receivedBy, receiving
    yield letter, CRM.P16i_was_used_for, receiving
    for actor in addressees:
        yield receiving, CRM.P14_carried_out_by, actor.term
        for property_ in (EP.recipient, RICO.hasReceiver, SCHEMA.recipient):
            yield letter, property_, actor.term
    yield receiving, CRM.P4_has_time_span, received
    yield from time_span(received, when(day))

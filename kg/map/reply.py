"""Replies: which letter answers which."""

from __future__ import annotations

from collections.abc import Iterator

from kg.map.context import Context
from kg.map.terms import Triple
from kg.ns import CRM, DCTERMS, EP, RICO
from kg.records import Reply


def reply(record: Reply, context: Context) -> Iterator[Triple]:
    """A reply, with every property that follows from it."""
    term, answered = f"<{context.iris.letter(record.letter)}>", f"<{context.iris.letter(record.answered)}>"
    for property_ in (EP.replyTo, RICO.isReplyTo, EP.refersToLetter, CRM.P67_refers_to, DCTERMS.references):
        yield term, property_, answered

"""Topics, and which letters are about them."""

from __future__ import annotations

from collections.abc import Iterator

from kg.map.context import Context
from kg.map.terms import Triple, literal
from kg.ns import CRM, DCTERMS, RDF, RDFS, SCHEMA, SKOS
from kg.records import Subject, Topic


def topic(record: Topic, context: Context) -> Iterator[Triple]:
    """A topic as a concept."""
    term = f"<{context.iris.topic(record.id)}>"
    for type_ in (CRM.E55_Type, SKOS.Concept):
        yield term, RDF.type, type_
    for text, tag in ((record.label, "en"), (record.label_ru, "ru")):
        if text:
            yield term, RDFS.label, literal(text, tag)
            yield term, SKOS.prefLabel, literal(text, tag)
    if record.broader:
        yield term, SKOS.broader, f"<{context.iris.topic(record.broader)}>"


def subject(record: Subject, context: Context) -> Iterator[Triple]:
    """That a letter is about a topic."""
    letter, about = f"<{context.iris.letter(record.letter)}>", f"<{context.iris.topic(record.topic)}>"
    yield letter, SCHEMA.about, about
    yield letter, DCTERMS.subject, about

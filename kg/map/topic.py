"""Topics, and which letters and decisions are about them."""

from __future__ import annotations

from collections.abc import Iterator

from kg.map.concepts import concept
from kg.map.context import Context
from kg.map.span import span
from kg.map.terms import Triple, literal
from kg.ns import CRM, DCTERMS, RICO, SCHEMA, SKOS, VOC
from kg.records import Subject, Topic

_ABOUT = (CRM.P129_is_about, DCTERMS.subject, RICO.hasOrHadSubject, SCHEMA.about)
_IN_WORDS = (DCTERMS.abstract, RICO.scopeAndContent, SCHEMA.abstract)


def topic(record: Topic, context: Context) -> Iterator[Triple]:
    """A topic as a concept."""
    term = f"<{context.iris.topic(record.id)}>"
    yield from concept(term, VOC.topics, record.label, record.label_ru, RICO.Concept)
    if record.broader:
        for property_ in (SKOS.broader, CRM.P127_has_broader_term):
            yield term, property_, f"<{context.iris.topic(record.broader)}>"
    else:
        yield term, SKOS.topConceptOf, VOC.topics
    if record.note:
        yield term, SKOS.scopeNote, literal(record.note, "en")


def subject(record: Subject, term: str, context: Context) -> Iterator[Triple]:
    """What the letter or the decision `term` is about: topics, each with the line where it was read, and words."""
    for name, line in record.read:
        about = f"<{context.iris.topic(name)}>"
        for property_ in _ABOUT:
            yield term, property_, about
        yield from span(line, line, context)
        yield f"<{context.iris.span(context.edition.name, line, line)}>", CRM.P129_is_about, about
    for text, tag in ((record.subject, "en"), (record.subject_ru, "ru")):
        if text:
            for property_ in _IN_WORDS:
                yield term, property_, literal(text, tag)

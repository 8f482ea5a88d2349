"""Decisions that notes record: the act of deciding, the resolution it made, and where that is kept."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from kg.map.carrier import carrier
from kg.map.context import Context
from kg.map.dates import When, days_between, time_span, when
from kg.map.shelf import shelfmarks
from kg.map.span import span
from kg.map.terms import Triple, date, literal
from kg.map.topic import subject
from kg.ns import CRM, EP, RDF, RDFS, RICO, SCHEMA, VOC
from kg.records import Citation, Decision, Shelfmark, Subject


class Written(NamedTuple):
    """What of a letter a decision is compared with: its first possible day, its authors, and the letters it answers
    or is answered by, by identifier."""

    first: str | None
    authors: frozenset[str]
    linked: tuple[str, ...] = ()


def decision(
    noted: Sequence[Decision],
    context: Context,
    letters: Mapping[str, Written] | None = None,
    subjects: Sequence[Subject] = (),
) -> Iterator[Triple]:
    """One decision from every record of it, the first noted first.

    `letters` are those under whose notes it stands, `subjects` what a curator says that it is about.
    """
    first = noted[0]
    term, act = f"<{context.iris.decision(first.id)}>", f"<{context.iris.act(first.id)}>"
    decided = when(_edtf(next((record.date for record in noted if record.date), None)))
    label, label_ru = _labels(first, decided, subjects, context)
    for type_ in (EP.Resolution, CRM.E33_Linguistic_Object, RICO.Record):
        yield term, RDF.type, type_
    yield from _named(term, label, label_ru)
    yield from _act(first.id, act, term, label, label_ru, decided, context)
    yield from _body(term, act, first.body, context)
    for about in subjects:
        yield from subject(about, term, context)
    for action in dict.fromkeys(record.action for record in noted if record.action):
        yield term, EP.action, literal(action, context.edition.language)
    yield from _persons(term, noted, context)
    yield from _kept(first.id, term, noted, context)
    for record in noted:
        yield from _note(term, record, context)
        for letter in led_to(record, decided, letters or {}, context):
            yield act, CRM.P15_was_influenced_by, f"<{context.iris.letter(letter)}>"


LONGEST = 31  # days; a decision of the next season answers something else


def led_to(record: Decision, decided: When, letters: Mapping[str, Written], context: Context) -> list[str]:
    """The letters that a note gives reason to say influenced the decision.

    The note must say that somebody's letter, telegram or proposal moved the body; the letter is the one that the note
    stands under, or one that it answers or that answers it, by that person, not younger than the decision and at most
    LONGEST days older. A note that only stands under a letter is no reason.
    """
    noted = letters.get(record.letter or "")
    if noted is None or decided.first is None:
        return []
    moved = {actor.id for name in record.prompted_by if (actor := context.actor(name, record.line)) is not None}
    near = [(str(record.letter), noted), *((id_, letters[id_]) for id_ in noted.linked if id_ in letters)]
    return [
        id_
        for id_, letter in near
        if letter.first is not None
        and not moved.isdisjoint(letter.authors)
        and 0 <= days_between(letter.first, decided.first) <= LONGEST
    ]


def _edtf(value: str | tuple[str, ...] | None) -> str | None:
    """Several dates of one decision are an EDTF set: all of them hold."""
    if value is None or isinstance(value, str):
        return value
    return value[0] if len(value) == 1 else f"{{{','.join(value)}}}"


def _labels(record: Decision, decided: When, subjects: Sequence[Subject], context: Context) -> tuple[str, str]:
    """`Politburo, decision, 16 June 1932: timber export`: a body decides a lot in one day.

    A decision of which nobody has said what it is about is told from others by what was done and where it is recorded.
    """
    body = context.names.group(record.body)
    done = f" ({record.action})" if record.action else ""
    kept, kept_ru = next((_written_out(cited, context) for cited in record.citations), ("", ""))
    about = next((f": {one.subject}" for one in subjects if one.subject), done + kept)
    about_ru = next((f": {one.subject_ru}" for one in subjects if one.subject_ru), kept_ru)
    en = f"{record.body}, decision, {decided.en}{about}"
    return en, f"{body.label_ru}, решение, {decided.ru}{about_ru}" if body is not None and body.label_ru else ""


def _written_out(citation: Citation, context: Context) -> tuple[str, str]:
    """Where the decision is recorded, as the end of a label."""
    if not citation.archive or not citation.path:
        return "", ""
    en, ru = shelfmarks(context.shelf(citation.archive, citation.path), citation.leaves)
    return f", {en}", f", {ru}" if ru else ""


def _named(term: str, label: str, label_ru: str) -> Iterator[Triple]:
    yield term, RDFS.label, literal(label, "en")
    if label_ru:
        yield term, RDFS.label, literal(label_ru, "ru")


def _act(id_: str, act: str, term: str, label: str, label_ru: str, decided: When, context: Context) -> Iterator[Triple]:
    span_ = f"<{context.iris.decided(id_)}>"
    for type_ in (EP.DecisionAct, CRM.E65_Creation, RICO.Activity):
        yield act, RDF.type, type_
    yield from _named(act, f"making of: {label}", f"принятие: {label_ru}" if label_ru else "")
    yield act, CRM.P94_has_created, term
    yield act, CRM.P4_has_time_span, span_
    yield from time_span(span_, decided)
    if decided.exact and decided.first is not None:
        yield term, EP.decidedOn, date(decided.first)


def _body(term: str, act: str, name: str, context: Context) -> Iterator[Triple]:
    actor = context.actor(name)
    if actor is None:
        value = literal(name, context.edition.language)
        yield term, EP.decidedByAsPrinted, value
        yield term, EP.nameAsPrinted, value
        return
    yield act, CRM.P14_carried_out_by, actor.term
    yield term, EP.decidedBy, actor.term
    yield term, RICO.hasAuthor, actor.term


def _persons(term: str, noted: Sequence[Decision], context: Context) -> Iterator[Triple]:
    for record in noted:
        for name in record.persons:
            actor = context.actor(name, record.line)
            if actor is None:
                yield term, EP.nameAsPrinted, literal(name, context.edition.language)
            else:
                yield term, CRM.P67_refers_to, actor.term
                yield term, SCHEMA.mentions, actor.term


def _kept(id_: str, term: str, noted: Sequence[Decision], context: Context) -> Iterator[Triple]:
    """A carrier for each archival place that is cited, however often; printed works stay as words."""
    marks: dict[tuple[object, ...], Shelfmark] = {}
    for record in noted:
        for citation in record.citations:
            if citation.kind == "archival":
                mark = citation.shelfmark()
                marks.setdefault((mark.archive, *mark.path.items(), mark.leaves), mark)
            else:
                yield term, EP.citedWork, literal(printed(citation), context.edition.language)
    for n, mark in enumerate(marks.values(), 1):
        yield from carrier(id_, n, term, mark, (VOC.form_decision_record,), context)


def _note(term: str, record: Decision, context: Context) -> Iterator[Triple]:
    """The note, without its words: on which line it stands, and what it is about."""
    note = f"<{context.iris.span(context.edition.name, record.line, record.line)}>"
    yield from span(record.line, record.line, context)
    yield note, CRM.P67_refers_to, term
    if record.heading or record.letter:
        yield note, RDF.type, EP.Footnote
    if record.letter:
        letter = f"<{context.iris.letter(record.letter)}>"
        yield note, CRM.P67_refers_to, letter
        yield term, EP.recordedInNoteTo, letter


def printed(citation: Citation) -> str:
    """A printed work in one line: work, volume, pages; as printed when it was not taken apart."""
    pages = f"p. {citation.pages}" if citation.pages else None
    return ", ".join(part for part in (citation.work, citation.volume, pages) if part) or citation.raw

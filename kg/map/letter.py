"""Letters: the text, its writing, its sending, what it bears and where it is kept.

Only adopted values are written. What contradicts them stays in the record, for the claims.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from kg.map.carrier import carrier, carriers
from kg.map.concepts import LABELS, SECRECY, label_of
from kg.map.context import Actor, Context
from kg.map.dates import When, closed, time_span, when
from kg.map.description import description, passage
from kg.map.heading import heading
from kg.map.mention import mentions
from kg.map.number import identifiers, leading
from kg.map.receipt import receipt
from kg.map.span import span
from kg.map.terms import Triple, date, integer, literal
from kg.map.text import edition_text
from kg.ns import CRM, DCTERMS, EP, RDF, RDFS, RICO, SCHEMA, UNDETERMINED, VOC, language
from kg.records import Letter, Shared
from kg.records.number import kind_of
from kg.records.words import MOST, listed

_LONGEST = 130  # characters of names in a label, which may have 200 (shape S34)
_TELEGRAPHED = {"telegram", "hp", "incoming"}


class Parties(NamedTuple):
    """The names on one side of a letter, in the order of the record; None for a name nobody has settled."""

    names: tuple[str, ...]
    actors: tuple[Actor | None, ...]

    @property
    def known(self) -> list[Actor]:
        """Those who are known, each once."""
        return list(dict.fromkeys(actor for actor in self.actors if actor is not None))

    @property
    def unknown(self) -> list[str]:
        """The names that nobody has settled."""
        return [name for name, actor in zip(self.names, self.actors, strict=True) if actor is None]


class Facts(NamedTuple):
    """What several parts of one letter need."""

    id: str
    term: str
    senders: Parties
    recipients: Parties
    date: When
    mode: str
    label: str
    label_ru: str


def letter(record: Letter, context: Context) -> Iterator[Triple]:
    """Everything one record says: the document, if there is one, and the heading, if there is one."""
    if record.heading is not None:
        yield from heading(record.heading, record.letter, context)
    if record.letter is None:
        return
    facts = _facts(record, record.letter, context)
    shared = context.shared.get(record.line)
    if shared is not None and record.description is not None:
        span_ = f"<{context.iris.span(context.edition.name, *record.source.lines)}>"
        yield from passage(record.description, shared.own, span_, len(_edition_numbers(record)), context)
    if shared is not None and not shared.first:
        yield from _printing(record, facts._replace(id=shared.own), shared, context)
        return
    yield from _document(record, facts, context)
    yield from _parties(facts, context)
    yield from _destination(record, facts, context)
    yield from _dates(record, facts, context)
    if _was_sent(record):
        yield from _transmission(record, facts, context)
    yield from receipt(record, facts.id, facts.label, facts.recipients.known, context)
    yield from _kept(record, facts, context)
    yield from _numbered(record, facts, context)
    yield from mentions(facts.id, facts.term, facts.label, record.mentions, context)


def _printing(record: Letter, facts: Facts, shared: Shared, context: Context) -> Iterator[Triple]:
    """What an edition adds to a letter whose values stand with another one: where it prints it, copies, numbers, names.

    The parts keep the identifier under which the letter was found here, so they are never taken for the other's.
    """
    first, last = record.source.lines
    yield facts.term, DCTERMS.source, f"<{context.iris.span(context.edition.name, first, last)}>"
    yield from span(first, last, context)
    yield from _text(record, facts, context)
    for n, (copy, mark) in enumerate(zip(shared.copies, record.shelfmarks, strict=True), 1):
        if copy == f"{facts.id}-{n}":
            yield from carrier(facts.id, n, facts.term, mark, (), context)
    yield from _numbered(record, facts, context)
    yield from mentions(facts.id, facts.term, facts.label, record.mentions, context)


def _numbered(record: Letter, facts: Facts, context: Context) -> Iterator[Triple]:
    """The numbers of a letter, each in the series that its parties count."""
    parties = (next(iter(facts.senders.known), None), next(iter(facts.recipients.known), None))
    year = facts.date.first[:4] if facts.date.first else None
    yield from identifiers(facts.id, facts.term, record.numbers, parties, year, context)


def labels(record: Letter, context: Context) -> tuple[str, str]:
    """What a document is called in English (`Stalin to Kaganovich, cipher telegram No. 18, 12 June 1932`) and in
    Russian, empty where a name has no Russian label.
    """
    facts = _facts(record, str(record.letter), context)
    return facts.label, facts.label_ru


def mode(record: Letter) -> str:
    """How a document went: as a cipher telegram, a telegram, or, when nothing speaks of the telegraph, a letter."""
    kinds = {kind_of(text) for text in record.numbers}
    if "cipher" in record.labels or record.sent is not None or "cipher" in kinds:
        return VOC.mode_cipher
    # "Moscow. Kaganovich." is the address of a telegram; a description names the place of any letter
    addressed = record.description is None and any(witness.field == "sent-to" for witness in record.witnesses)
    if "telegram" in (*record.labels, *record.forms) or kinds & _TELEGRAPHED or addressed:
        return VOC.mode_telegram
    return VOC.mode_letter


def _was_sent(record: Letter) -> bool:
    """Whether anything says that the document was sent: a heading `A to B`, a label, a secretary's note, a number.

    A heading that has the direction wrong still says that the document passed between the two; one that names other
    people belongs to another document.
    """
    if mode(record) != VOC.mode_letter:
        return True
    if record.description is not None:
        return bool(record.senders or record.description.sent_from)
    if record.heading is None:
        return False
    printed = {*record.heading.senders, *record.heading.recipients}
    return not (printed.isdisjoint(record.senders) or printed.isdisjoint(record.recipients))


def _facts(record: Letter, id_: str, context: Context) -> Facts:
    line = record.line
    senders = Parties(record.senders, tuple(context.actor(name, line) for name in record.senders))
    recipients = Parties(record.recipients, tuple(context.actor(name, line) for name in record.recipients))
    written = when(record.date)
    mode_ = mode(record)
    en, ru = _labels(senders, recipients, mode_, leading(record.numbers), written)
    return Facts(id_, f"<{context.iris.letter(id_)}>", senders, recipients, written, mode_, en, ru)


def _labels(senders: Parties, recipients: Parties, mode_: str, number: str, written: When) -> tuple[str, str]:
    """`Stalin to Kaganovich, cipher telegram No. 18, 12 June 1932`; Russian where every name has a Russian label."""
    kind, kind_ru = label_of(mode_)
    number = f" {number.rstrip('.')}" if number else ""
    en = f"{_parties_of(senders, recipients)}, {kind}{number}, {written.en}"
    ru = [[actor.short_ru if actor else "" for actor in side.actors] for side in (senders, recipients)]
    if not all(side and all(side) for side in ru):
        return en, ""
    return en, f"{', '.join(ru[0])} — {', '.join(ru[1])}, {kind_ru}{_number_ru(number)}, {written.ru}"


def _parties_of(senders: Parties, recipients: Parties) -> str:
    """`Stalin to Kaganovich`; of a round robin only as many names as a label can hold."""
    for most in (None, MOST, 2):
        sides = (listed(side.names, most) or "unknown" for side in (senders, recipients))
        if len(words := " to ".join(sides)) <= _LONGEST:
            break
    return words if len(words) <= _LONGEST else f"{words[: _LONGEST - 1]}…"


def _number_ru(number: str) -> str:
    for mark in ("In. No. ", "No. ", "Nr ", "#"):
        number = number.replace(mark, "вх. № " if mark[0] == "I" else "№ ")
    return number.replace("HP", "Нр").replace("sh", "ш").replace("/s", "/с")


def _document(record: Letter, facts: Facts, context: Context) -> Iterator[Triple]:
    """The letter as a text in its original language, where it is printed, and what labels it bears."""
    term = facts.term
    for type_ in (EP.Letter, CRM.E33_Linguistic_Object, RICO.Record, SCHEMA.Message):
        yield term, RDF.type, type_
    yield term, RDFS.label, literal(facts.label, "en")
    if facts.label_ru:
        yield term, RDFS.label, literal(facts.label_ru, "ru")
    yield term, CRM.P2_has_type, facts.mode
    spoken = record.description.languages if record.description is not None else ()
    for code in spoken:
        yield term, CRM.P72_has_language, language(code)
    if not spoken and context.edition.original_language != UNDETERMINED:
        yield term, CRM.P72_has_language, context.original
    first, last = record.source.lines
    yield term, EP.firstLine, integer(first)
    yield term, EP.lastLine, integer(last)
    yield term, DCTERMS.source, f"<{context.iris.span(context.edition.name, first, last)}>"
    yield from span(first, last, context)
    yield term, EP.windowStart, date(context.window[0])
    yield term, EP.windowEnd, date(context.window[1])
    yield from _labelled(term, record.labels, context)
    yield from _text(record, facts, context)


def _edition_numbers(record: Letter) -> list[str]:
    return [witness.value for witness in record.witnesses if witness.field == "edition-number"]


def _text(record: Letter, facts: Facts, context: Context) -> Iterator[Triple]:
    """The printed text, and what a description says of the letter where there is one."""
    if record.description is not None:
        numbers = _edition_numbers(record)
        yield from description(record.description, facts.id, facts.term, facts.label, numbers, context)
        if record.mentions or facts.id in context.worded:
            spoken = record.description.languages if facts.id in context.worded else ()
            yield from edition_text(facts.id, facts.term, facts.label, None, context, spoken)
    else:
        lines = record.body.lines if record.body else record.source.lines
        yield from edition_text(facts.id, facts.term, facts.label, lines, context)


def _labelled(term: str, labels: tuple[str, ...], context: Context) -> Iterator[Triple]:
    for word in labels:
        concept = LABELS.get(word)
        if concept is None:
            yield term, EP.labelAsPrinted, literal(word, context.edition.language)
            continue
        if word in SECRECY:
            yield term, EP.secrecyLabel, concept
        yield term, EP.documentLabel, concept
        yield term, CRM.P2_has_type, concept


def _parties(facts: Facts, context: Context) -> Iterator[Triple]:
    """Who wrote, to whom; a name that nobody has settled stays as printed."""
    term = facts.term
    for actor in facts.senders.known:
        for property_ in (EP.author, RICO.hasAuthor, DCTERMS.creator, SCHEMA.author):
            yield term, property_, actor.term
    for actor in facts.recipients.known:
        for property_ in (EP.addressee, RICO.hasAddressee, SCHEMA.toRecipient):
            yield term, property_, actor.term
    for property_, names in (
        (EP.authorAsPrinted, facts.senders.unknown),
        (EP.addresseeAsPrinted, facts.recipients.unknown),
    ):
        for name in names:
            value = literal(name, context.edition.language)
            yield term, property_, value
            yield term, EP.nameAsPrinted, value


def _destination(record: Letter, facts: Facts, context: Context) -> Iterator[Triple]:
    """Where the letter was to go: the place that its address line names."""
    for witness in record.witnesses:
        if witness.field == "sent-to":
            place = context.names.place(witness.value, witness.line)
            if place is not None:
                yield facts.term, EP.sentTo, f"<{context.iris.place(place.id)}>"
            else:
                yield facts.term, EP.nameAsPrinted, literal(witness.value, context.edition.language)


def _dates(record: Letter, facts: Facts, context: Context) -> Iterator[Triple]:
    """The writing and its time. Open ends stay open in the time-span and are closed by the window on the letter."""
    term, written = facts.term, f"<{context.iris.written(facts.id)}>"
    creation = f"<{context.iris.creation(facts.id)}>"
    yield creation, RDF.type, CRM.E65_Creation
    yield creation, RDFS.label, literal(f"writing of: {facts.label}", "en")
    if facts.label_ru:
        yield creation, RDFS.label, literal(f"написание: {facts.label_ru}", "ru")
    yield creation, CRM.P94_has_created, term
    yield creation, CRM.P4_has_time_span, written
    for actor in facts.senders.known:
        yield creation, CRM.P14_carried_out_by, actor.term
    yield term, EP.writtenOn, written
    yield from time_span(written, facts.date, record.body.time if record.body else None)
    first, last = closed(facts.date, context.window)
    if first is not None:
        yield term, EP.earliestDate, date(first)
    if last is not None:
        yield term, EP.latestDate, date(last)
    if facts.date.exact and first is not None:
        for property_ in (EP.date, SCHEMA.dateCreated, DCTERMS.created):
            yield term, property_, date(first)


def _transmission(record: Letter, facts: Facts, context: Context) -> Iterator[Triple]:
    """The sending: by whom, how, when and from where."""
    term, sending = facts.term, f"<{context.iris.transmission(facts.id)}>"
    yield sending, RDF.type, EP.Transmission
    yield sending, RDF.type, CRM.E7_Activity
    yield sending, RDFS.label, literal(f"sending of: {facts.label}", "en")
    if facts.label_ru:
        yield sending, RDFS.label, literal(f"отправка: {facts.label_ru}", "ru")
    yield sending, CRM.P2_has_type, facts.mode
    yield sending, CRM.P16_used_specific_object, term
    yield term, EP.transmittedBy, sending
    yield term, CRM.P16i_was_used_for, sending
    for actor in facts.senders.known:
        yield sending, CRM.P14_carried_out_by, actor.term
        for property_ in (EP.sender, RICO.hasSender, SCHEMA.sender):
            yield term, property_, actor.term
    for witness in record.witnesses if record.description is not None else ():
        if witness.field == "sent-from":
            yield from _sent_from(term, sending, witness.value, witness.line, context)
    if record.sent is None:
        return
    day, _, time = record.sent.at.partition("T")
    sent = f"<{context.iris.sent(facts.id)}>"
    yield sending, CRM.P4_has_time_span, sent
    yield from time_span(sent, when(day), time[:5])
    if record.sent.from_:
        yield from _sent_from(term, sending, record.sent.from_, record.line, context)


def _sent_from(term: str, sending: str, name: str, line: int, context: Context) -> Iterator[Triple]:
    place = context.names.place(name, line)
    if place is None:
        yield sending, EP.nameAsPrinted, literal(name, context.edition.language)
        return
    node = f"<{context.iris.place(place.id)}>"
    yield sending, CRM.P7_took_place_at, node
    yield term, EP.sentFrom, node


def _kept(record: Letter, facts: Facts, context: Context) -> Iterator[Triple]:
    """The carriers, and that of the enciphered text when a note says where it is."""
    yield from carriers(facts.id, facts.term, record.shelfmarks, context)
    if record.sent is not None and record.sent.shelfmark is not None:
        n = len(record.shelfmarks) + 1
        yield from carrier(facts.id, n, facts.term, record.sent.shelfmark, (VOC.form_enciphered,), context)

"""Claims and adjudications: E13 and I5 (CRMinf) in the named graph of an edition, never in the default graph.

A claim in full, `{b}claim/c...`: ep:Claim, crm:E13_Attribute_Assignment, prov:Activity
  crm:P140_assigned_attribute_to thing; crm:P177_assigned_property_of_type property;
  crm:P141_assigned node or ep:assignedValue literal; ep:aboutRecord; ep:witnessType, ep:voice, ep:status, ep:certainty,
  ep:rule (= crm:P2_has_type); crm:P14_carried_out_by publisher or curator; prov:wasAssociatedWith software;
  crm:P16_used_specific_object lines (= prov:used); ep:asFound words; label: one sentence;
  crm:P15_was_influenced_by letter or heading that a conclusion of the program rests on;
  ep:disputeRow, ep:disputeTable: a row with which to dispute it (`kg.map.dispute`)
An adjudication, `{b}adjudication/j...`: ep:Adjudication, inf:I5_Inference_Making, prov:Activity
  ep:adopts, ep:rejects (= crm:P15_was_influenced_by) claims; inf:J3_applied rule; crm:P14_carried_out_by;
  crm:P3_has_note reason of a curator; dcterms:created day
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence

from kg.map.concepts import LABELS, forms, label_of
from kg.map.context import Context
from kg.map.dispute import claim_dispute
from kg.map.reading import named, names_in, speaker, spoken
from kg.map.rules import DEFINITIONS
from kg.map.span import span
from kg.map.terms import Triple, date, edtf, integer, literal
from kg.map.terms import label as shortened
from kg.ns import CRM, DCTERMS, EP, INF, PROV, RDF, RDFS, VOC, bare
from kg.records.claim import Claim, Judgement
from kg.records.settled import field_of, settled_by
from kg.records.words import MOST, listed

# Field -> the property that is assigned, and what the sentence says; `{}` is the value.
FIELDS: dict[str, tuple[str, str]] = {
    "sender": (EP.author, "names {} as sender"),
    "recipient": (EP.addressee, "names {} as addressee"),
    "date": (EP.writtenOn, "gives the date {}"),
    "time": (CRM.P82_at_some_time_within, "gives the time {}"),
    "label": (EP.documentLabel, "labels the document as {}"),
    "number": (CRM.P1_is_identified_by, "gives the number {}"),
    "edition-number": (CRM.P1_is_identified_by, "gives the number {} in the edition"),
    "sent": (CRM.P4_has_time_span, "says that it was sent at {}"),
    "sent-from": (EP.sentFrom, "says that it was sent from {}"),
    "sent-to": (EP.sentTo, "says that it went to {}"),
    "received": (CRM.P4_has_time_span, "says that it was received on {}"),
    "answers": (EP.refersToLetter, "speaks of {}"),
    "reference": (EP.refersToLetter, "speaks of {}"),
    "enclosure": (EP.refersToLetter, "speaks of {}"),
    "reply-to": (EP.replyTo, "shows that it answers {}"),
    "refers-to": (EP.refersToLetter, "speaks of {}"),
    "aligned-to": (EP.alignedTo, "shows that the heading belongs to {}"),
    "attested": (CRM.P67_refers_to, "speaks of it ({})"),
    "enclosed": (CRM.P67_refers_to, "encloses it"),
    "missing": (CRM.P67_refers_to, "says that it is missing"),
    "headed": (CRM.P67_refers_to, "stands without its document"),
    "expected-date": (EP.expectedDate, "finds that it was written {}"),
    "candidate-leaves": (EP.candidateLeaf, "finds that it may be kept at {}"),
    "below-gap": (EP.expectedNumber, "stands next before the missing {}"),
    "above-gap": (EP.expectedNumber, "stands next after the missing {}"),
    "shelfmark": (EP.shelfmark, "says that it is kept at {}"),
    "form": (EP.documentForm, "calls the copy {}"),
    "decided-by": (EP.decidedBy, "names {} as the body that decided"),
    "decided-on": (EP.decidedOn, "gives the day {}"),
    "action": (EP.action, "says that it was {}"),
    "same-as": (CRM.P67_refers_to, "shows that the note there records {}"),
}
NO_READINGS: Mapping[str, str] = {}
_LONGEST = 200  # characters of a label, as shape S34 has it
_OTHER = (CRM.P3_has_note, "says: {}")  # a field of records that this version does not know
_DATES = frozenset({"date", "decided-on", "received", "expected-date"})
_ACTORS = frozenset({"sender", "recipient", "decided-by"})


def claims(
    found: Iterable[Claim], judged: Iterable[Judgement], readings: Mapping[str, str], context: Context
) -> Iterator[Triple]:
    """All claims and judgements of one edition, with the agents, properties and passages that they name.

    `readings` are what letters are called in sentences, by identifier.
    """
    fields: dict[tuple[str, str], list[Claim]] = {}
    for claim in found:
        fields.setdefault(settled_by(claim), []).append(claim)
    judgements = {(judgement.about, judgement.field): judgement for judgement in judged}
    for key, together in fields.items():
        # A curator who says what a letter answers says what it refers to.
        judgement = judgements.get(key) or judgements.get((key[0], "reply-to"))
        curator = judgement.curator if judgement is not None else ""
        for claim in together:
            yield from _claim(claim, together, readings, curator, context)
            if claim.witness == "curator":
                yield from _judged(claim, curator, context)
            else:
                yield from _read(claim, readings, context)
    for key, judgement in judgements.items():
        yield from _judgement(judgement, fields.get(key, ()), readings, context)
    yield from _properties()
    yield from _agents(context)


def _claim(
    claim: Claim, together: Sequence[Claim], readings: Mapping[str, str], curator: str, context: Context
) -> Iterator[Triple]:
    term = f"<{context.iris.claim(claim.id)}>"
    edition = context.edition.name if context.shared else ""
    yield from claimed(term, sentence(claim, together, readings, curator, edition))
    yield term, CRM.P140_assigned_attribute_to, _subject(claim, context)
    yield term, CRM.P177_assigned_property_of_type, FIELDS.get(claim.field, _OTHER)[0]
    yield from _value(term, claim, context)
    yield term, EP.aboutRecord, f"<{context.iris.record(_page(claim, context))}>"
    yield from standing(
        term, VOC[claim.witness], VOC[f"voice-{claim.voice}"], VOC[claim.status], VOC[claim.certainty], VOC[claim.rule]
    )
    if claim.evidence:
        for kind in (EP.evidence, CRM.P2_has_type):
            yield term, kind, VOC[f"evidence-{claim.evidence}"]
    yield from claim_dispute(term, claim, together, context)


def _page(claim: Claim, context: Context) -> str:
    """The record on whose page a claim belongs: a copy is on that of its letter, a decision on that it is one with."""
    if claim.field == "same-as" and claim.status == "adopted":
        return claim.value
    letter = claim.about.partition("-")[0]
    return context.published.get(letter, letter)


def claimed(term: str, reading: str) -> Iterator[Triple]:
    """A claim, and how it reads."""
    for type_ in (EP.Claim, CRM.E13_Attribute_Assignment, PROV.Activity):
        yield term, RDF.type, type_
    yield term, RDFS.label, shortened(reading, "en")


def standing(term: str, witness: str, voice: str, status: str, certainty: str, rule: str) -> Iterator[Triple]:
    """How a claim stands, each as a concept."""
    for kind, concept in (
        (EP.witnessType, witness),
        (EP.voice, voice),
        (EP.status, status),
        (EP.certainty, certainty),
        (EP.rule, rule),
    ):
        yield term, kind, concept
        yield term, CRM.P2_has_type, concept


def read_in(term: str, table: str, name: str) -> Iterator[Triple]:
    """That a claim was read in a table that people keep, and the table."""
    for property_ in (CRM.P16_used_specific_object, PROV.used):
        yield term, property_, table
    for type_ in (CRM.E73_Information_Object, PROV.Entity):
        yield table, RDF.type, type_
    yield table, RDFS.label, literal(name, "en")


def _judged(claim: Claim, curator: str, context: Context) -> Iterator[Triple]:
    """Who judged, and the table that says so, with the reason."""
    term, table = f"<{context.iris.claim(claim.id)}>", f"<{context.iris.judgements(context.edition.name)}>"
    who = f"<{context.iris.agent(curator or 'publisher')}>"
    yield term, CRM.P14_carried_out_by, who
    if curator:
        yield from _agent(who, curator)
    yield from read_in(term, table, f"judgements of curators on {context.edition.title}")
    if claim.raw:
        yield term, CRM.P3_has_note, literal(claim.raw, "en")


def _read(claim: Claim, readings: Mapping[str, str], context: Context) -> Iterator[Triple]:
    """Who read which passage, and its words; what the program concluded is a note only, and stands in no passage."""
    term = f"<{context.iris.claim(claim.id)}>"
    yield term, CRM.P14_carried_out_by, f"<{context.iris.agent('publisher')}>"
    yield term, PROV.wasAssociatedWith, f"<{context.iris.run(context.edition.name)}#software>"
    first, last = claim.lines
    passage = f"<{context.iris.span(context.edition.name, first, last)}>"
    yield term, CRM.P16_used_specific_object, passage
    yield term, PROV.used, passage
    yield from span(first, last, context)
    rests = names_in(f"{claim.raw} {claim.record}") if claim.voice == "program" else ()
    for record in rests:
        yield term, CRM.P15_was_influenced_by, f"<{context.iris.record(record)}>"
    if claim.raw and claim.voice == "program":
        yield term, CRM.P3_has_note, literal(named(claim.raw, readings), "en")
    elif claim.raw:
        yield term, CRM.P3_has_note, literal(claim.raw)
        yield term, EP.asFound, literal(claim.raw)


def sentence(
    claim: Claim,
    together: Sequence[Claim],
    readings: Mapping[str, str] = NO_READINGS,
    curator: str = "",
    edition: str = "",
) -> str:
    """One sentence that reads the claim to a person; `together` are all claims on the same field of the same thing,
    `readings` what letters are called, by identifier, `curator` who judged them, if anybody did; `edition` is named
    where letters stand in several.

    `the heading at line 14 names Kaganovich as sender; outweighed by the signature at line 25`.
    """
    where = f" of {edition}" if edition and claim.witness != "curator" else ""
    said = f"{speaker(claim)}{where} {_phrase(claim).format(spoken(claim, readings))}"
    short, more = _verdict(claim, together, readings, curator)
    whole = f"{said}; {short} {more}" if more else f"{said}; {short}"
    return whole if len(whole) <= _LONGEST else f"{said}; {short.removesuffix(' by').removesuffix(' in favour of')}"


def _verdict(claim: Claim, together: Sequence[Claim], readings: Mapping[str, str], curator: str) -> tuple[str, str]:
    """What became of the claim, and by what, where there is something to name."""
    status = label_of(VOC[claim.status])[0]
    if curator and claim.rule == "rule-curator" and claim.witness != "curator":
        return f"{status} by", f"the judgement of {curator}"
    others = [other for other in together if other.status == "adopted" and other.id != claim.id]
    if claim.status == "adopted" or not others:
        return status, ""
    passages = listed([*dict.fromkeys(speaker(other) for other in others if other.lines != claim.lines)], MOST)
    if claim.status == "candidate":  # what one passage refers to says nothing of another
        return "undecided", f"beside {passages}" if passages and claim.field != "refers-to" else ""
    if passages:
        return "outweighed by", passages
    return "rejected in favour of", listed([*dict.fromkeys(spoken(other, readings) for other in others)], MOST)


def _phrase(claim: Claim) -> str:
    """What the sentence of a claim says, with `{}` for the value."""
    if claim.field == "shelfmark" and claim.about.startswith("d"):
        return "says that it is recorded at {}"
    if claim.field == "refers-to" and claim.status == "candidate":
        return "may speak of {}"
    if claim.field == "same-as" and claim.about.startswith("l"):
        return "shows that it is {} in another edition"
    return FIELDS.get(claim.field, _OTHER)[1]


def _subject(claim: Claim, context: Context) -> str:
    """The node that the property is assigned to: the thing itself, or its writing, sending, receipt or copy."""
    iris, about = context.iris, claim.about
    part = {"time": iris.written, "sent": iris.transmission, "received": iris.receipt}.get(claim.field)
    if claim.field == "same-as":  # that the note speaks of the other decision
        return f"<{iris.span(context.edition.name, *claim.lines)}>"
    return f"<{part(about)}>" if part else f"<{iris.record(about)}>"


def _value(term: str, claim: Claim, context: Context) -> Iterator[Triple]:
    """The value as a node where there is one; a date as EDTF; else as a literal."""
    nodes = _nodes(claim, context)
    for node in nodes:
        yield term, CRM.P141_assigned, node
    if claim.field in _DATES:
        yield term, EP.assignedValue, edtf(claim.value)
    elif claim.field in ("below-gap", "above-gap"):
        yield term, EP.assignedValue, integer(int(claim.value))
    elif not nodes:
        yield term, EP.assignedValue, literal(claim.value)


def _nodes(claim: Claim, context: Context) -> tuple[str, ...]:
    field, value = claim.field, claim.value
    if field in _ACTORS:
        actor = context.actor(value, claim.lines[0])
        return (actor.term,) if actor else ()
    if field in ("sent-from", "sent-to"):
        place = context.names.place(value, claim.lines[0])
        return (f"<{context.iris.place(place.id)}>",) if place else ()
    if field in ("reply-to", "refers-to", "aligned-to", "same-as"):
        return (f"<{context.iris.record(value)}>",)
    if field == "label":
        return (LABELS[value],) if value in LABELS else ()
    return forms(value)[:1] if field == "form" else ()


def _judgement(
    judgement: Judgement, said: Sequence[Claim], readings: Mapping[str, str], context: Context
) -> Iterator[Triple]:
    """Which of the claims `said` on one field count, by whom or by which rule, and why."""
    term, record = f"<{context.iris.claim(judgement.id)}>", judgement.about.partition("-")[0]
    pages = dict.fromkeys(_page(claim, context) for claim in said) or (record,)
    for type_ in (EP.Adjudication, INF.I5_Inference_Making, CRM.E13_Attribute_Assignment, PROV.Activity):
        yield term, RDF.type, type_
    field = field_of(judgement.about, judgement.field)
    name = readings.get(judgement.about, judgement.about)
    yield term, RDFS.label, shortened(f"which {field[0] if field else judgement.field} of {name} counts", "en")
    for page in pages:
        yield term, EP.aboutRecord, f"<{context.iris.record(page)}>"
    yield term, INF.J3_applied, VOC[judgement.rule]
    for property_, ids in ((EP.adopts, judgement.adopts), (EP.rejects, judgement.rejects)):
        for id_ in ids:
            yield term, property_, f"<{context.iris.claim(id_)}>"
            yield term, CRM.P15_was_influenced_by, f"<{context.iris.claim(id_)}>"
    who = f"<{context.iris.agent(judgement.curator or 'publisher')}>"
    yield term, CRM.P14_carried_out_by, who
    if judgement.curator:
        yield from _agent(who, judgement.curator)
    yield term, CRM.P3_has_note, literal(judgement.reason or _reason(judgement, said, readings), "en")
    if judgement.date:
        yield term, DCTERMS.created, date(judgement.date)


def _reason(judgement: Judgement, said: Sequence[Claim], readings: Mapping[str, str]) -> str:
    """Why a rule prefers some claims: what it says, and the passages on both sides with their values."""
    counted, other = (_passages(said, ids, readings) for ids in (judgement.adopts, judgement.rejects))
    verdict = f"Here {counted} outweighs {other}." if counted else f"Here nothing else is said than by {other}."
    return f"{DEFINITIONS[judgement.rule]} {verdict}"


def _passages(said: Iterable[Claim], ids: Container[str], readings: Mapping[str, str]) -> str:
    """`the signature at line 25 (Stalin) with the displaced heading at line 1971 (Stalin)`."""
    values: dict[str, list[str]] = {}
    for claim in said:
        if claim.id in ids:
            values.setdefault(speaker(claim), []).append(spoken(claim, readings))
    return " with ".join(f"{passage} ({', '.join(dict.fromkeys(named))})" for passage, named in values.items())


def _properties() -> Iterator[Triple]:
    """What claims assign: properties are types where they are values (scope note of crm:P177)."""
    for property_, _ in (*FIELDS.values(), _OTHER):
        yield from property_type(property_)


def property_type(property_: str) -> Iterator[Triple]:
    """A property as a value."""
    yield property_, RDF.type, CRM.E55_Type
    yield property_, RDFS.label, literal(bare(property_).rpartition("#")[2].rpartition("/")[2], "en")


def publisher(context: Context) -> Iterator[Triple]:
    """Who answers for what the program reads."""
    yield from _agent(f"<{context.iris.agent('publisher')}>", context.publisher)


def _agents(context: Context) -> Iterator[Triple]:
    yield from publisher(context)
    software = f"<{context.iris.run(context.edition.name)}#software>"
    yield software, RDF.type, PROV.SoftwareAgent
    yield software, RDFS.label, literal("letterkg", "en")


def _agent(term: str, name: str) -> Iterator[Triple]:
    for type_ in (CRM.E39_Actor, PROV.Agent):
        yield term, RDF.type, type_
    yield term, RDFS.label, literal(name, "en")

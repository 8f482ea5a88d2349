"""Records to triples, as a stream: one record in, its triples out, no graph in memory.

The shape of the graph, `{b}` being the base of the workspace. Every node has a label in English or as printed; letters,
dates, persons, groups, places, carriers, archival units, decisions and concepts have a Russian one too, where every
name in it has one. There are no blank nodes; owl:sameAs stands between merged identifiers alone. Only adopted values
are stated here; every saying of the source is a claim in a named graph, `{b}graph/claims/EDITION` (`kg.map.claim`), the
link ledger in `{b}graph/links`.
`=` marks a property that is always written with the one before it, for readers of another vocabulary.

Letter `{b}letter/l0001`: ep:Letter, crm:E33_Linguistic_Object, rico:Record, schema:Message
  ep:author (= rico:hasAuthor, dcterms:creator, schema:author)     person or group
  ep:addressee (= rico:hasAddressee, schema:toRecipient)           person or group
  ep:sender (= rico:hasSender, schema:sender)                      with ep:transmittedBy only
  ep:authorAsPrinted, ep:addresseeAsPrinted (= ep:nameAsPrinted)   a name that nobody has settled
  ep:earliestDate, ep:latestDate   xsd:date; an open end is closed by the edition's window
  ep:date (= schema:dateCreated, dcterms:created)                  only when exact to the day
  ep:writtenOn #written; ep:transmittedBy #transmission (= crm:P16i_was_used_for); ep:sentFrom, ep:sentTo place
  crm:P2_has_type voc:mode-letter, voc:mode-telegram or voc:mode-cipher, and every label
  ep:documentLabel voc:label-..., ep:secrecyLabel voc:strictly-secret or voc:top-secret, ep:labelAsPrinted
  crm:P1_is_identified_by #no-1; crm:P72_has_language; crm:P73_has_translation #text-en
  ep:replyTo (= rico:isReplyTo), ep:refersToLetter (= crm:P67_refers_to, dcterms:references)   letter
  crm:P67_refers_to, schema:mentions   persons named
  crm:P129_is_about (= dcterms:subject, rico:hasOrHadSubject, schema:about)   topic
  dcterms:abstract (= rico:scopeAndContent, schema:abstract)   what it is about in a few words, by a curator
  rico:isDirectlyIncludedIn            the unit of each carrier
  described letters: schema:url; ep:printedIn `{b}source/NAME#edition-KEY`; ep:otherDescription; ep:attachedTo,
  ep:precededBy letter; crm:P3_has_note; #edition-no-1, #handling-1 (kg.map.description)
  ep:firstLine, ep:lastLine, ep:windowStart, ep:windowEnd, dcterms:source lines
Writing `...#creation`: crm:E65_Creation
  crm:P94_has_created letter; crm:P14_carried_out_by authors; crm:P4_has_time-span #written
Sending `...#transmission`: ep:Transmission, crm:E7_Activity; only when something says that the letter was sent
  crm:P16_used_specific_object letter; crm:P14_carried_out_by; crm:P2_has_type mode; crm:P7_took_place_at;
  crm:P4_has_time-span #sent
Receipt `...#receipt`: ep:Receipt, crm:E7_Activity; only when a mark says when the letter arrived
  crm:P16_used_specific_object letter; crm:P14_carried_out_by addressees; crm:P4_has_time-span #received;
  the letter: ep:receivedBy (= crm:P16i_was_used_for), ep:recipient (= rico:hasReceiver, schema:recipient)
Time-span `...#written`, `...#sent`, `...#received`, `...#decided`: crm:E52_Time-Span
  crm:P82a_begin_of_the_begin, crm:P82b_end_of_the_end   xsd:dateTime, local time, no zone; absent where open
  ep:edtf (= crm:P82_at_some_time_within)                datatype edtf:EDTF, as recorded
Printed text `...#text-en`: ep:EditionText, crm:E33_Linguistic_Object
  crm:P72_has_language; crm:P106i_forms_part_of its lines, the capture; crm:P190_has_symbolic_content (kg.map.text)
Number `...#no-1`: crm:E42_Identifier, rico:Identifier
  crm:P190_has_symbolic_content as printed; crm:P2_has_type voc:idtype-...; ep:sequenceNo; ep:registerNo;
  ep:numberSeries `{b}series/telegrams-of-p0001-1932` or `.../telegrams-to-p0001-1932` (= crm:P2_has_type), a concept
Mention `...#mention-1`: oa:Annotation
  oa:hasBody person, absent while unsettled (then ep:nameAsPrinted); oa:hasTarget line, one or more; ep:surfaceForm;
  ep:occursIn letter; dcterms:isPartOf #text-en
Carrier `{b}carrier/l0001-1`, of a decision `{b}carrier/d0001-1`: ep:Carrier, crm:E22_Human-Made_Object,
  rico:Instantiation; one a shelfmark, and one more for an enciphered text; dcterms:source the line of the shelfmark
  crm:P128_carries letter or decision (= rico:isOrWasInstantiationOf); ep:shelfmark text (= rico:identifier);
  crm:P1_is_identified_by #shelfmark (crm:E42_Identifier, rico:Identifier; ep:asFound when a slip was mended);
  ep:heldIn unit (= la:member_of); crm:P50_has_current_keeper archive; ep:documentForm voc:form-... (= crm:P2_has_type),
  ep:formAsPrinted; crm:P46_is_composed_of every leaf; ep:leafFrom, ep:leafTo text; ep:leafFromOrd, ep:leafToOrd
Leaf `{b}archive/rgaspi/f558/op11/d77/l54`, its verso `.../l54v`: ep:Leaf, crm:E22_Human-Made_Object
  ep:leafOrd order in the file; crm:P46i_forms_part_of #volume, of a verso: its leaf too
Unit `{b}archive/rgaspi/f558/op11/d77`: ep:ArchivalUnit, rico:RecordSet, la:Set
  rico:isDirectlyIncludedIn the unit above (= la:member_of), of the outermost one: rico:hasOrHadHolder archive;
  rico:identifier `D. 77`; ep:codeOrd; rico:hasRecordSetType voc:fond, voc:opis, voc:delo...; rico:title;
  ep:arrangement voc:arrangement-chronological
File `...d77#volume`: crm:E22_Human-Made_Object, rico:Instantiation; holding `.../f558#holding`: crm:E78_Curated_Holding
  rico:isOrWasInstantiationOf unit; crm:P50_has_current_keeper archive; file: crm:P46i_forms_part_of #holding
Archive, a group of the table or `{b}archive/rgaspi`: crm:E74_Group, rico:CorporateBody, schema:ArchiveOrganization
Person `{b}person/p0001`: crm:E21_Person, rico:Person, schema:Person
Group `{b}group/g0001`: crm:E74_Group, rico:CorporateBody, schema:Organization; crm:P2_has_type voc:group-...
Place `{b}place/pl0001`: crm:E53_Place, rico:Place, schema:Place; crm:P2_has_type voc:place-...;
  schema:latitude, schema:longitude (degrees), crm:P168_place_is_defined_by (a point, geo:wktLiteral)
  skos:altLabel variants; skos:hiddenLabel slips; la:equivalent (= schema:sameAs); crm:P1_is_identified_by #name-1;
  persons: rico:birthDate, rico:deathDate (EDTF), crm:P3_has_note role; groups: rico:beginningDate, rico:endDate (EDTF);
  both: rico:isOrWasSubordinateTo, rico:hasSuccessor, rico:hasFamilyAssociationWith, rico:isAgentAssociatedWithAgent
Name `...#name-1`: crm:E33_E41_Linguistic_Appellation
  crm:P190_has_symbolic_content; crm:P72_has_language; crm:P2_has_type aat:300404670 (preferred), voc:name-variant or
  voc:ocr-slip; crm:P139_has_alternative_form #name-n
Decision `{b}decision/d0001`: ep:Resolution, crm:E33_Linguistic_Object, rico:Record
  ep:decidedBy (= rico:hasAuthor) or ep:decidedByAsPrinted; ep:decidedOn xsd:date, only when exact; ep:action;
  crm:P67_refers_to, schema:mentions persons; ep:recordedInNoteTo letter; ep:citedWork; carriers as above
  topics and what it is about in words, as of letters; the latter stands in its label
Act `...#act`: ep:DecisionAct, crm:E65_Creation, rico:Activity
  crm:P94_has_created decision; crm:P14_carried_out_by body; crm:P4_has_time-span #decided;
  crm:P15_was_influenced_by letter, only with evidence (`kg.map.decision.led_to`)
Heading `{b}heading/h0001`: ep:Heading, crm:E33_Linguistic_Object
  ep:firstLine, ep:lastLine; crm:P106i_forms_part_of its line; ep:printedAbove letter;
  ep:alignedTo the letter that it belongs to; its words: see `kg.map.claim`
Letter that is not printed `{b}lost/x0001`: ep:LostLetter, crm:E33_Linguistic_Object, rico:Record (never ep:Letter)
  crm:P2_has_type known or not, mode, certainty; where a note cites its shelfmark, a carrier: see there
  ep:expectedAuthor, ep:expectedAddressee person or group; ep:expectedDate (EDTF); ep:expectedNumber; ep:certainty;
  ep:enclosedIn letter; ep:mayBe letter or lost letter; ep:candidateLeaf leaf; the letter: crm:P67_refers_to it
Tombstone `{b}person/p0031`, of any thing with an identifier that is no longer used: ep:Tombstone, crm:E1_CRM_Entity
  crm:P2_has_type voc:id-merged, voc:id-split or voc:id-withdrawn; owl:deprecated true; crm:P3_has_note why;
  dcterms:isReplacedBy what took its place (= owl:sameAs, when it is one)
Lines `{b}source/NAME#line=13,14` (line 14): ep:SourceSpan, crm:E73_Information_Object, prov:Entity; a note: ep:Footnote
  ep:firstLine, ep:lastLine; crm:P106i_forms_part_of capture; a note: crm:P67_refers_to decision, letter;
  ep:cites leaf or unit (= dcterms:references); ep:citedWork
  crm:P129_is_about topic, when the topic of a letter or decision was read there
Capture `{b}source/NAME`: ep:SourceVersion, dig:D1_Digital_Object, crm:E73_Information_Object, prov:Entity
  ep:sha256; ep:windowStart, ep:windowEnd; dcterms:language, dcterms:bibliographicCitation, dcterms:source
Run `{b}run/NAME`: prov:Activity, dig:D10_Software_Execution
  prov:used capture (= dig:L10_had_input); prov:wasAssociatedWith software; `{b}dataset` prov:wasGeneratedBy run
Concept `voc:...`: crm:E55_Type, skos:Concept, levels also rico:RecordSetType; skos:inScheme, skos:prefLabel
Topic `{b}topic/oil`: crm:E55_Type, skos:Concept, rico:Concept; skos:inScheme voc:topics, skos:prefLabel, skos:scopeNote
  skos:broader (= crm:P127_has_broader_term) topic; of the widest: skos:topConceptOf
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

from kg.map.citation import citation
from kg.map.claim import claims as claim_triples
from kg.map.concepts import concepts, languages
from kg.map.context import Context, Names
from kg.map.dates import when
from kg.map.decision import Written, decision
from kg.map.description import editions
from kg.map.group import group, relation
from kg.map.heading import aligned, heading_words
from kg.map.letter import letter
from kg.map.link import link, link_claim, link_question
from kg.map.lost import lost_letter
from kg.map.mention import mention_rows
from kg.map.person import person
from kg.map.place import coordinates, place
from kg.map.question import question
from kg.map.reading import identified, reading, readings_of
from kg.map.reference import reference
from kg.map.reply import reply
from kg.map.rules import definitions
from kg.map.source import run, source
from kg.map.terms import Triple
from kg.map.text import wordings
from kg.map.tombstone import gone, tombstones
from kg.map.topic import subject, topic
from kg.map.unit import described, unit
from kg.records import (
    Alignment,
    Authorities,
    Bibliography,
    Case,
    Citation,
    Claim,
    Decision,
    Group,
    Judgement,
    Letter,
    Link,
    LostLetter,
    Person,
    Reference,
    Reply,
    Shelfmark,
    Subject,
    Topic,
    Wording,
)
from kg.registry import Registry

__all__ = [
    "Context",
    "Found",
    "Names",
    "Triple",
    "edition",
    "evidence",
    "identified",
    "ledger",
    "looked_at",
    "readings_of",
    "shared",
    "triples",
]

Quad = tuple[str, str, str, str]  # a triple, and the graph it stands in

_UNITS_REMEMBERED = 100_000


@dataclass(frozen=True)
class Found:
    """The records of one edition, read once. Decisions and lost letters are held in memory, letters are not."""

    letters: Iterable[Letter] = ()
    decisions: Iterable[Decision] = ()
    citations: Iterable[Citation] = ()
    replies: Iterable[Reply] = ()
    subjects: Iterable[Subject] = ()
    alignments: Iterable[Alignment] = ()
    references: Iterable[Reference] = ()
    lost: Sequence[tuple[str, LostLetter]] = ()  # with their identifiers
    bibliography: Sequence[Bibliography] = ()
    wordings: Iterable[Wording] = ()
    denied: Sequence[tuple[str, str]] = ()  # lost letters that there were not, and who says so


def triples(
    editions: Sequence[tuple[Context, Found]],
    authorities: Authorities,
    links: Iterable[Link] = (),
    topics: Iterable[Topic] = (),
    registry: Registry | None = None,
) -> Iterator[Triple]:
    """The adopted view of a workspace: its editions, what they share, the concepts they use, and what is left of
    identifiers of its `registry` that are no longer used.

    Some triples come more than once; a sorted dump has each once. Raises ValueError when there is no edition.
    """
    if not editions:
        raise ValueError("a graph needs at least one edition")
    yield from shared(editions[0][0], authorities, links, topics)
    for context, found in editions:
        yield from edition(context, found)
    if registry is not None:
        lost = {id_ for _, found in editions for id_, _ in found.lost}
        names = {context.edition.name for context, _ in editions}
        denied = dict(chain.from_iterable(found.denied for _, found in editions))
        yield from tombstones(gone(registry, lost, names, denied), editions[0][0].iris)


def shared(
    context: Context, authorities: Authorities, links: Iterable[Link] = (), topics: Iterable[Topic] = ()
) -> Iterator[Triple]:
    """What the editions of a workspace share: persons, groups, places, archival units, links, topics, concepts."""
    for person_ in authorities.persons:
        yield from person(person_, context)
    for group_ in authorities.groups:
        yield from group(group_, context)
    agents: dict[str, Person | Group] = {**authorities.person_by_id, **authorities.group_by_id}
    for related in authorities.relations:
        yield from relation(related, agents, context)
    for place_ in authorities.places:
        yield from place(place_, context)
    for point in authorities.coordinates:
        yield from coordinates(point, context)
    units = {unit_.code: unit_ for unit_ in authorities.units}
    for unit_ in authorities.units:
        yield from described(unit_, units, context)
    for row in links:
        yield from link(row, context)
    for topic_ in topics:
        yield from topic(topic_, context)
    yield from concepts()
    yield from definitions()


def edition(context: Context, found: Found) -> Iterator[Triple]:
    """One edition: its letters, headings, decisions, citations and replies, and the units these name."""
    yield from source(context)
    yield from run(context)
    codes = {context.edition.language, context.edition.original_language, "en", "ru"}
    yield from languages(sorted(codes))
    yield from editions(found.bibliography, context)
    yield from wordings(found.wordings, context)
    units = _Units(context)
    decisions, answers, register = _together(found.decisions), list(found.replies), list(found.lost)
    linked = _linked(answers)
    wanted = looked_at((record for noted in decisions for record in noted), answers, register)
    letters: dict[str, Written] = {}
    readings: dict[str, str] = {}
    for record in found.letters:
        yield from letter(record, context)
        if record.description is not None:
            new = set(record.description.languages) - codes
            codes |= new
            yield from languages(sorted(new))
        yield from units.of(record.shelfmarks)
        if record.sent is not None and record.sent.shelfmark is not None:
            yield from units.of((record.sent.shelfmark,))
        if record.letter is not None and record.letter in wanted:
            letters[record.letter] = _written(record, linked.get(record.letter, ()), context)
            readings[record.letter] = reading(record)
    subjects = {about.record: about for about in found.subjects}
    for noted in decisions:
        said = [subjects.pop(one.id) for one in noted if one.id in subjects]
        yield from decision(noted, context, letters, said)
        for one in noted:
            yield from units.of(cited.shelfmark() for cited in one.citations if cited.kind == "archival")
    for cited in found.citations:
        yield from citation(cited, context)
        yield from units.of((cited.shelfmark(),))
    yield from _concluded(found, answers, context)
    yield from _register(register, readings, units, context)
    for about in subjects.values():
        yield from subject(about, f"<{context.iris.letter(about.record)}>", context)


def _concluded(found: Found, answers: Iterable[Reply], context: Context) -> Iterator[Triple]:
    """What follows from the records of letters: replies, headings that belong to them, references."""
    for answer in answers:
        yield from reply(answer, context)
    for alignment in found.alignments:
        yield from aligned(alignment, context)
    for ref in found.references:
        yield from reference(ref, context)


def _register(
    register: Sequence[tuple[str, LostLetter]], readings: Mapping[str, str], units: _Units, context: Context
) -> Iterator[Triple]:
    """The register of lost letters, and the units in which they are or may be kept."""
    ids = {missing.key: id_ for id_, missing in register}
    for id_, missing in register:
        yield from lost_letter(id_, missing, ids, readings, context)
        yield from units.of(missing.shelfmarks)
        yield from units.of(Shelfmark(archive=leaves.archive, path=leaves.path) for leaves in missing.leaves)


def evidence(
    context: Context,
    letters: Iterable[Letter],
    claims: Iterable[Claim],
    judgements: Iterable[Judgement],
    questions: Iterable[Case] = (),
) -> Iterator[Quad]:
    """The claims of one edition, the judgements on them, what is open, and words and rows that go with them: in a named
    graph.
    """
    graph = f"<{context.iris.graph('claims', context.edition.name)}>"
    entries = list(letters)
    said = list(claims)
    readings = readings_of(entries, said)
    for triple in chain(claim_triples(said, judgements, readings, context), _beside(entries, questions, context)):
        yield *triple, graph


def _beside(letters: Iterable[Letter], questions: Iterable[Case], context: Context) -> Iterator[Triple]:
    """The words of headings, rows to dispute mentions, open questions."""
    for record in letters:
        if record.heading is not None:
            yield from heading_words(record.heading, context)
        if record.letter is not None:
            yield from mention_rows(record.letter, record.mentions, context)
    for case in questions:
        yield from question(case, f"<{context.iris.record(case.about)}>" if case.about else "", context)


def ledger(links: Iterable[Link], context: Context, questions: Iterable[tuple[Case, Link]] = ()) -> Iterator[Quad]:
    """Every row of the link ledger as a claim, the open ones as questions, in the named graph of the links."""
    graph = f"<{context.iris.graph('links')}>"
    rows = (link_claim(row, context) for row in links)
    open_ = (link_question(case, row, context) for case, row in questions)
    for triple in chain.from_iterable(chain(rows, open_)):
        yield *triple, graph


class _Units:
    """Writes each archival unit once, so long as it remembers it."""

    def __init__(self, context: Context) -> None:
        self.context = context
        self.seen: set[tuple[object, ...]] = set()

    def of(self, marks: Iterable[Shelfmark]) -> Iterator[Triple]:
        """The units of `marks` that were not written before."""
        for mark in marks:
            if not mark.archive or not mark.path:
                continue
            key = (mark.archive, *mark.path.items())
            if key not in self.seen:
                if len(self.seen) >= _UNITS_REMEMBERED:
                    self.seen.clear()
                self.seen.add(key)
                yield from unit(mark.archive, mark.path, self.context)


def _together(decisions: Iterable[Decision]) -> list[list[Decision]]:
    """Records of the same decision together, in the order in which each decision is first noted."""
    groups: dict[str, list[Decision]] = {}
    root: dict[str, str] = {}
    for record in decisions:
        first = record.same_as or record.id
        first = root[record.id] = root.get(first, first)
        groups.setdefault(first, []).append(record)
    return list(groups.values())


def looked_at(
    decisions: Iterable[Decision], replies: Iterable[Reply], lost: Iterable[tuple[str, LostLetter]] = ()
) -> set[str]:
    """The letters that decisions look at (those they are noted under, what these answer, what answers them), and those
    with which something lost was sent.
    """
    linked = _linked(replies)
    noted = {record.letter for record in decisions if record.letter}
    sending = {missing.enclosed_in for _, missing in lost if missing.enclosed_in}
    return noted | sending | {other for id_ in noted for other in linked.get(id_, ())}


def _linked(replies: Iterable[Reply]) -> dict[str, tuple[str, ...]]:
    """For each letter those that it answers and that answer it."""
    linked: dict[str, tuple[str, ...]] = {}
    for answer in replies:
        linked[answer.letter] = (*linked.get(answer.letter, ()), answer.answered)
        linked[answer.answered] = (*linked.get(answer.answered, ()), answer.letter)
    return linked


def _written(record: Letter, linked: tuple[str, ...], context: Context) -> Written:
    actors = (context.actor(name, record.line) for name in record.senders)
    authors = frozenset(actor.id for actor in actors if actor is not None)
    return Written(when(record.date).first, authors, linked)

"""The pages of persons, groups, places, topics, decisions, and of whatever has no page of its own kind."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from kg.ns import CRM, DCTERMS, EP, LA, RDF, RDFS, RICO, SCHEMA, SKOS, bare
from kg.publish.site.blocks import Article, Block, Fact, Ref, Row, Table, cell, heads
from kg.publish.site.claims import CLAIM_HEADS, claim_blocks, claim_rows, claims_about
from kg.publish.site.graph import Node, Text
from kg.publish.site.guide import Guide, LetterRow
from kg.publish.site.info import Crumb
from kg.publish.site.letters import LETTER_HEADS, abstracts, dated, generic_facts, letter_rows

_SCHEMA = bare(SCHEMA.Person).removesuffix("Person")


def actor_page(iri: str, guide: Guide, kind: str, folder: str) -> Article:
    """The page of a person or a group: what is known of them, their letters, where they are named."""
    node = guide.view.node(iri)
    facts = (
        Fact("Born", tuple(guide.value(text) for text in node.texts(RICO.birthDate))),
        Fact("Died", tuple(guide.value(text) for text in node.texts(RICO.deathDate))),
        *_names(node),
        Fact("Kind", tuple(Ref(guide.concept(concept)) for concept in node.iris(CRM.P2_has_type))),
        Fact("Note", tuple(guide.value(text) for text in node.texts(CRM.P3_has_note))),
        *_outside(node, guide),
    )
    return Article(
        kind=kind,
        name=guide.view.name(iri),
        iri=iri,
        crumbs=(Crumb(f"{kind}s", f"{folder}/index.html"), Crumb(guide.view.name(iri).text)),
        facts=tuple(fact for fact in facts if fact.values),
        blocks=tuple(_actor_blocks(iri, guide)),
        data=_data(iri, node, "Person" if folder == "person" else "Organization", guide),
    )


def _names(node: Node) -> Iterator[Fact]:
    for lang in sorted({text.lang for text in node.texts(SKOS.altLabel)}, key=lambda lang: (lang != "en", lang)):
        yield Fact("Also" if lang in ("en", "") else f"Also ({lang})", (_all_of(node, SKOS.altLabel, lang),))


def _all_of(node: Node, property_: str, lang: str) -> Ref:
    return Ref(" · ".join(text.value for text in node.texts(property_) if text.lang == lang), lang=lang)


def _outside(node: Node, guide: Guide) -> Iterator[Fact]:
    yield Fact("The same elsewhere", guide.refs(node.iris(LA.equivalent)))
    yield Fact("See also", guide.refs(node.iris(RDFS.seeAlso)))


def _actor_blocks(iri: str, guide: Guide) -> Iterator[Block]:
    yield from letters_block("Letters", "letters", _parts_in(iri, guide), guide)
    decided = guide.view.pointing(EP.decidedBy, iri)
    if decided:
        yield decisions_block("Decisions", "decisions", decided, guide)
    yield from letters_block("Named in letters", "named", _named(iri, guide), guide)
    named = [d for d in guide.view.pointing(CRM.P67_refers_to, iri) if guide.view.first(d, EP.decidedBy)]
    if named:
        yield decisions_block("Named in decisions", "named-decisions", named, guide)
    expected = {p: guide.view.pointing(p, iri) for p in (EP.expectedAuthor, EP.expectedAddressee)}
    lost = dict.fromkeys(other for found in expected.values() for other in found)
    if lost:
        yield Block("Letters not printed", "lost", refs=guide.refs(lost))
    kept = guide.view.pointing(RICO.hasOrHadHolder, iri)
    if kept:
        yield Block("Keeps", "keeps", refs=guide.refs(kept))
    yield from links_block(iri, guide)


def _parts_in(iri: str, guide: Guide) -> dict[str, str]:
    parts: dict[str, list[str]] = {}
    for property_, word in (
        (EP.author, "wrote it"),
        (EP.sender, "sent it"),
        (EP.addressee, "was written to"),
        (EP.recipient, "received it"),
    ):
        for letter in guide.view.pointing(property_, iri):
            parts.setdefault(letter, []).append(word)
    return {
        letter: ", ".join(word for word in words if word != "sent it" or "wrote it" not in words)
        for letter, words in parts.items()
    }


def _named(iri: str, guide: Guide) -> dict[str, str]:
    return dict.fromkeys((i for i in guide.view.pointing(SCHEMA.mentions, iri) if i in guide.letters), "")


def letters_block(title: str, id_: str, notes: dict[str, str], guide: Guide) -> Iterator[Block]:
    """A section with letters by date; nothing when there are none."""
    rows: list[LetterRow] = sorted(
        (guide.letters[iri] for iri in notes if iri in guide.letters), key=lambda row: (row.by_date, row.iri)
    )
    if rows:
        caption = f"{len(rows):,} letter{'s' if len(rows) > 1 else ''}, by date"
        yield Block(title, id_, table=Table(caption, LETTER_HEADS, letter_rows(rows, notes)))


def decision_rows(iris: Iterable[str], guide: Guide) -> tuple[Row, ...]:
    """Decisions as rows, by day."""
    rows = []
    for iri in iris:
        node = guide.view.node(iri)
        day, edtf, when = _decided(iri, node, guide)
        letters = guide.refs(node.iris(EP.recordedInNoteTo))
        key = day or edtf.strip("[.") or "9999"
        row = Row((cell(guide.ref(iri)), cell(when or "no date", sort=key), cell(*letters)))
        rows.append((key, row))
    return tuple(row for _, row in sorted(rows, key=lambda item: item[0]))


DECISION_HEADS = heads("Decision", "Day", "Recorded in a note to")


def decisions_block(title: str, id_: str, iris: list[str], guide: Guide) -> Block:
    """A section with decisions."""
    caption = f"{len(iris):,} decision{'s' if len(iris) > 1 else ''}, by day"
    return Block(title, id_, table=Table(caption, DECISION_HEADS, decision_rows(iris, guide)))


def links_block(iri: str, guide: Guide) -> Iterator[Block]:
    """What the link ledger says of a thing: accepted, rejected, open."""
    claims = claims_about(iri, guide)
    if claims:
        table = Table(
            "Links to authority files, with where each was seen", CLAIM_HEADS, claim_rows(claims, guide), "claims"
        )
        yield Block("Links, and who says so", "links", table=table)


def _decided(iri: str, node: Node, guide: Guide) -> tuple[str, str, str]:
    """The day of a decision where it is exact, its EDTF, and its words."""
    for act in guide.view.pointing(CRM.P94_has_created, iri):
        span = guide.view.first(act, CRM.P4_has_time_span)
        if isinstance(span, str):
            when, edtf = guide.when(span)
            return node.text(EP.decidedOn), edtf, when
    day = node.text(EP.decidedOn)
    return day, day, guide.words(day) if day else ""


def decision_page(iri: str, guide: Guide) -> Article:
    """The page of a decision."""
    node = guide.view.node(iri)
    _, edtf, when = _decided(iri, node, guide)
    carriers = guide.carriers(iri)
    acts = [guide.view.node(act) for act in guide.view.pointing(CRM.P94_has_created, iri)]
    facts = (
        Fact("Decided", (dated(when, edtf),), ("decided",)),
        Fact(
            "By", guide.refs(node.iris(EP.decidedBy)) + tuple(guide.value(t) for t in node.texts(EP.decidedByAsPrinted))
        ),
        Fact("What was done", tuple(guide.value(text) for text in node.texts(EP.action))),
        Fact("Moved by", guide.refs(dict.fromkeys(x for act in acts for x in act.iris(CRM.P15_was_influenced_by)))),
        Fact("Recorded in a note to", guide.refs(node.iris(EP.recordedInNoteTo))),
        Fact("Record", tuple(guide.ref(carrier) for carrier in carriers)),
        Fact("In the file", guide.refs(dict.fromkeys(node.iris(RICO.isDirectlyIncludedIn)))),
        Fact("Names", guide.refs(node.iris(SCHEMA.mentions))),
        Fact("About", tuple(guide.ref(topic, style="chip") for topic in node.iris(DCTERMS.subject))),
    )
    return Article(
        kind="Decision",
        name=guide.view.name(iri),
        iri=iri,
        crumbs=(Crumb("Decisions", "decision/index.html"), Crumb(when or iri.rpartition("/")[2])),
        lead=tuple(abstracts(node)),
        facts=tuple(fact for fact in facts if fact.values),
        blocks=claim_blocks(iri, guide),
        data=_data(iri, node, "CreativeWork", guide),
    )


def place_page(iri: str, guide: Guide) -> Article:
    """The page of a place."""
    node = guide.view.node(iri)
    facts = (
        *_names(node),
        Fact("Kind", tuple(Ref(guide.concept(concept)) for concept in node.iris(CRM.P2_has_type))),
        Fact("Note", tuple(guide.value(text) for text in node.texts(CRM.P3_has_note))),
        *_outside(node, guide),
    )
    blocks = (
        *letters_block(
            "Letters sent from here", "from", dict.fromkeys(guide.view.pointing(EP.sentFrom, iri), ""), guide
        ),
        *letters_block("Letters sent here", "to", dict.fromkeys(guide.view.pointing(EP.sentTo, iri), ""), guide),
        *letters_block("Named in letters", "named", _named(iri, guide), guide),
        *links_block(iri, guide),
    )
    return Article(
        kind="Place",
        name=guide.view.name(iri),
        iri=iri,
        crumbs=(Crumb("Places", "place/index.html"), Crumb(guide.view.name(iri).text)),
        facts=tuple(fact for fact in facts if fact.values),
        blocks=blocks,
        data=_data(iri, node, "Place", guide),
    )


def topic_page(iri: str, guide: Guide) -> Article:
    """The page of a topic: what it covers, wider and narrower ones, letters and decisions."""
    node = guide.view.node(iri)
    about = guide.view.pointing(DCTERMS.subject, iri)
    decisions = [thing for thing in about if thing not in guide.letters and guide.view.first(thing, EP.decidedBy)]
    facts = (
        Fact("Wider", guide.refs(node.iris(SKOS.broader))),
        Fact("Narrower", guide.refs(guide.view.pointing(SKOS.broader, iri))),
        Fact("The same elsewhere", guide.refs(node.iris(SKOS.exactMatch) + node.iris(SKOS.closeMatch))),
    )
    blocks = (
        *letters_block("Letters", "letters", dict.fromkeys(about, ""), guide),
        *((decisions_block("Decisions", "decisions", decisions, guide),) if decisions else ()),
    )
    return Article(
        kind="Topic",
        name=guide.view.name(iri),
        iri=iri,
        crumbs=(Crumb("Topics", "topic/index.html"), Crumb(guide.view.name(iri).text)),
        lead=tuple(Text(text.value, text.lang) for text in node.texts(SKOS.scopeNote)[:1]),
        facts=tuple(fact for fact in facts if fact.values),
        blocks=blocks,
    )


def other_page(iri: str, guide: Guide) -> Article:
    """The page of anything else: all that is said of it, and what points to it."""
    node = guide.view.node(iri)
    blocks = []
    claims = claims_about(iri, guide)
    if claims:
        blocks.append(Block("Who says so", "says", table=Table("Claims", CLAIM_HEADS, claim_rows(claims, guide))))
    series = guide.view.pointing(EP.numberSeries, iri)
    if series:
        blocks.append(Block("Numbers in it", "numbers", table=_series(series, guide)))
    return Article(
        kind=_kind(node, guide),
        name=guide.view.name(iri),
        iri=iri,
        crumbs=(Crumb(guide.view.name(iri).text),),
        facts=generic_facts(node, guide),
        blocks=tuple(blocks),
    )


def _kind(node: Node, guide: Guide) -> str:
    types = node.iris(RDF.type)
    return guide.property_name(types[0]) if types else "Thing"


def _series(numbers: list[str], guide: Guide) -> Table:
    rows = []
    for iri in numbers:
        node = guide.view.node(iri)
        sequence = node.number(EP.sequenceNo)
        letter = iri.partition("#")[0]
        rows.append(
            (sequence if sequence is not None else 10**9, iri, node.text(CRM.P190_has_symbolic_content), letter)
        )
    return Table(
        f"{len(rows)} numbers, in order",
        heads("Number", "Letter"),
        tuple(Row((cell(text, sort=f"{n:09}"), cell(guide.ref(letter)))) for n, _, text, letter in sorted(rows)),
    )


def _data(iri: str, node: Node, type_: str, guide: Guide) -> dict[str, object]:
    """schema.org, for search engines."""
    name = guide.view.name(iri)
    found: dict[str, object] = {"@context": _SCHEMA, "@type": type_, "@id": iri, "name": name.text}
    others = [text.value for text in (*name.others, *node.texts(SKOS.altLabel))]
    if others:
        found["alternateName"] = list(dict.fromkeys(others))
    if same := node.iris(LA.equivalent):
        found["sameAs"] = same
    for property_, key in ((RICO.birthDate, "birthDate"), (RICO.deathDate, "deathDate")):
        if date := node.text(property_):
            found[key] = date
    return found

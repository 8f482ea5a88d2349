"""Claims: as rows of the thing they are about, each on a page of its own, and the judgements on them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kg.ns import CRM, DCTERMS, EP, INF, PROV, bare
from kg.publish.site.blocks import Article, Block, Fact, Ref, Row, Table, cell, heads
from kg.publish.site.graph import Node, Text
from kg.publish.site.guide import Guide
from kg.publish.site.info import Crumb
from kg.publish.site.paths import page_of
from kg.records.curated import Adjudication

_ORDER = {word: n for n, word in enumerate(("adopted", "candidate", "rejected"))}
# What is asked first about a thing.
_FIRST = (
    EP.author, EP.addressee, EP.writtenOn, CRM.P82_at_some_time_within, EP.replyTo, EP.decidedBy, EP.decidedOn,
    EP.alignedTo, EP.sentFrom, EP.sentTo, CRM.P4_has_time_span, CRM.P1_is_identified_by, EP.documentLabel,
    EP.shelfmark, EP.documentForm, EP.refersToLetter,
)  # fmt: skip
_RANK = {bare(property_): n for n, property_ in enumerate(_FIRST)}
_UNKNOWN = 99
_AT_HAND = 64  # records whose claims are kept: the pages of claims are made record by record


@dataclass(frozen=True, slots=True)
class Said:
    """A claim: what it says of which property of what, where it stands, and how it stands."""

    iri: str
    about: str
    subject: str
    asks: str
    values: tuple[Ref, ...]
    witness: str
    words: str
    line: int | None
    passage: str | None
    status: str
    certainty: str
    rule: str
    voice: str
    sentence: str
    dispute: str
    note: str

    @property
    def place(self) -> str:
        """`the signature at line 25`."""
        return f"the {self.witness} at line {self.line}" if self.line else f"the {self.witness}"


def said(iri: str, guide: Guide) -> Said:
    """The claim `iri`."""
    node = guide.view.node(iri)
    passage = node.iri_of(CRM.P16_used_specific_object)
    line = guide.view.first(passage, EP.firstLine) if passage else None
    words = node.text(EP.asFound)
    witness = guide.concept(node.iri_of(EP.witnessType))
    notes = [text.value for text in node.texts(CRM.P3_has_note) if text.value != words]
    return Said(
        iri=iri,
        about=node.iri_of(EP.aboutRecord) or "",
        subject=node.iri_of(CRM.P140_assigned_attribute_to) or "",
        asks=node.iri_of(CRM.P177_assigned_property_of_type) or "",
        values=_values(node, witness, passage, guide),
        witness=witness,
        words=words,
        line=int(line.value) if isinstance(line, Text) and line.value.isdecimal() else None,
        passage=passage,
        status=(node.iri_of(EP.status) or "").rpartition("#")[2],
        certainty=guide.concept(node.iri_of(EP.certainty)),
        rule=guide.concept(node.iri_of(EP.rule)),
        voice=guide.concept(node.iri_of(EP.voice)),
        sentence=guide.view.name(iri).text,
        dispute=node.text(EP.disputeRow),
        note="; ".join(notes),
    )


def _values(node: Node, witness: str, passage: str | None, guide: Guide) -> tuple[Ref, ...]:
    if found := guide.refs(node.iris(CRM.P141_assigned)):
        return found
    asks = node.iri_of(CRM.P177_assigned_property_of_type)
    texts = node.texts(EP.assignedValue)
    if asks not in (bare(EP.refersToLetter), bare(CRM.P67_refers_to)):
        return tuple(guide.value(text) for text in texts)
    said = [guide.told(text.value) for text in texts]
    if asks == bare(EP.refersToLetter):
        return tuple(map(Ref, said))
    words = node.text(EP.asFound)
    path = line_path(passage, guide) if passage else ""  # it is the passage that speaks of the thing
    return tuple(Ref(f"the {witness}", path=path, note="" if text == words else text) for text in said)


def case(claim: Said, guide: Guide) -> list[Said]:
    """All claims on the same property of the same thing, `claim` among them."""
    together = claims_about(claim.about, guide) if claim.about else [claim]
    return [other for other in together if (other.subject, other.asks) == (claim.subject, claim.asks)]


def claims_about(record: str, guide: Guide) -> Sequence[Said]:
    """All claims that a record has, those on what is asked first at the head."""
    known: Sequence[Said] | None = guide.claims.get(record)
    if known is None:
        if len(guide.claims) >= _AT_HAND:
            guide.claims.clear()
        found = [said(iri, guide) for iri in guide.view.pointing(EP.aboutRecord, record) if _is_claim(iri, guide)]
        known = guide.claims[record] = sorted(found, key=_key)
    return known


def _is_claim(iri: str, guide: Guide) -> bool:
    return guide.view.is_a(iri, EP.Claim)


def _key(claim: Said) -> tuple[int, str, str, int, int, str]:
    rank = _RANK.get(claim.asks, _UNKNOWN)
    return rank, claim.asks, claim.subject, _ORDER.get(claim.status, 9), claim.line or 0, claim.iri


def judgements(iris: Iterable[str], guide: Guide) -> dict[str, list[str]]:
    """The judgements that adopt or reject each of the claims `iris`."""
    found: dict[str, list[str]] = {}
    for iri in iris:
        both = (*guide.view.pointing(EP.adopts, iri), *guide.view.pointing(EP.rejects, iri))
        found[iri] = list(dict.fromkeys(both))
    return found


def why(claim: Said, together: Sequence[Said]) -> str:
    """Why a claim counts or not: the rule, and for one that does not, what stands against it."""
    if claim.status == "adopted":
        return claim.rule
    adopted = dict.fromkeys(other.place for other in together if other.status == "adopted")
    against = tuple(place for place in adopted if place != claim.place)  # a heading is not outweighed by itself
    if not against:
        return claim.rule
    if claim.status == "rejected":
        return f"outweighed by {_listed(against)}: {claim.rule}"
    return f"open, while {_listed(against)} {'counts' if len(against) == 1 else 'count'}: {claim.rule}"


def _listed(words: Sequence[str]) -> str:
    """`a`, `a and b`, `a, b and c`."""
    return f"{', '.join(words[:-1])} and {words[-1]}" if len(words) > 1 else words[0]


def claim_rows(claims: Sequence[Said], guide: Guide) -> tuple[Row, ...]:
    """Claims on one matter as rows of a table."""
    return tuple(
        Row(
            (
                cell(*(claim.values or (Ref("–"),))),
                cell(claim.witness, small=_line(claim, guide)),
                cell(Ref(claim.words) if claim.words else "", words=True),
                cell(Ref(claim.status, style=f"status {claim.status}"), small=(Ref(claim.certainty),)),
                cell(why(claim, claims)),
                cell(Ref("claim", path=page_of(claim.iri, guide.view.base))),
            )
        )
        for claim in claims
    )


CLAIM_HEADS = heads("It says", "Witness", "Words", "Status", "Why", "Page")


def _line(claim: Said, guide: Guide) -> tuple[Ref, ...]:
    if claim.line is None or claim.passage is None:
        return ()
    return (Ref(f"line {claim.line}", path=line_path(claim.passage, guide)),)


def line_path(passage: str, guide: Guide) -> str:
    """Where the lines of an edition are listed."""
    return guide.path(passage)


def claim_blocks(record: str, guide: Guide, title: str = "Who says so") -> tuple[Block, ...]:
    """The claims about a record, a table for each question."""
    matters: dict[tuple[str, str], list[Said]] = {}
    for claim in claims_about(record, guide):
        matters.setdefault((claim.asks, claim.subject), []).append(claim)
    if not matters:
        return ()
    blocks = [Block(title, "claims", text=_INTRO)]
    for n, ((property_, subject), together) in enumerate(matters.items(), 1):
        name = guide.property_name(property_)
        if subject.startswith(f"{guide.view.base}carrier/"):
            name = f"{name}: {guide.view.name(subject).text}"
        table = Table(_counted(together), CLAIM_HEADS, claim_rows(together, guide), "claims")
        blocks.append(Block(name, f"claims-{n}", table=table, level=3))
    return tuple(blocks)


_INTRO = (
    "Every saying of the source on this, with the words it stands in. Only what is adopted is stated anywhere else "
    "in the data."
)


def _counted(claims: Sequence[Said]) -> str:
    statuses = [claim.status for claim in claims]
    return ", ".join(f"{statuses.count(word)} {word}" for word in _ORDER if word in statuses)


def claim_page(iri: str, guide: Guide) -> Article:
    """The page of one claim."""
    node = guide.view.node(iri)
    about = node.iri_of(EP.aboutRecord)
    known = claims_about(about, guide) if about else ()
    claim = next((claim for claim in known if claim.iri == iri), None) or said(iri, guide)
    together = case(claim, guide)
    others = [other for other in together if other.iri != iri]
    judged = judgements([iri], guide)[iri]
    return Article(
        kind="Claim",
        name=guide.view.name(iri),
        iri=iri,
        crumbs=_claim_crumbs(claim, guide),
        facts=_claim_facts(claim, node, together, judged, guide),
        blocks=tuple(_case_blocks(claim, others, together, guide)),
    )


def _claim_crumbs(claim: Said, guide: Guide) -> tuple[Crumb, ...]:
    about = claim.about or claim.subject
    return (Crumb("Claims", "claim/index.html"), Crumb(guide.ref(about).text, guide.path(about)), Crumb("claim"))


def _claim_facts(
    claim: Said, node: Node, together: Sequence[Said], judged: Sequence[str], guide: Guide
) -> tuple[Fact, ...]:
    line = (Ref(f"line {claim.line}", path=guide.path(claim.passage or "")),) if claim.line else ()
    read_in = line or guide.refs(node.iris(CRM.P16_used_specific_object))
    source = guide.view.first(claim.passage, CRM.P106i_forms_part_of) if claim.passage else None
    who = (
        *(guide.ref(iri, note="who answers for it") for iri in node.iris(CRM.P14_carried_out_by)),
        *(guide.ref(iri, note="the program") for iri in node.iris(PROV.wasAssociatedWith)),
    )
    facts = (
        Fact("About", (guide.ref(claim.subject),) if claim.subject else ()),
        Fact(guide.property_name(claim.asks), claim.values),
        Fact("Status", (Ref(claim.status, style=f"status {claim.status}", note=claim.certainty),)),
        Fact("Why", (Ref(why(claim, together)),)),
        Fact("Witness", (Ref(claim.witness, note=f"who speaks: {claim.voice}" if claim.voice else ""),)),
        Fact("Words", (Ref(claim.words),) if claim.words else ()),
        Fact("Where", (*read_in, *((guide.ref(source),) if isinstance(source, str) else ()))),
        Fact("Note", (Ref(claim.note),) if claim.note else ()),
        Fact("Read by", who),
        Fact("Judged in", guide.refs(judged)),
    )
    return tuple(fact for fact in facts if fact.values)


def _case_blocks(claim: Said, others: Sequence[Said], together: Sequence[Said], guide: Guide) -> Iterable[Block]:
    if others:
        shown = tuple(row for row, c in zip(claim_rows(together, guide), together, strict=True) if c.iri != claim.iri)
        table = Table("The other claims on the same matter", CLAIM_HEADS, shown, "claims")
        yield Block("The rest of the case", "case", table=table)
    if not claim.dispute:
        text = "Write to the publisher, with the identifier at the foot of this page and what speaks against the claim."
        yield Block("Dispute it", "dispute", text=text)
    else:
        yield Block(
            "Dispute it",
            "dispute",
            text="Whoever knows better fills in this row, and sends it to the publisher. It goes into the table "
            f"{_table_of(claim, guide)}: value, reason, name and day are yours to write, and the claims are those that "
            "were weighed. A judgement outranks every rule, and is published with its reason.",
            code=f"{','.join(Adjudication.__struct_fields__)}\n{claim.dispute}",
        )


def _table_of(claim: Said, guide: Guide) -> str:
    """`curated/adjudications.csv of the edition NAME`, as far as the passage says which edition it is in."""
    source = guide.view.first(claim.passage, CRM.P106i_forms_part_of) if claim.passage else None
    edition = f" of the edition {source.rpartition('/')[2]}" if isinstance(source, str) else ""
    return f"curated/adjudications.csv{edition}"


def judgement_page(iri: str, guide: Guide) -> Article:
    """The page of an adjudication: which claims count, by which rule, who judged and why."""
    node = guide.view.node(iri)
    adopted, rejected = node.iris(EP.adopts), node.iris(EP.rejects)
    weighed = sorted((said(claim, guide) for claim in (*adopted, *rejected)), key=_key)
    about = node.iri_of(EP.aboutRecord) or ""
    facts = (
        Fact("About", (guide.ref(about),) if about else ()),
        Fact("Rule", guide.refs(node.iris(INF.J3_applied))),
        Fact("Judged by", guide.refs(node.iris(CRM.P14_carried_out_by))),
        Fact("Reason", tuple(guide.value(text) for text in node.texts(CRM.P3_has_note))),
        Fact("Day", tuple(guide.value(text) for text in node.texts(DCTERMS.created))),
    )
    table = Table("The claims that were weighed", CLAIM_HEADS, claim_rows(weighed, guide), "claims")
    return Article(
        kind="Judgement",
        name=guide.view.name(iri),
        iri=iri,
        crumbs=(
            Crumb("Claims", "claim/index.html"),
            Crumb(guide.ref(about).text, guide.path(about)),
            Crumb("judgement"),
        ),
        facts=tuple(fact for fact in facts if fact.values),
        blocks=(Block("Weighed", "weighed", table=table),) if weighed else (),
    )

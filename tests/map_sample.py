"""An invented edition for the tests of the mapping: nobody's letters, in an archive that does not exist."""

from __future__ import annotations

import datetime
from collections.abc import Iterable

from kg.adopt import (
    alignment_claims,
    decision_claims,
    judgements,
    letter_claims,
    link_cases,
    lost_claims,
    reference_claims,
    reply_claims,
)
from kg.iris import Iris
from kg.map import Context, Found, evidence, ledger
from kg.map.terms import Triple
from kg.ns import PREFIXES
from kg.reconcile.names import Names
from kg.records import (
    Authorities,
    Bibliography,
    Body,
    Citation,
    Decision,
    Description,
    Edition,
    Group,
    Handling,
    Heading,
    Letter,
    Link,
    Mention,
    Person,
    Place,
    Reply,
    Sent,
    SettledMention,
    Shelfmark,
    Subject,
    TextRights,
    Topic,
    Unit,
    Web,
    Window,
    Witness,
)
from kg.records.alignment import Alignment, Evidence
from kg.records.lost import Attestation, CandidateLeaves, LostLetter
from kg.records.reference import Reference
from kg.source import Source

BASE = "https://example.org/letters/"


AUTHORITIES = Authorities(
    persons=(
        Person(
            id="p0001",
            label="Anna Orlova",
            label_ru="Анна Орлова",
            surname="Orlova",
            variants=("A. Orlova", "Орлова"),
            slips=("Orlovo",),
            born="1890-02-03",
            died="1951",
            role="secretary",
        ),
        Person(id="p0002", label="Boris Petrov", label_ru="Борис Петров", surname="Petrov"),
        Person(id="p0003", label="V. N. Petrov", surname="Petrov", variants=("V. N. Petrov",), bare=False),
    ),
    groups=(
        Group(id="g0001", label="Council", label_ru="Совет", variants=("The Council",), type="body"),
        Group(id="g0002", label="GAX", label_ru="ГАХ", type="archive"),
    ),
    places=(Place(id="pl0001", label="Yalta", label_ru="Ялта", type="city"),),
    units=(
        Unit(
            code="GAX/7",
            level="fond",
            title="Papers of the Council",
            title_ru="Бумаги Совета",
            former_codes=("F. 70",),
            arrangement="chronological",
        ),
    ),
)

EDITION = Edition(
    name="invented-1931",
    title="Invented letters, May 1931",
    file="invented.txt",
    sha256="a" * 64,
    profile="none",
    language="en",
    original_language="ru",
    window=Window(start=datetime.date(1931, 5, 1), end=datetime.date(1931, 5, 31)),
    web=Web(url="https://example.org/page"),
    text_rights=TextRights(publish=False, statement="none"),
)


def context(edition: Edition = EDITION, authorities: Authorities = AUTHORITIES, **names: object) -> Context:
    """A context for `edition`; `settled` are rows of its curated mentions."""
    settled: Iterable[SettledMention] = names.get("settled", ())  # type: ignore[assignment]
    units = {row.code: row for row in authorities.units}
    return Context(
        Iris(BASE), edition, Names.of(authorities, edition.name, settled), units, "Invented letters", "Nobody"
    )


def source(first: int, last: int) -> Source:
    return Source("invented.txt", "a" * 64, (first, last))


def shelfmark(delo: str = "3", leaves: str | None = "12", *forms: str, opis: str = "2") -> Shelfmark:
    path = {"fond": "7", "opis": opis, "delo": delo}
    return Shelfmark(archive="GAX", path=path, leaves=leaves, forms=forms, raw=f"GAX F. 7. Op. {opis}. D. {delo}")


# A cipher telegram with a heading that agrees with it.
TELEGRAM = Letter(
    line=10,
    source=source(10, 20),
    heading=Heading(
        id="h0001",
        text="Orlova to Petrov May 5, 1931",
        line=10,
        senders=("Orlova",),
        recipients=("Petrov",),
        date="1931-05-05",
    ),
    letter="l0001",
    body=Body(lines=(12, 20), senders=("Orlova",), recipients=("Petrov",), date="1931-05-05", time="09:15"),
    senders=("Orlova",),
    recipients=("Petrov", "Council members"),
    date="1931-05-05",
    shelfmarks=(shelfmark("3", "12-13", "Autograph"),),
    labels=("cipher", "top secret"),
    numbers=("No. 4/501/sh.", "No. 27, 28"),
    sent=Sent(at="1931-05-05T11:40", from_="Yalta", line=19, shelfmark=shelfmark("4", "1")),
    mentions=(Mention(text="Petrov", line=14, lines=(14, 16)), Mention(text="Nobody", line=15)),
    witnesses=(
        Witness(field="sent-to", value="Yalta", type="address", raw="Yalta", line=12),
        Witness(field="sender", value="Orlova", type="signature", raw="Orlova", line=20),
        Witness(field="date", value="1931-05-05", type="dateline", raw="5/V", line=18, column=3),
        Witness(field="time", value="09:15", type="dateline", raw="9.15", line=18),
        Witness(field="label", value="cipher", type="label", raw="Cipher", line=12),
        Witness(field="label", value="blue", type="label", raw="Blue", line=12),
        Witness(field="number", value="telegram", type="number", raw="No. 27, 28", line=19),
        Witness(field="sent", value="1931-05-05T11:40", type="secretary-note", raw="11:40", line=19),
        Witness(field="sent-from", value="Yalta", type="secretary-note", raw="Yalta", line=19),
        Witness(field="answers", value="1931-05-01", type="reference", raw="1/V", line=13),
        Witness(field="enclosure", value="missing", type="note", raw="is missing", line=22),
    ),
)
# A letter under a heading that is wrong in everything; nobody knows its addressee.
MISJUDGED = Letter(
    line=30,
    source=source(30, 44),
    heading=Heading(
        id="h0002",
        text="Orlova to the Council May 9, 1931",
        line=30,
        senders=("Orlova",),
        recipients=("Council",),
        date="1931-05-09",
    ),
    letter="l0002",
    body=Body(lines=(33, 44), senders=("Petrov",), recipients=("Stranger",), date=None),
    senders=("Petrov",),
    recipients=("Stranger",),
    date="[1931-05-20..]",
    conflicts=("date", "recipient", "sender"),
    shelfmarks=(shelfmark("3", "13, 13v", "Original", "Typescript"), shelfmark("9", None, "Waxed paper", opis="1")),
    labels=("burn this",),
    witnesses=(
        Witness(field="sender", value="Orlova", type="heading", raw="Orlova to the Council May 9, 1931", line=30),
        Witness(field="recipient", value="Council", type="heading", raw="Orlova to the Council May 9, 1931", line=30),
        Witness(field="date", value="1931-05-09", type="heading", raw="Orlova to the Council May 9, 1931", line=30),
        Witness(field="sender", value="Petrov", type="signature", raw="Petrov", line=44),
    ),
)
EMPTY_HEADING = Letter(
    line=50,
    source=source(50, 50),
    heading=Heading(
        id="h0003", text="Petrov to Orlova May 30, 1931", line=50, senders=("Petrov",), recipients=("Orlova",)
    ),
    letter=None,
    body=None,
    senders=("Petrov",),
    recipients=("Orlova",),
    witnesses=(Witness(field="sender", value="Petrov", type="heading", raw="Petrov to Orlova May 30, 1931", line=50),),
)
CITED = Citation(
    line=22,
    column=4,
    raw="GAX F. 7. Op. 5. D. 1. L. 8",
    kind="archival",
    archive="GAX",
    path={"fond": "7", "opis": "5", "delo": "1"},
    leaves="8",
)
PRINTED = Citation(
    line=22, column=40, raw="Annals. Vol. 2. P. 5", kind="printed", work="Annals", volume="Vol. 2", pages="5"
)
DECISIONS = (
    Decision(
        id="d0001",
        line=22,
        heading="h0001",
        letter="l0001",
        body="Council",
        date="1931-05-07",
        action="approved",
        citations=(CITED, PRINTED),
        persons=("Orlova", "Nobody"),
        prompted_by=("Orlova",),
    ),
    Decision(
        id="d0002",
        line=46,
        heading="h0002",
        letter="l0002",
        body="Council",
        action="decided",
        citations=(CITED,),
        same_as="d0001",
    ),
    Decision(id="d0003", line=47, body="Some committee", date=("1931-04-01", "1931-04-03")),
)
_EXACT = "http://www.w3.org/2004/02/skos/core#exactMatch"
_BY_HAND = "semapv:ManualMappingCuration"
LINKS = (
    Link(
        kind="person",
        subject="p0001",
        predicate=_EXACT,
        object=PREFIXES["wd"] + "Q0",
        justification=_BY_HAND,
        status="accepted",
    ),
    Link(
        kind="place",
        subject="pl0001",
        predicate=_EXACT,
        object=PREFIXES["geonames"] + "0/",
        justification="semapv:LexicalMatching",
        status="open",
        features_for=("name: the names agree",),
        features_against=("dates: one is older than the other",),
    ),
)
TOPICS = (
    Topic(id="trade", label="trade", label_ru="торговля"),
    Topic(id="grain", label="grain", broader="trade", note="Rye and oats."),
)
SUBJECTS = (
    Subject(record="l0001", topics=("grain", "trade"), lines=(14, 16), subject="rye for Yalta"),
    Subject(record="d0002", topics=("trade",), lines=(46,), subject="price of rye", subject_ru="цена ржи"),
)


ALIGNMENTS = (
    Alignment(
        heading="h0003",
        line=50,
        printed_above=None,
        letter="l0002",
        certainty="probable",
        score=9,
        adopted=True,
        evidence=(Evidence(name="sender", value="Petrov", line=44, points=4),),
        explanation="It agrees with l0002 in sender.",
    ),
)
REFERENCES = (
    Reference(
        letter="l0002", line=35, column=3, kind="letter", raw="letter", status="resolved", means=("l0001",),
        evidence=("date",), certainty="certain",
    ),
)  # fmt: skip
LOST = LostLetter(
    key="telegrams of Orlova, 1931: 5",
    kind="telegram",
    certainty="possible",
    senders=("Orlova",),
    recipients=("Petrov", "Stranger"),
    date="[1931-05-05..1931-05-09]",
    series="telegrams of Orlova, 1931",
    number=5,
    enclosed_in="l0002",
    leaves=(CandidateLeaves(archive="GAX", path={"fond": "7", "opis": "2", "delo": "3"}, leaves="14"),),
    may_be=("l0002",),
    shelfmarks=(
        Shelfmark(
            archive="GAX", path={"fond": "7", "opis": "2", "delo": "3"}, leaves="15", raw="L. 15", line=36, column=9
        ),
    ),
    evidence=(
        Attestation(kind="below", record="l0001", line=19, value="5", raw="No. 4"),
        Attestation(kind="mention", record="l0002", line=35, value="telegram", raw="telegram"),
        Attestation(kind="note", record="l0002", line=36, value="Orlova", raw="Orlova"),
    ),
)


# A letter of which an index says where it is printed, and with what certainty.
DESCRIBED = Letter(
    line=60,
    source=source(60, 70),
    heading=None,
    letter="l0004",
    body=None,
    senders=("Orlova",),
    recipients=("Petrov",),
    date="1931-05-11?",
    witnesses=(
        Witness(
            field="sender", value="Orlova", type="metadata-record", raw="Orlova, A.", line=62, evidence="conjecture"
        ),
        Witness(field="recipient", value="Petrov", type="metadata-record", raw="Petrov", line=66),
        Witness(field="date", value="1931-05-11?", type="metadata-record", raw="1931-05-11", line=63, certainty="low"),
        Witness(field="sent-from", value="Yalta", type="metadata-record", raw="Yalta", line=64),
        Witness(field="edition-number", value="3", type="metadata-record", raw="3", line=60),
    ),
    described=Description(
        path="/TEI[1]/teiHeader[1]/profileDesc[1]/correspDesc[3]",
        edition="b1",
        number="3",
        url="https://example.org/edition/3",
        same_as=("another",),
        sent_from=("Yalta",),
        handled=(
            Handling(type="forwarded", actors=("Petrov", "Stranger"), places=("Yalta",), date="1931-05-12", line=68),
        ),
        languages=("fr",),
        answers=("l0001",),
        previous=("l0001",),
        attached_to=("l0002",),
        actors={"Orlova": "p0001", "Petrov": "p0002"},
        places={"Yalta": "pl0001"},
    ),
)


def described() -> Found:
    """What an index says of a letter."""
    return Found(
        letters=(DESCRIBED,),
        replies=(Reply(letter="l0004", answered="l0001", evidence=("described",), line=60),),
        bibliography=(Bibliography(key="b1", text="Letters of Orlova. Yalta 1950", url="https://example.org/book"),),
    )


def found() -> Found:
    """Everything in the invented edition."""
    return Found(
        letters=(TELEGRAM, MISJUDGED, EMPTY_HEADING),
        decisions=DECISIONS,
        citations=(CITED, PRINTED),
        replies=(Reply(letter="l0002", answered="l0001", evidence=("shared-leaf",), line=30),),
        alignments=ALIGNMENTS,
        references=REFERENCES,
        lost=(("x0001", LOST),),
        subjects=SUBJECTS,
    )


def claimed(context: Context, found: Found) -> list[Triple]:
    """The named graphs of an edition, their statements without the graph."""
    letters = tuple(found.letters)

    def who(name: str, line: int) -> str:
        actor = context.actor(name, line)
        return actor.id if actor else name

    by_id = {str(letter.letter): letter for letter in letters}
    claims = (
        *letter_claims(letters, who),
        *reply_claims(found.replies, by_id),
        *reference_claims(found.references, by_id),
        *alignment_claims(found.alignments, letters),
        *lost_claims([record for _, record in found.lost], {LOST.key: "x0001"}, EDITION.sha256),
        *decision_claims(found.decisions, EDITION.sha256),
    )
    quads = (*evidence(context, letters, claims, judgements(claims)), *ledger(LINKS, context, link_cases(LINKS)))
    return [quad[:3] for quad in quads]


def short(triples: Iterable[Triple]) -> set[str]:
    """Triples with prefixed names, for comparing with what a person writes: `letter/l0001 ep:author person/p0001`."""
    names = sorted(PREFIXES.items(), key=lambda item: -len(item[1]))

    def term(text: str) -> str:
        if text.startswith('"') and "^^<" in text:
            value, _, type_ = text.rpartition("^^")
            return f"{value}^^{term(type_)}"
        if not text.startswith("<"):
            return text
        iri = text[1:-1]
        if iri.startswith(BASE):
            return iri.removeprefix(BASE)
        return next((f"{prefix}:{iri.removeprefix(ns)}" for prefix, ns in names if iri.startswith(ns)), text)

    return {f"{term(s)} {term(p)} {term(o)}" for s, p, o in triples}


def about(subject: str, triples: Iterable[Triple]) -> set[str]:
    """What `triples` say about `subject` (short form): `ep:author person/p0001`."""
    return {line.removeprefix(f"{subject} ") for line in short(triples) if line.startswith(f"{subject} ")}

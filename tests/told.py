"""Statements of an invented collection, and what is told of them when they change."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from kg.ns import CRM, DCTERMS, EDTF, EP, INF, RDF, RDFS, RICO, SCHEMA, VOC
from kg.publish.changes import Changes, Entry, changed, compare
from kg.publish.changes.statements import parsed

BASE = "https://w3id.org/letterkg/herring/"
Triple = tuple[str, ...]


def thing(path: str) -> str:
    return f"<{BASE}{path}>"


GRAPH = thing("graph/claims/herring")
ADA, BO, LETTER, OTHER = thing("person/p0001"), thing("person/p0002"), thing("letter/l0001"), thing("letter/l0002")
COPY, STONE = thing("carrier/l0001-1"), thing("person/p0003")


def part(node: str, name: str) -> str:
    return f"{node[:-1]}#{name}>"


def edtf(text: str) -> str:
    return f'"{text}"^^{EDTF.EDTF}'


def lines(*statements: Triple) -> list[str]:
    return sorted({f"{' '.join(statement)} .\n" for statement in statements})


def person(node: str, name: str) -> list[Triple]:
    return [(node, RDF.type, CRM.E21_Person), (node, RDFS.label, f'"{name}"@en')]


def dated(text: str, words: str, letter: str = LETTER) -> list[Triple]:
    """The date of a letter as the mapping writes it."""
    span = part(letter, "written")
    return [
        (letter, EP.writtenOn, span),
        (letter, RDFS.label, f'"Ada to Bo, letter, {words}"@en'),
        (part(letter, "creation"), RDFS.label, f'"writing of: Ada to Bo, letter, {words}"@en'),
        (span, EP.edtf, edtf(text)),
        (span, CRM.P82_at_some_time_within, edtf(text)),
        (span, RDFS.label, f'"{words}"@en'),
    ]


def claim(
    id_: str, property_: str, value: str, status: str, rule: str = VOC.rule_own_words, **more: str
) -> list[Triple]:
    node = thing(f"claim/{id_}")
    said = [
        (RDF.type, EP.Claim),
        (EP.aboutRecord, more.get("about", LETTER)),
        (CRM.P177_assigned_property_of_type, property_),
        (EP.assignedValue if value.startswith('"') else CRM.P141_assigned, value),
        (EP.status, status),
        (EP.rule, rule),
        (EP.voice, more.get("voice", VOC.voice_author)),
        (
            RDFS.label,
            f'"the {more.get("witness", "signature at line 25")} names it; {status.rpartition("#")[2][:-1]}"@en',
        ),
        *([(CRM.P3_has_note, f'"{more["note"]}"')] if "note" in more else []),
    ]
    return [(node, predicate, object_, GRAPH) for predicate, object_ in said]


def judgement(
    id_: str, *adopts: str, rule: str = VOC.rule_curator, reason: str = "seen in the archive"
) -> list[Triple]:
    node, agent = thing(f"adjudication/{id_}"), thing("agent/eva")
    return [
        (node, RDF.type, EP.Adjudication, GRAPH),
        (node, EP.aboutRecord, LETTER, GRAPH),
        (node, INF.J3_applied, rule, GRAPH),
        (node, CRM.P14_carried_out_by, agent, GRAPH),
        (node, CRM.P3_has_note, f'"{reason}"@en', GRAPH),
        (agent, RDFS.label, '"Eva Lund"@en', GRAPH),
        *((node, EP.adopts, thing(f"claim/{other}"), GRAPH) for other in adopts),
    ]


def authored(who: str) -> list[Triple]:
    made = ((part(LETTER, "creation"), CRM.P14_carried_out_by, who),)
    repeated = (EP.author, RICO.hasAuthor, DCTERMS.creator, SCHEMA.author)
    return [*made, *((LETTER, property_, who) for property_ in repeated)]


COMMON = [
    *person(ADA, "Ada Ruus"),
    *person(BO, "Bo Lind"),
    (LETTER, RDF.type, EP.Letter),
    (OTHER, RDF.type, EP.Letter),
    (OTHER, RDFS.label, '"Bo to Ada, letter, 4 March 1900"@en'),
    (part(LETTER, "creation"), RDF.type, CRM.E65_Creation),
    (VOC.rule_own_words, RDFS.label, '"the document speaks for itself"@en'),
    (VOC.rule_curator, RDFS.label, '"a curator decided"@en'),
    (VOC.rule_constraints, RDFS.label, '"narrowed by other letters"@en'),
    (part(COPY, "shelfmark"), RDF.type, CRM.E42_Identifier),
    (COPY, CRM.P128_carries, LETTER),
]


def told(old: Iterable[Triple], new: Iterable[Triple]) -> Changes:
    before, after = lines(*COMMON, *old), lines(*COMMON, *new)
    found = compare(lambda: before, lambda: after, BASE)
    assert_each_is_told_once(before, after, found)
    return found


def only(changes: Changes) -> Entry:
    assert len(changes.entries) == 1
    return changes.entries[0]


def texts(entry: Entry) -> list[str]:
    """The sentences that a reader is shown, with their reasons."""
    return [one.text + (f" ({one.reason})" if one.reason else "") for one in entry.said if not one.follows]


def assert_each_is_told_once(old: Iterable[str], new: Iterable[str], changes: Changes) -> None:
    expected = Counter((mark, parsed(line)) for mark, line in changed(old, new))
    seen = Counter(
        (change.mark, change.statement) for entry in changes.entries for one in entry.said for change in one.statements
    )
    assert seen == expected
    assert len({entry.entity for entry in changes.entries}) == len(changes.entries)

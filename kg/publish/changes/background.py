"""What one of two releases says around the statements that changed: labels, what belongs to what, claims.

One pass over a sorted document, subject by subject; only what is wanted is kept.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from itertools import groupby

from kg.ns import CRM, EP, INF, LA, PREFIXES, RDF, RDFS, SKOS, VOC
from kg.publish.changes.statements import Statement, page, parsed, text_of

_VOC = f"<{PREFIXES['voc']}"
_NAMES = (RDFS.label, SKOS.prefLabel)
_LINKS = (LA.equivalent, RDFS.seeAlso)
_SIGNS = (EP.aboutRecord, *_LINKS)  # what something says that matters though nobody asked for it


@dataclass(frozen=True, slots=True)
class Claim:
    """A claim or, with `adopts`, a judgement on claims, as far as sentences need it."""

    term: str
    about: str
    property: str = ""
    value: str = ""
    status: str = ""
    certainty: str = ""
    rule: str = ""
    voice: str = ""
    label: str = ""
    actor: str = ""
    notes: tuple[str, ...] = ()
    weighed: tuple[str, ...] = ()  # claims that a judgement adopts or rejects
    judges: bool = False


@dataclass
class Side:
    """One release, as far as it is wanted."""

    present: set[str] = field(default_factory=set)
    labels: dict[str, str] = field(default_factory=dict)
    types: dict[str, set[str]] = field(default_factory=dict)
    carries: dict[str, str] = field(default_factory=dict)  # carrier -> what it carries
    leaf_of: dict[str, str] = field(default_factory=dict)  # leaf -> archival unit
    linked_by: dict[str, str] = field(default_factory=dict)  # thing of an authority file -> what is linked to it
    values: dict[tuple[str, str], str] = field(default_factory=dict)  # date in EDTF of a time-span
    claims: dict[str, Claim] = field(default_factory=dict)
    claims_on: dict[tuple[str, str], list[Claim]] = field(default_factory=dict)  # record, property
    judgements_on: dict[str, list[Claim]] = field(default_factory=dict)  # record


def background(lines: Iterable[str], wanted: Collection[str], records: Collection[str]) -> Side:
    """What the sorted `lines` of N-Quads say of the terms `wanted`, and the claims on `records`."""
    side = Side()
    for subject, block in groupby(lines, key=lambda line: line[: line.index(" ")]):
        named = subject in wanted or subject.startswith(_VOC)
        held = list(block)
        if not named and not any(sign in line for line in held for sign in _SIGNS):
            continue
        statements = [parsed(line) for line in held]
        if named:
            _describe(side, subject, statements)
        about = next((s.object for s in statements if s.predicate == EP.aboutRecord), None)
        if about is not None and (subject in wanted or about in records):
            _remember(side, _claim(subject, about, statements))
        for statement in statements:
            if statement.predicate in _LINKS and statement.object in wanted:
                side.linked_by.setdefault(statement.object, subject)
    return side


def _describe(side: Side, subject: str, statements: Iterable[Statement]) -> None:
    side.present.add(subject)
    for _, predicate, object_, _ in statements:
        if predicate in _NAMES:
            if subject not in side.labels or object_.endswith("@en"):
                side.labels[subject] = text_of(object_)
        elif predicate == RDF.type:
            side.types.setdefault(subject, set()).add(object_)
        elif predicate == CRM.P128_carries:
            side.carries.setdefault(subject, object_)
        elif predicate == CRM.P46i_forms_part_of and "#" in object_:
            side.leaf_of[subject] = page(object_)
        elif predicate == EP.edtf:
            side.values[subject, predicate] = object_


def _claim(term: str, about: str, statements: Iterable[Statement]) -> Claim:
    found: dict[str, list[str]] = {}
    for _, predicate, object_, _ in statements:
        found.setdefault(predicate, []).append(object_)

    def one(*predicates: str) -> str:
        return next((found[predicate][0] for predicate in predicates if predicate in found), "")

    weighed = (*found.get(EP.adopts, ()), *found.get(EP.rejects, ()))
    return Claim(
        term=term,
        about=about,
        property=one(CRM.P177_assigned_property_of_type),
        value=one(EP.assignedValue, CRM.P141_assigned),
        status=one(EP.status),
        certainty=one(EP.certainty),
        rule=one(EP.rule, INF.J3_applied),
        voice=one(EP.voice),
        label=text_of(one(RDFS.label) or '""'),
        actor=one(CRM.P14_carried_out_by),
        notes=tuple(text_of(note) for note in found.get(CRM.P3_has_note, ())),
        weighed=weighed,
        judges=EP.Adjudication in found.get(RDF.type, ()),
    )


def _remember(side: Side, claim: Claim) -> None:
    side.claims[claim.term] = claim
    if claim.judges:
        side.judgements_on.setdefault(claim.about, []).append(claim)
    else:
        side.claims_on.setdefault((claim.about, claim.property), []).append(claim)


def decided_by_curator(claim: Claim) -> bool:
    """Whether a judgement is one of a person."""
    return claim.judges and claim.rule == VOC.rule_curator

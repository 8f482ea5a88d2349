"""From what was found to what is understood: one edition with the values that count, and the claims behind them.

Nothing is overwritten on the way: each saying of the source stays as a claim, adopted or rejected.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Container, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from msgspec.structs import replace

from kg.adopt import (
    Judgeable,
    Judges,
    Known,
    Reasoned,
    alignment_claims,
    cases,
    check,
    collation_claims,
    decision_claims,
    disagreement,
    judgements,
    letter_claims,
    lost_claims,
    lost_fingerprints,
    name_of,
    overwritten,
    reasoned,
    reference_claims,
    renamed,
    reply_claims,
    sameness_claims,
    shorten,
    unnamed,
    unsound,
)
from kg.adopt.curated import Row
from kg.map import Context, Found, identified, readings_of
from kg.reconcile.names import Names
from kg.records import Adjudication, Authorities, Case, Claim, Judgement, Letter, LostLetter, Problem, SettledMention
from kg.records.authorities import fold
from kg.records.settled import FIELDS, NONE, claimed, field_of, kind_of, settled_by
from kg.workspace import EditionFolder, Workspace

Who = Callable[[str, int], str]


@dataclass(frozen=True)
class Understood:
    """One edition, ready to be mapped.

    `reasoned` has the letters with the values that count and what else follows from the records; `found` is that for
    the mapping. `claims` is every saying of the source with its status, `judgements` why of contradicting ones some
    count. `rows` are those of curators that count, `stale` those that do not, each with the reason. `unissued` are the
    lost letters to which the registry has given no identifier yet.
    """

    place: EditionFolder
    context: Context
    tables: Authorities
    reasoned: Reasoned
    found: Found
    claims: tuple[Claim, ...]
    judgements: tuple[Judgement, ...]
    rows: tuple[Adjudication, ...]
    stale: tuple[tuple[Row, str], ...]
    unissued: tuple[LostLetter, ...]

    def letter(self, id_: str) -> Letter:
        """The letter with this identifier. Raises KeyError when there is none."""
        found = next((letter for letter in self.reasoned.letters if letter.letter == id_), None)
        if found is None:
            raise KeyError(id_)
        return found


def understand(place: EditionFolder, workspace: Workspace) -> Understood:
    """One edition of `workspace`: a curator's values stand before those by rule.

    The records are reasoned over without the rows of curators first: the claims that this makes are those that curators
    weigh, and keep their status when a row counts.

    Raises KgError, with file and line, for a judgement of a curator that cannot count.
    """
    found, rows, tables = place.letters_found(), place.judgements(), workspace.authorities
    context = context_of(place, workspace)
    letters = renamed(found.letters, place.curated.mentions)
    decisions = unnamed(found.decisions, place.curated.mentions)
    before = reasoned(letters, decisions, found.citations)
    ids = _lost_ids(before, place, workspace)
    claims = _claims(before, place, context, ids)
    if not rows:
        return _understood(before, claims, (), _Work(place, context, tables, ids))
    there = _known(place, {*ids.values()}, tables)
    check(rows, there, place.adjudications)
    result = reasoned(letters, decisions, found.citations, rows, tables)
    after = _claims(result, place, context, ids | _lost_ids(result, place, workspace))
    made = [claim for claim in (*claims, *after) if claim.voice != "curator"]
    old = tuple(unsound(rows, made))
    if old:
        unsound_rows = [row for row, _ in old]
        rows = tuple(row for row in rows if row not in unsound_rows)
        result = reasoned(letters, decisions, found.citations, rows, tables)
    now = _lost_ids(result, place, workspace)
    # What was one lost letter without the rows may be two with them: the identifier is that of one of these.
    ids = {key: id_ for key, id_ in ids.items() if id_ not in now.values()} | now
    judged = _judged(claims, _claims(result, place, context, ids), [row for _, row in rows], there, context)
    return _understood(result, judged, old, _Work(place, context, tables, ids), [row for _, row in rows])


class _Work(NamedTuple):
    """What is at hand while one edition is understood; `ids` are those of lost letters by their keys."""

    place: EditionFolder
    context: Context
    tables: Authorities
    ids: dict[str, str]


def _understood(
    result: Reasoned,
    claims: Sequence[Claim],
    old: tuple[tuple[Row, str], ...],
    work: _Work,
    rows: Sequence[Adjudication] = (),
) -> Understood:
    place, context, tables, ids = work
    denied = {
        row.record: f"denied by {row.curator} on {row.date}: {row.reason}"
        for row in rows
        if row.field == "attested" and row.value == (NONE,)
    }
    lost = [record for record in result.lost if ids.get(record.key) not in denied]
    return Understood(
        place=place,
        context=context,
        tables=tables,
        reasoned=result,
        found=Found(
            letters=result.letters,
            decisions=result.decisions,
            citations=place.letters_found().citations,
            bibliography=place.letters_found().bibliography,
            wordings=place.wordings,
            replies=result.replies,
            subjects=place.curated.subjects,
            alignments=result.alignments,
            references=result.references,
            lost=tuple((ids[record.key], record) for record in lost if record.key in ids),
            denied=tuple(denied.items()),
        ),
        claims=tuple(claims),
        judgements=judgements(claims, rows),
        rows=tuple(rows),
        stale=old,
        unissued=tuple(record for record in lost if record.key not in ids),
    )


def _judged(
    before: Sequence[Claim],
    after: Sequence[Claim],
    rows: Sequence[Adjudication],
    known: Known,
    context: Context,
) -> tuple[Claim, ...]:
    """The claims with the status that the rows of curators give them, and what curators say themselves."""
    lines = {claim.about: claim.lines[0] for claim in reversed((*before, *after))} | known.lines
    judges = Judges(
        rows,
        written=context.written,
        named=lambda row, value: _named(row, value, known.tables),
        line=lines.__getitem__,
        source=context.edition.sha256,
    )
    return tuple(judges.judged(before, after))


def _named(row: Adjudication, value: str, tables: Authorities) -> str:
    """What an identifier in a row is called in claims: the name of a person, a group or a place."""
    field = FIELDS[str(kind_of(row.record))][row.field]
    if field.kind == "actor":
        return name_of(value, tables)
    if field.kind == "place":
        return next(place.label for place in tables.places if place.id == value)
    return value


def known(edition: Understood) -> Known:
    """What judgements on an edition can name."""
    return _known(edition.place, {id_ for id_, _ in edition.found.lost}, edition.tables)


def _known(place: EditionFolder, lost: Container[str], tables: Authorities) -> Known:
    """What there is, and the letters that were found under an identifier of their own and are one with others."""
    found = place.letters_found()
    there = Known.of(found.letters, found.decisions, lost, tables)
    own = {how.own: letter for letter in found.letters if (how := place.shared.get(letter.line)) is not None}
    return dataclasses.replace(there, letters={**own, **there.letters})


def questions(edition: Understood) -> tuple[Case, ...]:
    """Every open question of one edition, most consequential first; records are named as sentences name them."""
    context = edition.context
    nameless = {
        claim.id
        for claim in edition.claims
        if (found := field_of(*settled_by(claim))) is not None
        and found[1].kind == "actor"
        and context.actor(claim.value, claim.lines[0]) is None
    }
    listed = cases(
        Judgeable(
            result=edition.reasoned,
            claims=edition.claims,
            judged=edition.judgements,
            settled={(row.record, claimed(row.field)) for row in edition.rows},
            stale=edition.stale,
            problems=edition.place.letters_found().problems,
            mentions=edition.place.curated.mentions,
            nameless=nameless,
            unnamed=[
                (decision, name)
                for decision in edition.reasoned.decisions
                for name in decision.persons
                if context.actor(name, decision.line) is None
            ],
            lost=edition.found.lost,
            collations=edition.place.collations,
        )
    )
    readings = readings_of(edition.reasoned.letters, edition.claims)
    return tuple(
        replace(case, question=shorten(identified(case.question, readings)), why=identified(case.why, readings))
        for case in listed
    )


def unsettled(edition: Understood, file: str) -> Iterator[tuple[Problem, str, str]]:
    """What the reasoning over an edition left to a person: each problem with the IRI of its thing, and its file.

    `file` is that of the edition's text.
    """
    iris, table = edition.context.iris, str(edition.place.adjudications)
    for (line, row), why in edition.stale:
        yield _problem("stale-judgement", "|".join(row.value), line, why), iris.record(row.record), table
    for clash in edition.reasoned.clashes:
        yield _problem("clashing-dates", clash.date or "", clash.line, clash.message), iris.letter(clash.letter), file
    for found in edition.reasoned.misfiled:
        yield _problem("leaf-order", found.date, found.line, disagreement(found)), iris.letter(found.letter), file
    for record in edition.unissued:
        first = record.evidence[0]
        message = f"a lost letter has no identifier yet, and is not in the graph: {record.said or record.key}"
        yield _problem("unissued", first.value, first.line, message), iris.source(edition.place.name), file
    yield from _edited(edition)


def _edited(edition: Understood) -> Iterator[tuple[Problem, str, str]]:
    """Values that somebody wrote into the records and that do not count, at the line of the records."""
    recorded = edition.place.letters_found().letters
    lines = {letter.letter: number for number, letter in enumerate(recorded, 1)}
    for letter, field in overwritten(recorded, edition.reasoned.alignments):
        value = getattr(letter, field)
        said = ", ".join(value) if isinstance(value, tuple) else value or ""
        message = f"the {field} of {letter.letter} in the records are not what its witnesses say, and do not count"
        problem = _problem("edited-record", said, lines[letter.letter], message)
        yield (
            problem,
            edition.context.iris.record(letter.letter or ""),
            str(edition.place.folder / "found/letters.jsonl"),
        )


def _problem(kind: str, raw: str, line: int, message: str) -> Problem:
    return Problem(kind=kind, raw=raw, line=line, column=1, message=message, hint="")


def _claims(result: Reasoned, place: EditionFolder, context: Context, ids: dict[str, str]) -> tuple[Claim, ...]:
    """Every claim of an edition, each once."""
    letters = {letter.letter: letter for letter in result.letters if letter.letter}
    source = place.edition.sha256
    claims = (
        *_letters_claims(result, context, place),
        *alignment_claims(result.alignments, result.letters),
        *reply_claims(result.replies, letters),
        *reference_claims(result.references, letters),
        *lost_claims(result.lost, ids, source),
        *decision_claims(result.decisions, source),
        *sameness_claims(result.decisions, source),
        *collation_claims(place.collations, source),
    )
    return tuple({claim.id: claim for claim in reversed(claims)}.values())[::-1]


def _letters_claims(result: Reasoned, context: Context, place: EditionFolder) -> tuple[Claim, ...]:
    placed = {found.heading for found in result.alignments if found.moved and found.letter}
    return letter_claims(result.letters, _who(context), placed, place.shared)


def _lost_ids(result: Reasoned, place: EditionFolder, workspace: Workspace) -> dict[str, str]:
    """The identifiers of the lost letters by their keys, as far as the registry has issued them."""
    prints = lost_fingerprints(result.lost, place.name)
    known = workspace.registry.known("lost", [fingerprint for _, fingerprint in prints])
    return {prints[position][0]: id_ for position, id_ in known.items()}


def context_of(place: EditionFolder, workspace: Workspace) -> Context:
    """What names mean in one edition, and how its things are called."""
    return Context(
        iris=workspace.iris,
        edition=place.edition,
        names=Names.of(
            workspace.authorities, place.name, (*_of_parties(place), *place.curated.mentions), _letters(place)
        ),
        units={unit.code: unit for unit in workspace.authorities.units},
        title=workspace.settings.title,
        publisher=workspace.settings.publisher,
        shared=place.shared,
        worded=_worded(place),
    )


def _worded(place: EditionFolder) -> dict[str, str]:
    """The language of the words of each letter that has some, by the identifier that it was found under."""
    known = {letter.letter or "" for letter in _letters(place)} | {how.own for how in place.shared.values()}
    profile, name = place.edition.profile, place.name
    anew = f"kg import {profile} FILE --edition {name}" if place.edition.imported else f"kg extract {name}"
    return place.wordings.languages(known, anew)


def _letters(place: EditionFolder) -> tuple[Letter, ...]:
    return place.found.letters if place.found is not None else ()


def _of_parties(place: EditionFolder) -> Iterator[SettledMention]:
    """Names of authors and addressees that curators settled where they stand: they mean the same in all the letter."""
    for letter in place.letters_found().letters if place.curated.mentions else ():
        said = {(w.line, fold(w.value)) for w in letter.witnesses if w.field in ("sender", "recipient")}
        for row in place.curated.mentions:
            if (row.line, fold(row.name)) in said:
                yield replace(row, line=letter.line)


def _who(context: Context) -> Who:
    """Whom a printed name means, by identifier; a name that nobody has settled means itself."""

    def who(name: str, line: int) -> str:
        actor = context.actor(name, line)
        return actor.id if actor is not None else name

    return who

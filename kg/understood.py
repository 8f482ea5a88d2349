"""From what was found to what is understood: one edition with the values that count, and the claims behind them.

Nothing is overwritten on the way: each saying of the source stays as a claim, adopted or rejected.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from kg.adopt import (
    Reasoned,
    alignment_claims,
    check,
    decision_claims,
    judgements,
    letter_claims,
    lost_claims,
    lost_fingerprints,
    reasoned,
    reference_claims,
    reply_claims,
    stale,
)
from kg.adopt.curated import Row
from kg.map import Context, Found
from kg.reconcile.names import Names
from kg.records import Claim, Judgement, Letter, LostLetter, Problem
from kg.workspace import EditionFolder, Workspace

Who = Callable[[str, int], str]


@dataclass(frozen=True)
class Understood:
    """One edition, ready to be mapped.

    `reasoned` has the letters with the values that count and what else follows from the records; `found` is that for
    the mapping. `claims` is every saying of the source with its status, `judgements` why of contradicting ones some
    count. `stale` are the rows of curators whose claims have changed since: they do not count. `unissued` are the lost
    letters to which the registry has given no identifier yet.
    """

    place: EditionFolder
    context: Context
    reasoned: Reasoned
    found: Found
    claims: tuple[Claim, ...]
    judgements: tuple[Judgement, ...]
    stale: tuple[Row, ...]
    unissued: tuple[LostLetter, ...]

    def letter(self, id_: str) -> Letter:
        """The letter with this identifier. Raises KeyError when there is none."""
        found = next((letter for letter in self.reasoned.letters if letter.letter == id_), None)
        if found is None:
            raise KeyError(id_)
        return found


def understand(place: EditionFolder, workspace: Workspace) -> Understood:
    """One edition of `workspace`: a curator's values stand before those by rule.

    Raises KgError, with file and line, for a judgement of a curator that cannot count.
    """
    found, rows, tables = place.letters_found(), place.judgements(), workspace.authorities
    context = _context(place, workspace)
    check(rows, {letter.letter for letter in found.letters}, tables, place.adjudications)
    result = reasoned(found.letters, found.decisions, found.citations)
    old: tuple[Row, ...] = ()
    if rows:
        old = stale(rows, {claim.id for claim in _letters_claims(result, context)})
        counting = [row for row in rows if row not in old]
        result = reasoned(found.letters, found.decisions, found.citations, counting, tables)
    ids = _lost_ids(result, place, workspace)
    claims = _claims(result, place, context, ids)
    return Understood(
        place=place,
        context=context,
        reasoned=result,
        found=Found(
            letters=result.letters,
            decisions=found.decisions,
            citations=found.citations,
            replies=result.replies,
            subjects=place.curated.subjects,
            alignments=result.alignments,
            references=result.references,
            lost=tuple((ids[record.key], record) for record in result.lost if record.key in ids),
        ),
        claims=claims,
        judgements=judgements(claims, [row for _, row in rows if row not in [row_ for _, row_ in old]]),
        stale=old,
        unissued=tuple(record for record in result.lost if record.key not in ids),
    )


def unsettled(edition: Understood, file: str) -> Iterator[tuple[Problem, str, str]]:
    """What the reasoning over an edition left to a person: each problem with the IRI of its thing, and its file.

    `file` is that of the edition's text.
    """
    iris, table = edition.context.iris, str(edition.place.adjudications)
    for line, row in edition.stale:
        message = f"the judgement on {row.field} of {row.letter} weighed claims that are made no more"
        yield _problem("stale-judgement", "|".join(row.value), line, message), iris.letter(row.letter), table
    for clash in edition.reasoned.clashes:
        yield _problem("clashing-dates", clash.date or "", clash.line, clash.message), iris.letter(clash.letter), file
    for record in edition.unissued:
        first = record.evidence[0]
        message = f"a lost letter has no identifier yet, and is not in the graph: {record.said or record.key}"
        yield _problem("unissued", first.value, first.line, message), iris.source(edition.place.name), file


def _problem(kind: str, raw: str, line: int, message: str) -> Problem:
    return Problem(kind=kind, raw=raw, line=line, column=1, message=message, hint="")


def _claims(result: Reasoned, place: EditionFolder, context: Context, ids: dict[str, str]) -> tuple[Claim, ...]:
    """Every claim of an edition, each once."""
    letters = {letter.letter: letter for letter in result.letters if letter.letter}
    source = place.edition.sha256
    claims = (
        *_letters_claims(result, context),
        *alignment_claims(result.alignments, result.letters),
        *reply_claims(result.replies, letters),
        *reference_claims(result.references, letters),
        *lost_claims(result.lost, ids, source),
        *decision_claims(place.letters_found().decisions, source),
    )
    return tuple({claim.id: claim for claim in reversed(claims)}.values())[::-1]


def _letters_claims(result: Reasoned, context: Context) -> tuple[Claim, ...]:
    placed = {found.heading for found in result.alignments if found.moved and found.letter}
    return letter_claims(result.letters, _who(context), placed)


def _lost_ids(result: Reasoned, place: EditionFolder, workspace: Workspace) -> dict[str, str]:
    """The identifiers of the lost letters by their keys, as far as the registry has issued them."""
    prints = lost_fingerprints(result.lost, place.name)
    known = workspace.registry.known("lost", [fingerprint for _, fingerprint in prints])
    return {prints[position][0]: id_ for position, id_ in known.items()}


def _context(place: EditionFolder, workspace: Workspace) -> Context:
    return Context(
        iris=workspace.iris,
        edition=place.edition,
        names=Names.of(workspace.authorities, place.name, place.curated.mentions),
        units={unit.code: unit for unit in workspace.authorities.units},
        title=workspace.settings.title,
        publisher=workspace.settings.publisher,
    )


def _who(context: Context) -> Who:
    """Whom a printed name means, by identifier; a name that nobody has settled means itself."""

    def who(name: str, line: int) -> str:
        actor = context.actor(name, line)
        return actor.id if actor is not None else name

    return who

"""From what was found to what is understood: one edition with the values that count, and the claims behind them.

Nothing is overwritten on the way: each saying of the source stays as a claim, adopted or rejected.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from msgspec.structs import replace

from kg.adopt import (
    check,
    curated_witnesses,
    decision_claims,
    judgements,
    letter_claims,
    replies,
    reply_claims,
    settle,
    stale,
)
from kg.adopt.curated import Row
from kg.map import Context, Found
from kg.reconcile.names import Names
from kg.records import Claim, Judgement, Letter
from kg.workspace import EditionFolder, Workspace


@dataclass(frozen=True)
class Understood:
    """One edition, ready to be mapped.

    `found` has the values that count; `claims` is every saying of the source with its status, `judgements` why of
    contradicting ones some count. `stale` are the rows of curators whose claims have changed since: they do not count.
    """

    context: Context
    found: Found
    letters: tuple[Letter, ...]
    claims: tuple[Claim, ...]
    judgements: tuple[Judgement, ...]
    stale: tuple[Row, ...]


def understand(place: EditionFolder, workspace: Workspace) -> Understood:
    """One edition of `workspace`: a curator's values stand before those by rule.

    Raises KgError, with file and line, for a judgement of a curator that cannot count.
    """
    found = place.letters_found()
    context = _context(place, workspace)
    rows = place.curated.adjudications
    check(rows, {letter.letter for letter in found.letters}, workspace.authorities, place.adjudications)
    by_rule = letter_claims(found.letters, _who(context))
    old = stale(rows, {claim.id for claim in by_rule})
    counting = [row for row in rows if row not in old]
    letters = _judged(settle(found.letters, counting, workspace.authorities), counting)
    claims = letter_claims(letters, _who(context)) if counting else by_rule
    answers = replies(letters)
    by_id = {letter.letter: letter for letter in letters if letter.letter}
    claims = (
        *claims,
        *reply_claims(answers, by_id),
        *decision_claims(found.decisions, place.edition.sha256),
    )
    return Understood(
        context=context,
        found=Found(
            letters=letters,
            decisions=found.decisions,
            citations=found.citations,
            replies=answers,
            subjects=place.curated.subjects,
        ),
        letters=letters,
        claims=claims,
        judgements=judgements(claims, [row for _, row in counting]),
        stale=old,
    )


def _context(place: EditionFolder, workspace: Workspace) -> Context:
    return Context(
        iris=workspace.iris,
        edition=place.edition,
        names=Names.of(workspace.authorities, place.name, place.curated.mentions),
        units={unit.code: unit for unit in workspace.authorities.units},
        title=workspace.settings.title,
        publisher=workspace.settings.publisher,
    )


def _who(context: Context) -> Callable[[str, int], str]:
    """Whom a printed name means, by identifier; a name that nobody has settled means itself."""

    def who(name: str, line: int) -> str:
        actor = context.actor(name, line)
        return actor.id if actor is not None else name

    return who


def _judged(letters: tuple[Letter, ...], rows: list[Row]) -> tuple[Letter, ...]:
    """The letters with what curators said of them among their witnesses."""
    judged = {row.letter for _, row in rows}
    plain = [row for _, row in rows]
    return tuple(
        replace(letter, witnesses=(*letter.witnesses, *curated_witnesses(letter, plain)))
        if letter.letter in judged
        else letter
        for letter in letters
    )

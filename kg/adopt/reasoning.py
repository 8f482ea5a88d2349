"""The reasoning over one edition, in its order: headings, curators, references, replies, dates, what is lost."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from msgspec.structs import replace

from kg.adopt.alignment import align
from kg.adopt.curated import Row, settle
from kg.adopt.dates import Narrowed, dated, narrowed
from kg.adopt.leaves import Files
from kg.adopt.lost import lost_letters
from kg.adopt.overruled import answered, redecided, referred, reread, rulings
from kg.adopt.realigned import realigned
from kg.adopt.references import references
from kg.adopt.replies import replies
from kg.records.alignment import Alignment
from kg.records.authorities import Authorities
from kg.records.citation import Citation
from kg.records.constraint import Clash, Dating
from kg.records.decision import Decision
from kg.records.heading import Heading
from kg.records.letter import Letter
from kg.records.lost import LostLetter
from kg.records.misfiled import Misfiled
from kg.records.reference import Reference
from kg.records.reply import Reply
from kg.records.witness import Witness


@dataclass(frozen=True)
class Reasoned:
    """What follows from an edition's records.

    `letters` have the values that count, and among their witnesses everything that these rest on; `decisions` are those
    given, with what curators say of them. `clashes` are dates whose constraints contradict each other, `misfiled` those
    that the order of leaves contradicts.
    """

    letters: tuple[Letter, ...]
    decisions: tuple[Decision, ...]
    alignments: tuple[Alignment, ...]
    references: tuple[Reference, ...]
    replies: tuple[Reply, ...]
    clashes: tuple[Clash, ...]
    lost: tuple[LostLetter, ...]
    misfiled: tuple[Misfiled, ...]


def reasoned(
    letters: Sequence[Letter],
    decisions: Sequence[Decision],
    citations: Sequence[Citation],
    rows: Sequence[Row] = (),
    tables: Authorities | None = None,
) -> Reasoned:
    """Reason over the letters of one edition as found; `rows` are a curator's, and count before everything."""
    tables = tables or Authorities()
    ruled = rulings(row for _, row in rows)
    read = tuple(reread(letter, ruled, tables) for letter in letters) if ruled else letters
    decided = redecided(decisions, ruled, tables)
    fixed = {record: next(iter(said), None) for (record, field), said in ruled.items() if field == "aligned-to"}
    alignments = align(read, fixed)
    placed, _ = realigned(read, alignments)
    settled = settle(placed, rows, tables)
    answers = answered(replies(settled, references(settled, citations)), settled, ruled)
    judged = {record for record, field in ruled if field == "date"}
    dates = narrowed(settled, answers, decided, alignments, judged)
    final = dated(settled, dates.datings)
    said = referred(references(final, citations), final, ruled)
    headings = {letter.heading.id: letter.heading for letter in letters if letter.heading is not None}
    nowhere = [headings[found.heading] for found in alignments if found.letter is None]
    noted = {(cited.line, cited.column) for decision in decisions for cited in decision.citations}
    return Reasoned(
        letters=_witnessed(final, alignments, headings, dates),
        decisions=decided,
        alignments=alignments,
        references=said,
        replies=answers,
        clashes=tuple(clash for clash in dates.clashes if clash.letter not in judged),
        lost=lost_letters(final, said, citations, nowhere, noted),
        misfiled=tuple(Files(final).misfiled()),
    )


def _witnessed(
    letters: Iterable[Letter],
    alignments: Iterable[Alignment],
    headings: Mapping[str, Heading],
    dates: Narrowed,
) -> tuple[Letter, ...]:
    """The letters with what was concluded of them among their witnesses."""
    moved = {found.letter: headings[found.heading] for found in alignments if found.moved and found.letter}
    narrowings = {dating.letter: dating for dating in dates.datings}

    def witnessed(letter: Letter) -> Letter:
        concluded = (
            *_of_heading(moved.get(letter.letter or "")),
            *_of_dating(narrowings.get(letter.letter or ""), letter),
        )
        return replace(letter, witnesses=(*letter.witnesses, *concluded)) if concluded else letter

    return tuple(map(witnessed, letters))


def _of_heading(heading: Heading | None) -> Iterator[Witness]:
    """What a heading says of the letter that it was found to belong to."""
    if heading is None:
        return
    said = [("sender", name) for name in heading.senders] + [("recipient", name) for name in heading.recipients]
    for field, value in (*said, *([("date", heading.date)] if heading.date else [])):
        yield Witness(field=field, value=value, type="displaced-heading", raw=heading.text, line=heading.line)


def _of_dating(dating: Dating | None, letter: Letter) -> Iterator[Witness]:
    """Each constraint that set a bound of a date, and the date that they leave together."""
    if dating is None:
        return
    for item in dating.constraints:
        raw = f"{item.kind}: {item.source}"
        yield Witness(field="date", value=str(item.days), type="inference", raw=raw, line=item.line)
    kinds = ", ".join(dict.fromkeys(item.kind for item in dating.constraints))
    yield Witness(field="date", value=dating.after, type="inference", raw=kinds, line=letter.line)

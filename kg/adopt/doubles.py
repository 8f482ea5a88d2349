"""Questions on things that may be one: decisions that are noted twice, letters that another edition prints too."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Sequence

from kg.adopt.said import Said, shorten
from kg.adopt.sameness import open_pairs
from kg.records.case import Case
from kg.records.collated import Collation
from kg.records.decision import Decision
from kg.records.settled import NONE


def same_decisions(decisions: Sequence[Decision], said: Said, settled: Container[tuple[str, str]]) -> Iterator[Case]:
    """Decisions that may be one which was noted above."""
    found: dict[str, tuple[Decision, list[Decision]]] = {}
    for early, late in open_pairs(decisions):
        found.setdefault(late.id, (late, []))[1].append(early)
    for late, above in found.values():
        if (late.id, "same-as") in settled:
            continue
        firsts = tuple(dict.fromkeys(early.same_as or early.id for early in above))
        lines = " or ".join(str(early.line) for early in above)
        yield Case(
            id=f"{late.id}-same-as",
            kind="same-decision",
            weight=40,
            about=late.id,
            field="same-as",
            question=f"is the decision noted at line {late.line} that of line {lines}? the same body, day and leaf",
            values=(*firsts, NONE),
            lines=(late.line, *(early.line for early in above)),
            claims=said.on(late.id, "same-as"),
            accepts=firsts[0] if len(firsts) == 1 else "",
            rejects=NONE,
            hint="compare the two notes: accept says that they are one, reject that they are two",
        )


def same_letters(found: Iterable[Collation], said: Said, settled: Container[tuple[str, str]]) -> Iterator[Case]:
    """Letters that may be one which another edition prints, where several fit as well."""
    fitting: dict[str, list[Collation]] = {}
    for pair in found:
        if pair.certainty == "candidate":
            fitting.setdefault(pair.later.letter, []).append(pair)
    for own, pairs in fitting.items():
        others = tuple(pair.earlier.letter for pair in pairs)
        if (own, "same-as") in settled:
            continue
        yield Case(
            id=f"{own}-same-as",
            kind="same-letter",
            weight=45,
            about=own,
            field="same-as",
            question=shorten(f"is this letter {' or '.join(others)} of another edition?"),
            why=f"in common: {', '.join(pairs[0].evidence)}",
            values=(*others, NONE),
            lines=(pairs[0].later.line,),
            claims=said.on(own, "same-as"),
            accepts=others[0] if len(others) == 1 else "",
            rejects=NONE,
            hint="compare the editions: accept says that they print one letter, reject that they do not",
        )

"""What needs a person, most consequential first.

Weights: a judgement that no longer counts (100), who wrote to whom (90), dates that cannot all hold (85), conflicting
dates (80), a letter without a date or a party (75), a name that nobody knows (70), other problems of the extraction
(60), headings that belong to no letter (50), decisions that may be one (40), what only a heading contradicts that was
found to belong elsewhere (35), open links (30), words that may be names (20).
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence

from kg.adopt.curated import Row
from kg.adopt.reasoning import Reasoned
from kg.records.alignment import Alignment
from kg.records.case import Case, Kind
from kg.records.claim import Claim, Judgement
from kg.records.constraint import Clash
from kg.records.letter import Letter
from kg.records.link import Link
from kg.records.problem import Problem

_FIELDS = {"sender": "senders", "recipient": "recipients", "date": "date"}
_EXPLAINED = 35
_WEIGHTS = {"sender": 90, "recipient": 90, "date": 80}
# Kind of a problem -> kind and weight of its case; headings without a document are cases of their claims.
_PROBLEMS: dict[str, tuple[Kind, int]] = {
    "unknown-name": ("unknown-name", 70),
    "possible-name": ("possible-name", 20),
    "same-decision": ("same-decision", 40),
}


def cases(
    result: Reasoned,
    claims: Sequence[Claim],
    judged: Iterable[Judgement],
    stale: Iterable[Row],
    problems: Iterable[Problem],
    links: Iterable[Link],
) -> tuple[Case, ...]:
    """Every open question of an edition and of the ledger of links, by weight, then by line.

    `claims`, `judged` and `stale` are those of the edition that `result` reasons over.
    """
    by_id = {claim.id: claim for claim in claims}
    found = [
        *_stale(stale),
        *_conflicts(judged, by_id, {found.line for found in result.alignments if found.moved}),
        *_clashes(result.clashes),
        *_silent(result.letters),
        *_headings(result.alignments, claims),
        *_problems(problems),
        *_links(links),
    ]
    return tuple(sorted(found, key=lambda case: (-case.weight, case.lines, case.id)))


def _stale(rows: Iterable[Row]) -> Iterator[Case]:
    for line, row in rows:
        yield Case(
            id=f"stale-{line}",
            kind="stale",
            weight=100,
            about=row.letter,
            field=row.field,
            question=f"the judgement on {row.field} of {row.letter} weighed claims that have changed since",
            values=row.value,
            hint=f"judge again (kg review accept {row.letter}-{row.field}), or remove line {line} of adjudications.csv",
        )


def _conflicts(judged: Iterable[Judgement], claims: Mapping[str, Claim], moved: Container[int]) -> Iterator[Case]:
    """Conflicts that no curator has judged; `moved` are the lines of headings that belong elsewhere."""
    for judgement in judged:
        if judgement.curator or judgement.field not in _FIELDS:
            continue
        said = [claims[id_] for id_ in (*judgement.adopts, *judgement.rejects)]
        wrong = [claims[id_] for id_ in judgement.rejects]
        adopted, others = _values(said, judgement.adopts), _other_reading(said, wrong)
        field = _FIELDS[judgement.field]
        explained = all(claim.witness == "heading" and claim.lines[0] in moved for claim in wrong)
        yield Case(
            id=f"{judgement.about}-{field}",
            kind="conflict",
            weight=_EXPLAINED if explained else _WEIGHTS[judgement.field],
            about=judgement.about,
            field=field,
            question=f"{field} of {judgement.about}: {', '.join(adopted) or 'nothing'}, or {', '.join(others)}?",
            values=("|".join(adopted), "|".join(others)),
            lines=tuple(sorted({claim.lines[0] for claim in said})),
            claims=tuple(said),
            hint="accept confirms the first, reject adopts the other, --value takes any other",
        )


def _values(said: Iterable[Claim], ids: Container[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(claim.value for claim in said if claim.id in ids))


def _other_reading(said: Iterable[Claim], wrong: Sequence[Claim]) -> tuple[str, ...]:
    """All that the passages say of which something was rejected: a heading may be right about one of four senders."""
    passages = {(claim.witness, claim.lines) for claim in wrong}
    return tuple(dict.fromkeys(claim.value for claim in said if (claim.witness, claim.lines) in passages))


def _silent(letters: Iterable[Letter]) -> Iterator[Case]:
    """Documents of which nothing says who wrote them, to whom, or when."""
    for letter in letters:
        if letter.letter is None:
            continue
        for field, value in (("senders", letter.senders), ("recipients", letter.recipients), ("date", letter.date)):
            if not value:
                yield Case(
                    id=f"{letter.letter}-{field}",
                    kind="undated" if field == "date" else "problem",
                    weight=75,
                    about=letter.letter,
                    field=field,
                    question=f"nothing gives the {field} of {letter.letter}",
                    lines=(letter.line,),
                    hint="if you know, accept it with --value",
                )


def _clashes(clashes: Iterable[Clash]) -> Iterator[Case]:
    """Dates whose constraints contradict each other."""
    for clash in clashes:
        yield Case(
            id=f"{clash.letter}-dates",
            kind="clash",
            weight=85,
            about=clash.letter,
            question=clash.message,
            lines=tuple(sorted({clash.line, *(item.line for item in clash.constraints)})),
            hint="compare the dates and the numbers with the printed edition, and mend the one that is wrong",
        )


def _headings(alignments: Iterable[Alignment], claims: Sequence[Claim]) -> Iterator[Case]:
    """Headings of which nobody knows the letter, or not surely."""
    for found in alignments:
        if found.adopted and found.letter is not None:
            continue
        said = tuple(claim for claim in claims if claim.about == found.heading)
        rivals = [found.letter, *(rival.letter for rival in found.rivals)]
        yield Case(
            id=found.heading,
            kind="heading",
            weight=50,
            about=found.heading,
            question=f"which letter does the heading at line {found.line} belong to? {found.explanation}",
            values=tuple(dict.fromkeys(letter for letter in rivals if letter)),
            lines=(found.line,),
            claims=said,
            hint="compare the printed edition; what the heading says of a letter can be given to it by its own cases",
        )


def _problems(problems: Iterable[Problem]) -> Iterator[Case]:
    for problem in problems:
        if problem.kind in ("empty-heading", "no-heading"):
            continue  # the headings' claims and the letters' own values are the cases
        kind, weight = _PROBLEMS.get(problem.kind, ("problem", 60))
        yield Case(
            id=f"{problem.kind}-{problem.line}-{problem.column}",
            kind=kind,
            weight=weight,
            about="",
            question=problem.message,
            values=(problem.raw,),
            lines=(problem.line,),
            hint=problem.hint,
        )


def _links(links: Iterable[Link]) -> Iterator[Case]:
    for link in links:
        if link.status == "open":
            name = link.object.rstrip("/").rpartition("/")[2]
            yield Case(
                id=f"{link.subject}-{name}",
                kind="link",
                weight=30,
                about=link.subject,
                question=f"is {link.subject_label or link.subject} {link.object_label or ''}<{link.object}>?",
                values=(link.object,),
                hint=link.comment or "compare the two, then accept or reject",
            )

"""What needs a person, most consequential first.

Weights: a judgement that no longer counts (100), who wrote to whom (90), when (80), a letter without a date or a party
(75), a name that nobody knows (70), other problems of the extraction (60), headings that belong to no letter (50),
decisions that may be one (40), open links (30), words that may be names (20).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from kg.adopt.curated import Row
from kg.records.case import Case, Kind
from kg.records.claim import Claim, Judgement
from kg.records.letter import Letter
from kg.records.link import Link
from kg.records.problem import Problem

_FIELDS = {"sender": "senders", "recipient": "recipients", "date": "date"}
_WEIGHTS = {"sender": 90, "recipient": 90, "date": 80}
# Kind of a problem -> kind and weight of its case; headings without a document are cases of their claims.
_PROBLEMS: dict[str, tuple[Kind, int]] = {
    "unknown-name": ("unknown-name", 70),
    "possible-name": ("possible-name", 20),
    "same-decision": ("same-decision", 40),
}


def cases(
    letters: Sequence[Letter],
    claims: Sequence[Claim],
    judged: Iterable[Judgement],
    stale: Iterable[Row],
    problems: Iterable[Problem],
    links: Iterable[Link],
) -> tuple[Case, ...]:
    """Every open question of an edition and of the ledger of links, by weight, then by line."""
    by_id = {claim.id: claim for claim in claims}
    found = [
        *_stale(stale),
        *_conflicts(judged, by_id),
        *_silent(letters),
        *_headings(claims),
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


def _conflicts(judged: Iterable[Judgement], claims: Mapping[str, Claim]) -> Iterator[Case]:
    """Conflicts that no curator has judged."""
    for judgement in judged:
        if judgement.curator or judgement.field not in _FIELDS:
            continue
        said = [claims[id_] for id_ in (*judgement.adopts, *judgement.rejects)]
        adopted = tuple(dict.fromkeys(claims[id_].value for id_ in judgement.adopts))
        others = tuple(dict.fromkeys(claims[id_].value for id_ in judgement.rejects))
        field = _FIELDS[judgement.field]
        yield Case(
            id=f"{judgement.about}-{field}",
            kind="conflict",
            weight=_WEIGHTS[judgement.field],
            about=judgement.about,
            field=field,
            question=f"{field} of {judgement.about}: {', '.join(adopted) or 'nothing'}, or {', '.join(others)}?",
            values=("|".join(adopted), "|".join(others)),
            lines=tuple(sorted({claim.lines[0] for claim in said})),
            claims=tuple(said),
            hint="accept confirms the first, reject adopts the other, --value takes any other",
        )


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


def _headings(claims: Iterable[Claim]) -> Iterator[Case]:
    """Headings of which nobody knows the letter."""
    headings: dict[str, list[Claim]] = {}
    for claim in claims:
        if claim.rule == "rule-no-body":
            headings.setdefault(claim.about, []).append(claim)
    for about, said in headings.items():
        yield Case(
            id=about,
            kind="heading",
            weight=50,
            about=about,
            question=f"nothing is printed under the heading {said[0].raw!r}: which letter does it belong to?",
            lines=(said[0].lines[0],),
            claims=tuple(said),
            hint="compare the printed edition; if the letter is here, give it the heading's values",
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

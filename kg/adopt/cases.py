"""What needs a person, most consequential first.

Weights: a judgement that does not count (100), who wrote to whom (90), dates that cannot all hold (85), conflicting
dates (80), a letter without a date or a party (75), a name that nobody knows (70), other problems of the extraction
(60), headings that belong to no letter (50), letters of two editions that may be one (45), decisions that may be one
(40), what only a heading contradicts that was found to belong elsewhere (35), open links and names of an imported
source that may mean others (30), dates that the order of leaves contradicts (28), passages that can mean several
letters and letters of which it is only possible that they are lost (25), words that may be names (20), what an import
did not understand (10).
"""

from __future__ import annotations

from collections.abc import Collection, Container, Iterable, Iterator, Sequence
from dataclasses import dataclass

from kg.adopt.curated import Row
from kg.adopt.doubles import same_decisions, same_letters
from kg.adopt.misfiled import misfiled_cases
from kg.adopt.reasoning import Reasoned
from kg.adopt.said import Said, shorten
from kg.records.alignment import Alignment
from kg.records.authorities import fold
from kg.records.case import Case, Kind
from kg.records.claim import Claim, Judgement
from kg.records.collated import Collation
from kg.records.constraint import Clash
from kg.records.curated import SettledMention
from kg.records.decision import Decision
from kg.records.letter import Letter
from kg.records.link import Link
from kg.records.lost import LostLetter
from kg.records.problem import Problem
from kg.records.settled import NONE, YES, claimed

_FIELDS = {"sender": "senders", "recipient": "recipients", "date": "date"}
_EXPLAINED = 35
_WEIGHTS = {"sender": 90, "recipient": 90, "date": 80}
_NAMES: dict[str, tuple[Kind, int]] = {"unknown-name": ("unknown-name", 70), "possible-name": ("possible-name", 20)}
# Problems of imports that need no decision before the letters can be used.
_IMPORTED = {"by-spelling": 30, "namesake": 30, "unknown-letter": 10, "not-understood": 10, "unknown-relation": 10,
             "ditto": 10, "deleted-record": 10}  # fmt: skip
# Problems whose cases are those of headings, letters and decisions.
_ELSEWHERE = ("empty-heading", "no-heading", "same-decision")
_TOLD = ("mended-shelfmark",)  # read as it was meant: the report tells it, and nobody need decide


@dataclass(frozen=True)
class Judgeable:
    """What there is to judge in an edition.

    `result` is the reasoning over it, `claims` and `judged` what came of it, `settled` the records and fields (as
    claims name them) on which curators have ruled, `stale` their rows that do not count. `mentions` settle names,
    `nameless` are the claims (identifiers) that name somebody whom no table has, `unnamed` the decisions with names in
    their notes of which that is so, `lost` is the register.
    """

    result: Reasoned
    claims: Sequence[Claim]
    judged: Iterable[Judgement]
    settled: Collection[tuple[str, str]]
    stale: Iterable[tuple[Row, str]]
    problems: Iterable[Problem]
    mentions: Iterable[SettledMention]
    nameless: Container[str]
    unnamed: Iterable[tuple[Decision, str]]
    lost: Iterable[tuple[str, LostLetter]]
    collations: Iterable[Collation] = ()


def cases(edition: Judgeable) -> tuple[Case, ...]:
    """Every open question of an edition, by weight, then by line."""
    result, said, settled = edition.result, Said(edition.claims), edition.settled
    conflicts = list(_conflicts(edition.judged, said, {found.line for found in result.alignments if found.moved}))
    found = [
        *_stale(edition.stale, said),
        *conflicts,
        *_clashes(result.clashes, said),
        *_silent(result.letters, said, settled),
        *_nameless(said, edition.nameless, {case.id for case in conflicts}),
        *_unnamed(edition.unnamed),
        *misfiled_cases(result.misfiled, settled, edition.claims),
        *_headings(result.alignments, said, settled),
        *same_decisions(result.decisions, said, settled),
        *same_letters(edition.collations, said, settled),
        *_references(said, settled),
        *_lost(edition.lost, said, settled),
        *_problems(edition.problems, {(row.line, fold(row.name)) for row in edition.mentions}),
    ]
    return in_order(found)


def in_order(found: Iterable[Case]) -> tuple[Case, ...]:
    """Cases by weight, then by their first line; of one line by their names."""
    return tuple(sorted(found, key=lambda case: (-case.weight, case.lines[:1], case.id)))


def _stale(rows: Iterable[tuple[Row, str]], said: Said) -> Iterator[Case]:
    for (line, row), why in rows:
        yield Case(
            id=f"stale-{line}",
            kind="stale",
            weight=100,
            about=row.record,
            field=row.field,
            question=shorten(why),
            values=row.value,
            claims=said.on(row.record, claimed(row.field)),
            accepts="|".join(row.value),
            hint=f"accept judges the same again, on the claims that are made now; or remove line {line} of "
            "adjudications.csv",
        )


def _conflicts(judged: Iterable[Judgement], said_: Said, moved: Container[int]) -> Iterator[Case]:
    """Conflicts that no curator has judged; `moved` are the lines of headings that belong elsewhere."""
    for judgement in judged:
        if judgement.curator or judgement.field not in _FIELDS:
            continue
        said = [said_.by_id[id_] for id_ in (*judgement.adopts, *judgement.rejects)]
        wrong = [said_.by_id[id_] for id_ in judgement.rejects]
        adopted, others = _values(said, judgement.adopts), _other_reading(said, wrong)
        field = _FIELDS[judgement.field]
        explained = all(claim.witness == "heading" and claim.lines[0] in moved for claim in wrong)
        yield Case(
            id=f"{judgement.about}-{field}",
            kind="conflict",
            weight=_EXPLAINED if explained else _WEIGHTS[judgement.field],
            about=judgement.about,
            field=field,
            question=shorten(
                f"{field} of {judgement.about}: {', '.join(adopted) or 'nothing'}, or {', '.join(others)}?"
            ),
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


def _silent(letters: Iterable[Letter], said: Said, settled: Container[tuple[str, str]]) -> Iterator[Case]:
    """Documents of which nothing says who wrote them, to whom, or when."""
    for letter in letters:
        if letter.letter is None:
            continue
        for field, value in (("senders", letter.senders), ("recipients", letter.recipients), ("date", letter.date)):
            if not value and (letter.letter, claimed(field)) not in settled:
                yield Case(
                    id=f"{letter.letter}-{field}",
                    kind="undated" if field == "date" else "problem",
                    weight=75,
                    about=letter.letter,
                    field=field,
                    question=f"nothing gives the {field} of {letter.letter}",
                    lines=(letter.line,),
                    claims=said.on(letter.letter, claimed(field)),
                    rejects=NONE,
                    hint="if you know, accept it with --value; reject settles that nobody can know",
                )


def _clashes(clashes: Iterable[Clash], said: Said) -> Iterator[Case]:
    """Dates whose constraints contradict each other."""
    for clash in clashes:
        yield Case(
            id=f"{clash.letter}-dates",
            kind="clash",
            weight=85,
            about=clash.letter,
            field="date",
            question=f"when was {clash.letter} written? not all can hold that is known of {clash.date or 'it'}",
            why=clash.message,
            values=(clash.date,) if clash.date else (),
            lines=tuple(sorted({clash.line, *(item.line for item in clash.constraints)})),
            claims=said.on(clash.letter, "date"),
            accepts=clash.date or "",
            hint="compare the dates and the numbers with the printed edition; accept confirms the date that stays, "
            "--value takes another; a wrong number is settled as kg review accept LETTER-number --value NUMBER",
        )


def _nameless(said: Said, nameless: Container[str], conflicts: Container[str]) -> Iterator[Case]:
    """Bodies that decided and that no table has; who wrote and received letters are problems of the extraction."""
    for about, claims in said.fields("decided-by"):
        unknown = [claim for claim in claims if claim.id in nameless and claim.status == "adopted"]
        if unknown and f"{about}-decided-by" not in conflicts:
            yield Case(
                id=f"{about}-decided-by",
                kind="unknown-name",
                weight=70,
                about=about,
                field="decided-by",
                question=f"nobody knows which body decided {about}: {unknown[0].value!r} is in no table",
                lines=tuple(sorted({claim.lines[0] for claim in claims})),
                claims=claims,
                hint="add it to authorities/groups.csv, or name the body that is meant with --value",
            )


def _unnamed(names: Iterable[tuple[Decision, str]]) -> Iterator[Case]:
    """Names in notes on decisions that no table has."""
    for decision, name in names:
        yield Case(
            id=f"{decision.id}-person-{decision.persons.index(name) + 1}",
            kind="unknown-name",
            weight=70,
            about=decision.id,
            field="person",
            question=f"the note on {decision.id} names {name!r}, who is in no table",
            values=(name,),
            lines=(decision.line,),
            rejects=NONE,
            hint="accept it with --value PERSON, reject it where it names no person; or add it to the authority tables",
        )


def _headings(alignments: Iterable[Alignment], said: Said, settled: Container[tuple[str, str]]) -> Iterator[Case]:
    """Headings of which nobody knows the letter, or not surely."""
    for found in alignments:
        if (found.adopted and found.letter is not None) or (found.heading, "aligned-to") in settled:
            continue
        rivals = dict.fromkeys(letter for letter in (found.letter, *(r.letter for r in found.rivals)) if letter)
        yield Case(
            id=f"{found.heading}-aligned-to",
            kind="heading",
            weight=50,
            about=found.heading,
            field="aligned-to",
            question=f"which letter does the heading at line {found.line} belong to?",
            why=found.explanation,
            values=(*rivals, NONE),
            lines=(found.line,),
            claims=said.on(found.heading, "aligned-to"),
            accepts=found.letter or NONE,
            rejects=NONE if found.letter else "",
            hint=f"accept gives it to {found.letter}, reject to no letter of this edition"
            if found.letter
            else "accept settles that it belongs to no letter of this edition, --value names the letter it belongs to",
        )


def _references(said: Said, settled: Container[tuple[str, str]]) -> Iterator[Case]:
    """Passages that can mean several letters, or one only possibly: together, letter by letter."""
    for about, claims in said.fields("refers-to"):
        open_ = [claim for claim in claims if claim.status == "candidate"]
        lines = tuple(sorted({claim.lines[0] for claim in open_}))
        sure = tuple(dict.fromkeys(claim.value for claim in claims if claim.status == "adopted"))
        can = tuple(dict.fromkeys(claim.value for claim in open_ if claim.value not in sure))
        if not can or (about, "refers-to") in settled:
            continue
        where = f"line{'s' if len(lines) > 1 else ''} {', '.join(map(str, lines))}"
        yield Case(
            id=f"{about}-refers-to",
            kind="reference",
            weight=25,
            about=about,
            field="refers-to",
            question=f"which of {len(can)} letters does {about} speak of at {where}?"
            if len(can) > 1
            else f"does {about} speak of {can[0]} at {where}?",
            values=(*sure, *can),
            lines=lines,
            claims=claims,
            accepts="|".join((*sure, *can)) if len(can) == 1 else "",
            rejects="|".join(sure) or NONE,
            hint="name every letter that it speaks of with --value; reject settles that it is none of those",
        )


def _lost(
    register: Iterable[tuple[str, LostLetter]], said: Said, settled: Container[tuple[str, str]]
) -> Iterator[Case]:
    """Letters of which it is only possible that they existed and are not printed."""
    for id_, record in register:
        if record.certainty != "possible" or (id_, "attested") in settled:
            continue
        sides = (" and ".join(record.senders), " and ".join(record.recipients))
        parties = "".join(f" {word} {side}" for word, side in zip(("by", "to"), sides, strict=True) if side)
        number = f" No. {record.number}" if record.number is not None else ""
        lines = tuple(sorted({item.line for item in record.evidence}))
        by = " and ".join(str(line) for line in lines)
        yield Case(
            id=f"{id_}-attested",
            kind="lost-letter",
            weight=25,
            about=id_,
            field="attested",
            question=f"was there a {record.kind}{number}{parties} that is not printed? "
            f"line{'s' if len(lines) > 1 else ''} {by} may speak for it",
            values=(YES, NONE),
            lines=lines,
            claims=said.on(id_, "attested"),
            accepts=YES,
            rejects=NONE,
            hint="accept settles that it existed, reject that it did not, or is a letter that is printed",
        )


def _problems(problems: Iterable[Problem], named: Container[tuple[int, str]]) -> Iterator[Case]:
    """What the extraction could not settle; `named` are the names that a curator has settled, by line."""
    for problem in problems:
        kind, weight = _NAMES.get(problem.kind, ("problem", _IMPORTED.get(problem.kind, 60)))
        if problem.kind in (*_ELSEWHERE, *_TOLD) or (kind != "problem" and (problem.line, fold(problem.raw)) in named):
            continue
        person = kind != "problem"
        yield Case(
            id=f"{problem.kind}-{problem.line}-{problem.column}",
            kind=kind,
            weight=weight,
            about="",
            field="person" if person else "",
            question=shorten(problem.message),
            values=(problem.raw,),
            lines=(problem.line,),
            rejects=NONE if person else "",
            hint=f"accept it with --value PERSON, reject it where it names nobody; or {problem.hint}"
            if person
            else problem.hint,
        )


def _is_one(link: Link) -> str:
    other = f"{link.object_label} <{link.object}>" if link.object_label else f"<{link.object}>"
    return f"is {link.subject_label or link.subject} {other}?"


def _evidence(link: Link) -> str:
    """What spoke for and against a link when it was proposed, a line each; where it was seen."""
    signs = (("for", link.features_for), ("against", link.features_against), ("seen in", link.seen_in))
    return "\n".join(f"  {sign}: {words}" for sign, all_ in signs for words in all_)


def link_cases(links: Iterable[Link]) -> Iterator[tuple[Case, Link]]:
    """The open rows of the ledger of links."""
    for link in links:
        if link.status == "open":
            name = link.object.rstrip("/").rpartition("/")[2]
            yield (
                Case(
                    id=f"{link.subject}-{name}",
                    kind="link",
                    weight=30,
                    about=link.subject,
                    question=shorten(_is_one(link)),
                    why=_evidence(link),
                    values=(link.object,),
                    hint=link.comment or "compare the two, then accept or reject",
                ),
                link,
            )

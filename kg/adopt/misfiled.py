"""Letters whose leaves lie in the order of other days than theirs, as open questions."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Sequence

from kg.records.case import Case
from kg.records.claim import Claim
from kg.records.misfiled import Misfiled
from kg.records.settled import settled_by, shelfmark_text
from kg.records.shelfmark import Shelfmark
from kg.records.spoken import spoken

_WEIGHT = 28


def disagreement(found: Misfiled) -> str:
    """What disagrees: `leaf order and date disagree: RGASPI, ..., leaf 29, of 7 June 1932, lies behind l0021 ...`."""
    where = shelfmark_text(Shelfmark(archive=found.archive, path=found.path, leaves=found.leaves))
    days = [spoken(day)[0] for day in (found.date, found.other_date)]
    return f"leaf order and date disagree: {where}, of {days[0]}, lies {_where(found)} {found.other}, of {days[1]}"


def _where(found: Misfiled) -> str:
    return "behind" if found.behind else "before"


def misfiled_cases(
    found: Iterable[Misfiled], settled: Container[tuple[str, str]], claims: Sequence[Claim]
) -> Iterator[Case]:
    """A question for each letter whose date no curator has judged."""
    places: dict[str, list[Misfiled]] = {}
    for one in found:
        if (one.letter, "date") not in settled:
            places.setdefault(one.letter, []).append(one)
    for letter, all_ in places.items():
        first = all_[0]
        yield Case(
            id=f"{letter}-leaves",
            kind="leaf-order",
            weight=_WEIGHT,
            about=letter,
            field="date",
            question=f"is the date of {letter} right? in its file it lies {_where(first)} {first.other}",
            why="; ".join(map(disagreement, all_)),
            values=(first.date,),
            lines=(first.line,),
            claims=tuple(claim for claim in claims if settled_by(claim) == (letter, "date")),
            accepts=first.date,
            hint="a letter filed late is common: accept confirms its date; --value takes another",
        )

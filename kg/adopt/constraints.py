"""What bounds the day of a letter: what it says itself, its number, its replies, the decisions that it led to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import reduce

from kg.adopt.series import number_constraints
from kg.records.constraint import Constraint
from kg.records.interval import Interval, interval
from kg.records.letter import Letter


def own_constraints(letter: Letter) -> Iterator[Constraint]:
    """What a document or a note on it says: letters that lay before its author, when it was sent and when it came."""
    if letter.letter is None:
        return
    for witness in letter.witnesses:
        days = interval(witness.value)
        if (witness.field, witness.type) == ("answers", "reference") and days.first:
            yield _own(letter, "answers", witness.line, first=days.first)
        elif witness.field == "received" and days.last:
            yield _own(letter, "received", witness.line, last=days.last)
    if letter.sent is not None:
        yield _own(letter, "sent", letter.sent.line or letter.line, last=letter.sent.at[:10])


def _own(letter: Letter, kind: str, line: int, first: str | None = None, last: str | None = None) -> Constraint:
    id_ = str(letter.letter)
    return Constraint(kind=kind, letter=id_, first=first, last=last, certainty="certain", source=id_, line=line)


def own_days(letters: Sequence[Letter]) -> Mapping[str, Interval]:
    """The days that each document allows by what it says and by its number, whatever heading it stands under.

    Where they contradict each other, there are no bounds.
    """
    found = defaultdict(list)
    for letter in letters:
        for constraint in own_constraints(letter):
            found[constraint.letter].append(constraint.days)
    for constraint in number_constraints(letters):
        found[constraint.letter].append(constraint.days)
    met = {id_: reduce(Interval.meet, days, Interval()) for id_, days in found.items()}
    return defaultdict(Interval, {id_: days for id_, days in met.items() if not days.empty})

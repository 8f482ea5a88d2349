"""What bounds the day of a letter: what it says itself, its number, its replies, the decisions that it led to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

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


def own_days(letters: Iterable[Letter]) -> Mapping[str, Interval]:
    """The days that each document allows by what it says, whatever heading it stands under; without bounds where that
    contradicts itself.
    """
    return _met(constraint for letter in letters for constraint in own_constraints(letter))


def numbered_days(letters: Sequence[Letter]) -> Mapping[str, Interval]:
    """The days between which the number of each document lies in its series, in the same way."""
    return _met(number_constraints(letters))


def _met(constraints: Iterable[Constraint]) -> Mapping[str, Interval]:
    found: dict[str, Interval] = defaultdict(Interval)
    for constraint in constraints:
        found[constraint.letter] = found[constraint.letter].meet(constraint.days)
    return defaultdict(Interval, {id_: days for id_, days in found.items() if not days.empty})

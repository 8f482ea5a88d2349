"""Dates narrowed by what is known around a letter: its own references, replies, numbers, decisions.

Only a date that leaves several days open is narrowed, and only to days that it allowed before. An exact day is never
changed; what contradicts it is reported. Replies carry bounds from letter to letter, so letters with open dates that
answer each other are narrowed together, step by step, until nothing changes; what comes out does not depend on their
order. Where the constraints on one of them cannot all hold, that is reported, and the dates of all of them stay.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import reduce
from typing import NamedTuple

from msgspec.structs import replace

from kg.adopt.constraints import around
from kg.adopt.series import year_of
from kg.records.alignment import Alignment
from kg.records.constraint import Clash, Constraint, Dating, Sureness
from kg.records.decision import Decision
from kg.records.interval import UNDATED, Interval, interval
from kg.records.letter import Letter
from kg.records.reply import Reply

_SEVERAL = re.compile(r"\d{4}(-\d{2})?|\[(\d{4}-\d{2}-\d{2})?\.\.(\d{4}-\d{2}-\d{2})?\]")

Days = Mapping[str, Interval]
Bounds = Mapping[str, Sequence[Constraint]]
Clashing = dict[str, tuple[Constraint, ...]]


class Narrowed(NamedTuple):
    """What came of the dates: those that were narrowed, and what contradicts itself; both in the order of the page."""

    datings: tuple[Dating, ...]
    clashes: tuple[Clash, ...]


def narrowed(
    letters: Sequence[Letter],
    replies: Iterable[Reply],
    decisions: Iterable[Decision],
    alignments: Sequence[Alignment] = (),
    fixed: Collection[str] = (),
) -> Narrowed:
    """The dates that can be narrowed. `letters` are those of one edition with their adopted values, `alignments` those
    of their headings; the dates of the letters in `fixed` (a curator's) are taken as they are.

    A letter without a date has no place in a series of numbers before its year is known; it is looked at again then.
    """
    replies, decisions, placed = tuple(replies), tuple(decisions), tuple(letters)
    while True:
        bounds = around(letters, replies, decisions, alignments, placed)
        found = _narrowed(letters, bounds, fixed)
        now = tuple(map(_placed, placed, dated(letters, found.datings)))
        if now == placed:
            return found
        placed = now


def _placed(letter: Letter, narrowed: Letter) -> Letter:
    """The letter as its number is counted: a year that is known stays the one that counts."""
    return letter if year_of(letter) else narrowed


def _narrowed(letters: Sequence[Letter], bounds: Bounds, fixed: Collection[str]) -> Narrowed:
    documents = {letter.letter: letter for letter in letters if letter.letter}
    before = {id_: _allowed(letter.date) for id_, letter in documents.items()}
    open_ = {id_ for id_, letter in documents.items() if id_ not in fixed and _leaves_several(letter.date)}
    days, clashing = dict(before), Clashing()
    for group in _groups(open_, bounds):
        left, clashes = _narrow(group, before, bounds)
        days |= left
        clashing |= clashes
    for id_ in documents.keys() - open_:
        clashing |= _against(id_, before[id_], _now(bounds[id_], days, before))
    changed = {id_ for id_ in open_ if days[id_] != before[id_]}
    binding = {id_: _binding(_now(bounds[id_], days, before), days[id_]) for id_ in changed}
    sure = _sureness(binding, days)
    return Narrowed(
        tuple(_dating(letter, days, binding, sure) for id_, letter in documents.items() if id_ in changed),
        tuple(_clash(letter, clashing[id_]) for id_, letter in documents.items() if id_ in clashing),
    )


def _against(id_: str, day: Interval, constraints: Sequence[Constraint]) -> Clashing:
    """What contradicts a date that stays."""
    wrong = [item for item in constraints if day.meet(item.days).empty]
    own = [item for item in constraints if item.kind in ("dateline", "heading", "date")]
    return {id_: (*own, *wrong)} if wrong else {}


def dated(letters: Iterable[Letter], datings: Iterable[Dating]) -> tuple[Letter, ...]:
    """The letters with their narrowed dates, and the contradictions with their headings that come of it."""
    after = {dating.letter: dating.after for dating in datings}
    return tuple(_with_date(letter, after.get(letter.letter or "")) for letter in letters)


def _with_date(letter: Letter, date: str | None) -> Letter:
    if date is None:
        return letter
    printed = letter.heading.date if letter.heading else None
    contradicts = interval(printed).meet(interval(date)).empty
    conflicts = {*letter.conflicts, "date"} if contradicts else letter.conflicts
    return replace(letter, date=date, conflicts=tuple(sorted(conflicts)))


def _allowed(date: str | None) -> Interval:
    """The days that a date allows; an uncertain or approximate one bounds nothing."""
    return Interval() if date and any(mark in date for mark in "?~%") else interval(date)


def _leaves_several(date: str | None) -> bool:
    return date in (None, UNDATED) or _SEVERAL.fullmatch(date or "") is not None


def _groups(open_: Collection[str], bounds: Bounds) -> Iterator[set[str]]:
    """Letters with open dates that answer each other, directly or by way of others."""
    left = set(open_)
    while left:
        group, found = set(), [left.pop()]
        while found:
            group.add(id_ := found.pop())
            near = {*_linked(bounds[id_])} & left
            left -= near
            found += near
        yield group


def _narrow(group: Collection[str], before: Days, bounds: Bounds) -> tuple[Days, Clashing]:
    """The days that are left of each letter of a group, and, when that is none for one, the constraints that clash:
    then nothing is.
    """
    left = {id_: before[id_] for id_ in group}
    waiting = set(group)
    while waiting:
        now = {id_: _now(bounds[id_], left, before) for id_ in waiting}
        met = {id_: reduce(Interval.meet, (item.days for item in now[id_]), before[id_]) for id_ in waiting}
        clashing = {id_: _binding(now[id_], days) for id_, days in met.items() if days.empty}
        if clashing:
            return {}, clashing
        changed = {id_ for id_, days in met.items() if days != left[id_]}
        left |= met
        waiting = {other for id_ in changed for other in _linked(bounds[id_])} & left.keys()
    return left, {}


def _now(bounds: Sequence[Constraint], left: Days, before: Days) -> tuple[Constraint, ...]:
    """The constraints on a letter; those by replies are what is left of the days of the other letter."""
    found = []
    for item in bounds:
        if item.kind in ("reply", "answered"):
            days = left.get(item.source, before[item.source])
            item = replace(item, **({"first": days.first} if item.kind == "reply" else {"last": days.last}))
        if item.first or item.last:
            found.append(item)
    return tuple(found)


def _linked(bounds: Sequence[Constraint]) -> Iterator[str]:
    return (item.source for item in bounds if item.kind in ("reply", "answered"))


def _binding(constraints: Sequence[Constraint], left: Interval) -> tuple[Constraint, ...]:
    """The constraints that set the bounds of what is left."""
    found = {item for item in constraints if (item.first and item.first == left.first) or _ends(item, left)}
    return tuple(sorted(found, key=lambda item: (item.first is None, item.kind, item.source, item.line)))


def _ends(item: Constraint, left: Interval) -> bool:
    return item.last is not None and item.last == left.last


def _sureness(binding: Mapping[str, Sequence[Constraint]], days: Days) -> Mapping[str, Sureness]:
    """How sure each narrowed date is; one that rests on a probable date of another letter is probable."""
    sure: dict[str, Sureness] = dict.fromkeys(binding, "certain")
    while True:
        weak = {
            id_
            for id_, constraints in binding.items()
            if sure[id_] == "certain" and not _is_sure(constraints, days[id_], sure)
        }
        if not weak:
            return sure
        sure.update(dict.fromkeys(weak, "probable"))


def _is_sure(constraints: Sequence[Constraint], left: Interval, sure: Mapping[str, Sureness]) -> bool:
    certain = [item for item in constraints if _certainty(item, sure) == "certain"]
    begins = left.first is None or any(item.first == left.first for item in certain)
    return begins and (left.last is None or any(item.last == left.last for item in certain))


def _certainty(item: Constraint, sure: Mapping[str, Sureness]) -> Sureness:
    if item.kind in ("reply", "answered") and sure.get(item.source) == "probable":
        return "probable"
    return item.certainty


def _dating(
    letter: Letter, days: Days, binding: Mapping[str, Sequence[Constraint]], sure: Mapping[str, Sureness]
) -> Dating:
    id_ = str(letter.letter)
    constraints = tuple(replace(item, certainty=_certainty(item, sure)) for item in binding[id_])
    return Dating(letter=id_, before=letter.date, after=str(days[id_]), certainty=sure[id_], constraints=constraints)


def _clash(letter: Letter, constraints: Sequence[Constraint]) -> Clash:
    said = "; ".join(f"{item.kind} of {item.source} at line {item.line}: {item.days}" for item in constraints)
    message = f"the date of {letter.letter} cannot satisfy all of this, and stays {letter.date or 'open'}: {said}"
    return Clash(
        letter=str(letter.letter), line=letter.line, date=letter.date, constraints=tuple(constraints), message=message
    )

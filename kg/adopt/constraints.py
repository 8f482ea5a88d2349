"""What bounds the day of a letter: what it says itself, its number, its replies, the decisions that it led to."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from kg.adopt.realigned import counting
from kg.adopt.series import number_constraints
from kg.records.alignment import Alignment
from kg.records.constraint import Constraint, Sureness
from kg.records.decision import Decision
from kg.records.heading import Heading
from kg.records.interval import Interval, interval
from kg.records.letter import Letter
from kg.records.reply import Reply

LONGEST_WAIT = 31  # days between a letter and a decision that it led to; later ones were moved by something else


def around(
    letters: Sequence[Letter],
    replies: Sequence[Reply],
    decisions: Iterable[Decision],
    alignments: Sequence[Alignment],
    placed: Sequence[Letter],
) -> Mapping[str, Sequence[Constraint]]:
    """All constraints on each letter. Those by replies have no bounds yet: they are the days of the other letter.

    `placed` are the same letters as their numbers are counted, in the year that is known of each.
    """
    found: dict[str, list[Constraint]] = defaultdict(list)
    headings = _headings(letters, alignments)
    doubted = {item.letter for item in alignments if item.adopted and item.certainty != "certain"}
    documents = {letter.letter: letter for letter in letters if letter.letter}
    for letter in letters:
        for constraint in (*_date(letter, headings, letter.letter in doubted), *own_constraints(letter)):
            found[constraint.letter].append(constraint)
    for constraint in (*number_constraints(placed), *_replies(replies, documents)):
        found[constraint.letter].append(constraint)
    firsts = {id_: _not_before(letter, headings, found[id_], documents) for id_, letter in documents.items()}
    for constraint in _decisions(decisions, replies, documents, firsts):
        found[constraint.letter].append(constraint)
    return found


def own_constraints(letter: Letter) -> Iterator[Constraint]:
    """What a document or a note on it says: letters that lay before its author, when it was sent and when it came."""
    if letter.letter is None:
        return
    for witness in letter.witnesses:
        if (witness.field, witness.type) == ("answers", "reference"):
            yield _own(letter, "answers", witness.line, first=interval(witness.value).first)
        elif witness.field == "received":
            yield _own(letter, "received", witness.line, last=interval(witness.value).last)
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


def _headings(letters: Sequence[Letter], alignments: Sequence[Alignment]) -> Mapping[str, Heading | None]:
    """The heading that counts for each letter, where there is one."""
    printed = {letter.letter: letter.heading for letter in letters if letter.letter}
    return printed | counting(letters, alignments)


def _date(letter: Letter, headings: Mapping[str, Heading | None], doubted: bool) -> Iterator[Constraint]:
    """The adopted date of a letter, with what gave it."""
    days, id_ = interval(letter.date), letter.letter
    if id_ is None or days == (None, None):
        return
    heading = headings[id_]
    kind, source, line = "date", id_, letter.line
    if letter.body and letter.body.date == letter.date:
        kind = "dateline"
        line = next((w.line for w in letter.witnesses if (w.field, w.type) == ("date", kind)), line)
    elif heading and heading.date == letter.date:
        kind, source, line = "heading", heading.id, heading.line
    certainty: Sureness = "probable" if kind == "heading" and doubted else "certain"
    yield Constraint(
        kind=kind, letter=id_, first=days.first, last=days.last, certainty=certainty, source=source, line=line
    )


def _replies(replies: Iterable[Reply], documents: Mapping[str, Letter]) -> Iterator[Constraint]:
    for reply in replies:
        if reply.letter in documents and reply.answered in documents:
            yield _reply("reply", reply.letter, reply.answered, reply.line)
            yield _reply("answered", reply.answered, reply.letter, reply.line)


def _reply(kind: str, letter: str, other: str, line: int) -> Constraint:
    return Constraint(kind=kind, letter=letter, certainty="certain", source=other, line=line)


def _decisions(
    decisions: Iterable[Decision],
    replies: Sequence[Reply],
    documents: Mapping[str, Letter],
    firsts: Mapping[str, str | None],
) -> Iterator[Constraint]:
    """A decision that the author of a letter moved, noted under it or under the letter it answers or is answered by.

    The letter must be known to be older, and not much older: a note also names decisions of other seasons.
    """
    linked = defaultdict(list)
    for reply in replies:
        linked[reply.letter].append(reply.answered)
        linked[reply.answered].append(reply.letter)
    for decision in decisions:
        dates = decision.date if isinstance(decision.date, tuple) else (decision.date,)
        last = max((day for date in dates if (day := interval(date).last)), default=None)
        for id_ in (decision.letter, *linked[decision.letter]) if decision.letter else ():
            letter = documents.get(id_)
            if letter is None or last is None or set(letter.senders).isdisjoint(decision.prompted_by):
                continue
            first = firsts[id_]
            if first and 0 <= _days_between(first, last) <= LONGEST_WAIT:
                yield Constraint(
                    kind="decision", letter=id_, last=last, certainty="probable", source=decision.id, line=decision.line
                )


def _not_before(
    letter: Letter,
    headings: Mapping[str, Heading | None],
    bounds: Iterable[Constraint],
    documents: Mapping[str, Letter],
) -> str | None:
    """The first day that is known of a letter before anything is narrowed, so that narrowing again changes nothing."""
    heading = headings[str(letter.letter)]
    said = [_said(letter) or (heading.date if heading else None)]
    said += [_said(documents[item.source]) for item in bounds if item.kind == "reply"]
    firsts = [interval(date).first for date in said]
    firsts += [item.first for item in bounds if item.kind not in ("date", "dateline", "heading")]
    return max((day for day in firsts if day), default=None)


def _said(letter: Letter) -> str | None:
    return letter.body.date if letter.body else None


def _days_between(first: str, last: str) -> int:
    return (dt.date.fromisoformat(last) - dt.date.fromisoformat(first)).days

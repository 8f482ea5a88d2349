"""Claims on invented letters: each saying of a heading, a signature, a salutation, a dateline, a number, a label.

As in the first edition some ten claims a letter; one heading of thirty says another day than the dateline or names the
parties the wrong way round, so that there are rejected claims, and judgements on them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from itertools import chain, islice

from msgspec.structs import replace

from benchmarks.letters import Letters, context
from benchmarks.validation.errors import disbelieved
from kg.adopt import judgements, letter_claims, reply_claims
from kg.map import Triple, evidence
from kg.records import Claim, Letter, Witness

_AT_ONCE = 1000  # letters
_WRONG_DAY, _WRONG_WAY = 60, 61  # a heading of so many, by the number of its letter


def claim_triples(letters: Letters) -> Iterator[Triple]:
    """The claims on `letters` and the judgements on them, without the names of their graphs."""
    replies = {reply.letter: reply for reply in letters.replies()}
    source = iter(letters)
    before: list[Letter] = []
    while some := [witnessed(letter) for letter in islice(source, _AT_ONCE)]:
        known = {letter.letter: letter for letter in (*before, *some) if letter.letter}
        answers = [replies.pop(letter.letter) for letter in some if letter.letter in replies]
        claims = [disbelieved(claim) for claim in (*letter_claims(some, _who), *reply_claims(answers, known))]
        yield from _without_graphs(some, {claim.id: claim for claim in claims}.values())
        before = some[-20:]


def _without_graphs(letters: list[Letter], claims: Iterable[Claim]) -> Iterator[Triple]:
    found = list(claims)
    for subject, predicate, object_, _ in evidence(context(), letters, found, judgements(found)):
        yield subject, predicate, object_


def witnessed(letter: Letter) -> Letter:
    """`letter` with what its heading and its body say of it."""
    return replace(letter, witnesses=tuple(chain(_heading(letter), _body(letter))))


def _heading(letter: Letter) -> Iterator[Witness]:
    heading = letter.heading
    if heading is None:
        return
    number = int(str(letter.letter)[1:])
    parties = (
        (heading.recipients, heading.senders) if number % _WRONG_WAY == 0 else (heading.senders, heading.recipients)
    )
    said = [("sender", name) for name in parties[0]] + [("recipient", name) for name in parties[1]]
    day = str(heading.date)
    said.append(("date", _later(day) if number % _WRONG_DAY == 0 else day))
    for field, value in said:
        yield Witness(field=field, value=value, type="heading", raw=heading.text, line=heading.line)


def _body(letter: Letter) -> Iterator[Witness]:
    first, last = letter.source.lines
    for name in letter.senders:
        yield Witness(field="sender", value=name, type="signature", raw=name, line=last)
    for name in letter.recipients:
        yield Witness(field="recipient", value=name, type="salutation", raw=name, line=first + 2)
    yield Witness(field="date", value=str(letter.date), type="dateline", raw=str(letter.date), line=last)
    for label in letter.labels:
        yield Witness(field="label", value=label, type="label", raw=label, line=first + 1)
    for number in letter.numbers:
        yield Witness(field="number", value=number, type="number", raw=number, line=first + 1)


def _later(day: str) -> str:
    return (date.fromisoformat(day) + timedelta(days=30)).isoformat()


def _who(name: str, _: int) -> str:
    return name

"""Adopted sender, recipient and date of a letter, by rank of the witnesses.

The body's own evidence outranks the printed heading; the heading speaks where the body is silent (application profile,
section 1.13). A heading that runs against the body is read the other way round, so that nobody writes to himself.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

from msgspec.structs import replace

from kg.records.interval import allows
from kg.records.letter import Letter
from kg.records.shelfmark import Shelfmark, same_leaf

BODY_NAMES = frozenset({"Politburo members"})

Names = tuple[str, ...]


def adopt(letters: Iterable[Letter]) -> tuple[Letter, ...]:
    """The letters of a page, in order, with adopted parties and date and their conflicts with the headings."""
    found = [_adopt_one(letter) for letter in letters]
    for index, (before, letter) in enumerate(pairwise(found), 1):
        if _is_answer_on_leaf(letter, before):
            found[index] = with_conflicts(replace(letter, recipients=before.senders))
    return tuple(found)


def _adopt_one(letter: Letter) -> Letter:
    heading, body = letter.heading, letter.body
    printed = (heading.senders, heading.recipients) if heading else ((), ())
    said = (body.senders or () if body else (), body.recipients or () if body else ())
    senders, recipients = parties(printed, said)
    date = (body.date if body else None) or (heading.date if heading else None)
    if date is None and letter.sent:
        date = letter.sent.at[:10]
    return with_conflicts(replace(letter, senders=senders, recipients=recipients, date=date))


def parties(printed: tuple[Names, Names], said: tuple[Names, Names]) -> tuple[Names, Names]:
    """Senders and recipients from a heading (`printed`) and a body (`said`), each a pair of senders and recipients."""
    senders, recipients = said
    if senders and recipients:
        return senders, recipients
    if _runs_against(printed, said):
        printed = (printed[1], printed[0])
    senders = senders or _without(printed[0], recipients)
    recipients = recipients or _without(printed[1], senders)
    return senders, recipients


def _runs_against(printed: tuple[Names, Names], said: tuple[Names, Names]) -> bool:
    """Whether the one party that the body names stands on the other side of the heading."""
    for own, other in ((0, 1), (1, 0)):
        named = set(said[own])
        if named and not said[other] and named & set(printed[other]) and not named & set(printed[own]):
            return True
    return False


def _without(names: Names, others: Names) -> Names:
    return tuple(name for name in names if name not in others)


def _is_answer_on_leaf(letter: Letter, before: Letter) -> bool:
    """A signed text without address on the leaf of the letter printed before it, by another hand."""
    body = letter.body
    return bool(
        body
        and body.senders
        and not body.recipients
        and before.senders
        and not set(body.senders) & set(before.senders)
        and share_leaf(letter.shelfmarks, before.shelfmarks)
    )


def share_leaf(these: Iterable[Shelfmark], those: Iterable[Shelfmark]) -> bool:
    """Whether two letters stand on a leaf together (either side of it)."""
    others = tuple(those)
    return any(same_leaf(a, b) for a in these for b in others)


def with_conflicts(letter: Letter) -> Letter:
    """The letter with the names of the fields in which its heading contradicts the adopted values."""
    heading = letter.heading
    if heading is None or letter.body is None:
        return replace(letter, conflicts=())
    found = []
    if heading.date and letter.date and not allows(heading.date, letter.date):
        found.append("date")
    if differ(heading.recipients, letter.recipients):
        found.append("recipient")
    if differ(heading.senders, letter.senders):
        found.append("sender")
    return replace(letter, conflicts=tuple(found))


def differ(these: Names, those: Names) -> bool:
    """Whether two sets of parties contradict each other; a body named beside persons makes no difference."""
    this, that = frozenset(these), frozenset(those)
    if this & that & BODY_NAMES and (this <= BODY_NAMES or that <= BODY_NAMES):
        return False  # "the members of the Politburo" against "Kaganovich and the other members of the Politburo"
    return (this - BODY_NAMES or this) != (that - BODY_NAMES or that)

"""One letter out of its printings in several editions: which values count, and what each edition still says.

The earliest identifier stays. A value that one edition alone gives counts. Of dates that allow each other the narrowest
counts; of dates that contradict each other that of the edition which does not doubt its own, then that of the later
edition, whose editors knew the earlier one. Of parties the larger circle counts when the smaller is within it, else
those of the later edition.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import reduce
from typing import NamedTuple

from msgspec.structs import replace

from kg.records.collated import Shared
from kg.records.interval import Interval, interval
from kg.records.letter import Letter
from kg.records.shelfmark import Shelfmark


class Actors(NamedTuple):
    """`who` is meant by a name in a letter: an identifier, or the name itself; what an identifier is `called`."""

    who: Callable[[Letter, str], str]
    called: Callable[[str], str]


class Printed(NamedTuple):
    """A letter in one edition; `year` is that of the edition's print, 0 when it is not known."""

    edition: str
    year: int
    letter: Letter
    doubted: bool = False

    @property
    def id(self) -> str:
        """The identifier under which it was found."""
        return str(self.letter.letter)


def united(printings: Sequence[Printed], actors: Actors) -> tuple[tuple[Printed, Shared], ...]:
    """The printings of one letter with the values that count, each under the identifier that stays; the one that bears
    it comes first.
    """
    order = sorted(printings, key=lambda one: (len(one.id), one.id))
    first = order[0].id
    date = _date(order)
    parties = {side: _parties(order, side, actors.who) for side in ("senders", "recipients")}
    copies: list[tuple[str, Shelfmark]] = []
    found = []
    for one in order:
        here = [_copy(one.id, n, mark, copies) for n, mark in enumerate(one.letter.shelfmarks, 1)]
        copies += zip(here, one.letter.shelfmarks, strict=True)
        letter = replace(_with_parties(one.letter, parties, actors), letter=first, date=date)
        shared = Shared(
            letter=first,
            own=one.id,
            first=one is order[0],
            copies=tuple(here),
            editions=tuple(dict.fromkeys(other.edition for other in order if other is not one)),
            taken=tuple(_taken(one.letter, letter)),
        )
        found.append((one._replace(letter=letter), shared))
    return tuple(found)


def _taken(own: Letter, now: Letter) -> Iterator[tuple[str, str]]:
    """What a printing has from the others: field and value."""
    if now.date and now.date != own.date:
        yield "date", now.date
    for field, side in (("sender", "senders"), ("recipient", "recipients")):
        yield from ((field, name) for name in getattr(now, side) if name not in getattr(own, side))


def _copy(id_: str, n: int, mark: Shelfmark, before: Sequence[tuple[str, Shelfmark]]) -> str:
    """The identifier of a copy: that of the same shelfmark in a printing before, else its own."""
    place = (mark.archive, mark.path, mark.leaves)
    same = (name for name, other in before if (other.archive, other.path, other.leaves) == place)
    return next(same, f"{id_}-{n}")


def _date(printings: Sequence[Printed]) -> str | None:
    """The date that counts."""
    dated = [one for one in printings if interval(one.letter.date) != Interval()]
    if not dated:
        return next((one.letter.date for one in printings if one.letter.date), None)
    common = reduce(Interval.meet, (interval(one.letter.date) for one in dated))
    narrowest = next((one.letter.date for one in dated if interval(one.letter.date) == common), None)
    if narrowest is not None and not common.empty:
        return narrowest
    return _latest([one for one in dated if not one.doubted] or dated).letter.date


def _parties(printings: Sequence[Printed], side: str, who: Callable[[Letter, str], str]) -> tuple[str, ...]:
    """Those on one side who count, by identifier or as named, in the order of the edition that gives them."""
    named = [(one, dict.fromkeys(who(one.letter, name) for name in getattr(one.letter, side))) for one in printings]
    told = [(one, names) for one, names in named if names]
    if not told:
        return ()
    _, widest = max(told, key=lambda found: len(found[1]))
    if all(names.keys() <= widest.keys() for _, names in told):
        return tuple(widest)
    latest = _latest([one for one, _ in told])
    return next(tuple(names) for one, names in told if one is latest)


def _with_parties(letter: Letter, parties: Mapping[str, Sequence[str]], actors: Actors) -> Letter:
    """The letter with the parties that count, in its own words where it names the same ones."""
    called: dict[str, str] = {}
    for side, ids in parties.items():
        own = {actors.who(letter, name): name for name in getattr(letter, side)}
        if own.keys() != {*ids}:
            letter = replace(letter, **{side: tuple(own.get(id_, actors.called(id_)) for id_ in ids)})
            called |= {actors.called(id_): id_ for id_ in ids if id_ not in own}
    if called and letter.description is not None:
        letter = replace(letter, described=replace(letter.description, actors=letter.description.actors | called))
    return letter


def _latest(printings: Sequence[Printed]) -> Printed:
    return max(printings, key=lambda one: one.year)

"""The same letter in several editions: which printings are of one letter, with the evidence and how sure it is.

Two printings are compared when they share an address, a number of one printed edition, a leaf, the first words, or an
author and an addressee with a day that both dates allow. An edition prints a letter once, so each printing has at most
one counterpart in another edition: the one that has most in common with it, when it is the best for that one too. Where
several letters of a day run beside each other in both editions, they are paired in their order.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Sequence
from itertools import combinations

from msgspec.structs import replace

from kg.records.collated import Collation, Printing, Surety
from kg.records.interval import Interval
from kg.records.shelfmark import same_leaf

# What evidence is worth; only the order of the sums counts.
_WORTH = {
    "address": 64,
    "edition-number": 64,
    "incipit": 32,
    "shelfmark": 32,
    "day": 8,
    "parties": 4,
    "days": 3,
    "place": 2,
    "some-parties": 1,
}
_PROVING = frozenset({"address", "edition-number"})  # each alone says that it is one letter
_Place = tuple[str, int]  # of a printing: its edition, and which one of it
_MOST_MONTHS = 24  # a date that allows more says too little to compare by


def collated(printings: Iterable[Printing]) -> tuple[Collation, ...]:
    """The printings of one letter, in pairs, in the order of the editions and of the pages."""
    found: dict[tuple[str, str], list[Collation]] = defaultdict(list)
    for one, other in _comparable(printings):
        if (pair := _compared(one, other)) is not None:
            found[one.edition, other.edition].append(pair)
    return tuple(pair for _, pairs in sorted(found.items()) for pair in _matched(pairs))


def clusters(collations: Iterable[Collation]) -> tuple[tuple[Printing, ...], ...]:
    """All printings of each letter, by pairs that are more than candidates; sorted by edition and place."""
    joined: dict[_Place, dict[_Place, Printing]] = {}
    for pair in collations:
        if pair.certainty != "candidate":
            whole = {_place(item): item for item in (pair.one, pair.other)}
            for place in tuple(whole):
                whole |= joined.get(place, {})
            joined.update(dict.fromkeys(whole, whole))
    groups = {id(whole): [whole[place] for place in sorted(whole)] for whole in joined.values()}
    return tuple(sorted(map(tuple, groups.values()), key=lambda row: _place(row[0])))


def _place(printing: Printing) -> _Place:
    return printing.edition, printing.order


def _comparable(printings: Iterable[Printing]) -> Iterator[tuple[Printing, Printing]]:
    """Pairs of two editions that share a key, each once; that of the edition which sorts first is first."""
    near: dict[Hashable, list[Printing]] = defaultdict(list)
    for printing in sorted(printings, key=_place):
        for key in {*_keys(printing)}:
            near[key].append(printing)
    seen = set()
    for alike in near.values():
        for one, other in combinations(alike, 2):
            pair = (one.edition, one.order, other.edition, other.order)
            if one.edition != other.edition and pair not in seen:
                seen.add(pair)
                yield one, other


def _keys(printing: Printing) -> Iterator[Hashable]:
    """What a printing is looked up by; its parties with each month that its date touches."""
    yield from (("address", address) for address in printing.references)
    yield from (("number", number) for number in printing.numbers)
    if printing.incipit:
        yield "incipit", printing.incipit
    for mark in printing.shelfmarks:
        if mark.leaves:
            yield "shelfmark", mark.archive, *mark.path.values()
    for month in _months(printing.days):
        for author in printing.authors:
            for addressee in printing.addressees:
                yield author, addressee, month


def _months(days: Interval) -> Sequence[int]:
    if days.first is None or days.last is None:
        return ()
    begin, end = (int(day[:4]) * 12 + int(day[5:7]) for day in (days.first, days.last))
    return range(begin, end + 1) if end - begin < _MOST_MONTHS else ()


def _compared(one: Printing, other: Printing) -> Collation | None:
    """What two printings have in common and what not; None when they cannot be of one letter."""
    shared = {
        "address": bool(one.references & other.references),
        "edition-number": bool(one.numbers & other.numbers),
        "incipit": bool(one.incipit) and one.incipit == other.incipit,
        "shelfmark": any(same_leaf(a, b) for a in one.shelfmarks for b in other.shelfmarks),
        "place": bool(one.places & other.places),
    }
    said = {
        "edition-number": _numbered_alike(one, other),
        "incipit": bool(one.incipit and other.incipit),
        "place": bool(one.places and other.places),
    }
    evidence = [word for word, alike in shared.items() if alike]
    against = [word for word, known in said.items() if known and not shared[word]]
    (evidence if (word := _parties(one, other)) else against).append(word or "parties")
    (evidence if (word := _days(one, other)) else against).append(word or "days")
    # a leaf may bear a letter and its answer, and many letters begin alike: both need the parties
    redated = bool({"shelfmark", "incipit"} & {*evidence}) and "parties" not in against
    if {"parties", "days"} & {*against} and not redated and not _PROVING.intersection(evidence):
        return None
    return Collation(
        one=one,
        other=other,
        evidence=tuple(sorted(evidence, key=lambda item: -_WORTH[item])),
        against=tuple(against),
        certainty=_certainty(evidence, against, one.doubted or other.doubted),
    )


def _numbered_alike(one: Printing, other: Printing) -> bool:
    """Whether both say what number they have in one printed edition."""
    return bool({edition for edition, _ in one.numbers} & {edition for edition, _ in other.numbers})


def _parties(one: Printing, other: Printing) -> str:
    if one.authors == other.authors and one.addressees == other.addressees and one.authors and one.addressees:
        return "parties"
    return "some-parties" if one.authors & other.authors and one.addressees & other.addressees else ""


def _days(one: Printing, other: Printing) -> str:
    if one.days.day is not None and one.days == other.days:
        return "day"
    known = one.days != Interval() and other.days != Interval()
    return "days" if known and one.days.overlaps(other.days) else ""


def _certainty(evidence: Sequence[str], against: Sequence[str], doubted: bool) -> Surety:
    if {"parties", "days"} <= {*against}:
        return "candidate"
    if _PROVING.intersection(evidence):
        return "probable" if _PROVING.intersection(against) else "certain"
    return "certain" if {"parties", "day", "place"} <= {*evidence} and not against and not doubted else "probable"


def _matched(pairs: Sequence[Collation]) -> Iterator[Collation]:
    """Of the pairs of two editions those in which each is the best for the other; a draw is settled by order."""
    of: dict[_Place, list[Collation]] = defaultdict(list)
    for pair in pairs:
        for end in _ends(pair):
            of[end].append(pair)
    best = {place: max(map(_worth, found)) for place, found in of.items()}
    mutual = [pair for pair in pairs if all(_worth(pair) == best[end] for end in _ends(pair))]
    for group in _entangled(mutual):
        yield from _in_order(group)


def _worth(pair: Collation) -> int:
    return sum(_WORTH[word] for word in pair.evidence) - sum(_WORTH.get(word, 0) for word in pair.against)


def _ends(pair: Collation) -> tuple[_Place, _Place]:
    return _place(pair.one), _place(pair.other)


def _entangled(pairs: Iterable[Collation]) -> Iterator[list[Collation]]:
    """The pairs in groups that share a printing."""
    group_of: dict[_Place, list[Collation]] = {}
    for pair in sorted(pairs, key=_ends):
        merged = [pair]
        for group in {id(found): found for found in map(group_of.get, _ends(pair)) if found}.values():
            merged += group
        for member in merged:
            group_of.update(dict.fromkeys(_ends(member), merged))
    yield from {id(group): group for group in group_of.values()}.values()


def _in_order(group: Sequence[Collation]) -> Iterator[Collation]:
    """One pair for each printing; where there are as many on both sides, in their order, else nobody knows which."""
    by_ends = {_ends(pair): pair for pair in group}
    ones, others = (sorted(set(places)) for places in zip(*by_ends, strict=True))
    if len(ones) == len(others) == 1:
        yield from group
        return
    straight = [by_ends[ends] for ends in zip(ones, others, strict=False) if ends in by_ends]
    if len(straight) == len(ones) == len(others):
        yield from (replace(pair, evidence=(*pair.evidence, "order"), certainty="probable") for pair in straight)
    else:
        yield from (replace(pair, certainty="candidate") for pair in sorted(group, key=_ends))

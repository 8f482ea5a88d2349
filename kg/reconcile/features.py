"""What speaks for and against two descriptions being of one person, group or place: each feature with its words.

Weights and bounds are stated in docs/linking.md. A feature is there only where both sides say something.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from kg.reconcile.likeness import alike
from kg.reconcile.skeleton import latin, skeleton
from kg.records.candidate import Feature, Profile

NAME, LIFE, ACTIVE, ROLE, PLACE, COMPANIONS, KIND, IDENTIFIER = (
    "name", "life dates", "attested", "role", "place", "companions", "kind", "identifiers",
)  # fmt: skip
WEIGHTS = {NAME: 4.0, LIFE: 3.0, ACTIVE: 1.0, ROLE: 1.0, PLACE: 0.5, COMPANIONS: 1.0, KIND: 5.0, IDENTIFIER: 6.0}
YOUNGEST = 12  # years: nobody writes, or is written about in office, before
_IMPOSSIBLE = 4.0  # the weight of dates that cannot be
_YEAR = re.compile(r"-?\d{4}")
# Words of descriptions that say nothing about who somebody was.
_EMPTY = frozenset((
    "a", "an", "and", "at", "by", "der", "des", "die", "for", "from", "im", "in", "member", "of", "on", "und",
    "the", "to", "von", "politician", "politiker", "person",
))  # fmt: skip


def features(sought: Profile, candidate: Profile) -> tuple[Feature, ...]:
    """Every feature that two profiles have in common, heaviest first."""
    found = (*_name(sought, candidate), *_kind(sought, candidate), *_life(sought, candidate),
             *_active(sought, candidate), *_active(candidate, sought), *_words(sought, candidate),
             *_identifiers(sought, candidate))  # fmt: skip
    return tuple(sorted(found, key=lambda feature: (-feature.weight, feature.name, feature.words)))


def _name(sought: Profile, candidate: Profile) -> Iterator[Feature]:
    likeness = alike(sought.kind or candidate.kind, sought.names, candidate.names)
    yield Feature(NAME, round(likeness.score, 3), WEIGHTS[NAME], likeness.words)


def _kind(sought: Profile, candidate: Profile) -> Iterator[Feature]:
    if sought.kind and candidate.kind and sought.kind != candidate.kind:
        yield Feature(KIND, 0.0, WEIGHTS[KIND], f"a {sought.kind}, and a {candidate.kind}")


def _life(sought: Profile, candidate: Profile) -> Iterator[Feature]:
    pairs = [
        (word, ours, theirs)
        for word, ours, theirs in (
            ("born", year(sought.born), year(candidate.born)),
            ("died", year(sought.died), year(candidate.died)),
        )
        if ours is not None and theirs is not None
    ]
    if pairs:
        apart = max(abs(ours - theirs) for _, ours, theirs in pairs)
        score = 1.0 if apart == 0 else 0.7 if apart == 1 else 0.3 if apart == 2 else 0.0
        words = "; ".join(f"{word} {ours}" if ours == theirs else f"{word} {ours} and {theirs}"
                          for word, ours, theirs in pairs)  # fmt: skip
        yield Feature(LIFE, score, WEIGHTS[LIFE] if score else _IMPOSSIBLE, words)


def _active(attested: Profile, other: Profile) -> Iterator[Feature]:
    """Whether somebody who is attested in certain years can have lived in those of the other one."""
    if attested.active is None:
        return
    first, last = (year(day) for day in attested.active)
    born, died = year(other.born), year(other.died)
    if first is None or last is None or (born is None and died is None):
        return
    span = f"{first}" if first == last else f"{first} to {last}"
    if died is not None and died < first:
        yield Feature(ACTIVE, 0.0, _IMPOSSIBLE, f"attested {span}, dead since {died}")
    elif (born is not None and last - born < YOUNGEST) or (born is not None and first - born > 100):
        yield Feature(ACTIVE, 0.0, _IMPOSSIBLE, f"attested {span}, born {born}")
    else:
        lived = f"{born or '?'} to {died or '?'}"
        yield Feature(ACTIVE, 0.75, WEIGHTS[ACTIVE], f"attested {span}, lived {lived}")


def _words(sought: Profile, candidate: Profile) -> Iterator[Feature]:
    """Offices, places and companions: what they share speaks for them; that they share nothing says little."""
    ours, theirs = _told(sought), _told(candidate)
    if shared := sorted(ours & theirs):
        yield Feature(ROLE, _shared(len(shared)), WEIGHTS[ROLE], f"both: {', '.join(shared[:5])}")
    if places := sorted(_heard(sought.places) & _heard(candidate.places)):
        names = [name for name in sought.places if skeleton(latin(name).replace(" ", "")) in places]
        yield Feature(PLACE, _shared(len(places)), WEIGHTS[PLACE], f"both: {', '.join(names[:4])}")
    if others := sorted(_surnames(sought) & _surnames(candidate)):
        yield Feature(COMPANIONS, _shared(len(others)), WEIGHTS[COMPANIONS], f"both with {', '.join(others[:4])}")


def _shared(number: int) -> float:
    """One word in common can be chance, two are evidence."""
    return min(1.0, 0.5 + 0.15 * number)


def _told(profile: Profile) -> frozenset[str]:
    said = " ".join((*profile.roles, profile.description))
    names = {word for name in profile.names for word in latin(name).split()}
    return frozenset(word for word in latin(said).split() if len(word) > 3 and word not in _EMPTY | names)


def _heard(names: tuple[str, ...]) -> frozenset[str]:
    return frozenset(filter(None, (skeleton(latin(name).replace(" ", "")) for name in names)))


def _surnames(profile: Profile) -> frozenset[str]:
    return frozenset(words[-1] for name in profile.companions if (words := latin(name.partition(",")[0]).split()))


def _identifiers(sought: Profile, candidate: Profile) -> Iterator[Feature]:
    ours, theirs = {*sought.others, sought.iri}, {*candidate.others, candidate.iri}
    if shared := sorted(ours & theirs):
        yield Feature(IDENTIFIER, 1.0, WEIGHTS[IDENTIFIER], f"both have {shared[0]}")
        return
    for one in sorted(sought.others):
        space = one[: one.rstrip("/").rfind("/") + 1]
        if other := next((each for each in sorted(theirs) if space and each.startswith(space)), None):
            yield Feature(IDENTIFIER, 0.0, WEIGHTS[IDENTIFIER], f"{one} is not {other}")
            return


def year(date: str) -> int | None:
    """The year of an EDTF date, as far as there is one: `1893`, `1893-11-22`, `1893~`, `[1893, 1894]` (the first)."""
    found = _YEAR.search(date)
    return int(found[0]) if found else None


def score(found: tuple[Feature, ...]) -> float:
    """The weighed mean of features with half a point of doubt, so that a name alone is never certain (0 to 1)."""
    weights = sum(feature.weight for feature in found)
    doubt = 0.75
    total = sum(feature.weight * feature.score for feature in found) + doubt * 0.5
    return round(total / (weights + doubt), 4)


def quick(sought: Profile, candidate: Profile) -> bool:
    """Whether the two can be one by what is cheap to see: kinds and years."""
    if sought.kind and candidate.kind and sought.kind != candidate.kind:
        return False
    return not any(feature.against for pair in ((sought, candidate), (candidate, sought)) for feature in _active(*pair))

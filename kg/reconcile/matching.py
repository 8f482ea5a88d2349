"""Finding candidates among many, and ranking them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from heapq import nsmallest

from kg.reconcile.features import features, name_feature, score
from kg.reconcile.similarity import name_keys
from kg.records.candidate import Match, Profile

CROWDED = 5000  # things that share a key; such a key (`committee`) finds nothing alone
FAINT = 0.5  # likeness of names below which nothing else is looked at


def match(sought: Profile, candidate: Profile) -> Match:
    """How well one candidate fits what is sought."""
    found = features(sought, candidate)
    return Match(sought=sought, candidate=candidate, score=score(found), features=found)


class Index:
    """Profiles by what their names are looked up by, so that few of many are compared.

    Persons are found by surnames, in any spelling and order; other things by any word of their names. Memory grows with
    the profiles in it, a million take some gigabytes: index the smaller side and ask with the larger one.
    """

    def __init__(self) -> None:
        self._profiles: list[Profile] = []
        self._by_key: dict[str, list[int]] = defaultdict(list)
        self._by_iri: dict[str, int] = {}

    @classmethod
    def of(cls, profiles: Iterable[Profile]) -> Index:
        """An index of `profiles`."""
        index = cls()
        for profile in profiles:
            index.add(profile)
        return index

    def add(self, profile: Profile) -> None:
        """Put one more profile in."""
        number = len(self._profiles)
        self._profiles.append(profile)
        self._by_iri.setdefault(profile.iri, number)
        for key in profile_keys(profile):
            self._by_key[key].append(number)

    def __len__(self) -> int:
        return len(self._profiles)

    def __iter__(self) -> Iterator[Profile]:
        return iter(self._profiles)

    def get(self, iri: str) -> Profile | None:
        """The profile of that identifier, or None."""
        number = self._by_iri.get(iri)
        return None if number is None else self._profiles[number]

    def near(self, sought: Profile) -> list[Profile]:
        """The profiles that share a key with `sought`, in the order in which they came in."""
        found: set[int] = set()
        for key in profile_keys(sought, turned=True):
            numbers = self._by_key.get(key, ())
            if len(numbers) <= CROWDED:
                found.update(numbers)
        found.update(number for iri in sought.others if (number := self._by_iri.get(iri)) is not None)
        return [self._profiles[number] for number in sorted(found)]

    def matches(self, sought: Profile, limit: int = 10) -> tuple[Match, ...]:
        """The best `limit` candidates, best first; those with equal scores in the order of their identifiers.

        What has no name in common with `sought` is left out, even where a key is.
        """
        fitting = (candidate for candidate in self.near(sought) if likely(sought, candidate))
        found = (match(sought, candidate) for candidate in fitting)
        return tuple(nsmallest(limit, found, key=lambda one: (-one.score, one.candidate.iri)))


def likely(sought: Profile, candidate: Profile) -> bool:
    """Whether names (or an identifier) are alike enough to look further."""
    return not {candidate.iri, *candidate.others}.isdisjoint(sought.others) or (
        name_feature(sought, candidate).score >= FAINT
    )


def profile_keys(profile: Profile, *, turned: bool = False) -> set[str]:
    """Every key of a profile's names; where nobody says what it is, those of a person and of a thing."""
    kinds = (profile.kind,) if profile.kind else ("person", "")
    return {key for name in profile.names for kind in kinds for key in name_keys(kind, name, turned=turned)}

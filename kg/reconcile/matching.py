"""Candidates for what is sought, best first, with the reasons.

Profiles that share the skeleton of a word of their names come together (blocking); only those are compared. So ten
thousand persons are held, and a million candidates pass by.
"""

from __future__ import annotations

from bisect import insort
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from rapidfuzz import fuzz, process

from kg.reconcile.features import features, quick, score
from kg.reconcile.likeness import person_name
from kg.reconcile.skeleton import latin, sounds
from kg.records.candidate import Match, Profile

LEAST = 0.35  # a score below is no candidate
_COMPARED = 2_000  # profiles that one name is compared with; beyond, those of the same surname
_SPELLED = 0.75  # how alike a name must be to one that no sound leads to
_LEAST_SOUND = 2  # characters of a skeleton that leads anywhere


def match(sought: Profile, candidate: Profile) -> Match:
    """How well `candidate` fits what is `sought`."""
    found = features(sought, candidate)
    return Match(sought, candidate, score(found), found)


def keys(profile: Profile) -> frozenset[str]:
    """What profiles that may be one share: the skeleton of a surname, or of each word of what is no person."""
    if profile.kind == "person":
        return frozenset(sound for name in profile.names for sound in sounds(person_name(name).surname))
    return frozenset(sound for name in profile.names for word in latin(name).split() for sound in sounds(word))


def best(ours: Sequence[Profile], candidates: Iterable[Profile], limit: int = 10) -> dict[str, tuple[Match, ...]]:
    """The best candidates of each of `ours` (by IRI), while `candidates` pass by once and are not held."""
    index = Index(ours)
    found: dict[str, list[Match]] = {profile.iri: [] for profile in index.profiles}
    for candidate in candidates:
        for profile in index.near(candidate):
            if not quick(profile, candidate) or (each := match(profile, candidate)).score < LEAST:
                continue
            insort(found[profile.iri], each, key=_rank)
            del found[profile.iri][limit:]
    return {iri: tuple(matches) for iri, matches in found.items()}


def _rank(found: Match) -> tuple[float, str]:
    return -found.score, found.candidate.iri


class Index:
    """Profiles by the sound of their names."""

    def __init__(self, profiles: Iterable[Profile]) -> None:
        self.profiles = tuple(profiles)
        self._by_key: dict[str, list[int]] = defaultdict(list)
        self._by_word: dict[str, list[int]] = defaultdict(list)
        self._spelled: tuple[tuple[str, int], ...] | None = None
        for n, profile in enumerate(self.profiles):
            for key in keys(profile):
                self._by_key[key].append(n)
            for sound in {sound for name in profile.names for word in latin(name).split() for sound in sounds(word)}:
                self._by_word[sound].append(n)

    @classmethod
    def of(cls, profiles: Iterable[Profile]) -> Index:
        """The index of `profiles`."""
        return cls(profiles)

    def __len__(self) -> int:
        return len(self.profiles)

    def near(self, profile: Profile) -> Iterator[Profile]:
        """Those that share a key with `profile`, which need not be of the index."""
        found = {n: None for key in keys(profile) for n in self._by_key.get(key, ())}
        return (self.profiles[n] for n in found)

    def matches(self, sought: Profile, limit: int = 10) -> tuple[Match, ...]:
        """The best candidates, at most `limit`; of equal ones, the one whose IRI comes first."""
        if limit < 1:
            return ()
        found = [match(sought, self.profiles[n]) for n in self._compared(sought)]
        good = sorted((each for each in found if each.score >= LEAST), key=_rank)
        return tuple(good[:limit])

    def _compared(self, sought: Profile) -> Iterable[int]:
        """What is worth a comparison: of one sound in any word, else of a spelling that is close."""
        heard = {sound for name in sought.names for word in latin(name).split() for sound in sounds(word)}
        told = [sound for sound in heard if len(sound) >= _LEAST_SOUND] or list(heard)
        found = {n: None for sound in sorted(told) for n in self._by_word.get(sound, ())}
        if len(found) > _COMPARED:
            found = {n: None for key in sorted(keys(sought)) for n in self._by_key.get(key, ())}
        return list(found)[:_COMPARED] if found else self._close(sought)

    def _close(self, sought: Profile) -> Iterable[int]:
        if self._spelled is None:
            self._spelled = tuple((latin(name), n) for n, p in enumerate(self.profiles) for name in p.names)
        found: dict[int, None] = {}
        for name in sought.names:
            spelled = (text for text, _ in self._spelled)
            close = process.extract(latin(name), spelled, scorer=fuzz.ratio, limit=20, score_cutoff=100 * _SPELLED)
            found |= {self._spelled[position][1]: None for _, _, position in close}
        return found

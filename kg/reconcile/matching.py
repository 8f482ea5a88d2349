"""Which of many profiles one may be: found by keys of their names, compared by what is known of both."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import product

from rapidfuzz import fuzz

from kg.records.candidate import Feature, Match, Profile

LEAST = 0.6  # the score from which on something is a candidate
_MOST = 60  # profiles that are compared with one
_CYRILLIC = "абвгдеёжзийклмнопрстуфхцчшщъыьэюя"
_LATIN = "a b v g d e e zh z i i k l m n o p r s t u f kh ts ch sh shch * y * e yu ya"
_FOLD = {ord(a): b.strip("*") for a, b in zip(_CYRILLIC, _LATIN.split(" "), strict=True)}
# Transliterations of the same letters, in the order in which they are drawn together.
_ALIKE = (
    ("shch", "s"), ("schtsch", "s"), ("tsch", "c"), ("tch", "c"), ("sch", "s"), ("zh", "z"), ("kh", "h"), ("ch", "c"),
    ("sh", "s"), ("ts", "z"), ("tz", "z"), ("ou", "u"), ("ff", "v"), ("w", "v"), ("x", "ks"), ("j", "i"), ("y", "i"),
)  # fmt: skip
_WEIGHTS = {"name": 1.0, "born": 0.6, "died": 0.6, "role": 0.3, "identifier": 2.0, "place": 0.2, "companion": 0.3}


def skeleton(word: str) -> str:
    """A word without case, accents, doubled letters, and what transliterations spell differently."""
    latin = word.lower().translate(_FOLD)
    bare = "".join(c for c in unicodedata.normalize("NFKD", latin) if not unicodedata.combining(c))
    for spelt, meant in _ALIKE:
        bare = bare.replace(spelt, meant)
    return re.sub(r"(.)\1+", r"\1", bare)


def parts(name: str) -> tuple[str, ...]:
    """The words of a name as skeletons, the family name first where a comma says which it is, in their order."""
    return tuple(skeleton(word) for word in re.findall(r"\w+", name))


class Index:
    """Profiles by the keys of their names."""

    def __init__(self, profiles: Iterable[Profile]) -> None:
        self._profiles: list[tuple[Profile, list[tuple[str, ...]]]] = []
        self._keys: dict[str, list[int]] = {}
        for profile in profiles:
            names = [said for said in dict.fromkeys(map(parts, profile.names)) if said]
            self._profiles.append((profile, names))
            for key in {key for said in names for key in _keys(said)}:
                self._keys.setdefault(key, []).append(len(self._profiles) - 1)

    @classmethod
    def of(cls, profiles: Iterable[Profile]) -> Index:
        """An index of these profiles."""
        return cls(profiles)

    def matches(self, sought: Profile, limit: int = 10) -> tuple[Match, ...]:
        """The profiles that `sought` may be, best first."""
        names = [said for said in map(parts, sought.names) if said]
        shared: Counter[int] = Counter()
        for key in {key for said in names for key in _keys(said)}:
            found = self._keys.get(key, ())
            for number in found:
                shared[number] += 1
        compared = (self._compared(sought, names, n) for n, _ in shared.most_common(_MOST))
        good = sorted((one for one in compared if one.score >= LEAST), key=lambda one: (-one.score, one.candidate.iri))
        return tuple(good[:limit])

    def _compared(self, sought: Profile, names: list[tuple[str, ...]], number: int) -> Match:
        profile, known = self._profiles[number]
        alike = max((_alike(a, b) for a, b in product(names, known)), default=0.0)
        features = [_feature("name", alike, f"{sought.names[0]} is like {profile.names[0]}")]
        features += _features(sought, profile)
        weight = sum(one.weight for one in features)
        score = sum(one.score * one.weight for one in features) / weight
        return Match(sought=sought, candidate=profile, score=score, features=tuple(features))


def _keys(said: tuple[str, ...]) -> Iterator[str]:
    """What a name can be found by: its words, and their beginnings and ends, for what is misspelt."""
    for word in said:
        if len(word) > 1:
            yield word
        if len(word) > 3:
            yield f"{word[:3]}*"
            yield f"*{word[-3:]}"


def _alike(one: tuple[str, ...], other: tuple[str, ...]) -> float:
    """How like two names are, word by word in any order; an initial may stand for a word, a lone name is weak."""
    short, long = sorted((one, other), key=len)
    left, total = list(long), 0.0
    for word in sorted(short, key=len, reverse=True):
        best = max(left, key=lambda w: _word(word, w))
        total += _word(word, best)
        left.remove(best)
    return total / len(short) * (1.0 if len(short) == len(long) else 0.9 if len(short) > 1 else 0.8)


def _word(one: str, other: str) -> float:
    if min(len(one), len(other)) == 1:
        return 1.0 if one == other else 0.85 if one[0] == other[0] else 0.0
    return fuzz.ratio(one, other) / 100


def _features(sought: Profile, profile: Profile) -> Iterator[Feature]:
    """What else is known of both."""
    for name in ("born", "died"):
        ours, theirs = getattr(profile, name), getattr(sought, name)
        if ours and theirs:
            same = ours[:4] == theirs[:4]
            yield _feature(name, float(same), f"{name} {theirs}: {'so' if same else ours} here")
    for name, ours, theirs in (
        ("identifier", profile.others, sought.others),
        ("role", profile.roles, sought.roles),
        ("place", profile.places, sought.places),
        ("companion", profile.companions, sought.companions),
    ):
        if ours and theirs:
            best = max(fuzz.token_set_ratio(a, b) / 100 for a, b in product(ours, theirs))
            score = float(bool(set(ours) & set(theirs))) if name == "identifier" else best
            yield _feature(name, score, f"{name} {theirs[0]}: here {ours[0]}")


def _feature(name: str, score: float, words: str) -> Feature:
    return Feature(name=name, score=score, weight=_WEIGHTS[name], words=words, against=score < 0.5)

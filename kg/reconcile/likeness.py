"""How alike two names are: surnames by letters and by sound, given names and patronymics one by one, with initials."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from rapidfuzz import fuzz
from rapidfuzz.distance import JaroWinkler

from kg.reconcile.skeleton import latin, skeleton, sounds

_PARTICLES = frozenset((
    "von", "van", "der", "den", "de", "la", "le", "du", "da", "di", "zu", "zur", "af", "av", "ter", "ten",
))  # fmt: skip
_SOUNDS_ALIKE = 0.92  # surnames of one skeleton are at least this alike
_TOO_FAR = 0.84  # below, surnames are two
_BRACKETS = re.compile(r"\([^)]*\)|\[[^]]*\]|<[^>]*>")


class PersonName(NamedTuple):
    """A person's name in small Latin letters: surname, then given name and patronymic in order, or initials."""

    surname: str
    given: tuple[str, ...]


class Likeness(NamedTuple):
    """How alike two names are, from 0 to 1; of how many parts of a name it speaks; and why, in words."""

    score: float
    parts: int
    words: str


NONE = Likeness(0.0, 0, "other names")
_CONTRADICTED = -1  # parts of a name of which one contradicts


@lru_cache(maxsize=100_000)
def person_name(text: str) -> PersonName:
    """The parts of a name: `Kaganovich, Lazar M.`, `L. M. Kaganovich`, `Лазарь Моисеевич Каганович`."""
    text = _BRACKETS.sub(" ", text)
    surname, comma, given = text.partition(",")
    if comma and latin(surname):
        return PersonName(latin(surname).split()[-1], tuple(latin(given.partition(",")[0]).split()))
    words = latin(text).split()
    if not words:
        return PersonName("", ())
    if len(words) > 1 and len(words[-1]) == 1 and len(words[0]) > 1:  # `Kaganovich L. M.`
        return PersonName(words[0], tuple(words[1:]))
    return PersonName(words[-1], tuple(word for word in words[:-1] if word not in _PARTICLES))


def surname_alike(one: str, other: str) -> float:
    """How alike two surnames are; 0 below what a slip could explain."""
    if one == other:
        return 1.0
    written = JaroWinkler.similarity(one, other)
    if sounds(one) & sounds(other) and min(len(one), len(other)) > 2:
        return max(_SOUNDS_ALIKE, written)
    return written * 0.9 if written >= _TOO_FAR and min(len(one), len(other)) > 4 else 0.0


def persons_alike(one: str, other: str) -> Likeness:
    """How alike two names of persons are.

    A surname alone is weak: half a point at most, as anybody can bear it. Initials that agree are more, a given name
    that agrees is nearly all, a patronymic the rest. A given name that disagrees outweighs the surname.
    """
    ours, theirs = person_name(one), person_name(other)
    family = surname_alike(ours.surname, theirs.surname) if ours.surname and theirs.surname else 0.0
    if not family:
        return NONE
    pairs = list(zip(ours.given, theirs.given, strict=False))
    if not pairs:
        return Likeness(0.55 * family, 1, f"{one!r} and {other!r}: the surname alone")
    agreed = [_given_alike(a, b) for a, b in pairs]
    if min(agreed) == 0:
        first = next((a, b) for (a, b), score in zip(pairs, agreed, strict=True) if score == 0)
        return Likeness(0.2 * family, _CONTRADICTED, f"{one!r} and {other!r}: {first[0]} is not {first[1]}")
    # One name that is written out says more than initials; two say more than one.
    strength = 0.75 * agreed[0] + 0.25 * (agreed[1] if len(agreed) > 1 else 0.8 * agreed[0])
    return Likeness(family * strength, 1 + len(agreed), f"{one!r} and {other!r}")


def _given_alike(one: str, other: str) -> float:
    """1 for a given name that agrees, less for an initial, 0 for what contradicts."""
    if one == other:
        return 1.0 if len(one) > 1 else 0.8
    if len(one) == 1 or len(other) == 1:
        return 0.8 if _begins(one) == _begins(other) else 0.0
    if sounds(one) & sounds(other):
        return 0.97
    if (one.startswith(other) or other.startswith(one)) and min(len(one), len(other)) > 2:
        return 0.9
    return 0.85 if JaroWinkler.similarity(one, other) >= 0.9 else 0.0


def _begins(word: str) -> str:
    """By what sound a given name begins: Jakov, Iakov and Yakov are `a`, Evgeny and Jewgenij too."""
    return skeleton(word)[:1] or word[:1]


@lru_cache(maxsize=100_000)
def _plain(text: str) -> str:
    return latin(_BRACKETS.sub(" ", text)) or latin(text)


def things_alike(one: str, other: str) -> Likeness:
    """How alike two names of groups, places, decisions or units are: their words in any order, then their sound."""
    ours, theirs = _plain(one), _plain(other)
    if not ours or not theirs:
        return NONE
    if ours == theirs:
        return Likeness(1.0, 3, f"{one!r} and {other!r}")
    written = fuzz.token_sort_ratio(ours, theirs) / 100
    heard = sorted(map(skeleton, ours.split())) == sorted(map(skeleton, theirs.split()))
    score = max(written, 0.93) if heard and len(ours) > 3 else written
    return Likeness(score, 2, f"{one!r} and {other!r}") if score > 0.6 else NONE


def alike(kind: str, ours: tuple[str, ...], theirs: tuple[str, ...]) -> Likeness:
    """The best likeness of any two names of two things; the one that rests on more of a name where two are as good.

    Where given names contradict and nowhere agree, a variant without one does not help.
    """
    compare = persons_alike if kind == "person" else things_alike
    found = [compare(a, b) for a in ours for b in theirs]
    best = max(found, key=lambda each: each[:2], default=NONE)
    contradicted = [each for each in found if each.parts == _CONTRADICTED]
    return contradicted[0] if best.parts == 1 and contradicted else best

"""How alike two names are, with the reason in words."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from rapidfuzz.distance import JaroWinkler
from rapidfuzz.fuzz import ratio

from kg.reconcile.skeleton import coarse, keys, skeletons, words

LONGEST = 200  # characters of a name that are looked at
_INVERTED = re.compile(r"\s*(?P<surname>[^,]+),\s*(?P<given>[^,\d][^,]*?)\s*(?:,.*)?")
_ASIDE = re.compile(r"\s*[(\[][^)\]]*[)\]]\s*")
_PARTICLES = frozenset((
    "von", "van", "zu", "de", "der", "den", "di", "da", "du", "le", "la", "del", "af", "av", "ben", "ibn", "al",
    "el", "of", "the",
))  # fmt: skip
_ALIKE = 0.88  # below this, two words are different words


class Alike(NamedTuple):
    """How alike two names are, from 0 to 1, and in which words; `given`: written-out given names agree."""

    score: float
    words: str
    given: bool = False


class Parsed(NamedTuple):
    """A name of a person: as written, the words of the surname and those before it."""

    text: str
    surname: tuple[str, ...]
    given: tuple[str, ...]


@lru_cache(maxsize=1 << 16)
def parsed(name: str) -> Parsed:
    """Surname and given names: `Kaganovic, Lazar M.` and `Lazar M. Kaganovic` are read alike."""
    name = " ".join(name[:LONGEST].split())
    text = " ".join(_ASIDE.sub(" ", name).split()) or name
    if (match := _INVERTED.fullmatch(text)) is not None:
        surname, given = words(match["surname"]), words(match["given"])
    else:
        all_ = words(text)
        at = next((n for n, word in enumerate(all_) if n and word.lower() in _PARTICLES), len(all_) - 1)
        surname, given = all_[at:], all_[:at]
        if surname and _is_short(surname[-1]) and not _is_short(all_[0]):  # `Kaganovich L. M.`
            surname, given = all_[:1], all_[1:]
    kept = tuple(word for word in surname if word.lower() not in _PARTICLES) or tuple(surname)
    return Parsed(name, kept, tuple(word for word in given if word.lower() not in _PARTICLES))


@lru_cache(maxsize=1 << 18)
def word_likeness(one: str, other: str) -> float:
    """How alike two words are, over their readings and transliterations; lost marks cost a little."""
    if one == other:
        return 1.0
    mine, theirs = skeletons(one), skeletons(other)
    if not mine[0] or not theirs[0]:
        return 0.0
    if not set(mine).isdisjoint(theirs):
        return 1.0
    if not set(coarse(one)).isdisjoint(coarse(other)):
        return 0.97
    return 0.97 * max(JaroWinkler.normalized_similarity(a, b) for a in mine for b in theirs)


def person_names(ours: Iterable[str], theirs: Iterable[str]) -> Alike:
    """How alike the names of two persons are, over all their variants.

    The names that tell most on both sides decide: with several given names (a patronymic), else with one that is
    written out, else with initials. A surname alone says little, and only where there is nothing else.
    """
    best: dict[int, Alike] = {}
    others = [parsed(name) for name in theirs]
    for one in map(parsed, ours):
        for other in others:
            if one.surname and other.surname:
                told = min(_told(one), _told(other))
                best[told] = max(best.get(told, Alike(-1.0, "")), _persons(one, other))
    return best[max(best)] if best else Alike(0.0, "no name")


def _told(name: Parsed) -> int:
    """How much a name tells of the given names: nothing, initials, one that is written out, or more."""
    return 0 if not name.given else 1 if _is_short(name.given[0]) else min(len(name.given), 2) + 1


def whole_names(ours: Iterable[str], theirs: Iterable[str]) -> Alike:
    """How alike the names of two groups, places or other things are, word by word in any order."""
    best = Alike(0.0, "no name")
    others = [(name[:LONGEST], _line(name)) for name in theirs]
    for name in ours:
        mine = _line(name)
        for other, line in others:
            if (score := ratio(mine, line) / 100) > best.score:
                best = Alike(score, f"{name[:LONGEST]!r} and {other!r} are alike" + ("" if score == 1 else " in part"))
    return best


def name_keys(kind: str, name: str, *, turned: bool = False) -> frozenset[str]:
    """What a name is looked up by: of a person the surname, of anything else each word.

    `turned` adds the first word of a name of two words, which is the surname where the order is another one.
    """
    if kind != "person":
        return frozenset(key for word in words(name[:LONGEST])[:12] for key in keys(word) if len(key) > 1)
    one = parsed(name)
    both = turned and len(one.given) == len(one.surname) == 1 and "," not in name
    return frozenset(key for word in (one.surname + one.given if both else one.surname) for key in keys(word))


@lru_cache(maxsize=1 << 16)
def _line(name: str) -> str:
    """The skeletons of the words of a name, in alphabetical order."""
    return " ".join(sorted(skeletons(word)[0] for word in words(name[:LONGEST])))


def _persons(one: Parsed, other: Parsed) -> Alike:
    surname = _surnames(one.surname, other.surname)
    if surname < _ALIKE:
        if (turned := _turned(one, other)) is not None:
            return turned
        return Alike(0.3 * surname, f"{one.text!r} and {other.text!r} have different surnames")
    both = f"{one.text!r} and {other.text!r}"
    if not one.given or not other.given:
        return Alike(0.6 * surname, f"{both} share the surname, and one has no given name")
    given, full = _given(one.given, other.given)
    if given == 0:
        return Alike(0.1, f"{both} share the surname, and their given names disagree")
    return Alike(surname * given, f"{both} agree" if full else f"{both} agree, as far as initials go", full)


def _turned(one: Parsed, other: Parsed) -> Alike | None:
    """Names whose order differs: `Yamamoto Isoroku` and `Isoroku Yamamoto`."""
    mine, theirs = (*one.given, *one.surname), (*other.given, *other.surname)
    if not len(mine) == len(theirs) == 2 or any(map(_is_short, (*mine, *theirs))):
        return None
    score = min(word_likeness(mine[0], theirs[1]), word_likeness(mine[1], theirs[0]))
    if score < _ALIKE:
        return None
    return Alike(0.95 * score, f"{one.text!r} and {other.text!r} agree in another order", True)


def _surnames(one: tuple[str, ...], other: tuple[str, ...]) -> float:
    if len(one) > len(other):
        one, other = other, one
    scores = [max(word_likeness(word, its) for its in other) for word in one]
    return min(scores) - 0.03 * (len(other) - len(one))


def _given(one: tuple[str, ...], other: tuple[str, ...]) -> tuple[float, bool]:
    """How far given names agree word by word, and whether a written-out one does; 0 when any disagrees."""
    score, full = 1.0, False
    for mine, its in zip(one, other, strict=False):
        if _is_short(mine) or _is_short(its):
            if not _begins(mine, its):
                return 0.0, False
            continue
        likeness = word_likeness(mine, its)
        if likeness < _ALIKE:
            return 0.0, False
        score, full = min(score, likeness), True
    return (score if full else 0.85), full


def _is_short(word: str) -> bool:
    """Whether a word is an initial or shortened: `M.`, `Ya.`, `St.`."""
    return word.endswith(".") or len(word) == 1


def _begins(one: str, other: str) -> bool:
    """Whether a shortened word is the beginning of another, in any of their readings."""
    if not _is_short(one) or (_is_short(other) and len(one) > len(other)):
        one, other = other, one
    beginnings = {s for s in skeletons(one) if s} or {one.rstrip(".").lower()}
    return any(its.startswith(beginning) for its in skeletons(other) for beginning in beginnings)

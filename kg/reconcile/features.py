"""What speaks for and against a candidate: each feature with its score, its weight and its words.

The weights are log odds: a feature that scores 1 adds its weight, one that scores 0 takes it away, one that scores 0.5
says nothing. docs/linking.md gives the table.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator

from rapidfuzz.fuzz import ratio

from kg.reconcile.similarity import Alike, person_names, whole_names
from kg.reconcile.skeleton import skeletons, words
from kg.records.candidate import Feature, Profile
from kg.records.identifier import authority, identifier_label
from kg.records.interval import interval

BIAS = -2.0  # log odds of two things that nothing is known of
ADULT = 12  # years; nobody writes letters younger
OLDEST = 110  # years; nobody writes letters older

_WEIGHTS = {
    "name": 5.0,
    "dates": 3.0,
    "alive": 1.0,
    "role": 1.5,
    "place": 1.0,
    "company": 1.5,
    "identifier": 6.0,
    "kind": 8.0,
    "impossible": 8.0,
    "replaced": 8.0,
}
_YEAR = re.compile(r"-?\d{4}")
_EMPTY = frozenset((
    "the", "of", "and", "for", "in", "to", "a", "an", "der", "die", "das", "und", "des", "von", "im", "et",
    "de", "la", "le", "du", "les", "official", "member", "politician", "person", "human", "men", "politiker",
    "first", "second", "head", "deputy", "chairman", "secretary",
))  # fmt: skip


def features(sought: Profile, candidate: Profile) -> tuple[Feature, ...]:
    """Everything that is known of both, as features; the name comes first."""
    return (
        name_feature(sought, candidate),
        *_kind(sought, candidate),
        *_replaced(candidate),
        *_dates(sought, candidate),
        *_activity(sought, candidate),
        *_shared(sought, "role", sought.roles, (*candidate.roles, candidate.description), "office or role"),
        *_shared(sought, "place", sought.places, candidate.places, "place"),
        *_shared(sought, "company", sought.companions, candidate.companions, "company"),
        *_identifiers(sought, candidate),
    )


def score(found: Iterable[Feature]) -> float:
    """The score of a candidate, 0 to 1: the logistic of BIAS and of what each feature adds or takes away."""
    odds = BIAS + sum(feature.weight * (2 * feature.score - 1) for feature in found)
    return round(1 / (1 + math.exp(-odds)), 4)


def name_feature(sought: Profile, candidate: Profile) -> Feature:
    """How alike the names are; given names that agree are evidence of their own."""
    persons = "person" in (sought.kind, candidate.kind) and {sought.kind, candidate.kind} <= {"person", ""}
    alike: Alike = (person_names if persons else whole_names)(sought.names, candidate.names)
    evidence = "given name" if alike.given else "whole name" if not persons and alike.score >= 0.98 else ""
    return _feature("name", alike.score, alike.words, evidence=evidence, against=alike.score < 0.5)


def _feature(name: str, score: float, words: str, *, evidence: str = "", against: bool = False) -> Feature:
    return Feature(
        name=name,
        score=round(score, 3),
        weight=_WEIGHTS[name],
        words=words,
        evidence="" if against else evidence,
        against=against,
    )


def _kind(sought: Profile, candidate: Profile) -> Iterator[Feature]:
    if not sought.may_be(candidate):
        theirs = "no person" if candidate.kind == "other" else f"a {candidate.kind}"
        yield _feature("kind", 0.0, f"ours is a {sought.kind}, the candidate {theirs}", against=True)


def _replaced(candidate: Profile) -> Iterator[Feature]:
    if candidate.replaced_by:
        now = "is deleted" if candidate.replaced_by == "-" else f"was replaced by {candidate.replaced_by}"
        yield _feature("replaced", 0.0, f"the candidate {now}", against=True)


def years(text: str) -> tuple[int, int] | None:
    """The first and the last year that an EDTF date allows, or None."""
    span = interval(text)
    if not span.first and not span.last:
        return None
    first, last = span.first or span.last or "", span.last or span.first or ""
    return int(first[:4]), int(last[:4])


def _dates(sought: Profile, candidate: Profile) -> Iterator[Feature]:
    """Life dates that both sides know."""
    agree: list[str] = []
    off: list[str] = []
    differ: list[str] = []
    for word, ours, theirs in (("born", sought.born, candidate.born), ("died", sought.died, candidate.died)):
        mine, its = years(ours), years(theirs)
        if mine is None or its is None:
            continue
        apart = max(mine[0] - its[1], its[0] - mine[1], 0)
        said = f"{word} {ours}" if apart == 0 else f"{word} {ours}, there {theirs}"
        (agree if apart == 0 else off if apart == 1 else differ).append(said)
    if differ:
        yield _feature("dates", 0.0, f"life dates disagree: {'; '.join(differ)}", against=True)
    elif off:
        yield _feature("dates", 0.55, f"life dates are a year apart: {'; '.join(off)}")
    elif agree:
        score = 1.0 if len(agree) == 2 else 0.85
        yield _feature("dates", score, f"life dates agree: {', '.join(agree)}", evidence="life dates")


def _activity(sought: Profile, candidate: Profile) -> Iterator[Feature]:
    """Life dates there against the letters here."""
    if sought.active is None:
        begun = interval(candidate.born).first
        if sought.named and begun and begun > sought.named:
            words = f"born in {candidate.born}, and named in a letter of {sought.named}"
            yield _feature("impossible", 0.0, words, against=True)
        return
    first, last = (int(day[:4]) for day in sought.active)
    born, died = years(candidate.born), interval(candidate.died).last
    if died and died < sought.active[1]:
        words = f"died in {candidate.died}, and in the letters of {sought.active[1]}"
        yield _feature("impossible", 0.0, words, against=True)
    elif born is not None and born[0] + ADULT > first:
        yield _feature("impossible", 0.0, f"born in {candidate.born}, and in the letters of {first}", against=True)
    elif born is not None and born[1] + OLDEST < last:
        yield _feature("impossible", 0.0, f"born in {candidate.born}, and in the letters of {last}", against=True)
    elif born is not None and died:
        yield _feature("alive", 0.75, f"alive and grown up in {first}: {candidate.born}-{candidate.died}")


def _shared(sought: Profile, name: str, ours: Iterable[str], theirs: Iterable[str], called: str) -> Iterator[Feature]:
    """Words that descriptions have in common, whatever their spelling; silence says nothing.

    Words of the name are no evidence besides the name.
    """
    named = _content(sought.names)
    mine, its = ({key: word for key, word in _content(texts).items() if key not in named} for texts in (ours, theirs))
    if not mine or not its:
        return
    shared = [word for key, word in mine.items() if any(ratio(key, other) >= 85 for other in its)]
    if shared:
        score = min(1.0, 0.7 + 0.1 * len(shared))
        evidence = called if len(shared) > 1 else ""  # one word may be chance, a country above all
        yield _feature(name, score, f"{called}: {', '.join(shared[:8])}", evidence=evidence)


def _content(texts: Iterable[str]) -> dict[str, str]:
    """The words that say something, by their skeletons."""
    found = (word for text in texts for word in words(text[:2000]) if len(word) > 2 and word.lower() not in _EMPTY)
    return {skeletons(word)[0]: word for word in found if skeletons(word)[0]}


def _identifiers(sought: Profile, candidate: Profile) -> Iterator[Feature]:
    """Identifiers of a third authority: the same one speaks for it, another one of the same file against it."""
    theirs = {candidate.iri, *candidate.others}
    for own in sought.others:
        if own in theirs:
            yield _feature("identifier", 1.0, f"both have {identifier_label(own)}", evidence="identifier")
        elif rival := next((other for other in sorted(theirs) if authority(other) == authority(own)), None):
            words = f"ours has {identifier_label(own)}, the candidate {identifier_label(rival)}"
            yield _feature("identifier", 0.0, words, against=True)

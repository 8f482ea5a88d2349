"""Whether two notes record the same decision: the same body and day, a protocol leaf in common, and the same matter.

One leaf of a protocol holds several decisions of a day, so body, day and leaf are not enough. The matter is compared by
the words of the note and of the paragraph it belongs to, weighted by how rare they are on the page. What stays open is
a problem for review: two decisions are never made one on a guess.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from msgspec.structs import replace

from kg.records.citation import Citation
from kg.records.decision import Decision
from kg.records.problem import Problem
from kg.records.shelfmark import all_leaves

STEM = 6  # letters of a word that count: "procure" and "procurement" are one
ALIKE = 0.44  # of the weight of the shorter one's words; found by reading the pairs of an edition
ALIKE_NOTES = 0.6
RARE = 3.0  # natural logarithm: a word on one line in twenty
_WORD = re.compile(r"[^\W\d_]{4,}")

Stems = frozenset[str]


@dataclass(frozen=True, slots=True)
class Noted:
    """A decision with what it is about: the stems of its note, and of the note with the paragraph it belongs to."""

    decision: Decision
    note: Stems
    matter: Stems


def stems(text: str) -> Stems:
    """The stems of the longer words of a text."""
    return frozenset(word.casefold()[:STEM] for word in _WORD.findall(text))


def rarity(lines: Iterable[str]) -> Mapping[str, float]:
    """How rare each stem is among the lines of a page: the natural logarithm of lines by lines with it."""
    found = [stems(line) for line in lines if line.strip()]
    counts = Counter(stem for line in found for stem in line)
    return {stem: math.log(len(found) / count) for stem, count in counts.items()}


def numbered(noted: Sequence[Noted], weights: Mapping[str, float]) -> tuple[tuple[Decision, ...], list[Problem]]:
    """The decisions with provisional identifiers, later records of one pointing to the first; and the open cases."""
    ids = [f"d{index:04d}" for index in range(1, len(noted) + 1)]
    candidates = [
        (early, late)
        for early, late in combinations(range(len(noted)), 2)
        if _may_be_one(noted[early].decision, noted[late].decision)
    ]
    first = list(range(len(noted)))
    for early, late in candidates:
        if _alike(noted[early], noted[late], weights):
            first[late] = min(first[late], first[early])
    decisions = tuple(
        replace(item.decision, id=ids[index], same_as=ids[first[index]] if first[index] != index else None)
        for index, item in enumerate(noted)
    )
    pairs = [(decisions[early], decisions[late]) for early, late in candidates if first[early] != first[late]]
    return decisions, [_open(a, b) for a, b in pairs if not b.same_as and _leaves(a) == _leaves(b)]


def _may_be_one(a: Decision, b: Decision) -> bool:
    return a.body == b.body and a.date is not None and a.date == b.date and bool(_leaves(a) & _leaves(b))


def _alike(a: Noted, b: Noted, weights: Mapping[str, float]) -> bool:
    if _likeness(a.matter, b.matter, weights) >= ALIKE:
        return True
    telling = [stem for stem in a.note & b.note if weights.get(stem, 0) >= RARE]
    return len(telling) >= 3 and _likeness(a.note, b.note, weights) >= ALIKE_NOTES


def _likeness(a: Stems, b: Stems, weights: Mapping[str, float]) -> float:
    """The weight of what two texts share, as a part of the lighter one's weight."""
    lighter = min(sum(weights.get(stem, 0) for stem in text) for text in (a, b))
    return sum(weights.get(stem, 0) for stem in a & b) / lighter if lighter else 0.0


def _leaves(decision: Decision) -> frozenset[tuple[str, ...]]:
    return frozenset(leaf for citation in decision.citations for leaf in _cited(citation))


def _cited(citation: Citation) -> list[tuple[str, ...]]:
    if citation.kind != "archival" or not citation.leaves:
        return []
    unit = (str(citation.archive), *citation.path.values())
    return [(*unit, str(leaf)) for leaf in all_leaves(citation.leaves)]


def _open(a: Decision, b: Decision) -> Problem:
    return Problem(
        line=b.line,
        column=1,
        kind="same-decision",
        raw=b.citations[0].raw,
        message=f"the decision noted here may be the one noted at line {a.line}: the same body, day and leaf",
        hint="compare the two notes; they stay two decisions until a curator says that they are one",
    )

"""Errors in invented letters: one letter of a hundred has one of six kinds, by its number, the same every time."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

from kg.map import Triple
from kg.ns import EP, RDFS, XSD

EVERY = 100  # letters
ILL_TYPED = f'"18??-03-01"^^{XSD.date}'
_NUMBER = re.compile(r"/(?:letter|carrier)/l(\d+)(?:-1)?>$")
_ALREADY = f'"1000-01-01"^^{XSD.date}'


def spoilt(triples: Iterable[Triple]) -> Iterator[Triple]:
    """`triples` of `benchmarks.letters` with an error in every hundredth letter."""
    for triple in triples:
        match = _NUMBER.search(triple[0])
        number = int(match[1]) if match else 1
        if number % EVERY:
            yield triple
        else:
            yield from KINDS[number // EVERY % len(KINDS)][1](triple)


def _on(predicate: str, change: Callable[[Triple], Iterable[Triple]]) -> Callable[[Triple], Iterable[Triple]]:
    return lambda triple: change(triple) if triple[1] == predicate else (triple,)


def _object(text: str) -> Callable[[Triple], Iterable[Triple]]:
    return lambda triple: ((triple[0], triple[1], text),)


# The rule that finds it, and what is done to a statement of the letter or of its first carrier.
KINDS: tuple[tuple[str, Callable[[Triple], Iterable[Triple]]], ...] = (
    ("S01-label", _on(RDFS.label, lambda _: ())),
    ("S01-earliest", _on(EP.earliestDate, _object(ILL_TYPED))),
    ("S02-order", _on(EP.latestDate, _object(_ALREADY))),
    ("S03-parties", _on(EP.author, lambda triple: (triple, (triple[0], EP.addressee, triple[2])))),
    ("S09-resolved", _on(EP.shelfmark, _object('"Ibid. L. 55"'))),
    ("S09-heldIn", _on(EP.heldIn, lambda triple: ((triple[0], triple[1], f"{triple[2][:-1]}-unknown>"),))),
)

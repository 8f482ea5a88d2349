"""Errors in invented letters: one letter of a hundred has one of six kinds, or one in its claims, by its number, the
same every time."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

from msgspec.structs import replace

from kg.map import Triple
from kg.ns import EP, RDFS, XSD
from kg.records import Claim

EVERY = 100  # letters
ILL_TYPED = f'"18??-03-01"^^{XSD.date}'
IN_CLAIMS = "S15"
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


def disbelieved(claim: Claim) -> Claim:
    """`claim`, rejected although its value is stated, where that is the error of its letter."""
    number = int(claim.about[1:]) if claim.about[1:].isdigit() else 1
    chosen = number % EVERY == 0 and KINDS[number // EVERY % len(KINDS)][0] == IN_CLAIMS
    return replace(claim, status="rejected") if chosen and claim.field == "sender" else claim


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
    (IN_CLAIMS, lambda triple: (triple,)),
    ("S09-heldIn", _on(EP.heldIn, lambda triple: ((triple[0], triple[1], f"{triple[2][:-1]}-unknown>"),))),
)

"""What was built once from a store, and answers queries: the comparing is that of `kg link`, over our own things.

Archival units are named by codes, where what is spelt alike is not the same: their shelfmarks are compared whole.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from itertools import takewhile
from typing import Any, NamedTuple, cast

from kg.ns import PREFIXES
from kg.publish.site.search import words
from kg.reconcile.matching import Index
from kg.records.candidate import Feature, Profile, ProfileKind
from kg.serve.reconciliation.asked import Query, Wanted
from kg.serve.reconciliation.properties import KINDS
from kg.serve.reconciliation.things import FILES, Thing, types_of
from kg.serve.search import marked

SURE = 0.85  # from which score on, of 1, a candidate can be meant beyond doubt
SPELT = 0.95  # how well its name must agree then: initials alone, or another surname that is near, do not
GAP = 0.05  # by how much it must be better than the next one then
# Property -> field of the profile that is compared by `kg.reconcile`; other properties are compared here, word by word.
_PROFILE = {
    **dict.fromkeys(("name", "variant", "title"), "names"),
    **dict.fromkeys(("identifier", *FILES), "others"),
    "born": "born",
    "died": "died",
    "role": "roles",
    "place": "places",
    "correspondent": "companions",
}


_MOST = 5000  # names that are put in order for a text with which very many begin
_LEAF = re.compile(r"l\d\w*")


class Candidate(NamedTuple):
    """A thing that a query may mean: its score from 0 to 1, what speaks for it, whether it is meant beyond doubt."""

    thing: Thing
    score: float
    features: tuple[Feature, ...]
    match: bool = False


class Catalogue:
    """The things of one build, by identifier, and the ways to find them."""

    def __init__(self, things: Mapping[str, Thing], base: str) -> None:
        self.things, self.base = things, base
        of_kind = {kind: [one for one in things.values() if one.kind == kind] for kind in KINDS}
        self._indexes = {kind: Index.of(p for p in (one.profile for one in of_kind[kind]) if p.names) for kind in KINDS}
        self._meant: dict[str, list[str]] = {}
        self._shelves: dict[tuple[str, ...], list[str]] = {}
        self._saying: dict[str, dict[str, set[str]]] = {}  # property -> word -> things, made when it is first asked for
        begun: list[tuple[str, str]] = []
        for id_, thing in things.items():
            for alias in {id_, thing.iri, id_.rpartition("/")[2], *thing.texts("identifier"), *thing.texts("wikidata")}:
                self._meant.setdefault(alias.casefold(), []).append(id_)
            for name in (thing.name, *thing.texts("variant")):
                said = words(name)
                begun += [(" ".join(said[n:]), id_) for n in range(min(len(said), 4))]
                if thing.kind == "unit":
                    self._shelves.setdefault(tuple(said), []).append(id_)
                    self._shelves.setdefault(tuple(said[1:]), []).append(id_)
        self._begun = sorted(set(begun))

    def by_id(self, text: str) -> Thing | None:
        """The thing with an identifier, or with an IRI."""
        return self.things.get(text.removeprefix(self.base))

    def beginning(self, prefix: str) -> list[Thing]:
        """The things that have an identifier, then those in whose names a word begins so; best known first."""
        folded = " ".join(words(prefix))
        found = dict.fromkeys(self._meant.get(prefix.strip().casefold(), ()))
        at = bisect_left(self._begun, (folded, "")) if folded else len(self._begun)
        near = takewhile(lambda one: one[0].startswith(folded), self._begun[at : at + _MOST])
        seen = ("written", "received", "mentioned", "letters")
        order = sorted({id_ for _, id_ in near}, key=lambda id_: (-self.things[id_].numbers(*seen), id_))
        return [self.things[id_] for id_ in dict.fromkeys((*found, *order))]

    def candidates(self, query: Query) -> list[Candidate]:
        """What a query may mean, best first; nothing has all of several types (`type_strict`)."""
        asked = query.kinds
        if query.type_strict == "all" and len(asked) > 1:
            return []
        kinds = asked if asked and query.type_strict != "should" else tuple(KINDS)
        found: dict[str, Candidate] = {}
        for one in self._found(query, kinds):
            if one.thing.id not in found or one.score > found[one.thing.id].score:
                found[one.thing.id] = one
        every = [_typed(one, asked) for one in found.values()] if query.type_strict == "should" else found.values()
        order = sorted(every, key=lambda one: (-one.score, one.thing.id))
        if order and _certain(order):
            order[0] = order[0]._replace(match=True)
        return order[: int(query.limit)]

    def _found(self, query: Query, kinds: Sequence[str]) -> Iterator[Candidate]:
        text = query.text
        for id_ in self._meant.get(text.casefold(), ()):
            if self.things[id_].kind in kinds:
                told = _feature("identifier", 1.0, f"{text} is its identifier")
                yield _compared(Candidate(self.things[id_], 1.0, (told,)), query.properties)
        if "unit" in kinds and text:
            yield from (_compared(one, query.properties) for one in self._shelved(text))
        if any(_PROFILE.get(one.pid) == "names" for one in query.properties) or text:
            others = [one for one in query.properties if one.pid not in _PROFILE]
            for kind in kinds:
                for match in self._indexes[kind].matches(_sought(query, kind), int(query.limit) + 1):
                    thing = self.things[match.candidate.iri.removeprefix(self.base)]
                    yield _compared(Candidate(thing, match.score, match.features), others)
        elif query.properties:
            for thing in self._with_values(query.properties):
                if thing.kind in kinds:
                    yield _compared(Candidate(thing, 1.0, ()), query.properties)

    def _with_values(self, properties: Sequence[Wanted]) -> Iterator[Thing]:
        """The things that have a value of each of some properties."""
        near: set[str] | None = None
        for one in properties:
            if one.pid not in self._saying:
                self._saying[one.pid] = self._index(one.pid)
            saying = self._saying[one.pid]
            every = [[saying.get(word, set()) for word in words(value)] for value in one.values]
            found = {id_ for sets in every if sets for id_ in set.intersection(*sets)}
            near = found if near is None else near & found
        for id_ in sorted(near or ()):
            if all(_has(self.things[id_], one) for one in properties):
                yield self.things[id_]

    def _index(self, property_: str) -> dict[str, set[str]]:
        """Word -> the things in a value of which it stands."""
        found: dict[str, set[str]] = {}
        for id_, thing in self.things.items():
            for one in thing.values.get(property_, ()):
                for word in {*words(one.value), *words(one.name)}:
                    found.setdefault(word, set()).add(id_)
        return found

    def _shelved(self, text: str) -> Iterator[Candidate]:
        """Units by their shelfmark: with or without the archive, in any script, with a leaf in the end."""
        said = words(text)
        for wording in (said, *marked(said)):
            bare = tuple(word for word in wording if not _LEAF.fullmatch(word))
            for id_ in self._shelves.get(bare, ()):
                whole = tuple(words(self.things[id_].name)) == bare
                leaf = len(bare) < len(wording)
                told = f"its shelfmark{'' if whole else ' without the archive'}{', with a leaf in it' if leaf else ''}"
                score = (1.0 if whole else 0.9) - (0.02 if leaf else 0.0)
                yield Candidate(self.things[id_], score, (_feature("shelfmark", score, told),))


def as_result(candidates: Sequence[Candidate]) -> list[dict[str, Any]]:
    """Candidates as the protocol has them, with scores from 0 to 100."""
    return [
        {
            "id": one.thing.id,
            "name": one.thing.name,
            "description": one.thing.description,
            "type": types_of(one.thing),
            "score": round(100 * one.score, 2),
            "match": one.match,
            "features": [
                {"id": feature.name, "value": round(feature.score, 4), "description": feature.words}
                for feature in one.features
            ],
        }
        for one in candidates
    ]


def _certain(candidates: Sequence[Candidate]) -> bool:
    """Whether the first of candidates is meant beyond doubt: good, much better than the next, nothing against it."""
    first = candidates[0]
    against = any(one.against or (one.name == "name" and one.score < SPELT) for one in first.features)
    ahead = first.score - candidates[1].score if len(candidates) > 1 else 1.0
    return not against and first.score >= SURE and ahead >= GAP


def _feature(name: str, score: float, words: str) -> Feature:
    """What was compared here; it says nothing of the weights of the others."""
    return Feature(name=name, score=score, weight=0.0, words=words, against=score < 0.5)


def _sought(query: Query, kind: str) -> Profile:
    """What a query tells of what it means."""
    told: dict[str, Any] = {"names": tuple(filter(None, [query.text]))}
    for one in query.properties:
        field = _PROFILE.get(one.pid, "")
        if field in ("born", "died"):
            told[field] = next(iter(one.values), "")
        elif field:
            space = PREFIXES[FILES[one.pid]] if one.pid in FILES else ""
            values = tuple(value if "://" in value else space + value for value in one.values)
            told[field] = told.get(field, ()) + values
    return Profile(iri="", kind=cast(ProfileKind, kind), **told)


def _compared(found: Candidate, properties: Sequence[Wanted]) -> Candidate:
    """A candidate with what its own values say to those asked for; each property that disagrees takes a quarter."""
    score, features = found.score, list(found.features)
    for one in properties:
        agrees = _has(found.thing, one)
        told = f"{one.pid}: {' or '.join(one.values)[:100]} is {'' if agrees else 'not '}among its values"
        features.append(_feature(one.pid, float(agrees), told))
        score *= 1.0 if agrees else 0.75
    return Candidate(found.thing, score, tuple(features))


def _typed(found: Candidate, asked: Sequence[str]) -> Candidate:
    fits = found.thing.kind in asked
    feature = _feature("type", float(fits), f"it is a {KINDS[found.thing.kind].lower()}")
    return Candidate(found.thing, found.score * (1.0 if fits else 0.75), (*found.features, feature))


def _has(thing: Thing, wanted: Wanted) -> bool:
    """Whether a thing has one of the values of a property: by its IRI, its identifier, or all words of its name."""
    for value in wanted.values:
        said = set(words(value))
        for one in thing.values.get(wanted.pid, ()):
            if (
                value in (one.value, one.name)
                or one.value.endswith(f"/{value}")
                or (said and said <= set(words(one.name)))
            ):
                return True
    return False

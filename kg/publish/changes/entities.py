"""Whose statements are whose: what a reader would call one thing, with all that depends on it.

A letter has its fragments (writing, sending, mentions), its copies in archives, and the claims on it; a person the
claims of the ledger and what the linked authority file calls it; an archival unit its leaves. Every statement belongs
to exactly one entity.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from kg.ns import PREFIXES
from kg.publish.changes.background import Side
from kg.publish.changes.statements import Change, page, text_of

_VOCABULARY = tuple(PREFIXES[prefix] for prefix in ("ep", "voc"))


class Kind(NamedTuple):
    """A kind of entity: the first part of its path, words for one and for several.

    What is not a record of the edition stands behind the records: the apparatus.
    """

    path: str
    one: str
    several: str
    record: bool = True


KINDS = (
    Kind("letter", "letter", "letters"),
    Kind("lost", "lost letter", "lost letters"),
    Kind("heading", "heading", "headings"),
    Kind("decision", "decision", "decisions"),
    Kind("person", "person", "persons"),
    Kind("group", "group", "groups"),
    Kind("place", "place", "places"),
    Kind("topic", "topic", "topics"),
    Kind("archive", "archival unit", "archival units"),
    Kind("carrier", "copy", "copies"),
    Kind("series", "number series", "number series", record=False),
    Kind("claim", "claim", "claims", record=False),
    Kind("adjudication", "judgement", "judgements", record=False),
    Kind("agent", "reader or curator", "readers and curators", record=False),
    Kind("source", "source", "sources", record=False),
    Kind("run", "run of the program", "runs of the program", record=False),
    Kind("dataset", "dataset", "datasets", record=False),
    Kind("vocabulary", "term of the vocabulary", "terms of the vocabulary", record=False),
    Kind("other", "other thing", "other things", record=False),
)
_BY_PATH = {kind.path: kind for kind in KINDS}


def kind_of(entity: str, base: str) -> Kind:
    """The kind of an entity, by the first part of its path below `base`."""
    iri = text_of(entity)
    if base and iri.startswith(base):
        return _BY_PATH.get(iri[len(base) :].partition("/")[0], _BY_PATH["other"])
    return _BY_PATH["vocabulary" if iri.startswith(_VOCABULARY) else "other"]


def short(entity: str, base: str) -> str:
    """What an entity is called for short: its identifier, the path of an archival unit, a prefixed name."""
    iri = text_of(entity)
    if base and iri.startswith(base):
        path = iri[len(base) :]
        head, _, rest = path.partition("/")
        return rest if rest and "/" not in rest and head in _BY_PATH else path
    for prefix, namespace in PREFIXES.items():
        if iri.startswith(namespace) and len(iri) > len(namespace):
            return f"{prefix}:{iri[len(namespace) :].rstrip('/')}"
    return iri


class Owners:
    """Finds the entity that a term belongs to, by what two releases say."""

    def __init__(self, sides: Iterable[Side], base: str) -> None:
        """`sides` with the newer release first: where they differ, it counts."""
        self._sides = tuple(sides)
        self._base = base

    def of(self, term: str) -> str:
        """The entity of the node `term`."""
        if self._base and not term.startswith(f"<{self._base}"):
            return self._linked(term)
        whole = page(term)
        for side in self._sides:
            if (claim := side.claims.get(whole)) is not None:
                return self._part(page(claim.about))
        return self._part(whole)

    def _part(self, whole: str) -> str:
        """What a copy carries, what a leaf lies in; else the thing itself."""
        for side in self._sides:
            if (other := side.carries.get(whole) or side.leaf_of.get(whole)) is not None:
                return page(other)
        return whole

    def _linked(self, outside: str) -> str:
        return next((side.linked_by[outside] for side in self._sides if outside in side.linked_by), outside)


def grouped(changes: Iterable[Change], owners: Owners) -> dict[str, list[Change]]:
    """The changes of each entity, in the order of the stream."""
    found: dict[str, list[Change]] = {}
    for change in changes:
        found.setdefault(owners.of(change.statement.subject), []).append(change)
    return found

"""What clients ask, read and checked: batches of queries, and of things whose values are wanted."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal, TypeVar

import msgspec
from msgspec import Struct

from kg.serve.pool import RefusedError
from kg.serve.reconciliation.properties import KINDS, PROPERTIES

BATCH = 100  # queries of one request
MOST = 1000  # candidates of a query; things of a request for their values
LONGEST = 500  # characters of a name or a value
T = TypeVar("T")


class Reference(Struct, frozen=True):
    """A value that is a thing which was reconciled before."""

    id: str
    name: str = ""


Given = str | float | bool | Reference


class Wanted(Struct, frozen=True, forbid_unknown_fields=True):
    """A property of a query, with the values that are to be compared."""

    pid: str
    v: Given | list[Given]

    @property
    def values(self) -> tuple[str, ...]:
        """The values as texts."""
        every = self.v if isinstance(self.v, list) else [self.v]
        return tuple(text for one in every for text in _texts(one) if text)


class Query(Struct, frozen=True, forbid_unknown_fields=True):
    """A query, as the protocol has it."""

    query: str | None = None
    type: str | list[str] = ""
    limit: float = 10
    properties: list[Wanted] = []
    type_strict: Literal["any", "should", "all"] = "any"

    @property
    def text(self) -> str:
        """The text, without what stands around it."""
        return (self.query or "").strip()

    @property
    def kinds(self) -> tuple[str, ...]:
        """The types that are asked for; none for all."""
        every = [self.type] if isinstance(self.type, str) else self.type
        return tuple(dict.fromkeys(kind for kind in every if kind))


class Fetched(Struct, frozen=True):
    """A property that is fetched. Of its settings `limit` is known: how many values at most, 0 for all."""

    id: str
    settings: dict[str, Any] = {}

    @property
    def limit(self) -> int | None:
        """How many values are wanted; None for all. Raises ValueError for what is no number."""
        return int(self.settings.get("limit") or 0) or None


class Extension(Struct, frozen=True):
    """A request for the values of properties of things."""

    ids: list[str]
    properties: list[Fetched]


def batch(text: str) -> dict[str, Query]:
    """The queries of a batch. Raises RefusedError, with what is wrong and where."""
    found = _decoded(text, dict[str, Query], "queries")
    if len(found) > BATCH:
        raise RefusedError(413, f"queries: a batch has at most {BATCH} of them, not {len(found):,}")
    for key, query in found.items():
        _check(f"queries, {key[:50]!r}", query)
    return found


def extension(text: str) -> Extension:
    """A request for values. Raises RefusedError, with what is wrong and where."""
    found = _decoded(text, Extension, "extend")
    if len(found.ids) > MOST:
        raise RefusedError(413, f"extend: at most {MOST} identifiers, not {len(found.ids):,}")
    for property_ in found.properties:
        known_property("extend", property_.id)
        try:
            wrong = (property_.limit or 0) < 0
        except (ValueError, TypeError):
            wrong = True
        if wrong:
            raise RefusedError(400, f"extend: the setting limit of {property_.id} is a number from 0 on")
    return found


def known_kind(where: str, kind: str) -> str:
    """A type that is one. Raises RefusedError."""
    if kind not in KINDS:
        raise RefusedError(400, f"{where}: there is no type {kind[:100]!r}; there are: {', '.join(KINDS)}")
    return kind


def known_property(where: str, property_: str) -> str:
    """The identifier of a property that is one. Raises RefusedError."""
    if property_ not in PROPERTIES:
        known = ", ".join(PROPERTIES)
        raise RefusedError(400, f"{where}: there is no property {property_[:100]!r}; there are: {known}")
    return property_


def _check(where: str, query: Query) -> None:
    """Refuse a query that cannot be answered."""
    if query.query is None and not query.properties:
        raise RefusedError(400, f"{where}: a query has a text (query), or properties, or both")
    if not 1 <= query.limit <= MOST or query.limit != int(query.limit):
        raise RefusedError(400, f"{where}: limit is a whole number from 1 to {MOST}, not {query.limit:g}")
    for kind in query.kinds:
        known_kind(where, kind)
    values: Sequence[str] = [value for one in query.properties for value in one.values]
    if any(len(text) > LONGEST for text in (query.text, *values)):
        raise RefusedError(400, f"{where}: a name or a value has at most {LONGEST} characters")
    for one in query.properties:
        known_property(where, one.pid)


def _decoded(text: str, type_: type[T], name: str) -> T:
    try:
        return msgspec.json.decode(text, type=type_)
    except msgspec.ValidationError as error:
        raise RefusedError(400, f"{name}: {error}") from None
    except (msgspec.DecodeError, UnicodeError, RecursionError) as error:
        raise RefusedError(400, f"{name}: this is no JSON: {error}") from None


def _texts(value: Given) -> tuple[str, ...]:
    """A value as text; that of a thing is its identifier, then its name."""
    if isinstance(value, Reference):
        return value.id, value.name
    if isinstance(value, bool):
        return (str(value).lower(),)
    return (f"{value:.15g}" if isinstance(value, float) else value.strip(),)

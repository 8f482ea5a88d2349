"""Candidates from a service that speaks the Reconciliation Service API, version 0.1 or 0.2."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

import msgspec

from kg.errors import KgError
from kg.reconcile.sources.fields import Refused, identifier, profile
from kg.records.candidate import Profile

BATCH = 20  # queries in one request
LIMIT = 5  # candidates for each
_LIFE = re.compile(r"(?<!\d)(\d{4})(?:-\d\d(?:-\d\d)?)?\s*[-–—/]{1,2}\s*(\d{4})(?!\d)")
# What types of services are called, in lower case: the part of the name that says what they are.
_TYPES = (("person", "person"), ("human", "person"), ("corporate", "group"), ("organi", "group"), ("place", "place"),
          ("geograf", "place"), ("territor", "place"), ("settlement", "place"))  # fmt: skip


def read_manifest(address: str, data: bytes) -> str:
    """The namespace of a service's identifiers, from its manifest. Raises KgError for what is no manifest."""
    hint = "name the address of a reconciliation service, as OpenRefine is told it"
    try:
        manifest = msgspec.json.decode(data)
    except (msgspec.DecodeError, RecursionError):
        raise KgError("this is no reconciliation service: its manifest is no JSON", address, hint) from None
    space = manifest.get("identifierSpace") if isinstance(manifest, dict) else None
    if not isinstance(space, str) or "://" not in space:
        raise KgError("this is no reconciliation service: its manifest has no identifierSpace", address, hint)
    return space if space.endswith(("/", "#", "=")) else f"{space}/"


def candidates(
    address: str, space: str, ours: Iterable[Profile], ask: Callable[[Mapping[str, str]], bytes]
) -> Iterator[Profile | Refused]:
    """What the service proposes for each of `ours`; `ask` sends a form and gives the answer.

    Raises KgError for an answer that is no result batch: half an answer must not pass for a whole one.
    """
    seen: set[str] = set()
    names = ((own.kind, name) for own in ours for name in _asked(own))
    while batch := list(itertools.islice(names, BATCH)):
        queries = {f"q{n}": {"query": name, "limit": LIMIT} for n, (_, name) in enumerate(batch)}
        answer = _results(address, ask({"queries": msgspec.json.encode(queries).decode()}), queries)
        for key, results in answer.items():
            for result in results[: LIMIT * 4]:
                found = _values(result, space) if isinstance(result, dict) else {}
                iri = next(iter(found.get("iri", ())), "")
                if iri and iri not in seen:
                    seen.add(iri)
                    yield from profile(found, address)
                elif not iri:
                    yield Refused(address, f"a result for {queries[key]['query']!r} has no identifier")


def _asked(own: Profile) -> tuple[str, ...]:
    """The names to ask for: the label, and the first in Cyrillic."""
    cyrillic = next((name for name in own.names if re.search("[Ѐ-ӿ]", name)), None)
    return tuple(dict.fromkeys(name for name in (own.label, cyrillic) if name))


def _results(address: str, data: bytes, queries: Mapping[str, Any]) -> dict[str, list[Any]]:
    hint = "the service's answer cannot be used; ask again later, or ask its makers"
    try:
        answer = msgspec.json.decode(data)
    except (msgspec.DecodeError, RecursionError):
        raise KgError("the service's answer is no JSON", address, hint) from None
    if not isinstance(answer, dict) or not queries.keys() <= answer.keys():
        raise KgError("the service has not answered every question", address, hint)
    results = {}
    for key in queries:
        found = answer[key].get("result") if isinstance(answer[key], dict) else None
        if not isinstance(found, list):
            raise KgError("the service's answer has no list of results", address, hint)
        results[key] = found
    return results


def _values(result: dict[str, Any], space: str) -> dict[str, list[str]]:
    """A result as values by field; years of life stand in the descriptions of many services."""
    id_, name, words = (result.get(key) for key in ("id", "name", "description"))
    if not isinstance(id_, str | int) or not str(id_).strip():
        return {}
    iri = str(id_) if "://" in str(id_) else f"{space}{str(id_).strip()}"
    text = words if isinstance(words, str) else ""
    values = {"iri": [identifier("", iri)], "names": [name] if isinstance(name, str) else [], "description": [text]}
    life = _LIFE.search(f"{name} {text}"[:1000])
    if life:
        values["born"], values["died"] = [life[1]], [life[2]]
    types = result.get("type")
    for type_ in types if isinstance(types, list) else ():
        called = " ".join(map(str, type_.values())) if isinstance(type_, dict) else str(type_)
        values.setdefault("kind", []).extend(kind for part, kind in _TYPES if part in called.lower())
    return values

"""Candidates, and the present state of items, from Wikidata's query service or another endpoint of that shape."""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping

from kg.reconcile.sources.fields import Refused, identifier, profile
from kg.records.candidate import Profile

BATCH = 40  # names or items in one query

Row = Mapping[str, str]
_FIELDS = {"name": "names", "type": "kind", "born": "born", "died": "died", "gnd": "others", "merged": "replaced_by"}


def named(
    address: str, ours: Iterable[Profile], ask: Callable[[list[str]], Iterable[Row]]
) -> Iterator[Profile | Refused]:
    """Items that bear a name of ours; `ask` takes names and gives rows of texts by variable."""
    names = iter(dict.fromkeys(name for own in ours for name in own.names[:6]))
    seen: set[str] = set()
    while batch := list(itertools.islice(names, BATCH)):
        for iri, values in _grouped(ask(batch)).items():
            if iri not in seen:
                seen.add(iri)
                yield from profile(values, address)


def states(
    address: str, items: Iterable[str], ask: Callable[[list[str]], Iterable[Row]]
) -> Iterator[Profile | Refused]:
    """What `items` are now; one of which nothing is said is deleted (`replaced_by` is `-`)."""
    wanted = iter(dict.fromkeys(items))
    while batch := list(itertools.islice(wanted, BATCH)):
        found = _grouped(ask(batch))
        for iri in batch:
            values = found.get(iri, {})
            yield from profile(values if len(values) > 1 else {"iri": [iri], "replaced_by": ["-"]}, address)


def _grouped(rows: Iterable[Row]) -> dict[str, dict[str, list[str]]]:
    """The rows of each item as values by field."""
    found: dict[str, dict[str, list[str]]] = defaultdict(dict)
    for row in rows:
        if not (iri := identifier("", row.get("item", ""))):
            continue
        values = found[iri]
        values["iri"] = [iri]
        for variable, field in _FIELDS.items():
            if text := row.get(variable, ""):
                called = "p227" if variable == "gnd" else ""
                value = identifier(called, text) if field in ("others", "replaced_by") else text
                if value not in values.setdefault(field, []):
                    values[field].append(value)
    return found

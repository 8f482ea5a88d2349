"""Lists that are filtered by what things have: who wrote, to whom, when, where it is kept. Pure; over plain records."""

from __future__ import annotations

import calendar
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from kg.publish.site.search import words
from kg.serve.search import marked

CERTAINLY, POSSIBLY = "certainly", "possibly"
_DAY = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?")


class Named(NamedTuple):
    """A value: an IRI or a text, and what it is called."""

    value: str
    name: str


@dataclass
class Item:
    """A thing of a list: its label, the days between which it falls (ISO 8601; empty when unknown), its values."""

    iri: str
    label: str = ""
    earliest: str = ""
    latest: str = ""
    values: dict[str, list[Named]] = field(default_factory=dict)

    @property
    def key(self) -> tuple[str, str, str]:
        """In the order of days; what has none comes last, by its name."""
        return self.earliest or "9999", self.latest or "9999", self.label + self.iri


@dataclass(frozen=True)
class Wanted:
    """What is asked for: column -> value, days (`after`, `before`, both included), how sure the days must be."""

    values: Mapping[str, str]
    after: str = ""
    before: str = ""
    match: str = POSSIBLY


def items(rows: Iterable[Mapping[str, str]]) -> list[Item]:
    """The things of rows with `thing`, `column`, `value` and `name`, in the order of lists."""
    found: dict[str, Item] = {}
    for row in rows:
        item = found.setdefault(row["thing"], Item(row["thing"]))
        column, value = row["column"], row["value"]
        if column in ("label", "earliest", "latest"):
            known = getattr(item, column)
            better = max if column == "latest" else min  # of two labels the same one each time
            setattr(item, column, better(known, value) if known else value)
        else:
            item.values.setdefault(column, []).append(Named(value, row.get("name") or _last(value)))
    for item in found.values():
        for column, named in item.values.items():
            item.values[column] = sorted({one.value: one for one in sorted(named)[::-1]}.values())
    return sorted(found.values(), key=lambda item: item.key)


def chosen(every: Iterable[Item], wanted: Wanted) -> list[Item]:
    """Those that are as wanted, in the same order."""
    asked = [(column, value, _wordings(value)) for column, value in wanted.values.items()]
    return [item for item in every if _dated(item, wanted) and all(_has(item, *one) for one in asked)]


def facets(found: Sequence[Item], columns: Iterable[str]) -> dict[str, list[tuple[Named, int]]]:
    """How many of the things have which value, for each column; the most frequent first."""
    counted: dict[str, list[tuple[Named, int]]] = {}
    for column in columns:
        counts = Counter(named for item in found for named in item.values.get(column, ()))
        counted[column] = sorted(counts.items(), key=lambda one: (-one[1], one[0].name, one[0].value))
    return counted


def day(text: str, *, last: bool) -> str:
    """The first or the last day of a year, a month or a day (ISO 8601). Raises ValueError for what is none."""
    match = _DAY.fullmatch(text.strip())
    if not match or not 1 <= int(match[2] or 1) <= 12:
        raise ValueError(f"{text[:100]!r} is not a day: write 1932-06-07, 1932-06 or 1932")
    year, month = int(match[1]), int(match[2] or (12 if last else 1))
    length = calendar.monthrange(max(year, 1), month)[1]
    number = int(match[3] or (length if last else 1))
    if not 1 <= number <= length:
        raise ValueError(f"{text[:100]!r} is not a day of the calendar")
    return f"{year:04d}-{month:02d}-{number:02d}"


def _dated(item: Item, wanted: Wanted) -> bool:
    """Possibly: the spans meet. Certainly: the whole span of the thing is inside the one that is wanted."""
    if not wanted.after and not wanted.before:
        return True
    if not item.earliest and not item.latest:
        return False
    first, last = item.earliest or "0000", item.latest or "9999"
    if wanted.match == CERTAINLY:
        return first >= wanted.after and (not wanted.before or last <= wanted.before)
    return last >= wanted.after and (not wanted.before or first <= wanted.before)


def _wordings(value: str) -> list[set[str]]:
    """The words of a value; those of a shelfmark of bare numbers with the marks of its levels."""
    said = words(value)
    return [set(wording) for wording in (said, *marked(said)) if wording]


def _has(item: Item, column: str, value: str, wordings: Sequence[set[str]]) -> bool:
    """Whether a column has a value: by its IRI, the end of it, or words of its name in any script."""
    for named in item.values.get(column, ()):
        if value == named.value or named.value.endswith(f"/{value}"):
            return True
        if f"/{value.strip('/')}/" in named.value:  # what it is in: a fond, of a file
            return True
        called = {*words(named.name), *words(_last(named.value))}
        if any(wording <= called for wording in wordings):
            return True
    return False


def _last(iri: str) -> str:
    return re.split("[/#]", iri)[-1]

"""What is in a graph, counted in one pass over its sorted lines: things of each class, uses of each property.

The description of the dataset and the pages of the vocabulary both take their numbers and their examples from here.
The memory grows with the vocabulary and the places, not with the letters.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from kg.ns import AUTHORITY_FILES, CRM, EP, LA, PREFIXES, RDF, RDFS

LINKS = (LA.equivalent, RDFS.seeAlso)  # schema:sameAs repeats the first of them
_NOTED = {EP.earliestDate, EP.latestDate, EP.sentFrom, EP.sentTo, CRM.P168_place_is_defined_by, RDFS.label, *LINKS}
_OWN = tuple(f"<{PREFIXES[prefix]}" for prefix in ("ep", "voc"))
_LOCAL = re.compile("[A-Za-z][A-Za-z0-9_-]*")


@dataclass
class Statistics:
    """The counts of one graph under `base`; every key is a term in N-Triples form.

    `subjects` counts different ones, `entities` those that have a page: IRIs under the base without fragment. `objects`
    counts how often a term of the project's own vocabularies stands as an object. `examples` has the first subject and
    object of each property, the first member of each class, the first subject and property of each such object.
    `links` are from things under the base to authority files, by prefix and property; `days` the first and the last
    day on which a letter can have been written; `places` where letters were sent from or to; `labels`, `same` (links
    to the same place elsewhere) and `points` (where it is, as WKT) are those of all places.
    """

    base: str
    triples: int = 0
    subjects: int = 0
    entities: int = 0
    classes: Counter[str] = field(default_factory=Counter)
    properties: Counter[str] = field(default_factory=Counter)
    objects: Counter[str] = field(default_factory=Counter)
    examples: dict[str, tuple[str, str]] = field(default_factory=dict)
    links: Counter[tuple[str, str]] = field(default_factory=Counter)
    days: tuple[str, str] | None = None
    places: set[str] = field(default_factory=set)
    labels: dict[str, str] = field(default_factory=dict)
    same: dict[str, list[str]] = field(default_factory=dict)
    points: dict[str, str] = field(default_factory=dict)
    _last: str = ""

    def add(self, subject: str, predicate: str, value: str) -> None:
        """Count one statement; those about one subject come one after the other."""
        self.triples += 1
        if subject != self._last:
            self._last = subject
            self.subjects += 1
            self.entities += subject.startswith(f"<{self.base}") and "#" not in subject
        self.properties[predicate] += 1
        if predicate == RDF.type:
            self.classes[value] += 1
            self.examples.setdefault(value, (subject, value))
            return
        self.examples.setdefault(predicate, (subject, value))
        if value.startswith(_OWN):
            self.objects[value] += 1
            self.examples.setdefault(value, (subject, predicate))
        if predicate in _NOTED:
            self._note(subject, predicate, value)

    def with_(self, other: Statistics) -> Statistics:
        """The counts of two graphs together; where both have an example, this one's is kept."""
        return Statistics(
            self.base,
            triples=self.triples + other.triples,
            classes=self.classes + other.classes,
            properties=self.properties + other.properties,
            objects=self.objects + other.objects,
            examples=other.examples | self.examples,
        )

    def _note(self, subject: str, predicate: str, value: str) -> None:
        """What the description says beside counts: days, places, links."""
        place = subject.startswith(f"<{self.base}place/")
        if predicate in (EP.earliestDate, EP.latestDate):
            day = value[1:11]
            first, last = self.days or (day, day)
            self.days = min(first, day), max(last, day)
        elif predicate in (EP.sentFrom, EP.sentTo):
            self.places.add(value)
        elif predicate == RDFS.label:
            if place and value.endswith('"@en'):
                self.labels[subject] = value
        elif predicate == CRM.P168_place_is_defined_by:
            self.points[subject] = value
        else:
            prefix = authority(value)
            if prefix is not None:
                self.links[prefix, predicate] += 1
            if predicate == LA.equivalent and place:
                self.same.setdefault(subject, []).append(value)


class Counts(NamedTuple):
    """The counts of the default graph, and of each named graph by its IRI."""

    adopted: Statistics
    named: Mapping[str, Statistics]

    def together(self) -> Statistics:
        """The counts of all graphs; the examples are from the default graph where it has one."""
        found = self.adopted
        for other in self.named.values():
            found = found.with_(other)
        return found


def count(quads: Iterable[str], base: str) -> Counts:
    """The counts of a dataset under `base`, given as sorted N-Quads lines."""
    adopted = Statistics(base)
    named: dict[str, Statistics] = {}
    for quad in quads:
        subject, predicate, rest = quad[:-3].split(" ", 2)
        cut = rest.find(" ", rest.rfind('"') + 1)  # what follows an object, a literal too, is a graph
        if cut < 0:
            adopted.add(subject, predicate, rest)
            continue
        graph = rest[cut + 2 : -1]
        if graph not in named:
            named[graph] = Statistics(base)
        named[graph].add(subject, predicate, rest[:cut])
    return Counts(adopted, dict(sorted(named.items())))


def authority(term: str) -> str | None:
    """The prefix of the authority file that the IRI `term` belongs to, if it is one that the ledger links to."""
    return next((prefix for prefix, (_, base) in AUTHORITY_FILES.items() if term.startswith(f"<{base}")), None)


def namespace(term: str) -> str:
    """The namespace of a class or a property: up to and with the last `#` or `/` of its IRI."""
    return term[1 : max(term.rfind("#"), term[:-1].rfind("/")) + 1]


def short(term: str, prefixes: Mapping[str, str] = PREFIXES) -> str | None:
    """`ep:Letter`, or None for a term that has no known prefix or a name with unusual characters."""
    space = namespace(term)
    name = term[1 + len(space) : -1]
    prefix = next((prefix for prefix, base in prefixes.items() if base == space), None)
    return f"{prefix}:{name}" if prefix is not None and _LOCAL.fullmatch(name) else None

"""What every mapping function needs beside its record: identifiers, the edition, and who a printed name means."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple, Protocol

from kg.iris import Iris
from kg.map.shelf import Shelf, unit_labels
from kg.ns import language
from kg.records import Claim, Edition, Group, Person, Place, Shared, Unit
from kg.records.settled import field_of, settled_by
from kg.records.shelfmark import Path

_REMEMBERED = 100_000  # archival units; the memory of a run must not grow with the number of letters


class Names(Protocol):
    """Says who is meant by a name that an edition prints."""

    def actor(self, name: str, line: int | None = None) -> Person | Group | None:
        """The person or the group that `name` means at `line`, or None when nobody has settled it."""

    def settled(self, name: str, line: int) -> Person | None:
        """The person whom a curator found to be meant by `name` on `line`, or None."""

    def person(self, person: str) -> Person | None:
        """The person with the identifier `person`, or None."""

    def group(self, name: str) -> Group | None:
        """The group that `name` means, or None."""

    def place(self, name: str, line: int | None = None) -> Place | None:
        """The place that `name` means at `line`, or None."""

    def thing(self, id_: str) -> Person | Group | Place | None:
        """The row of the authority tables with an identifier, or None."""


class Actor(NamedTuple):
    """A person or a group: its term, and labels for use in the labels of other things; `short_ru` is a surname."""

    term: str
    id: str
    label: str
    label_ru: str
    short_ru: str


@dataclass(frozen=True)
class Context:
    """Passed to every mapping function. Frozen; what it remembers are results of pure functions.

    `units` are the rows of the table of archival units by their code; `title` is that of the dataset,
    `publisher` its publisher's name; `shared` are the letters, by their line, that other editions print too; `worded`
    are the letters whose words are published, with the language of each (BCP 47), empty where nobody knows it.
    """

    iris: Iris
    edition: Edition
    names: Names
    units: Mapping[str, Unit] = field(default_factory=dict)
    title: str = ""
    publisher: str = ""
    shared: Mapping[int, Shared] = field(default_factory=dict)
    worded: Mapping[str, str] = field(default_factory=dict)
    _actors: dict[str, Actor] = field(default_factory=dict, compare=False, repr=False)
    _shelves: dict[object, Shelf] = field(default_factory=dict, compare=False, repr=False)

    @cached_property
    def published(self) -> Mapping[str, str]:
        """The identifiers under which letters are published that were found here under others."""
        return {one.own: one.letter for one in self.shared.values() if one.own != one.letter}

    def actor(self, name: str, line: int | None = None) -> Actor | None:
        """Who is meant by `name` at `line`, or None while it is unresolved."""
        found = self.names.actor(name, line)
        return self.known(found) if found is not None else None

    def known(self, record: Person | Group) -> Actor:
        """A person or a group of the authority tables as an actor."""
        actor = self._actors.get(record.id)
        if actor is None:
            make = self.iris.person if isinstance(record, Person) else self.iris.group
            actor = Actor(f"<{make(record.id)}>", record.id, record.label, record.label_ru, _short_ru(record))
            self._actors[record.id] = actor
        return actor

    def written(self, claim: Claim) -> str:
        """The value of a claim as a row of `curated/adjudications.csv` spells it: identifiers for names.

        A name that nobody has settled stays as it is.
        """
        found = field_of(*settled_by(claim))
        kind = found[1].kind if found is not None else ""
        if kind == "actor" and (actor := self.actor(claim.value, claim.lines[0])) is not None:
            return actor.id
        if kind == "place" and (place := self.names.place(claim.value, claim.lines[0])) is not None:
            return place.id
        return claim.value

    def archive(self, code: str) -> tuple[str, str, str]:
        """An archive: its term, its English and its Russian label. The table of groups knows it better, if it does."""
        group = self.names.group(code)
        if group is not None:
            return self.known(group).term, group.label, group.label_ru
        row = self.units.get(code)
        return f"<{self.iris.archive(code)}>", code, row.title_ru if row else ""

    def shelf(self, archive: str, path: Path) -> Shelf:
        """The archival unit at `path`."""
        key = (archive, *path.items())
        shelf = self._shelves.get(key)
        if shelf is None:
            if len(self._shelves) >= _REMEMBERED:
                self._shelves.clear()
            shelf = self._shelves[key] = self._shelf(archive, path)
        return shelf

    def _shelf(self, archive: str, path: Path) -> Shelf:
        keeper, _, ru = self.archive(archive)
        label, label_ru = unit_labels(archive, _code_ru(self.names.group(archive)) or ru, path)
        unit = f"<{self.iris.unit(archive, path)}>"
        return Shelf(archive, path, unit, f"<{self.iris.volume(archive, path)}>", keeper, label, label_ru)

    @cached_property
    def source(self) -> str:
        """The capture of the edition's text, as a term."""
        return f"<{self.iris.source(self.edition.name)}>"

    @cached_property
    def window(self) -> tuple[str, str]:
        """The first and the last day that the edition announces, `YYYY-MM-DD`."""
        return self.edition.window.start.isoformat(), self.edition.window.end.isoformat()

    @cached_property
    def language(self) -> str:
        """The language of the printed text, as a term."""
        return language(self.edition.language)

    @cached_property
    def original(self) -> str:
        """The language of the letters, as a term."""
        return language(self.edition.original_language)


def _short_ru(record: Person | Group) -> str:
    """The Russian surname, where the order of the English label shows that the surname stands last."""
    if isinstance(record, Person) and record.label.endswith(f" {record.surname}"):
        return record.label_ru.rpartition(" ")[2]
    return record.label_ru


def _code_ru(archive: Group | None) -> str:
    """The Russian abbreviation of an archive, as shelfmarks begin with it (`РГАСПИ`), or nothing."""
    names = archive.variants if archive else ()
    return next((name for name in names if name.isupper() and name.isalpha() and not name.isascii()), "")

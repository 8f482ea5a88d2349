"""The authority tables of a workspace, and the one way to look a printed name up in them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TypeVar

from kg.records.group import Group, Relation
from kg.records.person import Person
from kg.records.place import Coordinates, Place
from kg.records.unit import Unit

Named = TypeVar("Named", bound=Group | Place)


def fold(name: str) -> str:
    """A name without case, points and double spaces, for comparing spellings: `S. V. Kosior` -> `s v kosior`."""
    return " ".join(name.replace(".", ". ").replace(".", " ").casefold().split())


@dataclass(frozen=True)
class Authorities:
    """Persons, groups, places with their coordinates, and archival units of a workspace.

    `lines` says on which line of its table each row begins, in the order of the rows: `persons` -> (2, 3, 5).
    """

    persons: tuple[Person, ...] = ()
    groups: tuple[Group, ...] = ()
    places: tuple[Place, ...] = ()
    units: tuple[Unit, ...] = ()
    coordinates: tuple[Coordinates, ...] = ()
    relations: tuple[Relation, ...] = ()
    lines: Mapping[str, tuple[int, ...]] = field(default_factory=dict, compare=False)

    @cached_property
    def _persons(self) -> dict[str, tuple[Person, ...]]:
        index: dict[str, tuple[Person, ...]] = {}
        for person in self.persons:
            for spelling in {fold(s) for s in (person.label, person.surname, *person.variants, *person.slips)}:
                index[spelling] = (*index.get(spelling, ()), person)
        return index

    @cached_property
    def _groups(self) -> dict[str, Group]:
        return _index(self.groups)

    @cached_property
    def _places(self) -> dict[str, Place]:
        return _index(self.places)

    @cached_property
    def person_by_id(self) -> dict[str, Person]:
        """Persons by identifier."""
        return {person.id: person for person in self.persons}

    @cached_property
    def group_by_id(self) -> dict[str, Group]:
        """Groups by identifier."""
        return {group.id: group for group in self.groups}

    @cached_property
    def place_by_id(self) -> dict[str, Place]:
        """Places by identifier."""
        return {place.id: place for place in self.places}

    def persons_called(self, name: str) -> tuple[Person, ...]:
        """Everyone whom the spelling `name` can mean, namesakes meant by the bare surname first."""
        return tuple(sorted(self._persons.get(fold(name), ()), key=lambda person: not person.bare))

    def person(self, name: str) -> Person | None:
        """The person whom `name` means when nothing else is known, or None."""
        found = self.persons_called(name)
        return found[0] if found else None

    def group(self, name: str) -> Group | None:
        """The group that `name` means, or None."""
        return self._groups.get(fold(name))

    def place(self, name: str) -> Place | None:
        """The place that `name` means, or None."""
        return self._places.get(fold(name))


def _index(rows: Sequence[Named]) -> dict[str, Named]:
    """Rows by spelling; where two share one, the row whose label it is goes before variants, and those before slips."""
    index: dict[str, Named] = {}
    order: tuple[Callable[[Named], tuple[str, ...]], ...] = (
        lambda row: (row.label,),
        lambda row: row.variants,
        lambda row: row.slips,
    )
    for spellings in order:
        for row in rows:
            for spelling in spellings(row):
                index.setdefault(fold(spelling), row)
    return index

"""Who is meant by a name that an edition prints: a curator's word first, then the tables of persons and groups."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from kg.records import Authorities, Group, Person, Place, SettledMention
from kg.records.authorities import fold
from kg.records.settled import NONE

# Members of a body are meant as that body: `Politburo members`, `members of the Politburo`.
_MEMBERS = re.compile(r"(?:the )?(?:other )?members of (?:the )?(?P<of>.+)|(?P<body>.+) members", re.IGNORECASE)

_REMEMBERED = 100_000  # names; the memory of a run must not grow with the number of letters


@dataclass(frozen=True)
class Names:
    """Looks names up for one edition.

    `curated` settles namesakes where they stand: (line, folded name) -> identifier of a person, or `none`, from the
    rows of `curated/mentions.csv`. Nothing is guessed: a spelling that several persons share, none of whom it means
    without initials, is left unresolved.
    """

    authorities: Authorities
    curated: Mapping[tuple[int, str], str] = field(default_factory=dict)
    _found: dict[str, Person | Group | None] = field(default_factory=dict, compare=False, repr=False)

    @classmethod
    def of(cls, authorities: Authorities, edition: str, settled: Iterable[SettledMention] = ()) -> Names:
        """The names of `edition`, with the rows of `settled` that are about it."""
        rows = {(row.line, fold(row.name)): row.person for row in settled if row.edition == edition}
        return cls(authorities, rows)

    def actor(self, name: str, line: int | None = None) -> Person | Group | None:
        """The person or the group that `name` means at `line`, or None."""
        row = self.curated.get((line, fold(name))) if line is not None and self.curated else None
        if row is not None and (row == NONE or self.person(row) is not None):
            return self.person(row)  # nobody, when the row says none
        if name not in self._found:
            if len(self._found) >= _REMEMBERED:
                self._found.clear()
            self._found[name] = self._person(name) or self.group(name)
        return self._found[name]

    def settled(self, name: str, line: int) -> Person | None:
        """The person whom a curator found to be meant by `name` on `line`, or None."""
        person = self.curated.get((line, fold(name)))
        return self.person(person) if person is not None else None

    def person(self, person: str) -> Person | None:
        """The person with the identifier `person`, or None."""
        return self.authorities.person_by_id.get(person)

    def group(self, name: str) -> Group | None:
        """The group that `name` means, or None."""
        found = self.authorities.group(name)
        members = _MEMBERS.fullmatch(name.strip()) if found is None else None
        return self.authorities.group(members["of"] or members["body"]) if members else found

    def place(self, name: str) -> Place | None:
        """The place that `name` means, or None."""
        return self.authorities.place(name)

    def _person(self, name: str) -> Person | None:
        spelling = fold(name)
        called = self.authorities.persons_called(name)
        meant = [person for person in called if person.bare or fold(person.surname) != spelling]
        return meant[0] if len(meant) == 1 else None

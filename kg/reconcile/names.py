"""Who is meant by a name that an edition prints: a curator's word first, then the tables of persons and groups."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from kg.records import Authorities, Group, Letter, Person, Place, SettledMention
from kg.records.authorities import fold
from kg.records.settled import NONE

# Members of a body are meant as that body: `Politburo members`, `members of the Politburo`.
_MEMBERS = re.compile(r"(?:the )?(?:other )?members of (?:the )?(?P<of>.+)|(?P<body>.+) members", re.IGNORECASE)

_REMEMBERED = 100_000  # names; the memory of a run must not grow with the number of letters


@dataclass(frozen=True)
class Identified:
    """What names mean by the identifiers that an imported source gives them, whatever the spelling means elsewhere.

    A name (of an actor or a place, folded) that means the same in all records is kept once, in `always`; one that does
    not, for each of its lines, in `at`.
    """

    always: Mapping[tuple[str, str], str] = field(default_factory=dict)
    at: Mapping[tuple[str, str, int], str] = field(default_factory=dict)

    @classmethod
    def by(cls, letters: Iterable[Letter]) -> Identified:
        """What descriptions of `letters` identify."""
        described = [letter for letter in letters if letter.described]
        always: dict[tuple[str, str], str] = {}
        several: set[tuple[str, str]] = set()
        for kind, name, id_, _ in _identified(described):
            if always.setdefault((kind, fold(name)), id_) != id_:
                several.add((kind, fold(name)))
        at: dict[tuple[str, str, int], str] = {}
        for kind, name, id_, letter in _identified(described if several else ()):
            if (kind, fold(name)) in several:
                lines = {letter.line, *(w.line for w in letter.witnesses if w.value == name)}
                at.update({(kind, fold(name), line): id_ for line in lines})
        return cls({name: id_ for name, id_ in always.items() if name not in several}, at)

    def of(self, kind: str, name: str, line: int | None) -> str | None:
        """The identifier of what `name` means at `line`, or None; `kind` is `actor` or `place`."""
        if not self.always and not self.at:
            return None
        spelling = fold(name)
        found = self.always.get((kind, spelling))
        return self.at.get((kind, spelling, line)) if found is None and line is not None else found


def _identified(letters: Iterable[Letter]) -> Iterator[tuple[str, str, str, Letter]]:
    """Kind, name and identifier of each name that a description identifies, with its letter."""
    for letter in letters:
        if (description := letter.description) is not None:
            yield from (("actor", name, id_, letter) for name, id_ in description.actors.items())
            yield from (("place", name, id_, letter) for name, id_ in description.places.items())


@dataclass(frozen=True)
class Names:
    """Looks names up for one edition.

    `curated` settles namesakes where they stand: (line, folded name) -> identifier of a person, or `none`, from the
    rows of `curated/mentions.csv`. Nothing is guessed: a spelling that several persons share, none of whom it means
    without initials, is left unresolved. `identified` are the names that an imported source has identified.
    """

    authorities: Authorities
    curated: Mapping[tuple[int, str], str] = field(default_factory=dict)
    identified: Identified = field(default_factory=Identified)
    _found: dict[str, Person | Group | None] = field(default_factory=dict, compare=False, repr=False)

    @classmethod
    def of(
        cls,
        authorities: Authorities,
        edition: str,
        settled: Iterable[SettledMention] = (),
        letters: Iterable[Letter] = (),
    ) -> Names:
        """The names of `edition`, with the rows of `settled` that are about it, and what its `letters` identify."""
        rows = {(row.line, fold(row.name)): row.person for row in settled if row.edition == edition}
        return cls(authorities, rows, Identified.by(letters))

    def actor(self, name: str, line: int | None = None) -> Person | Group | None:
        """The person or the group that `name` means at `line`, or None."""
        row = self.curated.get((line, fold(name))) if line is not None and self.curated else None
        if row is not None and (row == NONE or self.person(row) is not None):
            return self.person(row)  # nobody, when the row says none
        if (id_ := self.identified.of("actor", name, line)) is not None:
            return self._row(id_)
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

    def place(self, name: str, line: int | None = None) -> Place | None:
        """The place that `name` means at `line`, or None."""
        id_ = self.identified.of("place", name, line)
        return self.authorities.place_by_id.get(id_) if id_ is not None else self.authorities.place(name)

    def thing(self, id_: str) -> Person | Group | Place | None:
        """The row with an identifier, of whatever table, or None."""
        return self._row(id_) or self.authorities.place_by_id.get(id_)

    def _row(self, id_: str) -> Person | Group | None:
        return self.authorities.person_by_id.get(id_) or self.authorities.group_by_id.get(id_)

    def _person(self, name: str) -> Person | None:
        spelling = fold(name)
        called = self.authorities.persons_called(name)
        meant = [person for person in called if person.bare or fold(person.surname) != spelling]
        return meant[0] if len(meant) == 1 else self.authorities.person_by_id.get(name)

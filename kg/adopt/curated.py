"""A curator's values, which outrank every rule: the rows of `curated/adjudications.csv`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from msgspec.structs import replace

from kg.adopt.letters import with_conflicts
from kg.errors import KgError
from kg.records.authorities import Authorities
from kg.records.curated import Adjudication
from kg.records.faults import is_edtf
from kg.records.letter import Letter

FIELDS = ("date", "senders", "recipients")


def settle(
    letters: Sequence[Letter], rows: Iterable[Adjudication], tables: Authorities, file: str
) -> tuple[Letter, ...]:
    """The letters with the values that curators gave them; where several rows speak of one field, the last counts.

    Raises KgError, naming `file`, for a letter that is not there, an unknown field, what is no EDTF date, and an
    identifier that no table has.
    """
    settled: dict[str, dict[str, object]] = {}
    known = {letter.letter for letter in letters}
    for row in rows:
        if row.letter not in known:
            raise KgError(
                f"no letter {row.letter!r} in this edition", file, "write an identifier of found/letters.jsonl"
            )
        settled.setdefault(row.letter, {})[row.field] = _value(row, tables, file)
    return tuple(_with(letter, settled.get(letter.letter or "", {})) for letter in letters)


def _with(letter: Letter, values: Mapping[str, object]) -> Letter:
    return with_conflicts(replace(letter, **values)) if values else letter


def _value(row: Adjudication, tables: Authorities, file: str) -> str | tuple[str, ...]:
    if row.field not in FIELDS:
        raise KgError(f"{row.letter}: no field {row.field!r} can be settled", file, f"there are: {', '.join(FIELDS)}")
    if row.field != "date":
        return tuple(_name(id_, tables, file) for id_ in row.value)
    if len(row.value) != 1 or not is_edtf(row.value[0]):
        raise KgError(f"{row.letter}: not a date: {'|'.join(row.value)!r}", file, "write one date, in EDTF")
    return row.value[0]


def _name(id_: str, tables: Authorities, file: str) -> str:
    """The name under which the tables find exactly this person or group."""
    person = tables.person_by_id.get(id_)
    if person is not None:
        called = tables.persons_called(person.surname)
        return person.surname if person.bare and called[:1] == (person,) else person.label
    group = next((group for group in tables.groups if group.id == id_), None)
    if group is None:
        raise KgError(f"no person and no group {id_!r}", file, "write an identifier of the authority tables")
    return group.label

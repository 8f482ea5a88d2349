"""A curator's values, which outrank every rule: the rows of `curated/adjudications.csv`."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Container, Iterable, Mapping, Sequence
from pathlib import Path

from msgspec.structs import replace

from kg.adopt.letters import with_conflicts
from kg.errors import KgError, Place
from kg.records.authorities import Authorities
from kg.records.curated import Adjudication
from kg.records.edtf import is_edtf
from kg.records.letter import Letter

FIELDS = ("date", "senders", "recipients")
Row = tuple[int, Adjudication]  # the line of the table, and what stands there
_CLAIM = re.compile(r"c[0-9a-f]{16}")


def check(rows: Iterable[Row], letters: Container[str | None], tables: Authorities, file: Path) -> None:
    """Raise KgError, with the line of `file`, for a row that cannot count whatever the claims are.

    That is a letter that is not there, an unknown field, what is no date, an identifier that no table has, what is no
    claim's identifier, and a second row on the same field of the same letter.
    """
    lines: dict[tuple[str, str], int] = {}
    for line, row in rows:
        where = Place(file, line)
        if row.letter not in letters:
            raise KgError(
                f"no letter {row.letter!r} in this edition", where, "write an identifier of found/letters.jsonl"
            )
        _check_value(row, tables, where)
        for claim in row.claims:
            if not _CLAIM.fullmatch(claim):
                raise KgError(f"not a claim's identifier: {claim!r}", where, "write c and 16 hexadecimal digits")
        if not _is_day(row.date):
            raise KgError(f"not a day: {row.date!r}", where, "write the day of the judgement, YYYY-MM-DD")
        first = lines.setdefault((row.letter, row.field), line)
        if first != line:
            raise KgError(
                f"{row.letter} has a judgement on {row.field} on line {first} already", where, "keep one of the two"
            )


def stale(rows: Iterable[Row], claims: Container[str]) -> tuple[Row, ...]:
    """The rows that weighed a claim which is made no more: what they judged has changed since."""
    return tuple(row for row in rows if not all(claim in claims for claim in row[1].claims))


def settle(letters: Sequence[Letter], rows: Iterable[Row], tables: Authorities) -> tuple[Letter, ...]:
    """The letters with the values that curators gave them; the rows have passed `check`."""
    settled: dict[str, dict[str, object]] = {}
    for _, row in rows:
        values = row.value[0] if row.field == "date" else tuple(_name(id_, tables) for id_ in row.value)
        settled.setdefault(row.letter, {})[row.field] = values
    return tuple(_with(letter, settled.get(letter.letter or "", {})) for letter in letters)


def _with(letter: Letter, values: Mapping[str, object]) -> Letter:
    return with_conflicts(replace(letter, **values)) if values else letter


def _check_value(row: Adjudication, tables: Authorities, where: Place) -> None:
    if row.field not in FIELDS:
        raise KgError(f"{row.letter}: no field {row.field!r} can be settled", where, f"there are: {', '.join(FIELDS)}")
    if row.field == "date":
        if len(row.value) != 1 or not is_edtf(row.value[0]):
            raise KgError(f"{row.letter}: not a date: {'|'.join(row.value)!r}", where, "write one date, in EDTF")
        return
    groups = {group.id for group in tables.groups}
    for id_ in row.value:
        if id_ not in tables.person_by_id and id_ not in groups:
            raise KgError(f"no person and no group {id_!r}", where, "write an identifier of the authority tables")


def _name(id_: str, tables: Authorities) -> str:
    """The name under which the tables find exactly this person or group."""
    person = tables.person_by_id.get(id_)
    if person is not None:
        called = tables.persons_called(person.surname)
        return person.surname if person.bare and called[:1] == (person,) else person.label
    return next(group.label for group in tables.groups if group.id == id_)


def _is_day(text: str) -> bool:
    try:
        return dt.date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False

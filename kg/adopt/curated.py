"""A curator's values, which outrank every rule: the rows of `curated/adjudications.csv`."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from msgspec.structs import replace

from kg.adopt.letters import with_conflicts
from kg.adopt.overruled import name_of
from kg.errors import KgError, Place
from kg.records.authorities import Authorities
from kg.records.claim import Claim
from kg.records.curated import Adjudication
from kg.records.decision import Decision
from kg.records.letter import Letter
from kg.records.settled import FIELDS, NONE, Field, claimed, fault, kind_of, settled_by
from kg.settings import suggest

Row = tuple[int, Adjudication]  # the line of the table, and what stands there
_CLAIM = re.compile(r"c[0-9a-f]{16}")
_PARTIES = ("senders", "recipients")
# Fields of which one value stands for one thing only: two headings are not both that of a letter.
_ONE_TO_ONE = ("aligned-to",)


@dataclass(frozen=True)
class Known:
    """What rows can name in one edition: its letters, headings (with their lines), decisions and lost letters, and the
    authority tables.
    """

    letters: Mapping[str, Letter]
    headings: Mapping[str, int]
    decisions: Mapping[str, Decision]
    lost: Container[str]
    tables: Authorities

    @classmethod
    def of(
        cls, letters: Sequence[Letter], decisions: Iterable[Decision], lost: Container[str], tables: Authorities
    ) -> Known:
        """What there is, from the records."""
        return cls(
            {letter.letter: letter for letter in letters if letter.letter},
            {letter.heading.id: letter.heading.line for letter in letters if letter.heading is not None},
            {decision.id: decision for decision in decisions},
            lost,
            tables,
        )

    @property
    def lines(self) -> dict[str, int]:
        """The line of each letter, heading and decision."""
        letters = {id_: letter.line for id_, letter in self.letters.items()}
        return letters | {id_: decision.line for id_, decision in self.decisions.items()} | dict(self.headings)

    def has(self, record: str) -> bool:
        """Whether a record is there; of a letter's copies, those that its shelfmarks count."""
        match kind_of(record):
            case "letter":
                return record in self.letters
            case "copy":
                id_, _, n = record.partition("-")
                return id_ in self.letters and int(n) <= _copies(self.letters[id_])
            case "heading":
                return record in self.headings
            case "decision":
                return record in self.decisions
            case "lost letter":
                return record in self.lost
            case _:
                return False


def _copies(letter: Letter) -> int:
    return len(letter.shelfmarks) + bool(letter.sent and letter.sent.shelfmark)


def check(rows: Sequence[Row], known: Known, file: Path) -> None:
    """Raise KgError, with the line of `file`, for a row that cannot count whatever the claims are.

    That is a record that is not there, an unknown field, a value that the field cannot have, an identifier that no
    table has, what is no claim's identifier, and a row that contradicts another.
    """
    lines: dict[tuple[str, ...], int] = {}
    for line, row in rows:
        where = Place(file, line)
        field = _field(row, known, where)
        _check_value(row, field, known, where)
        for claim in row.claims:
            if not _CLAIM.fullmatch(claim):
                raise KgError(f"not a claim's identifier: {claim!r}", where, "write c and 16 hexadecimal digits")
        if not _is_day(row.date):
            raise KgError(f"not a day: {row.date!r}", where, "write the day of the judgement, YYYY-MM-DD")
        first = lines.setdefault((row.record, row.field), line)
        if first != line:
            raise KgError(
                f"{row.record} has a judgement on {row.field} on line {first} already", where, "keep one of the two"
            )
        _check_replies(row, rows, where)
        for value in row.value if row.field in _ONE_TO_ONE and row.value != (NONE,) else ():
            first = lines.setdefault((row.field, value, ""), line)
            if first != line:
                raise KgError(f"{value} was given another {row.field} on line {first}", where, "keep one of the two")


def _check_replies(row: Adjudication, rows: Iterable[Row], where: Place) -> None:
    """What a letter answers it refers to, by the same curators."""
    for line, other in rows if row.field == "reply-to" else ():
        if (other.record, other.field) == (row.record, "refers-to") and not {*row.value} - {NONE} <= {*other.value}:
            raise KgError(
                f"{row.record} refers to {'|'.join(other.value)} by line {line}, and does not answer anything else",
                where,
                "name what it answers in refers-to as well",
            )


def _field(row: Adjudication, known: Known, where: Place) -> Field:
    kind = kind_of(row.record)
    if kind is None:
        raise KgError(
            f"not an identifier of a record: {row.record!r}",
            where,
            "write that of a letter (l0001), a copy (l0001-1), a heading (h0001), a decision or a lost letter (x0001)",
        )
    if not known.has(row.record):
        file = {"decision": "found/decisions.jsonl", "lost letter": "`kg query lost-letters`"}
        hint = f"write an identifier of {file.get(kind, 'found/letters.jsonl')}"
        raise KgError(f"no {kind} {row.record!r} in this edition", where, hint)
    fields = FIELDS[kind]
    if row.field not in fields:
        meant = suggest(row.field, list(fields))
        hint = (f"did you mean {meant!r}? " if meant else "") + f"there are: {', '.join(fields)}"
        raise KgError(f"{row.record}: no field {row.field!r} can be settled", where, hint)
    if kind == "decision" and row.field != "same-as" and (first := known.decisions[row.record].same_as):
        raise KgError(f"{row.record} is the same decision as {first}", where, f"write {first}, or settle same-as first")
    if kind == "copy" and row.field == "form" and _is_enciphered(row.record, known):
        raise KgError(f"{row.record} is the enciphered text", where, "its form is not printed; settle its shelfmark")
    return fields[row.field]


def _is_enciphered(record: str, known: Known) -> bool:
    id_, _, n = record.partition("-")
    return int(n) > len(known.letters[id_].shelfmarks)


def _check_value(row: Adjudication, field: Field, known: Known, where: Place) -> None:
    wanted = f"write {field.words}" + (f", or {NONE}" if field.empty and field.kind != "whether" else "")
    if wrong := fault(field, row.value):
        raise KgError(f"{row.record}: {wrong}", where, wanted)
    for value in () if row.value == (NONE,) else row.value:
        if wrong := _unknown(row, field, value, known):
            raise KgError(wrong, where, wanted)


def _unknown(row: Adjudication, field: Field, value: str, known: Known) -> str | None:
    """What is wrong with an identifier in a row, or None."""
    match field.kind:
        case "actor":
            groups = {group.id for group in known.tables.groups}
            unknown = value not in known.tables.person_by_id and value not in groups
            return f"no person and no group {value!r}" if unknown else None
        case "place":
            return None if any(place.id == value for place in known.tables.places) else f"no place {value!r}"
        case "letter":
            if value == row.record:
                return f"{value} cannot stand in {row.field} of itself"
            return None if value in known.letters else f"no letter {value!r} in this edition"
        case "decision":
            other, own = known.decisions.get(value), known.decisions[row.record]
            if other is None:
                return f"no decision {value!r} in this edition"
            above = [*known.decisions].index(value) < [*known.decisions].index(own.id)
            return None if above else f"{value} does not stand above {own.id}; settle same-as of the later one"
        case _:
            return None


def unsound(rows: Iterable[Row], claims: Collection[Claim]) -> Iterator[tuple[Row, str]]:
    """The rows that do not count, and why: what they judged has changed since, or they do not say what they judged.

    `claims` are all that are made, by whatever rows, but for those of curators. A row that names no claim is sound
    where there is none on its field: nobody has said anything that could change.
    """
    about = {claim.id: settled_by(claim) for claim in claims}
    there = set(about.values())
    for row in rows:
        record, field, weighed = row[1].record, row[1].field, row[1].claims
        key = (record, claimed(field))
        if any(claim not in about for claim in weighed):
            yield row, f"the judgement on {field} of {record} weighed claims that are made no more"
        elif stray := [claim for claim in weighed if about[claim] != key]:
            yield row, f"the judgement on {field} of {record} weighed a claim on something else, {stray[0]}"
        elif not weighed and key in there:
            yield (
                row,
                (
                    f"the judgement on {field} of {record} weighed no claims, and there are some: "
                    "name them, or let `kg review` write the row"
                ),
            )


def settle(letters: Sequence[Letter], rows: Iterable[Row], tables: Authorities) -> tuple[Letter, ...]:
    """The letters with the parties and dates that curators gave them; the rows have passed `check`."""
    settled: dict[str, dict[str, object]] = {}
    for _, row in rows:
        if row.field not in (*_PARTIES, "date") or kind_of(row.record) != "letter":
            continue
        given = () if row.value == (NONE,) else row.value
        values = next(iter(given), None) if row.field == "date" else tuple(name_of(id_, tables) for id_ in given)
        settled.setdefault(row.record, {})[row.field] = values
    return tuple(_with(letter, settled.get(letter.letter or "", {})) for letter in letters)


def _with(letter: Letter, values: Mapping[str, object]) -> Letter:
    return with_conflicts(replace(letter, **values)) if values else letter


def _is_day(text: str) -> bool:
    try:
        return dt.date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False

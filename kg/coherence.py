"""Whether the parts of a workspace fit together: identifiers that were issued, records that agree with each other.

Each check raises KgError that names the file and what to do.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import Path

from kg.errors import KgError, Place
from kg.records import Authorities, Citation, Decision, Group, Letter, Link, Person, SettledMention, Subject
from kg.records import Place as PlaceRecord
from kg.records.authorities import fold
from kg.records.curated import LONGEST_SUBJECT
from kg.records.edition import Window
from kg.records.settled import NONE
from kg.registry import Registry
from kg.settings import suggest

LIFETIME = 100  # years; one edition does not span more beyond its window


def check_issued(folder: Path, authorities: Authorities, registry: Registry) -> None:
    """Whoever writes a row into a table issues its identifier in ids.csv, so that it is never used for another."""
    tables: tuple[tuple[str, str, Iterable[Person | Group | PlaceRecord]], ...] = (
        ("person", "persons.csv", authorities.persons),
        ("group", "groups.csv", authorities.groups),
        ("place", "places.csv", authorities.places),
    )
    for kind, name, records in tables:
        for record in records:
            row = registry.latest.get(record.id)
            if row is None or row.kind != kind:
                raise KgError(
                    f"the registry has not issued {record.id} to a {kind}",
                    folder / name,
                    f"append to ids.csv: {kind},{record.id},label={record.label},active,",
                )


def check_links(links: Iterable[Link], registry: Registry, file: Path) -> None:
    """Every link is of a person, a group or a place of the registry."""
    for link in links:
        row = registry.latest.get(link.subject)
        if row is None or row.kind != link.kind:
            raise KgError(f"no {link.kind} {link.subject}", Place(file, link.line), "write an identifier of ids.csv")


def check_mentions(
    rows: Iterable[tuple[int, SettledMention]], edition: str, authorities: Authorities, file: Path
) -> None:
    """Names are settled for this edition, once each, as a person of the tables or none; `rows` come with lines."""
    settled: dict[tuple[int, str], int] = {}
    for line, row in rows:
        where = Place(file, line)
        if row.edition != edition:
            raise KgError(f"the row is about another edition: {row.edition!r}", where, f"write {edition}")
        if row.person != NONE and row.person not in authorities.person_by_id:
            hint = f"write an identifier of authorities/persons.csv, or {NONE}"
            raise KgError(f"no person {row.person!r}", where, hint)
        if (first := settled.setdefault((row.line, fold(row.name)), line)) != line:
            raise KgError(f"{row.name} on line {row.line} is settled on line {first} already", where, "keep one row")


def check_same(decisions: Iterable[Decision], file: Path) -> None:
    """A decision is the same as one that stands above it."""
    above: set[str] = set()
    for record in decisions:
        if record.same_as is not None and record.same_as not in above:
            raise KgError(
                f"{record.id} is said to be the same as {record.same_as}, which does not stand above it",
                f"{file}: the record of line {record.line}",
                "extract the edition again",
            )
        above.add(record.id)


def check_years(letters: Iterable[Letter], window: Window, file: Path) -> None:
    """No letter is a lifetime away from the window of its edition: such a date is a slip."""
    for letter in letters:
        year = re.search("[0-9]{4}", letter.date or "")
        if year and not window.start.year - LIFETIME <= int(year[0]) <= window.end.year + LIFETIME:
            raise KgError(
                f"{letter.letter or 'a heading'} is dated {letter.date}, and its edition has letters of "
                f"{window.start} to {window.end}",
                f"{file}: the record of line {letter.line}",
                "mend the date, or widen [window] in edition.toml",
            )


def readable(
    letters: Iterable[Letter], decisions: Sequence[Decision], citations: Iterable[Citation]
) -> dict[str, tuple[int, int]]:
    """The lines where what a record is about can be read: its own for a letter, all of the edition for a decision.

    The edition ends with the last line that any record names.
    """
    own = {letter.letter: letter.source.lines for letter in letters if letter.letter}
    ends = (*(lines[1] for lines in own.values()), *(one.line for one in citations), *(one.line for one in decisions))
    return own | {decision.id: (1, max(ends, default=0)) for decision in decisions}


def check_subjects(
    rows: Iterable[tuple[int, Subject]],
    topics: Collection[str],
    records: Mapping[str, tuple[int, int]] | None,
    file: Path,
) -> None:
    """What is said of a record uses topics of the table, lines where it can have been read, and few words.

    `rows` come with their lines in `file`; `records` has, for each letter and decision of the edition, the first and
    the last line where what it is about can be read, and is None while nothing has been extracted.
    """
    for number, row in rows:
        where = Place(file, number)
        for topic in row.topics:
            if topic not in topics:
                meant = suggest(topic, list(topics))
                hint = f"did you mean {meant!r}?" if meant else "write an id of authorities/topics.csv"
                raise KgError(f"no topic {topic!r}", where, hint)
        if len(row.lines) not in (1, len(row.topics)):
            raise KgError(
                f"{len(row.topics)} topics and {len(row.lines)} lines",
                where,
                "write one line for all topics, or one for each, in their order",
            )
        for text in (row.subject, row.subject_ru):
            if (words := len(text.split())) > LONGEST_SUBJECT:
                raise KgError(f"a subject of {words} words: {text!r}", where, f"say it in {LONGEST_SUBJECT} at most")
        if records is not None:
            _check_read(row, records, where)


def _check_read(row: Subject, records: Mapping[str, tuple[int, int]], where: Place) -> None:
    if row.record not in records:
        raise KgError(
            f"no letter and no decision {row.record!r} in this edition",
            where,
            "write an identifier of found/letters.jsonl or found/decisions.jsonl",
        )
    first, last = records[row.record]
    for line in row.lines:
        if not first <= line <= last:
            raise KgError(
                f"line {line} is not of {row.record}, which can be read on lines {first} to {last}",
                where,
                "write lines of the edition's text, the first is 1",
            )

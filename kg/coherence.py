"""Whether the parts of a workspace fit together: identifiers that were issued, records that agree with each other.

Each check raises KgError that names the file and what to do.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from kg.errors import KgError, Place
from kg.eu import EU_THEMES
from kg.records import (
    Authorities,
    Citation,
    Coordinates,
    Decision,
    Group,
    Letter,
    Link,
    Person,
    Relation,
    Settings,
    SettledMention,
    Subject,
    Topic,
)
from kg.records import Place as PlaceRecord
from kg.records.authorities import fold
from kg.records.curated import LONGEST_SUBJECT
from kg.records.edition import Window
from kg.records.edtf import is_edtf
from kg.records.settled import NONE
from kg.registry import Issued, Registry
from kg.settings import line_of, suggest
from kg.terms import iri

# What RFC 3987 forbids everywhere in an IRI.
_NOT_IN_IRIS = re.compile(r"[\s<>\"{}|\\^`\x00-\x20]")
LIFETIME = 100  # years; one edition does not span more beyond its window


def check_base(base: str, file: Path | str) -> None:
    """Raise KgError unless `base` is an absolute http or https IRI ending in `/`.

    Parts of a thing are fragments of its IRI, and an IRI has one fragment: a base that ends in `#` cannot carry them.
    """
    where = Place(file)
    if not re.match(r"https?://[^/?#]+/", base) or _NOT_IN_IRIS.search(base):
        raise KgError(
            f"base {base!r} is not an absolute http or https IRI", where, 'write base = "https://.../", in full'
        )
    if "?" in base or "#" in base:
        raise KgError(f"base {base!r} has a query or a fragment", where, "end the base in /, not in # or a query")
    if not base.endswith("/"):
        raise KgError(f"base {base!r} does not end in /", where, f'write base = "{base}/"')


def check_addresses(settings: Settings, text: str, file: Path) -> None:
    """Where `workspace.toml`, whose content is `text`, speaks of the outside, its values can be written as IRIs."""
    values = {name: getattr(settings, name) for name in ("licence", "publisher_iri", "contact", "endpoint")}
    for key, value in values.items():
        try:
            iri(value or settings.base)
        except KgError as error:
            raise KgError(f"{key}: {error.what}", Place(file, line_of(text, key)), error.hint) from None
    if settings.publisher_type and not re.fullmatch("[A-Za-z()-]+", settings.publisher_type):
        what = f"publisher_type: not a code of ADMS: {settings.publisher_type!r}"
        raise KgError(what, Place(file, line_of(text, "publisher_type")), "write one such as NonProfitOrganisation")
    for theme in settings.themes:
        if theme not in EU_THEMES:
            raise KgError(
                f"themes: no data theme {theme!r}",
                Place(file, line_of(text, "themes")),
                f"the codes are: {', '.join(EU_THEMES)}",
            )


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
            check_in_use(row, folder / name)


def check_in_use(row: Issued, where: Place | Path | str) -> None:
    """Nothing is said any more of what has an identifier that was withdrawn or replaced."""
    if row.status != "active":
        others = f": write {' or '.join(row.replaced_by)} instead" if row.replaced_by else ": remove it here"
        raise KgError(
            f"{row.id} is {row.status} in ids.csv",
            where,
            f"nothing more can be said of it{others}, or append it to ids.csv as active again",
        )


def check_coordinates(rows: Iterable[tuple[int, Coordinates]], places: Iterable[PlaceRecord], file: Path) -> None:
    """Every row, given with its line, is of a known place, and its degrees are on the globe."""
    known = {place.id for place in places}
    for line, row in rows:
        if row.place not in known:
            raise KgError(f"no place {row.place!r}", Place(file, line), "write an identifier of authorities/places.csv")
        for name, value, most in (("latitude", row.latitude, 90), ("longitude", row.longitude, 180)):
            if not -most <= value <= most:
                raise KgError(
                    f"{name} {value} is not on the globe", Place(file, line), f"write -{most} to {most} degrees"
                )


def check_relations(rows: Iterable[tuple[int, Relation]], agents: Iterable[Person | Group], file: Path) -> None:
    """Both ends of every row, given with its line, are known, and are not the same; its dates are EDTF."""
    known = {agent.id for agent in agents}
    for line, row in rows:
        for id_ in (row.subject, row.object):
            if id_ not in known:
                hint = "write an identifier of authorities/persons.csv or groups.csv"
                raise KgError(f"no person or group {id_!r}", Place(file, line), hint)
        if row.subject == row.object:
            raise KgError(f"{row.subject} is said to be related to itself", Place(file, line), "delete the row")
        if row.dates and not is_edtf(row.dates):
            raise KgError(f"no date in EDTF: {row.dates!r}", Place(file, line), "write 1932, 1932/1935, or nothing")


def check_topics(rows: Sequence[tuple[int, Topic]], file: Path) -> None:
    """Every row, given with its line, has an identifier fit for an IRI, and a broader topic that is there."""
    known = {topic.id for _, topic in rows}
    for line, topic in rows:
        if not re.fullmatch("[a-z0-9]+(-[a-z0-9]+)*", topic.id):
            raise KgError(
                f"not a topic's identifier: {topic.id!r}", Place(file, line), "write small-letters-and-hyphens"
            )
        if topic.broader and topic.broader not in known:
            raise KgError(f"no topic {topic.broader!r}", Place(file, line), "write the id of the broader topic")


def check_links(links: Iterable[Link], registry: Registry, file: Path) -> None:
    """Every link is of a person, a group or a place of the registry, an accepted one of one that is in use."""
    for link in links:
        row = registry.latest.get(link.subject)
        if row is None or row.kind != link.kind:
            raise KgError(f"no {link.kind} {link.subject}", Place(file, link.line), "write an identifier of ids.csv")
        if link.status in ("accepted", "asserted"):  # what was turned down stays on record
            check_in_use(row, Place(file, link.line))


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


def identifiers(letters: Iterable[Letter], decisions: Iterable[Decision]) -> Iterator[tuple[str, str, str, int]]:
    """Kind and identifier of everything found, with the file and the line of the edition that its record names."""
    for letter in letters:
        if letter.letter:
            yield "letter", letter.letter, "letters.jsonl", letter.line
        if letter.heading:
            yield "heading", letter.heading.id, "letters.jsonl", letter.line
    for decision in decisions:
        yield "decision", decision.id, "decisions.jsonl", decision.line


def check_once(letters: Iterable[Letter], decisions: Iterable[Decision], folder: Path, seen: dict[str, str]) -> None:
    """Raise KgError for an identifier that stands twice, with both places; `seen` gets those of the edition."""
    for _, id_, name, line in identifiers(letters, decisions):
        here = f"{folder / 'found' / name}: the record of line {line}"
        if id_ in seen:
            raise KgError(f"identifier {id_} stands twice", here, f"it is also in {seen[id_]}; extract again")
        seen[id_] = here

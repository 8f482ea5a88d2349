"""Dublin Core in XML: records as OAI-PMH 2.0 hands them out (`oai_dc`, qualified ones), or as catalogues export them.

A record is what stands in `record`, or, in files without, in `dc`, `qualifieddc`, `simpledc` or `rdf:Description`. What
its elements mean for a letter stands in `table_columns.toml` under `dublin_core`; each is read as the cell of a table.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from msgspec.structs import replace

from kg.errors import KgError, Place
from kg.read.table_columns import Columns, TableMapping, element_field
from kg.read.table_record import Records
from kg.read.table_rows import Row
from kg.read.typed_habit import Habit, Watch
from kg.read.xml import Counted, Does, Element, Leftovers, Region, Unknown, stream
from kg.records import Bibliography, Dated, Described, Item, Listed, Named, Problem, Refused, Shelfmark, Tally

_RECORDS = ("dc", "qualifieddc", "simpledc", "Description")
_ROOT = Region({**dict.fromkeys(("record", *_RECORDS, "resumptionToken", "error"), Does.TAKE)})
_CELLS = ("senders", "recipients", "mentions", "sent_from", "sent_to")
_NOT_READ = ("about", "setSpec", "datestamp")


class _Value(NamedTuple):
    """What one element of a record says: its local name, how often that stood before it, its words, its place."""

    name: str
    nth: int
    text: str
    element: Element


def read(file: Path, archive: str = "") -> Iterator[Item]:
    """The letters of a file of records; `archive` keeps those whose shelfmark names none.

    Raises KgError for what is not well-formed, holds no records, or is the answer of a server that has none.
    """
    columns, habits, records = _surveyed(file)
    if not records:
        raise KgError("the file holds no record of Dublin Core", Place(file, 1), "is it another format? see kg import")
    mapping = TableMapping(defaults={"archive": archive} if archive else {})
    made = Records(columns, mapping, habits, "")
    left, counted = Leftovers(), Counted()
    number = 0
    for found in stream(file, _ROOT, counted, "record", *_RECORDS):
        if isinstance(found, Unknown):
            if not _is_part(found):
                yield from left.unread(found)
        elif found.name == "resumptionToken":
            yield from _more(found)
        elif found.name != "error":
            number += 1
            yield from _record(found, number, made, columns)
            left.of(found)
    yield from (replace(one, column=1) for one in made.problems())
    yield from left.problems()
    yield Tally(records=records, lines=counted.lines)


def _surveyed(file: Path) -> tuple[Columns, dict[int, Habit], int]:
    """A column for each element and each time that it stands in one record, how they write dates, and the records."""
    most: dict[str, int] = {}
    watch, counted, parts = Watch(), Counted(), 0
    for found in stream(file, _ROOT, counted, "record", *_RECORDS):
        if isinstance(found, Unknown) or found.name == "resumptionToken":
            parts += isinstance(found, Unknown) and _is_part(found)
            continue
        if found.name == "error":
            said = f"{found.attributes.get('code', '')}: {found.text()}".strip(": ")
            raise KgError(f"the server that was asked for records says {said}", Place(file, found.line), "ask it again")
        for value in _values(found):
            most[value.name] = max(most.get(value.name, 0), value.nth + 1)
            if element_field(value.name) == "date":
                watch.see(value.text)
    headers = [name for name, times in most.items() for _ in range(times)]
    fields: dict[str, list[int]] = {}
    for index, name in enumerate(headers):
        fields.setdefault(element_field(name) or "more", []).append(index)
    columns = Columns(-1, tuple(headers), {name: tuple(found) for name, found in fields.items()}, ())
    whole = counted.names.get("record", 0)
    records = whole or sum(counted.names.get(name, 0) for name in _RECORDS) - parts
    return columns, dict.fromkeys(fields.get("date", ()), watch.habit()), records


def _is_part(found: Unknown) -> bool:
    """Whether this is a part of the record around it: what `record` wraps, a node in RDF that is a value."""
    return found.counted and found.names.rpartition("/")[2] in _RECORDS


def _values(record: Element) -> list[_Value]:
    """What the elements of a record say, each with its words; the identifier of an OAI header comes before others."""
    seen: Counter[str] = Counter()
    found: list[_Value] = []

    def take(element: Element, name: str) -> None:
        inner = [part for part in element.parts if isinstance(part, Element)]
        if element.name in _NOT_READ:
            element.drop()
            return
        element.drop_attributes("schemaLocation", "xml:lang", "lang", "type")
        if inner:
            element.known = True
            for part in inner:  # a node of RDF is the value of what it stands in
                is_node = part.name in _RECORDS or element_field(part.name) is None
                take(part, name if is_node and element_field(name) else part.name)
        elif text := " ".join("".join(part for part in element.parts if isinstance(part, str)).split()):
            found.append(_Value(name, seen[name], text, element))
            seen[name] += 1

    for part in record.parts:
        if isinstance(part, Element):
            take(part, part.name)
    return found


def _record(record: Element, number: int, made: Records, columns: Columns) -> Iterator[Item]:
    """The letter of a record, or why there is none; each value at the place of its element."""
    header = next((part for part in record.parts if isinstance(part, Element) and part.name == "header"), None)
    values = _values(record)
    if header is not None and header.attributes.get("status") == "deleted":
        record.drop()
        yield Refused(problem=Problem(
            line=record.line, column=record.column, kind="deleted-record",
            raw=values[0].text if values else record.path,
            message="the server says that this record was deleted: no letter was made of it",
            hint="if a letter of it stands in the edition from before, withdraw it in ids.csv"))  # fmt: skip
        return
    cells = [""] * len(columns.headers)
    at: dict[int, Element] = {}
    for value in values:
        index = columns.headers.index(value.name) + value.nth
        cells[index], at[index] = value.text, value.element
        value.element.drop()
    about = record.take("about")
    record.drop_attributes("ID", "id")
    places = _Places(record, at, about if about.startswith(("http://", "https://")) else "")
    for item in made.of(Row(number, record.line, record.last, cells)):
        yield places.of(item)


def _more(token: Element) -> Iterator[Item]:
    if words := token.text():
        yield Problem(line=token.line, column=token.column, kind="more-records", raw=words[:200],
                      message="the server has more records than this file holds",
                      hint="ask it for the rest with this resumptionToken, and import all files together")  # fmt: skip


class _Places:
    """Where the values of a record stand in the file, instead of the column of a cell."""

    def __init__(self, record: Element, at: dict[int, Element], about: str) -> None:
        self.record, self.at, self.about = record, at, about  # the IRI that RDF gives the record

    def _place(self, column: int) -> dict[str, int]:
        element = self.at.get(column - 1, self.record)
        return {"line": element.line, "column": element.column}

    def of(self, item: Described | Refused | Problem | Bibliography | Listed) -> Item:
        """What a row gave, with the lines and columns of the file."""
        match item:
            case Described():
                return self._described(item)
            case Refused():
                return Refused(problem=self._problem(item.problem))
            case Problem():
                return self._problem(item)
            case Listed():
                return replace(item, **self._place(item.column))
        return item

    def _problem(self, problem: Problem) -> Problem:
        return replace(problem, **self._place(problem.column))

    def _described(self, said: Described) -> Described:
        def named(several: tuple[Named, ...]) -> tuple[Named, ...]:
            return tuple(replace(one, **self._place(one.column)) for one in several)

        def dated(one: Dated | None) -> Dated | None:
            return replace(one, **self._place(one.column)) if one is not None else None

        marks: tuple[Shelfmark, ...] = tuple(replace(mark, **self._place(mark.column)) for mark in said.shelfmarks)
        return replace(
            said,
            path=self.record.path,
            url=self.about or said.url,
            column=self.record.column,
            written=dated(said.written),
            received=dated(said.received),
            shelfmarks=marks,
            **{name: named(getattr(said, name)) for name in _CELLS},
        )

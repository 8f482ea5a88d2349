"""Letters, persons and decisions as tables in CSV (RFC 4180), described as CSV on the Web (W3C Recommendation of 2015).

A table is made from the solutions of a saved query with the columns thing, column, key, value: one solution a value.
The columns here, their names and their order are a promise; what is added goes to the end.

A file is UTF-8 with a byte order mark, without which Excel takes it for another encoding; lines end in CRLF. Several
values in one cell are separated by `|`; a `|` within a value is written `¦`. A text that begins with `=`, `+`, `-`,
`@`, a tab or a carriage return would be a formula in a spreadsheet: it gets an apostrophe before it. Dates, numbers,
IRIs and identifiers stand as they are.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from io import StringIO
from itertools import groupby
from operator import itemgetter
from typing import Any, NamedTuple

import msgspec

from kg.errors import KgError
from kg.ns import CRM, CSVW_CONTEXT, EP, RDFS, SCHEMA, SKOS, bare
from kg.records import Settings

SEPARATOR = "|"
_INSTEAD = "¦"
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_BOM = "\ufeff"
_NOTE = (
    "Several values in one cell are separated by |; a | within a value is written ¦. A text that would be a formula in "
    "a spreadsheet has an apostrophe before it. The graph has every value as it is."
)
_BATCH = 500  # rows written at once
Solution = tuple[str, str, str, str]  # thing (IRI), column, key that orders the values of a cell, value


class Column(NamedTuple):
    """A column.

    `datatype` is one of CSV on the Web; a `text` is free words, which are guarded against formulas. `property` (a term)
    says what the column means where a cell states just that of the thing; `several` values stand in one cell.
    """

    name: str
    title: str
    datatype: str = "string"
    property: str | None = None
    language: str | None = None
    several: bool = False
    text: bool = False
    none: str = ""  # the cell of a thing that has no value


class Table(NamedTuple):
    """A table; its things have IRIs that are `path` and an identifier after the base. The first column is the key."""

    name: str
    path: str
    title: str
    columns: tuple[Column, ...]

    @property
    def file(self) -> str:
        """The name of its file."""
        return f"{self.name}.csv"

    @property
    def query(self) -> str:
        """The name of the saved query that gives its cells."""
        return f"{self.name}-table"


def _words(name: str, title: str, language: str = "en", property_: str | None = None, several: bool = False) -> Column:
    return Column(name, title, "string", property_, language, several, text=True)


def _names(name: str, title: str) -> Column:
    return Column(name, title, language="en", several=True, text=True)


def _ids(name: str, title: str) -> Column:
    return Column(name, title, several=True)


_LABELS = (
    Column("id", "identifier, the last part of the IRI"),
    Column("iri", "IRI", "anyURI"),
    _words("label", "label", "en", RDFS.label),
    _words("label_ru", "label in Russian", "ru", RDFS.label),
)
_ABOUT = (
    _names("topics", "topics"),
    _ids("topic_ids", "identifiers of the topics, in the same order"),
    _words("subject", "what it is about, in a few words", "en", SCHEMA.abstract),
    _words("subject_ru", "what it is about, in Russian", "ru", SCHEMA.abstract),
)
_NAMED = (
    _names("persons_named", "persons who are named"),
    _ids("persons_named_ids", "identifiers of the persons named, in the same order"),
)
_SHELFMARKS = Column("shelfmarks", "shelfmarks of the documents that carry it", several=True, text=True)

LETTERS = Table(
    "letters",
    "letter/",
    "Letters",
    (
        *_LABELS,
        Column("date", "date of writing (EDTF)"),
        Column("earliest", "earliest day on which it can have been written", "date", EP.earliestDate),
        Column("latest", "latest day on which it can have been written", "date", EP.latestDate),
        _names("authors", "authors"),
        _ids("author_ids", "identifiers of the authors, in the same order"),
        _names("addressees", "addressees"),
        _ids("addressee_ids", "identifiers of the addressees, in the same order"),
        _names("sent_from", "place it was sent from"),
        _names("sent_to", "place it was sent to"),
        _names("mode", "letter, telegram or cipher telegram"),
        _SHELFMARKS,
        _ids("reply_to", "identifiers of the letters that it answers"),
        *_NAMED,
        *_ABOUT,
        Column("first_line", "first line in the edition's text", "integer", EP.firstLine),
        Column("last_line", "last line in the edition's text", "integer", EP.lastLine),
    ),
)
PERSONS = Table(
    "persons",
    "person/",
    "Persons",
    (
        *_LABELS,
        Column("born", "born (EDTF)"),
        Column("died", "died (EDTF)"),
        _words("note", "notes", "en", CRM.P3_has_note, several=True),
        _words("variants", "other forms of the name", "en", SKOS.altLabel, several=True),
        _words("variants_ru", "other forms of the name in Russian", "ru", SKOS.altLabel, several=True),
        Column("same_as", "IRIs in authority files", "anyURI", SCHEMA.sameAs, several=True),
        Column("letters_written", "how many letters the person wrote or signed", "integer", none="0"),
        Column("letters_addressed", "how many letters are addressed to the person", "integer", none="0"),
        Column("letters_naming", "how many letters name the person", "integer", none="0"),
    ),
)
DECISIONS = Table(
    "decisions",
    "decision/",
    "Decisions",
    (
        *_LABELS,
        Column("date", "date of the decision (EDTF)"),
        Column("day", "day of the decision, where it is known", "date", EP.decidedOn),
        _names("bodies", "bodies that decided"),
        _ids("body_ids", "identifiers of the bodies, in the same order"),
        _words("action", "what was done, as the note says", "en", EP.action, several=True),
        _ids("recorded_with", "identifiers of the letters in whose notes it is recorded"),
        _ids("prompted_by", "identifiers of the letters that moved the body to decide"),
        _SHELFMARKS,
        *_NAMED,
        *_ABOUT,
    ),
)
TABLES = (LETTERS, PERSONS, DECISIONS)


def table(of: Table, solutions: Iterable[Solution]) -> Iterator[bytes]:
    """A table as a CSV document; the solutions come sorted by thing, then by column and key."""
    rows = (_row(of, thing, cells) for thing, cells in groupby(solutions, key=itemgetter(0)))
    text = StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    text.write(_BOM)
    writer.writerow([column.name for column in of.columns])
    for number, row in enumerate(rows, 1):
        writer.writerow(row)
        if number % _BATCH == 0:
            yield text.getvalue().encode()
            text.seek(0)
            text.truncate()
    yield text.getvalue().encode()


def metadata(settings: Settings) -> bytes:
    """The description of all tables, `csv-metadata.json`: a table group of CSV on the Web.

    It has no foreign keys: what refers to another table is a list in one cell, which they cannot follow.
    """
    group = {
        "@context": [CSVW_CONTEXT, {"@language": "en"}],
        "dc:title": settings.title,
        "dc:license": {"@id": settings.licence},
        "dc:publisher": settings.publisher,
        "dc:description": _NOTE,
        "tables": [_described(of, settings.base) for of in TABLES],
    }
    return msgspec.json.format(msgspec.json.encode(group), indent=2) + b"\n"


def _described(of: Table, base: str) -> dict[str, Any]:
    schema = {
        "columns": [_column(column, first=column is of.columns[0]) for column in of.columns],
        "primaryKey": of.columns[0].name,
        "aboutUrl": f"{base}{of.path}{{{of.columns[0].name}}}",
    }
    return {"url": of.file, "dc:title": of.title, "tableSchema": schema}


def _column(column: Column, *, first: bool) -> dict[str, Any]:
    said: dict[str, Any] = {"name": column.name, "titles": column.name, "dc:description": column.title}
    said["datatype"] = column.datatype
    if first:
        said["required"] = True
    if column.language:
        said["lang"] = column.language
    if column.several:
        said["separator"] = SEPARATOR
    # What has no property of its own says nothing as RDF: the graph says it in another way.
    return said | ({"propertyUrl": bare(column.property)} if column.property else {"suppressOutput": True})


def _row(of: Table, thing: str, cells: Iterable[Solution]) -> list[str]:
    values: dict[str, list[str]] = {"id": [thing.rpartition("/")[2]], "iri": [thing]}
    for _, column, _, value in cells:
        values.setdefault(column, []).append(value)
    if unknown := values.keys() - {column.name for column in of.columns}:
        raise KgError(f"the table has no column {min(unknown)!r}", of.query, "name one of its columns in the query")
    return [_cell(column, values.get(column.name, (column.none,))) for column in of.columns]


def _cell(column: Column, values: Sequence[str]) -> str:
    if len(values) > 1 or column.several:
        values = [value.replace(SEPARATOR, _INSTEAD) for value in values]
    text = SEPARATOR.join(values)
    return f"'{text}" if column.text and text.startswith(_FORMULA) else text

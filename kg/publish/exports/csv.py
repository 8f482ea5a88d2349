"""CSV: the table of letters that a build makes, `letters.csv` of its dumps, or the rows of one edition.

The tables of persons and decisions, and what describes the columns (CSV on the Web), lie beside it in `dump/`.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from io import StringIO

from kg.errors import KgError
from kg.publish.exports._export import About, Carried, Export
from kg.publish.exports._records import Records
from kg.publish.tables import LETTERS

_BOM = "\ufeff"
_IRI = [column.name for column in LETTERS.columns].index("iri")
_BATCH = 500
_FORMULAS = ("=", "+", "-", "@", "\t", "\r")


def write(records: Records, about: About) -> Iterator[bytes]:
    """The rows of the letters, as they stand in the dump."""
    file = about.dump / LETTERS.file
    if not file.is_file():
        raise KgError("there is no table of letters here", file, "make it with `kg build`")
    wanted = {letter.iri: letter.lines.partition("-") for letter in records.letters()}
    with file.open(encoding="utf-8-sig", newline="") as table:
        rows = csv.reader(table)
        header = next(rows)
        lines = header.index("first_line")
        yield (_BOM + _lines([header])).encode()
        held: list[list[str]] = []
        for row in rows:
            if row[_IRI] in wanted:
                first, _, last = wanted[row[_IRI]]
                row[lines : lines + 2] = first, last or first  # of the edition that is exported
                held.append(row)
            if len(held) == _BATCH:
                yield _lines(held).encode()
                held = []
        yield _lines(held).encode()


def _lines(rows: list[list[str]]) -> str:
    text = StringIO()
    csv.writer(text, lineterminator="\r\n").writerows(rows)
    return text.getvalue()


def _holds(text: str) -> str:
    if text.startswith(_FORMULAS):
        return "a text that would be a formula has an apostrophe before it"
    return "a | in a value is written ¦" if "|" in text else ""


EXPORT = Export(
    name="csv",
    title="CSV",
    suffix=".letters.csv",
    media_type="text/csv",
    carries={
        "letter.label": "label",
        "letter.label_ru": "label_ru",
        "letter.written.edtf": "date",
        "letter.authors.name": "authors",
        "letter.authors.iri": "author_ids",
        "letter.addressees.name": "addressees",
        "letter.addressees.iri": "addressee_ids",
        "letter.sent_from.name": "sent_from",
        "letter.sent_to.name": "sent_to",
        "letter.mode": "mode",
        "letter.carriers.shelfmark": "shelfmarks",
        "letter.answers.iri": "reply_to",
        "letter.mentions.name": "persons_named",
        "letter.mentions.iri": "persons_named_ids",
        "letter.topics.name": "topics",
        "letter.topics.iri": "topic_ids",
        "letter.abstract": "subject",
        "letter.abstract_ru": "subject_ru",
        "letter.lines": "first_line, last_line",
        "person.name": Carried("authors, addressees, persons_named", of="named"),
        "group.name": Carried("authors, addressees", of="used"),
        "place.name": Carried("sent_from, sent_to", of="used"),
    },
    write=write,
    holds=_holds,
)

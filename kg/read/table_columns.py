"""Which column of a table says what: by its header, in four languages, or as a mapping file says.

The words are in `table_columns.toml`; a mapping is a TOML file that whoever has the table can edit and use again.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Literal, NamedTuple

import msgspec
from rapidfuzz import fuzz, process

from kg.errors import KgError, Place
from kg.files import read_bytes
from kg.read.typed_words import plain
from kg.settings import read_settings, suggest

IGNORE = "ignore"
_ALIKE = 75.0  # rapidfuzz's 0-100; words of four letters are soon alike
_ELEMENT = re.compile(r"(?:dc|dct|dcterms|qdc|marcrel|mrel|schema)\s*[:._]\s*(\w+)", re.IGNORECASE)
_AUTHORITIES = frozenset(
    (
        "gnd",
        "viaf",
        "wikidata",
        "isni",
        "lccn",
        "geonames",
        "orcid",
        "id",
        "ids",
        "uri",
        "iri",
        "url",
        "qid",
        "authority",
    )
)
_IDENTIFIERS = {
    "senders": "sender_ids", "recipients": "recipient_ids", "sent_from": "sent_from_ids", "sent_to": "sent_to_ids",
}  # fmt: skip
_FILE = Path(__file__).with_name("table_columns.toml")
# A row is taken for the header when it names two fields, one of which tells one letter from another.
_TELLING = frozenset(("senders", "recipients", "date", "shelfmark", "year", "url"))


class TableMapping(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """How a table is read. `columns` maps a header, or a column's letter, to a field; what it leaves out is recognised.

    `header` is the row of the headers, 0 for none (then columns go by letter); `defaults` are what cells say that are
    empty. `order` says what comes first in 05/06/1932, `century` that of years of two figures, `calendar` that of dates
    before 14 February 1918 that do not name theirs. What is not set is found out from the table.
    """

    sheet: str = ""
    header: int | None = None
    encoding: str = ""
    delimiter: str = ""
    order: Literal["", "dmy", "mdy"] = ""
    century: int | None = None
    calendar: Literal["", "julian", "gregorian"] = ""
    columns: dict[str, str] = {}
    defaults: dict[str, str] = {}


class Columns(NamedTuple):
    """The fields of a table: each with its columns (from 0). `unknown` are columns that nobody understands.

    `row` is that of the headers, 0 where there is none, -1 for what is no table but is read like one.
    """

    row: int
    headers: tuple[str, ...]
    fields: dict[str, tuple[int, ...]]
    unknown: tuple[int, ...]
    ignored: tuple[int, ...] = ()
    first: int = 0  # the first of the rows of headers, where there are several


@cache
def vocabulary() -> Mapping[str, Any]:
    """What the file of words says."""
    return tomllib.loads(_FILE.read_text(encoding="utf-8"))


@lru_cache(maxsize=8192)
def folded(text: str) -> str:
    """A header as it is compared: `Empfänger/in (Name)` -> `empfänger in name`."""
    return " ".join(re.sub(r"[^\w№°'&/]+|_|/(?!п)", " ", plain(text)).split())


@cache
def _known() -> Mapping[str, str]:
    return {folded(word): field for field, words in vocabulary()["fields"].items() for word in words}


def field_of(header: str) -> str | None:
    """The field that a header names, or None: words in brackets, numbers and plurals in brackets do not matter."""
    known = _known()
    name = folded(header)
    if header.strip() in vocabulary()["fields"]:
        return header.strip()
    if (element := _ELEMENT.match(header.strip())) is not None:
        return element_field(element[1])
    bare = folded(re.sub(r"[(\[].*?[)\]]", " ", header))
    several = (name, bare, re.sub(r"\s*\d+$", "", bare), bare.replace(" in", "").strip())
    plainer = re.sub(r"(?<!\w)(?:name|names|des|der|du|de l'|of the|full|voller|nom|имя|фио)(?!\w)", " ", bare)
    plainer = " ".join(plainer.split())
    for form in (*several, plainer, plainer.removesuffix("s")):
        if form in known:
            return known[form]
    return _identifiers_of(name)


def element_field(name: str) -> str | None:
    """What an element of Dublin Core says of a letter, by its local name: `dcterms:created` is a date."""
    found: str | None = vocabulary()["dublin_core"].get(name) or vocabulary()["dublin_core"].get(name.lower())
    return found


def _identifiers_of(name: str) -> str | None:
    """The field of identifiers that a header means: `Absenderin GND` is that of the names in `Absenderin`."""
    parts = [word for word in name.split() if word not in _AUTHORITIES]
    field = _known().get(" ".join(parts)) if len(parts) < len(name.split()) else None
    return _IDENTIFIERS.get(field or "")


def meant_field(header: str) -> str | None:
    """The field that a header that is not known may mean: `did you mean`."""
    name = folded(header)
    if len(name) < 4:
        return None  # almost every short word is like some other
    found = process.extractOne(name, list(_known()), scorer=fuzz.ratio, score_cutoff=_ALIKE)
    return _known()[found[0]] if found else None


def letter(column: int) -> str:
    """The letters of a column (from 0), as spreadsheets have them: 0 -> A, 27 -> AB."""
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(ord("A") + rest) + name
    return name


def number_of(letters: str) -> int:
    """The column (from 0) with these letters: A -> 0."""
    number = 0
    for sign in letters:
        number = number * 26 + ord(sign) - ord("A") + 1
    return number - 1


def find_header(rows: Sequence[tuple[int, Sequence[str]]], mapping: TableMapping) -> Columns | None:
    """The columns of the table whose first rows are `rows` (number, cells); None when no row is a header."""
    if mapping.header == 0:
        found = columns_of(0, [""] * max((len(cells) for _, cells in rows), default=0), mapping)
        return found if _TELLING & found.fields.keys() else None
    best: Columns | None = None
    for place, (number, cells) in enumerate(rows):
        last, cells = _with_second_row(rows, place)
        if mapping.header is not None and mapping.header not in (number, last):
            continue
        found = columns_of(last, cells, mapping)._replace(first=number)
        if not _TELLING & found.fields.keys() or (mapping.header is None and len(found.fields) < 2):
            continue
        if best is None or len(found.fields) > len(best.fields):
            best = found
    if best is None and mapping.header:  # rows above were deleted or put in since the mapping was written
        return find_header(rows, msgspec.structs.replace(mapping, header=None))
    return best


def _with_second_row(rows: Sequence[tuple[int, Sequence[str]]], place: int) -> tuple[int, Sequence[str]]:
    """A row of headers, with the one below it where that has nothing but headers for columns that this one groups."""
    number, cells = rows[place]
    if place + 1 == len(rows):
        return number, cells
    below, more = rows[place + 1]
    named = [index for index, text in enumerate(more) if text]
    free = [index for index in named if index >= len(cells) or not cells[index]]
    if (
        sum(1 for text in cells if text and field_of(text)) < 2
        or not free
        or not all(field_of(more[index]) for index in named)
        or any(text[:1].isdigit() for text in more)
    ):
        return number, cells
    width = max(len(cells), len(more))
    padded = [[*row, *[""] * (width - len(row))] for row in (cells, more)]
    return below, [second or first for first, second in zip(*padded, strict=True)]


def columns_of(row: int, cells: Sequence[str], mapping: TableMapping) -> Columns:
    """The columns under the headers `cells`."""
    given = {folded(name): field for name, field in mapping.columns.items()}
    by_letter = {name.strip().upper(): field for name, field in mapping.columns.items()}
    headers = tuple(" ".join(cell.split()) for cell in cells)
    counts = {folded(header): 0 for header in headers}
    for header in headers:
        counts[folded(header)] += 1
    fields: dict[str, list[int]] = {}
    unknown, ignored = [], []
    recognised: dict[int, str] = {}
    for index, header in enumerate(headers):
        name = folded(header)
        field = given.get(name) if name and counts[name] == 1 else None
        field = field or by_letter.get(letter(index)) or (given.get(name) if name else None)
        if not field and (field := field_of(header)):
            recognised[index] = name
        if field == IGNORE:
            ignored.append(index)
        elif field:
            fields.setdefault(field, []).append(index)
        else:
            unknown.append(index)
    _move_places(fields, recognised)
    return Columns(row, headers, {name: tuple(found) for name, found in fields.items()}, tuple(unknown), tuple(ignored))


def _move_places(fields: dict[str, list[int]], recognised: Mapping[int, str]) -> None:
    """Take a column for places where its header may mean persons or places, and another column has the persons.

    `recognised` are the headers of the columns of which no mapping says what they are.
    """
    for header, place in vocabulary()["places"].items():
        field = _known()[folded(header)]
        found = [index for index in fields.get(field, ()) if recognised.get(index) == folded(header)]
        if place not in fields and 0 < len(found) < len(fields[field]):
            fields[field] = [index for index in fields[field] if index not in found]
            fields[place] = found


def load_mapping(file: Path) -> TableMapping:
    """Read a mapping file. Raises KgError with line and suggestion for what cannot be in one."""
    data = read_bytes(file)
    mapping = read_settings(TableMapping, data, file)
    fields = [*vocabulary()["fields"], IGNORE]
    for where, names in (("columns", mapping.columns.values()), ("defaults", mapping.defaults)):
        for name in names:
            if name not in fields:
                meant = suggest(name, fields)
                line = next((n for n, text in enumerate(data.decode().splitlines(), 1) if f'"{name}"' in text), None)
                hint = f"did you mean {meant!r}?" if meant else f"the fields are: {', '.join(fields)}"
                raise KgError(f"no field {name!r} in [{where}]", Place(file, line), hint)
    return mapping


def mapping_toml(
    file: str, mapping: TableMapping, columns: Columns, samples: Callable[[int], str], *, several: bool = False
) -> bytes:
    """A mapping file for a table: what was recognised and what was not, to be edited; `samples` are first values.

    Of `several` sheets that are read together each has its own row of headers.
    """
    return ("\n".join(_mapping_lines(file, mapping, columns, samples, several)) + "\n").encode()


def _mapping_lines(
    file: str, mapping: TableMapping, columns: Columns, samples: Callable[[int], str], several: bool
) -> Iterator[str]:
    yield f"# How the columns of {quoted(file)} are read. Edit it, and import the table again with --mapping."
    yield ""
    for name, value in (("sheet", mapping.sheet), ("encoding", mapping.encoding), ("delimiter", mapping.delimiter)):
        if value:
            yield f"{name} = {quoted(value)}"
    row = f"header = {columns.row}  # the row of the headers; 0: there is none, columns go by letter"
    yield f"# {row}" if several else row
    yield _or_comment("order", quoted(mapping.order) if mapping.order else "", '"dmy"', "05/06/1932 is 5 June")
    yield _or_comment("century", str(mapping.century or ""), "1900", "of years of two figures")
    yield _or_comment(
        "calendar", quoted(mapping.calendar) if mapping.calendar else "", '"julian"', "dates before 14 February 1918"
    )
    yield ""
    yield "[columns]  # header, or letter of the column = field"
    fields = {index: name for name, found in columns.fields.items() for index in found}
    fields.update(dict.fromkeys(columns.ignored, IGNORE))
    folds = [folded(header) for header in columns.headers]
    for index, header in enumerate(columns.headers):
        key = header if folds[index] and folds.count(folds[index]) == 1 else letter(index)
        sample = samples(index)
        shown = f"  # {sample}" if sample else ""
        if index in fields:
            yield f"{quoted(key)} = {quoted(fields[index])}{shown}"
        elif header or sample:
            meant = meant_field(header)
            yield f"# {quoted(key)} = {quoted(meant or IGNORE)}{shown}"
    yield ""
    yield "[defaults]  # what an empty cell says"
    yield from (f"{name} = {quoted(value)}" for name, value in mapping.defaults.items())
    if "archive" not in mapping.defaults:
        yield '# archive = "..."'
    yield ""
    yield "# The fields:"
    yield from (f"#   {name:15}{label}" for name, label in vocabulary()["labels"].items())


def _or_comment(name: str, value: str, example: str, what: str) -> str:
    return f"{name} = {value}  # {what}" if value else f"# {name} = {example}  # {what}"


def quoted(text: str) -> str:
    """A basic string of TOML 1.0."""
    return json.dumps(" ".join(text.split()) or text, ensure_ascii=False).replace("\x7f", "\\u007f")

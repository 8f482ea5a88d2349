"""Candidates from a file: CSV, TSV, JSON Lines or RDF, plain or compressed, of any size, read as a stream."""

from __future__ import annotations

import csv
import gzip
import io
import itertools
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, cast

import msgspec
import zstandard
from pyoxigraph import Literal, NamedNode, RdfFormat, parse

from kg.errors import KgError, Place
from kg.files import open_file
from kg.ns import AUTHORITY_FILES
from kg.reconcile.sources.fields import NUMBERS, Refused, field_of, identifier, profile
from kg.records.candidate import Profile

LINE = 4 * 1024 * 1024  # bytes of a line; a longer one is refused
_TOGETHER = 2000  # lines of N-Triples that are parsed at once
_SEVERAL = "|"
_TABLES = {".csv": ",", ".tsv": "\t"}
_GRAPHS = {".ttl": RdfFormat.TURTLE, ".rdf": RdfFormat.RDF_XML}
_PACKED = (".gz", ".zst")
Found = Iterator[Profile | Refused]


def read_snapshot(path: Path) -> Found:
    """The candidates in a file, in its order; what cannot be read is refused with its line, and reading goes on.

    A file ends in one of FORMATS, with .gz or .zst after it when it is compressed. In RDF the statements about one
    thing stand together, as in the dumps of Wikidata and of the GND. Raises KgError for another ending, a table
    without a column of identifiers or names, Turtle that is broken, and a compressed file that is damaged.
    """
    read = _READERS.get(_ending(path))
    if read is None:
        raise KgError("what format is this snapshot?", path, f"end its name in one of {', '.join(FORMATS)} (.gz, .zst)")
    with _opened(path) as stream:
        try:
            yield from read(stream, path)
        except (EOFError, gzip.BadGzipFile, zstandard.ZstdError) as error:
            raise KgError(f"the compressed file is damaged: {error}", path, "fetch it again") from None


def _ending(path: Path) -> str:
    """What the name ends in, without what tells that the file is compressed."""
    return path.with_suffix("").suffix if path.suffix in _PACKED else path.suffix


@contextmanager
def _opened(path: Path) -> Iterator[IO[bytes]]:
    with open_file(path) as file:
        if path.suffix == ".gz":
            with gzip.open(file) as unpacked:
                yield cast("IO[bytes]", unpacked)
        elif path.suffix == ".zst":
            with zstandard.ZstdDecompressor().stream_reader(file, read_across_frames=True) as unpacked:
                yield io.BufferedReader(cast("io.RawIOBase", unpacked), 1 << 20)
        else:
            yield file


def _lines(stream: IO[bytes], path: Path) -> Iterator[tuple[int, str] | Refused]:
    """Lines with their numbers; one that is too long or no UTF-8 is refused."""
    for number in itertools.count(1):
        line = stream.readline(LINE)
        if not line:
            return
        where = f"{path}:{number}"
        if len(line) == LINE and not line.endswith(b"\n"):
            while (rest := stream.readline(LINE)) and not rest.endswith(b"\n"):
                pass
            yield Refused(where, f"the line is longer than {LINE >> 20} MB")
            continue
        try:
            yield number, line.decode("utf-8-sig" if number == 1 else "utf-8")
        except UnicodeDecodeError:
            yield Refused(where, "the line is not UTF-8")


def _table(stream: IO[bytes], path: Path) -> Found:
    """A table: one candidate a line, `|` between several values of a cell."""
    delimiter = _TABLES[_ending(path)]
    columns: list[str] = []
    for line in _lines(stream, path):
        if isinstance(line, Refused):
            yield line
            continue
        number, text = line
        cells = next(csv.reader([text.replace("\0", "")], delimiter=delimiter), [])
        if not any(cells):
            continue
        if not columns:
            columns = _header(cells, path)
        elif len(cells) != len(columns):
            yield Refused(f"{path}:{number}", f"{len(cells)} cells, and {len(columns)} columns")
        else:
            yield from profile(_cells(columns, cells), f"{path}:{number}")


def _header(cells: list[str], path: Path) -> list[str]:
    columns = [cell.strip() for cell in cells]
    missing = {"iri", "names"} - {field_of(column) for column in columns}
    if missing:
        words = " and ".join({"iri": "identifiers", "names": "names"}[field] for field in sorted(missing))
        raise KgError(f"no column of {words}", Place(path, 1), "the first row names the columns: iri, name, kind, born")
    return columns


def _cells(columns: list[str], cells: list[str]) -> dict[str, list[str]]:
    """The values of a row by field; the first column of identifiers says which it is, others are those elsewhere."""
    values: dict[str, list[str]] = {}
    for column, cell in zip(columns, cells, strict=True):
        if (field := field_of(column)) is not None and cell.strip():
            _put(values, field, column, [part for part in cell.split(_SEVERAL) if part.strip()])
    return values


def _put(values: dict[str, list[str]], field: str, called: str, texts: Iterable[str]) -> None:
    if field in ("iri", "others", "replaced_by"):
        texts = [identifier(called, text) if text.strip() != "-" else "-" for text in texts]
    if field == "iri" and values.get("iri"):
        field = "others"
    values.setdefault(field, []).extend(texts)


def _json(stream: IO[bytes], path: Path) -> Found:
    """JSON Lines: objects with the fields of a profile, of lobid-gnd, or entities of a dump of Wikidata."""
    for line in _lines(stream, path):
        if isinstance(line, Refused):
            yield line
            continue
        number, text = line
        text = text.strip().rstrip(",")
        if text in ("", "[", "]"):  # the brackets of a dump of Wikidata
            continue
        try:
            found = msgspec.json.decode(text)
        except (msgspec.DecodeError, RecursionError) as error:
            yield Refused(f"{path}:{number}", f"this is no JSON: {error}")
            continue
        if not isinstance(found, dict):
            yield Refused(f"{path}:{number}", "this is no object")
            continue
        yield from profile(_entity(found) if "claims" in found else _object(found), f"{path}:{number}")


def _object(found: dict[str, Any]) -> dict[str, list[str]]:
    values: dict[str, list[str]] = {}
    for key in sorted(found, key=lambda key: (key not in ("iri", "id"), key.lower() not in ("name", "preferredname"))):
        if (field := field_of(key)) is not None:
            _put(values, field, key, _texts(found[key]))
    return values


def _texts(value: Any) -> list[str]:
    """The texts in a value: itself, those of a list, the identifier or the label of an object."""
    if isinstance(value, str | int):
        return [str(value)]
    if isinstance(value, list):
        return [text for one in value[:500] for text in _texts(one)]
    if isinstance(value, dict):
        text = value.get("label") or value.get("id") or value.get("value") or value.get("name")
        return [str(text)] if isinstance(text, str) else []
    return []


def _entity(found: dict[str, Any]) -> dict[str, list[str]]:
    """An entity of Wikidata's JSON: labels and aliases in all languages, direct values of the properties we know."""
    values: dict[str, list[str]] = {}
    _put(values, "iri", "qid", [str(found.get("id", ""))])
    labels, aliases = found.get("labels"), found.get("aliases")
    if isinstance(labels, dict):
        first = [labels[code] for code in ("en", "de", "ru") if code in labels]
        values["names"] = _texts([*first, *labels.values()])
    if isinstance(aliases, dict):
        values.setdefault("names", []).extend(_texts(list(aliases.values())))
    claims = found.get("claims")
    for name, statements in claims.items() if isinstance(claims, dict) else ():
        field = "kind" if name == "P31" else "" if name in ("P106", "P39", "P19", "P20", "P937") else field_of(name)
        if field:
            _put(values, field, name, [text for one in _list(statements) for text in _snak(one)])
    return values


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _snak(statement: Any) -> list[str]:
    """The value of a statement that is not deprecated."""
    try:
        value = statement["mainsnak"]["datavalue"]["value"]
        if statement.get("rank") == "deprecated":
            return []
    except (TypeError, KeyError, AttributeError):
        return []
    if isinstance(value, dict):
        value = value.get("time", value.get("id", value.get("text", "")))
    return [str(value)]


def _triples(stream: IO[bytes], path: Path) -> Found:
    """N-Triples or N-Quads, some lines at once; of these one by one where one is broken."""
    lines = _lines(stream, path)
    subject = _Subject()
    while some := list(itertools.islice(lines, _TOGETHER)):
        good = [line for line in some if not isinstance(line, Refused)]
        yield from (line for line in some if isinstance(line, Refused))
        try:
            quads = list(parse("".join(text for _, text in good).encode(), RdfFormat.N_QUADS))
        except SyntaxError:
            quads = []
            for number, text in good:
                try:
                    quads += list(parse(text.encode(), RdfFormat.N_QUADS))
                except SyntaxError as error:
                    yield Refused(f"{path}:{number}", f"this is no statement: {error.msg}")
        where = f"{path}:{good[0][0]}" if good else str(path)
        for quad in quads:
            yield from subject.take(quad, where)
    yield from subject.done()


def _graph(stream: IO[bytes], path: Path) -> Found:
    subject = _Subject()
    try:
        for quad in parse(stream, _GRAPHS[_ending(path)], base_iri=path.absolute().as_uri()):
            yield from subject.take(quad, str(path))
    except SyntaxError as error:
        raise KgError(
            f"the RDF is broken: {error.msg}", Place(path, error.lineno), "mend it, or use N-Triples"
        ) from None
    yield from subject.done()


class _Subject:
    """The statements about one thing, which stand together."""

    def __init__(self) -> None:
        self._iri, self._where = "", ""
        self._values: dict[str, list[str]] = {}
        self._labelled: list[str] = []

    def take(self, quad: Any, where: str) -> Found:
        """One statement more; the thing before it when it begins another one."""
        if not isinstance(quad.subject, NamedNode):
            return
        if quad.subject.value != self._iri:
            yield from self.done()
            self._iri, self._where = quad.subject.value, where
        predicate = quad.predicate.value
        name = predicate.rpartition("#")[2].rpartition("/")[2]
        statement = name[:1] == "P" and name[1:].isdigit()
        if statement and "/prop/direct/" not in predicate:
            return
        field = "kind" if name == "P31" else field_of(name)
        value = quad.object.value if isinstance(quad.object, Literal | NamedNode) else ""
        if field is None or field == "iri" or not value:
            return
        if field == "names" and isinstance(quad.object, Literal):
            first = name.lower().startswith(("label", "pref", "name"))
            (self._labelled if first else self._values.setdefault("names", [])).append(value)
        elif field != "names":
            _put(self._values, field, name if name.lower() in NUMBERS else "", [value])

    def done(self) -> Found:
        """The profile of the thing, where it has a name; a bare sameAs of Wikidata says that it was merged."""
        values, iri = self._values, identifier("", self._iri)
        names = [*self._labelled, *values.get("names", ())]
        others = values.get("others", [])
        if iri and not names and others and iri.startswith(AUTHORITY_FILES["wd"][1]):
            values = {"replaced_by": others[:1]}
        if iri and (names or values.get("replaced_by")):
            yield from profile({**values, "iri": [iri], "names": names}, self._where)
        self._iri, self._values, self._labelled = "", {}, []


_READERS: dict[str, Callable[[IO[bytes], Path], Found]] = {
    **dict.fromkeys(_TABLES, _table),
    **dict.fromkeys((".jsonl", ".ndjson"), _json),
    **dict.fromkeys((".nt", ".nq"), _triples),
    **dict.fromkeys(_GRAPHS, _graph),
}
FORMATS = tuple(_READERS)

"""Answers of other services, written down so that a query can be repeated: `recordings/NAME.json` of a workspace.

A recording says what was asked of whom and on which day, whether the live service answered, an endpoint in its place
or a snapshot, and holds what came back, batch by batch, each term in N-Triples form, one row a line, so that two
recordings can be compared line by line. The same answers make the same bytes, but for the day. Hashes (SHA-256) tie
rows to what was asked.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec
from pyoxigraph import RdfFormat, parse

from kg.errors import KgError
from kg.files import read_bytes
from kg.queries.federation import Federated, Rows
from kg.queries.text import Term, serialised

LIVE = "live service"
STAND_IN = "another endpoint"
SNAPSHOT = "snapshot"
FOLDER = "recordings"
_SUFFIX = ".json"
_LARGEST = 512 * 1024 * 1024  # bytes

_AGAIN = "record it again: kg query {} --live --record"
_PROBE = "<urn:s> <urn:p> {} .\n"


class Batch(msgspec.Struct, frozen=True, kw_only=True):
    """What was asked in one request, and the answer. `keys` and `rows` hold terms in N-Triples form, "" for unbound."""

    request_sha256: str
    answer_sha256: str
    keys: tuple[tuple[str, ...], ...]
    rows: tuple[tuple[str, ...], ...]


class Recording(msgspec.Struct, frozen=True, kw_only=True):
    """All that a service answered to the part of a query that asks it.

    `service` is the one that the query names, `endpoint` the address that answered, or the name of the snapshot's file;
    `made_from` is LIVE, STAND_IN or SNAPSHOT, `snapshot_sha256` the hash of that file. `recorded` is a day, YYYY-MM-DD.
    `asked` is the request without the values of `keys`, by lines.
    """

    query: str
    service: str
    endpoint: str
    made_from: str
    recorded: str
    program: str
    asked: tuple[str, ...]
    keys: tuple[str, ...]
    variables: tuple[str, ...]
    batches: tuple[Batch, ...]
    snapshot_sha256: str = ""

    def said(self) -> str:
        """What it is and from when, in words."""
        if self.made_from == LIVE:
            return f"recorded on {self.recorded} from the live service {self.endpoint}"
        if self.made_from == STAND_IN:
            return f"recorded on {self.recorded} from {self.endpoint}, in the place of {self.service}"
        return (
            f"recorded on {self.recorded} from a snapshot ({self.endpoint}), not from the live service {self.service}"
        )

    def found(self) -> Rows:
        """Everything that came back."""
        return Rows(self.variables, tuple(_terms([row for batch in self.batches for row in batch.rows])))


@dataclass(frozen=True)
class Change:
    """One row of a service that is there no more, is there only now, or is another one than before.

    `key` are the values that the service was asked about.
    """

    key: tuple[str, ...]
    before: tuple[str, ...] | None
    after: tuple[str, ...] | None


def batch(request: str, keys: Rows, found: Rows) -> Batch:
    """One request and its answer, in the order of their terms. Raises KgError for blank nodes, which have no name."""
    rows = tuple(sorted(tuple(map(_word, row)) for row in found.rows))
    return Batch(
        request_sha256=_hash([request]),
        answer_sha256=_hash(map(_line, rows)),
        keys=tuple(tuple(map(_word, row)) for row in keys.rows),
        rows=rows,
    )


def lines(query: Federated) -> tuple[str, ...]:
    """What a recording says that was asked."""
    return tuple(query.asked.split("\n"))


def written(recording: Recording) -> bytes:
    """A recording as JSON (UTF-8), a row a line."""
    head = {name: getattr(recording, name) for name in recording.__struct_fields__ if name != "batches"}
    fields = [f"  {json.dumps(name)}: {_value(name, value)}," for name, value in head.items() if value]
    parts = (",\n".join(_batch(one)) for one in recording.batches)
    batches = ",\n".join(f"    {{\n{part}\n    }}" for part in parts)
    text = "\n".join(["{", *fields, f'  "batches": [\n{batches}\n  ]' if batches else '  "batches": []', "}", ""])
    return text.encode()


def load(folder: Path, name: str) -> Recording | None:
    """The recording of the query `name` in a folder of recordings; None where there is none. Raises as `read`."""
    file = place(folder, name)
    return read(read_bytes(file, limit=_LARGEST), file) if file.is_file() else None


def place(folder: Path, name: str) -> Path:
    """The file of the recording of a query."""
    return folder / f"{name}{_SUFFIX}"


def read(data: bytes, file: Path) -> Recording:
    """A recording out of its file. Raises KgError for one that is damaged or was changed since it was written."""
    try:
        recording = msgspec.json.decode(data, type=Recording)
    except (msgspec.ValidationError, msgspec.DecodeError) as error:
        raise KgError(f"not a recording: {error}", file, _AGAIN.format(file.stem)) from None
    for number, one in enumerate(recording.batches, 1):
        widths = {len(row) for row in one.rows} - {len(recording.variables)}
        if widths or one.answer_sha256 != _hash(map(_line, one.rows)):
            what = f"batch {number} is not what was recorded: its rows have another hash"
            raise KgError(what, file, _AGAIN.format(file.stem))
    try:
        recording.found()
    except (SyntaxError, ValueError, KeyError) as error:
        raise KgError(f"not a recording: {error}", file, _AGAIN.format(file.stem)) from None
    return recording


def replayed(recording: Recording, query: Federated, keys: Rows, file: Path) -> Rows:
    """What the service had answered about `keys`.

    Raises KgError when the recording is of another request, or when it was never asked about one of the keys: the
    answer would lack rows.
    """
    again = _AGAIN.format(recording.query)
    if recording.asked != lines(query) or recording.service != query.service:
        raise KgError("the query asks its service something else than when it was recorded", file, again)
    if not set(recording.keys) <= set(keys.variables):
        raise KgError("the recording was asked by other variables", file, again)
    places = [keys.variables.index(name) for name in recording.keys]
    known = {row for one in recording.batches for row in one.keys}
    wanted = {tuple(_word(row[n]) for n in places) for row in keys.rows}
    if missing := sorted(wanted - known):
        what = f"the recording is not whole: {len(missing)} of {len(wanted)} things were not asked about"
        raise KgError(f"{what}, {' '.join(missing[0])} for one", file, again)
    return recording.found()


def changes(before: Recording, after: Recording) -> tuple[Change, ...]:
    """What differs between two recordings of one query, by what was asked about.

    Raises KgError when they hold different columns.
    """
    if (before.keys, before.variables) != (after.keys, after.variables):
        raise KgError("the two answers have different columns", hint="the query has changed since it was recorded")
    places = [before.variables.index(name) for name in before.keys]
    old, new = _by_key(before, places), _by_key(after, places)
    found: list[Change] = []
    for key in sorted(old.keys() | new.keys()):
        was, now = old.get(key, set()), new.get(key, set())
        gone, come = sorted(was - now), sorted(now - was)
        if len(gone) == len(come) == 1:
            found.append(Change(key, gone[0], come[0]))
        else:
            found += [Change(key, row, None) for row in gone] + [Change(key, None, row) for row in come]
    return tuple(found)


def _by_key(recording: Recording, places: Sequence[int]) -> dict[tuple[str, ...], set[tuple[str, ...]]]:
    found: dict[tuple[str, ...], set[tuple[str, ...]]] = {}
    for one in recording.batches:
        for row in one.rows:
            found.setdefault(tuple(row[n] for n in places), set()).add(row)
    return found


def _batch(one: Batch) -> Iterator[str]:
    """The fields of a batch, as lines."""
    yield f'      "request_sha256": {json.dumps(one.request_sha256)}'
    yield f'      "answer_sha256": {json.dumps(one.answer_sha256)}'
    for name, rows in (("keys", one.keys), ("rows", one.rows)):
        body = ",\n".join(f"        {_line(row)}" for row in rows)
        yield f'      "{name}": [\n{body}\n      ]' if body else f'      "{name}": []'


def _value(name: str, value: object) -> str:
    """A field of the head; the request is a line a line."""
    if name != "asked":
        return json.dumps(value, ensure_ascii=False)
    assert isinstance(value, tuple)
    return "[\n" + ",\n".join(f"    {json.dumps(line, ensure_ascii=False)}" for line in value) + "\n  ]"


def _line(row: Sequence[str]) -> str:
    return json.dumps(list(row), ensure_ascii=False)


def _hash(lines: Iterable[str]) -> str:
    return hashlib.sha256("".join(f"{line}\n" for line in lines).encode()).hexdigest()


def _word(term: object) -> str:
    return "" if term is None else serialised(term)  # type: ignore[arg-type]


def _terms(rows: Sequence[Sequence[str]]) -> Iterator[tuple[Term | None, ...]]:
    """Rows of terms out of rows of words."""
    words = sorted({word for row in rows for word in row if word})
    document = "".join(map(_PROBE.format, words)).encode()
    objects = [quad.object for quad in parse(document, RdfFormat.N_TRIPLES)]
    terms: dict[str, Term | None] = {"": None}
    terms |= {word: term for word, term in zip(words, objects, strict=True) if isinstance(term, Term)}
    for row in rows:
        yield tuple(terms[word] for word in row)

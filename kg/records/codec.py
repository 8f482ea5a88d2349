"""Records as JSON Lines (one object a line, UTF-8) and their JSON Schemas."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from kg import records
from kg.errors import KgError, Place, UsageError
from kg.records.faults import faults

T = TypeVar("T", bound=msgspec.Struct)

TYPES: dict[str, type[msgspec.Struct]] = {
    name.lower(): getattr(records, name)
    for name in (
        "Heading",
        "Letter",
        "Person",
        "Group",
        "Place",
        "Unit",
        "Decision",
        "Citation",
        "Shelfmark",
        "Witness",
        "Problem",
        "Link",
        "Topic",
        "Adjudication",
        "SettledMention",
        "Subject",
        "Edition",
        "Settings",
        "Claim",
        "Judgement",
        "Alignment",
        "Reference",
        "LostLetter",
        "Case",
        "Bibliography",
        "Wording",
    )
}


def encode(record: msgspec.Struct) -> bytes:
    """One record as one line of JSON, without the line end."""
    return msgspec.json.encode(record)


def encode_lines(found: Iterable[msgspec.Struct]) -> bytes:
    """Records as JSON Lines, each line ended."""
    return b"".join(encode(record) + b"\n" for record in found)


def decode_lines(type_: type[T], data: bytes, file: Path | str) -> Iterator[T]:
    """Read JSON Lines; blank lines are passed over.

    Raises KgError with file and line for a line that is not JSON, not such a record, or one with `faults`.
    """
    yield from decode_each(type_, data.split(b"\n"), file)


def decode_each(type_: type[T], lines: Iterable[bytes | str], file: Path | str) -> Iterator[T]:
    """The same of lines that are read one at a time."""
    decoder = msgspec.json.Decoder(type_)
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            record = decoder.decode(line)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise _broken(type_, str(error), Place(file, number)) from error
        for fault in faults(record):
            raise _broken(type_, fault, Place(file, number))
        yield record


def _broken(type_: type[msgspec.Struct], fault: str, where: Place) -> KgError:
    name = type_.__name__.lower()
    return KgError(
        f"not a {name} record: {fault}",
        where,
        f"mend the line, or write the file anew with `kg extract`; `kg schema {name}` prints what is expected",
    )


def json_schema(name: str) -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of the record type called `name`.

    Raises UsageError when there is none.
    """
    try:
        type_ = TYPES[name.lower()]
    except KeyError:
        raise UsageError(f"no record type {name!r}", hint=f"there are: {', '.join(sorted(TYPES))}") from None
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **msgspec.json.schema(type_)}

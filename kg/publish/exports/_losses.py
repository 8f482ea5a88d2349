"""What a format could not carry, counted while the records are read."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec

from kg.publish.exports._export import Carried, Export

_EXAMPLES = 3


class Lost(msgspec.Struct):
    """One row of the report: a field, why it is lost, how many values in how many records, the first of these."""

    field: str
    why: str
    values: int = 0
    records: int = 0
    examples: list[str] = msgspec.field(default_factory=list)


class Losses:
    """Counts what the records have and `export` does not carry."""

    def __init__(self, export: Export) -> None:
        self.export = export
        self.read: dict[str, int] = {}  # kind -> how many records
        self.carried: dict[str, int] = {}  # field -> how many values
        self._fields = export.fields()
        # Every field that holds carried ones: `letter`, `letter.authors`. Of another one, nothing is carried.
        parts = [field.split(".") for field in self._fields]
        self._holding = {".".join(path[:n]) for path in parts for n in range(1, len(path))}
        self._rows: dict[tuple[str, str], Lost] = {}

    def add(self, kind: str, record: Any) -> None:
        """Count one record."""
        self.read[kind] = self.read.get(kind, 0) + 1
        there: dict[tuple[str, str], int] = {}
        for field, value, owner in self._values(record, kind):
            if why := self.why_lost(field, value, owner, record):
                there[field, why] = there.get((field, why), 0) + 1
            else:
                self.carried[field] = self.carried.get(field, 0) + 1
        for key, many in there.items():
            self._row(key).records += 1
            self._row(key).values += many
            if len(self._row(key).examples) < _EXAMPLES:
                self._row(key).examples.append(record.iri)

    def add_whole(self, field: str, total: int, first: list[str], why: str = "") -> None:
        """Count things that are carried whole or not at all; `first` are some of them."""
        why = why or _NO_PLACE
        if total and field not in self._fields:
            self._rows[field, why] = Lost(field, why, total, total, first[:_EXAMPLES])

    def rows(self) -> list[Lost]:
        """The report's rows, by field."""
        return sorted(self._rows.values(), key=lambda row: (row.field, row.why))

    def _values(self, record: Any, path: str) -> Iterator[tuple[str, str, Any]]:
        """Every value of a record with the name of its field and whose it is; what is empty is no value.

        The IRI is the key of a whole record. A record of which nothing is carried is one value.
        """
        if path not in self._holding:
            yield path, record.iri if "iri" in record.__struct_fields__ else "", record
            return
        for name in record.__struct_fields__:
            value = getattr(record, name)
            if not value or isinstance(value, bool) or name in _DERIVED or (name == "iri" and "." not in path):
                continue
            if name == "other":
                yield from ((f"{path}.{property_}", property_, record) for property_ in value)
            elif isinstance(value, str):
                yield f"{path}.{name}", value, record
            else:
                for part in value if isinstance(value, tuple) else (value,):
                    inner = f"{path}.{name}"
                    yield from [(inner, part, record)] if isinstance(part, str) else self._values(part, inner)

    def _row(self, key: tuple[str, str]) -> Lost:
        if (row := self._rows.get(key)) is None:
            row = self._rows[key] = Lost(*key)
        return row

    def why_lost(self, field: str, value: str, owner: Any, record: Any) -> str:
        """Why a value is lost, a field of `owner`, which is `record` or a part of it; empty when it is not."""
        carried: Carried | None = self._fields.get(field)
        if carried is None:
            return _NO_PLACE
        if carried.of != "all" and not (record.used or (carried.of == "named" and record.named)):
            return _OF[carried.of]
        if not carried.fits(value, owner):
            return carried.why
        return self.export.holds(value)


_NO_PLACE = "the format has no place for it"
_DERIVED = {"first", "last", "words"}  # they follow from a date's EDTF
_OF = {
    "used": "only those that letters come from or go to have a place",
    "named": "only those that letters come from, go to or name have a place",
}


def report_json(losses: Losses, about: dict[str, str]) -> bytes:
    """The report for programs."""
    document = {
        **about,
        "format": losses.export.name,
        "records": losses.read,
        "carried": [
            {"field": field, "as": carried.where, "values": losses.carried.get(field, 0)}
            for field, carried in sorted(losses.export.fields().items())
        ],
        "lost": losses.rows(),
    }
    return msgspec.json.format(msgspec.json.encode(document), indent=2) + b"\n"


def report_text(losses: Losses, short: str = "") -> str:
    """The report for people: one line a field, aligned; IRIs without their beginning `short`."""
    rows = [("field", "values", "records", "why", "for example")]
    for row in losses.rows():
        examples = ", ".join(iri.removeprefix(short) for iri in row.examples)
        rows.append((row.field, f"{row.values:,}", f"{row.records:,}", row.why, examples))
    if len(rows) == 1:
        return f"{losses.export.name}: nothing is lost\n"
    widths = [max(len(row[column]) for row in rows) for column in range(4)]
    lines = [f"{losses.export.name}: what {losses.export.title} cannot carry"]
    for field, many, records, why, examples in rows:
        line = f"  {field:{widths[0]}}  {many:>{widths[1]}}  {records:>{widths[2]}}  {why:{widths[3]}}  {examples}"
        lines.append(line.rstrip())
    return "\n".join(lines) + "\n"

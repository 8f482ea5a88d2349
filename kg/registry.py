"""The registry of identifiers: issued once, never renumbered, never used again, whatever is corrected later.

`ids.csv` has the columns `kind,id,fingerprint,status,replaced_by` and is only ever appended to. A fingerprint says by
what a document is known again: its edition, its shelfmark, a hash of its text, its order. When a known document comes
back changed, a row with the same identifier and the newer fingerprint is appended, and later rows win; the older ones
stay, and a document that changes back is still found.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from urllib.parse import quote, unquote

from kg.errors import KgError, Place
from kg.tables import SEPARATOR, Row, format_table, parse_table

COLUMNS = ("kind", "id", "fingerprint", "status", "replaced_by")
PREFIXES = {
    "letter": "l",
    "heading": "h",
    "decision": "d",
    "lost": "x",
    "person": "p",
    "group": "g",
    "place": "pl",
}
# `replaced` names the survivor of a merger, or the parts of a split, in `replaced_by`.
STATUSES = ("active", "withdrawn", "replaced")
WIDTH = 4  # digits of an identifier, more when they run out
# What would end a part, or would not come back from a cell of a table as it went in.
_ESCAPED = re.compile(r"[%;\x00-\x1f]|[^\S ]|^ | $")


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """By what a thing is known again: ordered, named parts, written `edition=...;shelf=...;text=...;order=...`."""

    parts: tuple[tuple[str, str], ...]

    @classmethod
    def of(cls, **parts: str) -> Fingerprint:
        """A fingerprint of `parts`, in the order given: `Fingerprint.of(edition="e", text="9f...", order="3")`."""
        return cls(tuple(parts.items()))

    @classmethod
    def parse(cls, text: str) -> Fingerprint:
        """Read what `str` writes. Raises ValueError when `text` is not a fingerprint."""
        parts = []
        for part in text.split(";"):
            name, equals, value = part.partition("=")
            if not re.fullmatch("[a-z]+", name) or not equals:
                raise ValueError(f"not a fingerprint: {part!r} (expected name=value, separated by semicolons)")
            parts.append((name, unquote(value)))
        return cls(tuple(parts))

    def __str__(self) -> str:
        return ";".join(f"{name}={_ESCAPED.sub(lambda c: quote(c[0]), value)}" for name, value in self.parts)

    def get(self, name: str) -> str:
        """The part called `name`, or an empty string."""
        return dict(self.parts).get(name, "")


@dataclass(frozen=True, slots=True)
class Issued:
    """One row of the registry."""

    kind: str
    id: str
    fingerprint: Fingerprint
    status: str = "active"
    replaced_by: tuple[str, ...] = ()


@dataclass(frozen=True)
class Registry:
    """All identifiers of a workspace, in the order of issue; the line of `ids.csv` that holds for each, where read."""

    rows: tuple[Issued, ...] = field(default=())
    lines: Mapping[str, int] = field(default_factory=dict, compare=False)

    @classmethod
    def load(cls, data: bytes, file: Path | str) -> Registry:
        """Read `ids.csv`. Raises KgError with file and line for a row that cannot be right."""
        latest: dict[str, Issued] = {}
        lines: dict[str, int] = {}
        rows: list[Issued] = []
        for row in parse_table(data, file, COLUMNS):
            where = Place(file, row.line)
            issued = _read_row(row, where)
            _check_successor(latest.get(issued.id), issued, where)
            latest[issued.id] = issued
            lines[issued.id] = row.line
            rows.append(issued)
        for issued in latest.values():
            _check_replacement(issued, latest, Place(file, lines[issued.id]))
        return cls(tuple(rows), lines)

    def dump(self) -> bytes:
        """The registry as `load` reads it."""
        return format_table(
            COLUMNS,
            (
                (row.kind, row.id, str(row.fingerprint), row.status, SEPARATOR.join(row.replaced_by))
                for row in self.rows
            ),
        )

    def merged(self, ids: Mapping[str, str]) -> Registry:
        """The registry with identifiers merged into others: old -> the one that stays."""
        rows = (self.latest[old] for old in ids)
        gone = tuple(replace(row, status="replaced", replaced_by=(ids[row.id],)) for row in rows)
        return replace(self, rows=(*self.rows, *gone))

    @cached_property
    def latest(self) -> dict[str, Issued]:
        """The row that holds for each identifier: the last one."""
        return {row.id: row for row in self.rows}

    def known(self, kind: str, fingerprints: Sequence[Fingerprint]) -> dict[int, str]:
        """The identifiers that fingerprints (by position) have already; nothing is issued."""
        return match(tuple(row for row in self.rows if row.kind == kind), fingerprints)

    def issue(self, kind: str, fingerprints: Sequence[Fingerprint]) -> tuple[tuple[str, ...], Registry]:
        """An identifier for each fingerprint, and the registry that knows them all; nothing is changed in place.

        A fingerprint gets the identifier of what it is known to be (see `match`), else a new one. The new registry
        begins with the rows of this one. Raises KeyError for an unknown kind.
        """
        prefix = PREFIXES[kind]
        known = self.known(kind, fingerprints)
        last = max((int(row.id[len(prefix) :]) for row in self.rows if row.kind == kind), default=0)
        ids: list[str] = []
        added: list[Issued] = []
        for position, fingerprint in enumerate(fingerprints):
            row = self.latest[known[position]] if position in known else None
            if row is None:
                last += 1
                row = Issued(kind, f"{prefix}{last:0{WIDTH}d}", fingerprint)
                added.append(row)
            elif row.fingerprint != fingerprint:
                added.append(Issued(kind, row.id, fingerprint, row.status, row.replaced_by))
            ids.append(row.id)
        return tuple(ids), Registry((*self.rows, *added)) if added else self


def match(rows: Sequence[Issued], fingerprints: Sequence[Fingerprint]) -> dict[int, str]:
    """Which of `fingerprints` (by position) is which identifier of `rows`, one to one.

    In turn, among what is unmatched on both sides: the same fingerprint as now held; the same as once held; then,
    within one edition, the same text on the same shelfmark; the same text; the same shelfmark and order; the same
    shelfmark, when each side has only one. Where several agree they are paired in order.
    """
    found: dict[int, str] = {}
    current = {row.id: row.fingerprint for row in rows}
    history = [(row.id, row.fingerprint) for row in rows]
    for key, pool, single in (
        (_exact, list(current.items()), False),
        (_exact, history, False),
        (_parts("text", "shelf"), list(current.items()), False),
        (_parts("text"), list(current.items()), False),
        (_parts("shelf", "order"), list(current.items()), False),
        (_parts("shelf"), list(current.items()), True),
    ):
        taken = set(found.values())
        left = [(position, print_) for position, print_ in enumerate(fingerprints) if position not in found]
        if not left:
            break
        found.update(_pair(key, left, [(id_, print_) for id_, print_ in pool if id_ not in taken], single=single))
    return found


Key = Callable[[Fingerprint], Hashable | None]


def _exact(fingerprint: Fingerprint) -> Hashable:
    return fingerprint.parts


def _parts(*names: str) -> Key:
    def key(fingerprint: Fingerprint) -> Hashable | None:
        values = tuple(fingerprint.get(name) for name in names)
        return (fingerprint.get("edition"), *values) if any(values) else None

    return key


def _pair(
    key: Key, left: Iterable[tuple[int, Fingerprint]], right: Iterable[tuple[str, Fingerprint]], *, single: bool
) -> dict[int, str]:
    positions: dict[Hashable, list[int]] = defaultdict(list)
    ids: dict[Hashable, list[str]] = defaultdict(list)
    for position, fingerprint in left:
        if (value := key(fingerprint)) is not None:
            positions[value].append(position)
    for id_, fingerprint in right:
        if (value := key(fingerprint)) is not None and id_ not in ids[value]:
            ids[value].append(id_)
    found: dict[int, str] = {}
    taken: set[str] = set()
    for value, same in positions.items():
        free = [id_ for id_ in ids.get(value, ()) if id_ not in taken]
        if single and not len(same) == len(free) == 1:
            continue
        pairs = dict(zip(same, free, strict=False))
        found.update(pairs)
        taken.update(pairs.values())
    return found


def _read_row(row: Row, where: Place) -> Issued:
    cells = row.cells
    kind, id_, status = cells["kind"], cells["id"], cells["status"]
    if kind not in PREFIXES:
        raise KgError(f"unknown kind {kind!r}", where, f"there are: {', '.join(PREFIXES)}")
    if not re.fullmatch(rf"{PREFIXES[kind]}[0-9]{{{WIDTH},}}", id_):
        raise KgError(f"not an identifier of a {kind}: {id_!r}", where, f"it looks like {_example(kind)}")
    if status not in STATUSES:
        raise KgError(f"unknown status {status!r}", where, f"there are: {', '.join(STATUSES)}")
    try:
        fingerprint = Fingerprint.parse(cells["fingerprint"])
    except ValueError as error:
        raise KgError(str(error), where, "restore the row from the last version of the file") from None
    replaced_by = row.many("replaced_by")
    if bool(replaced_by) != (status == "replaced"):
        raise KgError(
            f"{id_} has status {status!r} and replaced_by {cells['replaced_by']!r}",
            where,
            "replaced_by goes with status replaced, and only with it",
        )
    return Issued(kind, id_, fingerprint, status, replaced_by)


def _check_successor(before: Issued | None, row: Issued, where: Place) -> None:
    """A later row may change what an identifier is known by, never say the same again or move to another edition."""
    if before is None:
        return
    if before == row:
        raise KgError(f"identifier {row.id} stands twice", where, "remove one of the two rows")
    if not row.fingerprint.get("edition") and before.fingerprint != row.fingerprint:
        raise KgError(
            f"identifier {row.id} stands twice, for {before.fingerprint} and for {row.fingerprint}",
            where,
            "give the newer row the next free number; a new label goes into the authority table only",
        )
    if before.fingerprint.get("edition") != row.fingerprint.get("edition"):
        raise KgError(
            f"identifier {row.id} is given to two editions",
            where,
            "an identifier is never used again: give the newer row the next free number",
        )


def _check_replacement(row: Issued, latest: dict[str, Issued], where: Place) -> None:
    for survivor in row.replaced_by:
        if survivor == row.id or survivor not in latest or latest[survivor].kind != row.kind:
            raise KgError(
                f"{row.id} is replaced by {survivor}, which is not another {row.kind} of this registry",
                where,
                "write the identifier that took its place",
            )


def _example(kind: str) -> str:
    return f"{PREFIXES[kind]}{1:0{WIDTH}d}"

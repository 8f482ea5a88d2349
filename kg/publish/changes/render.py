"""The changes between two releases for people (Markdown, CommonMark with tables) and for programs (JSON lines)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import Any, NamedTuple

import msgspec

from kg.publish.changes import ADDED, KINDS, REMOVED, RESTATED, Changes, Entry, Kind, Said
from kg.publish.changes.statements import text_of
from kg.publish.changes.words import plural

SHOWN = 50  # entities of a kind that are told in full; all are in the JSON lines
_DETAILS = 8  # sentences about claims under one field
_FATES = ("added", "changed", "merged", "split", "withdrawn", "gone", RESTATED)
_SPECIAL = re.compile(r"([\\`*_\[\]<>|#~&])")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]+")


class Rows(NamedTuple):
    """How many rows a saved query has in the older and the newer release; None where it cannot be asked there."""

    name: str
    title: str
    old: int | None
    new: int | None


def as_markdown(changes: Changes, old: str, new: str, rows: Iterable[Rows] = (), skipped: Sequence[str] = ()) -> str:
    """CHANGES.md: a summary, what people decided, the entities, the saved queries, and where the statements are.

    `old` and `new` name the versions; `rows` are of all saved queries that were asked, `skipped` the names of others.
    """
    blocks = [f"# Changes from {plain(old)} to {plain(new)}", *_summary(changes), *_judgements(changes)]
    told = [entry for entry in changes.entries if entry.change != RESTATED]
    for kind, entries in groupby((entry for entry in told if entry.kind.record), key=_kind):
        blocks += _section(kind, list(entries))
    blocks += _apparatus([entry for entry in told if not entry.kind.record])
    blocks += _restated([entry for entry in changes.entries if entry.change == RESTATED])
    return "\n\n".join([*blocks, *_queries(rows, skipped), *_statements(changes)]) + "\n"


def as_lines(changes: Changes) -> Iterator[bytes]:
    """changes.jsonl: an entity a line, with every sentence, its values as N-Triples terms, and counts of statements."""
    for entry in changes.entries:
        yield msgspec.json.encode(_record(entry)) + b"\n"


def plain(text: str) -> str:
    """`text` as Markdown that shows it as it is, on one line; what turns the direction of writing is left out."""
    return _SPECIAL.sub(r"\\\1", " ".join(_CONTROL.sub(" ", text).split()))


def summary(changes: Changes) -> str:
    """The changes in one line: `1 letter changed, 1 person merged`."""
    told = [
        plural(count, kind.one, kind.several) + f" {fate}"
        for kind in KINDS
        if kind.record
        for fate in _FATES
        if fate != RESTATED and (count := _count(changes, kind, fate))
    ]
    return ", ".join(told) or "no record changed"


def _kind(entry: Entry) -> Kind:
    return entry.kind


def _count(changes: Changes, kind: Kind, fate: str) -> int:
    return sum(entry.kind == kind and entry.change == fate for entry in changes.entries)


def _summary(changes: Changes) -> list[str]:
    if not changes.entries:
        return ["Nothing changed: both releases hold the same statements."]
    fates = [fate for fate in _FATES if any(entry.change == fate for entry in changes.entries)]
    table = [_row(["", *fates]), _row(["---"] * (len(fates) + 1))]
    for kind in KINDS:
        counts = [_count(changes, kind, fate) for fate in fates]
        if any(counts):
            table.append(_row([kind.several, *(str(count or "") for count in counts)]))
    added, removed = (plural(changes.count(mark), "statement") for mark in (ADDED, REMOVED))
    return ["\n".join(table), f"{added} added, {removed} removed."]


def _judgements(changes: Changes) -> list[str]:
    listed = [
        f"- {_called(entry)}, {plain(field)}: {plain(by)}" for entry in changes.entries for field, by in entry.judged
    ]
    more = [f"- and {len(listed) - SHOWN} more, in changes.jsonl"] if len(listed) > SHOWN else []
    return ["## What curators decided", "\n".join(listed[:SHOWN] + more)] if listed else []


def _section(kind: Kind, entries: Sequence[Entry]) -> list[str]:
    blocks = [f"## {kind.several.capitalize()}", *("\n".join(_entry(entry)) for entry in entries[:SHOWN])]
    if len(entries) > SHOWN:
        blocks.append(f"And {plural(len(entries) - SHOWN, f'more {kind.one}', f'more {kind.several}')}: changes.jsonl.")
    return blocks


def _entry(entry: Entry) -> Iterator[str]:
    yield f"### {plain(entry.id)}: {plain(entry.label)}" if entry.label else f"### {plain(entry.id)}"
    yield ""
    shown = [one for one in entry.said if not one.follows] or list(entry.said[:1])
    under: dict[str, list[Said]] = {}
    for one in shown:
        if one.under:
            under.setdefault(one.under, []).append(one)
    for one in shown:
        if not one.under:
            yield f"- {_sentence(one)}"
            yield from _details(under.pop(one.what, ()))
    for field, details in under.items():
        yield f"- claims on {plain(field)}" if field != "claims" else "- claims"
        yield from _details(details)
    if entry.follows:
        yield f"- rests on {', '.join(map(plain, entry.follows))}, changed too"


def _details(details: Sequence[Said]) -> Iterator[str]:
    for one in details[:_DETAILS]:
        yield f"  - {_sentence(one)}"
    if len(details) > _DETAILS:
        yield f"  - and {len(details) - _DETAILS} more, in changes.jsonl"


def _sentence(said: Said) -> str:
    return f"{plain(said.text)} ({plain(said.reason)})" if said.reason else plain(said.text)


def _apparatus(entries: Sequence[Entry]) -> list[str]:
    """What stands around the records, in one line each."""
    if not entries:
        return []
    listed = []
    for entry in entries[:SHOWN]:
        said = [one for one in entry.said if not one.follows] or list(entry.said)
        more = f" and {len(said) - 1} more" if len(said) > 1 else ""
        called = plain(entry.label) or plain(entry.id)
        listed.append(f"- {entry.kind.one} {called}: {_sentence(said[0])}{more}")
    if len(entries) > SHOWN:
        listed.append(f"- and {len(entries) - SHOWN} more, in changes.jsonl")
    return ["## Around the records", "\n".join(listed)]


def _restated(entries: Sequence[Entry]) -> list[str]:
    """What stands as before, by identifier."""
    listed = [
        f"- {kind.several}: {', '.join(plain(entry.id) for entry in same[:SHOWN])}"
        + (f" and {len(same) - SHOWN} more" if len(same) > SHOWN else "")
        for kind, same in ((kind, list(group)) for kind, group in groupby(entries, key=_kind))
    ]
    if not listed:
        return []
    said = "Their values are what they were; a reason, or the words of a claim, names something that changed."
    return ["## As before, for reasons told otherwise", said, "\n".join(listed)]


def _called(entry: Entry) -> str:
    return f"{entry.kind.one} {plain(entry.id)}"


def _queries(rows: Iterable[Rows], skipped: Sequence[str]) -> list[str]:
    asked = list(rows)
    moved = [row for row in asked if row.old != row.new]
    if not asked:
        return []
    blocks = ["## Saved queries"]
    if moved:
        table = [_row(["query", "answers", "rows before", "rows now"]), _row(["---"] * 4)]
        table += [_row([f"`{row.name}`", plain(row.title), _rows(row.old), _rows(row.new)]) for row in moved]
        blocks.append("\n".join(table))
    same = len(asked) - len(moved)
    blocks.append(f"{plural(same, 'query has', 'queries have')} as many rows as before.")
    if skipped:
        blocks.append(f"Not asked, as they need a parameter or another endpoint: {', '.join(map(plain, skipped))}.")
    return blocks


def _rows(count: int | None) -> str:
    return "fails" if count is None else str(count)


def _statements(changes: Changes) -> list[str]:
    if not changes.entries:
        return []
    return [
        "## Statements",
        "Every statement that was added (`A`) or removed (`D`) stands in `changes.patch`, an RDF Patch: applied to the "
        "older release, it makes the newer one. `changes.jsonl` has one line for each entity, with every sentence.",
    ]


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _record(entry: Entry) -> dict[str, Any]:
    return {
        "entity": text_of(entry.entity),
        "kind": entry.kind.one,
        "id": entry.id,
        "label": entry.label,
        "change": entry.change,
        "judged": [{"field": field, "by": by} for field, by in entry.judged],
        "rests_on": list(entry.follows),
        "added": entry.count(ADDED),
        "removed": entry.count(REMOVED),
        "changes": [_told(one) for one in entry.said],
    }


def _told(said: Said) -> dict[str, Any]:
    counts = {mark: sum(change.mark == mark for change in said.statements) for mark in (ADDED, REMOVED)}
    return {
        "what": said.what,
        "under": said.under,
        "text": said.text,
        "reason": said.reason,
        "old": list(said.old),
        "new": list(said.new),
        "follows": said.follows,
        "added": counts[ADDED],
        "removed": counts[REMOVED],
    }

"""What changed between two releases, told of entities: `letter l0025: date widened from 10 June 1932 to ...`.

Pure functions over two sorted N-Quads documents. A merge finds the statements that only one of them has; a second pass
over both finds what the sentences need beside these; then each changed statement is put with the one entity that it
belongs to, and told by one sentence there. Memory grows with what changed, not with the releases.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from kg.ns import EP
from kg.publish.changes.background import Side, background
from kg.publish.changes.claims import claims, is_claim, newly_judged
from kg.publish.changes.entities import KINDS, Kind, Owners, grouped, kind_of, short
from kg.publish.changes.leaves import leaves
from kg.publish.changes.sentences import (
    COMPOSED,
    Pool,
    Said,
    Teller,
    buried,
    days,
    fields,
    is_label,
    labels,
    numbered,
    parts,
    questions,
    rest,
)
from kg.publish.changes.statements import ADDED, REMOVED, Change, Statement, changed, page, parsed
from kg.publish.changes.words import Words, natural

__all__ = ["ADDED", "KINDS", "REMOVED", "Change", "Changes", "Entry", "Kind", "Said", "Statement", "changed", "compare"]

Lines = Callable[[], Iterable[str]]

RESTATED = "restated"
BURIED = ("merged", "split", "withdrawn")
_STANDING = ("claims", "judgement")
_IDENTIFIER = re.compile(r"\b[a-z]{1,2}[0-9]{4,}\b")


@dataclass(frozen=True)
class Entry:
    """The changes of one entity.

    `change` is `added`, `changed`, `restated`, `merged`, `split`, `withdrawn` or `gone`. Restated is one of which only
    the words of reasons and judgements changed, which name other things; gone is one that the newer release does not
    know at all, which breaks the promise of its IRI. `judged` are the fields on which a curator's judgement is new,
    each with who judged and why; `follows` are identifiers of the changed entities that its changes rest on.
    """

    entity: str
    kind: Kind
    id: str
    label: str
    change: str
    said: tuple[Said, ...]
    judged: tuple[tuple[str, str], ...] = ()
    follows: tuple[str, ...] = ()

    def count(self, mark: str) -> int:
        """How many statements were ADDED or REMOVED."""
        return sum(change.mark == mark for one in self.said for change in one.statements)


@dataclass(frozen=True)
class Changes:
    """All changes between two releases, by kind of entity and then by identifier."""

    entries: tuple[Entry, ...]

    @property
    def gone(self) -> tuple[Entry, ...]:
        """Entities that the newer release has lost."""
        return tuple(entry for entry in self.entries if entry.change == "gone")

    def count(self, mark: str) -> int:
        """How many statements were ADDED or REMOVED."""
        return sum(entry.count(mark) for entry in self.entries)


def compare(old: Lines, new: Lines, base: str, properties: Mapping[str, str] | None = None) -> Changes:
    """What changed from the N-Quads document `old` to `new`; each gives its sorted lines anew whenever it is called.

    `base` is that of the IRIs; `properties` are labels of properties for what has no sentence of its own. Raises
    KgError for a document that is not sorted.
    """
    changes = [Change(mark, parsed(line)) for mark, line in changed(old(), new())]
    if not changes:
        return Changes(())
    wanted, records = _wanted(changes)
    sides = background(old(), wanted, records), background(new(), wanted, records)
    words = Words(*sides, base, properties or {})
    owners = Owners(reversed(sides), base)
    entries = [_entry(entity, own, sides, base, words) for entity, own in grouped(changes, owners).items()]
    order = {kind: place for place, kind in enumerate(KINDS)}
    entries = [replace(entry, change=RESTATED) if _is_restated(entry) else entry for entry in entries]
    entries.sort(key=lambda entry: (order[entry.kind], natural(entry.id)))
    return Changes(tuple(_consequences(entries, base)))


def _wanted(changes: Iterable[Change]) -> tuple[set[str], set[str]]:
    """The terms that sentences may name, and the things whose claims they may give."""
    wanted: set[str] = set()
    records: set[str] = set()
    for _, (subject, predicate, object_, _graph) in changes:
        wanted |= {subject, page(subject), predicate}
        records.add(page(subject))
        if object_.startswith("<"):
            wanted |= {object_, page(object_)}
            records.add(page(object_))
    return wanted, records


def _entry(entity: str, own: list[Change], sides: tuple[Side, Side], base: str, words: Words) -> Entry:
    old, new = sides
    about = Teller(entity, old, new, base, words)
    fate = buried(about, own)
    change, said = (fate[0], (fate[1],)) if fate is not None else ("changed", _said(own, about))
    return Entry(
        entity=entity,
        kind=about.kind,
        id=short(entity, base),
        label=words.label(entity, old=change in BURIED),
        change=change,
        said=said,
        judged=tuple(newly_judged(about, entity)),
    )


def _said(own: list[Change], about: Teller) -> tuple[Said, ...]:
    pool = Pool(own)
    claimed = pool.take(lambda change: is_claim(change, about.old, about.new))
    said = [*days(pool, about), *fields(pool, about), *leaves(pool, about), *questions(pool, about)]
    said += numbered(pool, about, said)
    said += parts(pool, about, said)
    said += claims(claimed, about, said)
    labelled = pool.take(is_label)
    said += rest(pool, about)
    return (*said, *labels(labelled, about, said))


def _consequences(entries: Sequence[Entry], base: str) -> Iterator[Entry]:
    """Say of what nobody judged what else that changed it rests on: its statements, reasons or label name that."""
    moved = {entry.id for entry in entries if entry.kind.record and _is_moved(entry)}
    judged = [(entry.id, _records(entry, base)) for entry in entries if entry.judged and entry.change == "changed"]
    known = {entry.entity: entry.id for entry in entries}
    candidates = [(entry.id, _candidates(entry)) for entry in entries if entry.kind.path == "lost"]
    for entry in entries:
        named = {id_ for one in entry.said for id_ in _IDENTIFIER.findall(_reasons(one))}
        pointed = (page(change.statement.object) for one in entry.said for change in one.statements)
        named |= {known[thing] for thing in pointed if thing in known}
        named |= {id_ for id_, values in judged if not _records(entry, base).isdisjoint(values)}
        own = {leaf for one in entry.said if one.what == "leaves" for leaf in (*one.old, *one.new)}
        named |= {id_ for id_, wanted in candidates if not own.isdisjoint(wanted)}
        yield entry if entry.judged else replace(entry, follows=tuple(sorted((named & moved) - {entry.id})))


def _records(entry: Entry, base: str) -> set[str]:
    """The letters and the like that an entity has now, or has no longer, in one of its fields."""
    values = {value for one in entry.said for value in (*one.old, *one.new) if value.startswith("<")}
    return {value for value in values if kind_of(value, base).path in COMPOSED}


def _is_restated(entry: Entry) -> bool:
    """Whether the claims on an entity stand as they did, in other words or for other reasons."""
    return entry.change == "changed" and all(one.follows and one.what in _STANDING for one in entry.said)


def _is_moved(entry: Entry) -> bool:
    """Whether another change may rest on this one: values went or came, not only claims."""
    return entry.change in BURIED or any(not one.under and (one.new or one.old) for one in entry.said)


def _candidates(entry: Entry) -> set[str]:
    """The leaves on which a lost letter may be now, or no longer."""
    statements = (change.statement for one in entry.said for change in one.statements)
    return {statement.object for statement in statements if statement.predicate == EP.candidateLeaf}


def _reasons(said: Said) -> str:
    """What a sentence rests on, as far as it names anything."""
    return f"{said.reason} {said.names} {said.text if said.what == 'label' else ''}"

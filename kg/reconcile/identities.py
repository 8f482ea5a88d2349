"""Who and what the names of an imported source mean: entries of the authority tables, found again or new.

A name with an identifier of an authority file is known by it, in whatever file it stands. A name without one is known
by its spelling, in its source alone; where that could be more than one, nobody is chosen and a person is asked. What is
taken by its spelling is reported, once for each name.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from kg.reconcile.spelled import LONGEST, Spelled, name_key, row_of, unnamed
from kg.records import Authorities, Group, Link, Listed, Named, Person, Place, Problem
from kg.records.authorities import fold
from kg.records.identifier import RECORD, canonical, identifier_label, means_unknown, misspelt
from kg.registry import Fingerprint, Issued, Registry

Row = Person | Group | Place
_SHOWN = 4  # candidates that a message names
_KINDS: dict[str, tuple[str, ...]] = {"person": ("person", "group"), "group": ("group", "person"), "place": ("place",)}


class Entity(NamedTuple):
    """What a name means: kind and identifier of a row, and the name by which the tables find it."""

    kind: str
    id: str
    name: str


class Occurrence(NamedTuple):
    """Where a name stands first, and how often it does."""

    line: int
    column: int
    times: int


@dataclass
class Collected:
    """Every way in which a source names somebody, in the order of the source; and the lists that it has of them."""

    names: dict[Spelled, Occurrence] = field(default_factory=dict)
    listed: dict[str, Listed] = field(default_factory=dict)
    sought: set[str] = field(default_factory=set)  # identifiers of persons and groups that relations lead to
    _short: dict[str, list[str]] = field(default_factory=dict)

    def add(self, named: Named) -> None:
        """Count one name."""
        self.take(Spelled.of(named), Occurrence(named.line, named.column, 1))

    def take(self, spelled: Spelled, seen: Occurrence) -> None:
        """Count a name that has been seen so often."""
        before = self.names.get(spelled)
        self.names[spelled] = before._replace(times=before.times + seen.times) if before is not None else seen

    def key(self, text: str) -> str:
        """What an identifier means that its source alone understands, `letters.xml#p1`: the entry of that list, else
        the one entry of any list that is called so, else `#p1`, which means the same in all files of the source.
        """
        if text in self.listed or "#" not in text:
            return text
        short = text[text.index("#") :]
        if not self._short:
            for key in self.listed:
                self._short.setdefault(key[key.index("#") :], []).append(key)
        there = self._short.get(short, [])
        return there[0] if len(there) == 1 else text if there else short

    def list(self, entry: Listed) -> bool:
        """Take an entry of a list; False when its key stands already."""
        return self.listed.setdefault(entry.key, entry) is entry


@dataclass(frozen=True)
class Resolved:
    """What the names of a source mean, and what the tables, the registry and the ledger gain by it.

    `means` has no entry for a name that means nobody or that nobody can decide. `links` are pairs of a row and an
    identifier that the source gives it; `keys` has what the identifiers mean that were `sought`, where it is known.
    """

    means: dict[Spelled, Entity]
    rows: tuple[Row, ...]
    links: tuple[tuple[Entity, str, Occurrence], ...]
    problems: tuple[Problem, ...]
    registry: Registry
    keys: dict[str, Entity] = field(default_factory=dict)

    def of(self, named: Named) -> Entity | None:
        """Whom or which place a name means, or None."""
        return self.means.get(Spelled.of(named))


def resolve(found: Collected, edition: str, tables: Authorities, links: Sequence[Link], registry: Registry) -> Resolved:
    """Look up the names that were `found` in the source of `edition`; those that are new get rows and identifiers."""
    return _Resolving(found, edition, _Known(tables, links, registry)).resolved()


class _Known:
    """What the workspace knows already: its rows by identifier of authority files, by fingerprint and by spelling."""

    def __init__(self, tables: Authorities, links: Sequence[Link], registry: Registry) -> None:
        self.tables, self.registry = tables, registry
        self.rows: dict[str, tuple[str, Row]] = {
            row.id: (kind, row)
            for kind, rows in (("person", tables.persons), ("group", tables.groups), ("place", tables.places))
            for row in rows
        }
        self.by_identifier: dict[str, str] = {}
        self.rejected: set[tuple[str, str]] = set()
        self.linked: set[tuple[str, str]] = set()
        for link in links:
            self.linked.add((link.subject, link.object))
            if link.status in ("accepted", "asserted"):
                self.by_identifier.setdefault(link.object, link.subject)
            elif link.status == "rejected":
                self.rejected.add((link.subject, link.object))
        self.prints: dict[tuple[str, str], Issued] = {}
        self.imported: set[str] = set()
        for issued in registry.rows:
            if issued.kind in _KINDS:
                self.prints[issued.kind, str(issued.fingerprint)] = registry.latest[issued.id]
                if not issued.fingerprint.get("label"):
                    self.imported.add(issued.id)
        self.labels = {fold(row.label) for _, row in self.rows.values()}
        self._spelled: dict[tuple[str, str], list[str]] | None = None

    def issued(self, kind: str, fingerprint: Fingerprint) -> str | None:
        """The identifier that was given out for a fingerprint, or what took its place."""
        row = self.prints.get((kind, str(fingerprint)))
        while row is not None and row.status == "replaced" and len(row.replaced_by) == 1:
            row = self.registry.latest[row.replaced_by[0]]
        return row.id if row is not None and row.status == "active" else None

    def withdrawn(self, kind: str, fingerprint: Fingerprint) -> bool:
        """Whether what was given out for a fingerprint is used no more, and nothing took its place."""
        return (kind, str(fingerprint)) in self.prints and self.issued(kind, fingerprint) is None

    def spelled(self, kind: str, text: str) -> list[str]:
        """Every row of `kind` that bears this spelling."""
        if self._spelled is None:
            self._spelled = defaultdict(list)
            for id_, (its_kind, row) in self.rows.items():
                surname = (row.surname,) if isinstance(row, Person) and row.bare else ()
                for spelling in {fold(s) for s in (row.label, *surname, *row.variants, *row.slips)}:
                    self._spelled[its_kind, spelling].append(id_)
        return self._spelled.get((kind, fold(text))) or self._spelled.get((kind, name_key(kind, text)), [])


class _Resolving:
    """The work of `resolve`: identifiers first, then spellings."""

    def __init__(self, found: Collected, edition: str, known: _Known) -> None:
        self.found, self.edition, self.known = found, edition, known
        self.means: dict[Spelled, Entity] = {}
        self.here: dict[str, str] = {}  # identifier or key of the source -> identifier of a row
        self.spelled_here: dict[tuple[str, str], dict[str, None]] = defaultdict(dict)
        self.links: list[tuple[Entity, str, Occurrence]] = []
        self.problems: list[Problem] = []
        self.new: dict[str, tuple[str, Fingerprint, list[Spelled], Listed | None]] = {}

    def resolved(self) -> Resolved:
        for entry in self.found.listed.values():
            self._by_identifier(_of_entry(entry), Occurrence(entry.line, entry.column, 0), entry)
        plain = []
        for spelled, seen in self.found.names.items():
            if any(map(means_unknown, spelled.identifiers)) or (unnamed(spelled.text) and not spelled.identifiers):
                continue
            if spelled.identifiers and self._by_identifier(spelled, seen):
                continue
            if not unnamed(spelled.text):
                plain.append((spelled, seen))
        for spelled, seen in plain:
            self._by_spelling(spelled, seen)
            if len(spelled.text) > LONGEST:
                message = f"a name of {len(spelled.text)} characters: its row has the beginning of it for a label"
                self._problem("long-name", spelled, seen, message, raw=spelled.text[:LONGEST])
        return self._issued()

    def _by_identifier(self, spelled: Spelled, seen: Occurrence, entry: Listed | None = None) -> bool:
        """Whether the identifiers of a name say whom it means."""
        keys = self._keys(spelled, seen)
        if entry is not None:
            keys = [*keys, entry.key]
        if not keys:
            return False
        wrong = [key for key in keys if (id_ := self._row_of(spelled.kind, key)) and not self._fits(id_, spelled.kind)]
        for key in wrong:
            message = (
                f"{identifier_label(key)} is {self._list([str(self._row_of(spelled.kind, key))])}, no {spelled.kind}"
            )
            self._problem("kind-disagrees", spelled, seen, message, raw=key)
        if not (keys := [key for key in keys if key not in wrong]):
            return False
        there = list(dict.fromkeys(id_ for key in keys if (id_ := self._row_of(spelled.kind, key)) is not None))
        if len(there) > 1:
            self._problem("several-identified", spelled, seen, f"the identifiers of {spelled.text!r} are those of "
                          f"{self._list(there)}: it is taken for the first")  # fmt: skip
        id_ = there[0] if there else self._make(spelled, _fingerprint(keys, self.edition), entry)
        if entry is not None:
            self._not_entered(spelled, id_, entry, seen)
        for key in keys:
            if self._row_of(spelled.kind, key) is None:
                self.here[key] = id_
                if canonical(key) == key:
                    self._link(id_, spelled, key, seen)
        self._is(spelled, id_)
        return True

    def _keys(self, spelled: Spelled, seen: Occurrence) -> list[str]:
        """The identifiers of a name in their canonical form, with keys of the source; slips are reported."""
        keys = []
        for text in spelled.identifiers:
            if misspelt(text):
                self._problem("bad-identifier", spelled, seen, f"this is no identifier: {text!r}", raw=text)
            elif text not in keys:
                keys.append(canonical(text) or self.found.key(text))
        return list(dict.fromkeys(keys))

    def _row_of(self, kind: str, key: str) -> str | None:
        """The row that has an identifier, in the workspace or made of this source."""
        id_ = self.here.get(key) or self.known.by_identifier.get(key)
        if id_ is None:
            for its_kind in _KINDS[kind]:
                id_ = id_ or self.known.issued(its_kind, _fingerprint([key], self.edition))
        return id_

    def _not_entered(self, spelled: Spelled, id_: str, entry: Listed, seen: Occurrence) -> None:
        """Report what a list says of a row that is there already: rows are never changed."""
        if id_ not in self.known.rows:
            return
        row = self.known.rows[id_][1]
        names = {fold(name) for name in (row.label, row.label_ru, *row.variants, *row.slips)}
        new = [name for name in (entry.text, *entry.variants) if not {fold(name), name_key(spelled.kind, name)} & names]
        if isinstance(row, Person):
            new += [day for day in (entry.born, entry.died) if day and day not in (row.born, row.died)]
        if new:
            self._problem("not-entered", spelled, seen, f"{self._called(id_)} is in the tables without: "
                          f"{'; '.join(new)}", hint="enter it in the table if it is right")  # fmt: skip

    def _fits(self, id_: str, kind: str) -> bool:
        """Whether a row can be what a name is said to be: a person may turn out to be a group, never a place."""
        return self._kind(id_, self.new[id_][0] if id_ in self.new else kind) in _KINDS[kind]

    def _link(self, id_: str, spelled: Spelled, identifier: str, seen: Occurrence) -> None:
        if (id_, identifier) in self.known.rejected:
            self._problem("rejected-identifier", spelled, seen, f"the source says that {spelled.text!r} is "
                          f"{identifier_label(identifier)}, and the ledger says that {id_} is not")  # fmt: skip
        elif (id_, identifier) not in self.known.linked:
            self.links.append((Entity(self._kind(id_, spelled.kind), id_, spelled.text), identifier, seen))

    def _by_spelling(self, spelled: Spelled, seen: Occurrence) -> None:
        """A name without an identifier: known in its source, then in the tables that people keep, else new."""
        there = list(self.spelled_here[spelled.kind, name_key(spelled.kind, spelled.text)])
        by = "elsewhere in this source it stands with an identifier or years"
        if not there:
            there = self._in_tables(spelled)
            by = "the tables have this spelling"
        if len(there) > 1:
            message = f"{spelled.text!r} can mean {self._list(there)}, and has no identifier"
            self._problem("unknown-name", spelled, seen, message, hint="give the name an identifier in the source")
            return
        if there:
            if not self._by_name(there[0]):
                self._problem("by-spelling", spelled, seen, f"{spelled.text!r} is taken for {self._list(there)}: {by}")
            self._is(spelled, there[0])
            return
        namesakes = self.known.spelled(spelled.kind, spelled.text)
        fingerprint = Fingerprint.of(source=self.edition, name=name_key(spelled.kind, spelled.text))
        again = self.known.issued(spelled.kind, fingerprint)
        if others := [id_ for id_ in namesakes if id_ != again]:
            message = f"{spelled.text!r} is entered anew; it may be {self._list(others)} of another source"
            self._problem("namesake", spelled, seen, message, hint="if it is, say so in ids.csv: status replaced")
        self._is(spelled, again if again in self.known.rows else self._make(spelled, fingerprint))

    def _by_name(self, id_: str) -> bool:
        """Whether a row of this source is known by its name alone: two ways of writing it are no news."""
        return id_ in self.new and bool(self.new[id_][1].get("name"))

    def _in_tables(self, spelled: Spelled) -> list[str]:
        """The rows that people have entered and that this spelling means."""
        for kind in _KINDS[spelled.kind]:
            there = [id_ for id_ in self.known.spelled(kind, spelled.text) if id_ not in self.known.imported]
            if there:
                return there
        return []

    def _make(self, spelled: Spelled, fingerprint: Fingerprint, entry: Listed | None = None) -> str:
        while self.known.withdrawn(spelled.kind, fingerprint):  # an identifier is never used again
            fingerprint = Fingerprint((*fingerprint.parts, ("again", "yes")))
        again = self.known.issued(spelled.kind, fingerprint)
        if again is not None and again in self.known.rows:
            return again
        key = f"+{len(self.new)}"
        self.new[key] = (spelled.kind, fingerprint, [], entry)
        return key

    def _is(self, spelled: Spelled, id_: str) -> None:
        self.means[spelled] = Entity(self._kind(id_, spelled.kind), id_, spelled.text)
        if not unnamed(spelled.text):
            self.spelled_here[spelled.kind, name_key(spelled.kind, spelled.text)][id_] = None
        if id_ in self.new:
            self.new[id_][2].append(spelled)

    def _kind(self, id_: str, kind: str) -> str:
        return self.known.rows[id_][0] if id_ in self.known.rows else kind

    def _list(self, ids: Sequence[str]) -> str:
        named = [self._called(id_) for id_ in ids]
        more = f" and {len(named) - _SHOWN} others" if len(named) > _SHOWN else ""
        return ", ".join(named[:_SHOWN]) + more

    def _called(self, id_: str) -> str:
        if id_ in self.known.rows:
            return f"{self.known.rows[id_][1].label} ({id_})"
        _, fingerprint, spellings, _ = self.new[id_]
        identifier = fingerprint.get("identifier")
        name = spellings[0].text if spellings else identifier
        return f"{name} ({identifier_label(identifier)})" if identifier else name

    def _problem(
        self, kind: str, spelled: Spelled, seen: Occurrence, message: str, *, raw: str = "", hint: str = ""
    ) -> None:
        times = f" ({seen.times} times)" if seen.times > 1 else ""
        self.problems.append(
            Problem(line=seen.line, column=seen.column, kind=kind, raw=raw or spelled.text, message=message + times,
                    hint=hint or "if that is wrong, mend the source or the tables of authorities and import it again")
        )  # fmt: skip

    def _issued(self) -> Resolved:
        """Identifiers for what is new, and rows made of it."""
        registry, ids = self.known.registry, dict[str, str]()
        for kind in ("person", "group", "place"):
            keys = [key for key, made in self.new.items() if made[0] == kind]
            issued, registry = registry.issue(kind, [self.new[key][1] for key in keys])
            ids.update(zip(keys, issued, strict=True))
        rows = tuple(self._rows(ids))
        labels = {id_: row.label for id_, (_, row) in self.known.rows.items()} | {row.id: row.label for row in rows}

        def entity(made: Entity) -> Entity:
            id_ = ids.get(made.id, made.id)
            return Entity(made.kind, id_, labels[id_])

        return Resolved(
            means={spelled: entity(made) for spelled, made in self.means.items()},
            rows=rows,
            links=tuple((entity(made), identifier, seen) for made, identifier, seen in self.links),
            problems=tuple(self.problems),
            registry=registry,
            keys={key: entity(made) for key, made in self._sought()},
        )

    def _sought(self) -> Iterator[tuple[str, Entity]]:
        """Whom the identifiers mean to which relations lead."""
        for key in sorted(self.found.sought):
            id_ = self._row_of("group", canonical(key) or self.found.key(key))
            if id_ is not None:
                yield key, Entity(self._kind(id_, self.new[id_][0] if id_ in self.new else "group"), id_, key)

    def _rows(self, ids: dict[str, str]) -> Iterator[Row]:
        labels = self.known.labels
        for key, (kind, fingerprint, spellings, entry) in self.new.items():
            id_ = ids[key]
            if id_ in self.known.rows:
                continue
            mark = identifier_label(fingerprint.get("identifier")) or fingerprint.get("source")
            row = row_of(kind, id_, _texts(spellings, entry), labels, mark, entry)
            labels.add(fold(row.label))
            yield row


def _texts(spellings: Iterable[Spelled], entry: Listed | None) -> list[str]:
    """The spellings of one row, each once: those of a list, where it is in one, as texts inflect names."""
    texts = [entry.text, *entry.variants] if entry is not None else [spelled.text for spelled in spellings]
    named = [text for text in dict.fromkeys(texts) if not unnamed(text)]
    by_number = [identifier_label(i) for spelled in spellings for i in spelled.identifiers]
    return named or by_number[:1] or texts[:1]  # whom a list has as `N. N.` alone is somebody all the same


def _of_entry(entry: Listed) -> Spelled:
    return Spelled(entry.kind, entry.text, entry.identifiers)


def _fingerprint(keys: Sequence[str], edition: str) -> Fingerprint:
    """By what a row is known again: its first identifier of an authority file, else what its source calls it."""
    record = next((key for key in keys if key.startswith(RECORD)), None)
    if record is not None:  # an archive's own number of its authority record, the same in all its files
        archive, _, number = record.removeprefix(RECORD).partition("/")
        return Fingerprint.of(source=archive, key=number)
    first = next((key for key in keys if canonical(key) == key), None)
    return Fingerprint.of(identifier=first) if first else Fingerprint.of(source=edition, key=keys[0])

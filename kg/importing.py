"""The stages read, reconcile and adopt for other people's formats: what `kg import` does, from their files to an
edition of the workspace.

The files are read once, in a stream; what they describe is set aside until all names are known, and becomes letters
then, one at a time. The tables of authorities, the ledger of links and the registry are written before the records that
use them, so that a run that is killed leaves a workspace that can be read, and nothing in it twice when it runs again.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec

from kg.adopt.described import Meant, homeless, letter_of, related, unrelated
from kg.errors import KgError, Place, UsageError
from kg.files import replace_dir, temporary_dir, write_atomic
from kg.gathered import Gathered, Member, Reader, gather
from kg.imported import ACCOUNTS, Wish, edition_toml, fresh, kept, publishes
from kg.ledger import BY_HAND, appended
from kg.ns import LA, UNDETERMINED, bare
from kg.reconcile.identities import Resolved, resolve
from kg.records import (
    About,
    Coordinates,
    Described,
    Group,
    Letter,
    Link,
    Named,
    Person,
    Problem,
    Relation,
    Shelfmark,
    Unit,
    Wording,
)
from kg.records import Place as PlaceRecord
from kg.records.codec import encode
from kg.records.link import LEDGER
from kg.registry import Registry
from kg.source import Source
from kg.tables import append_records
from kg.wordings import WORDING
from kg.workspace import Workspace, load_workspace

Say = Callable[[str], None]


@dataclass(frozen=True)
class Imported:
    """What came of one import: `records` were in the files, `letters` came of them, `refused` did not become any.

    `problems` counts them by kind, `added` the new rows by table. `failed` are files of which nothing was taken, each
    with the reason. `units` counts components of finding aids that are no letters.
    """

    folder: Path
    files: tuple[Member, ...]
    records: int
    letters: int
    refused: int
    problems: Mapping[str, int]
    added: Mapping[str, int]
    failed: tuple[KgError, ...] = ()
    units: int = 0


def import_files(
    workspace: Path,
    format_: str,
    reader: Reader,
    files: Sequence[Path],
    wish: Wish,
    say: Say = lambda _: None,
    worded: Reader | None = None,
) -> Imported:
    """Read `files` with the `reader` of a format into the edition that `wish` names, anew if it is there.

    Where the wording of letters is published, the reader `worded` is used, if there is one.

    A file that is broken is left out whole, and the others are taken. Raises KgError when nothing could be taken, and
    when records do not add up; nothing is written then. Raises UsageError for an edition that was not imported from
    this format.
    """
    loaded = load_workspace(workspace, found=False)
    folder = workspace / "editions" / wish.name
    before = kept(folder, wish.name, format_)
    publish = wish.publish if before is None else publishes(before, folder / "edition.toml", wish.publish)
    (workspace / "editions").mkdir(exist_ok=True)
    with TemporaryDirectory(prefix="kg-") as scratch:
        gathered = gather((worded if publish else None) or reader, files, Path(scratch) / "described", wish.name, say)
        if not gathered.files:
            raise gathered.failed[0] if gathered.failed else UsageError("no file to import", hint="name one")
        say(f"looking up {len(gathered.names.names)} names")
        resolved = resolve(gathered.names, wish.name, loaded.authorities, loaded.links, loaded.registry)
        ids, registry = resolved.registry.issue("letter", gathered.fingerprints(wish.name))
        work = _Work(loaded, gathered, resolved, registry, ids, folder, wish, format_, publish)
        return work.written(before)


@dataclass
class _Work:
    """One import, once everything is read and every name looked up."""

    workspace: Workspace
    gathered: Gathered
    resolved: Resolved
    registry: Registry
    ids: tuple[str, ...]
    folder: Path
    wish: Wish
    format: str
    publish: bool
    problems: list[Problem] = field(default_factory=list)
    letters: int = 0
    units: int = 0
    homeless: list[Shelfmark] = field(default_factory=list)
    unpublished: list[int] = field(default_factory=list)  # lines of letters whose wording was not taken
    unknown: dict[str, tuple[int, int, str]] = field(default_factory=dict)
    called: dict[str, int] = field(default_factory=dict)

    def written(self, before: bytes | None) -> Imported:
        """Write everything: tables, ledger and registry, then the edition."""
        gathered, iris = self.gathered, self.workspace.iris
        changes = dict(self._tables())
        links = tuple(self._links())
        ledger = self.workspace.folder / LEDGER
        changes[ledger] = appended(fresh(ledger), links, iris, ledger)
        with temporary_dir(self.folder / "found") as stage:
            write_atomic(stage / "letters.jsonl", self._letters())
            if self.publish:
                write_atomic(stage / WORDING, self._wordings())
            self.problems += [*gathered.problems, *self.resolved.problems]
            self._account()
            self._write_found(stage)
            write_atomic(self.workspace.folder / "ids.csv", self.registry.dump())  # an identifier is never lost
            for file, data in changes.items():
                if data != fresh(file):
                    write_atomic(file, data)
            write_atomic(self.folder / "edition.toml", self._edition(before))
            replace_dir(stage, self.folder / "found")
        return self._report(links)

    def _letters(self) -> Iterator[bytes]:
        """The letters as lines of JSON, one at a time."""
        sha256, name = self.gathered.sha256, self.gathered.file
        refer = dict(self._named_letters())
        for id_, said in zip(self.ids, self.gathered.described(), strict=True):
            letter, problems = letter_of(said, id_, Source(name, sha256, said.lines), self._who)
            self.problems += (*problems, *self._twice(said))
            self.homeless += homeless(said)
            self.unpublished += [said.lines[0]] if said.wording and not self.publish else []
            self.letters += 1
            yield encode(self._related(letter, refer, said)) + b"\n"
        self.problems += (*self._unknown(), *self._homeless(), *self._unpublished())

    def _wordings(self) -> Iterator[bytes]:
        """The words of the letters that have some, as lines of JSON."""
        original = self._about().original
        for id_, said in zip(self.ids, self.gathered.described(), strict=True):
            if said.wording:
                language = said.languages[0] if len(said.languages) == 1 else original
                known = language if language != UNDETERMINED else ""
                yield encode(Wording(letter=id_, language=known, paragraphs=said.wording)) + b"\n"

    def _twice(self, said: Described) -> Iterator[Problem]:
        """That a letter is called as one above it is: by address, key, or number in the same edition."""
        number = f"number {said.number}{f' in {said.edition}' if said.edition else ''}" if said.number else ""
        for name in filter(None, (said.url, said.key, number, *said.aliases[:1])):
            first = self.called.setdefault(name, said.lines[0])
            if first != said.lines[0]:
                words = f"two letters have {name!r}: the first stands at {self.gathered.place(first)}"
                hint = "mend the source if they are one letter, or if one of them is another"
                yield Problem(line=said.lines[0], column=said.column, kind="twice", raw=name, message=words, hint=hint)

    def _who(self, named: Named) -> Meant | None:
        entity = self.resolved.of(named)
        return Meant(entity.kind, entity.id, entity.name) if entity is not None else None

    def _named_letters(self) -> Iterator[tuple[str, str]]:
        """What other letters may call each letter by -> its identifier; the first that bears a name has it."""
        seen: set[str] = set()
        for id_, names in zip(self.ids, self.gathered.called, strict=True):
            for name in names:
                if name not in seen:
                    seen.add(name)
                    yield name, id_

    def _related(self, letter: Letter, refer: Mapping[str, str], said: Described) -> Letter:
        if not (said.answers or said.answered_by or said.attached_to or said.previous or said.next):
            return letter
        letter = related(letter, refer)
        for relation, names in unrelated(letter):
            times, line, first = self.unknown.get(relation, (0, letter.line, names[0]))
            self.unknown[relation] = (times + len(names), line, first)
        return letter

    def _homeless(self) -> Iterator[Problem]:
        """Shelfmarks that cannot be published, where the reader has not said so."""
        if self.homeless and not any(problem.kind == "no-archive" for problem in self.gathered.problems):
            first = self.homeless[0]
            words = f"{len(self.homeless)} shelfmarks name no archive or no place in it, here the first"
            yield Problem(line=first.line or 1, column=first.column, kind="no-archive", raw=first.raw,
                          message=f"{words}; they stay in the notes", hint="complete them in the source")  # fmt: skip

    def _unpublished(self) -> Iterator[Problem]:
        """That the source has the wording of letters, and nobody has said that it may be published."""
        if self.unpublished:
            words = f"the wording of {len(self.unpublished)} letters was not taken, here the first"
            hint = "where you may publish it, say publish = true in [text_rights] of edition.toml, and import again"
            yield Problem(line=self.unpublished[0], column=1, kind="wording", raw="", message=words, hint=hint)

    def _unknown(self) -> Iterator[Problem]:
        """Letters that descriptions name and that are not in the files: one problem for each relation."""
        for relation, (times, line, first) in self.unknown.items():
            what = f"{times} letters are" if times > 1 else "a letter is"
            words = (
                f"{what} named as {relation.replace('_', ' ')} and not in these files{'; here the first' * (times > 1)}"
            )
            hint = "import the file that has them into the same edition; the records keep what is named"
            yield Problem(line=line, column=1, kind="unknown-letter", raw=first, message=words, hint=hint)

    def _tables(self) -> Iterator[tuple[Path, bytes]]:
        folder = self.workspace.folder / "authorities"
        for name, type_ in (("persons", Person), ("groups", Group), ("places", PlaceRecord)):
            file = folder / f"{name}.csv"
            yield file, append_records([row for row in self.resolved.rows if isinstance(row, type_)], fresh(file), file)
        units = self._units()
        self.units = len(units)
        if units:
            yield folder / "units.csv", append_records(units, fresh(folder / "units.csv"), folder / "units.csv")
        relations = self._relations()
        if relations:
            yield folder / "relations.csv", append_records(relations, fresh(folder / "relations.csv"), folder)
        points = list(self._points())
        if points:
            yield folder / "coordinates.csv", append_records(points, fresh(folder / "coordinates.csv"), folder)

    def _units(self) -> list[Unit]:
        """The rows of archival units that the table lacks; one that says something else of a unit is reported."""
        known = {unit.code: unit for unit in self.workspace.authorities.units}
        rows = []
        for shelved, _ in self.gathered.units:
            unit = shelved.unit
            if unit is None:
                continue
            there = known.setdefault(unit.code, unit)
            if there is unit:
                rows.append(unit)
            elif shelved.counts and there != unit:
                words = f"the table of units has {unit.code} already, and not all as it stands here"
                hint = "the row stays as it is; take it out of units.csv to have it entered anew"
                self.problems.append(
                    Problem(line=shelved.line, column=shelved.column, kind="known-unit", raw=unit.title,
                            message=words, hint=hint)
                )  # fmt: skip
        return rows

    def _relations(self) -> list[Relation]:
        """The rows of relations that the table lacks; those that lead to nobody known are counted in a problem."""
        there = {(row.subject, row.relation, row.object) for row in self.workspace.authorities.relations}
        rows, unknown = [], []
        for said in self.gathered.relations:
            ends = [self.resolved.keys.get(key) for key in (said.subject, said.object)]
            if ends[0] is None or ends[1] is None or ends[0].id == ends[1].id:
                unknown.append(said)
                continue
            subject, other = ends[0].id, ends[1].id
            if said.relation in ("family", "associated"):
                subject, other = sorted((subject, other))
            if (subject, said.relation, other) in there:
                continue  # both records of a pair may say it
            there.add((subject, said.relation, other))
            rows.append(Relation(subject=subject, relation=said.relation, object=other, dates=said.dates,
                                 source=self.gathered.place(said.line)))  # fmt: skip
        if unknown:
            first, words = unknown[0], "relations lead to records that neither these files nor the tables have"
            self.problems.append(
                Problem(line=first.line, column=first.column, kind="unknown-relation", raw=first.text or first.object,
                        message=f"{len(unknown)} {words}; here the first",
                        hint="import the records that they lead to, then these files again")
            )  # fmt: skip
        return rows

    def _points(self) -> Iterator[Coordinates]:
        """Where places are, as lists in the source say, for places without coordinates."""
        known = {point.place for point in self.workspace.authorities.coordinates}
        for entry in self.gathered.names.listed.values():
            named = Named(kind=entry.kind, text=entry.text, identifiers=entry.identifiers, line=entry.line)
            entity = self.resolved.of(named)
            if entry.latitude is None or entry.longitude is None or entity is None or entity.id in known:
                continue
            known.add(entity.id)
            source = self.gathered.place(entry.line)
            yield Coordinates(place=entity.id, latitude=entry.latitude, longitude=entry.longitude, source=source)

    def _links(self) -> Iterator[Link]:
        """What the editors of the source say of identifiers: their assertion, at its place."""
        about = self.gathered.about
        author = "; ".join(about.editors) or about.publisher or f"editors of {self.gathered.file}"
        for entity, identifier, seen in self.resolved.links:
            yield Link(
                kind=entity.kind,
                subject=entity.id,
                subject_label=entity.name,
                predicate=bare(LA.equivalent),
                object=identifier,
                justification=BY_HAND,
                author=author,
                date=about.date[:10] if len(about.date) >= 10 else "",
                status="asserted",
                seen_in=(self.gathered.place(seen.line),),
            )

    def _account(self) -> None:
        """Every record is a letter or a problem."""
        records, refused = self.gathered.records, self.gathered.refused
        if self.letters + self.gathered.shelved + refused != records:
            raise KgError(
                f"the files hold {records} records, and {self.letters} letters, "
                f"{self.gathered.shelved} units and {refused} problems came of them",
                self.gathered.file,
                "nothing was written; this is a fault of the reader of the format: please report it",
            )

    def _write_found(self, stage: Path) -> None:
        problems = sorted(self.problems, key=lambda problem: (problem.line, problem.column, problem.kind, problem.raw))
        write_atomic(stage / "problems.jsonl", (encode(problem) + b"\n" for problem in problems))
        for name in ("citations", "decisions"):
            write_atomic(stage / f"{name}.jsonl", b"")
        bibliography = (encode(one) + b"\n" for one in self.gathered.bibliography)
        write_atomic(stage / "bibliography.jsonl", b"".join(bibliography))
        write_atomic(stage / ACCOUNTS, self._accounts())

    def _accounts(self) -> bytes:
        """How many records there were, and what became of them, for each file and in all."""
        counted = Counter(problem.kind for problem in self.problems)
        data = {
            "format": self.format,
            "files": [
                {"file": one.file, "sha256": one.sha256, "lines": [one.first, one.last], "records": one.records}
                for one in self.gathered.files
            ],
            "failed": [_briefly(error) for error in self.gathered.failed],
            "records": self.gathered.records,
            "letters": self.letters,
            **({"units": self.gathered.shelved} if self.gathered.shelved else {}),
            "refused": self.gathered.refused,
            "problems": dict(sorted(counted.items())),
        }
        return msgspec.json.format(msgspec.json.encode(data), indent=1) + b"\n"

    def _edition(self, before: bytes | None) -> bytes:
        return edition_toml(self.wish.name, self.format, self._about(), self.gathered, before, publish=self.publish)

    def _about(self) -> About:
        wish, about = self.wish, self.gathered.about
        return msgspec.structs.replace(
            about,
            title=wish.title or about.title or self.wish.name,
            language=wish.language or about.language or "und",
            original=wish.original_language or about.original or self._usual_language() or "und",
        )

    def _usual_language(self) -> str:
        """The language of most letters."""
        return next((language for language, _ in self.gathered.languages.most_common(1)), "")

    def _report(self, links: Sequence[Link]) -> Imported:
        added: Counter[str] = Counter(f"{type(row).__name__.lower()}s" for row in self.resolved.rows)
        added["links"] = len(links)
        added["units"] = self.units
        return Imported(
            folder=self.folder,
            files=self.gathered.files,
            records=self.gathered.records,
            letters=self.letters,
            refused=self.gathered.refused,
            units=self.gathered.shelved,
            problems=dict(sorted(Counter(problem.kind for problem in self.problems).items())),
            added={name: count for name, count in added.items() if count},
            failed=self.gathered.failed,
        )


def _briefly(error: KgError) -> str:
    """What went wrong where, without the folders of this machine."""
    where = error.where
    place = Place(Path(where.file).name, where.line, where.column) if isinstance(where, Place) else where
    return f"{place}: {error.what}"

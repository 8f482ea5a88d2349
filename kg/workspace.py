"""A workspace: one publisher, one base IRI, one set of authorities, any number of editions, read from its folder.

The layout is that of the README; every file is read strictly, and what does not fit together (an identifier that nobody
issued, a letter twice) is an error that names file and line.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

import msgspec

from kg import coherence
from kg.errors import KgError, Place, UsageError
from kg.files import read_bytes
from kg.iris import Iris
from kg.ledger import read_ledger
from kg.records import (
    Adjudication,
    Authorities,
    Bibliography,
    Citation,
    Collation,
    Coordinates,
    Decision,
    Edition,
    Group,
    Letter,
    Link,
    Person,
    Problem,
    Relation,
    Settings,
    SettledMention,
    Shared,
    Subject,
    Topic,
    Unit,
)
from kg.records import Place as PlaceRecord
from kg.records.codec import decode_lines
from kg.records.link import LEDGER
from kg.registry import Registry
from kg.settings import read_settings, suggest
from kg.source import sha256
from kg.tables import read_records
from kg.wordings import WORDING, Wordings

T = TypeVar("T", bound=msgspec.Struct)

RECORDS = 4 * 1024**3  # bytes of a file of records; 100,000 letters have about 100 MB
ADJUDICATIONS = "adjudications.csv"
WORKSPACE_VARIABLE = "KG_WORKSPACE"
EDITIONS_VARIABLE = "KG_EDITIONS"


@dataclass(frozen=True)
class Found:
    """What `kg extract` found in one edition; each tuple is in the order of its file."""

    letters: tuple[Letter, ...] = ()
    citations: tuple[Citation, ...] = ()
    decisions: tuple[Decision, ...] = ()
    problems: tuple[Problem, ...] = ()
    bibliography: tuple[Bibliography, ...] = ()


@dataclass(frozen=True)
class Curated:
    """What people decided about one edition; `lines` says on which line of its table each row begins."""

    adjudications: tuple[Adjudication, ...] = ()
    mentions: tuple[SettledMention, ...] = ()
    subjects: tuple[Subject, ...] = ()
    lines: Mapping[str, tuple[int, ...]] = field(default_factory=dict, compare=False)


@dataclass(frozen=True)
class EditionFolder:
    """One edition of a workspace; `found` is None while nothing has been extracted.

    `shared` are the letters, by their line, that other editions print too, and `collations` what says so of the later
    ones; both are the work of `kg.collation`.
    """

    folder: Path
    edition: Edition
    found: Found | None = None
    curated: Curated = field(default_factory=Curated)
    shared: Mapping[int, Shared] = field(default_factory=dict, compare=False)
    collations: tuple[Collation, ...] = field(default=(), compare=False)

    @property
    def name(self) -> str:
        """The name of the edition, which is that of its folder."""
        return self.edition.name

    @property
    def mentions(self) -> Path:
        """The table of names that curators have settled."""
        return self.folder / "curated" / "mentions.csv"

    @property
    def adjudications(self) -> Path:
        """The table of curators' judgements."""
        return self.folder / "curated" / ADJUDICATIONS

    @property
    def wordings(self) -> Wordings:
        """The words of the letters, where the edition's rights allow to publish them and they were read."""
        file = self.folder / "found" / WORDING
        return Wordings(file if self.edition.text_rights.publish and file.exists() else None)

    @property
    def unpublished(self) -> str:
        """What is amiss where settings and files disagree on whether the wording is published, if anything is."""
        there, wanted = (self.folder / "found" / WORDING).exists(), self.edition.text_rights.publish
        if there and not wanted:
            return f"{self.name}: {WORDING} is there, and is not published: [text_rights] does not allow it; delete it"
        if wanted and not there:
            return f"{self.name}: [text_rights] publishes the wording, which was not read: read the edition again"
        return ""

    def judgements(self) -> tuple[tuple[int, Adjudication], ...]:
        """The judgements of curators, each with the line of its row; 0 for one that comes from no table."""
        lines = self.curated.lines.get("adjudications") or (0,) * len(self.curated.adjudications)
        return tuple(zip(lines, self.curated.adjudications, strict=True))

    def letters_found(self) -> Found:
        """What was found; raises KgError when nothing has been extracted yet, and when a text had no letter."""
        if self.found is None:
            raise KgError(
                "nothing has been extracted from this edition yet", self.folder, f"run: kg extract {self.name}"
            )
        if not self.found.letters and not self.edition.imported:  # a finding aid may describe none
            raise KgError(
                "the edition has no letters",
                self.folder / "found" / "letters.jsonl",
                f"run: kg extract {self.name}; if it finds none, the text does not follow the edition's profile",
            )
        return self.found


@dataclass(frozen=True)
class Workspace:
    """Everything that a workspace's folder holds."""

    folder: Path
    settings: Settings
    authorities: Authorities
    topics: tuple[Topic, ...]
    links: tuple[Link, ...]
    registry: Registry
    editions: tuple[EditionFolder, ...]
    topic_lines: tuple[int, ...] = ()

    @property
    def iris(self) -> Iris:
        """The IRIs under the workspace's base."""
        return Iris(self.settings.base)

    def edition(self, name: str | None = None) -> EditionFolder:
        """The edition called `name`, or the only one. Raises UsageError when there is no such one, or several."""
        names = [edition.name for edition in self.editions]
        if name is None and len(names) == 1:
            return self.editions[0]
        if name in names:
            return self.editions[names.index(name)]
        there = f"there are: {', '.join(names)}" if names else f"make a folder {self.folder / 'editions'}/NAME"
        if name is None:
            raise UsageError("which edition?" if names else "the workspace has no edition", self.folder, there)
        meant = suggest(name, names)
        raise UsageError(f"no edition {name!r}", self.folder, f"did you mean {meant!r}? {there}" if meant else there)


def default_workspace(environment: Mapping[str, str] = os.environ) -> Path:
    """The folder named by `KG_WORKSPACE`, else `./data`."""
    return Path(environment.get(WORKSPACE_VARIABLE) or "data")


def load_workspace(folder: Path, *, found: bool = True) -> Workspace:
    """Read a workspace; without what was `found` for those who extract it anew, as it may be what is broken.

    Raises UsageError when `folder` is not one, KgError with file and line for anything in it that cannot be right.
    """
    file = folder / "workspace.toml"
    if not file.is_file():
        raise UsageError(
            "this is not a workspace: it has no workspace.toml",
            folder,
            f"name the workspace's folder, or set {WORKSPACE_VARIABLE}; the README says what a workspace holds",
        )
    settings = load_settings(file)
    authorities = load_authorities(folder / "authorities")
    rows = _table(Topic, folder / "authorities" / "topics.csv", "id")
    coherence.check_topics(rows, folder / "authorities" / "topics.csv")
    topics, topic_lines = _parted(rows)
    ids = folder / "ids.csv"
    registry = Registry.load(read_bytes(ids), ids) if ids.exists() else Registry()
    coherence.check_issued(folder / "authorities", authorities, registry)
    ledger = folder / LEDGER
    links = read_ledger(read_bytes(ledger), ledger, Iris(settings.base)) if ledger.exists() else ()
    coherence.check_links(links, registry, ledger)
    editions = tuple(
        load_edition(path.parent, authorities, topics, found=found)
        for path in sorted(folder.glob("editions/*/edition.toml"))
    )
    _check_identifiers(editions, registry)
    return Workspace(folder, settings, authorities, topics, links, registry, editions, topic_lines)


def load_settings(file: Path) -> Settings:
    """Read `workspace.toml`. Raises KgError as `read_settings` does, and for a value that cannot serve."""
    data = read_bytes(file)
    settings = read_settings(Settings, data, file)
    coherence.check_base(settings.base, file)
    coherence.check_addresses(settings, data.decode(errors="replace"), file)
    _check_name(settings.name, file)
    return settings


def load_authorities(folder: Path) -> Authorities:
    """Read the authority tables of `folder`; a table that is not there is empty.

    Raises UsageError when there is no such folder, KgError with file and line for a broken row or an identifier that
    stands twice.
    """
    if not folder.is_dir():
        raise UsageError("there is no such folder of authority tables", folder, "name the folder with --authorities")
    persons, on_persons = _parted(_table(Person, folder / "persons.csv", "id"))
    groups, on_groups = _parted(_table(Group, folder / "groups.csv", "id"))
    places, on_places = _parted(_table(PlaceRecord, folder / "places.csv", "id"))
    units, on_units = _parted(_table(Unit, folder / "units.csv", "code"))
    points, related = (
        _table(Coordinates, folder / "coordinates.csv", "place"),
        _rows(Relation, folder / "relations.csv"),
    )
    coherence.check_coordinates(points, places, folder / "coordinates.csv")
    coherence.check_relations(related, (*persons, *groups), folder / "relations.csv")
    lines = {"persons": on_persons, "groups": on_groups, "places": on_places, "units": on_units}
    return Authorities(persons, groups, places, units, _parted(points)[0], _parted(related)[0], lines)


def load_edition(
    folder: Path, authorities: Authorities, topics: Iterable[Topic] = (), *, found: bool = True
) -> EditionFolder:
    """Read one edition: its settings, what was `found` unless told not to, what was curated.

    Raises KgError with file and line.
    """
    file = folder / "edition.toml"
    edition = read_settings(Edition, read_bytes(file), file)
    _check_name(edition.name, file)
    if edition.name != folder.name:
        raise KgError(f"the edition is called {edition.name!r}, its folder {folder.name!r}", file, "call both the same")
    if edition.window.start > edition.window.end:
        raise KgError("the window ends before it starts", file, "swap start and end in [window]")
    if not re.fullmatch("[0-9a-f]{64}", edition.sha256):
        raise KgError("sha256 is not 64 hexadecimal digits", file, f"sha256sum {edition.file} prints it")
    records = load_found(folder / "found") if found and (folder / "found").is_dir() else None
    if records is not None:
        coherence.check_once(records.letters, records.decisions, folder, {})
    curated = load_curated(folder / "curated", edition, authorities, topics, records)
    return EditionFolder(folder, edition, records, curated)


def load_found(folder: Path) -> Found:
    """Read the four files that `kg extract` writes, and the one of printed editions that `kg import` adds.

    Raises KgError for a missing one of the four and for a broken line.
    """
    return Found(
        letters=_lines(Letter, folder / "letters.jsonl"),
        citations=_lines(Citation, folder / "citations.jsonl"),
        decisions=_lines(Decision, folder / "decisions.jsonl"),
        problems=_lines(Problem, folder / "problems.jsonl"),
        bibliography=_lines(Bibliography, file) if (file := folder / "bibliography.jsonl").exists() else (),
    )


def load_curated(
    folder: Path,
    edition: Edition,
    authorities: Authorities,
    topics: Iterable[Topic] = (),
    found: Found | None = None,
) -> Curated:
    """Read the tables that people keep; those that are not there are empty. Raises KgError with file and line.

    Whether records that a table speaks of exist can be asked only when something was `found`.
    """
    mentions = folder / "mentions.csv"
    mentioned = _rows(SettledMention, mentions)
    coherence.check_mentions(mentioned, edition.name, authorities, mentions)
    file = folder / "subjects.csv"
    about = _table(Subject, file, "record")
    lines_of = coherence.readable(found.letters, found.decisions, found.citations) if found is not None else None
    coherence.check_subjects(about, {topic.id for topic in topics}, lines_of, file)
    adjudications, on_adjudications = _parted(_rows(Adjudication, folder / ADJUDICATIONS))
    settled, on_mentions = _parted(mentioned)
    subjects, on_subjects = _parted(about)
    lines = {"adjudications": on_adjudications, "mentions": on_mentions, "subjects": on_subjects}
    return Curated(adjudications, settled, subjects, lines)


def find_text(
    place: EditionFolder, given: Path | None = None, environment: Mapping[str, str] = os.environ
) -> tuple[Path, bytes]:
    """The text of an edition, and where it was: at `given`, else in the folder `KG_EDITIONS`, beside its settings.

    Raises KgError that says what to do when it is nowhere, or when it is not the capture that the records were made
    from (its SHA-256 differs).
    """
    edition = place.edition
    folders = [Path(environment[EDITIONS_VARIABLE])] if environment.get(EDITIONS_VARIABLE) else []
    candidates = [given] if given else [folder / edition.file for folder in (*folders, place.folder)]
    path = next((candidate for candidate in candidates if candidate.exists()), None)
    if path is None:
        looked = ", ".join(str(candidate) for candidate in candidates)
        raise KgError(
            f"the text of the edition is not here (looked for {looked})",
            place.folder / "edition.toml",
            f"the text is not part of the data; put {edition.file} in a folder and set {EDITIONS_VARIABLE} to it, or "
            "name the file with --edition; `kg build` works without it",
        )
    data = read_bytes(path)
    if (found := sha256(data)) != edition.sha256:
        raise KgError(
            f"this is not the text that the edition describes: its SHA-256 is {found}, not {edition.sha256}",
            path,
            f"find the right capture, or write the new hash into {place.folder / 'edition.toml'} and extract again",
        )
    return path, data


def text_at_hand(place: EditionFolder) -> Path | None:
    """Where the text of an edition lies on this machine, as `find_text` finds it; None when it does not."""
    try:
        return find_text(place)[0]
    except KgError:
        return None


def _rows(type_: type[T], file: Path) -> tuple[tuple[int, T], ...]:
    return read_records(type_, read_bytes(file), file) if file.exists() else ()


def _table(type_: type[T], file: Path, key: str) -> tuple[tuple[int, T], ...]:
    """A table whose column `key` says what a row is about, each once; with the lines of the rows."""
    seen: dict[str, int] = {}
    rows = _rows(type_, file)
    for line, row in rows:
        value = getattr(row, key)
        if (first := seen.setdefault(value, line)) != line:
            raise KgError(f"{value} stands on line {first} already", Place(file, line), "give each row its own " + key)
    return rows


def _parted(rows: tuple[tuple[int, T], ...]) -> tuple[tuple[T, ...], tuple[int, ...]]:
    """Rows with their lines -> the rows, and the lines."""
    return tuple(row for _, row in rows), tuple(line for line, _ in rows)


def _lines(type_: type[T], file: Path) -> tuple[T, ...]:
    return tuple(decode_lines(type_, read_bytes(file, limit=RECORDS), file))


def _check_name(name: str, file: Path) -> None:
    if not re.fullmatch("[A-Za-z0-9][A-Za-z0-9._-]*", name):
        raise KgError(f"not a name: {name!r}", file, "use letters, digits, hyphens and points: it becomes part of IRIs")


def _check_identifiers(editions: Iterable[EditionFolder], registry: Registry) -> None:
    """What was found has identifiers that the registry issued, each to one thing, whatever the edition."""
    seen: dict[str, str] = {}
    for place in editions:
        found = place.found or Found()
        coherence.check_once(found.letters, found.decisions, place.folder, seen)
        for kind, id_, _, _ in coherence.identifiers(found.letters, found.decisions):
            row = registry.latest.get(id_)
            if row is None or row.kind != kind:
                raise KgError(
                    f"the registry has not issued {id_} to a {kind}",
                    seen[id_],
                    "restore ids.csv from its last version, or extract the edition again",
                )
            coherence.check_in_use(row, seen[id_])
        coherence.check_same(found.decisions, place.folder / "found" / "decisions.jsonl")
        coherence.check_years(found.letters, place.edition.window, place.folder / "found" / "letters.jsonl")

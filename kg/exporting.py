"""One export: from the last build of a workspace to a file in a format of the field, and the report of what it lost."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from kg import __version__
from kg.description import publication_day
from kg.errors import UsageError
from kg.files import write_atomic
from kg.iris import Iris
from kg.publish.exports import About, Edition, Export, Losses, Records, find, report_json, report_text
from kg.publish.store import open_store
from kg.settings import suggest
from kg.workspace import load_settings

FOLDER = "export"


@dataclass(frozen=True)
class Wish:
    """What is to be exported: a format, of one edition or of all, to a file or its usual place; `url` of the file."""

    format: str
    edition: str | None = None
    file: Path | None = None
    url: str = ""


@dataclass(frozen=True)
class Exported:
    """What an export made: the file (None for standard output), its report, notes, how many letters it was made of."""

    file: Path | None
    report: str
    notes: tuple[str, ...]
    letters: int


def export(workspace: Path, built: Path, wish: Wish) -> Exported:
    """Write one format of the build in the folder `built`, and beside it the report: `FILE.loss.json`, `.loss.txt`.

    No file is replaced until the new one is whole. Raises UsageError for an unknown format or edition, KgError when
    nothing has been built and for a file that cannot be written.
    """
    job = _Job(workspace, built, wish)
    file = wish.file or built / FOLDER / f"{job.about.name}{job.format.suffix}"
    write_atomic(file, job.chunks())
    report = job.report()
    write_atomic(file.with_name(f"{file.name}.loss.json"), report_json(job.losses, job.said))
    write_atomic(file.with_name(f"{file.name}.loss.txt"), report.encode())
    return job.made(file, report)


def export_to(workspace: Path, built: Path, wish: Wish, write: Callable[[bytes], object]) -> Exported:
    """As `export`, but the file is handed to `write` in chunks, and there are no files of the report."""
    job = _Job(workspace, built, wish)
    for chunk in job.chunks():
        write(chunk)
    return job.made(None, job.report())


class _Job:
    """An export under way."""

    def __init__(self, workspace: Path, built: Path, wish: Wish) -> None:
        self.format: Export = find(wish.format)
        settings = load_settings(workspace / "workspace.toml")
        store = open_store(built / "store")
        self.losses = Losses(self.format)
        self._iris = Iris(settings.base)
        everything = Records(store, settings.base, self.losses)
        editions = everything.captures()
        chosen = _chosen(editions, wish.edition)
        name = wish.edition if wish.edition and len(editions) > 1 else settings.name
        if self.format.whole and len(chosen) < len(editions):
            raise UsageError(f"{self.format.title} is made of the whole workspace", hint="leave --edition out")
        one = (chosen[0].iri, self._iris.graph("claims", chosen[0].name)) if len(chosen) < len(editions) else None
        self._records = Records(store, settings.base, self.losses, one) if one else everything
        self.about = About(
            name=name,
            title=chosen[0].title if one else settings.title,
            base=settings.base,
            licence=settings.licence,
            publisher=settings.publisher,
            contact=settings.contact,
            creators=settings.creators,
            description=settings.description,
            day=publication_day(),
            url=wish.url or f"{settings.base}{FOLDER}/{name}{self.format.suffix}",
            editions=self._records.editions(),
            dump=built / "dump",
            workspace=settings.name,
            version=__version__,
        )
        self.said = {"title": self.about.title, "edition": wish.edition or "", "made": self.about.day}
        self._url_given = bool(wish.url)

    def chunks(self) -> Iterable[bytes]:
        """The file; afterwards everything has been counted."""
        yield from self.format.write(self._records, self.about)
        self._records.count_rest()

    def report(self) -> str:
        """The report for people."""
        return report_text(self.losses, self.about.base)

    def made(self, file: Path | None, report: str) -> Exported:
        """What came of it."""
        notes = [*self.format.notes(self.about)]
        if self.format.names_itself and not self._url_given:
            notes.append(f"the file says that it will be at {self.about.url}; say where with --url")
        return Exported(file, report, tuple(notes), self.losses.read.get("letter", 0))


def _chosen(editions: tuple[Edition, ...], name: str | None) -> tuple[Edition, ...]:
    if name is None:
        return editions
    chosen = tuple(edition for edition in editions if edition.name == name)
    if not chosen:
        names = [edition.name for edition in editions]
        meant = suggest(name, names)
        there = f"the build has: {', '.join(names)}"
        raise UsageError(f"no edition {name!r}", hint=f"did you mean {meant!r}? {there}" if meant else there)
    return chosen

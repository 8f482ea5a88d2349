"""What `kg release` does: a version of everything, built anew, told how it differs from the one before, never changed.

A release is made in a temporary folder and put in place in one step. Its bytes depend on the workspace, the program and
the release before it alone: dates come from the commit or from SOURCE_DATE_EPOCH, never from the clock.
"""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from kg import __version__
from kg.compared import Source, compared, rows_of, unpacked
from kg.description import EPOCH_VARIABLE
from kg.errors import KgError, UsageError
from kg.files import place_dir, read_lines, sweep, temporary_dir, write_atomic
from kg.git import Commit, last_commit
from kg.pipeline import Built, Say, build, is_example
from kg.publish.changes import Changes, changed
from kg.publish.changes.patch import rdf_patch, release_uuid
from kg.publish.changes.render import as_lines, as_markdown, summary
from kg.publish.release.canonical import canonical_hash
from kg.publish.release.citation import citation
from kg.publish.release.kept import FOLDER, MANIFEST, Kept, find_release, releases
from kg.publish.release.readme import File, readme
from kg.publish.release.sums import SUMS, as_sums, check_sums, sums_of
from kg.publish.release.versions import check_version, in_order, is_version, version_key
from kg.records.release import Manifest, Release
from kg.registry import PREFIXES
from kg.workspace import Workspace, load_workspace

if TYPE_CHECKING:
    from kg.validate.results import Report

PROGRAM = Path(__file__).resolve().parent.parent
_OF_PROGRAM = ("kg", "ontology", "shapes")  # what a build reads of the program's checkout
_SHOWN = 5  # files or things that a message lists


@dataclass(frozen=True)
class Released:
    """A release in place; `changes` since the one before it, None for the first."""

    folder: Path
    manifest: Manifest
    report: Report
    changes: Changes | None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Allowed:
    """What a release is made in spite of."""

    violations: bool = False
    uncommitted: bool = False


def release(
    workspace: Path,
    version: str,
    out: Path,
    *,
    previous: str | None = None,
    allowed: Allowed = Allowed(),
    environment: Mapping[str, str] = os.environ,
    say: Say = lambda _: None,
) -> Released:
    """Make the release `version` of the workspace in `out/release`; `previous` is a version or a folder, by default the
    newest release there.

    Raises UsageError for a version that cannot be, KgError for all that a release must not have: violations, changes
    that are not committed, a base for examples, things of the release before that are gone, a damaged release before.
    """
    target = out / FOLDER / check_version(version)
    loaded = load_workspace(workspace)
    if is_example(loaded.settings.base):
        raise KgError(
            f"the base {loaded.settings.base} is one for examples: its IRIs can never resolve",
            workspace / "workspace.toml",
            "set a base of your own, for example at w3id.org; the README says how",
        )
    before = _before(out, previous)
    _check_order(version, target, before)
    if before is not None:
        _check_before(before, loaded)
    commit, program = _committed(workspace, allowed)
    moment, said_by = _moment(commit, environment)
    sweep(out / FOLDER)
    with temporary_dir(target) as stage:
        asked = Release(
            version=version, previous=before.manifest.version if before else None, day=(moment or "")[:10] or None
        )
        built = build(
            workspace, stage / "build", say, release=asked, before=before, despite_violations=allowed.violations
        )
        if not built.files:
            raise _violations(built.report)
        _check_same(workspace, commit, allowed)
        made = _gathered(stage, built, loaded)
        manifest = _manifest(made, asked, commit, program, moment, said_by, before)
        changes = _write(made, manifest, before, say)
        place_dir(made.folder, target)
    notes = (
        () if commit is not None else ("the workspace is under no version control: nobody can make this release again",)
    )
    return Released(target, manifest, built.report, changes, notes)


def _before(out: Path, previous: str | None) -> Kept | None:
    if previous is not None:
        return find_release(previous, out)
    there = releases(out)
    return there[-1] if there else None


def _check_order(version: str, target: Path, before: Kept | None) -> None:
    """A release never takes the place of another, and comes after it."""
    if target.exists():
        raise KgError(
            f"the release {version} exists already, and a release is never changed", target, "choose a newer version"
        )
    there = [path.name for path in target.parent.glob("*") if is_version(path.name)]
    for other in in_order([*there, *([before.manifest.version] if before else [])])[-1:]:
        if version_key(version) == version_key(other):
            raise KgError(f"{version} is the version {other}, written otherwise", target, "choose a newer version")
        if version_key(version) < version_key(other):
            raise KgError(
                f"{version} is older than the last release, {other}", target, f"choose a version after {other}"
            )


def _check_before(before: Kept, workspace: Workspace) -> None:
    """What comes after a release is compared with it: it must be whole, and of the same IRIs."""
    if before.manifest.base != workspace.settings.base:
        raise KgError(
            f"the release {before.manifest.version} has the base {before.manifest.base}, the workspace "
            f"{workspace.settings.base}",
            workspace.folder / "workspace.toml",
            "IRIs that were published stay: set the base back, or begin anew in another --out",
        )
    faults = list(check_sums(before.folder))
    if faults:
        raise KgError(
            f"the release before is damaged: {faults[0]}{_more(len(faults) - 1)}",
            before.folder,
            "get it anew, or name another one with --previous; `kg release verify` lists what is wrong",
        )


def program_commit() -> Commit | None:
    """The commit of the program, for one that runs from a checkout."""
    return last_commit(PROGRAM, _OF_PROGRAM) if (PROGRAM / "pyproject.toml").is_file() else None


def _committed(workspace: Path, allowed: Allowed) -> tuple[Commit | None, Commit | None]:
    """The commits of the workspace and of the program, for one that runs from a checkout.

    Only what a build reads counts: other files of the same repository may be in any state.
    """
    commit = last_commit(workspace)
    program = program_commit()
    if allowed.uncommitted:
        return commit, program
    if commit is None:
        raise KgError(
            "the workspace is in no git repository with a commit: nobody could make this release again",
            workspace,
            "git init, git add and git commit it; or go on without, with --allow-uncommitted",
        )
    for found, what in ((commit, "the workspace"), (program, "the program")):
        if found is not None and not found.clean:
            listed = ", ".join(found.uncommitted[:_SHOWN])
            raise KgError(
                f"{what} has changes that are not committed: {listed}{_more(len(found.uncommitted) - _SHOWN)}",
                workspace if what == "the workspace" else PROGRAM,
                "commit them, so that the release can be made again; or go on without, with --allow-uncommitted",
            )
    return commit, program


def _check_same(workspace: Path, commit: Commit | None, allowed: Allowed) -> None:
    """What was built is what the commit holds, though somebody may have worked on it meanwhile."""
    if not allowed.uncommitted and last_commit(workspace) != commit:
        raise KgError("the workspace was changed while it was being released", workspace, "release it again")


def _moment(commit: Commit | None, environment: Mapping[str, str]) -> tuple[str | None, str]:
    """The moment of the release in UTC, and what says it; nothing does when there is neither variable nor commit."""
    given = environment.get(EPOCH_VARIABLE)
    if given:
        try:
            return _utc(int(given)), EPOCH_VARIABLE
        except (ValueError, OverflowError, OSError):
            raise UsageError(f"{EPOCH_VARIABLE} is not a number of seconds: {given!r}", hint="unset it") from None
    return (_utc(commit.moment), "commit") if commit is not None else (None, "")


def _utc(seconds: int) -> str:
    return dt.datetime.fromtimestamp(seconds, dt.UTC).isoformat().replace("+00:00", "Z")


def _violations(report: Report) -> KgError:
    from kg.validate.results import Severity

    count = report.count(Severity.VIOLATION)
    return KgError(
        f"the graph has {count} violation{'' if count == 1 else 's'}, and nothing was released",
        report.data,
        "`kg build` shows where they are; mend them, or release all the same with --allow-violations",
    )


@dataclass(frozen=True)
class _Made:
    """A release that is being made: its scratch folder, the folder that is put in place, what it is made from."""

    scratch: Path
    folder: Path
    built: Built
    workspace: Workspace

    def lines(self) -> Iterable[str]:
        """The statements, as the sorted N-Quads dump has them."""
        return read_lines(self.scratch / "new.nq")


def _gathered(scratch: Path, built: Built, workspace: Workspace) -> _Made:
    """What a build made, in the folder of the release, without the store; the dump is unpacked for comparing."""
    made = _Made(scratch, scratch / "release", built, workspace)
    made.folder.mkdir()
    for path in sorted(built.out.iterdir()):
        if path.name != "store" and not path.name.startswith("."):
            path.rename(made.folder / path.name)
    unpacked(made.folder / "dump" / f"{workspace.settings.name}.nq.gz", scratch / "new.nq")
    return made


def _manifest(
    made: _Made,
    asked: Release,
    commit: Commit | None,
    program: Commit | None,
    moment: str | None,
    said_by: str,
    before: Kept | None,
) -> Manifest:
    """What the release is, and what it was made from."""
    from kg.validate.results import Severity

    settings = made.workspace.settings
    canonical = canonical_hash(made.lines(), made.scratch)
    return Manifest(
        version=asked.version,
        name=settings.name,
        title=settings.title,
        base=settings.base,
        licence=settings.licence,
        publisher=settings.publisher,
        date=moment,
        date_from=said_by,
        commit=commit.id if commit else None,
        clean=commit.clean if commit else None,
        program=f"letterkg {__version__}",
        program_commit=program.id if program else None,
        program_clean=program.clean if program else None,
        counts=made.built.counts,
        findings={severity.value: made.built.report.count(severity) for severity in Severity},
        canonical=canonical,
        patch=release_uuid(settings.base, canonical),
        previous=before.manifest.version if before else None,
        previous_canonical=before.manifest.canonical if before else None,
    )


def _write(made: _Made, manifest: Manifest, before: Kept | None, say: Say) -> Changes | None:
    """Write what goes with the dumps; returns what changed since the release before.

    Raises KgError for what is gone.
    """
    changes = None
    if before is None:
        patch = rdf_patch((), manifest.patch, None)
        text = f"# Changes in {manifest.version}\n\nThis is the first release: nothing comes before it.\n"
        lines: Iterator[bytes] = iter(())
    else:
        say(f"comparing with {before.manifest.version}")
        old = Source(unpacked(before.nquads, made.scratch / "old.nq"), before.manifest.version)
        new = Source(made.scratch / "new.nq", manifest.version)
        changes = compared(old, new, manifest.base)
        _check_gone(changes, made.workspace)
        say("asking the saved queries on both releases")
        rows, skipped = rows_of(old.file, made.built.out / "store", made.scratch)
        text = as_markdown(changes, old.name, new.name, rows, skipped)
        lines = as_lines(changes)
        patch = rdf_patch(changed(old.lines(), new.lines()), manifest.patch, before.manifest.patch)
    write_atomic(made.folder / "changes.patch", patch)
    write_atomic(made.folder / "CHANGES.md", text.encode())
    write_atomic(made.folder / "changes.jsonl", lines)
    write_atomic(made.folder / MANIFEST, msgspec.json.format(msgspec.json.encode(manifest), indent=1) + b"\n")
    write_atomic(made.folder / "CITATION.cff", citation(made.workspace.settings, manifest))
    sums = sums_of(made.folder)
    files = [File(path, (made.folder / path).stat().st_size, found) for path, found in sums.items()]
    editions = [place.edition for place in made.workspace.editions]
    said = summary(changes) if changes else ""
    write_atomic(made.folder / "README.md", readme(made.workspace.settings, editions, manifest, files, said))
    write_atomic(made.folder / SUMS, as_sums(sums_of(made.folder)))
    return changes


def _check_gone(changes: Changes, workspace: Workspace) -> None:
    """IRIs of one release are in the next: what the registry issued does not vanish, it is withdrawn or replaced."""
    gone = [entry.id for entry in changes.gone if entry.kind.path in PREFIXES]
    if gone:
        raise KgError(
            f"gone since the release before, without a word: {', '.join(gone[:_SHOWN])}{_more(len(gone) - _SHOWN)}",
            workspace.folder / "ids.csv",
            "append a row for each identifier with the status withdrawn, or replaced and what took its place",
        )


def _more(count: int) -> str:
    return f" and {count} more" if count > 0 else ""

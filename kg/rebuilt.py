"""What `kg release verify --rebuild` does: a release made again from its commit, and laid beside the one that is there.

Checksums that lie in a folder prove that the folder is whole, and not who made it. That nobody changed a release, files
and checksums together, is proved by its commit alone: the same bytes come out of it.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from tempfile import TemporaryDirectory

from kg import __version__
from kg.description import EPOCH_VARIABLE
from kg.errors import KgError
from kg.git import checkout
from kg.pipeline import Say
from kg.publish.release.kept import Kept
from kg.publish.release.sums import sums_of
from kg.records.release import Manifest
from kg.release import Allowed, program_commit, release


def differences(kept: Kept, workspace: Path, say: Say = lambda _: None) -> list[str]:
    """Where the release differs from what its commit, in the repository that `workspace` is in, gives today; a sentence
    for each file.

    Raises KgError when it cannot be made again: from changes that were not committed, by another version of the
    program, without the release before it beside it, from a commit that is not there.
    """
    manifest = kept.manifest
    _check_program(kept)
    if manifest.commit is None or not manifest.clean:
        raise KgError("made from what no commit holds: nobody can make it again", kept.folder)
    before = kept.folder.parent / manifest.previous if manifest.previous is not None else None
    if before is not None and not before.is_dir():
        raise KgError(f"the release before it, {manifest.previous}, is not beside it", before, "put it there")
    with TemporaryDirectory(prefix="kg-") as folder:
        there = checkout(workspace, manifest.commit, Path(folder) / "clone")
        if there is None:
            raise KgError(
                f"there is no commit {manifest.commit}", workspace, "name the workspace it was made from; git fetch"
            )
        made = release(
            there,
            manifest.version,
            Path(folder) / "out",
            previous=str(before) if before is not None else None,
            allowed=Allowed(violations=manifest.findings.get("violation", 0) > 0),
            environment=_environment(manifest),
            say=say,
        )
        return list(_compared(sums_of(kept.folder), sums_of(made.folder)))


def _check_program(kept: Kept) -> None:
    """Only the same program gives the same bytes; one that is installed is known by its version alone."""
    manifest = kept.manifest
    program = program_commit()
    own = f"letterkg {__version__}", program.id if program is not None else None
    if manifest.program_clean is False or (manifest.program, manifest.program_commit) != own:
        was, is_ = (" at ".join(filter(None, pair)) for pair in ((manifest.program, manifest.program_commit), own))
        changed = ", with changes that were not committed" if manifest.program_clean is False else ""
        raise KgError(f"made with {was}{changed}; this is {is_}", kept.folder, "check that program out, and run it")


def _environment(manifest: Manifest) -> dict[str, str]:
    """The date that was given to the release, given again."""
    if manifest.date_from != EPOCH_VARIABLE or manifest.date is None:
        return {}
    return {EPOCH_VARIABLE: str(int(dt.datetime.fromisoformat(manifest.date).timestamp()))}


def _compared(there: dict[str, str], again: dict[str, str]) -> list[str]:
    words = dict.fromkeys(there, "its commit does not give this file") | dict.fromkeys(
        again, "missing, its commit has it"
    )
    words |= dict.fromkeys(there.keys() & again.keys(), "differs from what its commit gives")
    return [f"{name}: {words[name]}" for name in sorted(words) if there.get(name) != again.get(name)]

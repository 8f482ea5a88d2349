"""What git knows of a folder: the last commit, and what is not committed. The program is run; nothing is changed."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from kg.errors import KgError

# Files of a workspace that a build reads: when git does not know one, or is told to ignore it, no commit holds it.
_READ = (".csv", ".jsonl", ".toml", ".tsv")
# What git says when there is nothing to ask: no repository, no commit, not this one.
_NOTHING = (
    "not a git repository",
    "unknown revision",
    "bad revision",
    "ambiguous argument",
    "could not get object info",
    "Not a valid object name",
    "No such remote",
)


@dataclass(frozen=True)
class Commit:
    """The last commit of a folder's repository: its hash, the moment of the commit (seconds since 1970), and the files
    below the folder that differ from it, as paths from the root of the repository."""

    id: str
    moment: int
    uncommitted: tuple[str, ...] = ()

    @property
    def clean(self) -> bool:
        """Whether the commit holds the folder as it is."""
        return not self.uncommitted


def last_commit(folder: Path, paths: Sequence[str] = (".",)) -> Commit | None:
    """The last commit of the repository that `folder` is in, and what of `paths` below it is not committed.

    None when git is not installed, when the folder is in no repository, or when nothing was ever committed. Raises
    KgError when git itself refuses, as it does for a repository of another user.
    """
    found = _git(folder, "log", "-1", "--format=%H %ct", "HEAD")
    if found is None:
        return None
    id_, _, moment = found.strip().partition(" ")
    status = _git(folder, "status", "--porcelain", "--ignored", "--untracked-files=all", "-z", "--", *paths) or ""
    return Commit(id_, int(moment), tuple(sorted(_differing(status))))


def checkout(folder: Path, commit: str, target: Path) -> Path | None:
    """Check `commit` of the repository that `folder` is in out into the new folder `target`, in a clone of its own.

    Returns where `folder` lies there; None when there is no repository, or when it does not have the commit.
    """
    top = _git(folder, "rev-parse", "--show-toplevel")
    if top is None or _git(folder, "cat-file", "-t", commit) is None:
        return None
    _git(folder, "clone", "--quiet", "--shared", "--no-checkout", top.removesuffix("\n"), str(target.absolute()))
    _git(target, "checkout", "--quiet", "--detach", commit)
    return target / folder.resolve().relative_to(Path(top.removesuffix("\n")).resolve())


def origin(folder: Path) -> str:
    """Where the repository that `folder` is in was cloned from; empty when nobody knows."""
    return (_git(folder, "remote", "get-url", "origin") or "").strip()


def _differing(status: str) -> list[str]:
    """The paths in the output of `git status -z`: changed ones, and unknown or ignored ones that a build reads."""
    found = []
    entries = iter(status.split("\0"))
    for entry in entries:
        code, path = entry[:2], entry[3:]
        if not path:
            continue
        if code.strip() in ("R", "C"):
            next(entries, None)  # the path that it had before
        if code not in ("??", "!!") or path.endswith(_READ):
            found.append(path)
    return found


def _git(folder: Path, *words: str) -> str | None:
    """What git prints, or None when there is nothing to ask."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    try:
        done = subprocess.run(
            ["git", "--no-optional-locks", "-C", str(folder), *words],
            capture_output=True,
            env={**environment, "LC_ALL": "C", "GIT_CONFIG_COUNT": "1", "GIT_CONFIG_KEY_0": "core.quotePath",
                 "GIT_CONFIG_VALUE_0": "false"},
            check=False,
        )  # fmt: skip
    except OSError:
        return None  # git is not installed
    if done.returncode == 0:
        return done.stdout.decode("utf-8", "replace")
    said = done.stderr.decode("utf-8", "replace").strip()
    if any(sign in said for sign in _NOTHING):
        return None
    raise KgError(
        f"git refuses: {said.splitlines()[0] if said else 'no reason given'}", folder, "mend it, and run again"
    )

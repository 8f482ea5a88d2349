"""A small workspace in a git repository of its own, and releases of it."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

from small_workspace import EDITION, write

from kg.records.settled import claimed, settled_by
from kg.understood import understand
from kg.workspace import load_workspace

ENVIRONMENT = {
    **{name: value for name, value in os.environ.items() if not name.startswith("GIT_")},
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_SYSTEM": os.devnull,
    "GIT_AUTHOR_NAME": "Eva Lund",
    "GIT_AUTHOR_EMAIL": "eva@herring.invalid",
    "GIT_COMMITTER_NAME": "Eva Lund",
    "GIT_COMMITTER_EMAIL": "eva@herring.invalid",
}
DAYS = {"first": "2020-01-02T03:04:05Z", "second": "2020-02-03T23:30:00-05:00"}
JUDGED = "record,field,value,claims,reason,curator,date,note\n"
ROW = "l0001,date,1900-03-02,,the postmark,Eva Lund,2020-02-01,\n"


def git(folder: Path, *words: str, day: str = DAYS["first"]) -> str:
    environment = {**ENVIRONMENT, "GIT_AUTHOR_DATE": day, "GIT_COMMITTER_DATE": day}
    done = subprocess.run(
        ["git", "-C", str(folder), *words], env=environment, check=True, capture_output=True, text=True
    )
    return done.stdout


def commit(folder: Path, message: str, day: str = DAYS["first"]) -> None:
    """Commit everything in the repository that `folder` is in."""
    git(folder, "add", "-A", day=day)
    git(folder, "commit", "-q", "-m", message, day=day)


def repository(folder: Path) -> Path:
    """A repository with the workspace in `data`, which is returned."""
    workspace = write(folder / "data")
    git(folder, "init", "-q")
    commit(folder, "the first letters")
    return workspace


def weighing(workspace: Path, row: str) -> str:
    """A row of judgements with all claims on its field as those that it weighed."""
    record, field, value, _, rest = row.split(",", 4)
    loaded = load_workspace(workspace)
    claims = [claim for place in loaded.editions for claim in understand(place, loaded).claims]
    weighed = "|".join(claim.id for claim in claims if settled_by(claim) == (record, claimed(field)))
    return ",".join((record, field, value, weighed, rest))


def judge(workspace: Path, row: str = ROW) -> None:
    """Write a curator's judgement down."""
    row = weighing(workspace, row)
    table = workspace / "editions" / EDITION / "curated" / "adjudications.csv"
    table.parent.mkdir(exist_ok=True)
    table.write_text(JUDGED + row, encoding="utf-8")


def writable(folder: Path) -> Path:
    """A copy of a release that can be tampered with."""
    copy = folder.parent.parent / "copy" / folder.name
    shutil.copytree(folder, copy)
    for path in copy.rglob("*"):
        path.chmod(0o755 if path.is_dir() else 0o644)
    return copy


def tree(folder: Path) -> dict[str, bytes]:
    """Every file of a folder, with its content."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}

"""What must not be released, and what was tampered with: one message each, and nothing half-made remains."""

from __future__ import annotations

import errno
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from released import ENVIRONMENT, commit, git, repository, writable
from small_workspace import SPOILT, write

from kg import release as made
from kg.cli import run
from kg.errors import KgError
from kg.publish.release.kept import read_release, verify
from kg.release import Allowed


@pytest.fixture(autouse=True)
def installed(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """As if the program were installed: the state of this checkout does not matter."""
    monkeypatch.setattr(made, "PROGRAM", tmp_path_factory.mktemp("installed"))
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A repository whose workspace is in `data`; releases go to `out`, outside of it."""
    folder = tmp_path / "repository"
    repository(folder)
    return folder


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A release, to be copied."""
    folder = tmp_path_factory.mktemp("first")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(made, "PROGRAM", folder / "none")
        return made.release(repository(folder), "1.0", folder / "out").folder


@pytest.fixture
def copy(first: Path) -> object:
    """A copy of it that can be tampered with."""
    folder = writable(first)
    yield folder
    shutil.rmtree(folder.parent)


def refused(root: Path, version: str = "1.0", **more: object) -> str:
    """The message with which a release is refused; nothing of it is left."""
    out = root.parent / "out"
    before = sorted(out.rglob("*"))
    with pytest.raises(KgError) as error:
        made.release(root / "data", version, out, **more)  # type: ignore[arg-type]
    assert [path for path in sorted(out.rglob("*")) if path.is_file() and path not in before] == []
    assert not list(out.rglob(".*.tmp"))
    return str(error.value)


# ---- what is not released ----


def test_violations(root: Path) -> None:
    write(root / "data", SPOILT)
    commit(root, "he writes to himself")
    said = refused(root)
    assert "violation" in said
    assert "--allow-violations" in said
    done = made.release(root / "data", "1.0", root.parent / "out", allowed=Allowed(violations=True))
    assert done.manifest.findings["violation"] > 0
    assert "violations**, which were allowed" in (done.folder / "README.md").read_text(encoding="utf-8")
    assert verify(read_release(done.folder)) == []


def test_what_is_not_committed(root: Path) -> None:
    with (root / "data" / "authorities" / "persons.csv").open("a", encoding="utf-8") as file:
        file.write("\n")
    said = refused(root)
    assert "not committed: data/authorities/persons.csv" in said
    done = made.release(root / "data", "1.0", root.parent / "out", allowed=Allowed(uncommitted=True))
    assert done.manifest.clean is False
    assert "not committed**" in (done.folder / "README.md").read_text(encoding="utf-8")
    assert "commit:" not in (done.folder / "CITATION.cff").read_text(encoding="utf-8")


@pytest.mark.parametrize("ignored", [False, True])
def test_a_table_that_git_does_not_know(root: Path, ignored: bool) -> None:
    if ignored:
        (root / ".gitignore").write_text("groups.csv\n", encoding="utf-8")
        commit(root, "ignore a table")
    header = "id,label,label_ru,variants,slips,kind,note\n"
    (root / "data" / "authorities" / "groups.csv").write_text(header, encoding="utf-8")
    assert "data/authorities/groups.csv" in refused(root)


def test_other_files_of_the_repository_may_be_in_any_state(root: Path) -> None:
    (root / "notes.csv").write_text("x", encoding="utf-8")
    (root / "data" / "herring.txt").write_text("the text of the edition, which is not ours\n", encoding="utf-8")
    assert made.release(root / "data", "1.0", root.parent / "out").manifest.clean


def test_a_program_that_is_not_committed(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = root.parent / "program"
    (program / "kg").mkdir(parents=True)
    for name in ("pyproject.toml", "kg/new.toml"):
        (program / name).write_text("", encoding="utf-8")
    git(program, "init", "-q")
    commit(program, "a program")
    (program / "kg" / "new.toml").write_text("changed", encoding="utf-8")
    monkeypatch.setattr(made, "PROGRAM", program)
    assert "the program has changes that are not committed: kg/new.toml" in refused(root)


def test_a_workspace_that_changes_meanwhile(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def build_and_edit(*words: object, **more: object) -> object:
        built = build(*words, **more)  # type: ignore[arg-type]
        with (root / "data" / "ids.csv").open("a", encoding="utf-8") as file:
            file.write("person,p0003,label=Cai Moe,active,\n")
        return built

    build = made.build
    monkeypatch.setattr(made, "build", build_and_edit)
    assert "changed while it was being released" in refused(root)


def test_no_git(tmp_path: Path) -> None:
    root = tmp_path / "plain"
    write(root / "data")
    said = refused(root)
    assert "no git repository" in said
    assert "--allow-uncommitted" in said
    done = made.release(root / "data", "1.0", tmp_path / "out", allowed=Allowed(uncommitted=True))
    assert (done.manifest.commit, done.manifest.date, done.manifest.clean) == (None, None, None)
    assert done.notes
    assert (
        "Without a date, from a workspace that is under no version control" in (done.folder / "README.md").read_text()
    )
    assert "date-released" not in (done.folder / "CITATION.cff").read_text(encoding="utf-8")


def test_a_repository_without_a_commit(tmp_path: Path) -> None:
    root = tmp_path / "new"
    write(root / "data")
    git(root, "init", "-q")
    assert "no git repository with a commit" in refused(root)


def test_git_that_is_not_there(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(root))
    assert "no git repository" in refused(root)


def test_a_base_for_examples(root: Path) -> None:
    settings = root / "data" / "workspace.toml"
    text = settings.read_text(encoding="utf-8")
    settings.write_text(
        text.replace("https://w3id.org/letterkg/herring/", "https://data.example.org/"), encoding="utf-8"
    )
    commit(root, "a base for examples")
    for allowed in (Allowed(), Allowed(violations=True, uncommitted=True)):
        assert "is one for examples" in refused(root, allowed=allowed)


# ---- beside other releases ----


@pytest.fixture
def after(root: Path, first: Path) -> Path:
    """The repository, with a first release in place."""
    shutil.copytree(first, root.parent / "out" / "release" / "1.0")
    return root


def test_a_release_on_a_release(after: Path) -> None:
    assert "exists already, and a release is never changed" in refused(after, "1.0")


@pytest.mark.parametrize(
    ("version", "words"),
    [("0.9", "older than the last release, 1.0"), ("1.0-rc1", "older"), ("1", "is the version 1.0, written otherwise")],
)
def test_an_older_version(after: Path, version: str, words: str) -> None:
    assert words in refused(after, version)


def test_a_version_that_is_older_than_the_one_named_before_it(root: Path, first: Path) -> None:
    assert "older than the last release, 1.0" in refused(root, "0.5", previous=str(first))


def test_something_else_in_its_place(root: Path) -> None:
    there = root.parent / "out" / "release" / "1.0"
    there.mkdir(parents=True)
    (there / "mine.txt").write_text("mine", encoding="utf-8")
    assert "not a release" in refused(root, "1.1")
    assert (there / "mine.txt").exists()


def test_another_base(after: Path) -> None:
    settings = after / "data" / "workspace.toml"
    text = settings.read_text(encoding="utf-8")
    settings.write_text(text.replace("/letterkg/herring/", "/herring/"), encoding="utf-8")
    commit(after, "another base")
    assert "IRIs that were published stay" in refused(after, "1.1")


def test_a_release_before_that_is_missing_or_damaged(root: Path, copy: Path) -> None:
    assert "no release '0.9'" in refused(root, "1.1", previous="0.9")
    assert "no release" in refused(root, "1.1", previous=str(root / "nowhere"))
    assert "not a release: it has no release.json" in refused(root, "1.1", previous=str(root))
    (copy / "dump" / "herring.nq.gz").write_bytes(b"\x1f\x8b")
    assert "the release before is damaged: dump/herring.nq.gz: changed" in refused(root, "1.1", previous=str(copy))
    (copy / "release.json").write_text("{", encoding="utf-8")
    assert "damaged" in refused(root, "1.1", previous=str(copy))


def test_what_was_published_does_not_vanish(after: Path) -> None:
    found = after / "data" / "editions" / "herring-1900" / "found" / "letters.jsonl"
    letters = found.read_text(encoding="utf-8").splitlines(keepends=True)
    found.write_text(letters[0], encoding="utf-8")
    commit(after, "one letter less")
    said = refused(after, "1.1")
    assert "gone since the release before, without a word: l0002" in said
    assert "ids.csv" in said
    with (after / "data" / "ids.csv").open("a", encoding="utf-8") as file:
        file.write("letter,l0002,edition=herring-1900;order=2,withdrawn,\n")
    commit(after, "say so")
    done = made.release(after / "data", "1.1", after.parent / "out")
    assert done.changes is not None
    assert [(e.id, e.change) for e in done.changes.entries if e.kind.path == "letter"] == [("l0002", "withdrawn")]
    assert "### l0002" in (done.folder / "CHANGES.md").read_text(encoding="utf-8")


# ---- tampered with ----


def test_files_that_were_changed_added_or_taken_away(copy: Path) -> None:
    (copy / "README.md").write_text("better", encoding="utf-8")
    (copy / "more.txt").write_text("more", encoding="utf-8")
    (copy / "CHANGES.md").unlink()
    (copy / "CITATION.cff").unlink()
    (copy / "CITATION.cff").symlink_to("README.md")
    assert verify(read_release(copy)) == [
        "CHANGES.md: missing",
        "CITATION.cff: not a file, but a link or a device",
        "README.md: changed, its SHA-256 is not the one of the release",
        "more.txt: added, the release does not have it",
    ]
    assert run(["release", "verify", str(copy)]) == 3


def test_sums_that_name_a_file_outside(copy: Path) -> None:
    with (copy / "SHA256SUMS").open("a", encoding="utf-8") as file:
        file.write(f"{'0' * 64}  ../../secret\n")
    assert verify(read_release(copy)) == ["../../secret: SHA256SUMS names a file outside of the release"]


def test_a_dump_that_is_damaged_or_missing(copy: Path) -> None:
    dump = copy / "dump" / "herring.nq.gz"
    dump.write_bytes(dump.read_bytes()[:500])
    faults = verify(read_release(copy))
    assert faults[0] == "dump/herring.nq.gz: changed, its SHA-256 is not the one of the release"
    assert "damaged" in faults[1]
    dump.unlink()
    assert verify(read_release(copy))[0] == "dump/herring.nq.gz: missing"


def test_a_hash_that_is_another_one(copy: Path) -> None:
    manifest = copy / "release.json"
    canonical = read_release(copy).manifest.canonical
    manifest.write_text(manifest.read_text(encoding="utf-8").replace(canonical, "0" * 64), encoding="utf-8")
    assert "dump/herring.nq.gz: its canonical hash is not the one of release.json" in verify(read_release(copy))


def test_a_folder_without_sums_or_with_broken_ones(copy: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (copy / "SHA256SUMS").write_text("nonsense\n", encoding="utf-8")
    assert run(["release", "verify", str(copy)]) == 1
    (copy / "SHA256SUMS").unlink()
    assert run(["release", "verify", str(copy)]) == 1
    said = capfd.readouterr().err
    assert "SHA256SUMS:1: not a line of SHA256SUMS" in said
    assert "it has no SHA256SUMS" in said


def test_a_release_in_the_folder_of_another(copy: Path) -> None:
    moved = copy.rename(copy.with_name("2.0"))
    assert verify(read_release(moved)) == ["release.json: the release is 1.0, its folder 2.0"]
    moved.rename(copy)


# ---- interrupted, full, not writable ----


def test_a_full_disk(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    assert "the disk is full" in refused(root)


def test_a_file_where_the_folder_should_be(root: Path) -> None:
    (root.parent / "out").write_text("a file", encoding="utf-8")
    with pytest.raises(KgError, match="cannot be written"):
        made.release(root / "data", "1.0", root.parent / "out")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_nobody_may_write_to(root: Path) -> None:
    out = root.parent / "out"
    out.mkdir(mode=0o555)
    assert "cannot be written" in refused(root)


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGKILL, no locks")
@pytest.mark.parametrize("stop", [signal.SIGKILL, signal.SIGINT, signal.SIGTERM])
def test_a_run_that_is_ended_leaves_no_release(root: Path, stop: signal.Signals) -> None:
    out = root.parent / "out"
    place = out / "release"
    words = ["release", "1.0", str(root / "data"), "--out", str(out), "--allow-uncommitted"]
    process = subprocess.Popen([sys.executable, "-m", "kg", *words], env=ENVIRONMENT, stderr=subprocess.DEVNULL)
    for _ in range(3000):
        if list(place.glob(".1.0.*.tmp/build/.*.tmp")) or process.poll() is not None:
            break
        time.sleep(0.01)
    process.send_signal(stop)
    process.wait(timeout=60)
    assert not (place / "1.0").exists()
    assert bool(list(place.glob(".1.0.*.tmp"))) is (stop is signal.SIGKILL)
    made.release(root / "data", "1.0", out)
    assert [path.name for path in place.iterdir()] == ["1.0"]

"""A release whose checksums were forged too: what its files say of each other gives it away, and its commit does."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from released import DAYS, commit, git, judge, repository, writable

from kg import release as made
from kg.cli import run
from kg.errors import KgError
from kg.publish.release.kept import read_release, verify
from kg.publish.release.sums import SUMS, as_sums, digest, sums_of
from kg.rebuilt import differences


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A repository with two releases, made by a program that is installed, and of a third, uncommitted state."""
    folder = tmp_path_factory.mktemp("forged")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(made, "PROGRAM", folder / "none")
        patch.delenv("SOURCE_DATE_EPOCH", raising=False)
        workspace = repository(folder)
        made.release(workspace, "1.0", folder / "out", environment={"SOURCE_DATE_EPOCH": "86400"})
        judge(workspace)
        git(folder, "add", "data", day=DAYS["second"])
        git(folder, "commit", "-q", "-m", "a postmark", day=DAYS["second"])
        made.release(workspace, "1.1", folder / "out")
        yield folder


@pytest.fixture
def copy(root: Path) -> Iterator[Path]:
    """A copy of the second release beside one of the first, which can be tampered with."""
    first = writable(root / "out" / "release" / "1.0")
    yield writable(root / "out" / "release" / "1.1")
    shutil.rmtree(first.parent)


def forge(release: Path, name: str, old: str, new: str) -> None:
    """Change a file, and the checksums with it."""
    text = (release / name).read_text(encoding="utf-8")
    assert old in text
    (release / name).write_text(text.replace(old, new), encoding="utf-8")
    (release / SUMS).write_bytes(as_sums(sums_of(release)))


@pytest.mark.parametrize(
    ("name", "old", "new", "fault"),
    [
        ("dump/letters.csv", "Ada", "Eva", "dump/letters.csv: is not the file that void.ttl describes"),
        ("report/report.txt", "no problems", "No problems", ""),
        ("release.json", '"letters": 2', '"letters": 3', "README.md: has another count of letters than release.json"),
        ("release.json", "2020-02-04", "2021-02-04", "CITATION.cff: has another day than release.json"),
        ("release.json", "publicdomain/zero/1.0", "licenses/by/4.0", "void.ttl: has another licence than release.json"),
        ("README.md", "from commit `", "from commit `0", "README.md: has another commit than release.json"),
        ("CITATION.cff", "sha256:", "sha256:0", ""),
        ("changes.patch", "H prev <uuid:", "H prev <uuid:0", "changes.patch: leads from another release"),
    ],
)
def test_one_file_and_the_checksums(copy: Path, name: str, old: str, new: str, fault: str) -> None:
    forge(copy, name, old, new)
    said = verify(read_release(copy))
    assert any(one.startswith(fault or f"{name}: is not the file that README.md describes") for one in said), said


def test_a_description_that_leaves_a_dump_out(copy: Path) -> None:
    forge(copy, "void.ttl", "dump/letters.csv", "dump/other.csv")
    said = verify(read_release(copy))
    assert {"dump/other.csv: missing, void.ttl describes it", "dump/letters.csv: not in void.ttl"} <= set(said)


def test_a_description_that_cannot_be_read(copy: Path) -> None:
    forge(copy, "void.ttl", "@prefix", "@prefixes")
    assert any("void.ttl: not Turtle" in one for one in verify(read_release(copy)))


def test_empty_folders(copy: Path) -> None:
    (copy / "dump" / "more" / "less").mkdir(parents=True)
    assert verify(read_release(copy)) == ["dump/more/less/: added, an empty folder that the release does not have"]


def test_made_again_from_its_commit(root: Path, copy: Path, capfd: pytest.CaptureFixture[str]) -> None:
    for release in (copy.with_name("1.0"), copy):
        assert run(["release", "verify", str(release), "--rebuild", str(root / "data")]) == 0
        assert "its commit gives the same bytes" in capfd.readouterr().out
    status = git(root, "status", "--porcelain", "--untracked-files=no") + git(root, "worktree", "list", "--porcelain")
    assert status.count("worktree") == 1


def test_everything_forged_together_is_found_by_making_it_again(root: Path, copy: Path) -> None:
    report = copy / "report" / "report.txt"
    old = digest(report)
    report.write_text("nothing to see\n", encoding="utf-8")
    readme = (copy / "README.md").read_text(encoding="utf-8").splitlines()
    lines = [line.replace(old, digest(report)) for line in readme]
    size = str(report.stat().st_size)
    lines = [
        f"{line.rsplit('|', 3)[0]}| {size} |{line.rsplit('|', 2)[1]}|" if "report.txt" in line else line
        for line in lines
    ]
    (copy / "README.md").write_text("\n".join(lines) + "\n", encoding="utf-8")
    (copy / SUMS).write_bytes(as_sums(sums_of(copy)))
    assert verify(read_release(copy)) == []
    assert differences(read_release(copy), root / "data") == [
        "README.md: differs from what its commit gives",
        "report/report.txt: differs from what its commit gives",
    ]
    (copy / "changes.jsonl").unlink()
    (copy / "more.txt").write_text("more", encoding="utf-8")
    assert {"changes.jsonl: missing, its commit has it", "more.txt: its commit does not give this file"} <= set(
        differences(read_release(copy), root / "data")
    )


def test_what_cannot_be_made_again(root: Path, copy: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(workspace: Path = root / "data") -> str:
        with pytest.raises(KgError) as error:
            differences(read_release(copy), workspace)
        return str(error.value)

    other = repository(tmp_path / "other")
    assert "there is no commit" in refused(other)
    assert "there is no commit" in refused(tmp_path)
    first = copy.with_name("1.0").rename(tmp_path / "1.0")
    assert "the release before it, 1.0, is not beside it" in refused()
    first.rename(copy.with_name("1.0"))
    program = tmp_path / "program"
    program.mkdir()
    (program / "pyproject.toml").write_text("", encoding="utf-8")
    git(program, "init", "-q")
    commit(program, "another program")
    monkeypatch.setattr(made, "PROGRAM", program)
    assert "check that program out" in refused()
    monkeypatch.setattr(made, "PROGRAM", tmp_path / "none")
    forge(copy, "release.json", '"clean": true', '"clean": false')
    assert "nobody can make it again" in refused()

"""A new workspace: it builds as it is, and nothing is ever written over."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from kg import installed
from kg.cli import run
from kg.pipeline import build
from kg.workspace import load_workspace


def test_a_new_workspace_builds_without_violations(tmp_path: Path) -> None:
    home = tmp_path / "sample-letters"
    assert run(["init", str(home), "--title", 'The "sample"', "--base", "https://w3id.org/sample/"]) == 0
    workspace = load_workspace(home)
    assert (workspace.settings.title, workspace.settings.base) == ('The "sample"', "https://w3id.org/sample/")
    assert workspace.editions[0].found is not None
    assert workspace.editions[0].found.problems == ()
    built = build(home, tmp_path / "out")
    assert built.report.passed
    assert not (home / ".github").exists()


def test_a_workflow_on_demand(tmp_path: Path) -> None:
    assert run(["init", str(tmp_path / "home"), "--ci"]) == 0
    text = (tmp_path / "home/.github/workflows/publish.yml").read_text()
    assert re.search(r"run: kg build \. --out out\n", text)
    assert re.search(r'PROGRAM: ".*"\n', text)
    assert (tmp_path / "home/.gitignore").read_text().startswith("out/")


def test_the_workflow_says_what_pip_installs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["init", str(tmp_path / "one"), "--ci", "--program", "git+https://example.org/kg@v1"]) == 0
    assert 'PROGRAM: "git+https://example.org/kg@v1"' in (tmp_path / "one/.github/workflows/publish.yml").read_text()
    monkeypatch.setattr(installed, "_direct_url", lambda: {"url": "file:///nowhere"})
    assert run(["init", str(tmp_path / "two"), "--ci"]) == 0
    assert 'PROGRAM: ""' in (tmp_path / "two/.github/workflows/publish.yml").read_text()
    assert "at PROGRAM" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("repository", "address"),
    [
        ("https://github.com/ada/kg.git", "git+https://github.com/ada/kg.git@1f2e"),
        ("https://ada:secret@github.com/ada/kg", "git+https://github.com/ada/kg@1f2e"),
        ("git@github.com:ada/kg.git", "git+https://github.com/ada/kg.git@1f2e"),
        ("ssh://git@codeberg.org/ada/kg", "git+https://codeberg.org/ada/kg@1f2e"),
        ("/home/ada/kg", ""),
        ("file:///home/ada/kg", ""),
        ("", ""),
    ],
)
def test_where_the_program_came_from(repository: str, address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert installed.reachable(repository, "1f2e") == address
    said = {"url": repository, "vcs_info": {"vcs": "git", "commit_id": "1f2e"}}
    monkeypatch.setattr(installed, "_direct_url", lambda: said)
    assert installed.requirement() == address


def test_a_clone_is_asked_for_its_origin(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "pyproject.toml").touch()
    monkeypatch.setattr(installed, "_direct_url", lambda: {"url": tmp_path.as_uri(), "dir_info": {}})
    assert installed.requirement() == ""
    for command in (["init", "-q"], ["remote", "add", "origin", "https://example.org/kg"]):
        subprocess.run(["git", "-C", str(tmp_path), *command], check=True)
    assert installed.requirement() == "git+https://example.org/kg"


def test_what_is_there_is_never_written_over(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    assert run(["init", str(tmp_path)]) == 2
    assert "something here already" in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_a_folder_with_a_repository_in_it_is_as_good_as_empty(tmp_path: Path) -> None:
    (tmp_path / "home/.git").mkdir(parents=True)
    assert run(["init", str(tmp_path / "home")]) == 0
    assert (tmp_path / "home/workspace.toml").is_file()


def test_a_table_that_is_not_there_leaves_nothing(tmp_path: Path) -> None:
    assert run(["init", str(tmp_path / "home"), "--from", str(tmp_path / "no.csv")]) == 2
    assert run(["init", str(tmp_path / "home"), "--base", "not an address"]) != 0
    assert list(tmp_path.iterdir()) == []


def test_what_is_published_as_a_table_can_be_imported(tmp_path: Path) -> None:
    """Parties, dates, places and shelfmarks of `letters.csv` make the same letters again."""
    assert run(["init", str(tmp_path / "one")]) == 0
    build(tmp_path / "one", tmp_path / "out")
    assert run(["init", str(tmp_path / "two"), "--from", str(tmp_path / "out/dump/letters.csv")]) == 0
    said = []
    for name in ("one", "two"):
        found = load_workspace(tmp_path / name).editions[0].letters_found().letters
        said.append(
            [
                (one.senders, one.recipients, one.date, [(m.archive, m.path, m.leaves) for m in one.shelfmarks])
                for one in found
            ]
        )
    assert said[0] == said[1]


def test_the_workflow_publishes_what_is_committed(tmp_path: Path) -> None:
    """The commands of the workflow, in a fresh clone of what `git add` takes: all but the installation of `kg`."""
    if shutil.which("npm") is None:
        pytest.skip("npm puts the query page together")
    home, clone, path = tmp_path / "home", tmp_path / "clone", tmp_path / "bin"
    assert run(["init", str(home), "--ci"]) == 0
    path.mkdir()
    (path / "kg").write_text(f'#!/bin/sh\nexec "{sys.executable}" -m kg "$@"\n')
    (path / "kg").chmod(0o755)
    workflow = (home / ".github/workflows/publish.yml").read_text()
    steps = re.findall(r"- run: (.+)", workflow)
    assert steps[0] == 'pip install "$PROGRAM"' and len(steps) == 3
    site = [step.replace("${{ steps.pages.outputs.base_url }}", "https://example.org/my-letters") for step in steps[1:]]
    who = "git -c user.name=x -c user.email=x@example.org"
    script = [f"cd '{home}'", "git init -q -b main", "git add -A", f"{who} commit -qm all",
              f"git clone -q . '{clone}'", f"cd '{clone}'", *site, "git status --porcelain"]  # fmt: skip
    root = str(Path(__file__).parent.parent)
    environment = {**os.environ, "PATH": f"{path}:{os.environ['PATH']}", "PYTHONPATH": root}
    done = subprocess.run(["bash", "-ec", "\n".join(script)], env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert (clone / "out/site/index.html").is_file()
    assert "https://example.org/my-letters/" in (clone / "out/site/sitemap.xml").read_text()
    assert "??" not in done.stdout  # nothing that is made would be committed

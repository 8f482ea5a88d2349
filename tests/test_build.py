"""`kg build`: what it leaves in the folder, and that nothing it leaves is ever half of it."""

from __future__ import annotations

import errno
import gzip
import hashlib
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from types import ModuleType

import pyoxigraph
import pytest
import rdflib
import small_workspace
from conftest import CHECKOUT

from kg import pipeline, publication
from kg.cli import run
from kg.errors import KgError
from kg.pipeline import Built, build
from kg.publish.formats import described
from kg.publish.store import open_store

NAME = small_workspace.NAME


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    return small_workspace.write(tmp_path / "data")


@pytest.fixture
def out(tmp_path: Path, workspace: Path) -> Path:
    """A folder with the results of a good build."""
    build(workspace, tmp_path / "out")
    return tmp_path / "out"


def hashes(folder: Path) -> dict[str, str]:
    """Every file under `folder`, but for what RocksDB writes into a store when it is opened."""
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.parent.name != "store"
    }


def kg(
    *arguments: str | Path, code: str = "from kg.cli import main; main()", **environment: str
) -> tuple[int, str, str]:
    """Run the program, or `code` in its place, in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-c", code, *map(str, arguments)],
        capture_output=True,
        text=True,
        cwd=CHECKOUT,
        env={**os.environ, **environment},
        check=False,
    )
    return done.returncode, done.stdout, done.stderr


def assert_whole(out: Path, before: dict[str, str]) -> None:
    """The results of an earlier build are as they were, can be queried, and nothing else is left."""
    assert hashes(out) == before
    assert len(open_store(out / "store")) > 0
    assert sorted(path.name for path in out.iterdir()) == ["dump", "report", "store", "void.ttl"]


def test_what_is_in_the_folder(out: Path) -> None:
    assert sorted(hashes(out)) == [
        *sorted(f"dump/{name}" for name in described(NAME)),
        "report/report.json",
        "report/report.sarif",
        "report/report.ttl",
        "report/report.txt",
        "void.ttl",
    ]


def test_dump_and_store_say_the_same(out: Path) -> None:
    lines = gzip.decompress((out / "dump" / f"{NAME}.nt.gz").read_bytes())
    rows = lines.splitlines()
    assert rows == sorted(set(rows))
    triples = set(pyoxigraph.parse(lines, format=pyoxigraph.RdfFormat.N_TRIPLES))
    assert len(triples) == len(rows)
    assert set(pyoxigraph.parse(path=out / "dump" / f"{NAME}.ttl")) == triples
    quads = gzip.decompress((out / "dump" / f"{NAME}.nq.gz").read_bytes())
    assert quads.splitlines() == sorted(set(quads.splitlines()))
    everything = set(pyoxigraph.parse(quads, format=pyoxigraph.RdfFormat.N_QUADS))
    assert {quad for quad in everything if quad.graph_name == pyoxigraph.DefaultGraph()} == triples < everything
    trig = gzip.decompress((out / "dump" / f"{NAME}.trig.gz").read_bytes())
    assert set(pyoxigraph.parse(trig, format=pyoxigraph.RdfFormat.TRIG)) == everything
    assert set(open_store(out / "store")) == everything
    graph = rdflib.Graph().parse(out / "dump" / f"{NAME}.ttl")
    assert len(graph) == len(rows)


def test_the_same_input_gives_the_same_bytes(workspace: Path, tmp_path: Path) -> None:
    for seed in ("1", "2"):
        code, _, error = kg("build", workspace, "--out", tmp_path / seed, PYTHONHASHSEED=seed)
        assert code == 0, error
    assert hashes(tmp_path / "1") == hashes(tmp_path / "2")


def test_the_summary(workspace: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["build", str(workspace), "--out", str(tmp_path / "out")]) == 0
    printed = capsys.readouterr().out
    assert f"{NAME}\n  letters                 2\n  headings                1\n" in printed
    assert f"{NAME}.nt.gz" in printed and " kB\n" in printed
    assert re.search(r"no problems; \d+ rules checked on \d+ statements of herring", printed)


def test_the_project_s_own_workspace(built: Built) -> None:
    assert built.report.passed
    assert built.counts["letters"] == 72
    assert built.counts["statements"] < built.report.triples
    name = "stalin-kaganovich"
    whole = [f"{name}.{end}" for end in ("jsonld", "nq.gz", "nq.zst", "nt.gz", "nt.zst", "trig.gz", "ttl")]
    views = ["cidoc-crm.ttl", "core.jsonld", "core.ttl", "lettersampo.ttl", "ric-o.ttl"]
    tables = ["csv-metadata.json", "decisions.csv", "letters.csv", "persons.csv"]
    shapes = ["context.jsonld", "decision.frame.jsonld", "letter.frame.jsonld", "person.frame.jsonld"]
    links = ["beacon-gnd.txt", "beacon-wikidata.txt", "links.sssom.tsv", "links.sssom.ttl"]
    assert [path.name for path in built.files] == sorted((*whole, *views, *tables, *shapes, *links))
    assert all(result.file and result.lines for result in built.report.results), "each warning names its place"


@pytest.mark.skipif(shutil.which("rapper") is None, reason="rapper (Debian: raptor2-utils) is not installed")
def test_rapper_counts_the_same_triples(built: Built) -> None:
    path = built.out / "dump" / "stalin-kaganovich"
    done = subprocess.run(
        ["rapper", "-c", "-i", "turtle", path.with_suffix(".ttl")], capture_output=True, text=True, check=True
    )
    assert f"returned {built.counts['statements']} triples" in done.stderr
    lines = gzip.decompress(path.with_suffix(".nt.gz").read_bytes())
    done = subprocess.run(["rapper", "-c", "-i", "ntriples", "-I", "https://example.org/", "-"],
                          input=lines, capture_output=True, check=True)  # fmt: skip
    assert f"returned {built.counts['statements']} triples".encode() in done.stderr


def test_violations_keep_the_last_good_dump(workspace: Path, out: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = hashes(out)
    small_workspace.write(workspace, small_workspace.SPOILT)
    assert run(["build", str(workspace), "--out", str(out)]) == 3
    printed = capsys.readouterr().out
    line = (
        "herring.txt:20: violation [S03-parties] an author of the letter is also its addressee (Bo Lind; letter/l0002)"
    )
    assert line in printed
    assert "what was there before is unchanged" in printed
    after = hashes(out)
    assert {name for name in after if after[name] != before[name]} == {
        "report/report.json",
        "report/report.sarif",
        "report/report.ttl",
        "report/report.txt",
    }
    assert line in (out / "report" / "report.txt").read_text(encoding="utf-8")
    assert len(open_store(out / "store")) > 0


def test_violations_in_a_new_folder_leave_only_the_report(workspace: Path, tmp_path: Path) -> None:
    small_workspace.write(workspace, small_workspace.SPOILT)
    built = build(workspace, tmp_path / "new")
    assert not built.report.passed
    assert built.files == ()
    assert [path.name for path in (tmp_path / "new").iterdir()] == ["report"]


def test_warnings_do_not_stop_a_build(workspace: Path, tmp_path: Path) -> None:
    late = small_workspace.letter(2, "Lind", "Ruus", "1901-03-04")
    small_workspace.write(workspace, (small_workspace.SOUND[0], late))
    built = build(workspace, tmp_path / "new")
    assert [(result.rule, result.severity.value) for result in built.report.results] == [("S06", "warning")]
    assert run(["build", str(workspace), "--out", str(tmp_path / "new")]) == 0


@pytest.mark.parametrize(
    ("module", "stage"),
    [
        (pipeline, "check"),
        (publication, "write_dump"),
        (publication, "write_profile"),
        (publication, "write_tables"),
        (pipeline, "replace_dir"),
    ],
)
def test_an_interrupted_build_changes_nothing(
    module: ModuleType,
    stage: str,
    workspace: Path,
    out: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    before = hashes(out)
    monkeypatch.setattr(module, stage, interrupt)
    assert run(["build", str(workspace), "--out", str(out)]) == 1
    assert "interrupted" in capsys.readouterr().err
    assert_whole(out, before)


def test_a_build_that_is_killed_leaves_the_last_good_one(workspace: Path, out: Path) -> None:
    before = hashes(out)
    code = (
        "import os, sys; from pathlib import Path; from kg import pipeline, publication\n"
        "publication.write_tables = lambda *_: os.kill(os.getpid(), 9)\n"
        "pipeline.build(Path(sys.argv[1]), Path(sys.argv[2]))\n"
    )
    status, _, _ = kg(workspace, out, code=code)
    assert status == -signal.SIGKILL
    after = hashes(out)
    assert {name: after[name] for name in before} == before
    assert len(open_store(out / "store")) > 0
    assert build(workspace, out).report.passed


def test_a_full_disk(workspace: Path, out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    before = hashes(out)
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(KgError, match="No space left on device") as caught:
        build(workspace, out)
    assert "the disk is full" in str(caught.value)
    monkeypatch.undo()
    assert_whole(out, before)


def test_a_limit_on_the_size_of_files(workspace: Path, out: Path) -> None:
    """A real refusal by the system, in the middle of a file."""
    before = hashes(out)
    code = (
        "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))\n"
        "from kg.cli import main; main()\n"
    )
    status, printed, error = kg("build", workspace, "--out", out, code=code)
    assert (status, printed) == (1, "")
    assert "cannot be written: File too large" in error
    assert "Traceback" not in error
    assert_whole(out, before)


def test_a_folder_that_cannot_be_written(workspace: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "file").touch()
    assert run(["build", str(workspace), "--out", str(tmp_path / "file" / "out")]) == 1
    assert "cannot be written: Not a directory" in capsys.readouterr().err


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_read_only_folder(workspace: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "locked"
    folder.mkdir(mode=0o555)
    assert run(["build", str(workspace), "--out", str(folder / "out")]) == 1
    assert "make the folder writable" in capsys.readouterr().err


@pytest.mark.parametrize("base", ["https://example.org/herring/", "https://letters.example.com/"])
def test_a_base_for_examples_builds_with_a_note(
    base: str, workspace: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = workspace / "workspace.toml"
    settings.write_text(settings.read_text().replace(small_workspace.BASE, base))
    assert run(["build", str(workspace), "--out", str(tmp_path / "out")]) == 0
    assert "nothing may be released under it" in capsys.readouterr().err
    assert f"@base <{base}> ." in (tmp_path / "out" / "dump" / f"{NAME}.ttl").read_text()


def test_another_base_needs_no_note(workspace: Path, tmp_path: Path) -> None:
    assert build(workspace, tmp_path / "out").notes == ()


def test_a_workspace_without_editions(workspace: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shutil.rmtree(workspace / "editions")
    assert run(["build", str(workspace), "--out", str(tmp_path / "out")]) == 1
    assert "the workspace has no edition" in capsys.readouterr().err


def test_an_edition_not_yet_extracted(workspace: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shutil.rmtree(workspace / "editions" / small_workspace.EDITION / "found")
    assert run(["build", str(workspace), "--out", str(tmp_path / "out")]) == 1
    assert f"kg extract {small_workspace.EDITION}" in capsys.readouterr().err


def test_what_a_killed_build_left_is_swept_away(workspace: Path, out: Path) -> None:
    left = out / ".build.deadbeef.tmp"
    left.mkdir()
    (left / "graph.nt").write_text("half of it")
    long_ago = time.time() - 2 * 24 * 3600
    os.utime(left, (long_ago, long_ago))
    before = hashes(out)
    build(workspace, out)
    before.pop(".build.deadbeef.tmp/graph.nt")
    assert_whole(out, before)

"""Releases: what is in the folder, that it is made again byte for byte, that it can be checked, what changed."""

from __future__ import annotations

import gzip
import hashlib
import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest
from released import DAYS, git, judge, repository, tree, writable
from small_workspace import BASE

from kg import release as made
from kg.cli import run
from kg.errors import KgError
from kg.publish.release.canonical import canonical_hash, prints
from kg.publish.release.kept import Kept, find_release, read_release, releases, verify
from kg.publish.release.versions import check_version, in_order, version_key
from kg.records.release import Manifest


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """As if the program were installed: the state of this checkout does not matter."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(made, "PROGRAM", tmp_path_factory.mktemp("installed"))
        patch.delenv("SOURCE_DATE_EPOCH", raising=False)
        yield


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory, program: None) -> Path:
    """A repository with two releases: between them a curator judged the date of a letter."""
    folder = tmp_path_factory.mktemp("repository")
    workspace = repository(folder)
    made.release(workspace, "1.0", folder / "out")
    judge(workspace)
    git(folder, "add", "data", day=DAYS["second"])
    git(folder, "commit", "-q", "-m", "a postmark", day=DAYS["second"])
    made.release(workspace, "1.1", folder / "out")
    return folder


def kept(root: Path, version: str) -> Kept:
    return find_release(version, root / "out")


# ---- what is in it ----


def test_what_is_in_the_folder(root: Path) -> None:
    folder = kept(root, "1.0").folder
    there = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    assert there >= {
        "CHANGES.md", "changes.jsonl", "changes.patch", "CITATION.cff", "README.md", "release.json", "SHA256SUMS",
        "dump/herring.nq.gz", "dump/herring.nt.gz", "dump/herring.trig.gz", "dump/herring.ttl", "report/report.txt",
    }  # fmt: skip
    assert not any(name.startswith(("store", "build", ".")) for name in there)
    assert all(path.stat().st_mode & 0o222 == 0 for path in folder.rglob("*") if path.is_file())
    assert [path.name for path in sorted(folder.parent.iterdir())] == ["1.0", "1.1"]


def test_what_it_was_made_from_is_written_down(root: Path) -> None:
    manifest = kept(root, "1.1").manifest
    assert (manifest.version, manifest.previous, manifest.base) == ("1.1", "1.0", BASE)
    assert manifest.commit == git(root, "rev-parse", "HEAD").strip()
    assert manifest.clean
    assert (manifest.date, manifest.date_from) == ("2020-02-04T04:30:00Z", "commit")
    assert manifest.counts["letters"] == 2
    assert manifest.findings["violation"] == 0
    assert manifest.previous_canonical == kept(root, "1.0").manifest.canonical


@pytest.mark.skipif(shutil.which("sha256sum") is None, reason="coreutils are not installed")
def test_coreutils_check_it(root: Path) -> None:
    folder = kept(root, "1.0").folder
    assert subprocess.run(["sha256sum", "--check", "--strict", "--quiet", "SHA256SUMS"], cwd=folder).returncode == 0


def test_the_citation_file_has_what_the_format_asks_for(root: Path) -> None:
    """Keys and values of the Citation File Format 1.2.0; strings are written as JSON, which YAML reads."""
    lines = (kept(root, "1.1").folder / "CITATION.cff").read_text(encoding="utf-8").splitlines()
    top = dict(line.split(": ", 1) for line in lines if re.match(r"[a-z-]+: ", line))
    values = {key: json.loads(value) for key, value in top.items()}
    assert values["cff-version"] == "1.2.0"
    assert {"message", "title"} <= values.keys()
    assert (values["type"], values["version"], values["license"]) == ("dataset", "1.1", "CC0-1.0")
    assert values["date-released"] == "2020-02-04"
    assert lines[lines.index("authors:") + 1] == '  - name: "nobody"'
    assert f'    value: "sha256:{kept(root, "1.1").manifest.canonical}"' in lines


def test_the_readme_names_every_file_with_its_hash(root: Path) -> None:
    folder = kept(root, "1.1").folder
    text = (folder / "README.md").read_text(encoding="utf-8")
    for path, content in tree(folder).items():
        if path not in ("README.md", "SHA256SUMS"):
            assert f"({path})" in text
            assert hashlib.sha256(content).hexdigest() in text
    assert "Since 1.0: 1 letter changed" in text
    assert "nobody (2020): Letters on herring. Version 1.1." in text
    assert "Released on 2020-02-04 (the day of the commit, UTC)" in text


# ---- what changed ----


def test_one_judgement_is_what_changed(root: Path) -> None:
    text = (kept(root, "1.1").folder / "CHANGES.md").read_text(encoding="utf-8")
    assert "- letter l0001, date: curator Eva Lund: the postmark" in text
    assert "- date moved from 1 March 1900 to 2 March 1900 (curator Eva Lund: the postmark)" in text
    assert "| letters |  | 1 |" in text
    assert "l0002" not in text.partition("## Saved queries")[0]
    assert "`letters-per-day`" not in text  # as many days as before
    assert "queries have as many rows as before" in text


def test_the_first_release_says_that_it_is_the_first(root: Path) -> None:
    folder = kept(root, "1.0").folder
    assert "first release" in (folder / "CHANGES.md").read_text(encoding="utf-8")
    assert (folder / "changes.jsonl").read_bytes() == b""
    assert (folder / "changes.patch").read_text() == f"H id <uuid:{kept(root, '1.0').manifest.patch}> .\nTX .\nTC .\n"


def test_the_patch_makes_the_second_release_from_the_first(root: Path) -> None:
    old, new = (
        set(gzip.decompress(kept(root, version).nquads.read_bytes()).decode().splitlines())
        for version in ("1.0", "1.1")
    )
    rows = (kept(root, "1.1").folder / "changes.patch").read_text(encoding="utf-8").splitlines()
    assert rows[1] == f"H prev <uuid:{kept(root, '1.0').manifest.patch}> ."
    for row in rows[3:-1]:
        (old.add if row.startswith("A ") else old.remove)(row[2:])
    assert old == new


# ---- made again ----


def test_the_same_commit_gives_the_same_bytes_wherever_it_lies(root: Path, tmp_path: Path) -> None:
    clone = tmp_path / "elsewhere" / "clone"
    git(tmp_path, "clone", "-q", str(root), str(clone))
    made.release(clone / "data", "1.1", tmp_path / "out", previous=str(kept(root, "1.0").folder))
    assert tree(tmp_path / "out" / "release" / "1.1") == tree(kept(root, "1.1").folder)


def test_what_a_build_left_does_not_get_in(root: Path, tmp_path: Path) -> None:
    stale = tmp_path / "out" / "dump" / "herring.nq.gz"
    stale.parent.mkdir(parents=True)
    stale.write_bytes(b"old")
    made.release(root / "data", "1.1", tmp_path / "out", previous=str(kept(root, "1.0").folder))
    assert tree(tmp_path / "out" / "release" / "1.1") == tree(kept(root, "1.1").folder)
    assert stale.read_bytes() == b"old"


def test_the_date_can_be_given(root: Path, tmp_path: Path) -> None:
    done = made.release(root / "data", "1.0", tmp_path, environment={"SOURCE_DATE_EPOCH": "86400"})
    assert (done.manifest.date, done.manifest.date_from) == ("1970-01-02T00:00:00Z", "SOURCE_DATE_EPOCH")
    assert "(as SOURCE_DATE_EPOCH says, UTC)" in (done.folder / "README.md").read_text(encoding="utf-8")
    with pytest.raises(KgError, match="SOURCE_DATE_EPOCH"):
        made.release(root / "data", "1.0", tmp_path / "2", environment={"SOURCE_DATE_EPOCH": "today"})


# ---- checked ----


def test_a_release_is_as_it_was_made(root: Path) -> None:
    assert verify(kept(root, "1.0")) == verify(kept(root, "1.1")) == []


def test_the_canonical_hash_is_that_of_rdfc_1_0(root: Path) -> None:
    dataset = ox.Dataset(ox.parse(gzip.decompress(kept(root, "1.1").nquads.read_bytes()), format=ox.RdfFormat.N_QUADS))
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    lines = sorted(f"{quad} .\n".encode() for quad in dataset)
    assert hashlib.sha256(b"".join(lines)).hexdigest() == kept(root, "1.1").manifest.canonical


def test_control_characters_are_escaped_before_hashing() -> None:
    raw = [
        '<http://a.invalid/> <http://a.invalid/p> "a\tb\x7f\x01" .\n',
        '<http://a.invalid/> <http://a.invalid/p> "é" .\n',
    ]
    escaped = '<http://a.invalid/> <http://a.invalid/p> "a\\tb\\u007F\\u0001" .\n' + raw[1]
    assert canonical_hash(raw) == hashlib.sha256(escaped.encode()).hexdigest()


def test_dumps_are_compared_by_what_they_say_whatever_their_order(tmp_path: Path) -> None:
    one, other = tmp_path / "a.nt", tmp_path / "b.ttl"
    one.write_text('<urn:a> <urn:p> <urn:b> .\n<urn:a> <urn:p> "1" .\n', encoding="utf-8")
    other.write_text('<urn:a> <urn:p> "1", <urn:b> .\n', encoding="utf-8")
    assert prints(one) == prints(other)
    other.write_text('<urn:a> <urn:p> "2", <urn:b> .\n', encoding="utf-8")
    assert prints(one) != prints(other)


def test_dumps_that_disagree_are_named(root: Path) -> None:
    copy = writable(kept(root, "1.0").folder)
    try:
        turtle = copy / "dump" / "herring.ttl"
        turtle.write_text(turtle.read_text(encoding="utf-8").replace("Ada Ruus", "Ada Roos"), encoding="utf-8")
        assert verify(read_release(copy)) == [
            "dump/herring.ttl: changed, its SHA-256 is not the one of the release",
            "dump/herring.ttl: holds other statements than herring.nq.gz",
        ]
    finally:
        shutil.rmtree(copy)


# ---- versions and commands ----


@pytest.mark.parametrize(
    "version",
    ["", " ", "../../x", "2026.1/..", "CON", "nul", "make", "verify", "2026 1", "1" * 300, "2026..1", ".1", "1.", "-1",
     "٢", "1.0\n", "1.0\0", "1.0-RC1", "~", "C:1"],
)  # fmt: skip
def test_what_is_no_version(version: str, root: Path, tmp_path: Path) -> None:
    with pytest.raises(KgError, match="not a version"):
        check_version(version)
    with pytest.raises(KgError, match="not a version"):
        made.release(root / "data", version, tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_versions_have_an_order() -> None:
    assert in_order(["2026.10", "2026.2", "2026.2-rc1", "2025.11", "2026.2-rc10", "2026.2-rc2"]) == [
        "2025.11", "2026.2-rc1", "2026.2-rc2", "2026.2-rc10", "2026.2", "2026.10",
    ]  # fmt: skip
    assert version_key("2026.1") == version_key("2026.01.0")


def test_the_commands(root: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    def kg(*words: object) -> tuple[int, str]:
        code = run(["release", *map(str, words)])
        return code, capfd.readouterr().out

    out = tmp_path / "out"
    code, said = kg("1.0", root / "data", "--out", out)
    assert (code, said.splitlines()[-1]) == (0, f"released 1.0: {out / 'release' / '1.0'}")
    code, said = kg("make", "1.1", root / "data", "--out", out, "--quiet")
    assert (code, said.splitlines()[-2]) == (0, "since 1.0: no record changed")
    assert kg("verify", "1.1", "--out", out)[0] == kg("verify", out / "release" / "1.0")[0] == 0
    code, said = kg("list", "--out", out)
    assert [line.split()[:2] for line in said.splitlines()] == [["1.0", "2020-02-04"], ["1.1", "2020-02-04"]]
    old, new = (root / "out" / "release" / version for version in ("1.0", "1.1"))
    code, said = kg("diff", old, new)
    assert code == 0
    assert "date moved from 1 March 1900" in said
    assert json.loads(kg("diff", old, new, "--format", "jsonl")[1].splitlines()[0])["id"] == "l0001"
    assert kg("diff", old, old / "dump" / "herring.nq.gz", "--format", "patch")[1].endswith("TX .\nTC .\n")
    assert kg("--help")[0] == kg("make", "--help")[0] == 0


def test_releases_are_listed_in_order(root: Path) -> None:
    assert [found.manifest.version for found in releases(root / "out")] == ["1.0", "1.1"]
    assert isinstance(releases(root / "out")[0].manifest, Manifest)
    assert releases(root / "nowhere") == []

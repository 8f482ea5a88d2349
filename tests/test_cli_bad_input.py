"""Bad input: one clear message that says what to do, exit code 1 or 2, no traceback, and existing files whole."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from conftest import EDITION, WORKSPACE
from invented import PAGE

from kg.cli import run
from kg.pipeline import Built

Run = tuple[int, str, str]


@pytest.fixture
def kg(capfd: pytest.CaptureFixture[str]):  # type: ignore[no-untyped-def]
    """Run the command line: exit code, standard output, standard error."""

    def call(*arguments: object) -> Run:
        code = run([str(argument) for argument in arguments])
        captured = capfd.readouterr()
        assert "Traceback" not in captured.err
        return code, captured.out, captured.err

    return call


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.delenv("KG_EDITIONS", raising=False)
    monkeypatch.delenv("KG_WORKSPACE", raising=False)
    return Path(shutil.copytree(WORKSPACE, tmp_path / "data"))


def extract(kg, text: Path, out: Path, profile: object = "rosspen-web") -> Run:  # type: ignore[no-untyped-def]
    return kg(
        "extract", "--edition", text, "--profile", profile, "--out", out, "--authorities", WORKSPACE / "authorities"
    )


# --- texts ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "empty"),
        (b" \n\n \n", "empty"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00", "byte 8"),
        (b"Stalin\x01 to Kaganovich", "byte 6"),
        ("Сталин — Кагановичу".encode("cp1251"), "byte 0"),
        (b"Stalin to Kagan\xffovich", "byte 15"),
        ("Stalin".encode("utf-16"), "UTF-16"),
    ],
)
def test_a_text_that_is_none(kg, tmp_path: Path, data: bytes, says: str) -> None:  # type: ignore[no-untyped-def]
    text = tmp_path / "edition.txt"
    text.write_bytes(data)
    code, _, err = extract(kg, text, tmp_path / "out")
    assert code == 1
    assert says in err and "edition.txt" in err
    assert not (tmp_path / "out").exists()


def test_a_text_of_200_megabytes(kg, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    text = tmp_path / "edition.txt"
    with text.open("wb") as file:
        file.truncate(200_000_000)
    started = time.monotonic()
    code, _, err = extract(kg, text, tmp_path / "out")
    assert code == 1
    assert "200 MB" in err
    assert time.monotonic() - started < 10  # it is refused by its size, not read


def test_a_text_that_is_no_edition_leaves_the_records_whole(kg, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    text = tmp_path / "edition.txt"
    text.write_text("A poem about the sea.\nIt has two lines.\n", encoding="utf-8")
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "letters.jsonl").write_bytes(b"{}")
    code, _, err = extract(kg, text, tmp_path / "out")
    assert code == 1
    assert "edition.txt" in err and "no heading and no archive line" in err
    assert (tmp_path / "out" / "letters.jsonl").read_bytes() == b"{}"


def test_a_missing_text_says_what_to_do(kg, workspace: Path, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    code, _, err = kg("extract", "--workspace", workspace)
    assert code == 1
    assert "KG_EDITIONS" in err and "--edition" in err and "kg build" in err
    code, _, err = extract(kg, tmp_path / "nowhere.txt", tmp_path / "out")
    assert code == 1
    assert "nowhere.txt" in err


def test_another_capture_is_refused(kg, workspace: Path, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    other = tmp_path / "other.txt"
    other.write_text(PAGE, encoding="utf-8")
    before = snapshot(workspace)
    code, _, err = kg("extract", "--workspace", workspace, "--edition", other)
    assert code == 1
    assert "SHA-256" in err
    assert snapshot(workspace) == before


def test_a_letter_dated_in_1392_is_kept_as_a_document_without_that_date(kg, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    text = tmp_path / "edition.txt"
    text.write_text(
        "Stalin to Kaganovich June 5, 1392\n\nArchive: RGASPI F. 1. Op. 2. D. 3. L. 4. Autograph.\n"
        "Hello, Comrade Kaganovich!\n\nAll is well.\n\nI. Stalin.\n",
        encoding="utf-8",
    )
    code, out, _ = extract(kg, text, tmp_path / "out")
    assert code == 0
    assert "1 impossible-date" in out
    problems = (tmp_path / "out" / "problems.jsonl").read_text(encoding="utf-8")
    assert "1392" in problems


# --- profiles -------------------------------------------------------------------------------------------------------


@pytest.fixture
def profile(tmp_path: Path) -> Path:
    shipped = Path(sys.modules["kg"].__path__[0]) / "read" / "profiles" / "rosspen-web.toml"
    return Path(shutil.copy(shipped, tmp_path / "mine.toml"))


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("rule = '_{5,}'", "rule = '_{5,'", None),
        ("rule = '_{5,}'", "rule = '(_'", "bad pattern"),
        ("offices = [", "offices = [\n'(SNK',", "body.offices: bad pattern"),
        ("ignored = [", "ignored = [\n'(mail',", "body.ignored: bad pattern"),
        ("furniture = [", "furniture = [\n'(menu',", "furniture: bad pattern"),
        ("[body.labels]", "[body.labels]\n'(secret' = 'secret'", "body.labels.(secret: bad pattern"),
        (
            "name = \"register\"\npattern = '''",
            "name = \"register\"\npattern = '''(",
            "body.numbers.pattern: bad pattern",
        ),
        ("rule = '_{5,}'", "ruel = '_{5,}'", "did you mean 'rule'"),
        ("[notes]", "[nodes]", "notes"),
        ("ibid = 'Ibid'", "ibid = 3", "ibid"),
        ('name = "rosspen-web"', "name = rosspen", "not TOML"),
    ],
)
def test_a_profile_with_a_mistake(kg, tmp_path: Path, profile: Path, old: str, new: str, says: str | None) -> None:  # type: ignore[no-untyped-def]
    text = tmp_path / "edition.txt"
    text.write_text(PAGE, encoding="utf-8")
    source = profile.read_text(encoding="utf-8")
    assert old in source
    profile.write_text(source.replace(old, new, 1), encoding="utf-8")
    code, _, err = extract(kg, text, tmp_path / "out", profile)
    if says is None:
        assert code == 0  # `_{5,` is a pattern too: those four characters
        return
    assert code == 1
    assert says in err and "mine.toml" in err
    assert not (tmp_path / "out").exists()


def test_an_unknown_profile_is_answered_with_the_right_one(kg, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    text = tmp_path / "edition.txt"
    text.write_text(PAGE, encoding="utf-8")
    code, _, err = extract(kg, text, tmp_path / "out", "rospen-web")
    assert code == 2
    assert "rosspen-web" in err


# --- workspaces -----------------------------------------------------------------------------------------------------


def snapshot(folder: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


@pytest.mark.parametrize(
    ("file", "old", "new", "says"),
    [
        ("workspace.toml", "base = ", "bsae = ", "did you mean 'base'"),
        ("workspace.toml", 'base = "https', '# base = "https', "'base'"),
        ("workspace.toml", "https://w3id.org/letterkg/stalin-kaganovich/", "letterkg", "absolute"),
        (f"editions/{EDITION}/edition.toml", "[window]", "[windw]", "window"),
        (f"editions/{EDITION}/found/letters.jsonl", '"line":14', '"line":', "letters.jsonl:1"),
        ("authorities/persons.csv", "\np0002,", "\np0001,", "persons.csv:3"),
        ("ids.csv", "\nperson,p0002,", "\nperson,p0001,", "p0001 stands twice"),
    ],
)
def test_a_workspace_with_a_mistake(  # type: ignore[no-untyped-def]
    kg, workspace: Path, tmp_path: Path, file: str, old: str, new: str, says: str
) -> None:
    path = workspace / file
    source = path.read_text(encoding="utf-8")
    assert old in source
    path.write_text(source.replace(old, new, 1), encoding="utf-8")
    code, _, err = kg("build", workspace, "--out", tmp_path / "out")
    assert code == 1
    assert says in err
    assert path.name.split(".")[0] in err
    assert not list((tmp_path / "out").rglob("*.ttl"))


def test_no_workspace(kg, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    code, _, err = kg("build", tmp_path / "nothing", "--out", tmp_path / "out")
    assert code == 2
    assert "workspace.toml" in err


def test_an_unknown_edition(kg, workspace: Path) -> None:  # type: ignore[no-untyped-def]
    code, _, err = kg("extract", "stalin-kaganovich-1932-07", "--workspace", workspace)
    assert code == 2
    assert f"did you mean {EDITION!r}" in err


def test_halves_of_a_request(kg, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    code, _, err = kg("extract", "--profile", "rosspen-web")
    assert code == 2
    assert "--edition" in err and "--out" in err
    code, _, _ = kg("extract", "--nonsense")
    assert code == 2


# --- output ---------------------------------------------------------------------------------------------------------


def test_an_output_folder_that_is_a_file(kg, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    (tmp_path / "out").write_text("mine", encoding="utf-8")
    code, _, err = kg("build", WORKSPACE, "--out", tmp_path / "out")
    assert code in (1, 2)
    assert "out" in err
    assert (tmp_path / "out").read_text(encoding="utf-8") == "mine"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
def test_a_full_disk_on_standard_output() -> None:
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "kg", "schema", "letter"], stdout=full, stderr=subprocess.PIPE, text=True
        )
    assert done.returncode == 1
    assert "Traceback" not in done.stderr and "No space left" in done.stderr


@pytest.mark.skipif(os.name != "posix", reason="needs POSIX signals")
def test_an_interrupted_build_leaves_the_last_good_one(built: Built, tmp_path: Path) -> None:
    out = shutil.copytree(built.out, tmp_path / "out", ignore=shutil.ignore_patterns("site", ".*"))
    command = [sys.executable, "-m", "kg", "build", str(WORKSPACE), "--out", str(out)]
    before = snapshot(out)
    for stop in (signal.SIGINT, signal.SIGTERM, signal.SIGKILL):
        process = subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        while process.poll() is None and not list(out.glob(".*.tmp/*")):
            time.sleep(0.005)  # until it has begun to write
        process.send_signal(stop)
        _, err = process.communicate()
        assert process.returncode != 0
        assert "Traceback" not in err
        if stop is not signal.SIGKILL:
            assert "interrupted" in err
            assert snapshot(out) == before
        else:
            assert {path: data for path, data in snapshot(out).items() if path in before} == before
    subprocess.run(command, check=True, capture_output=True)
    dumps = snapshot(out / "dump")
    assert dumps == {path: data for path, data in before.items() if path.parent.name == "dump"}

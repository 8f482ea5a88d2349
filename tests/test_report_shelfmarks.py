"""Whoever breaks a shelfmark in a copy of an edition is told the line, and of nothing else."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import EDITION, WORKSPACE, golden
from invented import PAGE

from kg.cli import run
from kg.pipeline import Built
from kg.source import sha256

NAME = "invented-1932-07"
Change = Callable[[str], str]
Told = Callable[[str], set[tuple[int, str]]]


def sub(pattern: str, replacement: str) -> Change:
    """A change of the first match on a line."""
    return lambda line: re.sub(pattern, replacement, line, count=1)


# What is done to an archive line, and the shape that tells of it (its fragment).
ARCHIVE_LINE: dict[str, tuple[Change, str]] = {
    "leaves run backwards": (sub(r"L\. (\d+)–(\d+)", r"L. \2–\1"), "S40-unread-leaves"),
    "leaves run too far": (sub(r"L\. (\d+)–(\d+)", r"L. \1–99999"), "S40-unread-leaves"),
    "leaves are misread": (sub(r"L\. (\d+)", r"L. l"), "S40-unread-shelfmark"),
    "leaves are lost": (sub(r"L\. [\d–]+", "L. "), "S40-unread-shelfmark"),
    "archive lost": (sub("RGASPI ", ""), "S09-heldIn"),
    "archive misread": (sub("RGASPI", "RCASPJ"), "S40-unlisted-archive"),
    "fond lost": (sub(r"F\. \d+\. ", ""), "S40-incomplete-shelfmark"),
    "opis lost": (sub(r"Op\. \d+\. ", ""), "S40-incomplete-shelfmark"),
    "delo lost": (sub(r"D\. \d+\. ", ""), "S40-incomplete-shelfmark"),
    "delo misread": (sub(r"D\. \d+", "D. IO"), "S40-unread-shelfmark"),
    "opis misread for another": (sub(r"Op\. \d+", "Op. 99"), "S40-unlisted-unit"),
    "only a fond left": (sub(r"Op\..*", ""), "S40-no-shelfmark"),
    "word for archive lost": (sub("Archive: ", ""), "S40-no-archive-line"),
    "word for archive misread": (sub("Archive:", "Archlve;"), "S40-no-archive-line"),
    "nothing left": (lambda _: "Archive:", "S40-no-shelfmark"),
    "form lost": (sub(r"(L\. [\d–]+).*", r"\1."), "S09-form"),
}
SLIPS = {(line, "S40-mended-shelfmark") for line in (34, 57, 80)}  # on the page as it is
RULES = ("S09", "S10", "S11", "S40")  # what speaks of shelfmarks; a page has other findings, broken or not
NOTE: dict[str, tuple[Change, str]] = {
    "Ibid. lost": (sub(r"\(Ibid\.? ?(?=L)", "("), "S40-unread-citation"),
    "Ibid. misread": (sub(r"\(Ibid\.? ?(?=L)", "(Ihd. "), "S40-unread-citation"),
    "leaves run backwards": (sub(r"Ibid\. L\. (\d+)", r"Ibid. L. \1–2"), "S40-unread-leaves"),
}


def copied(folder: Path, name: str, text: str, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the checkout's workspace with one edition, called `name`, whose text is `text`."""
    monkeypatch.chdir(folder)
    monkeypatch.setenv("KG_EDITIONS", "texts")
    shutil.copytree(WORKSPACE, "data", ignore=shutil.ignore_patterns("editions"))
    add_edition(Path("data"), name, text)
    return Path("data")


def add_edition(workspace: Path, name: str, text: str) -> None:
    """Add an edition to a workspace that lies beside `texts`, described as the checkout's is."""
    edition = workspace / "editions" / name
    shutil.copytree(WORKSPACE / "editions" / EDITION, edition, ignore=shutil.ignore_patterns("found", "curated"))
    described = (edition / "edition.toml").read_text(encoding="utf-8").replace(EDITION, name)
    described = re.sub(r'sha256 = "\w+"', f'sha256 = "{sha256(text.encode())}"', described)
    described = described.replace("1932-06-30", "1932-08-01")
    (edition / "edition.toml").write_text(described, encoding="utf-8")
    Path("texts").mkdir(exist_ok=True)
    Path(f"texts/{name}.txt").write_text(text, encoding="utf-8", newline="")


def findings(
    folder: Path, name: str, text: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> set[tuple[int, str]]:
    """Line and shape of each finding on shelfmarks that `kg validate` prints for a text that `kg extract` has read."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    workspace = copied(folder, name, text, monkeypatch)
    assert run(["extract", name, "--workspace", str(workspace)]) == 0
    capsys.readouterr()
    run(["validate", str(workspace)])
    printed = capsys.readouterr().out
    found = re.findall(rf"^texts/{name}\.txt:(\d+): \w+ \[([\w-]+)\] .+$", printed, re.MULTILINE)
    return {(int(line), shape) for line, shape in found if shape.startswith(RULES)}


class TestInvented:
    """A page made up for the tests: its first archive line, and the third citation of a note."""

    @pytest.fixture
    def told(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Told:
        return lambda text: findings(tmp_path / "copy", NAME, text, monkeypatch, capsys) - SLIPS

    def broken(self, begins: str, change: Change) -> tuple[str, int]:
        lines = PAGE.splitlines()
        at = next(number for number, line in enumerate(lines) if re.search(begins, line))
        lines[at], before = change(lines[at]), lines[at]
        assert lines[at] != before
        return "\n".join([*lines, ""]), at + 1

    @pytest.mark.parametrize("what", ARCHIVE_LINE)
    def test_an_archive_line(self, what: str, told: Told) -> None:
        change, shape = ARCHIVE_LINE[what]
        text, line = self.broken(r"^Archive: RGASPI F\. 558\. .* L\. \d+–", change)
        found = told(text)
        assert (line, shape) in found
        assert {where for where, _ in found} == {line}

    @pytest.mark.parametrize("what", NOTE)
    def test_a_note(self, what: str, told: Told) -> None:
        change, shape = NOTE[what]
        text, line = self.broken(r"\(Ibid\. L\. 30\)", change)
        found = told(text)
        assert (line, shape) in found
        assert {where for where, _ in found} == {line}

    def test_an_archive_line_that_is_gone(self, told: Told) -> None:
        """Then the heading above it is the nearest there is."""
        text, line = self.broken(r"^Archive: RGASPI F\. 558\. .* L\. \d+–", lambda _: "")
        assert told(text) == {(line - 2, "S40-no-archive-line")}

    def test_a_page_without_mistakes_but_slips(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert findings(tmp_path / "copy", NAME, PAGE, monkeypatch, capsys) == SLIPS

    def test_the_report_word_for_word(
        self, told: Told, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        text, _ = self.broken(r"^Archive: RGASPI F\. 558\. .* L\. \d+–", ARCHIVE_LINE["leaves run backwards"][0])
        told(text)
        assert run(["build", "data", "--out", "out"]) == 0
        printed = Path("out/report/report.txt").read_text(encoding="utf-8")
        assert printed == golden("broken-shelfmark.txt", printed)
        summary = capsys.readouterr().out
        assert re.search(r"  S40 +\d+  warning    what the edition prints was read\n", summary)


@pytest.mark.parametrize("what", ["leaves run backwards", "archive lost", "opis lost", "word for archive lost"])
def test_the_first_edition(
    what: str,
    edition_text: Path,
    built: Built,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    change, shape = ARCHIVE_LINE[what]
    lines = edition_text.read_text(encoding="utf-8").split("\n")
    with_range = [
        n for n, line in enumerate(lines) if re.match(r"Archive: RGASPI F\. \d+\. Op\. \d+\. .*L\. \d+–\d", line)
    ]
    at = with_range[len(with_range) // 2]
    broken = "\n".join([*lines[:at], change(lines[at]), *lines[at + 1 :]])
    before = {((found.lines or (0,))[0], found.shape.rpartition("#")[2]) for found in built.report.results}
    new = findings(tmp_path / "copy", EDITION, broken, monkeypatch, capsys) - before
    assert (at + 1, shape) in new
    assert {line for line, _ in new} == {at + 1}

"""Identifiers survive corrections, and a second month of the same letters joins the first without a collision."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from conftest import WORKSPACE
from invented import PAGE

from kg.extraction import Extracted, extract_edition
from kg.pipeline import Built, build
from kg.source import sha256
from kg.workspace import load_workspace

MONTH = "invented-1932-07"


def add_month(workspace: Path, text: str, name: str = MONTH) -> Extracted:
    """Put a text into the workspace as an edition, or put a corrected text in its place, and read it."""
    folder = workspace / "editions" / name
    folder.mkdir(parents=True, exist_ok=True)
    data = text.encode()
    (folder / f"{name}.txt").write_bytes(data)
    template = (WORKSPACE / "editions" / "stalin-kaganovich-1932-06" / "edition.toml").read_text(encoding="utf-8")
    settings = (
        template.replace("stalin-kaganovich-1932-06", name)
        .replace("fdd743ee9deec329af139f1954c3ea6f81a3cd205e329a32129971f6ad266e0f", sha256(data))
        .replace("1932-06-01", "1932-07-01")
        .replace("1932-06-30", "1932-07-31")
    )
    (folder / "edition.toml").write_text(settings, encoding="utf-8")
    return extract_edition(workspace, name, None)


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the first workspace."""
    monkeypatch.delenv("KG_EDITIONS", raising=False)
    return Path(shutil.copytree(WORKSPACE, tmp_path / "data"))


def ids(extracted: Extracted) -> dict[str, str | None]:
    """Letter identifiers by shelfmark and first words of the forms, which these tests do not change."""
    return {f"{x.shelfmarks[0].raw} {x.forms}": x.letter for x in extracted.letters if x.shelfmarks}


def test_a_second_month_shares_persons_and_units_and_no_identifier(workspace: Path) -> None:
    before = load_workspace(workspace)
    add_month(workspace, PAGE)
    after = load_workspace(workspace)
    first, second = (after.edition(name).letters_found() for name in ("stalin-kaganovich-1932-06", MONTH))
    assert not {x.letter for x in first.letters} & {x.letter for x in second.letters} - {None}
    headings = [x.heading.id for month in (first, second) for x in month.letters if x.heading]
    assert len(headings) == len(set(headings))
    assert not {d.id for d in first.decisions} & {d.id for d in second.decisions}
    assert before.registry.rows == after.registry.rows[: len(before.registry.rows)]
    assert after.authorities == before.authorities


def test_a_second_month_builds_into_one_graph(built: Built, workspace: Path, tmp_path: Path) -> None:
    add_month(workspace, PAGE)
    both = build(workspace, tmp_path / "out")
    assert both.report.passed
    assert both.counts["letters"] == built.counts["letters"] + 7
    for shared in ("persons", "groups", "places"):
        assert both.counts[shared] == built.counts[shared]
    dump = (tmp_path / "out" / "dump" / "stalin-kaganovich.ttl").read_text(encoding="utf-8")
    # The fond is described once, though letters of both months lie in it.
    assert dump.count("\n<archive/rgaspi/f558>\n") + dump.count("\n<archive/rgaspi/f558> ") == 1


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Kaganovich to Stalin July 3 1932", "Kaganovich to Stalin and Molotov July 4 1932"),  # heading
        ("3/VII 32", "5/VII 32"),  # dateline
        ("comrade Ustrichny", "comrade Ostrichny"),  # wording
        ("Your L. Kaganovich.", "Your V. Molotov."),  # signature
        ("D. 78. L. 12–14. Autograph", "D. 79. L. 12–14. Autograph"),  # shelfmark
    ],
)
def test_identifiers_survive_a_correction(workspace: Path, old: str, new: str) -> None:
    assert PAGE.count(old) == 1
    before = add_month(workspace, PAGE)
    after = add_month(workspace, PAGE.replace(old, new))
    assert [x.letter for x in after.letters] == [x.letter for x in before.letters]
    assert [x.heading and x.heading.id for x in after.letters] == [x.heading and x.heading.id for x in before.letters]
    assert [d.id for d in after.found.decisions] == [d.id for d in before.found.decisions]


def test_identifiers_survive_an_insertion(workspace: Path) -> None:
    before = add_month(workspace, PAGE)
    inserted = (
        "Stalin to Kaganovich July 2, 1932\n\nArchive: RGASPI F. 558. Op. 11. D. 78. L. 9. Autograph.\n"
        "Kaganovich.\n\nA letter that the first capture had lost.\n\nStalin.\n\n\n"
    )
    marker = "Kaganovich to Stalin July 3 1932"
    after = add_month(workspace, PAGE.replace(marker, inserted + marker))
    assert [x.letter for x in after.letters[1:]] == [x.letter for x in before.letters]
    new = after.letters[0].letter
    assert new is not None and new not in [x.letter for x in before.letters]


def test_a_withdrawn_letter_keeps_its_identifier_for_itself(workspace: Path) -> None:
    before = add_month(workspace, PAGE)
    start = PAGE.index("Molotov to Stalin July, 1932")
    add_month(workspace, PAGE[:start])
    after = add_month(workspace, PAGE)
    assert ids(after) == ids(before)


def test_extracting_twice_changes_nothing(workspace: Path) -> None:
    add_month(workspace, PAGE)
    before = {path: path.read_bytes() for path in workspace.rglob("*") if path.is_file()}
    add_month(workspace, PAGE)
    assert {path: path.read_bytes() for path in workspace.rglob("*") if path.is_file()} == before

"""The extraction of the first edition against the reference records that two readers made by hand."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import WORKSPACE, shared_file

from kg.extraction import extract_file

# Every structural field must be right everywhere; what needs judgement may miss a little.
STRUCTURE = (
    "heading senders", "heading recipients", "heading date", "heading bracketed", "has body", "body lines",
    "body senders", "body recipients", "body date", "body time", "shelfmarks", "forms", "labels", "numbers", "sent at",
    "answers",
)  # fmt: skip
JUDGEMENT = {"senders": 0.96, "recipients": 0.96, "date": 0.96, "conflicts": 0.96}
F1 = {
    "letter mentions": 0.95,
    "archival citations": 0.98,
    "printed citations": 0.95,
    "decisions (line, date)": 0.90,
    "decision citations": 0.90,
}


@pytest.fixture(scope="module")
def figures(edition_text: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    """What the comparison tool prints."""
    out = tmp_path_factory.mktemp("found")
    extract_file(edition_text, "rosspen-web", WORKSPACE / "authorities", out)
    tool, reference = shared_file("tools/score.py"), shared_file("gold")
    done = subprocess.run([sys.executable, tool, reference, out], capture_output=True, text=True, check=True)
    return done.stdout


def _share(figures: str, field: str) -> float:
    match = re.search(rf"^letter {re.escape(field)}\s*\d+/\d+\s+([\d.]+)$", figures, re.MULTILINE)
    assert match, f"no figure for {field}"
    return float(match[1])


def test_every_letter_is_found(figures: str) -> None:
    found = re.search(r"^letters found\s+(\d+)/(\d+)$", figures, re.MULTILINE)
    assert found
    assert found[1] == found[2]


@pytest.mark.parametrize("field", STRUCTURE)
def test_structure_is_right_everywhere(figures: str, field: str) -> None:
    assert _share(figures, field) == 1.0


@pytest.mark.parametrize(("field", "least"), JUDGEMENT.items())
def test_adopted_values(figures: str, field: str, least: float) -> None:
    assert _share(figures, field) >= least


@pytest.mark.parametrize(("label", "least"), F1.items())
def test_f1(figures: str, label: str, least: float) -> None:
    match = re.search(rf"^{re.escape(label)}\s.*\bf1 ([\d.]+)", figures, re.MULTILINE)
    assert match, f"no figure for {label}"
    assert float(match[1]) >= least


def test_committed_records_are_those_of_the_text(edition_text: Path, tmp_path: Path) -> None:
    """What is committed under found/ is what the extraction finds today, identifiers apart."""
    import shutil

    from kg.extraction import extract_edition

    workspace = tmp_path / "data"
    shutil.copytree(WORKSPACE, workspace)
    folder = workspace / "editions" / "stalin-kaganovich-1932-06" / "found"
    committed = {path.name: path.read_bytes() for path in folder.iterdir()}
    ids = (workspace / "ids.csv").read_bytes()
    extract_edition(workspace, None, edition_text)
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == committed
    assert (workspace / "ids.csv").read_bytes() == ids

"""Every shelfmark of a page is broken in each of its parts, one by one: the report points at each of these lines."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import WORKSPACE
from invented import PAGE
from test_extract_unread import KINDS
from test_report_shelfmarks import add_edition

from kg.cli import run
from kg.extract import Extraction, extract
from kg.read import plaintext
from kg.read.profile import load
from kg.records import Citation
from kg.workspace import load_authorities

_PART = re.compile(r"\b(?P<mark>F|Op|Inventory|D|L)\.? ?(?P<code>\d[\w–]*(?:, \d+\w*)*|P|I)(?=[\s.,]|$)")


def reading(text: str) -> Extraction:
    authorities = load_authorities(WORKSPACE / "authorities")
    return extract(plaintext.read(text.encode(), "page.txt"), load("rosspen-web"), authorities)


CITED = [citation for citation in reading(PAGE).citations if citation.kind == "archival"]


def parts_lost(raw: str) -> Iterator[str]:
    """The shelfmark `raw` without the code of one part, and without its archive."""
    yield from (raw[: part.start("code")] + raw[part.end("code") :] for part in _PART.finditer(raw))
    if archive := re.match(r"[A-Z]{3,}\b[. ,]*", raw):
        yield raw[archive.end() :]


def parts_misread(citation: Citation) -> Iterator[str]:
    """A shelfmark with a part that the scan misread, lost, or ran together with the next one."""
    raw = citation.raw
    for part in _PART.finditer(raw):
        before, after, mark, code = raw[: part.start()], raw[part.end() :], part["mark"], part["code"]
        yield f"{before}{mark}. lO{after}"
        yield f"{before}0, {code}{after}"
        yield f"{before}{code}{after}"
        yield before + part[0] + re.sub(r"^[. ]+(?=[A-Z])", "", after)
        if citation.antecedent is None:  # `Ibid.` with one part less is sound, and cites something else
            yield f"{before}{after.lstrip(' .')}"


def broken(citation: Citation, raw: str) -> str:
    """The page with `raw` in the place of a citation."""
    lines = PAGE.split("\n")
    line, start = lines[citation.line - 1], citation.column - 1
    assert line[start : start + len(citation.raw)] == citation.raw
    lines[citation.line - 1] = line[:start] + raw + line[start + len(citation.raw) :]
    return "\n".join(lines)


@pytest.mark.parametrize("step", [9, pytest.param(1, marks=pytest.mark.slow)])
def test_the_report_points_at_each_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], step: int
) -> None:
    """Of every ninth part that can be lost; of each one by hand."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("KG_EDITIONS", "texts")
    shutil.copytree(WORKSPACE, "data", ignore=shutil.ignore_patterns("editions"))
    every = [(citation, raw) for citation in CITED for raw in parts_lost(citation.raw)]
    pages = every[::step]
    for number, (citation, raw) in enumerate(pages):
        add_edition(Path("data"), f"page-{number}", broken(citation, raw))
        assert run(["extract", f"page-{number}", "--quiet"]) == 0
    run(["validate", "--format", "json"])
    printed = capsys.readouterr().out
    found = set(re.findall(r'"file":"texts/page-(\d+)\.txt","lines":\[(\d+),', re.sub(r"\s+", "", printed)))
    silent = [raw for number, (citation, raw) in enumerate(pages) if (str(number), str(citation.line)) not in found]
    assert len(every) > 50
    assert silent == []


@pytest.mark.parametrize("citation", CITED, ids=lambda citation: f"{citation.line}-{citation.column}")
def test_a_problem_is_filed_for_whatever_is_misread(citation: Citation) -> None:
    sound = {(problem.line, problem.kind, problem.raw) for problem in reading(PAGE).problems}
    silent = []
    for raw in parts_misread(citation):
        problems = reading(broken(citation, raw)).problems
        new = (one for one in problems if one.kind in KINDS and (one.line, one.kind, one.raw) not in sound)
        told = {one.line for one in new}
        if raw != citation.raw and citation.line not in told:
            silent.append(raw)
    assert silent == []

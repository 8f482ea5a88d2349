"""The report for people, word for word, and the report for programs."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import msgspec
import pytest
import small_workspace
from a_report import BASE, REPORT, VIOLATION, result
from conftest import golden

from kg.cli import run
from kg.validate.render import SHOWN, as_json, as_text, summary, value_of
from kg.validate.results import Report, Severity


def test_the_report_for_people() -> None:
    assert as_text(REPORT, BASE) == golden("report.txt", as_text(REPORT, BASE))


def test_a_clean_report_says_so() -> None:
    report = Report(data="herring", triples=1, rules=(), results=())
    assert report.passed
    assert summary(report) == "no problems; 0 rules checked on 1 statement of herring"


def test_ten_thousand_of_a_kind_are_summed_up() -> None:
    many = tuple(result(lines=(n, n)) for n in range(1, 10_001))
    report = Report(data="herring", triples=1, rules=REPORT.rules, results=(*many, *REPORT.results[1:]))
    lines = as_text(report, BASE).splitlines()
    assert [line.partition(": ")[0] for line in lines[:SHOWN]] == [f"herring.txt:{n}" for n in range(1, SHOWN + 1)]
    assert lines[SHOWN : SHOWN + 3] == [
        "... and 9,980 more of S03 (in report.json)",
        "  hint: compare heading and signature",
        "",
    ]
    assert "  S03   10,000  violation  nobody writes to himself" in lines
    assert len(lines) < SHOWN + 20
    assert len(json.loads(b"".join(as_json(report)))["results"]) == 10_002


def test_each_message_of_a_rule_is_shown() -> None:
    """Many of one kind do not hide the one of another."""
    many = tuple(result(lines=(n, n)) for n in range(1, 100))
    other = result(message="the writer is unknown", lines=(500, 500))
    text = as_text(Report(data="", triples=1, rules=(), results=(*many, other)))
    assert "... and 79 more of S03 (in report.json)" in text
    assert "herring.txt:500: violation [S03-parties] the writer is unknown (Ada Ruus; " in text


@pytest.mark.parametrize(
    ("value", "label", "shown"),
    [
        (f"{BASE}person/p0001", "Ada Ruus", "Ada Ruus"),
        (f"{BASE}person/p0001", None, "person/p0001"),
        ('"1900-06-31"^^<http://www.w3.org/2001/XMLSchema#date>', None, "1900-06-31"),
        ('"KB \\"A\\"\\n L. 2-1"@en', None, 'KB "A" L. 2-1'),
        ("_:b0", None, "_:b0"),
        ('"' + "long " * 100 + '"', None, "long " * 19 + "long…"),
    ],
)
def test_what_is_wrong_is_named_in_few_words(value: str, label: str | None, shown: str) -> None:
    assert value_of(result(value=value, value_label=label), BASE) == shown


@pytest.mark.parametrize(
    ("place", "shown"),
    [
        ({"lines": None}, "herring.txt: violation [S03-parties]"),
        ({"file": None}, "line:10: violation [S03-parties]"),
        ({"file": None, "lines": None}, "letter/l0001: violation [S03-parties]"),
    ],
)
def test_a_place_that_is_known_in_part(place: dict[str, object], shown: str) -> None:
    assert as_text(Report(data="", triples=1, rules=(), results=(result(**place),)), BASE).startswith(shown)


def test_the_report_for_programs() -> None:
    report = json.loads(b"".join(as_json(REPORT)))
    assert list(report) == [
        "data",
        "triples",
        "passed",
        "violations",
        "warnings",
        "infos",
        "engine",
        "notes",
        "rules",
        "results",
    ]
    assert [report[key] for key in list(report)[:6]] == ["herring", 1200, False, 1, 1, 1]
    assert list(report["rules"][0]) == ["id", "shape", "name", "description", "severity", "hint", "hints"]
    assert list(report["results"][0]) == [
        *("rule", "severity", "message", "shape", "component", "focus", "label", "path", "value", "value_label"),
        *("file", "lines", "column"),
    ]
    assert (report["results"][0]["file"], report["results"][0]["lines"]) == ("herring.txt", [10, 19])


def test_the_keys_of_the_report_are_documented() -> None:
    """docs/reports.md names each key of report.json."""
    documented = (Path(__file__).parent.parent / "docs" / "reports.md").read_text(encoding="utf-8")
    report = json.loads(b"".join(as_json(REPORT)))
    for key in {*report, *report["rules"][0], *report["results"][0]}:
        assert f"`{key}`" in documented, key


class TestColour:
    """On a terminal only, and not where NO_COLOR is set: the severity, never the place."""

    @pytest.fixture
    def workspace(self, tmp_path: Path) -> Path:
        return small_workspace.write(tmp_path / "data", small_workspace.SPOILT)

    def shown(
        self,
        workspace: Path,
        terminal: bool,
        monkeypatch: pytest.MonkeyPatch,
        capsys: pytest.CaptureFixture[str],
    ) -> str:
        monkeypatch.setattr(sys.stdout, "isatty", lambda: terminal, raising=False)
        assert run(["validate", str(workspace)]) == 3
        return capsys.readouterr().out

    def test_on_a_terminal(
        self, workspace: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        monkeypatch.delenv("NO_COLOR", raising=False)
        first = self.shown(workspace, True, monkeypatch, capsys).splitlines()[0]
        assert first.startswith("herring.txt:20: \x1b[31m\x1b[1mviolation\x1b[0m [S03-parties] an author")

    @pytest.mark.parametrize(("terminal", "variable"), [(False, ""), (True, "1")])
    def test_elsewhere(
        self,
        terminal: bool,
        variable: str,
        workspace: Path,
        monkeypatch: pytest.MonkeyPatch,
        capsys: pytest.CaptureFixture[str],
    ) -> None:
        monkeypatch.setenv("NO_COLOR", variable)
        assert "\x1b" not in self.shown(workspace, terminal, monkeypatch, capsys)

    def test_the_words_are_the_same(self) -> None:
        painted = as_text(REPORT, BASE, paint=lambda text, severity: f"<{severity.value[0]}>{text}</>")
        plain = painted.replace("</>", "")
        for severity in Severity:
            plain = plain.replace(f"<{severity.value[0]}>", "")
        assert plain == as_text(REPORT, BASE)


def test_a_result_says_its_own_hint_before_that_of_its_rule() -> None:
    assert REPORT.hint(VIOLATION) == "compare heading and signature"
    assert REPORT.hint(REPORT.results[1]) == "leave it if the note gives no day"
    assert REPORT.hint(REPORT.results[2]) == ""


@pytest.mark.parametrize("report", [REPORT, Report(data='"results": []', triples=0, rules=(), results=())])
def test_json_in_pieces_is_laid_out_as_the_whole(report: Report) -> None:
    made = b"".join(as_json(report))
    assert made == msgspec.json.format(made, indent=2) + b"\n"
    assert len(json.loads(made)["results"]) == len(report.results)

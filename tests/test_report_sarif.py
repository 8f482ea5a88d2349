"""The report as SARIF 2.1.0."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from a_report import BASE, NAMELESS, REPORT, VIOLATION, WARNING, result
from conftest import golden, shared_file

from kg.pipeline import Built
from kg.validate import sarif
from kg.validate.results import Report, Result
from kg.validate.sarif import as_sarif

ROOT = Path("/home/ada/letters")


def log(report: Report, root: Path = ROOT) -> dict[str, Any]:
    return dict(json.loads(b"".join(as_sarif(report, BASE, version="0.1.0", root=root))))


def of(*results: Result) -> dict[str, Any]:
    """The run of a report with `results`."""
    return dict(log(Report(data="herring", triples=1, rules=REPORT.rules, results=results))["runs"][0])


def fingerprints(*results: Result) -> list[str]:
    return [found["partialFingerprints"]["letterkg/v1"] for found in of(*results)["results"]]


def assert_valid(document: dict[str, Any]) -> None:
    jsonschema = pytest.importorskip("jsonschema", reason="jsonschema is not installed")
    schema = json.loads(shared_file("suites/sarif/sarif-schema-2.1.0.json").read_text(encoding="utf-8"))
    errors = jsonschema.Draft7Validator(schema).iter_errors(document)
    assert [f"{error.json_path}: {error.message[:200]}" for error in errors] == []


def test_the_whole_of_it() -> None:
    made = b"".join(as_sarif(REPORT, BASE, version="0.1.0", root=ROOT)).decode()
    assert made == golden("report.sarif", made)


@pytest.mark.parametrize("report", [REPORT, Report(data="none", triples=0, rules=(), results=())])
def test_the_schema_of_the_standard(report: Report) -> None:
    assert_valid(log(report))


def test_the_schema_would_find_a_mistake() -> None:
    broken = log(REPORT)
    broken["runs"][0]["results"][0]["level"] = "violation"
    with pytest.raises(AssertionError, match="violation"):
        assert_valid(broken)


def test_the_report_of_a_build_follows_the_schema(built: Built) -> None:
    document = json.loads((built.out / "report" / "report.sarif").read_text(encoding="utf-8"))
    assert_valid(document)
    results = document["runs"][0]["results"]
    assert len(results) == len(built.report.results)
    assert all("region" in found["locations"][0]["physicalLocation"] for found in results)
    known = [found["partialFingerprints"]["letterkg/v1"] for found in results]
    assert len(set(known)) == len(known)


def test_rules_and_results_belong_together() -> None:
    run = of(VIOLATION, WARNING, NAMELESS)
    rules = run["tool"]["driver"]["rules"]
    assert [(rule["id"], rule["defaultConfiguration"]["level"]) for rule in rules] == [
        ("S03", "error"),
        ("S18", "warning"),
    ]
    assert [(found["ruleId"], found.get("ruleIndex"), found["level"]) for found in run["results"]] == [
        ("S03", 0, "error"),
        ("S18", 1, "warning"),
        ("S12", None, "note"),
    ]


@pytest.mark.parametrize(
    ("file", "uri"),
    [
        ("data/authorities/persons.csv", "data/authorities/persons.csv"),
        ("/home/ada/letters/data/ids.csv", "data/ids.csv"),
        ("./data/my letters.txt", "data/my%20letters.txt"),
        ("/srv/editions/june.txt", "file:///srv/editions/june.txt"),
        ("../editions/june.txt", "file:///home/ada/editions/june.txt"),
    ],
)
def test_files_are_named_relative_to_the_folder_where_that_can_be(file: str, uri: str) -> None:
    location = of(result(file=file))["results"][0]["locations"][0]
    assert location["physicalLocation"]["artifactLocation"] == {"uri": uri}
    assert location["logicalLocations"][0]["fullyQualifiedName"] == f"{BASE}letter/l0001"


def test_a_result_without_a_place_is_at_its_thing() -> None:
    assert list(of(WARNING)["results"][0]["locations"][0]) == ["logicalLocations"]


def test_a_fingerprint_stays_when_lines_move() -> None:
    line = f"{BASE}source/june#line=9,10"
    moved = f"{BASE}source/june#line=19,20"
    before = fingerprints(VIOLATION, result(focus=line, lines=(10, 10)))
    assert fingerprints(result(lines=(11, 20), column=9), result(focus=moved, lines=(20, 20))) == before
    assert fingerprints(result(value=f"{BASE}person/p0002"))[0] != before[0]


def test_two_alike_have_two_fingerprints() -> None:
    one, two = (result(focus=f"{BASE}source/june#line={n - 1},{n}", lines=(n, n)) for n in (4, 9))
    first, second = fingerprints(one, two)
    assert first.removesuffix(":1") == second.removesuffix(":2")


def test_more_results_than_a_run_takes_go_to_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sarif, "RUN", 2)
    runs = log(REPORT)["runs"]
    assert [len(run["results"]) for run in runs] == [2, 1]
    assert [run["automationDetails"]["id"] for run in runs] == ["kg/herring/1/", "kg/herring/2/"]


def test_a_run_is_as_long_as_github_takes() -> None:
    many = [result(focus=f"{BASE}letter/l{n}") for n in range(25_001)]
    runs = log(Report(data="herring", triples=1, rules=REPORT.rules, results=tuple(many)))["runs"]
    assert [len(run["results"]) for run in runs] == [25_000, 1]

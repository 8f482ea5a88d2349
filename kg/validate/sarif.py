"""The report as SARIF 2.1.0 (OASIS Standard with errata 01), which code hosts and editors show beside the file.

SARIF itself has no limit. GitHub refuses a run of more than 25,000 results, a file of more than 20 runs, and two runs
of one category; so results beyond RUN go to further runs, each of a category (`automationDetails.id`) of its own.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any
from urllib.parse import quote

from kg.ns import HOME, SARIF_SCHEMA
from kg.validate.render import indented, value_of, with_results
from kg.validate.results import Report, Result, Rule, Severity

RUN = 25_000  # results in one run

_LEVELS = {Severity.VIOLATION: "error", Severity.WARNING: "warning", Severity.INFO: "note"}
_LINES_OF_TEXT = re.compile(r"#line=\d+,\d+$")

Json = dict[str, Any]


def as_sarif(report: Report, base: str, *, version: str, root: Path) -> Iterator[bytes]:
    """The report as a SARIF log, in pieces. `version` is the program's.

    Files below the folder `root` are named relative to it, files elsewhere have absolute URIs; an edition whose text is
    not at hand has its name alone. Columns count characters (Unicode code points).
    """
    found = _results(report, base, root)
    runs = range(1, max(1, -(-len(report.results) // RUN)) + 1)
    start, end = indented({"$schema": SARIF_SCHEMA, "version": "2.1.0", "runs": [0]}).split(b"0\n")
    yield start
    for number in runs:
        run = indented(_run(report, number, version)).replace(b"\n", b"\n    ")
        yield b"" if number == 1 else b",\n    "
        yield from with_results(run, islice(found, RUN))
    yield b"\n" + end + b"\n"


def _run(report: Report, number: int, version: str) -> Json:
    """A run whose results are still to come."""
    driver = {
        "name": "letterkg",
        "version": version,
        "informationUri": HOME,
        "rules": [_rule(rule) for rule in report.rules],
    }
    return {
        "tool": {"driver": driver},
        "automationDetails": {"id": f"kg/{report.data}/{number}/"},
        "columnKind": "unicodeCodePoints",
        "invocations": [{"executionSuccessful": True}],
        "results": [],
        "properties": {"data": report.data, "statements": report.triples},
    }


def _rule(rule: Rule) -> Json:
    short = rule.name.partition(": ")[2] or rule.name
    return {
        "id": rule.id,
        "name": "".join(word.capitalize() for word in re.findall(r"\w+", short)),
        "shortDescription": {"text": f"{short[:1].upper()}{short[1:]}."},
        "fullDescription": {"text": rule.description or short},
        "help": {"text": rule.hint or rule.description or short},
        "helpUri": rule.shape,
        "defaultConfiguration": {"level": _LEVELS[rule.severity]},
    }


def _results(report: Report, base: str, root: Path) -> Iterator[Json]:
    index = {rule.id: n for n, rule in enumerate(report.rules)}
    seen: Counter[str] = Counter()
    for result in report.results:
        known = _digest(result)
        seen[known] += 1
        value, hint = value_of(result, base), report.hint(result)
        yield {
            "ruleId": result.rule,
            **({"ruleIndex": index[result.rule]} if result.rule in index else {}),
            "level": _LEVELS[result.severity],
            "message": {"text": f"{result.message} ({value})" if value else result.message},
            "locations": [_location(result, root)],
            "partialFingerprints": _fingerprints(f"{known}:{seen[known]}"),
            "properties": {
                "shape": result.shape,
                **({"path": result.path} if result.path else {}),
                **({"value": result.value} if result.value else {}),
                **({"hint": hint} if hint else {}),
            },
        }


def _location(result: Result, root: Path) -> Json:
    thing = {
        "fullyQualifiedName": result.focus,
        "name": result.label or re.split(r"[/#]", result.focus)[-1],
        "kind": "resource",
    }
    if result.file is None:
        return {"logicalLocations": [thing]}
    physical: Json = {"artifactLocation": {"uri": _uri(result.file, root)}}
    if result.lines:
        first, last = result.lines
        column = {"startColumn": result.column} if result.column else {}
        physical["region"] = {"startLine": first, **column, "endLine": max(first, last)}
    return {"physicalLocation": physical, "logicalLocations": [thing]}


def _uri(file: str, root: Path) -> str:
    path = Path(os.path.normpath(root / file))
    if path.is_relative_to(root):
        return quote(path.relative_to(root).as_posix())
    return path.as_uri()


def _fingerprints(known: str) -> dict[str, str]:
    """Under a name of our own, and under the only one that GitHub looks at."""
    return {"letterkg/v1": known, "primaryLocationLineHash": known}


def _digest(result: Result) -> str:
    """What stays the same when lines move: the constraint, the thing (but not the line that it may be), the value."""
    thing = _LINES_OF_TEXT.sub("", result.focus)
    key = "\0".join((result.shape, thing, result.path or "", result.value or "", result.message))
    return hashlib.sha256(key.encode()).hexdigest()[:16]

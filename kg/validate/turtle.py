"""The report as a SHACL validation report (W3C Recommendation of 20 July 2017, section 3.6) in Turtle.

Results have IRIs, fragments of the report's own, so that they can be cited and compared. Paths are blank nodes where
SHACL's syntax asks for them.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator

from kg.ns import PREFIXES, SH, bare
from kg.validate.notation import literal, prefixed, turtle_path
from kg.validate.paths import short
from kg.validate.results import Report, Result, Severity

_SEVERITIES = {Severity.VIOLATION: SH.Violation, Severity.WARNING: SH.Warning, Severity.INFO: SH.Info}
_DECLARED = ("rdfs", "sh")


def as_turtle(report: Report, iri: str) -> Iterator[bytes]:
    """The report, called `iri`, in blocks: the report itself, then its results in order.

    `sh:conforms` is false when there is any result at all, warnings too (SHACL, section 3.6.1.1).
    """
    declared = {*_DECLARED, *(prefix for result in report.results for prefix, _ in prefixed(result.path or ""))}
    yield "".join(f"@prefix {prefix}: <{PREFIXES[prefix]}> .\n" for prefix in sorted(declared)).encode()
    nodes = [f"<{iri}#{result.rule}-{_digest(result)}>" for result in report.results]
    results = " ;\n    sh:result\n        " + ",\n        ".join(nodes) if nodes else ""
    label, conforms = literal(f"validation of {report.data}"), "false" if nodes else "true"
    yield (
        f"\n<{iri}> a sh:ValidationReport ;\n    rdfs:label {label}@en ;\n    sh:conforms {conforms}{results} .\n"
    ).encode()
    for node, result in zip(nodes, report.results, strict=True):
        yield ("\n" + node + " " + " ;\n    ".join(_statements(result)) + " .\n").encode()


def _statements(result: Result) -> Iterator[str]:
    """What SHACL has each result say, and the place in words."""
    yield "a sh:ValidationResult"
    yield f"sh:resultSeverity {short(bare(_SEVERITIES[result.severity]))}"
    yield f"sh:focusNode {_term(result.focus)}"
    if result.path:
        yield f"sh:resultPath {turtle_path(result.path)}"
    if result.value:
        yield f"sh:value {_term(result.value)}"
    yield f"sh:resultMessage {literal(result.message)}@en"
    yield f"sh:sourceShape {_term(result.shape)}"
    yield f"sh:sourceConstraintComponent {_term(result.component)}"
    if result.file or result.lines:
        lines = f":{result.lines[0]}-{result.lines[1]}" if result.lines else ""
        yield f"rdfs:comment {literal('place: ' + (result.file or '') + lines)}"


def _term(text: str) -> str:
    """A value as a term of Turtle: a literal as it is, a blank node of the data by its label, else an IRI."""
    if text.startswith('"'):
        return text
    if text.startswith("_:") or ":" not in text:
        return "_:" + re.sub(r"\W", "-", text.removeprefix("_:"))
    return f"<{text}>"


def _digest(result: Result) -> str:
    key = "\0".join((result.shape, result.focus, result.path or "", result.value or "", result.message))
    return hashlib.sha256(key.encode()).hexdigest()[:12]

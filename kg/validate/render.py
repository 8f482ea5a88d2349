"""Reports in three forms: for people (and for editors that jump to `file:line:`), for programs, as SHACL's graph."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

import msgspec

from kg.ns import PREFIXES, RDF, RDFS, SH, XSD
from kg.validate.paths import short
from kg.validate.results import Engine, Report, Result, Rule, Severity

Triple = tuple[str, str, str]

_SEVERITIES = {Severity.VIOLATION: SH.Violation, Severity.WARNING: SH.Warning, Severity.INFO: SH.Info}
_ESCAPES = str.maketrans({"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r"})


def as_text(report: Report, base: str = "") -> str:
    """The report for people: `file:line: violation S07: message`, worst first, then the counts.

    IRIs under `base` are shortened to what follows it.
    """
    blocks = ["".join(f"{line}\n" for line in as_lines(report, base, severity)) for severity in Severity]
    return "\n".join([*(block for block in blocks if block), counts(report)])


def as_lines(report: Report, base: str, severity: Severity) -> Iterator[str]:
    """The results of one severity, a line each."""
    return (_line(result, severity, base) for result in report.results if result.severity is severity)


def _line(result: Result, severity: Severity, base: str) -> str:
    thing = _shorten(result.focus, base)
    where = f"{result.file or 'line'}:{result.lines[0]}" if result.lines else thing
    detail = thing + (f" ({result.label})" if result.label else "")
    if result.path:
        detail += f": {result.path}"
    if result.value:
        detail += f" = {_shorten(result.value, base)}"
    return f"{where}: {severity.value} {result.rule}: {result.message} [{detail}]"


def _shorten(text: str, base: str) -> str:
    """An IRI without the base or with its prefix, a literal without its datatype."""
    if text.startswith('"'):
        return text.partition('"^^')[0] + '"' if '"^^' in text else text
    if base and text.startswith(base):
        return text[len(base) :]
    return text if text.startswith("_:") else short(text).strip("<>")


def counts(report: Report) -> str:
    """How many results there are, then a line for each rule that has some."""
    names = {rule.id: rule for rule in report.rules}
    lines = [summary(report)]
    for (rule, severity), count in report.by_rule.items():
        known = names.get(rule)
        name = known.name.partition(": ")[2] or known.name if known else ""
        lines.append(f"  {rule}  {count:5}  {severity.value:9}  {name}".rstrip())
    return "\n".join(lines) + "\n"


def summary(report: Report) -> str:
    """One line: `2 violations, 5 warnings; 15 rules checked on 13250 statements of NAME`."""
    found = [_number(report.count(severity), severity.value) for severity in Severity if report.count(severity)]
    return (
        f"{', '.join(found) or 'no problems'}; {_number(len(report.rules), 'rule')} checked "
        f"on {_number(report.triples, 'statement')} of {report.data}"
    )


def _number(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


class _Json(msgspec.Struct, kw_only=True):
    """The order of keys in report.json."""

    data: str
    triples: int
    passed: bool
    violations: int
    warnings: int
    infos: int
    engine: Engine
    rules: tuple[Rule, ...]
    results: tuple[Result, ...]


def as_json(report: Report) -> bytes:
    """The report for programs: counts, the rules that were checked, the results in order."""
    document = _Json(
        data=report.data,
        triples=report.triples,
        passed=report.passed,
        violations=report.count(Severity.VIOLATION),
        warnings=report.count(Severity.WARNING),
        infos=report.count(Severity.INFO),
        engine=report.engine,
        rules=report.rules,
        results=report.results,
    )
    return msgspec.json.format(msgspec.json.encode(document), indent=2) + b"\n"


def as_triples(report: Report, iri: str) -> Iterator[Triple]:
    """The report as a SHACL validation report whose IRI is `iri`; results are its fragments, named by what they say.

    `sh:conforms` is false when there is any result at all, warnings too (SHACL, section 3.6.1).
    """
    whole = f"<{iri}>"
    yield whole, RDF.type, SH.ValidationReport
    yield whole, RDFS.label, _literal(f"validation of {report.data}", "@en")
    yield whole, SH.conforms, _literal("false" if report.results else "true", f"^^{XSD.boolean}")
    for result in report.results:
        node = f"<{iri}#{result.rule}-{_digest(result)}>"
        yield whole, SH.result, node
        yield from _result(node, result)


def _result(node: str, result: Result) -> Iterator[Triple]:
    yield node, RDF.type, SH.ValidationResult
    yield node, SH.resultSeverity, _SEVERITIES[result.severity]
    yield node, SH.focusNode, _term(result.focus)
    yield node, SH.sourceShape, f"<{result.shape}>"
    yield node, SH.resultMessage, _literal(result.message, "@en")
    yield node, SH.sourceConstraintComponent, f"<{result.component}>"
    if result.path:
        yield _path(node, result.path)
    if result.value:
        yield node, SH.value, _term(result.value)
    if result.lines:
        first, last = result.lines
        yield node, RDFS.comment, _literal(f"place: {result.file or ''}:{first}-{last}")


def _path(node: str, path: str) -> Triple:
    """The path when it is one property. Others would need blank nodes; the shape, which has an IRI, tells them."""
    prefix, _, name = path.partition(":")
    if prefix in PREFIXES and name.replace("_", "").replace("-", "").isalnum():
        return node, SH.resultPath, f"<{PREFIXES[prefix]}{name}>"
    return node, RDFS.comment, _literal(f"path: {path}")


def _term(text: str) -> str:
    """A value as a term. A blank node of the data has no name outside it, so it becomes a text."""
    if text.startswith('"'):
        return text
    return _literal(text) if text.startswith("_:") or ":" not in text else f"<{text}>"


def _literal(text: str, suffix: str = "") -> str:
    return f'"{text.translate(_ESCAPES)}"{suffix}'


def _digest(result: Result) -> str:
    key = "\0".join((result.shape, result.focus, result.path or "", result.value or "", result.message))
    return hashlib.sha256(key.encode()).hexdigest()[:12]

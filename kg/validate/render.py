"""Reports for people, in the form of compilers (`file:line: severity [shape] message (value)`), and for programs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import groupby

import msgspec

from kg.validate.notation import lexical
from kg.validate.paths import short
from kg.validate.results import Engine, Report, Result, Rule, Severity

SHOWN = 20  # results of one constraint and message in a report for people
_LONGEST = 100  # characters of a value: a name, a number, a date or a shelfmark, no prose

Paint = Callable[[str, Severity], str]


def plain(text: str, _: Severity) -> str:
    """No colour."""
    return text


def as_text(report: Report, base: str = "", *, rest: str = "in report.json", paint: Paint = plain) -> str:
    """The report for people: worst first, one block for each constraint and message, then the counts.

    A block has at most SHOWN lines, how many more there are (`rest` says where), and what to do next. IRIs under `base`
    are shortened to what follows it; `paint` colours the severities.
    """
    found = [block for severity in Severity for block in blocks(report, base, severity, rest=rest, paint=paint)]
    return "\n".join([*found, counts(report, paint)])


def blocks(
    report: Report, base: str, severity: Severity, *, rest: str = "in report.json", paint: Paint = plain
) -> Iterator[str]:
    """The results of one severity: a block of lines, each ended, for each constraint and message."""
    chosen = sorted((r for r in report.results if r.severity is severity), key=_kind)  # stable: by place within
    for _, group in groupby(chosen, key=_kind):
        results = list(group)
        lines = [_line(result, base, paint) for result in results[:SHOWN]]
        if len(results) > SHOWN:
            lines.append(f"... and {len(results) - SHOWN:,} more of {results[0].rule} ({rest})")
        if hint := report.hint(results[0]):
            lines.append(f"  hint: {hint}")
        yield "".join(f"{line}\n" for line in lines)


def _kind(result: Result) -> tuple[str, str, str]:
    return result.rule, result.shape, result.message


def _line(result: Result, base: str, paint: Paint) -> str:
    shape = result.shape.rpartition("#")[2] or result.rule
    detail = "; ".join(part for part in (value_of(result, base), _thing(result, base)) if part)
    said = f"{result.message} ({detail})" if detail else result.message
    return f"{_place(result, base)}: {paint(result.severity.value, result.severity)} [{shape}] {said}"


def _place(result: Result, base: str) -> str:
    if result.lines:
        return f"{result.file or 'line'}:{result.lines[0]}"
    return result.file or shorten(result.focus, base)


def _thing(result: Result, base: str) -> str:
    """What the result is about, unless its place has said so."""
    thing = shorten(result.focus, base)
    return "" if "#line=" in thing or thing == _place(result, base) else thing


def value_of(result: Result, base: str = "") -> str:
    """What is wrong, in few words: the value or its label, else the label of the thing."""
    if result.value is None or result.value == result.focus:
        text = result.label or ""
    elif result.value.startswith('"'):
        text = lexical(result.value)
    else:
        text = result.value_label or shorten(result.value, base)
    text = " ".join(text.split())
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"


def shorten(iri: str, base: str) -> str:
    """An IRI without the base or with its prefix."""
    if base and iri.startswith(base):
        return iri[len(base) :]
    return short(iri).strip("<>") if ":" in iri.removeprefix("_:") else f"_:{iri.removeprefix('_:')}"


def counts(report: Report, paint: Paint = plain) -> str:
    """How many results there are, then a line for each rule that has some."""
    names = {rule.id: rule for rule in report.rules}
    lines = [*(f"note: {note}" for note in report.notes), summary(report)]
    for (rule, severity), count in report.by_rule.items():
        known = names.get(rule)
        name = known.name.partition(": ")[2] or known.name if known else ""
        word = paint(severity.value, severity) + " " * (len("violation") - len(severity.value))
        lines.append(f"  {rule}  {count:7,}  {word}  {name}".rstrip())
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
    notes: tuple[str, ...]
    rules: tuple[Rule, ...]
    results: tuple[Result, ...]


def as_json(report: Report) -> Iterator[bytes]:
    """The report for programs, in pieces: counts, the rules that were checked, the results in order."""
    document = _Json(
        data=report.data,
        triples=report.triples,
        passed=report.passed,
        violations=report.count(Severity.VIOLATION),
        warnings=report.count(Severity.WARNING),
        infos=report.count(Severity.INFO),
        engine=report.engine,
        notes=report.notes,
        rules=report.rules,
        results=(),
    )
    yield from with_results(indented(document), report.results)
    yield b"\n"


def indented(value: object) -> bytes:
    """A value as JSON, two spaces a level."""
    return msgspec.json.format(msgspec.json.encode(value), indent=2)


def with_results(document: bytes, results: Iterable[object]) -> Iterator[bytes]:
    """Indented JSON with an empty array `results`, which gets these, one at a time, so that they need not be in memory
    together."""
    before, key, after = document.partition(b'"results": []')
    margin = b"\n" + before[before.rfind(b"\n") + 1 :]
    before += key.removesuffix(b"[]")
    mark = b"["
    for result in results:
        yield before + mark + margin + b"  " + indented(result).replace(b"\n", margin + b"  ")
        before, mark = b"", b","
    yield (before + b"[]" if mark == b"[" else margin + b"]") + after

"""What a validation found: typed results, in one fixed order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from enum import Enum

import msgspec


class Severity(Enum):
    """How bad a result is (SHACL, section 2.1.4); only violations stop a build."""

    VIOLATION = "violation"
    WARNING = "warning"
    INFO = "info"

    @property
    def rank(self) -> int:
        """0 for the worst."""
        return list(Severity).index(self)


class Result(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that a shape found.

    `rule` is the short name of the rule (`S07`), `shape` and `component` are the IRIs of the very shape (of one without
    IRI: of the nearest that refers to it) and of the kind of constraint.
    `focus` is the thing looked at, `label` its label; `path` is a SPARQL property path with prefixes,
    `value` the offending value and `value_label` a label of it, when it is a thing. `file`, `lines` (one-based,
    inclusive) and `column` (one-based, in characters) say where it is to be mended: in the edition, in a table that
    people keep, or in the RDF file that was checked; null where nothing tells.
    """

    rule: str
    severity: Severity
    message: str
    shape: str
    component: str
    focus: str
    label: str | None = None
    path: str | None = None
    value: str | None = None
    value_label: str | None = None
    file: str | None = None
    lines: tuple[int, int] | None = None
    column: int | None = None


class Rule(msgspec.Struct, frozen=True, kw_only=True):
    """A rule that was checked: its `shape`'s IRI, `sh:name`, `sh:description`, and what to do next.

    `severity` is that of the worst that it can find. `hint` stands as `rdfs:comment` on the shape of the rule, and
    `hints` has those of its constraints that say more, by the IRI of the constraint.
    """

    id: str
    shape: str
    name: str
    description: str
    severity: Severity = Severity.VIOLATION
    hint: str = ""
    hints: dict[str, str] = {}


class Fallback(msgspec.Struct, frozen=True, kw_only=True):
    """A shape that was left to pySHACL, by its IRI, and the construct or the literal that was the reason."""

    shape: str
    reason: str


class Engine(msgspec.Struct, frozen=True, kw_only=True):
    """Who checked: what was chosen (`auto`, `fast`, `pyshacl`), how many shapes with targets there are, how many of
    them were checked fast, and which were left to pySHACL although that was not chosen."""

    name: str = "auto"
    shapes: int = 0
    fast: int = 0
    fallbacks: tuple[Fallback, ...] = ()

    @property
    def note(self) -> str | None:
        """What a user must know who expected speed: shapes that the fast engine left to pySHACL."""
        if not self.fallbacks:
            return None
        first = self.fallbacks[0]
        many = f"{len(self.fallbacks)} of {self.shapes} shapes were checked by pySHACL, which is slow"
        return f"{many}; the first is {first.shape}: {first.reason}"


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """All results for one graph. `data` names what was checked, `triples` is its size, `engine` who checked it.

    `notes` are for whoever runs it: what the shapes do not check, how the data were read.
    """

    data: str
    triples: int
    rules: tuple[Rule, ...]
    results: tuple[Result, ...]
    engine: Engine = Engine()
    notes: tuple[str, ...] = ()

    def count(self, severity: Severity) -> int:
        """How many results are of `severity`."""
        return sum(result.severity is severity for result in self.results)

    @property
    def passed(self) -> bool:
        """Whether there is no violation; warnings do not count."""
        return self.count(Severity.VIOLATION) == 0

    def fails(self, least: str) -> bool:
        """Whether there is a result of the severity `least` (`violation`, `warning`, `info`) or a worse one."""
        rank = Severity(least).rank
        return any(result.severity.rank <= rank for result in self.results)

    def hint(self, result: Result) -> str:
        """What to do about `result`: its constraint's hint, else that of its rule; empty when neither has one."""
        rule = next((rule for rule in self.rules if rule.id == result.rule), None)
        return rule.hints.get(result.shape, rule.hint) if rule else ""

    @property
    def by_rule(self) -> dict[tuple[str, Severity], int]:
        """Number of results for each rule and severity, worst first."""
        found = Counter((result.rule, result.severity) for result in self.results)
        return dict(sorted(found.items(), key=lambda item: (item[0][1].rank, item[0][0])))


def in_order(results: Iterable[Result]) -> tuple[Result, ...]:
    """Worst first, then by place in the edition, then by rule and thing; no result twice."""
    return tuple(sorted(dict.fromkeys(results), key=_place))


def _place(result: Result) -> tuple[int, bool, str, tuple[int, int], str, str, str, str, str, str]:
    return (
        result.severity.rank,
        result.lines is None,
        result.file or "",
        result.lines or (0, 0),
        result.rule,
        result.focus,
        result.shape,
        result.path or "",
        result.value or "",
        result.message,
    )

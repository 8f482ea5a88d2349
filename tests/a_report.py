"""An invented report: a violation in an edition, a warning in a table, one that nobody knows the place of."""

from __future__ import annotations

from kg.validate.results import Report, Result, Rule, Severity

BASE = "https://example.org/letters/"
SHAPES = "https://w3id.org/letterkg/shapes#"


def result(**changes: object) -> Result:
    """The violation, with changes."""
    known: dict[str, object] = {
        "rule": "S03",
        "severity": Severity.VIOLATION,
        "message": "an author of the letter is also its addressee",
        "shape": f"{SHAPES}S03-parties",
        "component": "http://www.w3.org/ns/shacl#DisjointConstraintComponent",
        "focus": f"{BASE}letter/l0001",
        "label": "Ruus to Ruus",
        "path": "ep:author",
        "value": f"{BASE}person/p0001",
        "value_label": "Ada Ruus",
        "file": "herring.txt",
        "lines": (10, 19),
        "column": 4,
    }
    return Result(**{**known, **changes})  # type: ignore[arg-type]


VIOLATION = result()
WARNING = result(
    rule="S18",
    severity=Severity.WARNING,
    message='no "exact" day',
    shape=f"{SHAPES}S18-dated",
    focus=f"{BASE}decision/d0001",
    label=None,
    path="^crm:P128_carries",
    value='"1900"^^<http://www.w3.org/2001/XMLSchema#gYear>',
    value_label=None,
    file=None,
    lines=None,
    column=None,
)
NAMELESS = result(
    rule="S12",
    severity=Severity.INFO,
    message="the person has no label",
    shape=f"{SHAPES}S12-label",
    focus=f"{BASE}person/p0007",
    label=None,
    path="rdfs:label",
    value=None,
    value_label=None,
    file="data/authorities/persons.csv",
    lines=(8, 8),
    column=None,
)
RULES = (
    Rule(
        id="S03",
        shape=f"{SHAPES}S03",
        name="S03: nobody writes to himself",
        description="No author of a letter is also its addressee.",
        hint="compare heading and signature",
    ),
    Rule(
        id="S18",
        shape=f"{SHAPES}S18",
        name="S18: a decision has a day",
        description="A decision was made on one day.",
        severity=Severity.WARNING,
        hint="mend the note",
        hints={f"{SHAPES}S18-dated": "leave it if the note gives no day"},
    ),
)
REPORT = Report(data="herring", triples=1200, rules=RULES, results=(VIOLATION, WARNING, NAMELESS))

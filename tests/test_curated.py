"""A curator's values stand before those of the rules."""

from __future__ import annotations

from pathlib import Path

import pytest
import small_workspace
from msgspec.structs import replace

from kg.adopt import check, settle, stale
from kg.errors import KgError
from kg.pipeline import build
from kg.records import Adjudication, Authorities, Group, Heading, Letter, Person
from kg.source import Source

FILE = Path("adjudications.csv")
PERSONS = (
    Person(id="p0001", label="Ada Ruus", surname="Ruus", given="Ada", bare=True),
    Person(id="p0002", label="Bo Lind", surname="Lind", given="Bo", bare=True),
    Person(id="p0003", label="Cai Lind", surname="Lind", given="Cai"),
)
TABLES = Authorities(persons=PERSONS, groups=(Group(id="g0001", label="The Council"),))
LETTER = Letter(
    line=10,
    source=Source("herring.txt", "0" * 64, (10, 19)),
    heading=Heading(
        id="h0001", text="Ruus to Lind", line=10, senders=("Ruus",), recipients=("Lind",), date="1900-01-02"
    ),
    letter="l0001",
    body=None,
    senders=("Ruus",),
    recipients=("Lind",),
    date="1900-01-02",
)


def row(field: str, *value: str, letter: str = "l0001") -> Adjudication:
    return Adjudication(letter=letter, field=field, value=value, reason="seen", curator="me", date="2026-01-01")


@pytest.mark.parametrize(
    ("field", "value", "expected"),
    [
        ("date", ("1900-02",), "1900-02"),
        ("senders", ("p0002",), ("Lind",)),
        ("senders", ("p0003",), ("Cai Lind",)),  # the surname alone would be the other one
        ("recipients", ("p0001", "g0001"), ("Ruus", "The Council")),
    ],
)
def test_a_value_is_settled(field: str, value: tuple[str, ...], expected: object) -> None:
    (settled,) = settle([LETTER], [(2, row(field, *value))], TABLES)
    assert getattr(settled, field) == expected
    assert settle([LETTER], [], TABLES) == (LETTER,)


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        (row("date", "1900-02", letter="l0009"), "no letter 'l0009'"),
        (row("sender", "p0001"), "no field 'sender'"),
        (row("date", "1900-02", "1900-03"), "not a date"),
        (row("date", "1900-02-30"), "not a date"),
        (row("senders", "p0009"), "no person and no group 'p0009'"),
        (replace(row("date", "1900-02"), claims=("c12",)), "not a claim's identifier: 'c12'"),
        (replace(row("date", "1900-02"), date="yesterday"), "not a day: 'yesterday'"),
    ],
)
def test_a_value_that_cannot_be_is_refused(wrong: Adjudication, says: str) -> None:
    with pytest.raises(KgError, match=says) as error:
        check([(7, wrong)], {"l0001"}, TABLES, FILE)
    assert "adjudications.csv:7" in str(error.value)


def test_two_judgements_on_one_field_contradict_each_other() -> None:
    rows = [(2, row("date", "1900-02")), (3, row("senders", "p0001")), (9, row("date", "1900-02"))]
    with pytest.raises(KgError, match="on line 2 already") as error:
        check(rows, {"l0001"}, TABLES, FILE)
    assert "adjudications.csv:9" in str(error.value)


def test_a_judgement_on_claims_that_have_changed_is_stale() -> None:
    known = "c" + "0" * 16
    rows = [(2, replace(row("date", "1900-02"), claims=(claim,))) for claim in (known, "c" + "1" * 16)]
    assert stale([*rows, (4, row("date", "1900"))], {known}) == (rows[1],)


def test_a_build_publishes_what_was_settled(tmp_path: Path) -> None:
    workspace = tmp_path / "data"
    small_workspace.write(workspace)
    curated = workspace / "editions" / small_workspace.EDITION / "curated"
    curated.mkdir()
    (curated / "adjudications.csv").write_text(
        "letter,field,value,claims,reason,curator,date,note\nl0001,date,1900-07-30,,postmark,me,2026-01-01,\n",
        encoding="utf-8",
    )
    built = build(workspace, tmp_path / "out")
    assert built.report.passed
    assert "1900-07-30" in (built.out / "dump" / f"{small_workspace.NAME}.ttl").read_text(encoding="utf-8")

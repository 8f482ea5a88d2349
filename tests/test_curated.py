"""A curator's values stand before those of the rules."""

from __future__ import annotations

from pathlib import Path

import pytest
import small_workspace
from msgspec.structs import replace

from kg.adopt import Known, check, settle, unsound
from kg.errors import KgError
from kg.pipeline import build
from kg.records import (
    Adjudication,
    Authorities,
    Citation,
    Claim,
    Decision,
    Group,
    Heading,
    Letter,
    Person,
    Place,
    Sent,
    Shelfmark,
)
from kg.records.settled import FIELDS, NONE, kind_of, read_shelfmark, shelfmark_text
from kg.source import Source
from kg.understood import understand
from kg.workspace import load_workspace

FILE = Path("adjudications.csv")
PERSONS = (
    Person(id="p0001", label="Ada Ruus", surname="Ruus", given="Ada", bare=True),
    Person(id="p0002", label="Bo Lind", surname="Lind", given="Bo", bare=True),
    Person(id="p0003", label="Cai Lind", surname="Lind", given="Cai"),
)
TABLES = Authorities(
    persons=PERSONS,
    groups=(Group(id="g0001", label="The Council"),),
    places=(Place(id="pl0001", label="Visby", type="city"),),
)
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
    shelfmarks=(Shelfmark(archive="KB", path={"box": "3"}, leaves="1"),),
    sent=Sent(at="1900-01-03T10:00", shelfmark=Shelfmark(archive="KB", path={"box": "4"}, leaves="2")),
)
DECISIONS = tuple(
    Decision(
        id=f"d{n:04}",
        line=20 + n,
        body="The Council",
        date="1900-01-05",
        citations=(Citation(line=20 + n, column=1, raw="KB", kind="archival", archive="KB", path={"box": "5"}),),
        same_as="d0001" if n == 3 else None,
    )
    for n in (1, 2, 3)
)
KNOWN = Known.of([LETTER, replace(LETTER, line=30, heading=None, letter="l0002")], DECISIONS, {"x0001"}, TABLES)


def row(field: str, *value: str, record: str = "l0001") -> Adjudication:
    return Adjudication(record=record, field=field, value=value, reason="seen", curator="me", date="2026-01-01")


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
        (row("date", "1900-02", record="l0009"), "no letter 'l0009'"),
        (row("form", "Copy", record="l0001-3"), "no copy 'l0001-3'"),
        (row("aligned-to", "l0001", record="h0009"), "no heading 'h0009'"),
        (row("action", "decided", record="d0009"), "no decision 'd0009'"),
        (row("attested", "yes", record="x0009"), "no lost letter 'x0009'"),
        (row("date", "1900", record="p0001"), "not an identifier of a record: 'p0001'"),
        (row("sender", "p0001"), "no field 'sender'"),
        (row("aligned-to", "l0001"), "no field 'aligned-to'"),
        (row("date", "1900-02", "1900-03"), "2 values"),
        (row("date", "1900-02-30"), "not a date"),
        (row("date", NONE, "1900"), "'none' stands beside other values"),
        (row("senders", "p0009"), "no person and no group 'p0009'"),
        (row("time", "25:00"), "not a time"),
        (row("number", "seven"), "not a number"),
        (row("sent", "1900-01-03"), "not a day and a time"),
        (row("sent", NONE), "'none' cannot be"),
        (row("sent-to", "Visby"), "no place 'Visby'"),
        (row("received", "Easter"), "not a date"),
        (row("answers", "yesterday"), "not a date and not a number"),
        (row("reference", "he speaks of it"), "not a reading of a reference"),
        (row("reply-to", "l0009"), "no letter 'l0009'"),
        (row("reply-to", "l0001"), "cannot stand in reply-to of itself"),
        (row("refers-to", "d0001"), "no letter 'd0001'"),
        (row("shelfmark", "box 3", record="l0001-1"), "not a shelfmark"),
        (row("shelfmark", NONE, record="l0001-1"), "'none' cannot be"),
        (row("form", "Copy", record="l0001-2"), "is the enciphered text"),
        (row("aligned-to", "l0001", "l0002", record="h0001"), "2 values"),
        (row("decided-by", NONE, record="d0001"), "'none' cannot be"),
        (row("decided-on", "1900-13", record="d0001"), "not a date"),
        (row("action", "decided", record="d0003"), "the same decision as d0001"),
        (row("same-as", "d0009", record="d0002"), "no decision 'd0009'"),
        (row("same-as", "d0002", record="d0001"), "does not stand above d0001"),
        (row("same-as", "d0002", record="d0002"), "does not stand above d0002"),
        (row("attested", "perhaps", record="x0001"), "not yes or none"),
        (replace(row("date", "1900-02"), claims=("c12",)), "not a claim's identifier: 'c12'"),
        (replace(row("date", "1900-02"), date="yesterday"), "not a day: 'yesterday'"),
    ],
)
def test_a_value_that_cannot_be_is_refused(wrong: Adjudication, says: str) -> None:
    with pytest.raises(KgError, match=says) as error:
        check([(7, wrong)], KNOWN, FILE)
    assert "adjudications.csv:7" in str(error.value)
    assert error.value.hint


@pytest.mark.parametrize(
    "right",
    [
        row("label", "copy", "for your eyes only"),
        row("number", "No. 7", "HP 8"),
        row("answers", "1900-01-01", "On HP 8"),
        row("reference", "your letter of 1900-01-01", "document 12"),
        row("enclosure", "sent 2 of Lind"),
        row("sent-from", "pl0001"),
        row("reply-to", "l0002"),
        row("shelfmark", "KB, nachlass Ruus, box 3, leaves 1-2, 4v", record="l0001-2"),
        row("aligned-to", "l0002", record="h0001"),
        row("same-as", NONE, record="d0003"),
        row("decided-on", "{1900-01-05,1900-01-06}", record="d0001"),
        row("attested", "yes", record="x0001"),
    ],
    ids=lambda found: f"{found.record}-{found.field}",
)
def test_values_that_can_be(right: Adjudication) -> None:
    check([(2, right)], KNOWN, FILE)


def test_two_judgements_on_one_field_contradict_each_other() -> None:
    rows = [(2, row("date", "1900-02")), (3, row("senders", "p0001")), (9, row("date", "1900-02"))]
    with pytest.raises(KgError, match="on line 2 already") as error:
        check(rows, KNOWN, FILE)
    assert "adjudications.csv:9" in str(error.value)


@pytest.mark.parametrize(
    ("record", "field", "values"),
    [
        ("l0001", "reply-to", ("l0002", NONE)),
        ("d0001", "decided-on", ("1900", "1901")),
        ("x0001", "attested", ("yes", NONE)),
    ],
)
def test_contradictions_of_other_fields(record: str, field: str, values: tuple[str, str]) -> None:
    rows = [(line, row(field, value, record=record)) for line, value in enumerate(values, 2)]
    with pytest.raises(KgError, match="on line 2 already"):
        check(rows, KNOWN, FILE)


def test_one_letter_is_not_given_to_two_headings() -> None:
    two = replace(LETTER, letter=None, heading=replace(LETTER.heading, id="h0002"))  # type: ignore[type-var]
    known = Known.of([LETTER, two], (), (), TABLES)
    rows = [(line, row("aligned-to", "l0001", record=f"h000{line - 1}")) for line in (2, 3)]
    with pytest.raises(KgError, match="l0001 was given another aligned-to on line 2"):
        check(rows, known, FILE)


def test_shelfmarks_are_read_as_they_are_written() -> None:
    for mark in (
        Shelfmark(archive="KB", path={"nachlass": "Ruus", "box": "3 b"}, leaves="1-2, 4v"),
        Shelfmark(archive="RGASPI", path={"fond": "558", "opis": "11", "delo": "77"}, leaves="54"),
        Shelfmark(archive="Ruus family", path={"box": "1"}),
    ):
        read = read_shelfmark(shelfmark_text(mark))
        assert read is not None
        assert (read.archive, read.path, read.leaves) == (mark.archive, mark.path, mark.leaves)
    for text in ("KB", "", "KB, box", "KB, box 3, leaves 2-1", "KB, box 3, leaf x, "):
        assert read_shelfmark(text) is None or text.endswith("x, ")


def test_records_are_of_a_kind() -> None:
    kinds = {"l0001": "letter", "l0001-2": "copy", "h0001": "heading", "d0001": "decision", "x0001": "lost letter"}
    assert {record: kind_of(record) for record in kinds} == kinds
    assert set(kinds.values()) == set(FIELDS)
    assert [kind_of(other) for other in ("", "p0001", "d0001-1", "l0001-0", "l1x", "L0001")] == [None] * 6


def made(id_: str, field: str, about: str = "l0001") -> Claim:
    return Claim(
        id=id_, about=about, field=field, value="1900", witness="dateline", voice="author", raw="", lines=(12, 12),
        status="adopted", certainty="certain", rule="rule-own-words",
    )  # fmt: skip


def test_a_judgement_on_claims_that_have_changed_does_not_count() -> None:
    there, gone, other = ("c" + digit * 16 for digit in "012")
    claims = [made(there, "date"), made(other, "time"), made("c" + "3" * 16, "reply-to")]
    dates = [replace(row("date", "1900-02"), claims=weighed) for weighed in ((there,), (gone,), (other,), ())]
    rows = list(enumerate([*dates, row("reply-to", NONE), row("number", "No. 7")], 2))
    assert [(line, why) for (line, _), why in unsound(rows, claims)] == [
        (3, "the judgement on date of l0001 weighed claims that are made no more"),
        (4, f"the judgement on date of l0001 weighed a claim on something else, {other}"),
        (5, "the judgement on date of l0001 weighed no claims, and there are some: name them, or let `kg review` write"
            " the row"),
        (6, "the judgement on reply-to of l0001 weighed no claims, and there are some: name them, or let `kg review`"
            " write the row"),
    ]  # fmt: skip


def test_a_build_publishes_what_was_settled(tmp_path: Path) -> None:
    workspace = tmp_path / "data"
    small_workspace.write(workspace)
    curated = workspace / "editions" / small_workspace.EDITION / "curated"
    curated.mkdir()
    loaded = load_workspace(workspace)
    made = understand(loaded.edition(), loaded).claims
    (weighed,) = (claim.id for claim in made if (claim.about, claim.field) == ("l0001", "date"))
    (curated / "adjudications.csv").write_text(
        f"record,field,value,claims,reason,curator,date,note\nl0001,date,1900-07-30,{weighed},postmark,me,2026-01-01,\n",
        encoding="utf-8",
    )
    built = build(workspace, tmp_path / "out")
    assert built.report.passed
    assert "1900-07-30" in (built.out / "dump" / f"{small_workspace.NAME}.ttl").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("refers", "answers", "sound"),
    [
        (("l0002",), ("l0002",), True),
        (("l0002",), (NONE,), True),
        ((NONE,), (NONE,), True),
        ((NONE,), ("l0002",), False),
        (("l0003",), ("l0002",), False),
        (("l0003",), ("l0002", "l0003"), False),
    ],
)
def test_a_letter_refers_to_what_it_answers(refers: tuple[str, ...], answers: tuple[str, ...], sound: bool) -> None:
    known = Known.of([LETTER, *(replace(LETTER, heading=None, letter=f"l000{n}") for n in (2, 3))], (), (), TABLES)
    rows = [(2, row("refers-to", *refers)), (3, row("reply-to", *answers)), (4, row("refers-to", NONE, record="l0002"))]
    if sound:
        check(rows, known, FILE)
        return
    with pytest.raises(KgError) as error:
        check(rows, known, FILE)
    assert str(error.value.where) == "adjudications.csv:3"
    assert f"l0001 refers to {'|'.join(refers)} by line 2, and does not answer anything else" in str(error.value)

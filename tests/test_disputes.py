"""Any field can be disputed: the row that a claim carries is applied, whatever the claim is about."""

from __future__ import annotations

import codecs
import csv
import io
import re
import shutil
from collections.abc import Iterable
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
from pyoxigraph import Store

from kg.cli import run
from kg.errors import KgError
from kg.map.dispute import dispute_row
from kg.ns import PREFIXES
from kg.pipeline import build
from kg.publish.store import open_store
from kg.records import Adjudication, Case, Claim
from kg.records.settled import FIELDS, claimed, field_of, kind_of, settled_by
from kg.review import open_questions
from kg.tables import read_records
from kg.understood import Understood, questions, understand
from kg.workspace import load_workspace
from tests.conftest import WORKSPACE
from tests.saved_queries import column, rows

HEADER = "record,field,value,claims,reason,curator,date,note"
EDITION = "stalin-kaganovich-1932-06"
# A value for each field whose row is left open, other than what is believed.
INSTEAD = {
    "senders": "p0003",
    "recipients": "p0004",
    "date": "1931-01-01",
    "time": "00:01",
    "sent": "1931-01-02T10:00",
    "sent-from": "none",
    "sent-to": "none",
    "received": "1931-01-03",
    "shelfmark": "RGASPI, fond 1, opis 2, delo 3, leaf 4",
    "decided-by": "g0003",
    "decided-on": "1931-01-04",
    "action": "postponed",
}


@cache
def understood(*judged: str) -> Understood:
    """The first edition with these rows in its table."""
    loaded = load_workspace(WORKSPACE)
    place = loaded.edition(EDITION)
    found = read_records(Adjudication, "\n".join((HEADER, *judged)).encode(), "t.csv") if judged else ()
    lines = {**place.curated.lines, "adjudications": tuple(line for line, _ in found)}
    curated = replace(place.curated, adjudications=tuple(row for _, row in found), lines=lines)
    return understand(replace(place, curated=curated), loaded)


def cells_of(claim: Claim) -> list[str]:
    """The row that a claim carries, filled in by somebody who denies it, or demands it."""
    base = understood()
    together = [other for other in base.claims if settled_by(other) == settled_by(claim)]
    cells = next(csv.reader([dispute_row(claim, together, base.context)]))
    cells[2] = cells[2] or INSTEAD[cells[1]]
    cells[4:7] = ["seen", "A. Editor", "2026-01-01"]
    return cells


def as_row(cells: Iterable[str], delimiter: str = ",") -> str:
    line = io.StringIO()
    csv.writer(line, delimiter=delimiter, lineterminator="").writerow(cells)
    return line.getvalue()


def filled(claim: Claim) -> str:
    return as_row(cells_of(claim))


def first(field: str, status: str, about: str = "") -> Claim:
    """The first claim of a kind in the first edition."""
    found = (c for c in understood().claims if (c.field, c.status) == (field, status) and c.about.startswith(about))
    return next(found)


def each_kind() -> list[Claim]:
    """One claim of the first edition for each field, kind of record, status and witness."""
    kinds: dict[tuple[str | None, ...], Claim] = {}
    for claim in understood().claims:
        kinds.setdefault((kind_of(claim.about), claim.field, claim.status, claim.witness), claim)
    return list(kinds.values())


# --- every claim ----------------------------------------------------------------------------------------------------


def test_each_claim_on_an_edition_carries_a_row_and_its_table(store: Store) -> None:
    without = store.query(
        f"""PREFIX ep: <{PREFIXES["ep"]}> SELECT ?claim {{ GRAPH ?graph {{ ?claim a ep:Claim
            FILTER NOT EXISTS {{ ?claim ep:disputeRow ?row ; ep:disputeTable "curated/adjudications.csv" }}
            FILTER NOT EXISTS {{ ?claim ep:disputeNote ?note ; ep:disputeTable "authorities/links.sssom.tsv" }} }} }}"""
    )
    assert not list(without)  # type: ignore[arg-type]
    mentions = store.query(
        f"""PREFIX ep: <{PREFIXES["ep"]}> PREFIX oa: <{PREFIXES["oa"]}> SELECT ?mention {{ ?mention a oa:Annotation
            FILTER NOT EXISTS {{ GRAPH ?graph {{ ?mention ep:disputeRow ?row ; ep:disputeTable "curated/mentions.csv" }}
                FILTER(STRSTARTS(?row, "{EDITION},")) }} }}"""
    )
    assert not list(mentions)  # type: ignore[arg-type]
    fields = {claimed(field) for fields in FIELDS.values() for field in fields}
    of_descriptions = {"edition-number"}  # of letters that are imported, which the first edition has none of
    assert {settled_by(claim)[1] for claim in understood().claims} == fields - of_descriptions


@pytest.mark.parametrize(
    "claim", each_kind(), ids=lambda claim: f"{claim.about}-{claim.field}-{claim.status}-{claim.witness}"
)
def test_the_row_of_a_claim_turns_what_is_believed(claim: Claim) -> None:
    judged = understood(filled(claim))
    assert not judged.stale
    (now,) = (other for other in judged.claims if other.id == claim.id)
    assert now.status == ("rejected" if claim.status == "adopted" else "adopted")
    (judgement,) = (one for one in judged.judgements if (one.about, one.field) == settled_by(claim))
    assert (judgement.curator, judgement.reason) == ("A. Editor", "seen")
    assert claim.id in (judgement.rejects if now.status == "rejected" else judgement.adopts)
    found = field_of(*settled_by(claim))
    assert found is not None and all(case.id != f"{settled_by(claim)[0]}-{found[0]}" for case in questions(judged))


def each_field() -> list[Claim]:
    """One claim of the first edition for each field that can be settled, of each kind of record."""
    return list({(kind_of(settled_by(claim)[0]), settled_by(claim)[1]): claim for claim in each_kind()}.values())


@pytest.mark.parametrize("claim", each_field(), ids=lambda claim: f"{claim.about}-{claim.field}")
def test_a_row_on_claims_that_are_made_no_more_is_stale_whatever_the_field(claim: Claim) -> None:
    cells = cells_of(claim)
    cells[3] = "c" + "0" * 16
    judged = understood(as_row(cells))
    ((_, why),) = judged.stale
    assert why == f"the judgement on {cells[1]} of {cells[0]} weighed claims that are made no more"
    (now,) = (other for other in judged.claims if other.id == claim.id)
    assert now.status == claim.status


def test_a_judgement_may_weigh_what_another_one_brought_about() -> None:
    # 718 stands on the leaf of 699. Were 718 by somebody else, it would be no answer: then nobody weighs that it is.
    reply = next(c for c in understood().claims if (c.about, c.field) == ("l0027", "reply-to"))
    sender = next(c for c in understood().claims if (c.about, c.field) == ("l0027", "sender"))
    both = understood(filled(reply), filled(sender))
    assert not both.stale and {(row.record, row.field) for row in both.rows} == {
        ("l0027", "reply-to"),
        ("l0027", "senders"),
    }


# --- what a build makes of it ---------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def judged_store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """The first edition built with judgements on every kind of record, in a table as a spreadsheet saves it."""
    data = copied(tmp_path_factory.mktemp("judged"))
    told = [
        first("reply-to", "adopted"),
        first("refers-to", "candidate"),
        first("aligned-to", "candidate"),
        first("attested", "adopted"),
        first("same-as", "adopted"),
        first("same-as", "candidate"),
        first("decided-on", "adopted"),
        first("number", "adopted"),
        first("label", "adopted"),
        first("sent-from", "adopted"),
        first("received", "adopted"),
        first("form", "adopted"),
        first("enclosure", "adopted"),
    ]
    lines = [HEADER.replace(",", ";"), *(as_row(cells_of(claim), ";") for claim in told)]
    table(data).write_bytes(codecs.BOM_UTF8 + "".join(f"{line}\r\n" for line in lines).encode())
    built = build(data, data.parent / "out")
    assert built.report.passed, [result for result in built.report.results if result.severity == "violation"]
    return open_store(built.out / "store")


def copied(folder: Path) -> Path:
    shutil.copytree(WORKSPACE, folder / "data")
    return folder / "data"


def table(data: Path, name: str = "adjudications.csv") -> Path:
    return data / "editions" / EDITION / "curated" / name


def stated(store: Store, thing: str, property_: str) -> set[str]:
    """What the adopted view says of a property of a thing, by the ends of IRIs."""
    base = load_workspace(WORKSPACE).settings.base
    query = f"PREFIX ep: <{PREFIXES['ep']}> SELECT ?value {{ <{base}{thing}> {property_} ?value }}"
    return {solution["value"].value.rpartition("/")[2] for solution in store.query(query)}  # type: ignore[union-attr]


def test_what_curators_deny_stands_in_no_adopted_statement(store: Store, judged_store: Store) -> None:
    reply, stub = first("reply-to", "adopted"), first("attested", "adopted").about
    assert reply.value in stated(store, f"letter/{reply.about}", "ep:replyTo")
    assert reply.value not in stated(judged_store, f"letter/{reply.about}", "ep:replyTo")
    assert stub in {row["lost"].rpartition("/")[2] for row in rows(store, "lost-letters")}
    assert stub not in {row["lost"].rpartition("/")[2] for row in rows(judged_store, "lost-letters")}
    sent = first("sent-from", "adopted")
    assert stated(store, f"letter/{sent.about}", "ep:sentFrom")
    assert not stated(judged_store, f"letter/{sent.about}", "ep:sentFrom")
    decided = first("decided-on", "adopted")
    assert stated(judged_store, f"decision/{decided.about}", "ep:decidedOn") == {INSTEAD["decided-on"]}
    readings = column(
        rows(judged_store, "why", about=f"letter/{reply.about}", property="ep:replyTo"), "reading", "reason"
    )
    assert [(reading.partition("; ")[2], reason) for reading, reason in readings] == [
        ("rejected by the judgement of A. Editor", "seen")
    ] * len(readings)


def test_what_curators_demand_is_stated(store: Store, judged_store: Store) -> None:
    heading, means = first("aligned-to", "candidate"), first("refers-to", "candidate")
    for claim, thing, property_ in (
        (heading, f"heading/{heading.about}", "ep:alignedTo"),
        (means, f"letter/{means.about}", "ep:refersToLetter"),
    ):
        assert claim.value not in stated(store, thing, property_)
        assert claim.value in stated(judged_store, thing, property_)
    # The heading that the letter was given to by rule belongs to it no more: one letter has one heading.
    others = [
        row["heading"] for row in rows(judged_store, "displaced-headings") if row["letter"].endswith(heading.value)
    ]
    assert others == [f"heading/{heading.about}"]


def test_decisions_are_parted_and_made_one(store: Store, judged_store: Store) -> None:
    one, two = first("same-as", "adopted"), first("same-as", "candidate")
    for id_, before in ((one.about, False), (two.about, True)):
        assert bool(stated(store, f"decision/{id_}", "ep:decidedBy")) is before
        assert bool(stated(judged_store, f"decision/{id_}", "ep:decidedBy")) is not before


# --- the cases that are listed --------------------------------------------------------------------------------------


def test_the_query_lists_the_questions_of_review_in_its_order(store: Store) -> None:
    listed = [(str(case.weight), case.id, case.question, case.kind) for case in open_questions(WORKSPACE, None).cases]
    assert column(rows(store, "open-questions"), "weight", "case", "question", "kind") == listed
    assert all(len(question) <= 200 and len(question.split()) > 3 for _, _, question, _ in listed)
    assert not any(question.rstrip().endswith((",", ":")) for _, _, question, _ in listed)
    bare = re.compile(r"(?<!\()\b[lhd]\d{4}\b")  # an identifier that stands for what it names
    assert [question for _, _, question, _ in listed if bare.search(question)] == []
    assert "senders of Stalin's letter of 29 June 1932 (l0001): Stalin, or Kaganovich?" in [q for _, _, q, _ in listed]
    assert {"conflict", "clash", "heading", "same-decision", "unknown-name", "possible-name"} <= {k for *_, k in listed}


def each_case() -> list[Case]:
    """The first case of each kind of the first edition; links are judged in their ledger."""
    found: dict[str, Case] = {}
    for case in open_questions(WORKSPACE, None).cases:
        found.setdefault(case.kind, case)
    return [case for kind, case in found.items() if kind != "link"]


VALUES = {
    "unknown-name": "p0001",
    "possible-name": "p0001",
    "reference": "l0002",
    "heading": "none",
    "clash": "1932-06",
    "leaf-order": "1932-06",
}


@pytest.mark.parametrize("word", ["accept", "reject"])
@pytest.mark.parametrize("case", each_case(), ids=lambda case: case.kind)
def test_each_kind_of_case_can_be_judged(
    case: Case, word: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    data = copied(tmp_path)
    judge = ["--reason", "compared", "--curator", "A. Editor", "--date", "2026-01-02", "--workspace", str(data)]
    given: list[str] = []
    if case.kind != "conflict" and not (case.accepts if word == "accept" else case.rejects):
        assert run(["review", word, case.id, *judge]) == 2
        said = "say the value with --value" if case.field else "cannot be accepted or rejected"
        assert said in capfd.readouterr().err
        if not case.field:
            return
        given = ["--value", VALUES[case.kind]]
    assert run(["review", word, case.id, *given, *judge]) == 0, capfd.readouterr().err
    name = "mentions.csv" if case.field == "person" else "adjudications.csv"
    assert table(data, name).read_text(encoding="utf-8").splitlines()[-1].count("A. Editor") == 1
    left = open_questions(data, None).cases
    assert case.id not in {open_.id for open_ in left} and not any(open_.kind == "stale" for open_ in left)


@pytest.mark.parametrize(
    ("case", "value", "says"),
    [
        ("h0016-aligned-to", "l9999", "no letter 'l9999' in this edition"),
        ("l0017-dates", "Easter", "not a date"),
        ("d0019-person-2", "p9999", "no person 'p9999'"),
        ("l0001-refers-to", "yes", "no letter 'yes'"),
        ("x0024-attested", "perhaps", "yes or none"),
        ("l0027-reply-to", "l0027", "cannot stand in reply-to of itself"),
        ("d0001-decided-by", "Politburo", "no person and no group 'Politburo'"),
    ],
)
def test_an_impossible_value_is_refused_with_those_that_can_be(
    case: str, value: str, says: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    data = copied(tmp_path)
    judge = ["--reason", "r", "--curator", "A", "--workspace", str(data)]
    assert run(["review", "accept", case, "--value", value, *judge]) == 1
    err = capfd.readouterr().err
    assert says in err and ("write " in err or "here: " in err)
    assert table(data).read_bytes() == table(WORKSPACE).read_bytes()


def test_what_nobody_has_asked_can_be_disputed_once(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    data = copied(tmp_path)
    arguments = ["l0027-reply-to", "--value", "none", "--reason", "r", "--curator", "A", "--workspace", str(data)]
    assert run(["review", "show", "l0027-reply-to", "--workspace", str(data)]) == 0
    assert "l0026" in capfd.readouterr().out
    assert [run(["review", "reject", *arguments]) for _ in range(2)] == [0, 2]
    assert "one that was judged is closed" in capfd.readouterr().err
    assert run(["review", "reject", "l9999-reply-to", *arguments[1:]]) == 2


# --- names in texts -------------------------------------------------------------------------------------------------


def test_a_name_in_a_text_is_settled_in_the_table_of_mentions(tmp_path: Path) -> None:
    data = copied(tmp_path)
    mention = next(m for letter in understood().reasoned.letters for m in letter.mentions if not m.lines)
    with table(data, "mentions.csv").open("a", encoding="utf-8") as file:
        file.write(f"{EDITION},{mention.line},{mention.text},none,seen\n{EDITION},999,Woolen,p0001,seen\n")
    store = open_store(build(data, tmp_path / "out").out / "store")
    found = {(row["line"], row["spelling"]) for row in rows(store, "mentions")}
    assert (str(mention.line), mention.text) not in found
    assert ("999", "Woolen") in {(r["line"], r["spelling"]) for r in rows(store, "mentions", person="p0001")}
    ids = {case.id for case in open_questions(data, None).cases}
    assert "possible-name-999-4" not in ids and "possible-name-1007-4" in ids


@pytest.mark.parametrize(
    ("row", "says"),
    [
        (f"{EDITION},999,Woolen,PERSON,REASON", "no person 'PERSON'"),
        (f"{EDITION},523,kosior,p0012,again", "is settled on line 2 already"),
        ("herring-1900,999,Woolen,p0001,", "about another edition"),
    ],
)
def test_a_row_of_mentions_that_cannot_be(row: str, says: str, tmp_path: Path) -> None:
    data = copied(tmp_path)
    with table(data, "mentions.csv").open("a", encoding="utf-8") as file:
        file.write(f"{row}\n")
    with pytest.raises(KgError, match=says) as error:
        load_workspace(data)
    assert "mentions.csv:3" in str(error.value)

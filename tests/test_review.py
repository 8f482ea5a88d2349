"""`kg review` as a curator uses it: the cases, one case in full, judgements that reach tables and the next build."""

from __future__ import annotations

import codecs
import json
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest
from disputed_workspace import TABLE, WORDS, disputed, table, witness, workspace
from msgspec.structs import replace
from small_workspace import EDITION, SOUND

from kg.cli import run
from kg.pipeline import build
from kg.publish.store import open_store
from kg.records import Adjudication
from kg.review import open_questions
from kg.tables import append_record, parse_table, remove_rows
from tests.conftest import WORKSPACE
from tests.saved_queries import column, rows

Kg = Callable[..., tuple[int, str, str]]
JUDGE = ("--reason", "a postmark", "--curator", "A. Editor", "--date", "2026-01-02")
LEDGER = "\n".join(
    (
        "#curie_map:",
        "#  person: https://w3id.org/letterkg/herring/person/",
        "#  wd: http://www.wikidata.org/entity/",
        "#  skos: http://www.w3.org/2004/02/skos/core#",
        "subject_id\tsubject_label\tpredicate_id\tpredicate_modifier\tobject_id\tmapping_justification\tauthor_label"
        "\tmapping_date\tconfidence\tcomment\tseen_in\tstatus",
        "person:p0001\tAda Ruus\tskos:exactMatch\t\twd:Q1\tsemapv:LexicalMatching\t\t\t\ttwo of that name\twd:Q1\topen",
        "person:p0002\tBo Lind\tskos:exactMatch\t\twd:Q2\tsemapv:LexicalMatching\t\t\t\t\t\topen",
        "",
    )
)
CASES = ("l0001-recipients", "l0001-senders", "l0001-date", "p0001-Q1", "p0002-Q2")


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The disputed workspace with two open links; no text of an edition, no curator in the environment."""
    monkeypatch.delenv("KG_EDITIONS", raising=False)
    monkeypatch.delenv("KG_CURATOR", raising=False)
    folder = workspace(tmp_path / "data")
    ledger(folder).write_text(LEDGER, encoding="utf-8", newline="")
    return folder


@pytest.fixture
def kg(data: Path, capfd: pytest.CaptureFixture[str]) -> Kg:
    """Run `kg review` on that workspace: exit code, standard output, standard error."""

    def review(*arguments: str) -> tuple[int, str, str]:
        code = run(["review", *arguments, "--workspace", str(data)])
        return code, *capfd.readouterr()

    return review


def ledger(data: Path) -> Path:
    return data / "authorities" / "links.sssom.tsv"


def links(data: Path) -> list[dict[str, str]]:
    header, *lines = [line for line in ledger(data).read_text(encoding="utf-8").splitlines() if line[0] != "#"]
    return [dict(zip(header.split("\t"), line.split("\t"), strict=True)) for line in lines]


def judged(data: Path) -> list[dict[str, str]]:
    return [row.cells for row in parse_table(table(data).read_bytes(), table(data), TABLE.split(","))]


def ids(data: Path) -> list[str]:
    return [case.id for case in open_questions(data, None).cases]


# --- the list -------------------------------------------------------------------------------------------------------


def test_the_cases_stand_in_the_order_of_what_hangs_on_them(kg: Kg) -> None:
    code, out, _ = kg()
    assert code == 3
    lines = out.splitlines()
    assert [line.split()[:2] for line in lines[:-1]] == [
        [weight, case] for weight, case in zip(("90", "90", "80", "30", "30"), CASES, strict=True)
    ]
    assert "line 10    senders of Ruus's letter of 1 March 1900 (l0001): Ruus, or Quillfeather, Moe?" in lines[1]
    assert lines[-1] == f"5 open questions in {EDITION}; kg review show CASE says more"
    assert kg(EDITION)[:2] == kg("--edition", EDITION)[:2] == (3, out)


def test_the_list_as_json(kg: Kg) -> None:
    code, out, _ = kg("--format", "json")
    found = json.loads(out)
    assert code == 3
    assert tuple(case["id"] for case in found) == CASES
    date = found[2]
    assert (date["kind"], date["about"], date["field"]) == ("conflict", "l0001", "date")
    assert date["values"] == ["1900-03-01", "1900-02-17"]
    assert date["lines"] == [10, 19]
    assert [(claim["status"], claim["witness"], claim["lines"]) for claim in date["claims"]] == [
        ("adopted", "dateline", [19, 19]),
        ("rejected", "heading", [10, 10]),
    ]


def test_without_an_open_question_the_exit_code_is_0(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    folder = workspace(tmp_path / "calm", [replace(one, heading=None) for one in SOUND])
    assert run(["review", "--workspace", str(folder)]) == 0
    assert capfd.readouterr().out == f"0 open questions in {EDITION}; kg review show CASE says more\n"
    assert run(["review", "--workspace", str(folder), "--format", "json"]) == 0
    assert json.loads(capfd.readouterr().out) == []


def test_the_cases_of_the_first_edition() -> None:
    found = open_questions(WORKSPACE, None).cases
    assert [case.weight for case in found] == sorted((case.weight for case in found), reverse=True)
    assert len({case.id for case in found}) == len(found)
    cases = {case.id: case for case in found}
    # 14 to 27: the heading of another letter. 133 names four and 144 signs for one of them: the heading's reading is
    # all four. 1234 is a heading alone.
    assert cases["l0001-senders"].values == ("Stalin", "Kaganovich")
    assert cases["l0001-senders"].lines[:2] == (14, 25)
    assert cases["l0005-senders"].values[0] == "Kaganovich"
    assert set(cases["l0005-senders"].values[1].split("|")) == {"Kaganovich", "Molotov", "Ordzhonikidze", "Voroshilov"}
    # 679 is the heading of the letter under 699: that it contradicts the one under it is explained.
    assert cases["l0025-senders"].weight < cases["l0001-senders"].weight
    assert "l0042-date" not in cases


# --- one case -------------------------------------------------------------------------------------------------------


def test_show_without_the_text(kg: Kg) -> None:
    code, out, _ = kg("show", "l0001-date")
    assert code == 3
    assert out.splitlines()[0] == "date of Ruus's letter of 1 March 1900 (l0001): 1900-03-01, or 1900-02-17?"
    assert "adopted   date 1900-03-01: dateline, line 19 (c" in out
    assert "rejected  date 1900-02-17: heading, line 10 (c" in out
    assert "the text is not on this machine; set KG_EDITIONS to the folder of herring.txt" in out
    assert "hint: accept confirms the first, reject adopts the other" in out


def test_show_with_the_lines_of_the_text(kg: Kg, data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lines = [f"word {number}" for number in range(1, 30)]
    lines[9], lines[18] = WORDS, "1/III 00"
    text = ("\n".join(lines) + "\n").encode()
    (tmp_path / "texts").mkdir()
    (tmp_path / "texts" / "herring.txt").write_bytes(text)
    settings = data / "editions" / EDITION / "edition.toml"
    written = settings.read_text(encoding="utf-8").replace("0" * 64, sha256(text).hexdigest())
    settings.write_text(written, encoding="utf-8")
    monkeypatch.setenv("KG_EDITIONS", str(tmp_path / "texts"))
    _, out, _ = kg("show", "l0001-date")
    assert f"  herring.txt:10: {WORDS}\n  herring.txt:19: 1/III 00\n" in out
    assert "not on this machine" not in out


def test_show_as_json(kg: Kg) -> None:
    code, out, _ = kg("show", "p0001-Q1", "--format", "json")
    assert code == 3
    assert json.loads(out)["values"] == ["http://www.wikidata.org/entity/Q1"]


# --- judging a field ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "field", "value"),
    [
        (("accept", "l0001-senders"), "senders", "p0001"),
        (("accept", "l0001-date"), "date", "1900-03-01"),
        (("reject", "l0001-date"), "date", "1900-02-17"),
        (("reject", "l0001-date", "--value", "1900-02-18/1900-02-20"), "date", "1900-02-18/1900-02-20"),
        (("reject", "l0001-senders", "--value", "p0001 | p0003"), "senders", "p0001|p0003"),
    ],
)
def test_a_judgement_is_a_row_of_the_table(kg: Kg, data: Path, words: tuple[str, ...], field: str, value: str) -> None:
    claims = {claim.id for case in open_questions(data, None).cases if case.id == words[1] for claim in case.claims}
    code, out, err = kg(*words, *JUDGE)
    assert (code, err) == (0, "")
    assert out == f"{words[1]}: written to {table(data)}; `kg build` applies it\n"
    (row,) = judged(data)
    assert (row["record"], row["field"], row["value"]) == ("l0001", field, value)
    assert (row["reason"], row["curator"], row["date"]) == ("a postmark", "A. Editor", "2026-01-02")
    assert set(row["claims"].split("|")) == claims
    assert ids(data) == [case for case in CASES if case != words[1]]


def test_the_next_build_has_what_was_judged(kg: Kg, data: Path, tmp_path: Path) -> None:
    def dates() -> list[tuple[str, ...]]:
        built = build(data, tmp_path / "out")
        assert built.report.passed
        found = rows(open_store(built.out / "store"), "letters-certainly-in-window")
        return column([row for row in found if row["letter"] == "letter/l0001"], "earliest", "latest")

    assert dates() == [("1900-03-01", "1900-03-01")]
    assert kg("reject", "l0001-date", *JUDGE)[0] == 0
    assert dates() == [("1900-02-17", "1900-02-17")]


def test_a_case_that_was_judged_is_closed(kg: Kg, data: Path) -> None:
    assert kg("accept", "l0001-date", *JUDGE)[0] == 0
    before = table(data).read_bytes()
    for words in (("accept", "l0001-date", *JUDGE), ("show", "l0001-date")):
        code, _, err = kg(*words)
        assert code == 2
        assert "no open case 'l0001-date'" in err and "one that was judged is closed" in err
    assert table(data).read_bytes() == before


def test_whom_nobody_knows_cannot_be_adopted(kg: Kg, data: Path) -> None:
    code, _, err = kg("reject", "l0001-recipients", *JUDGE)
    assert code == 1
    assert "nobody knows who 'Ultima Thule' is" in err and "persons.csv" in err
    code, _, err = kg("reject", "l0001-recipients", "--value", "p0009", *JUDGE)
    assert (code, "no person and no group 'p0009'" in err) == (1, True)
    assert not table(data).exists()


def test_of_several_other_dates_one_must_be_named(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    folder = workspace(tmp_path / "data", disputed(witness("date", "1900-02-20", "heading", 11, "20 February")))
    assert run(["review", "reject", "l0001-date", *JUDGE, "--workspace", str(folder)]) == 2
    assert "there are several other dates" in capfd.readouterr().err
    assert not table(folder).exists()


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("accept", "l0001-date", "--curator", "me"), "a reason and a name"),
        (("accept", "l0001-date", "--reason", "seen"), "--curator NAME (or set KG_CURATOR)"),
        (("accept", "l0001-date", "--reason", "  ", "--curator", "me"), "a reason and a name"),
        (("accept", *JUDGE), "accept takes one case"),
        (("show",), "show takes one case"),
        (("show", "l0001-date", "l0001-senders"), "show takes one case"),
        (("accept", "l9999-date", *JUDGE), "no open case 'l9999-date'"),
        (("accept", "p0001-Q1", "--value", "p0003", *JUDGE), "takes no --value"),
        (("accept", "l0001-date", *JUDGE[:-1], "yesterday"), "--date"),
        ((EDITION, "l0001-date"), "what is 'l0001-date'?"),
        (("herring-1901",), "herring-1901"),
        (("--format", "xml"), "xml"),
    ],
)
def test_wrong_usage(kg: Kg, data: Path, words: tuple[str, ...], says: str) -> None:
    code, out, err = kg(*words)
    assert (code, out) == (2, "")
    assert says in err
    assert not table(data).exists()
    assert ledger(data).read_text(encoding="utf-8") == LEDGER


def test_the_environment_names_the_curator(kg: Kg, data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KG_CURATOR", "B. Editor")
    assert kg("accept", "l0001-date", "--reason", "seen")[0] == 0
    assert judged(data)[0]["curator"] == "B. Editor"


# --- the table keeps its form ---------------------------------------------------------------------------------------

STALE = f"l0001;date;1900-09-09;c{'0' * 16};old;me;2025-01-01;"
OTHER = 'l0002;reply-to;l0001;;"a; b";me;2025-01-01;"two\r\nlines"'  # of what nobody else has said anything


def saved(*rows: str) -> bytes:
    """A table as spreadsheets save it where the comma is the decimal sign: byte order mark, semicolons, CRLF."""
    return codecs.BOM_UTF8 + "".join(f"{row}\r\n" for row in (TABLE.replace(",", ";"), *rows)).encode()


@pytest.mark.parametrize("stale", [False, True], ids=["none is stale", "one is stale"])
def test_a_row_is_added_in_the_form_of_the_table(kg: Kg, data: Path, stale: bool) -> None:
    table(data).parent.mkdir()
    table(data).write_bytes(saved(*([STALE] if stale else []), OTHER))
    assert ids(data)[0] == ("stale-2" if stale else CASES[0])
    claims = next(case for case in open_questions(data, None).cases if case.id == "l0001-date").claims
    weighed = "|".join(claim.id for claim in claims)
    assert kg("accept", "l0001-date", *JUDGE)[0] == 0
    new = f"l0001;date;1900-03-01;{weighed};a postmark;A. Editor;2026-01-02;"
    assert table(data).read_bytes() == saved(OTHER, new)  # the stale row on the field has given way
    assert "stale-2" not in ids(data)


def test_a_stale_row_can_be_judged_again(kg: Kg, data: Path) -> None:
    table(data).parent.mkdir()
    table(data).write_bytes(saved(STALE))
    code, out, _ = kg("show", "stale-2")
    assert code == 3 and "weighed claims that are made no more" in out and "line 2 of adjudications.csv" in out
    code, _, err = kg("reject", "stale-2", *JUDGE)
    assert code == 2 and "nothing is there to choose from" in err and "line 2 of adjudications.csv" in err
    assert table(data).read_bytes() == saved(STALE)
    assert kg("accept", "stale-2", *JUDGE)[0] == 0
    rows_ = table(data).read_text(encoding="utf-8-sig").splitlines()[1:]
    assert len(rows_) == 1 and rows_[0].startswith("l0001;date;1900-09-09;c") and "0" * 16 not in rows_[0]
    assert "stale-2" not in ids(data) and "l0001-date" not in ids(data)


def test_a_row_that_weighed_nothing_does_not_count_and_says_so(kg: Kg, data: Path, tmp_path: Path) -> None:
    table(data).parent.mkdir()
    table(data).write_bytes(saved("l0001;date;1900-09-09;;old;me;2025-01-01;"))
    code, out, _ = kg("show", "stale-2")
    assert code == 3 and "weighed no claims, and there are some: name them, or let `kg review` write the row" in out
    assert not build(data, tmp_path / "out").files
    assert kg("accept", "stale-2", *JUDGE)[0] == 0
    assert build(data, tmp_path / "out").files


@pytest.mark.parametrize("mark", [b"", codecs.BOM_UTF8])
def test_rows_come_and_go_and_leave_the_rest(mark: bytes) -> None:
    data = mark + b'a,b\n1,"x\xe2\x80\xa8y"\n\n2,"p\nq"\n3,z\n'
    assert remove_rows(data, [4], "t.csv") == mark + b'a,b\n1,"x\xe2\x80\xa8y"\n\n3,z\n'
    assert remove_rows(data, [], "t.csv") == data
    assert [row.line for row in parse_table(data, "t.csv", ["a", "b"])] == [2, 4, 6]


# --- judging a link -------------------------------------------------------------------------------------------------


def test_a_link_is_accepted_with_who_when_and_why(kg: Kg, data: Path) -> None:
    code, out, _ = kg("accept", "p0001-Q1", *JUDGE)
    assert (code, out) == (0, f"p0001-Q1: written to {ledger(data)}; `kg build` applies it\n")
    first, second = links(data)
    assert (first["status"], first["predicate_modifier"]) == ("accepted", "")
    assert (first["author_label"], first["mapping_date"]) == ("A. Editor", "2026-01-02")
    assert first["comment"] == "two of that name; a postmark"
    assert first["mapping_justification"] == "semapv:ManualMappingCuration"
    assert second["status"] == "open"
    assert ids(data) == [*CASES[:3], "p0002-Q2"]
    assert kg("accept", "p0001-Q1", *JUDGE)[0] == 2


def test_a_link_is_rejected_with_a_not(kg: Kg, data: Path) -> None:
    ledger(data).write_bytes(codecs.BOM_UTF8 + ledger(data).read_bytes())
    assert kg("reject", "p0002-Q2", "--reason", '"Lind" is\tanother', *JUDGE[2:])[0] == 0
    written = ledger(data).read_bytes()
    assert written.startswith(codecs.BOM_UTF8 + b"#curie_map")
    assert written.count(b"\n") == LEDGER.count("\n")
    row = written.decode("utf-8-sig").splitlines()[-1].split("\t")
    assert (row[3], row[-1]) == ("Not", "rejected")
    assert ids(data) == list(CASES[:4])  # the ledger is read again, with quotes and all


def test_a_link_that_nobody_has_seen_is_not_accepted(kg: Kg, data: Path) -> None:
    code, _, err = kg("accept", "p0002-Q2", *JUDGE)
    assert code == 1
    assert f"{ledger(data).name}:7" in err and "seen_in" in err
    assert ledger(data).read_text(encoding="utf-8") == LEDGER


@pytest.mark.parametrize("empty", [b"", b"\n", codecs.BOM_UTF8])
def test_an_empty_table_gets_its_header(empty: bytes) -> None:
    row = Adjudication(record="l0001", field="date", value=("1900",), reason="seen", curator="me", date="2026-01-02")
    assert append_record(row, empty, "t.csv").decode() == f"{TABLE}\nl0001,date,1900,,seen,me,2026-01-02,\n"

"""Checking the ledger, its bad input, broken snapshots, hostile services, and what is given back."""

from __future__ import annotations

import gzip
from pathlib import Path

import msgspec
import pytest
import small_workspace

from kg.cli import run
from kg.errors import KgError
from kg.iris import Iris
from kg.ledger import read_ledger
from kg.reconcile.sources import service
from kg.reconcile.sources.fields import Refused
from kg.reconcile.sources.snapshot import read_snapshot
from kg.records import Profile
from kg.records.identifier import wrong_digit

HEAD = (
    "#curie_map:\n"
    f"#  own: {small_workspace.BASE}person/\n"
    "#  wd: http://www.wikidata.org/entity/\n"
    "#  gnd: https://d-nb.info/gnd/\n"
    "#  la: https://linked.art/ns/terms/\n"
)
COLUMNS = (
    "subject_id\tpredicate_id\tobject_id\tmapping_justification\tauthor_label\tmapping_date\tconfidence\tseen_in\tstatus"
    "\n"
)


def row(subject: str, other: str, predicate: str = "la:equivalent", date: str = "2026-11-23") -> str:
    return f"own:{subject}\t{predicate}\t{other}\tsemapv:ManualMappingCuration\tAda\t{date}\t0.9\tseen\taccepted\n"


def workspace(folder: Path, *rows: str) -> Path:
    written = small_workspace.write(folder / "data")
    (written / "authorities" / "links.sssom.tsv").write_text(HEAD + COLUMNS + "".join(rows), encoding="utf-8")
    return written


def checked(capsys: pytest.CaptureFixture[str], data: Path, *more: str) -> list[tuple[str, int]]:
    """Which checks find something, and on which line of the ledger; the exit code agrees."""
    code = run(["link", "check", "--workspace", str(data), "--format", "json", *more])
    found = [(fault["check"], fault["line"]) for fault in msgspec.json.decode(capsys.readouterr().out)]
    assert code == (3 if found else 0)
    return found


def test_faults_that_the_rows_show(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = (row("p0001", "wd:Q1"), row("p0002", "wd:Q1"), row("p0001", "gnd:118642498"), row("p0001", "wd:Q2"))
    assert checked(capsys, workspace(tmp_path, *rows)) == [
        ("two-entities", 8),
        ("check-digit", 9),
        ("two-identifiers", 10),
    ]
    assert checked(capsys, workspace(tmp_path / "early", row("p0001", "wd:Q1", date="2999-01-01"))) == [("future", 7)]
    assert not checked(capsys, workspace(tmp_path / "good", row("p0001", "wd:Q1"), row("p0001", "gnd:118642499")))


def test_faults_that_an_authority_shows(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    snapshot = tmp_path / "wd.csv"
    header = "qid,name,kind,born,died,p227,replaced_by\n"
    data = workspace(tmp_path, row("p0001", "wd:Q1"), row("p0001", "gnd:118642499"), row("p0002", "wd:Q2"))
    for line, found in (
        ("Q1,Ada Ruus,person,1850,1920,118642499,\n", []),
        ("Q1,Ada Ruus,person,1850,1899,,\n", [("after-death", 7)]),
        ("Q1,Ada,place,,,,\n", [("kind", 7)]),
        ("Q1,Ada Ruus,person,1850,1920,118990306,\n", [("disagrees", 8)]),
        ("Q2,,,,,,Q3\n", [("merged", 9)]),
        ("Q2,,,,,,-\n", [("deleted", 9)]),
    ):
        snapshot.write_text(header + line, encoding="utf-8")
        assert checked(capsys, data, "--from", str(snapshot)) == found, line


@pytest.mark.parametrize(
    ("text", "said", "line"),
    [
        (HEAD + "subject_id\tobject_id\n", "no column predicate_id", 6),
        (HEAD + COLUMNS + row("p0001", "wd:Q1", predicate="la:equal"), "unknown prefix or predicate", 7),
        (HEAD + COLUMNS + row("p0001", "wd:Q1", date="2026-13-01"), "not a date", 7),
        (HEAD + COLUMNS + row("p0001", "wd:Q1") + row("p0001", "wd:Q1"), "stand together on line 7", 8),
        (
            HEAD
            + COLUMNS.replace("subject_id", "subject_id\tpredicate_modifier")
            + row("p0001", "wd:Q1").replace("\t", "\t\t", 1)
            + row("p0001", "wd:Q1").replace("\t", "\tNot\t", 1).replace("accepted", "rejected"),
            "contradict each other: accepted there, rejected here",
            8,
        ),
        (HEAD + COLUMNS.replace("confidence\t", ""), "no column confidence", 6),
        (
            HEAD + COLUMNS + row("p0001", "wd:Q1").replace("ManualMappingCuration", "ManualCuration"),
            "not a mapping justification: 'semapv:ManualCuration'",
            7,
        ),
        (
            HEAD
            + COLUMNS.replace("status", "object_label\tstatus")
            + row("p0001", "wd:Q1").replace("accepted", "x" * 12_000 + "\taccepted"),
            "a label of 12000 characters",
            7,
        ),
    ],
)
def test_a_broken_ledger_is_refused_with_its_row(text: str, said: str, line: int) -> None:
    with pytest.raises(KgError) as raised:
        read_ledger(text.encode(), "links.sssom.tsv", Iris(small_workspace.BASE))
    assert said.replace("unknown prefix or predicate", "unknown predicate") in raised.value.what
    assert str(raised.value.where) == f"links.sssom.tsv:{line}"


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_line_ends_and_a_byte_order_mark_do_not_matter(end: str, mark: bytes) -> None:
    text = (HEAD + COLUMNS + row("p0001", "wd:Q1")).replace("\n", end)
    (link,) = read_ledger(mark + text.encode(), "links.sssom.tsv", Iris(small_workspace.BASE))
    assert (link.subject, link.status) == ("p0001", "accepted")


@pytest.mark.parametrize(
    ("identifier", "wrong"),
    [
        ("https://d-nb.info/gnd/118642499", False),
        ("https://d-nb.info/gnd/11873461X", False),
        ("https://d-nb.info/gnd/118734610", True),
        ("https://isni.org/isni/0000000121457825", False),
        ("https://isni.org/isni/0000000121457826", True),
        ("http://www.wikidata.org/entity/Q855", False),
    ],
)
def test_check_digits(identifier: str, wrong: bool) -> None:
    assert wrong_digit(identifier) is wrong


def test_a_broken_snapshot_says_which_line_and_goes_on(tmp_path: Path) -> None:
    file = tmp_path / "a.jsonl.gz"
    lines = [
        '{"id": "Q1", "name": "Ada"}',
        "{bad",
        "[]",
        '{"id": "Q2", "name": "<script>x</script>"}',
        '{"id": "Q3", "name": "' + "x" * 10_000 + '"}',
        '{"name": "Nobody"}',
        '{"id": "Q4", "name": "Bo"}',
    ]
    file.write_bytes(gzip.compress("\n".join(lines).encode()))
    found = list(read_snapshot(file))
    good = [one for one in found if isinstance(one, Profile)]
    assert [one.iri.rpartition("/")[2] for one in good] == ["Q1", "Q3", "Q4"]
    assert max(len(name) for one in good for name in one.names) == 200
    refused = [one.where.rpartition(":")[2] for one in found if isinstance(one, Refused)]
    assert refused == ["2", "3", "4", "4", "5", "6"]
    file.write_bytes(file.read_bytes()[:-30])
    with pytest.raises(KgError, match="damaged"):
        list(read_snapshot(file))


@pytest.mark.parametrize(
    "answer", [b"<html>", b"[]", b"{}", b'{"q0": {"result": "no"}}', b'{"q0": []}', b"[" * 100_000]
)
def test_half_an_answer_of_a_service_is_an_error(answer: bytes) -> None:
    ours = [Profile(iri="u:1", kind="person", names=("Ada Ruus",))]
    with pytest.raises(KgError):
        list(service.candidates("https://example.org/reconcile", "https://example.org/a/", ours, lambda form: answer))


def test_a_service_gives_candidates() -> None:
    ours = [Profile(iri="u:1", kind="person", names=("Ada Ruus",))]
    results = [{"id": "118642499", "name": "Ruus, Ada", "description": "1850-1920 | Fisher", "type": ["Person"]}, {}, 7]
    answer = msgspec.json.encode({"q0": {"result": results}})
    found = list(service.candidates("https://x.example.org/", "https://lobid.org/gnd/", ours, lambda form: answer))
    (good,) = (one for one in found if isinstance(one, Profile))
    assert (good.iri, good.born, good.died, good.kind) == (
        "https://d-nb.info/gnd/118642499", "1850", "1920", "person"
    )  # fmt: skip


def test_what_wikidata_lacks_is_written_for_review(tmp_path: Path) -> None:
    data = workspace(tmp_path, row("p0001", "wd:Q1"))
    out = tmp_path / "out"
    assert run(["link", "give-back", "--workspace", str(data), "--out", str(out)]) == 0
    lines = (out / "persons.quickstatements.txt").read_text(encoding="utf-8").splitlines()
    assert lines == [
        "CREATE",
        'LAST\tLen\t"Bo Lind"',
        f'LAST\tP31\tQ5\tS854\t"{small_workspace.BASE}person/p0002"',
    ]
    assert "never sends" in (out / "README.txt").read_text(encoding="utf-8")
    assert (out / "correspondence.csv").read_text(encoding="utf-8").count("\n") == 3


def test_what_is_given_back_keeps_to_its_lines(tmp_path: Path) -> None:
    """A name with a quotation mark, a tab and a line end is one cell of one line all the same."""
    data = workspace(tmp_path, row("p0001", "wd:Q1"))
    persons = data / "authorities" / "persons.csv"
    odd = '"Bo ""B""\tLind\nCREATE\nLAST\tP31\tQ1"'
    persons.write_text(persons.read_text(encoding="utf-8").replace("p0002,Bo Lind,", f"p0002,{odd},"), encoding="utf-8")
    out = tmp_path / "out"
    assert run(["link", "give-back", "--workspace", str(data), "--out", str(out)]) == 0
    lines = (out / "persons.quickstatements.txt").read_text(encoding="utf-8").splitlines()
    assert [line.split("\t")[:2] for line in lines] == [["CREATE"], ["LAST", "Len"], ["LAST", "P31"]]
    assert lines[1] == 'LAST\tLen\t"Bo ′B′ Lind CREATE LAST P31 Q1"'

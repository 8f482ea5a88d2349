"""`kg query` as a user types it: list, explanation, formats read by other programs, messages, exit codes."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
import xml.etree.ElementTree as ET
from collections.abc import Callable
from pathlib import Path

import pytest
import rdflib

from kg.cli import run
from kg.pipeline import Built
from kg.queries import catalogue
from tests.conftest import CHECKOUT

RESULTS = "{http://www.w3.org/2005/sparql-results#}"
Kg = Callable[..., tuple[int, str, str]]


@pytest.fixture
def kg(built: Built, capfd: pytest.CaptureFixture[str]) -> Kg:
    """Run `kg query` on the built store: exit code, standard output, standard error."""

    def ask(*arguments: str, out: Path | None = built.out) -> tuple[int, str, str]:
        code = run(["query", *arguments, *(["--out", str(out)] if out else [])])
        return code, *capfd.readouterr()

    return ask


@pytest.fixture
def file(tmp_path: Path) -> Callable[[str], str]:
    """A query file with the text given."""

    def write(text: str) -> str:
        path = tmp_path / "mine.rq"
        path.write_text(text, encoding="utf-8")
        return str(path)

    return write


# --- listing, explaining, asking ------------------------------------------------------------------------------------


def test_without_a_name_it_lists_the_saved_queries(kg: Kg) -> None:
    code, out, err = kg(out=None)
    assert (code, err) == (0, "")
    lines = out.splitlines()
    assert lines[0].split() == ["name", "title", "for"]
    assert [line.split()[0] for line in lines[1:]] == [query.name for query in catalogue()]
    assert "Who wrote to whom, and how often" in out


def test_explain_says_what_a_query_answers(kg: Kg) -> None:
    code, out, _ = kg("file-contents", "--explain", out=None)
    assert code == 0
    for said in (
        "What a file keeps, in leaf order",
        "for: archivist",
        "?shelfmark  of the document",
        "-p file=archive/",
    ):
        assert said in out
    assert out.rstrip().endswith("ORDER BY ?file ?first ?last ?shelfmark ?text") and "#+" not in out


def test_explain_shows_the_query_as_an_endpoint_would_get_it(kg: Kg) -> None:
    _, out, _ = kg("reply-chain", "--explain", "-p", "letter=l0039")
    assert "WHERE { VALUES (?letter) { (<https://w3id.org/letterkg/stalin-kaganovich/letter/l0039>) }" in out


def test_the_table_is_plain_in_a_pipe(kg: Kg) -> None:
    code, out, err = kg("reply-chain", "-p", "letter=letter/l0039")
    assert (code, err) == (0, "")
    lines = out.splitlines()
    assert lines[0].split() == ["answered", "title", "earliest"]
    assert lines[1].startswith("letter/l0034  Stalin to Kaganovich, letter, 15 June 1932") and lines[1].endswith(
        "1932-06-15"
    )
    assert len({line.rindex("1932-06") for line in lines[1:]}) == 1  # aligned


def test_the_table_is_drawn_on_a_terminal(kg: Kg, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    _, out, _ = kg("reply-chain", "-p", "letter=l0039")
    assert "│ letter/l0034 │" in out and "answered" in out


@pytest.mark.parametrize("value", ["p0005", "person/p0005", "wd:Q186185"])
def test_an_iri_may_be_short(kg: Kg, value: str) -> None:
    _, out, _ = kg("letters-of-person", "-p", f"person={value}", "--format", "csv")
    assert out.count("letter/l0023") == (0 if value.startswith("wd") else 1)


def test_yes_or_no(kg: Kg) -> None:
    assert kg("wrote-to", "-p", "author=p0001", "-p", "addressee=p0008")[:2] == (0, "yes\n")
    assert kg("wrote-to", "-p", "author=p0008", "-p", "addressee=p0001")[:2] == (0, "no\n")


def test_a_file_and_standard_input(kg: Kg, file: Callable[[str], str], monkeypatch: pytest.MonkeyPatch) -> None:
    text = "PREFIX ep: <https://w3id.org/letterkg/ns#>\nSELECT (COUNT(?l) AS ?n) WHERE { ?l a ep:Letter }"
    assert kg(file(text), "--format", "csv")[:2] == (0, "n\r\n72\r\n")
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text.encode())))
    assert kg("-", "--format", "tsv")[:2] == (0, "?n\n72\n")


def test_a_file_with_a_header_has_parameters(kg: Kg, file: Callable[[str], str]) -> None:
    header = (CHECKOUT / "kg" / "queries" / "letters-of-person.rq").read_text(encoding="utf-8")
    _, mine, _ = kg(file(header), "-p", "person=p0005")
    _, saved, _ = kg("letters-of-person", "-p", "person=p0005")
    assert mine == saved and mine.count("\n") == 7


def test_control_characters_do_not_reach_the_terminal(kg: Kg, file: Callable[[str], str]) -> None:
    _, out, _ = kg(file('SELECT ?x WHERE { BIND("a\\n\\u001B[31mb" AS ?x) }'))
    assert out == "x\na [31mb\n"


# --- formats, read by programs that know nothing of this one --------------------------------------------------------


def test_csv_tsv_json_and_xml_say_the_same(kg: Kg) -> None:
    asked = ("mentions", "-p", "letter=l0030")
    base = "https://w3id.org/letterkg/stalin-kaganovich/"
    table = list(csv.reader(io.StringIO(kg(*asked, "--format", "csv")[1])))
    assert table[0] == ["person", "name", "letter", "title", "spelling", "line"]
    assert table[1][2] == f"{base}letter/l0030" and len(table) > 20

    document = json.loads(kg(*asked, "--format", "json")[1])
    assert document["head"]["vars"] == table[0]
    bindings = document["results"]["bindings"]
    assert [[binding[name]["value"] for name in table[0]] for binding in bindings] == table[1:]
    assert bindings[0]["name"]["xml:lang"] == "en" and bindings[0]["person"]["type"] == "uri"

    root = ET.fromstring(kg(*asked, "--format", "xml")[1])
    assert [one.get("name") for one in root.iter(f"{RESULTS}variable")] == table[0]
    assert [["".join(b.itertext()) for b in one] for one in root.iter(f"{RESULTS}result")] == table[1:]

    rows = [line.split("\t") for line in kg(*asked, "--format", "tsv")[1].splitlines()]
    assert rows[0] == [f"?{name}" for name in table[0]]
    assert rows[1][0] == f"<{table[1][0]}>" and rows[1][1] == f'"{table[1][1]}"@en' and rows[1][5] == table[1][5]


def test_yes_or_no_in_json_and_xml(kg: Kg) -> None:
    asked = ("wrote-to", "-p", "author=p0001", "-p", "addressee=p0002")
    assert json.loads(kg(*asked, "--format", "json")[1])["boolean"] is True
    assert ET.fromstring(kg(*asked, "--format", "xml")[1]).findtext(f"{RESULTS}boolean") == "true"


def test_a_graph_in_turtle_and_ntriples(kg: Kg) -> None:
    asked = ("schema-org-letters", "-p", "letter=l0001")
    turtle = rdflib.Graph().parse(data=kg(*asked)[1], format="turtle")
    triples = rdflib.Graph().parse(data=kg(*asked, "--format", "ntriples")[1], format="nt")
    assert set(turtle) == set(triples) and len(turtle) > 10
    assert kg(*asked)[1] == kg(*asked)[1]  # the same order every time


@pytest.mark.parametrize(
    ("name", "format_", "message"),
    [
        (
            "wrote-to",
            "csv",
            "this query answers with yes or no, which csv cannot hold\n  its formats are: table, json, xml",
        ),
        ("correspondents", "turtle", "answers with solutions, which turtle cannot hold"),
        (
            "lettersampo-view",
            "table",
            "answers with a graph, which table cannot hold\n  its formats are: turtle, ntriples",
        ),
    ],
)
def test_a_format_that_cannot_hold_the_answer_is_refused(kg: Kg, name: str, format_: str, message: str) -> None:
    code, out, err = kg(name, "--format", format_)
    assert (code, out) == (2, "") and message in err


def test_a_closed_pipe_is_quiet(built: Built) -> None:
    command = [sys.executable, "-m", "kg", "query", "mentions", "--format", "json", "--out", str(built.out)]
    process = subprocess.Popen(command, cwd=CHECKOUT, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert process.stdout and process.stderr
    process.stdout.read(10)
    process.stdout.close()
    assert process.stderr.read() == b""
    assert process.wait(30) == 1


# --- what can go wrong ----------------------------------------------------------------------------------------------


def test_a_person_is_named(kg: Kg) -> None:
    named, numbered = (kg("letters-of-person", "-p", f"person={who}") for who in ("Molotov", "p0004"))
    assert named == numbered and named[1].count("Vyacheslav Molotov") > 5
    code, out, err = kg("about-topic", "-p", "topic=relations")
    assert (code, out) == (2, "") and "'relations' can be topic/china (Relations with China), topic/germany" in err


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["replys"], 2, "kg: no saved query 'replys'\n  did you mean 'replies'? `kg query` lists them"),
        (["nonsense-xyzzy"], 2, "kg: no saved query 'nonsense-xyzzy'\n  `kg query` lists them"),
        (["no-such-file.rq"], 1, "no-such-file.rq: there is no such file"),
        (["reply-chain"], 2, "kg: reply-chain needs the parameter letter"),
        (["reply-chain", "-p", "leter=l1"], 2, "did you mean 'letter'? its parameters are: letter"),
        (["correspondents", "-p", "x=1"], 2, "kg: correspondents has no parameter 'x'\n  it has none"),
        (["mentions", "-p", "person"], 2, "-p person: no value\n  write -p NAME=VALUE"),
        (["mentions", "-p", "person=p0001", "-p", "person=p0002"], 2, "parameter person is given twice"),
        (["mentions", "-p", "person=p9999"], 2, "nothing here has the identifier or the name 'p9999'"),
        (
            ["why", "-p", "about=letter/l9999"],
            2,
            "nothing in the graph is called https://w3id.org/letterkg/stalin-kaganov",
        ),
        (["why", "-p", "about=letter/l9999"], 2, "\n  there are letter/l0001 to letter/l0072; kg query find-name"),
        (["mentions", "-p", "person=person/p9999"], 2, "there are person/p0001 to person/"),
        (
            ["why", "-p", "about=l0001", "-p", "property=ep:autor"],
            2,
            "parameter property: nothing in the graph is called",
        ),
        (["mentions", "-p", 'person=<x"> . } DROP ALL>'], 2, "is not an IRI: it has '\"' in it"),
        (["letters-by-number", "-p", "number=many"], 2, "parameter number: 'many' is not a whole number"),
        (["letters-certainly-in-window", "-p", "from=June"], 2, "'June' is not a day; write it as YYYY-MM-DD"),
        (["--explain"], 2, "kg: which query?"),
        (["-p", "a=b"], 2, "kg: which query?"),
    ],
)
def test_messages(kg: Kg, arguments: list[str], code: int, message: str) -> None:
    got, out, err = kg(*arguments)
    assert (got, out) == (code, "")
    assert message in err and "Traceback" not in err


def test_of_other_peoples_iris_it_says_that_nothing_is_called_so(kg: Kg) -> None:
    code, out, err = kg("why", "-p", "about=wd:Q99999999")
    assert (code, len(out.splitlines())) == (0, 1)
    assert err == "kg: parameter about: nothing in the graph is called http://www.wikidata.org/entity/Q99999999\n"
    code, out, err = kg("links-with-evidence", "-p", "authority=gnd:")  # the beginning of IRIs: rows, and no word
    assert (code, err) == (0, "") and len(out.splitlines()) > 1


def test_a_hostile_value_harms_nothing(kg: Kg) -> None:
    before = kg("correspondents")[1]
    code, out, err = kg("find-name", "-p", 'text="> . } DROP ALL', "--format", "csv")
    assert (code, out.strip(), err) == (0, "thing,name,found", "")
    assert kg("correspondents")[1] == before


@pytest.mark.parametrize(
    ("text", "place", "message", "line"),
    [
        (
            "SELECT ?s WHERE {\n  ?s ep:author ?a }\n",
            "2:15",
            "a prefix is not declared here; add PREFIX",
            "?s ep:author",
        ),
        ("SELECT ?s WHERE {\n  ?s ?p '1' '2'\n}\n", "2:13", "this cannot stand here: '2'", "?s ?p '1' '2'"),
        ("SELECT ?s WERE {\n  ?s ?p ?o }\n", "1:11", "this cannot stand here: WERE", "SELECT ?s WERE {"),
        ("SELECT ?s {?s ?p ?o}\n\nORDR BY ?s", "3:1", "this cannot stand here: ORDR", "ORDR BY ?s"),
        ("SELECT ?s WHERE {\n  ?s ?p ?o\n", "3:1", "the query ends too early", ""),
        ("SELECT ?s (COUNT(?p) AS ?c) {?s ?p ?o}", "1:39", "a variable that is neither grouped nor bound", "SELECT"),
        ("SELECT ?s {?s <rel> ?o}", "1:20", "this is not a whole IRI", "<rel>"),
    ],
)
def test_a_syntax_error_shows_the_place(
    kg: Kg, file: Callable[[str], str], text: str, place: str, message: str, line: str
) -> None:
    path = file(text)
    code, out, err = kg(path)
    assert (code, out) == (1, "")
    first, shown, mark = err.splitlines()
    assert first.startswith(f"kg: {path}:{place}: not SPARQL 1.1: ") and message in first
    assert line in shown and mark.endswith("^") and mark.index("^") == int(place.rpartition(":")[2]) + 1


@pytest.mark.parametrize(
    "text", ["DROP ALL", "# a note\nPREFIX a: <b:>\nINSERT DATA { <a:a> <a:b> <a:c> }", "CLEAR DEFAULT"]
)
def test_updates_are_refused(kg: Kg, file: Callable[[str], str], text: str) -> None:
    for where in ([], ["--endpoint", "http://127.0.0.1:9/"]):  # nobody is asked
        code, out, err = kg(file(text), *where)
        assert (code, out) == (2, "") and "is an update, and `kg query` only reads" in err


def test_text_that_is_no_query(kg: Kg, file: Callable[[str], str]) -> None:
    for text in ("", "Dear Comrade,"):
        code, out, err = kg(file(text))
        assert (code, out) == (1, "") and "not SPARQL 1.1" in err
    path = file("")
    Path(path).write_bytes("SELECT ?а".encode("cp1251"))
    code, out, err = kg(path)
    assert (code, out) == (1, "") and "not UTF-8" in err


def test_without_a_store_it_says_what_to_do(kg: Kg, tmp_path: Path) -> None:
    code, out, err = kg("correspondents", out=tmp_path)
    assert (code, out) == (1, "")
    assert err == f"kg: {tmp_path}/store: there is no store here\n  make it with `kg build`\n"
    assert list(tmp_path.iterdir()) == []


def test_the_store_itself_can_be_named(kg: Kg, built: Built) -> None:
    assert kg("correspondents", out=built.out / "store")[1] == kg("correspondents")[1]


def test_it_works_while_another_process_reads_and_on_a_store_that_cannot_be_written(built: Built) -> None:
    command = [sys.executable, "-m", "kg", "query", "provenance", "--format", "csv", "--out", str(built.out)]
    both = [
        subprocess.Popen(command, cwd=CHECKOUT, stdout=subprocess.PIPE, text=True, env={**os.environ, "LC_ALL": "C"})
        for _ in range(2)
    ]
    answers = [process.communicate(timeout=60)[0] for process in both]
    assert answers[0] == answers[1] and "РОССПЭН" in answers[0]

"""Claims: what was rejected is nowhere but in their graph, and each value that counts can be followed to its line."""

from __future__ import annotations

import csv
import gzip
import os
import subprocess
import sys
from pathlib import Path

import pytest
import zstandard
from disputed_workspace import disputed, table, witness, workspace
from pyoxigraph import Store
from small_workspace import BASE, EDITION, NAME

from kg.errors import KgError
from kg.map.claim import sentence
from kg.pipeline import Built, build
from kg.publish.store import open_store
from kg.records.claim import Claim
from kg.review import open_questions
from tests.saved_queries import Rows, column, rows

# A person whom no table has, a place, a day as EDTF and in words: the printed heading alone says them of l0001.
PLANTED = ("Quillfeather", "Ultima Thule", "1900-02-17", "17 February 1900")
LETTER = f"{BASE}letter/l0001"
WITH_CLAIMS = ["cidoc-crm.ttl", "nq.gz", "nq.zst", "trig.gz"]  # of the dumps; the first has them as propositions


@pytest.fixture(scope="module")
def planted(tmp_path_factory: pytest.TempPathFactory) -> Built:
    folder = tmp_path_factory.mktemp("planted")
    built = build(workspace(folder / "data"), folder / "out")
    assert built.report.passed
    return built


def said(built: Built, about: str = "l0001") -> Rows:
    return rows(open_store(built.out / "store"), "why", about=about)


def texts(built: Built) -> dict[str, str]:
    """The dumps by the ends of their names, views and tables by their names."""
    unpack = {
        ".gz": gzip.decompress,
        ".zst": lambda data: zstandard.ZstdDecompressor().decompressobj().decompress(data),
    }
    found = {}
    for path in (built.out / "dump").iterdir():
        data = unpack.get(path.suffix, bytes)(path.read_bytes())
        found[path.name.removeprefix(f"{NAME}.")] = data.decode()
    return found


# --- quarantine -----------------------------------------------------------------------------------------------------


def test_what_is_rejected_is_met_by_no_query_without_a_graph(planted: Built) -> None:
    store = open_store(planted.out / "store")
    terms = {str(term) for solution in store.query("SELECT ?s ?p ?o { ?s ?p ?o }") for term in solution}
    assert any(LETTER in term for term in terms)
    for value in PLANTED:
        assert not [term for term in terms if value.casefold() in term.casefold()]
    for row in said(planted):
        assert not [term for term in terms if row["claim"] in term]
    # Moe is a person of the workspace, but no path leads from the letter to him, as one does to its author.
    for person, tied in (("p0001", True), ("p0003", False)):
        path = f"ASK {{ <{LETTER}> (!<x:>)+ <{BASE}person/{person}> }}"
        assert bool(store.query(path)) is tied  # type: ignore[arg-type]
        assert bool(store.query(f"ASK {{ <{BASE}person/{person}> ?p ?o }}"))  # type: ignore[arg-type]
        back = f"ASK {{ <{BASE}person/{person}> ?p <{LETTER}> }}"
        assert not bool(store.query(back))  # type: ignore[arg-type]


def test_what_is_rejected_stands_in_the_dumps_with_graphs_alone(planted: Built) -> None:
    found = texts(planted)
    assert {"nt.gz", "nt.zst", "ttl", "jsonld", "core.ttl", "ric-o.ttl", "letters.csv"} < set(found)
    for value in PLANTED:
        assert [name for name in sorted(found) if value in found[name]] == WITH_CLAIMS
    graph = f"<{BASE}graph/claims/{EDITION}> ."
    for line in found["nq.gz"].splitlines():
        assert line.endswith(graph) or not any(value in line for value in PLANTED)


def test_each_saying_is_told_with_its_line_and_its_fate(planted: Built) -> None:
    found = [(row["line"], row["status"].rpartition("#")[2], row["reading"]) for row in said(planted)]
    against = "outweighed by the signature at line 18"
    assert [(line, reading) for line, status, reading in found if status == "rejected"] == [
        ("10", "the printed heading at line 10 names Ultima Thule as addressee; outweighed by the salutation or"
               " address line at line 12"),
        ("10", f"the printed heading at line 10 names Moe as sender; {against}"),
        ("10", f"the printed heading at line 10 names Quillfeather as sender; {against}"),
        ("10", "the printed heading at line 10 gives the date 17 February 1900; outweighed by the dateline at"
               " line 19"),
    ]  # fmt: skip
    assert ("18", "adopted", "the signature at line 18 names Ruus as sender; adopted") in found
    assert ("19", "adopted", "the dateline at line 19 gives the date 1 March 1900; adopted") in found


def claim(value: str, witness_: str, line: int, status: str, field: str = "sender") -> Claim:
    return Claim(
        id=f"c{line:08}{value[-8:]}", about="l0001", field=field, value=value, witness=witness_, voice="author",
        raw=value, lines=(line, line), status=status, certainty="certain", rule="rule-own-words",  # type: ignore[arg-type]
    )  # fmt: skip


@pytest.mark.parametrize(
    ("one", "others", "expected"),
    [
        (claim("Ruus", "signature", 18, "adopted"), [], "the signature at line 18 names Ruus as sender; adopted"),
        (
            claim("Moe", "heading", 10, "rejected"),
            [claim("Ruus", "signature", 18, "adopted"), claim("Ruus", "displaced-heading", 40, "adopted")],
            "the printed heading at line 10 names Moe as sender; outweighed by the signature at line 18 and the "
            "displaced heading at line 40",
        ),
        (
            claim("l0002", "cross-reference", 14, "candidate", "refers-to"),
            [],
            "the reference to another letter at line 14 may speak of l0002; candidate, undecided",
        ),
        (
            claim("l0002", "cross-reference", 14, "candidate", "refers-to"),
            [claim("l0003", "cross-reference", 15, "adopted", "refers-to")],
            "the reference to another letter at line 14 may speak of l0002; undecided",
        ),
        (
            claim("1900-03-02", "editor-footnote", 14, "candidate", "decided-on"),
            [claim("1900-03-01", "editor-footnote", 15, "adopted", "decided-on")],
            "the footnote of the editors at line 14 gives the day 2 March 1900; undecided beside the footnote of the "
            "editors at line 15",
        ),
        (
            claim("l0002", "inference", 14, "rejected", "aligned-to"),
            [claim("l0003", "inference", 14, "adopted", "aligned-to")],
            "the inference at line 14 shows that the heading belongs to l0002; rejected in favour of l0003",
        ),
        (
            claim("[..1900-03-01]", "dateline", 19, "adopted", "date"),
            [],
            "the dateline at line 19 gives the date not after 1 March 1900; adopted",
        ),
        (
            claim("l0002", "shared-leaf", 14, "adopted", "reply-to"),
            [],
            "the leaf with two texts at line 14 shows that it answers l0002; adopted",
        ),
        (
            claim("Ruus to Moe + Lind: telegram of 1900-03-01, agreed", "editor-footnote", 14, "adopted", "reference"),
            [],
            "the footnote of the editors at line 14 speaks of a telegram of Ruus to Moe and Lind, of 1 March 1900, "
            "that agrees; adopted",
        ),
        (
            claim("missing, line 12", "editor-footnote", 14, "adopted", "enclosure"),
            [],
            "the footnote of the editors at line 14 speaks of an enclosure that is missing, sent at line 12; adopted",
        ),
        (
            claim("sent 0 of Ruus + Moe", "cross-reference", 14, "adopted", "enclosure"),
            [],
            "the reference to another letter at line 14 speaks of writings of Ruus and Moe sent with the letter; "
            "adopted",
        ),
        (
            claim("1900-03-01T18:05", "secretary-note", 14, "adopted", "sent"),
            [],
            "the note of a secretary at line 14 says that it was sent at 18:05 on 1 March 1900; adopted",
        ),
    ],
)
def test_sentences(one: Claim, others: list[Claim], expected: str) -> None:
    assert sentence(one, [one, *others]) == expected


# --- identifiers ----------------------------------------------------------------------------------------------------


def test_two_runs_with_other_hashes_make_the_same_bytes(tmp_path: Path) -> None:
    data = workspace(tmp_path / "data")
    made = []
    for seed in ("1", "4711"):
        out = tmp_path / seed
        command = [sys.executable, "-m", "kg", "build", str(data), "--out", str(out)]
        subprocess.run(command, env={**os.environ, "PYTHONHASHSEED": seed}, check=True, capture_output=True)
        made.append({path.name: path.read_bytes() for path in (out / "dump").iterdir()})
    assert made[0] == made[1]
    assert b"/claim/c" in gzip.decompress(made[0][f"{NAME}.nq.gz"])


def test_another_witness_changes_no_claim_that_was_there(planted: Built, tmp_path: Path) -> None:
    more = build(workspace(tmp_path / "data", disputed(witness("number", "7", "number", 17, "No. 7"))), tmp_path / "o")
    before, after = ({(row["claim"], row["reading"]) for row in said(built)} for built in (planted, more))
    assert before < after
    assert {reading for _, reading in after - before} == {
        "the number on the document at line 17 gives the number No. 7; adopted"
    }
    # A witness that outranks others changes their fate, not their names.
    signed = disputed(witness("date", "1900-03-02", "dateline", 11))
    fate = build(workspace(tmp_path / "fate", signed), tmp_path / "fate-out")
    assert {row["claim"] for row in said(planted)} < {row["claim"] for row in said(fate)}


@pytest.mark.parametrize(
    ("value", "property_"),
    [("?letter ep:author ?value", "author"), ("?letter ep:addressee ?value", "addressee")],
)
def test_each_party_that_counts_has_an_adopted_claim_with_a_line(store: Store, value: str, property_: str) -> None:
    assert with_claim(store, value, property_, "crm:P141_assigned ?value ;") == (with_claim(store, value, property_), 0)


def test_each_date_that_counts_has_an_adopted_claim_with_a_line(store: Store) -> None:
    pattern = "?letter ep:writtenOn ?span . ?span ep:edtf ?value"
    counted = with_claim(store, pattern, "writtenOn")
    assert with_claim(store, pattern, "writtenOn", "") == (counted, 0)
    assert counted == 72


def with_claim(store: Store, pattern: str, property_: str, assigned: str | None = None) -> int | tuple[int, int]:
    """How many values `pattern` has; with `assigned`, also how many of them have no adopted claim with a line."""
    head = """
        PREFIX crm: <http://www.cidoc-crm.org/cidoc-crm/>
        PREFIX ep: <https://w3id.org/letterkg/ns#>
        PREFIX voc: <https://w3id.org/letterkg/voc#>
        SELECT DISTINCT ?letter ?value """
    every = list(store.query(f"{head} {{ ?letter a ep:Letter . {pattern} }}"))  # type: ignore[arg-type]
    if assigned is None:
        return len(every)
    claimed = f"""GRAPH ?claims {{
        ?claim ep:aboutRecord ?letter ; ep:status voc:adopted ; {assigned}
            crm:P177_assigned_property_of_type ep:{property_} ; crm:P16_used_specific_object ?passage .
        ?passage ep:firstLine ?line }}"""
    without = f"{head} {{ ?letter a ep:Letter . {pattern} FILTER NOT EXISTS {{ {claimed} }} }}"
    return len(every), len(list(store.query(without)))  # type: ignore[arg-type]


# --- disputing a claim ----------------------------------------------------------------------------------------------

ROW_OF = f"""
    PREFIX ep: <https://w3id.org/letterkg/ns#>
    PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
    SELECT ?row {{ GRAPH ?claims {{ ?claim ep:disputeRow ?row ; rdfs:label ?reading }}
        FILTER(CONTAINS(?reading, "READING") && STRSTARTS(STR(?claim), "{BASE}")) }}"""


def dispute(built: Built, reading: str) -> str:
    """The row that a claim offers, filled in."""
    (solution,) = open_store(built.out / "store").query(ROW_OF.replace("READING", reading))  # type: ignore[misc, union-attr]
    row: str = solution["row"].value
    return row.replace("REASON", "a postmark").replace("YOUR NAME", "A. Editor").replace("YYYY-MM-DD", "2026-01-01")


@pytest.mark.parametrize(
    ("reading", "query", "values", "expected"),
    [
        ("gives the date 17 February", "letters-certainly-in-window", ("earliest", "latest"), ("1900-02-17",) * 2),
        ("names Moe as sender", "letters-of-person", ("letter", "role"), ("letter/l0001", "author")),
    ],
)
def test_the_row_that_a_claim_offers_changes_the_value(
    planted: Built, tmp_path: Path, reading: str, query: str, values: tuple[str, str], expected: tuple[str, str]
) -> None:
    built = build(workspace(tmp_path / "data", judged=f"{dispute(planted, reading)}\n"), tmp_path / "out")
    assert built.report.passed
    parameters = {"person": "p0003"} if query == "letters-of-person" else {}
    found = rows(open_store(built.out / "store"), query, **parameters)
    mine = [row for row in found if row["letter"] == "letter/l0001"]
    assert column(mine, *values) == [expected]
    judged = [row for row in said(built) if row["rule"].endswith("#rule-curator")]
    assert judged and {row["reason"] for row in judged} == {"a postmark"}
    outweighed = {row["reading"].partition("; ")[2] for row in judged if row["status"].endswith("#rejected")}
    assert outweighed == {"rejected by the judgement of A. Editor"}  # whatever outweighed it before
    statuses = {row["reading"].split(";")[0]: row["status"].rpartition("#")[2] for row in said(built)}
    assert [status for words, status in statuses.items() if reading in words and "heading" in words] == ["adopted"]


def test_the_row_of_a_claim_that_counts_leaves_the_value_open(planted: Built, tmp_path: Path) -> None:
    row = dispute(planted, "gives the date 1 March")
    assert next(csv.reader([row]))[:3] == ["l0001", "date", ""]
    with pytest.raises(KgError, match=r"adjudications\.csv:2") as error:
        build(workspace(tmp_path / "data", judged=f"{row}\n"), tmp_path / "out")
    assert "value" in str(error.value)


def test_a_row_on_claims_that_have_changed_is_told_of_and_does_not_count(planted: Built, tmp_path: Path) -> None:
    cells = next(csv.reader([dispute(planted, "gives the date 17 February")]))
    cells[3] = "c" + "0" * 16
    data = workspace(tmp_path / "data", judged=",".join(cells) + "\n")
    first = open_questions(data, None).cases[0]
    assert (first.id, first.kind, first.weight, first.about) == ("stale-2", "stale", 100, "l0001")
    built = build(data, tmp_path / "out")
    assert not built.files
    (found,) = (result for result in built.report.results if result.rule == "S42")
    assert (found.file, found.lines, built.report.passed) == (str(table(data)), (2, 2), False)


@pytest.mark.parametrize(
    ("judged", "line", "says"),
    [
        ("l0001,date,1900-04-01,,seen,me,2026-01-01,\nl0001,date,1900-04-02,,seen,me,2026-01-01,\n", 3, "on line 2"),
        ("l0009,date,1900-04-01,,seen,me,2026-01-01,\n", 2, "no letter 'l0009'"),
        ("l0001,senders,p0009,,seen,me,2026-01-01,\n", 2, "no person and no group 'p0009'"),
        ("l0001,date,Easter,,seen,me,2026-01-01,\n", 2, "not a date"),
        ("l0001,date,1900-04-01,,seen,,2026-01-01,\n", 2, "curator"),
        ("l0001,date,1900-04-01,,,me,2026-01-01,\n", 2, "reason"),
        ("l0001,date,1900-04-01,c1,seen,me,2026-01-01,\n", 2, "not a claim's identifier"),
    ],
)
def test_a_judgement_that_cannot_be_is_refused_with_its_line(tmp_path: Path, judged: str, line: int, says: str) -> None:
    data = workspace(tmp_path / "data", judged=judged)
    with pytest.raises(KgError) as error:
        build(data, tmp_path / "out")
    assert f"{table(data).name}:{line}" in str(error.value)
    assert says in str(error.value)
    assert not (tmp_path / "out" / "dump").exists()

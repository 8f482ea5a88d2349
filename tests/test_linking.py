"""Proposing links: names in any transliteration, the labelled set with its namesakes, the rows of the ledger."""

from __future__ import annotations

import csv
import dataclasses
from collections import Counter
from pathlib import Path

import pytest
from conftest import WORKSPACE, Built, shared_file
from hypothesis import given
from hypothesis import strategies as st
from msgspec import json as msgspec_json
from msgspec.structs import replace
from pyoxigraph import NamedNode, Store
from small_workspace import write

from kg.cli import run
from kg.ledger import read_ledger
from kg.linking import propose, rows_of, write_rows
from kg.ns import AUTHORITY_FILES, CRM, DCTERMS, EP, LA, LINK_STATUSES, OWL, SCHEMA, SSSOM, VOC, bare
from kg.reconcile.matching import Index, match
from kg.reconcile.similarity import person_names, word_likeness
from kg.reconcile.skeleton import keys, skeletons
from kg.reconcile.sources.snapshot import read_snapshot
from kg.records import Profile
from kg.workspace import Workspace, load_workspace

LABELLED = Path(__file__).parent / "linking" / "persons.csv"
SPELLINGS = [
    "Розенгольц Rozengolts Rosengolz Rozengol'c Rozengol'ts Rosengoltz",
    "Каганович Kaganovich Kaganovič Kaganowitsch Kaganovic Kaganovitch",
    "Орджоникидзе Ordzhonikidze Ordžonikidze Ordschonikidse Ordzonikidze Ordjonikidze",
    "Чубарь Čubar Tschubar Chubar'",
    "Карахан Karachan Karakhan Karahan",
    "Пятаков Pjatakow Pyatakov Piatakov Pâtakov",
    "Вейцер Vejcer Weizer Weitzer Veitser",
    "Хрущёв Khrushchev Chruschtschow Chruščev Hruŝëv Khrouchtchev",
    "Жданов Zhdanov Zdanov Schdanow Ždanov Jdanov",
    "Литвинов Litvinoff Litwinow Litvinov",
    "Шолохов Sholokhov Solochov Scholochow",
    "Петровский Petrovskii Petrovskij Petrowski Petrovsky",
]


def person(*names: str, iri: str = "https://example.org/authority/1", **known: object) -> Profile:
    return Profile(iri=iri, kind="person", names=names, seen="somewhere", **known)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def workspace() -> Workspace:
    """The checkout's workspace as if nobody had linked anything."""
    return dataclasses.replace(load_workspace(WORKSPACE), links=())


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """A workspace of two letters that has no ledger."""
    return write(tmp_path / "data")


def undated(workspace: Workspace) -> Workspace:
    persons = tuple(replace(row, born="", died="") for row in workspace.authorities.persons)
    return dataclasses.replace(workspace, authorities=dataclasses.replace(workspace.authorities, persons=persons))


@pytest.mark.parametrize("line", SPELLINGS)
def test_transliterations_of_a_name_meet(line: str) -> None:
    words = line.split()
    assert frozenset.intersection(*(keys(word) for word in words)), "no key in common"
    assert all(word_likeness(words[0], word) >= 0.88 for word in words)


@pytest.mark.parametrize(
    ("one", "other"), [("Kosior", "Kostov"), ("Litvinov", "Livanov"), ("Postyshev", "Popov"), ("Molotov", "Kalinin")]
)
def test_other_names_do_not_meet(one: str, other: str) -> None:
    assert word_likeness(one, other) < 0.88


@given(st.text(max_size=40))
def test_any_text_has_skeletons(text: str) -> None:
    assert all(set(s) <= set("abcdefghijklmnopqrstuvwxyz0123456789SCH") for s in skeletons(text))
    person_names((text,), (text, "A. B"))


@pytest.mark.parametrize(
    ("ours", "theirs", "fits"),
    [
        ("L. M. Kaganovich", "Kaganovich, Lazar M.", True),
        ("L. M. Kaganovich", "M. L. Kaganovich", False),
        ("St. Kosior", "Косиор, Станислав Викентьевич", True),
        ("Iosif Kosior", "Косиор, Станислав Викентьевич", False),
        ("Maria Orakhelashvili", "Орахелашвили, Мамия", False),
        ("Ya. A. Yakovlev", "Jakowlew, Jakow Arkadjewitsch", True),
        ("Grigory Ivanovich Petrovsky", "Petrovskij, Grigorij Grigor'evič", False),
        ("Yamamoto Isoroku", "Isoroku Yamamoto", True),
        ("Herbert von Dirksen", "Dirksen, Herbert von", True),
    ],
)
def test_given_names_and_initials_tell_namesakes_apart(ours: str, theirs: str, fits: bool) -> None:
    assert (person_names((ours,), (theirs,)).score >= 0.8) is fits


def test_initials_are_no_evidence_of_their_own() -> None:
    assert not person_names(("V. R. Menzhinsky",), ("Menshinskij, V. R.",)).given
    assert person_names(("Vyacheslav Menzhinsky",), ("Menshinskij, Wjatscheslaw R.",)).given


def test_a_surname_alone_says_little() -> None:
    assert person_names(("Yamamoto",), ("Isoroku Yamamoto",)).score <= 0.6


def accepted(workspace: Workspace) -> tuple[list[tuple[str, str]], set[tuple[str, str]]]:
    """Pairs of ours and a candidate that a program accepts, and all that it proposes."""
    proposed = propose(workspace, read_snapshot(LABELLED))
    pairs = [(p.match.sought.iri.rpartition("/")[2], p.match.candidate.iri, p.accepted) for p in proposed.proposals]
    return [pair[:2] for pair in pairs if pair[2]], {pair[:2] for pair in pairs}


@pytest.mark.parametrize(("dated", "recall"), [(True, 0.75), (False, 0.02)])
def test_what_a_program_accepts_is_right(workspace: Workspace, dated: bool, recall: float) -> None:
    """Precision 1.00 with the life dates of our table and without; all others wait for a person."""
    with LABELLED.open(encoding="utf-8") as file:
        truth = {(row["truth"], row["iri"]) for row in csv.DictReader(file) if row["truth"]}
    right, all_ = accepted(workspace if dated else undated(workspace))
    assert set(right) <= truth
    assert len(right) / len(truth) >= recall
    assert truth <= all_, "found, if only for a person to look at"


def test_the_traps_are_not_accepted(workspace: Workspace) -> None:
    with LABELLED.open(encoding="utf-8") as file:
        traps = {row["iri"] for row in csv.DictReader(file) if not row["truth"]}
    for known in (workspace, undated(workspace)):
        assert not traps & {iri for _, iri in accepted(known)[0]}


def test_life_dates_that_cannot_be_stand_in_the_way() -> None:
    ours = person("Ada Ruus", born="1860", died="1920", active=("1900-01-01", "1901-01-01"))
    for known, why in (
        ({"died": "1899"}, "died in 1899, and in the letters of 1901-01-01"),
        ({"born": "1895"}, "born in 1895"),
        ({"born": "1860", "died": "1930"}, "life dates disagree"),
        ({"born": "1770"}, "born in 1770"),
    ):
        against = match(ours, person("Ada Ruus", **known)).against
        assert any(why in feature.words for feature in against), known
    good = match(ours, person("Ada Ruus", born="1860-03-02", died="1920"))
    assert not good.against
    assert good.score > 0.95


def test_an_index_finds_by_any_spelling_and_ranks() -> None:
    index = Index.of([person("Розенгольц, Аркадий", iri="u:1"), person("Rosenberg, Arkadij", iri="u:2")])
    assert [m.candidate.iri for m in index.matches(person("Arkady Rosengolz", iri="u:9"))] == ["u:1"]


def test_rows_go_to_the_ledger_once(small: Path, tmp_path: Path) -> None:
    snapshot = tmp_path / "a.csv"
    snapshot.write_text('iri,name,kind,born,occupation\nhttps://example.org/a/1,"Ruus, Ada",person,1860,fisher\n')
    for _ in range(2):
        loaded = load_workspace(small)
        write_rows(loaded, rows_of(propose(loaded, read_snapshot(snapshot)), "2026-11-23"))
    (link,) = load_workspace(small).links
    assert (link.subject, link.object, link.status, link.tool.split()[0]) == (
        "p0001", "https://example.org/a/1", "open", "letterkg"
    )  # fmt: skip
    assert link.features_for == ("name: 'Ada Ruus' and 'Ruus, Ada' agree",)
    assert link.seen_in == ("a.csv:2",)


def test_what_was_rejected_is_not_proposed_again(small: Path, tmp_path: Path) -> None:
    snapshot = tmp_path / "a.csv"
    snapshot.write_text('iri,name,kind\nhttps://example.org/a/1,"Ruus, Ada",person\n')
    loaded = load_workspace(small)
    rows = rows_of(propose(loaded, read_snapshot(snapshot)), "2026-11-23")
    write_rows(loaded, [replace(row, status="rejected") for row in rows])
    assert not propose(load_workspace(small), read_snapshot(snapshot)).proposals


def test_the_command_proposes_and_writes_only_when_told(small: Path, tmp_path: Path, capsys) -> None:  # type: ignore[no-untyped-def]
    snapshot = tmp_path / "a.csv"
    snapshot.write_text('iri,name,kind\nhttps://example.org/a/1,"Ruus, Ada",person\nbroken\n')
    ledger = small / "authorities" / "links.sssom.tsv"
    asked = ["link", "--workspace", str(small), "--from", str(snapshot)]
    assert run([*asked, "--format", "json"]) == 0
    out, err = capsys.readouterr()
    assert [row["object"] for row in msgspec_json.decode(out)] == ["https://example.org/a/1"]
    assert f"{snapshot}:3: 1 cells, and 3 columns" in err
    assert not ledger.exists()
    assert run([*asked, "--write", "--date", "2026-11-23"]) == 0
    assert len(read_ledger(ledger.read_bytes(), ledger, load_workspace(small).iris)) == 1
    assert run(["link", "--workspace", str(small)]) == 2
    assert "there are no candidates to look among" in capsys.readouterr().err


def test_every_verified_identifier_is_in_the_ledger() -> None:
    """And none but those; each with where it was seen."""
    links = [link for link in load_workspace(WORKSPACE).links if link.status == "accepted"]
    assert len(links) == 162
    assert all(link.seen_in for link in links)
    waiting = {link.object for link in load_workspace(WORKSPACE).links if link.status == "open"}
    verified = set()
    for line in shared_file("authorities/authorities.jsonl").read_text(encoding="utf-8").splitlines():
        for file, value in msgspec_json.decode(line)["ids"].items():
            base = AUTHORITY_FILES["wd" if file == "wikidata" else file][1]
            verified.add(f"{base}{value}{'/' if file == 'geonames' else ''}")
    assert {link.object for link in links} | waiting == verified
    assert not {link.object for link in links} & waiting


def test_the_graph_has_the_accepted_identifiers_and_no_other(store) -> None:  # type: ignore[no-untyped-def]
    wanted = {link.object for link in load_workspace(WORKSPACE).links if link.status == "accepted"}
    for predicate in (LA.equivalent, SCHEMA.sameAs):
        found = store.query(f"SELECT DISTINCT ?o {{ ?s <{bare(predicate)}> ?o }}")
        assert {row[0].value for row in found} == wanted, predicate


def test_the_ledger_in_rdf_has_every_row_and_asserts_none(built: Built) -> None:
    links = load_workspace(WORKSPACE).links
    graph = Store()
    graph.load(path=str(built.out / "dump" / "links.sssom.ttl"))

    def objects(property_: str) -> Counter[str]:
        return Counter(quad.object.value for quad in graph.quads_for_pattern(None, NamedNode(bare(property_)), None))

    assert objects(OWL.annotatedTarget) == Counter(link.object for link in links)
    assert objects(EP.status) == Counter(bare(LINK_STATUSES[link.status]) for link in links)
    assert objects(DCTERMS.source) == Counter(seen for link in links for seen in link.seen_in)
    assert objects(SSSOM.predicate_modifier).total() == sum(link.status == "rejected" for link in links)
    assert sorted(map(float, objects(SSSOM.confidence).elements())) == sorted(
        link.confidence for link in links if link.confidence is not None
    )
    assert not objects(LA.equivalent) and not objects(SCHEMA.sameAs)


def test_open_links_are_candidates_with_their_evidence(store: Store) -> None:
    """In the graph of links, and nowhere else."""
    for link in load_workspace(WORKSPACE).links:
        if link.status == "open":
            query = (
                f"SELECT ?seen {{ GRAPH ?g {{ ?c {CRM.P141_assigned} <{link.object}> ; {EP.asFound} ?seen ; "
                f"{EP.status} {VOC.candidate} }} }}"
            )
            assert {row[0].value for row in store.query(query)} == set(link.seen_in)
            assert not store.query(f"ASK {{ ?s {LA.equivalent} <{link.object}> }}")


def test_no_identifier_stands_in_the_authority_tables() -> None:
    for file in sorted((WORKSPACE / "authorities").glob("*.csv")):
        text = file.read_text(encoding="utf-8")
        assert not any(base in text for _, base in AUTHORITY_FILES.values()), file.name

"""`kg link` and `kg link check` against servers: an endpoint of Wikidata's shape, a reconciliation service."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest
import small_workspace
from federated_sample import Handler, answering
from pyoxigraph import RdfFormat, Store
from test_link_check import row, workspace

from kg.cli import run
from kg.net import Manners

PREFIXES = """
@prefix owl: <http://www.w3.org/2002/07/owl#> . @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> . @prefix wd: <http://www.wikidata.org/entity/> .
@prefix wdt: <http://www.wikidata.org/prop/direct/> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
ADA = 'wd:Q900001 rdfs:label "Ada Ruus"@en ; wdt:P31 wd:Q5 ; wdt:P227 "118642499" ; '
Link = Callable[..., tuple[int, list[dict[str, object]], str]]


def store(turtle: str) -> Store:
    found = Store()
    found.load(input=(PREFIXES + turtle).encode(), format=RdfFormat.TURTLE)
    return found


@pytest.fixture
def link(tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Link:
    """Run `kg link ...` on a workspace: exit code, what it found, what it said."""
    monkeypatch.setenv("NO_PROXY", "*")
    monkeypatch.setenv("KG_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr("kg.net.MANNERS", Manners(sleep=lambda _: None))

    def ask(data: Path, *arguments: str) -> tuple[int, list[dict[str, object]], str]:
        code = run(["link", *arguments, "--workspace", str(data), "--format", "json"])
        out, said = capfd.readouterr()
        return code, msgspec.json.decode(out) if out else [], said

    return ask


def test_candidates_of_an_endpoint(link: Link, tmp_path: Path) -> None:
    data = small_workspace.write(tmp_path / "data")
    theirs = (
        ADA
        + """wdt:P569 "1860-03-02T00:00:00Z"^^xsd:dateTime ; wdt:P570 "1920-01-01T00:00:00Z"^^xsd:dateTime .
        wd:Q900002 skos:altLabel "Bo Lind"@mul ; wdt:P570 "1899-01-01T00:00:00Z"^^xsd:dateTime .
        wd:Q900003 rdfs:label "Ada Ruusalu"@en . <urn:elsewhere> rdfs:label "Bo Lind"@en ."""
    )
    with answering(store(theirs)) as server:
        code, found, _ = link(data, "--from", server.url())
        assert all(headers["user-agent"].startswith("letterkg/") for _, headers, _ in server.heard)
    assert code == 0
    assert [(one["subject"], one["object"], one["status"]) for one in found] == [
        ("p0001", "http://www.wikidata.org/entity/Q900001", "open")
    ]  # nobody who died before he wrote
    assert found[0]["seen_in"] == [server.url()]


@pytest.mark.parametrize(
    ("theirs", "faults"),
    [
        (ADA + 'wdt:P570 "1900-03-04T00:00:00Z"^^xsd:dateTime .', []),
        (ADA + 'wdt:P570 "1900-03-03T00:00:00Z"^^xsd:dateTime .', ["after-death"]),
        (ADA + 'wdt:P570 "1900-03-01T00:00:00Z"^^xsd:dateTime .', []),  # in March
        (ADA + 'wdt:P570 "1900-01-01T00:00:00Z"^^xsd:dateTime .', []),  # in 1900
        (ADA + 'wdt:P569 "1900-04-02T00:00:00Z"^^xsd:dateTime .', ["before-birth"]),
        (ADA.replace("118642499", "118990306") + 'wdt:P20 wd:Q1 .', ["disagrees"]),
        (ADA.replace("Q5", "Q515") + 'wdt:P20 wd:Q1 .', ["kind"]),
        ("wd:Q900001 owl:sameAs wd:Q900009 .", ["merged"]),
        ("wd:Q900009 rdfs:label \"Ada\"@en .", ["deleted"]),
    ],
)  # fmt: skip
def test_what_items_are_today(link: Link, tmp_path: Path, theirs: str, faults: list[str]) -> None:
    data = workspace(tmp_path, row("p0001", "wd:Q900001"), row("p0001", "gnd:118642499"))
    with answering(store(theirs)) as server:
        code, found, _ = link(data, "check", "--endpoint", server.url())
        ((_, _, query),) = server.heard
    assert "Q900001" in query and "118642499" not in query
    assert ([one["check"] for one in found], code) == (faults, 3 if faults else 0)


def test_half_an_answer_about_items_is_no_answer(link: Link, tmp_path: Path) -> None:
    """An item of which nothing is said is deleted: a part of an answer must not say so of others."""
    data = workspace(tmp_path, row("p0001", "wd:Q900001"))

    def half(handler: Handler) -> None:
        handler.say(200, handler.answer()[:-20], Content_Length=str(len(handler.answer())))

    with answering(store(ADA + "wdt:P20 wd:Q1 ."), half=half) as server:
        code, found, said = link(data, "check", "--endpoint", server.url("/half"))
    assert (code, found) == (1, [])
    assert "the answer broke off" in said


def test_candidates_of_a_reconciliation_service(link: Link, tmp_path: Path) -> None:
    data = small_workspace.write(tmp_path / "data")
    life = "1860-1920 | Fisher"
    results = [{"id": "118642499", "name": "Ruus, Ada", "description": life, "type": [{"id": "x", "name": "Person"}]}]

    def reconcile(handler: Handler) -> None:
        if handler.command == "GET":
            manifest = {"versions": ["0.2"], "name": "GND", "identifierSpace": "https://d-nb.info/gnd/"}
            handler.say(200, msgspec.json.encode(manifest))
        else:
            answer = {f"q{n}": {"result": results if n == 0 else []} for n in range(2)}
            handler.say(200, msgspec.json.encode(answer))

    def html(handler: Handler) -> None:
        handler.say(200, b"<html>Welcome</html>", "text/html")

    with answering(store(""), reconcile=reconcile, html=html) as server:
        code, found, _ = link(data, "--from", server.url("/reconcile"), "--write")
        refused = link(data, "--from", server.url("/html"))
    assert code == 0
    assert [(one["subject"], one["object"]) for one in found] == [("p0001", "https://d-nb.info/gnd/118642499")]
    assert "gnd:118642499" in (data / "authorities" / "links.sssom.tsv").read_text(encoding="utf-8")
    assert refused[:2] == (1, []) and "this is no reconciliation service" in refused[2]


def test_nobody_there(link: Link, tmp_path: Path) -> None:
    data = workspace(tmp_path, row("p0001", "wd:Q900001"))
    with answering(store("")) as server:
        address = server.url()
    for arguments in (("check", "--endpoint", address), ("--from", address), ("--from", f"{address}/reconcile")):
        code, found, said = link(data, *arguments)
        assert (code, found) == (1, [])
        assert "the endpoint cannot be reached" in said

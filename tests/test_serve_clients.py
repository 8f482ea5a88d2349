"""Clients that people have: each fetches a thing and asks a saved query of a running server."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from conftest import shared_file
from programs import program
from rdflib import RDFS, Graph, URIRef
from rdflib.plugins.stores.sparqlstore import SPARQLStore
from serving import running, served, store, workspace
from SPARQLWrapper import CSV, JSON, N3, POST, POSTDIRECTLY, RDFXML, TURTLE, XML, SPARQLWrapper

from kg.pipeline import Built
from kg.queries import catalogue

TITLE = "Stalin to Kaganovich, letter, between 7 and 11 June 1932"
TOPICS = next(query.text for query in catalogue() if query.name == "topics")
# What stands before the requests of W3C's suite: nothing is loaded, the graphs are there.
ENGINE = """const fetched = globalThis.fetch
globalThis.fetch = (url, asked) =>
  String(asked?.body).startsWith("DROP SILENT ALL") ? new Response(null, { status: 204 }) : fetched(url, asked)
module.exports = {}
"""
SUITE = "https://w3c.github.io/rdf-tests/sparql/sparql11/"


@pytest.fixture(scope="module")
def client(built: Built) -> Iterator[httpx.Client]:
    with running(workspace(built)) as client:
        yield client


@pytest.fixture(scope="module")
def letter(built: Built) -> str:
    """The IRI of a letter."""
    return f"{built.base}letter/l0025"


def run(*command: str, folder: Path | None = None) -> str:
    """What a program says; skips the test where it is not installed."""
    found = program(command[0])
    if found is None:
        pytest.skip(f"{command[0]} is not installed")
    done = subprocess.run([found, *command[1:]], check=False, capture_output=True, text=True, timeout=60, cwd=folder)
    assert done.returncode == 0, (command, done.stdout[-2000:], done.stderr[-2000:])
    return done.stdout


def test_rdflib(client: httpx.Client, letter: str) -> None:
    graph = Graph().parse(f"{client.base_url}/letter/l0025")
    assert TITLE in {str(label) for label in graph.objects(URIRef(letter), RDFS.label)}
    remote = Graph(SPARQLStore(f"{client.base_url}/sparql"))
    assert [str(row.name) for row in remote.query(TOPICS)][:1] == ["Economy"]
    assert len(remote.query("SELECT * WHERE { ?s ?p ?o } LIMIT 300")) == 300


@pytest.mark.parametrize("method", ["GET", POST])
@pytest.mark.parametrize("format_", [JSON, XML, CSV])
def test_sparqlwrapper_asks(client: httpx.Client, method: str, format_: str) -> None:
    asking = SPARQLWrapper(f"{client.base_url}/sparql", returnFormat=format_)
    asking.setMethod(method)
    asking.setRequestMethod(POSTDIRECTLY if method == POST else "urlencoded")
    asking.setQuery(TOPICS)
    found = asking.queryAndConvert()
    text = found.toxml() if format_ == XML else found.decode() if format_ == CSV else str(found)
    assert "Economy" in text


@pytest.mark.parametrize("format_", [TURTLE, RDFXML, N3])
def test_sparqlwrapper_describes(client: httpx.Client, letter: str, format_: str) -> None:
    asking = SPARQLWrapper(f"{client.base_url}/sparql", returnFormat=format_)
    asking.setQuery(f"DESCRIBE <{letter}>")
    found = asking.queryAndConvert()
    assert letter in (found.serialize() if isinstance(found, Graph) else found.decode())


def test_curl(client: httpx.Client) -> None:
    follow = ("curl", "-sSfL", "--compressed")
    assert TITLE in run(*follow, "-H", "Accept: text/turtle", f"{client.base_url}/letter/l0025")
    asked = run(*follow, "--data-urlencode", f"query={TOPICS}", "-H", "Accept: text/csv", f"{client.base_url}/sparql")
    assert asked == run(*follow, f"{client.base_url}/query/topics.csv")
    assert asked.splitlines()[1].endswith("Economy,,44,50,94")


def test_rapper(client: httpx.Client, letter: str) -> None:
    assert TITLE in run("rapper", "-q", f"{client.base_url}/letter/l0025")
    assert TITLE in run("rapper", "-q", "-i", "turtle", f"{client.base_url}/letter/l0025.ttl")
    assert f"<{letter}>" in run("rapper", "-q", "-g", f"{client.base_url}/query/core")


def test_roqet(client: httpx.Client, letter: str) -> None:
    assert "Economy" in run("roqet", "-q", "-p", f"{client.base_url}/sparql", "-e", TOPICS)
    asked = f"SELECT ?o WHERE {{ <{letter}> <{RDFS.label}> ?o }}"
    assert TITLE in run("roqet", "-q", "-D", f"{client.base_url}/letter/l0025.rdf", "-e", asked)


def test_comunica(client: httpx.Client, letter: str) -> None:
    """It finds out by itself what an address is: an endpoint by its service description, or a document."""
    asked = f"SELECT ?o WHERE {{ <{letter}> <{RDFS.label}> ?o }}"
    for path in ("sparql", "letter/l0025"):
        rows = json.loads(run("comunica-sparql", f"{client.base_url}/{path}", asked))
        assert f'"{TITLE}"@en' in {row["o"] for row in rows}
    rows = json.loads(run("comunica-sparql", f"{client.base_url}/sparql", TOPICS))
    assert rows[0]["name"] == '"Economy"@en'


@pytest.mark.parametrize(("suite", "cases"), [("protocol", 27), ("service-description", 3)])
def test_the_test_suite_of_w3c(tmp_path: Path, suite: str, cases: int) -> None:
    """As npm's `rdf-test-suite` runs it; what would update the store is left out."""
    folder = shared_file(f"suites/sparql11/{suite}").parent
    (tmp_path / "engine.js").write_text(ENGINE)
    with running(served(store(tmp_path / "out"))) as client:
        endpoint = f"{client.base_url}/sparql".replace("//sparql", "/sparql")
        options = {"protocolEndpoint": f"{endpoint}/", "serviceDescriptionEndpoint": endpoint}
        told = run(
            "rdf-test-suite", "engine.js", f"{SUITE}{suite}/manifest.ttl", "-m", f"{SUITE}~{folder}{os.sep}",
            "-i", json.dumps(options), "--skip", "manifest#update_", folder=tmp_path,
        )  # fmt: skip
    assert f"{cases} / {cases} tests succeeded" in told

"""Clients that people have: each fetches a thing and asks a query of a running server."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator

import httpx
import pytest
from rdflib import Graph, URIRef
from rdflib.plugins.stores.sparqlstore import SPARQLStore
from serving import BASE, running, served, store
from SPARQLWrapper import CSV, JSON, N3, POST, POSTDIRECTLY, RDFXML, TURTLE, XML, SPARQLWrapper

LETTER = f"{BASE}letter/l0001"
TYPES = f"SELECT ?type WHERE {{ <{LETTER}> a ?type }}"


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    with running(served(store(tmp_path_factory.mktemp("clients") / "out"))) as client:
        yield client


def run(*command: str) -> str:
    """What a program says; skips the test where it is not installed."""
    if shutil.which(command[0]) is None:
        pytest.skip(f"{command[0]} is not installed")
    return subprocess.run(command, check=True, capture_output=True, text=True, timeout=30).stdout


def test_rdflib_reads_a_thing_and_asks(client: httpx.Client) -> None:
    graph = Graph().parse(f"{client.base_url}/letter/l0001")
    assert (URIRef(LETTER), None, None) in graph
    remote = Graph(SPARQLStore(f"{client.base_url}/sparql"))
    assert [str(row[0]) for row in remote.query(TYPES)] == ["https://w3id.org/letterkg/ns#Letter"]
    assert len(remote.query("SELECT * WHERE { ?s <urn:is> ?o }")) == 300


@pytest.mark.parametrize("method", ["GET", POST])
@pytest.mark.parametrize("format_", [JSON, XML, CSV])
def test_sparqlwrapper_asks(client: httpx.Client, method: str, format_: str) -> None:
    asking = SPARQLWrapper(f"{client.base_url}/sparql", returnFormat=format_)
    asking.setMethod(method)
    asking.setRequestMethod(POSTDIRECTLY if method == POST else "urlencoded")
    asking.setQuery(TYPES)
    found = asking.queryAndConvert()
    text = found.toxml() if format_ == XML else found.decode() if format_ == CSV else str(found)
    assert "letterkg/ns#Letter" in text


@pytest.mark.parametrize("format_", [TURTLE, RDFXML, N3])
def test_sparqlwrapper_describes(client: httpx.Client, format_: str) -> None:
    asking = SPARQLWrapper(f"{client.base_url}/sparql", returnFormat=format_)
    asking.setQuery(f"DESCRIBE <{LETTER}>")
    found = asking.queryAndConvert()
    assert LETTER in (found.serialize() if isinstance(found, Graph) else found.decode())


def test_curl(client: httpx.Client) -> None:
    follow = ("curl", "-sSfL", "--compressed")
    assert "Ada Ruus" in run(*follow, "-H", "Accept: text/turtle", f"{client.base_url}/letter/l0001")
    asked = run(*follow, "--data-urlencode", f"query={TYPES}", "-H", "Accept: text/csv", f"{client.base_url}/sparql")
    assert asked.split() == ["type", "https://w3id.org/letterkg/ns#Letter"]
    assert run(*follow, f"{client.base_url}/query/correspondents.csv").startswith("author,")


def test_rapper(client: httpx.Client) -> None:
    assert LETTER in run("rapper", "-q", f"{client.base_url}/letter/l0001")
    assert LETTER in run("rapper", "-q", "-i", "turtle", f"{client.base_url}/letter/l0001.ttl")


def test_roqet(client: httpx.Client) -> None:
    assert "Letter" in run("roqet", "-q", "-p", f"{client.base_url}/sparql", "-e", TYPES)

"""Another endpoint behind the server: the same pages, documents and answers; what it does wrong is said."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import httpx
import pytest
from serving import BASE, RUNAWAY, running, served, store

from kg.serve.backend import Backend
from kg.serve.pool import Limits

LIMITS = Limits(seconds=2, memory=0)
OXIGRAPH = os.environ.get("KG_OXIGRAPH") or shutil.which("oxigraph")  # the server of the PyPI package of this name


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return store(tmp_path_factory.mktemp("backend") / "out")


@pytest.fixture(scope="module")
def direct(out: Path) -> Iterator[httpx.Client]:
    """A server over the store itself."""
    with running(served(out)) as client:
        yield client


@pytest.fixture(scope="module", params=["kg serve", "oxigraph serve-read-only"])
def behind(request: pytest.FixtureRequest, out: Path, direct: httpx.Client) -> Iterator[httpx.Client]:
    """A server over another server over the same store."""
    if request.param == "kg serve":
        with running(served(out, pool=Backend(f"{direct.base_url}/sparql", 2, LIMITS))) as client:
            yield client
        return
    if OXIGRAPH is None:
        pytest.skip("the Oxigraph server is not here (set KG_OXIGRAPH to it, or put it in the path)")
    with closing(socket.create_server(("127.0.0.1", 0))) as free:
        port = free.getsockname()[1]
    command = [OXIGRAPH, "serve-read-only", "--location", str(out / "store"), "--bind", f"127.0.0.1:{port}"]
    process = subprocess.Popen([*command, "--union-default-graph"], stderr=subprocess.DEVNULL)
    try:
        url = f"http://127.0.0.1:{port}/query"
        for _ in range(100):
            try:
                httpx.get(url, params={"query": "ASK {}"}).raise_for_status()
                break
            except httpx.HTTPError:
                time.sleep(0.1)
        with running(served(out, pool=Backend(url, 2, LIMITS))) as client:
            yield client
    finally:
        process.kill()
        process.wait()


@pytest.mark.parametrize(
    "path",
    [
        "/letter/l0001.ttl", "/letter/l0001.nt", "/letter/l0001.rdf", "/letter/l0001.jsonld", "/letter/l0001.json",
        "/letter/?format=csv", "/letter/?format=json&author=Ruus", "/letter/l9", "/nowhere",
        "/query/correspondents.csv",
        "/sparql?query=ASK%20%7B%20%3Fs%20%3Fp%20%3Fo%20%7D", "/sparql?query=ASK%20%7B%20%3Cx%3E%20%3Fp%20%3Fo%20%7D",
        "/sparql?query=SELECT%20*%20%7B%20%3Fs%20a%20%3Fo%20%7D%20ORDER%20BY%20%3Fs%20%3Fo",
        "/sparql?query=INSERT%20DATA%20%7B%7D", "/sparql?query=SELECT%20*%20%7BSERVICE%20%3Cx%3A%3E%20%7B%7D%7D",
    ],
)  # fmt: skip
def test_it_answers_as_the_store_does(direct: httpx.Client, behind: httpx.Client, path: str) -> None:
    one, other = direct.get(path), behind.get(path)
    assert other.status_code == one.status_code
    assert other.headers["content-type"] == one.headers["content-type"]
    here = str(one.url.copy_with(raw_path=b"/"))
    there = str(other.url.copy_with(raw_path=b"/"))
    assert sorted(other.text.replace(there, here).splitlines()) == sorted(one.text.splitlines())


def test_graphs_of_the_protocol_are_passed_on(direct: httpx.Client, behind: httpx.Client) -> None:
    asked = {"query": "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }", "default-graph-uri": "urn:claims"}
    texts = [client.get("/sparql", params=asked, headers={"accept": "text/csv"}).text for client in (direct, behind)]
    assert texts[0].split() == texts[1].split() == ["n", "2"]


def test_a_long_answer_is_passed_on(behind: httpx.Client) -> None:
    query = "SELECT * WHERE { ?a <urn:is> ?b . ?c <urn:is> ?d } LIMIT 20000"
    for _ in range(5):  # more than may be asked at a time
        response = behind.get("/sparql", params={"query": query}, headers={"accept": "text/csv"})
        assert len(response.text.splitlines()) == 20_001


def test_a_runaway_is_given_up(behind: httpx.Client) -> None:
    begun = time.monotonic()
    assert behind.get("/sparql", params={"query": RUNAWAY}).status_code == 503
    assert time.monotonic() - begun < LIMITS.seconds + 0.5
    assert behind.get("/sparql", params={"query": "ASK {}"}).status_code == 200


def test_a_mistake_is_told_with_its_place(behind: httpx.Client) -> None:
    response = behind.get("/sparql", params={"query": "SELECT * WHERE {\n ?s ?p }"})
    assert response.status_code == 400
    assert "2:" in response.text


class Odd(BaseHTTPRequestHandler):
    """An endpoint that does what its address says."""

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["content-length"]))
        if self.path == "/broken":
            self.send_response(500)
        elif self.path == "/html":
            self.send_response(200)
            self.send_header("content-type", "text/html")
        elif self.path == "/elsewhere":
            self.send_response(302)
            self.send_header("location", "http://127.0.0.1:1/")
        else:  # an answer that is shorter than it said
            self.send_response(200)
            self.send_header("content-type", "application/sparql-results+json")
            self.send_header("content-length", "999")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.mark.parametrize("path", ["broken", "html", "elsewhere", "short", ""])
def test_an_endpoint_that_misbehaves(out: Path, path: str) -> None:
    odd = ThreadingHTTPServer(("127.0.0.1", 0), Odd)
    threading.Thread(target=odd.serve_forever, daemon=True).start()
    url = f"http://127.0.0.1:{odd.server_port}/{path}" if path else "http://127.0.0.1:1/"
    try:
        with running(served(out, pool=Backend(url, 1, LIMITS))) as client:
            for _ in range(3):  # none of them keeps the place of the next
                response = client.get("/sparql", params={"query": f"ASK {{ <{BASE}> ?p ?o }}"})
                assert response.status_code == 502
                assert "endpoint behind" in response.text
    finally:
        odd.shutdown()
        odd.server_close()

"""Another endpoint behind the server: the same pages, documents and answers; what it does wrong is said."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import httpx
import pytest
from endpoints import oxigraph
from serving import BASE, RUNAWAY, running, served, store

from kg.serve.backend import Backend
from kg.serve.pool import Limits

LIMITS = Limits(seconds=4, memory=0)


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
    with ExitStack() as stack:
        ours = request.param == "kg serve"
        url = f"{direct.base_url}/sparql" if ours else stack.enter_context(oxigraph(out / "store"))
        yield stack.enter_context(running(served(out, pool=Backend(url, 2, LIMITS))))


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


ROW = b'{"x": {"type": "literal", "value": "1"}}'
TABLE = b'{"head": {"vars": ["x"]}, "results": {"bindings": [' + ROW + b", " + ROW + b"]}}"
HEADERS = {"/late": ("X-SQL-Message", "incomplete results"), "/few": ("X-SPARQL-MaxRows", "2"),
           "/enough": ("X-SPARQL-MaxRows", "3")}  # fmt: skip


class Odd(BaseHTTPRequestHandler):
    """An endpoint that does what its address says."""

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["content-length"]))
        body = b""
        if self.path == "/broken":
            self.send_response(500)
        elif self.path == "/html":
            self.send_response(200)
            self.send_header("content-type", "text/html")
        elif self.path == "/elsewhere":
            self.send_response(302)
            self.send_header("location", "http://127.0.0.1:1/")
        elif self.path != "/short":
            body = b"no JSON" if self.path == "/words" else TABLE
            self.send_response(200)
            self.send_header("content-type", "application/sparql-results+json")
            if self.path in HEADERS:
                self.send_header(*HEADERS[self.path])
        else:  # an answer that is shorter than it said
            self.send_response(200)
            self.send_header("content-type", "application/sparql-results+json")
            self.send_header("content-length", "999")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def odd() -> Iterator[str]:
    """The address of such an endpoint."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Odd)
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize("path", ["broken", "html", "elsewhere", "short", "words", ""])
def test_an_endpoint_that_misbehaves(out: Path, odd: str, path: str) -> None:
    with running(served(out, pool=Backend(odd + path if path else "http://127.0.0.1:1/", 1, LIMITS))) as client:
        for _ in range(3):  # none of them keeps the place of the next
            response = client.get("/sparql", params={"query": f"ASK {{ <{BASE}> ?p ?o }}"})
            assert response.status_code == 502
            assert "endpoint behind" in response.text


@pytest.mark.parametrize(("path", "status"), [("late", 503), ("few", 503), ("enough", 200)])
def test_a_part_of_an_answer_is_no_answer(out: Path, odd: str, path: str, status: int) -> None:
    """Virtuoso says in headers that its own limits cut an answer short; it is a 200 all the same."""
    with running(served(out, pool=Backend(odd + path, 1, LIMITS))) as client:
        response = client.get("/sparql", params={"query": "SELECT ?x { ?x ?p ?o }"}, headers={"accept": "text/csv"})
        assert response.status_code == status
        assert response.text == "x\r\n1\r\n1\r\n" if status == 200 else "endpoint behind" in response.text

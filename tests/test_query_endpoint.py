"""`kg query --endpoint`: any SPARQL 1.1 endpoint, played by a server in this process, and endpoints that misbehave."""

from __future__ import annotations

import threading
import time
import urllib.parse
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from pyoxigraph import QueryResultsFormat, QueryTriples, RdfFormat, Store, serialize

from kg.cli import run
from kg.net import Manners
from kg.pipeline import Built
from kg.queries import catalogue
from kg.queries.federation import is_federated
from tests.conftest import WORKSPACE

JSON, XML, TURTLE = "application/sparql-results+json", "application/sparql-results+xml", "text/turtle"
Kg = Callable[..., tuple[int, str, str]]


class Endpoint(ThreadingHTTPServer):
    """A SPARQL endpoint over `store` at `/sparql`; other paths behave as endpoints should not."""

    daemon_threads = True

    def __init__(self, store: Store) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.store = store
        self.heard: list[tuple[dict[str, str], dict[str, list[str]]]] = []  # headers and parameters of each request
        self.patience = threading.Event()

    def url(self, path: str = "/sparql") -> str:
        return f"http://127.0.0.1:{self.server_port}{path}"


class _Handler(BaseHTTPRequestHandler):
    server: Endpoint

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        asked = urllib.parse.parse_qs(body, keep_blank_values=True)
        self.server.heard.append(({name.lower(): value for name, value in self.headers.items()}, asked))
        getattr(self, self.path.strip("/"))(asked["query"][0])

    def sparql(self, query: str, results: QueryResultsFormat = QueryResultsFormat.JSON) -> None:
        try:
            answer = self.server.store.query(query)
        except SyntaxError as error:
            return self.say(400, "text/plain", f"MALFORMED QUERY: {error}".encode())
        if isinstance(answer, QueryTriples):
            return self.say(200, TURTLE, serialize(answer, format=RdfFormat.TURTLE) or b"")
        return self.say(200, f"{results.media_type}; charset=utf-8", answer.serialize(format=results) or b"")

    def xml(self, query: str) -> None:
        self.sparql(query, QueryResultsFormat.XML)

    def page(self, _: str) -> None:
        self.say(200, "text/html", b"<html><style>p {}</style><body><h1>Welcome &amp; enjoy</h1></body></html>")

    def fault(self, _: str) -> None:
        self.say(500, "text/html", b"<html><body><p>Virtuoso 42000 Error: time limit\x1b[31m</p></body></html>")

    def forbidden(self, _: str) -> None:
        self.say(403, "text/plain", b"no robots, please")

    def busy(self, _: str) -> None:
        self.say(429, "text/plain", b"")

    def damaged(self, _: str) -> None:
        self.say(200, JSON, b'{"head": {"vars": ["x"]}, "results": {"bindings": [{"x": {"type": "literal", "val')

    def nonsense(self, _: str) -> None:
        self.say(200, JSON, b"42")

    def brokengraph(self, _: str) -> None:
        self.say(200, TURTLE, b"<a> <b> ")

    def silent(self, _: str) -> None:
        self.server.patience.wait(20)

    def slam(self, _: str) -> None:
        self.connection.close()

    def short(self, _: str) -> None:
        self.send_response(200)
        self.send_header("Content-Type", JSON)
        self.send_header("Content-Length", "1000")
        self.end_headers()
        self.wfile.write(b"{")

    def say(self, status: int, media_type: str, data: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", media_type)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_: object) -> None:
        """Nothing on standard error."""


@pytest.fixture(scope="module")
def endpoint(store: Store) -> Iterator[Endpoint]:
    with Endpoint(store) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        yield server
        server.patience.set()
        server.shutdown()


@pytest.fixture
def kg(built: Built, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Kg:
    """Run `kg query` in the checkout's workspace: exit code, standard output, standard error."""
    monkeypatch.setenv("KG_WORKSPACE", str(WORKSPACE))
    for proxy in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(proxy, raising=False)
    monkeypatch.setenv("KG_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr("kg.net.MANNERS", Manners(sleep=lambda _: None))

    def ask(*arguments: str) -> tuple[int, str, str]:
        code = run(["query", *arguments])
        return code, *capfd.readouterr()

    return ask


ALONE = [query for query in catalogue() if not is_federated(query.text)]  # the others: test_federated.py


@pytest.mark.parametrize(
    "query",
    [pytest.param(one, id=one.name, marks=[pytest.mark.slow] if one.name == "cidoc-crm" else []) for one in ALONE],
)
def test_an_endpoint_answers_as_the_store_does(kg: Kg, endpoint: Endpoint, built: Built, query: object) -> None:
    header, name = query.header, query.name  # type: ignore[attr-defined]
    values = [f"-p{key}={one.example}" for key, one in header.parameters.items() if one.required or one.type != "iri"]
    there = kg(name, *values, "--endpoint", endpoint.url())
    here = kg(name, *values, "--out", str(built.out))
    assert there == here
    assert there[0] == 0 and there[2] == ""


def test_the_request_is_what_the_protocol_says(kg: Kg, endpoint: Endpoint) -> None:
    kg("reply-chain", "-p", "letter=l0039", "--endpoint", endpoint.url())
    headers, parameters = endpoint.heard[-1]
    assert headers["content-type"] == "application/x-www-form-urlencoded"
    assert JSON in headers["accept"] and headers["user-agent"].startswith("letterkg/")
    assert list(parameters) == ["query"]  # no parameter that strict endpoints refuse
    assert "VALUES (?letter) { (<https://w3id.org/letterkg/stalin-kaganovich/letter/l0039>) }" in parameters["query"][0]
    kg("lettersampo-view", "--endpoint", endpoint.url())
    assert TURTLE in endpoint.heard[-1][0]["accept"]


def test_results_in_xml_are_understood(kg: Kg, endpoint: Endpoint) -> None:
    assert kg("correspondents", "--endpoint", endpoint.url("/xml")) == kg(
        "correspondents", "--endpoint", endpoint.url()
    )


@pytest.mark.parametrize("value", ['"> . } DROP ALL', "\\u0022 . } DROP ALL", "a\nb{}"])
def test_a_hostile_value_arrives_as_a_text(kg: Kg, endpoint: Endpoint, tmp_path: Path, value: str) -> None:
    header = "\n".join(
        [
            *('#+ title = "t"', '#+ description = "d"', '#+ audience = ["editor"]', '#+ keywords = ["k"]'),
            *("#+ minimum_rows = 0", "#+ [parameters.text]", '#+ type = "string"', '#+ description = "d"'),
            '#+ example = "e"',
        ]
    )
    file = tmp_path / "echo.rq"
    file.write_text(f"{header}\nSELECT (STRLEN(?text) AS ?length) ?text WHERE {{ }}\n", encoding="utf-8")
    code, out, err = kg(str(file), "-p", f"text={value}", "--endpoint", endpoint.url(), "--format", "json")
    assert (code, err) == (0, "")
    assert f'"value":"{len(value)}"' in out


def test_short_forms_are_those_of_the_workspace(kg: Kg, endpoint: Endpoint, tmp_path: Path) -> None:
    asked = ("letters-of-person", "--endpoint", endpoint.url())
    assert kg(*asked, "-p", "person=p0005") == kg(*asked, "-p", "person=person/p0005")
    code, _, err = kg(*asked, "-p", "person=p9999")
    assert code == 2 and "nothing here has the identifier" in err and "'p9999'" in err
    code, _, err = kg(*asked, "-p", "person=p0005", "--workspace", str(tmp_path))
    assert code == 2 and "no base is known here; write the IRI in full" in err


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("/fault", "answered 500 Internal Server Error: Virtuoso 42000 Error: time limit"),
        ("/forbidden", "answered 403 Forbidden: no robots, please"),
        ("/busy", "answered 429 Too Many Requests: Too Many Requests\n  too many questions: wait, and ask again"),
        ("/page", "answered with text/html, not with SPARQL results: Welcome & enjoy\n  check the address"),
        ("/damaged", "the endpoint's answer broke off or is damaged"),
        ("/nonsense", "the endpoint's answer broke off or is damaged"),
        ("/slam", "the endpoint cannot be reached"),
        ("/short", "the answer broke off\n  ask again"),
    ],
)
def test_endpoints_that_misbehave(kg: Kg, endpoint: Endpoint, path: str, message: str) -> None:
    url = endpoint.url(path)
    code, out, err = kg("correspondents", "--endpoint", url)
    assert (code, out) == (1, "")
    assert err.startswith(f"kg: {url}: ") and message in err
    assert "Traceback" not in err and "\x1b" not in err and "<" not in err


def test_a_graph_that_is_none(kg: Kg, endpoint: Endpoint) -> None:
    for path, message in (("/brokengraph", "broke off or is damaged"), ("/page", "not with RDF: Welcome & enjoy")):
        code, out, err = kg("lettersampo-view", "--endpoint", endpoint.url(path))
        assert (code, out) == (1, "") and message in err


def test_the_server_s_words_about_a_bad_query(kg: Kg, endpoint: Endpoint, tmp_path: Path) -> None:
    file = tmp_path / "bad.rq"
    file.write_text("SELECT ?x WHERE { ?x ?y }")
    code, out, err = kg(str(file), "--endpoint", endpoint.url())
    assert (code, out) == (1, "")
    assert "answered 400 Bad Request: MALFORMED QUERY: error at 1:2" in err


def test_a_silent_endpoint_is_not_waited_for(kg: Kg, endpoint: Endpoint) -> None:
    began = time.monotonic()
    code, out, err = kg("correspondents", "--endpoint", endpoint.url("/silent"), "--timeout", "1")
    assert time.monotonic() - began < 10
    assert (code, out) == (1, "")
    assert "no answer within 1 s\n  ask for less at once, or give it longer: --timeout" in err


def test_nobody_at_the_address(kg: Kg, endpoint: Endpoint) -> None:
    with ThreadingHTTPServer(("127.0.0.1", 0), _Handler) as closed:
        port = closed.server_port
    code, out, err = kg("correspondents", "--endpoint", f"http://127.0.0.1:{port}/sparql")
    assert (code, out) == (1, "")
    assert "the endpoint cannot be reached: Connection refused\n  check the address and the network" in err


@pytest.mark.parametrize("address", ["ftp://example.org/", "file:///etc/passwd", "example.org/sparql", "http://", ""])
def test_an_address_that_is_none(kg: Kg, address: str) -> None:
    code, out, err = kg("correspondents", "--endpoint", address)
    assert (code, out) == (2, "") and "is not the address of an endpoint" in err


def test_a_timeout_of_nothing_is_refused(kg: Kg) -> None:
    assert kg("correspondents", "--endpoint", "http://127.0.0.1/", "--timeout", "0")[0] == 2

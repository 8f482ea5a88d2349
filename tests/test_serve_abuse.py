"""What nobody should send: refused in words and in time, and others go on being answered."""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from serving import raw, running, served, store

from kg.serve import connection
from kg.serve.pool import Limits

ASK = {"query": "ASK {}"}


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    out = store(tmp_path_factory.mktemp("abuse") / "out")
    (out / "site").mkdir()
    (out / "site" / "index.html").write_text("<p>home</p>")
    (out / "secret.txt").write_text("secret")
    with running(served(out, limits=Limits(seconds=1, memory=2**28))) as client:
        yield client


@pytest.fixture(autouse=True)
def alive(client: httpx.Client) -> Iterator[None]:
    """After each test the server answers as before."""
    yield
    assert client.get("/sparql", params=ASK).json()["boolean"] is True


def status(answer: bytes) -> int:
    """The status of an answer as it came over the wire; 0 when there was none."""
    return int(answer.split(b" ", 2)[1]) if answer.startswith(b"HTTP/") else 0


@pytest.mark.parametrize(
    ("request_", "expected"),
    [
        (b"nonsense\r\n\r\n", 400),
        (b"GET / HTTP/9.9\r\n\r\n", 400),
        (b"\x16\x03\x01\x02\x00\x01\x00", 400),
        (b"GET / HTTP/1.1\r\nConnection: close\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nHost: a b\r\nConnection: close\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nHost: evil/x#\r\nConnection: close\r\n\r\n", 400),
        (b"GET /sparql?query=%ff HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", 400),
        (b"POST /sparql HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n", 400),
        (b"POST /sparql HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n", 400),
        (b"GET /" + b"a" * 100_000 + b" HTTP/1.1\r\nHost: a\r\n\r\n", 414),
        (b"GET / HTTP/1.1\r\nHost: a\r\nX: " + b"a" * 200_000 + b"\r\n\r\n", 431),
        (b"GET / HTTP/1.1\r\nHost: a\r\n" + b"X: a\r\n" * 40_000 + b"\r\n", 431),
        (b"BREW / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", 400),
        (b"DELETE /letter/l0001 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", 405),
        (b"POST / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: 0\r\n\r\n", 405),
    ],
)  # fmt: skip
def test_malformed_requests(client: httpx.Client, request_: bytes, expected: int) -> None:
    assert status(raw(client, request_)) == expected


@pytest.mark.parametrize(
    "path",
    [
        "/../secret.txt", "/%2e%2e/secret.txt", "/..%2fsecret.txt", "/assets/%2e%2e/%2e%2e/secret.txt",
        "/dump/../secret.txt", "/dump/%2e%2e/secret.txt", "/release/..%2f..%2fsecret.txt", "/%00",
        "/letter/l0001%00.ttl", "//etc/passwd",
        "/%2fetc%2fpasswd", "/dump//etc/passwd", "/store/CURRENT",
        "/..%5csecret.txt", "/dump/%ff",
    ],
)  # fmt: skip
def test_no_path_leaves_the_folders(client: httpx.Client, path: str) -> None:
    answer = raw(client, f"GET {path} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n".encode())
    assert status(answer) in (400, 404)
    assert b"secret" not in answer.partition(b"\r\n\r\n")[2].replace(b"secret.txt", b"")
    assert b"root:" not in answer


@pytest.mark.parametrize("name", ["x%0d%0aX-Injected:%201", "x%0aX-Injected:1", 'x";%20rel=%22a', "x%3E;y", "<b>x"])
def test_nothing_gets_into_headers(client: httpx.Client, name: str) -> None:
    for path in (f"/letter/{name}", f"/letter/l0001/{name}", f"/{name}.ttl"):
        answer = raw(client, f"GET {path} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n".encode())
        head = answer.partition(b"\r\n\r\n")[0].lower()
        assert status(answer) in (301, 400, 404)
        assert b"\r\nx-injected" not in head
        assert b"<b>" not in head


def test_words_are_never_read_as_html(client: httpx.Client) -> None:
    for path in ("/<script>", "/sparql?query=<script>alert(1)</script>", "/query/mentions.csv?person=<script>"):
        response = client.get(path)
        assert response.status_code in (400, 404)
        assert "<script>" not in response.text or response.headers["content-type"].startswith("text/plain")
        assert response.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(
    ("query", "statuses"),
    [
        ("ASK " + "{" * 900 + "}" * 900, {200}),
        ("ASK " + "{" * 2000 + "}" * 2000, {400}),
        ("ASK { FILTER(" + "(" * 50_000 + "1" + ")" * 50_000 + ") }", {400}),
        ("ASK { ?a " + "(" * 900 + "<urn:p>" + ")*" * 900 + " ?b }", {200, 400, 503}),
        ("SELECT * WHERE { ?a ?b ?c " + "[ <urn:p> " * 20_000 + "1" + " ]" * 20_000 + "}", {400, 503}),
        ("ASK { FILTER(" + "!" * 100_000 + "true) }", {200, 400, 503}),
        ("ASK {" + " UNION ".join(["{ ?a ?b ?c }"] * 20_000) + "}", {200, 400, 503}),
        ("ASK { VALUES ?x { '" + "a" * 60 + "b' } FILTER(REGEX(?x, '(a+)+$')) }", {200}),
        ("ASK { FILTER(REGEX('aaa', '" + "(a{1,99}){1,99}" * 50 + "')) }", {200, 400, 500, 503}),
        ("SELECT * WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l } ORDER BY ?a ?f ?l", {503}),
        ("SELECT * WHERE { { ?s ?p ?o } UNION { GRAPH ?g { ?s ?p ?o } } } ORDER BY ?o ?p ?s ?g", {200}),
        ("SELECT (COUNT(*) AS ?n) WHERE { ?a (!<urn:p>)* ?b . ?c (!<urn:p>)* ?d . ?e (!<urn:p>)* ?f }", {200, 503}),
        ("ASK { ?a ?b " + '"""\\"""\n' * 25_000 + "}", {400, 503}),  # slow to take apart
        ("\x00", {400}), ("\ud7ff\ufffe", {400}), ("SELECT", {400}), ("#", {400}),
        ("SELECT * WHERE { SERVICE <http://127.0.0.1/> { ?s ?p ?o } }", {400}),
        ("SELECT * WHERE { ?s ?p 1SERVICE <http://127.0.0.1:8/> { ?s ?p ?o } }", {200, 400, 500}),
    ],
)  # fmt: skip
def test_queries_that_mean_no_good(client: httpx.Client, query: str, statuses: set[int]) -> None:
    begun = time.monotonic()
    response = client.post("/sparql", data={"query": query})
    assert response.status_code in statuses, response.text[:300]
    assert response.status_code == 200 or len(response.text) > 10
    assert time.monotonic() - begun < 5


def test_service_opens_no_connection_however_it_is_written(client: httpx.Client) -> None:
    """The text is read once by us and once by the engine: where they differ, the system still says no."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
        service = f"SERVICE <http://127.0.0.1:{port}/> {{ ?s ?p ?o }}"
        for query in (
            f"SELECT * WHERE {{ {service} }}",
            f"SELECT * WHERE {{ OPTIONAL {{ ?s ?p 1{service} }} }}",
            f"SELECT * WHERE {{ VALUES ?s {{ <urn:number:1> }} ?s ?p 1{service} }}",
            f'PREFIX : <urn:> SELECT * WHERE {{ {{ FILTER(1<:b#>"""\n) }} UNION {{ {service} }} #"""\n}}',
        ):
            assert client.post("/sparql", data={"query": query}).status_code in (200, 400, 500)
        listening.settimeout(0.2)
        with pytest.raises(TimeoutError):
            listening.accept()


def test_long_queries(client: httpx.Client) -> None:
    assert client.post("/sparql", data={"query": "ASK {}" + "#" * 10_000_000}).status_code == 413
    chunks = (b"a" * 65536 for _ in range(200))
    response = client.post("/sparql", content=chunks, headers={"content-type": "application/sparql-query"})
    assert response.status_code == 413


def test_500_connections(client: httpx.Client) -> None:
    """All are open at the same time, half of them ask at the same time; each of those is answered."""
    many = [connected(client) for _ in range(500)]
    try:
        for number, one in enumerate(many[::2]):
            one.sendall(b"GET /sparql?query=ASK%%7B%%3Curn:%d%%3E?p?o%%7D HTTP/1.1\r\nHost: a\r\n\r\n" % number)
        statuses = [status(one.recv(65536)) for one in many[::2]]
    finally:
        for one in many:
            one.close()
    assert set(statuses) <= {200, 429}
    assert statuses.count(200) >= 64  # as many as may wait


def connected(client: httpx.Client) -> socket.socket:
    """A connection to the server."""
    return socket.create_connection((client.base_url.host, client.base_url.port or 80), 30)


@pytest.mark.parametrize("end", [b"", b"POST /sparql HTTP/1.1\r\nHost: a\r\nContent-Length: 99\r\n\r\nASK"])
def test_half_closed_connections(client: httpx.Client, end: bytes) -> None:
    """Closed for writing after a whole request, and in the middle of another."""
    with connected(client) as one:
        one.sendall(b"GET /sparql?query=ASK%7B%7D HTTP/1.1\r\nHost: a\r\n\r\n" + end)
        one.shutdown(socket.SHUT_WR)
        begun = time.monotonic()
        with contextlib.suppress(ConnectionResetError):
            assert status(one.recv(65536)) in (0, 200)
            while one.recv(65536):
                pass
        assert time.monotonic() - begun < 5  # the server closed it, too


@pytest.mark.parametrize(
    ("type_", "body"),
    [("application/sparql-query", b"ASK { ?a ?b '\xff\xfe' }"), ("application/sparql-query", b"\xed\xa0\x80"),
     ("application/x-www-form-urlencoded", b"query=ASK%20%7B%7D&x=\xff"),
     ("application/x-www-form-urlencoded", b"query=%ED%A0%80")],
)  # fmt: skip
def test_what_is_not_utf_8(client: httpx.Client, type_: str, body: bytes) -> None:
    response = client.post("/sparql", content=body, headers={"content-type": type_})
    assert response.status_code == 400
    assert "UTF-8" in response.text
    head = (
        b"GET /letter/l0001 HTTP/1.1\r\nHost: a\r\nAccept: \xff\xfe\r\nX-Request-Id: \xff\r\nConnection: close\r\n\r\n"
    )
    assert status(raw(client, head)) in (303, 400, 406)


def test_who_reads_slowly_does_not_keep_others_waiting(client: httpx.Client) -> None:
    """Six clients take a long answer a few bytes at a time; each is cut when its query has had its time."""
    query = "SELECT%20*%20%7B?a%20?b%20?c%20.%20?d%20?e%20?f%20.%20?g%20?h%20?i%7D"
    slow = [connected(client) for _ in range(6)]
    for one in slow:
        one.sendall(f"GET /sparql?query={query} HTTP/1.1\r\nHost: a\r\nAccept: text/csv\r\n\r\n".encode())
    begun = time.monotonic()
    for one in slow[:3]:
        one.recv(10)
    answer = client.get("/sparql", params={"query": "ASK { ?slow ?p 1 }"})
    while answer.status_code == 429:
        time.sleep(0.2)
        answer = client.get("/sparql", params={"query": "ASK { ?slow ?p 1 }"})
    assert time.monotonic() - begun < 15  # three queries for each of two workers, of a second each
    for one in slow:
        one.close()


POSTED = b"POST /sparql HTTP/1.1\r\nHost: a\r\nContent-Type: application/sparql-query\r\nContent-Length: 99\r\n\r\nASK"


@pytest.mark.parametrize("begun", [b"", b"GET / HTTP/1.1\r\nHo", POSTED])
def test_who_does_not_go_on_is_hung_up_on(client: httpx.Client, begun: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "_PATIENCE", 0.5)
    started = time.monotonic()
    assert status(raw(client, begun, 5)) == 408
    assert time.monotonic() - started < 3


def test_one_client_asks_a_few_at_a_time(tmp_path: Path) -> None:
    query = {"query": "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l FILTER(?a != ?j) }"}
    statuses: list[int] = []
    out = store(tmp_path / "out")
    with running(served(out, limits=Limits(seconds=1, memory=0), per_client=2)) as client:
        threads = [
            threading.Thread(target=lambda: statuses.append(client.get("/sparql", params=query).status_code))
            for _ in range(5)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert sorted(statuses) == [429, 429, 429, 503, 503]
        assert client.get("/sparql", params=ASK).status_code == 200


def test_nothing_is_left_open(client: httpx.Client) -> None:
    def files() -> int:
        return len(list(Path("/proc/self/fd").iterdir()))

    client.get("/sparql", params=ASK)
    before = files()
    for _ in range(100):
        raw(client, b"GET /sparql?query=ASK%7B%7D HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
    time.sleep(0.2)
    assert files() <= before + 3

"""The workers: what runs away is stopped, others go on, new builds are picked up, nobody is left behind."""

from __future__ import annotations

import asyncio
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from serving import BASE, LONG, RUNAWAY, raw, running, served, store
from starlette.requests import Request
from starlette.types import Message

from kg.files import replace_dir
from kg.serve import responses
from kg.serve.pool import Limits, Pool, RefusedError
from kg.serve.responses import file
from kg.serve.served import request

LIMIT = 1.0
ASK = {"query": "ASK {}"}


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return store(tmp_path_factory.mktemp("pool") / "out")


@pytest.fixture(scope="module")
def client(out: Path) -> Iterator[httpx.Client]:
    with running(served(out, limits=Limits(seconds=LIMIT, memory=0, waiting=4, wait_seconds=3))) as client:
        yield client


def workers(parent: int | None = None) -> set[int]:
    """The processes of workers below a process, read from the system."""
    found = set()
    for folder in Path("/proc").iterdir():
        if not folder.name.isdigit():
            continue
        try:
            command = (folder / "cmdline").read_bytes()
            above = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
        except OSError:
            continue
        if b"kg.serve.worker" in command and (parent is None or above == parent):
            found.add(int(folder.name))
    return found


def gone(processes: set[int], seconds: float = 5.0) -> bool:
    """Whether all have ended, or end soon."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if not processes & workers():
            return True
        time.sleep(0.05)
    return False


def test_a_runaway_is_stopped_in_time_while_others_are_answered(client: httpx.Client) -> None:
    found: list[tuple[int, float, str]] = []

    def run_away() -> None:
        begun = time.monotonic()
        response = client.get("/sparql", params={"query": RUNAWAY})
        found.append((response.status_code, time.monotonic() - begun, response.text))

    thread = threading.Thread(target=run_away)
    thread.start()
    time.sleep(0.1)
    answered = 0
    while thread.is_alive():
        assert client.get("/sparql", params=ASK).json()["boolean"] is True
        answered += 1
    ((status, seconds, words),) = found
    assert status == 503
    assert "longer than 1 second" in words
    assert LIMIT <= seconds < LIMIT + 0.5
    assert answered > 20


def test_an_answer_that_is_cut_is_not_taken_for_whole(client: httpx.Client) -> None:
    begun = time.monotonic()
    for accept in ("text/csv", "application/sparql-results+json", "application/sparql-results+xml"):
        with (
            pytest.raises(httpx.RemoteProtocolError),
            client.stream("GET", "/sparql", params={"query": LONG}, headers={"accept": accept}) as response,
        ):
            assert response.status_code == 200
            for _ in response.iter_raw():
                pass
    assert time.monotonic() - begun < 3 * (LIMIT + 0.7)
    assert client.get("/sparql", params=ASK).status_code == 200


def test_an_answer_that_is_long_and_whole_comes_whole(client: httpx.Client) -> None:
    query = "SELECT * WHERE { ?a <urn:is> ?b . ?c <urn:is> ?d } LIMIT 20000"
    response = client.get("/sparql", params={"query": query}, headers={"accept": "text/csv"})
    assert response.text.count("\r\n") == 20_001
    assert len(response.content) > 256 * 1024


def test_clients_that_do_not_read_keep_no_worker(client: httpx.Client) -> None:
    request = f"GET /sparql?query={LONG.replace(' ', '%20')} HTTP/1.1\r\nHost: a\r\nAccept: text/csv\r\n\r\n".encode()
    sockets = [socket.create_connection((client.base_url.host, client.base_url.port or 80)) for _ in range(2)]
    for one in sockets:
        one.sendall(request)
    time.sleep(LIMIT + 0.3)
    assert client.get("/sparql", params=ASK).status_code == 200
    for one in sockets:
        one.close()


def test_who_hangs_up_is_not_worked_for(client: httpx.Client) -> None:
    for _ in range(2):
        with pytest.raises(httpx.ReadTimeout):
            client.get("/sparql", params={"query": RUNAWAY}, timeout=0.1)
    begun = time.monotonic()
    assert client.get("/sparql", params=ASK).status_code == 200
    assert time.monotonic() - begun < LIMIT


def test_who_hangs_up_on_a_short_query_costs_no_worker(out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(responses, "_GRACE", 5.0)  # however busy the machine is
    others = workers(os.getpid())
    with running(served(out)) as client:
        mine = workers(os.getpid()) - others
        for number in range(20):
            with socket.create_connection((client.base_url.host, client.base_url.port or 80)) as one:
                one.sendall(b"GET /sparql?query=ASK%%7B%%3Curn:%d%%3E?p?o%%7D HTTP/1.1\r\nHost: a\r\n\r\n" % number)
            assert client.get("/sparql", params={"query": f"ASK {{ ?a ?b {number} }}"}).status_code == 200
        assert mine <= workers(os.getpid())


def test_too_many_wait(client: httpx.Client) -> None:
    statuses: list[int] = []

    def run_away() -> None:
        response = client.get("/sparql", params={"query": RUNAWAY})
        statuses.append(response.status_code)
        if response.status_code == 429:
            assert int(response.headers["retry-after"]) > 0

    threads = [threading.Thread(target=run_away) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert set(statuses) == {429, 503}
    assert statuses.count(429) >= 4


def test_a_query_that_needs_too_much_memory_is_refused(out: Path) -> None:
    query = "SELECT * WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } ORDER BY ?i"
    with running(served(out, limits=Limits(seconds=20, memory=2**26))) as client:
        begun = time.monotonic()
        response = client.get("/sparql", params={"query": query})
        assert response.status_code == 503
        assert time.monotonic() - begun < 10  # it was the memory, and not the time
        assert client.get("/sparql", params=ASK).status_code == 200


def test_a_worker_that_is_killed_is_replaced(client: httpx.Client) -> None:
    for process in workers(os.getpid()):
        os.kill(process, signal.SIGKILL)
    time.sleep(0.5)
    for _ in range(4):
        assert client.get("/sparql", params=ASK).status_code == 200


def test_a_worker_that_is_killed_when_it_is_asked_is_replaced_by_another(out: Path) -> None:
    others = workers(os.getpid())
    with running(served(out, limits=Limits(seconds=20, memory=0))) as client:
        mine = workers(os.getpid()) - others
        for process in mine:
            os.kill(process, signal.SIGSTOP)
        statuses: list[int] = []
        thread = threading.Thread(target=lambda: statuses.append(client.get("/sparql", params=ASK).status_code))
        thread.start()
        time.sleep(0.3)  # until one of them is asked
        for process in mine:
            os.kill(process, signal.SIGKILL)
        thread.join()
        assert statuses == [200]


def test_a_query_whose_workers_are_killed_is_asked_twice_at_most(out: Path) -> None:
    async def ask() -> set[int]:
        pool = Pool(out / "store", 1, Limits(seconds=60, memory=0))
        await pool.start()
        asking, killed = asyncio.ensure_future(pool.answer(request(RUNAWAY, "text/csv"))), set()
        while not asking.done():
            await asyncio.sleep(0.1)
            for worker in pool._busy:
                killed.add(worker.process.pid)
                worker.process.kill()
        with pytest.raises(RefusedError, match="its worker ended"):
            await asking
        await pool.stop()
        return killed

    killed = asyncio.run(ask())
    assert len(killed) == 2
    assert gone(killed)


def test_a_worker_that_is_killed_in_mid_answer_breaks_the_transfer(client: httpx.Client) -> None:
    with (
        pytest.raises(httpx.RemoteProtocolError),
        client.stream("GET", "/sparql", params={"query": LONG}, headers={"accept": "text/csv"}) as response,
    ):
        for number, _ in enumerate(response.iter_raw()):
            if number == 0:
                for process in workers(os.getpid()):
                    os.kill(process, signal.SIGKILL)
    assert client.get("/sparql", params=ASK).status_code == 200


def test_a_new_build_is_picked_up_without_dropping_a_request(tmp_path: Path) -> None:
    out = store(tmp_path / "out")
    asked = {"query": f"ASK {{ <{BASE}letter/l0002> ?p ?o }}"}
    with running(served(out)) as client:
        tags = {client.get("/sparql", params=asked).headers["etag"]}
        assert client.get("/sparql", params=asked).json()["boolean"] is False
        store(out, f"<{BASE}letter/l0002> <urn:is> <urn:here> .\n")
        response = client.get("/sparql", params=asked)
        assert response.json()["boolean"] is True
        assert response.headers["etag"] not in tags


def put(out: Path, number: int) -> None:
    """Put a build in place, as `kg build` and `kg site` do: store, dump and pages, which say its number."""
    fresh = store(out / f"build{number}", f'<{BASE}letter/l0001> <urn:build> "{number}" .\n')
    pages = fresh / "site" / "letter"
    pages.mkdir(parents=True)
    for folder, name in ((pages, "l0001.html"), (fresh / "dump", "all.nt")):
        folder.mkdir(exist_ok=True)
        (folder / name).write_text(f"{number} " * (1 + number % 3 * 30_000))
    for name in ("dump", "store", "site"):
        replace_dir(fresh / name, out / name)


def test_new_builds_are_picked_up_under_load_without_dropping_a_request(tmp_path: Path) -> None:
    """Three clients ask all the time while builds follow each other: none is refused, none gets a part."""
    out = tmp_path / "out"
    put(out, 0)
    found: dict[str, list[tuple[int, set[str]]]] = {path: [] for path in (
        f"/sparql?query=SELECT%20?n%20WHERE%20{{%20<{BASE}letter/l0001>%20<urn:build>%20?n%20}}",
        "/letter/l0001.nt", "/letter/l0001.html", "/dump/all.nt")}  # fmt: skip
    done = threading.Event()

    def ask(client: httpx.Client) -> None:
        while not done.is_set():
            for path, seen in found.items():
                try:
                    response = client.get(path, headers={"accept": "text/csv, */*;q=0.1"})
                except httpx.HTTPError:  # broken off
                    seen.append((0, set()))
                    continue
                if response.status_code != 200:
                    seen.append((response.status_code, {response.text}))
                    continue
                seen.append((response.status_code, set(re.findall(r"\b\d+\b(?=[\r \"])", response.text))))

    with running(served(out, limits=Limits(seconds=20, memory=0))) as client:
        threads = [threading.Thread(target=ask, args=(client,)) for _ in range(3)]
        for thread in threads:
            thread.start()
        for number in range(1, 8):
            time.sleep(0.3)
            put(out, number)
        before = {path: len(seen) for path, seen in found.items()}
        until = time.monotonic() + 30
        while any(len(seen) < before[path] + 9 for path, seen in found.items()) and time.monotonic() < until:
            time.sleep(0.1)
        done.set()
        for thread in threads:
            thread.join()
    for path, seen in found.items():
        assert {status for status, _ in seen} == {200}, [one for one in seen if one[0] != 200]
        assert len(seen) >= before[path] + 9 > 20
        assert all(len(numbers) == 1 for _, numbers in seen), path  # none of two builds
        assert seen[-1][1] == {"7"}, path


def test_the_store_deleted_under_it(tmp_path: Path) -> None:
    out = store(tmp_path / "out")
    with running(served(out)) as client:
        client.get("/sparql", params=ASK)
        shutil.rmtree(out / "store")
        assert client.get("/health").status_code == 503
        for _ in range(4):
            assert client.get("/sparql", params=ASK).status_code in (200, 503)
        store(out)
        assert client.get("/sparql", params=ASK).status_code == 200
        assert client.get("/health").status_code == 200


def test_no_worker_is_left_after_the_end(out: Path) -> None:
    before = workers(os.getpid())
    with running(served(out)) as client:
        mine = workers(os.getpid()) - before
        assert len(mine) == 2
        threading.Thread(target=lambda: raw(client, b"GET /sparql?query=ASK%7B HTTP/1.1\r\n")).start()
        begun = time.monotonic()
    assert time.monotonic() - begun < 5
    assert gone(mine)


@pytest.mark.parametrize("signal_", [signal.SIGTERM, signal.SIGKILL])
def test_no_worker_is_left_when_the_server_is_killed(out: Path, tmp_path: Path, signal_: signal.Signals) -> None:
    script = (
        "import asyncio, sys; from pathlib import Path; from serving import served\n"
        "from kg.serve.server import server\n"
        "asyncio.run(server(served(Path(sys.argv[1])), '127.0.0.1', 0).serve())"
    )
    environment = {**os.environ, "PYTHONPATH": f"{Path(__file__).parent}:{os.environ.get('PYTHONPATH', '')}"}
    process = subprocess.Popen([sys.executable, "-c", script, str(out)], env=environment)
    try:
        until = time.monotonic() + 30
        while len(mine := workers(process.pid)) < 2 and time.monotonic() < until:
            time.sleep(0.1)
        assert len(mine) == 2
        time.sleep(0.5)
        process.send_signal(signal_)
        process.wait(6)
        assert gone(mine)
    finally:
        process.kill()


@pytest.mark.parametrize("size", [10, 700_000])
@pytest.mark.parametrize("ranges", ["", "bytes=2-7"])
def test_a_file_that_is_taken_away_while_it_is_sent_is_sent_whole(tmp_path: Path, size: int, ranges: str) -> None:
    page = tmp_path / "page.html"
    page.write_bytes(b"0123456789" * (size // 10))
    headers = [(b"range", ranges.encode())] if ranges else []
    scope = {"type": "http", "method": "GET", "path": "/", "headers": headers}
    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)

    async def receive() -> Message:
        await asyncio.Event().wait()
        return {}

    response = file(Request(scope), page)
    page.unlink()
    asyncio.run(response(scope, receive, send))
    body = b"".join(message.get("body", b"") for message in sent)
    assert (sent[0]["status"], body) == ((206, b"234567") if ranges else (200, b"0123456789" * (size // 10)))

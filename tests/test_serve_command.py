"""`kg serve` as it is run: over a small build, with a query of the workspace's own, until it is told to end."""

from __future__ import annotations

import json
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing

import httpx
import pytest
import small_workspace

from kg.pipeline import build

OWN = """#+ title = "All things"
#+ description = "Everything that has a type."
#+ audience = ["editor"]
#+ keywords = ["all"]
#+ minimum_rows = 1
SELECT DISTINCT ?thing WHERE { ?thing a ?type }
"""


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[httpx.Client, subprocess.Popen[str]]]:
    folder = tmp_path_factory.mktemp("served")
    workspace = small_workspace.write(folder / "data")
    (workspace / "queries").mkdir()
    (workspace / "queries" / "everything.rq").write_text(OWN, encoding="utf-8")
    build(workspace, folder / "out")
    with closing(socket.create_server(("127.0.0.1", 0))) as free:
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "kg", "serve", str(workspace), "--out", str(folder / "out"), "--port", str(port)]
    process = subprocess.Popen([*command, "--workers", "1"], stderr=subprocess.PIPE, text=True)
    try:
        with httpx.Client(base_url=f"http://127.0.0.1:{port}") as client:
            for _ in range(300):
                try:
                    client.get("/health").raise_for_status()
                    break
                except httpx.TransportError:
                    assert process.poll() is None, process.stderr and process.stderr.read()
                    time.sleep(0.1)
            yield client, process
    finally:
        process.kill()
        process.wait()


def test_it_serves_a_build(running: tuple[httpx.Client, subprocess.Popen[str]]) -> None:
    client, process = running
    assert client.get("/health").json()["base"] == small_workspace.BASE
    things = client.get("/letter/l0001.json").json()
    assert things["id"] == f"{small_workspace.BASE}letter/l0001"
    found = client.get("/letter/", params={"author": "Ada Ruus", "format": "json"}).json()
    assert [item["id"] for item in found["items"]] == [f"{small_workspace.BASE}letter/l0001"]
    vague = client.get("/letter/?from=1900-03-02&match=certainly&format=json").json()
    assert [item["id"] for item in vague["items"]] == [f"{small_workspace.BASE}letter/l0002"]
    assert "Letters on herring" in client.get("/letter/", headers={"accept": "text/html"}).text
    own = client.get("/query/everything.csv").text
    assert f"{small_workspace.BASE}letter/l0002" in own
    assert "All things" in client.get("/query/").text
    assert client.get("/query/letters-of-person.csv", params={"person": "p0001"}).status_code == 200
    for kind in ("person", "decision", "archive"):
        assert client.get(f"/{kind}/?format=json").status_code == 200
    assert client.get("/archive/?format=json").json()["total"] > 2

    begun = time.monotonic()
    process.send_signal(signal.SIGTERM)
    assert process.wait(6) == 0
    assert time.monotonic() - begun < 5
    assert process.stderr is not None
    lines = process.stderr.read().splitlines()
    requests = [json.loads(line) for line in lines if line.startswith("{")]
    assert not [line for line in lines if "Traceback" in line]
    asked = next(one for one in requests if one["path"] == "/query/everything.csv")
    assert asked["status"] == 200
    assert asked["query"]
    assert asked["whole"] is True
    assert len({one["id"] for one in requests}) == len(requests)

"""How many rows an answer had, as the log says: counted in what is written, wherever its parts end."""

from __future__ import annotations

import io
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
import structlog
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import QueryResultsFormat, Store
from serving import LONG, running, served, store

from kg.formats import CSV, JSON, N_TRIPLES, TSV, TURTLE, XML
from kg.serve.worker import Out

TABLES = (JSON.media_type, XML.media_type, CSV.media_type, TSV.media_type)
NASTY = [
    "plain",
    '[{"',
    ',{"a":{"type":',
    "}},{",
    "<result>",
    "line\nline",
    "}},{",
    ",{",
    '",\n"',
    "tab\t",
    '"',
    "\\\\",
    "",
]


@pytest.mark.parametrize("media_type", TABLES)
@given(values=st.lists(st.sampled_from(NASTY), max_size=8), block=st.integers(1, 40))
def test_rows_are_counted_whatever_stands_in_them(media_type: str, values: list[str], block: int) -> None:
    rows = " ".join('("' + v.translate({34: '\\"', 92: "\\\\", 10: "\\n", 9: "\\t"}) + '" 1)' for v in values)
    found = Store().query(f"SELECT * WHERE {{ VALUES (?a ?b) {{ {rows} }} }}")
    written = found.serialize(format=QueryResultsFormat.from_media_type(media_type))
    out = Out(io.BytesIO())
    out.begin("solutions", media_type)
    for start in range(0, len(written), block):
        out.write(written[start : start + block])
    assert out.rows == len(values)


def logged(said: list, count: int) -> list[int | None]:
    """The rows that the log tells of, once it tells of so many requests: it does when the client has its answer."""
    deadline = time.monotonic() + 5
    while len(lines := [line for line in said if line["event"] == "request"]) < count and time.monotonic() < deadline:
        time.sleep(0.01)
    return [line.get("rows") for line in lines]


@pytest.fixture
def client(tmp_path: Path) -> Iterator[httpx.Client]:
    with running(served(store(tmp_path / "out"))) as client:
        yield client


@pytest.mark.parametrize("accept", [*TABLES, N_TRIPLES.media_type, TURTLE.media_type])
def test_the_log_says_how_many(client: httpx.Client, accept: str) -> None:
    form = "SELECT ?s ?n" if accept in TABLES else "CONSTRUCT { ?s <urn:has> ?n }"
    with structlog.testing.capture_logs() as said:
        answer = client.get("/sparql", params={"query": f"{form} {{ ?s <urn:is> ?n }}"}, headers={"accept": accept})
        assert answer.status_code == 200
        assert logged(said, 1) == [300]


def test_the_log_says_it_of_long_answers_too(client: httpx.Client) -> None:
    with structlog.testing.capture_logs() as said:
        asked = {"query": LONG.replace(" ?g ?h ?i", "")}
        lines = client.get("/sparql", params=asked, headers={"accept": "text/csv"}).text.splitlines()
        assert client.get("/sparql", params={"query": "ASK {}"}).status_code == 200
        assert logged(said, 2) == [len(lines) - 1, None]

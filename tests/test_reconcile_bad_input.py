"""What `/reconcile` is asked by mistake or in bad faith: an answer in words, and nothing of the program's inside."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from reconciled import asked, first, said
from serving import running, served, store

from kg.serve.reconciliation.properties import PROPERTIES

MARKUP = "<script>alert(1)</script>"


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    with running(served(store(tmp_path_factory.mktemp("reconcile") / "out", said()))) as client:
        yield client


@pytest.mark.parametrize(
    ("batch", "words"),
    [
        ("{", "no JSON"),
        ("", "no JSON"),
        ("[" * 100_000, "Expected `object`"),
        ('{"a":' * 20_000, "unknown field `a`"),
        ("[]", "Expected `object`"),
        ('"q"', "Expected `object`"),
        ('{"q": {}}', "has a text (query), or properties"),
        ('{"q": {"query": 7}}', "$[...].query"),
        ('{"q": {"query": "a", "wrong": 1}}', "unknown field `wrong`"),
        ('{"q": {"query": "a", "limit": -1}}', "'q': limit is a whole number from 1 to 1000, not -1"),
        ('{"q": {"query": "a", "limit": 0}}', "limit"),
        ('{"q": {"query": "a", "limit": 1.5}}', "limit"),
        ('{"q": {"query": "a", "limit": 1e300}}', "limit"),
        ('{"q": {"query": "a", "limit": "many"}}', "limit"),
        ('{"q": {"query": "a", "type": "ship"}}', "no type 'ship'; there are: person, group, place, decision, unit"),
        ('{"q": {"query": "a", "type": ["person", "Q5"]}}', "no type 'Q5'"),
        ('{"q": {"query": "a", "type_strict": "perhaps"}}', "type_strict"),
        ('{"q": {"query": "a", "properties": [{"pid": "P569", "v": "1890"}]}}', "no property 'P569'; there are: name"),
        ('{"q": {"query": "a", "properties": [{"pid": "born"}]}}', "missing required field `v`"),
        ('{"q": {"query": "a", "properties": [{"property": "born", "v": 1}]}}', "unknown field `property`"),
        ('{"q": {"query": "%s"}}' % ("a" * 501), "at most 500 characters"),
        (json.dumps({"q": {"query": "a", "properties": [{"pid": "role", "v": "b" * 501}]}}), "at most 500 characters"),
    ],
)
def test_batches_that_are_wrong(client: httpx.Client, batch: str, words: str) -> None:
    answer = client.post("/reconcile", data={"queries": batch})
    assert answer.status_code == 400
    assert answer.headers["content-type"].startswith("text/plain")
    assert words in answer.text and "Traceback" not in answer.text and len(answer.text) < 1000


@pytest.mark.parametrize(
    ("wanted", "words"),
    [
        ({"ids": ["person/p0001"], "properties": [{"id": "P569"}]}, "no property 'P569'"),
        ({"ids": "person/p0001", "properties": []}, "$.ids"),
        ({"properties": []}, "missing required field `ids`"),
        ({"ids": [], "properties": [{"id": "born", "settings": {"limit": -1}}]}, "limit of born"),
        ({"ids": [], "properties": [{"id": "born", "settings": {"limit": [1]}}]}, "limit of born"),
        ([], "extend"),
    ],
)
def test_wishes_that_are_wrong(client: httpx.Client, wanted: Any, words: str) -> None:
    answer = client.post("/reconcile", data={"extend": json.dumps(wanted)})
    assert answer.status_code == 400 and words in answer.text


def test_too_much_at_a_time(client: httpx.Client) -> None:
    queries = {f"q{n}": {"query": "a"} for n in range(101)}
    answer = client.post("/reconcile", data={"queries": json.dumps(queries)})
    assert answer.status_code == 413 and "at most 100" in answer.text
    assert client.post("/reconcile", data={"queries": "x" * 10_000_000}).status_code == 413
    wanted = {"ids": [str(n) for n in range(1001)], "properties": []}
    assert client.post("/reconcile", data={"extend": json.dumps(wanted)}).status_code == 413


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("?queries={}&extend={}", 400),
        ("?what=1", 400),
        ("?queries=%ff", 400),
        ("/preview", 404),
        ("/preview?id=person/p9999", 404),
        ("/view?id=../../etc/passwd", 404),
        ("/flyout/entity?id=", 404),
        ("/flyout/type?id=ship", 400),
        ("/flyout/property?id=P569", 400),
        ("/properties?type=ship", 400),
        ("/properties?limit=-1", 400),
        ("/suggest/entity?prefix=a&cursor=x", 400),
        ("/suggest/entity?prefix=a&type=ship", 400),
        ("/suggest", 404),
        ("/suggest/ship", 404),
        ("/../sparql/", 404),
    ],
)
def test_addresses_that_are_wrong(client: httpx.Client, path: str, status: int) -> None:
    answer = client.get(f"/reconcile{path}")
    assert answer.status_code == status or (path.startswith("/..") and answer.status_code == 200)
    assert "Traceback" not in answer.text


def test_other_ways_of_asking(client: httpx.Client) -> None:
    assert client.post("/reconcile", json={"queries": {}}).status_code == 415
    assert client.put("/reconcile").status_code == 405
    assert client.delete("/reconcile/preview").status_code == 405
    assert client.get("/reconcile", params={"queries": "{}"}).json() == {}
    assert client.head("/reconcile").status_code == 200


def test_markup_stays_text(client: httpx.Client) -> None:
    answer = client.post("/reconcile", data={"queries": json.dumps({MARKUP: {"query": MARKUP}})})
    assert answer.headers["content-type"] == "application/json"
    assert answer.headers["x-content-type-options"] == "nosniff"
    for path in (f"/preview?id={MARKUP}", f"/flyout/type?id={MARKUP}", f"?{MARKUP}=1", f"/{MARKUP}"):
        refused = client.get(f"/reconcile{path}")
        assert refused.status_code in (400, 404) and refused.headers["content-type"].startswith("text/plain")


@pytest.mark.parametrize(
    "value", ["abc", "", "0000", "1890?", "[..1890]", "99999999999", "-1", "1890-13-45", True, 1e308, []]
)
def test_values_of_any_kind_are_compared(client: httpx.Client, value: Any) -> None:
    for pid in PROPERTIES:
        wanted = [{"pid": pid, "v": value}]
        asked(client, {"a": {"query": "Ada Ruus", "properties": wanted}, "b": {"properties": wanted}})


def test_keys_and_texts_of_any_kind(client: httpx.Client) -> None:
    queries = {key: {"query": key or "?"} for key in ("", " ", "\x00", "😀", '"', "constructor", "́", "a" * 400)}
    assert set(asked(client, queries)) == set(queries)
    assert first(client, "((((") is first(client, " ") is None

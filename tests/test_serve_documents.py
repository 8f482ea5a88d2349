"""IRIs of things: they lead to a document that suits the client, say what they know, and what became of them."""

from __future__ import annotations

import asyncio
import gzip
import json
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
import zstandard
from pyld import jsonld
from pyoxigraph import RdfFormat, parse
from serving import BASE, running, served, store
from starlette.requests import Request
from starlette.types import Message

from kg.ns import PREFIXES
from kg.publication import published_context
from kg.publish.site.info import SiteInfo
from kg.publish.site.render import Renderer
from kg.serve.documents import similar
from kg.serve.responses import file

LETTER = f"{BASE}letter/l0001"
RDF, EP, DCT, CRM = (PREFIXES[name] for name in ("rdf", "ep", "dcterms", "crm"))
GRAVES = f"""<{BASE}letter/l0008> <{RDF}type> <{EP}Tombstone> .
<{BASE}letter/l0008> <{DCT}isReplacedBy> <{LETTER}> .
<{BASE}letter/l0009> <{RDF}type> <{EP}Tombstone> .
<{BASE}letter/l0009> <{CRM}P3_has_note> "printed twice" .
"""
FORMATS = {
    ".ttl": "text/turtle",
    ".nt": "application/n-triples",
    ".rdf": "application/rdf+xml",
    ".jsonld": "application/ld+json",
}


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    out = store(tmp_path_factory.mktemp("documents") / "out", GRAVES)
    (out / "site" / "letter").mkdir(parents=True)
    (out / "dump").mkdir()
    (out / "site" / "letter" / "l0001.html").write_text("<p>the page" + " " * 2000, encoding="utf-8")
    (out / "site" / "letter" / "index.html").write_text("<p>the list", encoding="utf-8")
    (out / "dump" / "all.nt.gz").write_bytes(bytes(range(256)) * 40)
    licence = "https://creativecommons.org/publicdomain/zero/1.0/"
    with running(served(out, licence=licence)) as client:
        yield client


@pytest.mark.parametrize(
    ("accept", "suffix"),
    [
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", ".html"),
        ("*/*", ".html"),
        ("text/turtle", ".ttl"),
        ("application/rdf+xml, text/turtle;q=0.9", ".rdf"),
        ("application/ld+json", ".jsonld"),
        ("application/n-triples", ".nt"),
    ],
)
def test_an_iri_leads_to_the_document_that_suits(client: httpx.Client, accept: str, suffix: str) -> None:
    response = client.get("/letter/l0001", headers={"accept": accept})
    assert response.status_code == 303
    assert response.headers["location"] == f"{client.base_url}/letter/l0001{suffix}"
    assert "Accept" in response.headers["vary"]
    document = client.get(response.headers["location"], headers={"accept": "image/png"})  # the suffix decides
    assert document.status_code == 200


def test_what_nobody_offers(client: httpx.Client) -> None:
    response = client.get("/letter/l0001", headers={"accept": "image/png"})
    assert response.status_code == 406
    assert all(media_type in response.text for media_type in FORMATS.values())


def test_every_document_says_the_same(client: httpx.Client) -> None:
    said = {}
    for suffix, media_type in FORMATS.items():
        response = client.get(f"/letter/l0001{suffix}")
        assert response.headers["content-type"].startswith(media_type)
        format_ = RdfFormat.from_media_type(media_type)
        said[suffix] = {str(quad.triple) for quad in parse(response.content, format_, base_iri=BASE)}
    assert len(set(map(frozenset, said.values()))) == 1
    whole = "\n".join(said[".nt"])
    assert "Ada Ruus" in whole  # the label of a neighbour
    assert f"{BASE}claim/c1" in whole  # the claims
    assert f"{LETTER}#written" in whole  # the parts
    assert "number" not in whole


def test_json_begins_with_the_thing_itself(client: httpx.Client) -> None:
    first = client.get("/letter/l0001.jsonld").json()["@graph"][0]
    assert first["id"] == LETTER
    response = client.get("/letter/l0001.json")
    assert response.headers["content-type"] == "application/json"
    plain = response.json()
    assert plain["id"] == LETTER
    assert plain["label"] == "A letter" or "A letter" in json.dumps(plain["label"])
    assert {thing["id"] for thing in plain["included"]} >= {f"{LETTER}#written", f"{BASE}person/p0001"}
    assert "@context" not in plain
    link = f'<{client.base_url}/context.jsonld>; rel="http://www.w3.org/ns/json-ld#context"; type="application/ld+json"'
    assert link in response.headers["link"]


def test_json_with_its_context_says_what_json_ld_says(client: httpx.Client) -> None:
    context = {"@context": published_context().document}
    lines = [
        jsonld.to_rdf(client.get(f"/letter/l0001{suffix}").json() | context, {"format": "application/n-quads"})
        for suffix in (".json", ".jsonld")
    ]
    assert lines[0] == lines[1] and len(lines[0].splitlines()) > 5


def test_links_tell_what_goes_with_it(client: httpx.Client) -> None:
    for path in ("/letter/l0001", "/letter/l0001.ttl", "/letter/l0001.html"):
        links = client.get(path).headers["link"]
        assert f'<{LETTER}>; rel="canonical"' in links
        for relation in ("alternate", "describedby", "license"):
            assert f'rel="{relation}"' in links


def test_what_is_gone(client: httpx.Client) -> None:
    replaced = client.get("/letter/l0008")
    assert replaced.status_code == 301
    assert replaced.headers["location"].endswith("/letter/l0001")
    withdrawn = client.get("/letter/l0009.ttl")
    assert withdrawn.status_code == 410
    assert "printed twice" in withdrawn.text


def test_what_was_never_there(client: httpx.Client) -> None:
    response = client.get("/letter/l1")
    assert response.status_code == 404
    assert "/letter/l0001  A letter" in response.text
    assert client.get("/nowhere/at/all").status_code == 404
    assert client.get("/letter/l0001.html.ttl").status_code == 404


def test_words_after_an_identifier_lead_to_it(client: httpx.Client) -> None:
    response = client.get("/letter/l0001/from-ada-to-bo")
    assert response.status_code == 301
    assert response.headers["location"].endswith("/letter/l0001")


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("letter/L25", "letter/l0025"),
        ("letter/l0026", "letter/l0025"),
        ("archive/rgaspi/f558/op11/d999", "archive/rgaspi/f558/op11"),
        ("Person/p0001", "person/p0001"),
    ],
)
def test_near_identifiers(name: str, meant: str) -> None:
    assert meant in similar(name)
    assert name not in similar(name)


def test_who_has_it_already_need_not_fetch_it(client: httpx.Client) -> None:
    for path in ("/letter/l0001.ttl", "/letter/l0001.html", "/sparql?query=ASK%7B%7D"):
        response = client.get(path)
        etag = response.headers["etag"]
        again = client.get(path, headers={"if-none-match": f'"other", {etag}'})
        assert again.status_code == 304
        assert not again.content
        assert client.get(path, headers={"if-none-match": '"other"'}).status_code == 200
        head = client.head(path)
        assert head.status_code == 200
        assert not head.content
        assert head.headers["etag"] == etag
    page = client.get("/letter/l0001.html")
    since = {"if-modified-since": page.headers["last-modified"]}
    assert client.get("/letter/l0001.html", headers=since).status_code == 304


def test_parts_of_dumps(client: httpx.Client) -> None:
    whole = client.get("/dump/all.nt.gz").content
    part = client.get("/dump/all.nt.gz", headers={"range": "bytes=100-199"})
    assert part.status_code == 206
    assert part.content == whole[100:200]
    assert part.headers["content-range"] == f"bytes 100-199/{len(whole)}"
    assert client.get("/dump/all.nt.gz", headers={"range": "bytes=999999-"}).status_code == 416
    assert "content-encoding" not in client.get("/dump/all.nt.gz", headers={"accept-encoding": "gzip"}).headers


@pytest.mark.parametrize("part", [None, b"bytes=2-3"])
def test_a_file_that_is_open_is_sent_though_another_takes_its_place(tmp_path: Path, part: bytes | None) -> None:
    path = tmp_path / "all.nt"
    path.write_text("before")
    headers = [(b"range", part)] if part else []
    scope = {"type": "http", "method": "GET", "path": "/", "query_string": b"", "headers": headers}
    response = file(Request(scope), path)
    path.unlink()
    path.write_text("after!")
    sent: list[bytes] = []

    async def receive() -> Message:
        await asyncio.sleep(10)
        return {"type": "http.disconnect"}

    async def send(message: Message) -> None:
        sent.append(message.get("body", b""))

    asyncio.run(response(scope, receive, send))
    assert b"".join(sent) == (b"fo" if part else b"before")


def test_answers_are_packed(client: httpx.Client) -> None:
    query = {"query": "SELECT * WHERE { ?s ?p ?o }"}
    packed = client.get("/sparql", params=query, headers={"accept-encoding": "gzip", "accept": "text/csv"})
    plain = client.get("/sparql", params=query, headers={"accept-encoding": "identity", "accept": "text/csv"})
    assert packed.headers["content-encoding"] == "gzip"
    assert "Accept-Encoding" in packed.headers["vary"]
    assert packed.text == plain.text
    assert "content-encoding" not in plain.headers


def test_pages_of_other_origins_may_ask(client: httpx.Client) -> None:
    asked = {"origin": "https://a.example.org", "access-control-request-method": "POST"}
    preflight = client.request("OPTIONS", "/sparql", headers=asked)
    assert preflight.status_code == 204
    assert "POST" in preflight.headers["access-control-allow-methods"]
    assert "content-type" in preflight.headers["access-control-allow-headers"]
    for path in ("/sparql?query=ASK%7B%7D", "/letter/l0001", "/letter/l0001.ttl", "/nowhere", "/sparql?query=x"):
        assert client.get(path).headers["access-control-allow-origin"] == "*"


def test_documents_are_only_read(client: httpx.Client) -> None:
    for method in ("POST", "PUT", "PATCH", "DELETE"):
        response = client.request(method, "/letter/l0001")
        assert response.status_code == 405
        assert response.headers["allow"] == "GET, HEAD, OPTIONS"
    assert client.put("/sparql").headers["allow"] == "GET, HEAD, POST, OPTIONS"


def test_browsers_read_refusals_as_pages(tmp_path: Path) -> None:
    info = SiteInfo(name="a", title="Letters of <A>", description="", base=BASE, licence="", publisher="P", version="0")
    out = store(tmp_path / "out", GRAVES)
    with running(served(out, renderer=Renderer(info))) as client:
        browser = {"accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
        gone = client.get("/letter/l0009", headers=browser)
        assert gone.status_code == 410 and "printed twice" in gone.text
        near = client.get("/letter/l2", headers=browser)
        assert near.status_code == 404 and f'<a href="{client.base_url}/letter/l0001">A letter</a>' in near.text
        odd = client.get('/letter/<b onclick="x">', headers=browser)
        assert odd.status_code == 404 and "<b " not in odd.text
        for page in (gone, near, odd):
            assert page.headers["content-type"] == "text/html; charset=utf-8" and "Accept" in page.headers["vary"]
            assert page.text.startswith("<!doctype html>") and 'href="../index.html"' in page.text
        for accept in ("*/*", "text/turtle", "text/html;q=0"):
            assert (
                client.get("/letter/l0009", headers={"accept": accept}).headers["content-type"].startswith("text/plain")
            )


def test_zstd_for_those_who_take_it(client: httpx.Client) -> None:
    query = {"query": "SELECT * WHERE { ?s ?p ?o }"}
    plain = client.get("/sparql", params=query, headers={"accept-encoding": "identity", "accept": "text/csv"}).content
    for header, encoding in (("gzip, deflate, br, zstd", "zstd"), ("zstd;q=0, gzip", "gzip"), ("zstd;q=0.5", "zstd")):
        headers = {"accept-encoding": header, "accept": "text/csv"}
        with client.stream("GET", "/sparql", params=query, headers=headers) as packed:
            content = b"".join(packed.iter_raw())
        assert packed.headers["content-encoding"] == encoding and "Accept-Encoding" in packed.headers["vary"]
        unpack = zstandard.ZstdDecompressor().decompressobj().decompress if encoding == "zstd" else gzip.decompress
        assert unpack(content) == plain and len(content) < len(plain) / 2
    assert "content-encoding" not in client.get("/dump/all.nt.gz", headers={"accept-encoding": "zstd"}).headers


def test_health_names_the_release(tmp_path: Path) -> None:
    out = store(tmp_path / "out")
    with running(served(out)) as client:
        assert client.get("/health").json()["release"] is None
        for version, date in (("2026.1", "2026-01-01T00:00:00Z"), ("2025.9", "2025-09-01T00:00:00Z")):
            dump = out / "release" / version / "dump"
            dump.mkdir(parents=True)
            (dump / "a.nq.gz").write_bytes(version.encode())
            told = {"version": version, "name": "a", "date": date, "canonical": "c0"}
            (dump.parent / "release.json").write_text(json.dumps(told), encoding="utf-8")
        (out / "release" / "broken").mkdir()
        (out / "release" / "broken" / "release.json").write_text("{", encoding="utf-8")
        release = {"version": "2026.1", "date": "2026-01-01T00:00:00Z", "canonical": "c0"}
        assert client.get("/health").json()["release"] == {**release, "served": False}
        (out / "dump").mkdir(exist_ok=True)
        (out / "dump" / "a.nq.gz").write_bytes(b"2026.1")
        assert client.get("/health").json()["release"] == {**release, "served": True}


def test_health_and_measures(client: httpx.Client) -> None:
    health = client.get("/health")
    assert health.json()["status"] == "ok"
    assert health.json()["base"] == BASE
    text = client.get("/metrics").text
    assert 'kg_request_seconds_count{route="health",status="200"}' in text
    assert 'route="nowhere"' not in text  # what clients make up is not counted by name


def test_what_is_kept_is_of_the_build_that_is_in_place(tmp_path: Path) -> None:
    out = store(tmp_path / "out")
    with running(served(out)) as client:
        paths = ("/letter/l0001.nt", "/sparql?query=ASK%20%7B%3Curn%3Anew%3E%20%3Fp%20%3Fo%7D")
        before = [client.get(path) for path in paths]
        assert [client.get(path).content for path in paths] == [one.content for one in before]
        store(out, f'<urn:new> <urn:is> <urn:here> .\n<{LETTER}> <urn:is> "new" .\n')
        after = [client.get(path) for path in paths]
        for one, other in zip(before, after, strict=True):
            assert one.content != other.content
            assert one.headers["etag"] != other.headers["etag"]

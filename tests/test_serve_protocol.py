"""The SPARQL 1.1 Protocol and Service Description: the cases of W3C's suites, asked of a running server."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from conftest import shared_file
from pyoxigraph import RdfFormat, parse
from rdflib import RDF, BNode, Graph, Namespace
from rdflib.collection import Collection
from serving import BASE, running, served, store
from test_serve_negotiation import COMUNICA, FIREFOX, RAPPER

from kg.serve.pool import RefusedError
from kg.serve.protocol import Asked, asked

HT, CNT = Namespace("http://www.w3.org/2011/http#"), Namespace("http://www.w3.org/2011/content#")
MF = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#")
SD = Namespace("http://www.w3.org/ns/sparql-service-description#")
FORM, DIRECT = "application/x-www-form-urlencoded", "application/sparql-query"
KINDS = {
    "boolean": ("application/sparql-results+json", "application/sparql-results+xml"),
    "tabular": ("application/sparql-results+json", "application/sparql-results+xml", "text/csv",
                "text/tab-separated-values"),
    "RDF": ("text/turtle", "application/n-triples", "application/rdf+xml", "application/ld+json"),
}  # fmt: skip


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    with running(served(store(tmp_path_factory.mktemp("protocol") / "out"))) as client:
        yield client


@pytest.fixture(scope="module")
def manifest() -> Graph:
    return Graph().parse(shared_file("suites/sparql11/protocol/manifest.ttl"))


def cases(manifest: Graph) -> list[Any]:
    found = manifest.value(predicate=RDF.type, object=MF.Manifest)
    return list(Collection(manifest, manifest.value(found, MF.entries)))


def send(client: httpx.Client, manifest: Graph, request: BNode) -> httpx.Response:
    """Send a request of the manifest as it stands there."""
    headers = {}
    if (fields := manifest.value(request, HT.headers)) is not None:
        for field in Collection(manifest, fields):
            headers[str(manifest.value(field, HT.fieldName))] = str(manifest.value(field, HT.fieldValue))
    body = manifest.value(request, HT.body)
    content = None
    if body is not None:
        charset = str(manifest.value(body, CNT.characterEncoding) or "UTF-8")
        content = str(manifest.value(body, CNT.chars)).encode(charset)
    path = str(manifest.value(request, HT.absolutePath))
    return client.request(str(manifest.value(request, HT.methodName)), path, headers=headers, content=content)


def check(response: httpx.Response, manifest: Graph, expected: Any, name: str) -> None:
    """Compare a response with what the manifest expects of it."""
    wanted = {str(status)[-3] for status in manifest.objects(expected, MF.expectedStatus)}
    assert str(response.status_code)[0] in wanted, f"{name}: {response.status_code} {response.text[:300]}"
    if (kind := manifest.value(expected, MF.expectedFormat)) is not None:
        assert response.headers["content-type"].partition(";")[0] in KINDS[str(kind)], name
    if (truth := manifest.value(expected, MF.expectedBoolean)) is not None:
        assert response.json()["boolean"] is truth.toPython(), name


def test_the_query_cases_of_the_suite(client: httpx.Client, manifest: Graph) -> None:
    passed = 0
    for case in cases(manifest):
        name = str(case).rpartition("#")[2]
        if "update" in name:
            continue
        action = manifest.value(case, MF.action)
        for request in Collection(manifest, manifest.value(action, HT.requests)):
            check(send(client, manifest, request), manifest, manifest.value(request, HT.resp), name)
        passed += 1
    assert passed == 20


def test_no_update_of_the_suite_does_anything(client: httpx.Client, manifest: Graph) -> None:
    def size() -> str:
        query = "SELECT (COUNT(*) AS ?n) WHERE { { ?s ?p ?o } UNION { GRAPH ?g { ?s ?p ?o } } }"
        return client.get("/sparql", params={"query": query}, headers={"accept": "text/csv"}).text

    before, refused = size(), 0
    for case in cases(manifest):
        if "update" not in str(case):
            continue
        action = manifest.value(case, MF.action)
        for request in Collection(manifest, manifest.value(action, HT.requests)):
            path = str(manifest.value(request, HT.absolutePath))
            response = send(client, manifest, request)
            if "query=" not in path and not response.request.content.startswith((b"query=", b"ASK", b"SELECT")):
                assert response.status_code in (400, 405, 415), (case, response.text)
                refused += 1
    assert refused >= 13
    assert size() == before


def test_service_description(client: httpx.Client) -> None:
    response = client.get("/sparql", headers={"accept": "application/rdf+xml"})
    assert response.status_code == 200
    graph = Graph().parse(data=response.text, format="xml")
    (service,) = graph.subjects(RDF.type, SD.Service)
    endpoint = str(graph.value(service, SD.endpoint))
    assert endpoint == f"{client.base_url}/sparql".replace("//sparql", "/sparql")
    features = {"supportedLanguage": SD.SPARQL11Query, "feature": SD.UnionDefaultGraph}
    for name, value in features.items():
        assert (service, SD[name], value) in graph
    assert graph.value(service, SD.defaultDataset) is not None
    assert len(list(graph.objects(service, SD.resultFormat))) == 8
    for media_type in ("text/turtle", "application/n-triples", "application/ld+json"):
        other = client.get("/sparql", headers={"accept": media_type})
        assert other.headers["content-type"].startswith(media_type)
        assert list(parse(other.content, RdfFormat.from_media_type(media_type)))


def test_the_endpoint_is_the_address_that_clients_use(tmp_path: Path) -> None:
    trusting = served(store(tmp_path / "out"), public_url="https://letters.example.org/data/")
    with running(trusting) as client:
        assert "https://letters.example.org/data/sparql" in client.get("/sparql").text
        found = client.get("/letter/l0001", headers={"accept": "text/turtle"}).headers["location"]
        assert found == "https://letters.example.org/data/letter/l0001.ttl"


def test_who_likes_rdf_better_than_a_page_gets_the_description(tmp_path: Path) -> None:
    """Comunica takes pages, too, for the RDFa in them, and says nothing when the query page has none."""
    out = store(tmp_path / "out")
    (out / "site" / "query").mkdir(parents=True)
    (out / "site" / "query" / "editor.html").write_text("<p>query page</p>")
    with running(served(out)) as client:
        for accept, page in ((COMUNICA, False), (RAPPER, False), ("*/*", False), (FIREFOX, True), ("text/html", True)):
            response = client.get("/sparql", headers={"accept": accept})
            assert response.status_code == (303 if page else 200)
            assert page or "service-description#endpoint" in response.text or "sd:endpoint" in response.text


@pytest.mark.parametrize(
    ("method", "address", "type_", "body", "expected"),
    [
        ("GET", b"", "", b"", None),
        ("GET", b"query=ASK%7B%7D", "", b"", Asked("ASK{}")),
        ("POST", b"", DIRECT, b"ASK{}", Asked("ASK{}")),
        ("POST", b"", f"{DIRECT}; charset=UTF-8", b"ASK{}", Asked("ASK{}")),
        ("POST", b"", FORM, b"query=ASK%7B%7D", Asked("ASK{}")),
        ("POST", b"default-graph-uri=urn:a&named-graph-uri=urn:b", DIRECT, b"ASK{}",
         Asked("ASK{}", ("urn:a",), ("urn:b",))),
        ("GET", b"query=ASK{}&named-graph-uri=urn:b", "", b"", Asked("ASK{}", (), ("urn:b",))),
        ("PUT", b"query=ASK{}", "", b"", 405),
        ("GET", b"query=ASK{}&query=ASK{}", "", b"", 400),
        ("GET", b"other=1", "", b"", 400),
        ("GET", b"query=%FF", "", b"", 400),
        ("GET", b"query=\xff", "", b"", 400),
        ("GET", b"query=ASK{}&default-graph-uri=%0d%0aX:1", "", b"", 400),
        ("GET", b"query=ASK{}&default-graph-uri=relative", "", b"", 400),
        ("GET", b"update=CLEAR%20ALL", "", b"", 400),
        ("POST", b"", "application/sparql-update", b"CLEAR ALL", 400),
        ("POST", b"", FORM, b"update=CLEAR%20ALL", 400),
        ("POST", b"", DIRECT, b"ASK {\xe9}", 400),
        ("POST", b"", f"{DIRECT}; charset=iso-8859-1", b"ASK{}", 400),
        ("POST", b"", "", b"ASK{}", 415),
        ("POST", b"", "text/plain", b"ASK{}", 415),
        ("POST", b"query=ASK{}", DIRECT, b"ASK{}", 400),
        ("GET", b"&".join(b"a=1" for _ in range(2000)), "", b"", 400),
    ],
)  # fmt: skip
def test_what_a_request_asks(method: str, address: bytes, type_: str, body: bytes, expected: object) -> None:
    if isinstance(expected, int):
        with pytest.raises(RefusedError) as refusal:
            asked(method, address, type_, body)
        assert refusal.value.status == expected
        assert re.search("[a-z]", refusal.value.message)
    else:
        assert asked(method, address, type_, body) == expected


def test_formats_and_refusals(client: httpx.Client) -> None:
    def get(query: str, accept: str) -> httpx.Response:
        return client.get("/sparql", params={"query": query}, headers={"accept": accept})

    for media_type in KINDS["tabular"]:
        assert get("SELECT * { ?s ?p ?o } LIMIT 1", media_type).headers["content-type"].startswith(media_type)
    for media_type in KINDS["RDF"]:
        query = f"DESCRIBE <{BASE}letter/l0001>"
        assert get(query, media_type).headers["content-type"].startswith(media_type)
    for query, offered in (("ASK {}", "boolean"), ("DESCRIBE <urn:a>", "RDF"), ("SELECT * {}", "tabular")):
        response = get(query, "image/png")
        assert response.status_code == 406
        assert all(media_type in response.text for media_type in KINDS[offered])
    assert get("DESCRIBE <urn:a>", "text/csv").status_code == 406
    wrong = get("SELECT * WHERE {\n ?s ?p }", "*/*")
    assert wrong.status_code == 400
    assert "2:" in wrong.text  # the line of the mistake
    assert get("INSERT DATA { <urn:a> <urn:b> <urn:c> }", "*/*").status_code == 400


def test_all_graphs_are_asked_unless_the_query_names_some(client: httpx.Client) -> None:
    def truth(query: str, **more: str) -> bool:
        return bool(client.get("/sparql", params={"query": query, **more}).json()["boolean"])

    claim = f"{{ ?claim ?about <{BASE}letter/l0001> . ?claim a ?type . <{BASE}letter/l0001> ?p ?o }}"
    assert truth(f"ASK {claim}")
    assert not truth(f"ASK FROM <urn:claims> {claim}")
    assert truth("ASK FROM <urn:claims> { ?claim a ?type }")
    assert not truth("ASK { ?claim a ?type }", **{"default-graph-uri": "urn:none"})

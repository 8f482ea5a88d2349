"""A small collection and a small Wikidata, both invented, with endpoints that answer from them, well or badly."""

from __future__ import annotations

import gzip
import socket
import subprocess
import threading
import time
import urllib.parse
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import httpx
from pyoxigraph import QueryResultsFormat, RdfFormat, Store

from kg.ns import PREFIXES
from kg.queries import catalogue
from kg.queries.federation import is_federated

BASE = "https://letters.example.org/kg/"
WIKIDATA = "https://query.wikidata.org/sparql"
JSON = QueryResultsFormat.JSON
FEDERATED = {query.name: query for query in catalogue() if is_federated(query.text)}

_PREFIXES = {name: PREFIXES[name] for name in ("crm", "dcat", "ep", "la", "oa", "rdfs", "wd", "xsd")} | {
    "": BASE,
    "p": "http://www.wikidata.org/prop/",
    "pq": "http://www.wikidata.org/prop/qualifier/",
    "ps": "http://www.wikidata.org/prop/statement/",
    "psv": "http://www.wikidata.org/prop/statement/value/",
    "s": "http://www.wikidata.org/entity/statement/",
    "wdt": "http://www.wikidata.org/prop/direct/",
    "wikibase": "http://wikiba.se/ontology#",
}
_HEAD = "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in _PREFIXES.items())

# Ada Ruus and Bo Lind write to each other; Cy Moor is mentioned; Di Stern has no item; Elm and Oak are places.
OURS = """
: a dcat:Dataset .
<dataset> a dcat:Dataset .
<person/p0001> a crm:E21_Person ; rdfs:label "Ada Ruus"@en, "Ада Руус"@ru ;
  la:equivalent wd:Q900001, <https://d-nb.info/gnd/900001-0> .
<person/p0002> a crm:E21_Person ; rdfs:label "Bo Lind"@en ;
  la:equivalent wd:Q900002, <https://d-nb.info/gnd/900002-9> .
<person/p0003> a crm:E21_Person ; rdfs:label "Cy Moor"@en ;
  la:equivalent wd:Q900003, <https://d-nb.info/gnd/900003-7> .
<person/p0004> a crm:E21_Person ; rdfs:label "Di Stern"@en, "Ди Штерн"@ru .
<person/p0005> a crm:E21_Person ; rdfs:label "Ed \\"Quote\\" \\\\ Back"@en .
<place/pl0001> a crm:E53_Place ; rdfs:label "Old Elm"@en ; la:equivalent wd:Q900011 .
<place/pl0002> a crm:E53_Place ; rdfs:label "Oak"@en ; la:equivalent wd:Q900012 .
<letter/l0001> a ep:Letter ; ep:author <person/p0001> ; ep:addressee <person/p0002> ; ep:sentFrom <place/pl0001> ;
  ep:earliestDate "1932-06-01"^^xsd:date ; ep:latestDate "1932-06-02"^^xsd:date .
<letter/l0002> a ep:Letter ; ep:author <person/p0002> ; ep:addressee <person/p0001> ; ep:sentTo <place/pl0001> ;
  ep:earliestDate "1932-06-20"^^xsd:date ; ep:latestDate "1932-06-20"^^xsd:date .
<letter/l0003> a ep:Letter ; ep:author <person/p0004> ;
  ep:earliestDate "1932-06-21"^^xsd:date ; ep:latestDate "1932-06-21"^^xsd:date .
<letter/l0001#mention-1> a oa:Annotation ; oa:hasBody <person/p0003> ; ep:occursIn <letter/l0001> .
<letter/l0002#mention-1> a oa:Annotation ; oa:hasBody <person/p0003> ; ep:occursIn <letter/l0002> .
<letter/l0002#mention-2> a oa:Annotation ; oa:hasBody <person/p0004> ; ep:occursIn <letter/l0002> .
<decision/d0001> rdfs:label "Decision"@en ; ep:decidedOn "1932-06-10"^^xsd:date ;
  crm:P67_refers_to <person/p0003>, <person/p0004> .
"""

# Q900001 and Q900002 were in office, one of them too early; a death is known to the month; values are unknown, as blank
# nodes and as Wikidata's genids; a statement is deprecated.
THEIRS = """
wd:Q900001 wdt:P31 wd:Q5 ; rdfs:label "Ada Ruus"@en, "Ada Ruusová"@cs ; wdt:P227 "900001-0" ;
  wdt:P18 <http://commons.example.org/Ada%20Ruus.jpg> ;
  wdt:P20 wd:Q900012 ; wdt:P1196 wd:Q900031 ; wdt:P509 wd:Q900032, wd:Q900033 ;
  p:P569 s:1 ; p:P570 s:2 ; p:P39 s:3, s:4 ; p:P485 s:5 .
s:1 a wikibase:BestRank ; psv:P569 s:v1 . s:v1 wikibase:timeValue "1881-03-07T00:00:00Z"^^xsd:dateTime ;
  wikibase:timePrecision 11 .
s:2 a wikibase:BestRank ; psv:P570 s:v2 . s:v2 wikibase:timeValue "1937-05-01T00:00:00Z"^^xsd:dateTime ;
  wikibase:timePrecision 10 .
s:3 ps:P39 wd:Q900021 ; pq:P580 "1930-01-01T00:00:00Z"^^xsd:dateTime ; pq:P582 "1933-01-01T00:00:00Z"^^xsd:dateTime .
s:4 ps:P39 wd:Q900022 ; pq:P580 "1920-01-01T00:00:00Z"^^xsd:dateTime ; pq:P582 "1921-01-01T00:00:00Z"^^xsd:dateTime .
s:5 ps:P485 wd:Q900041 ; pq:P217 "F 7" .
wd:Q900002 wdt:P31 wd:Q5 ; rdfs:label "Bo Lind"@en ; wdt:P227 "1-OTHER" ; p:P570 s:6 ; p:P39 s:7 .
s:6 a wikibase:BestRank ; psv:P570 s:v6 . s:v6 wikibase:timeValue "1950-01-01T00:00:00Z"^^xsd:dateTime ;
  wikibase:timePrecision 9 .
s:7 ps:P39 wd:Q900022 .
wd:Q900003 wdt:P31 wd:Q5 ; rdfs:label "Cy Moor"@en ; wdt:P27 wd:Q900051, wd:Q900052 ; wdt:P106 wd:Q900061 ;
  p:P39 s:8 ; p:P485 s:9 ;
  wdt:P214 "900003" .
s:8 ps:P39 wd:Q900021 ; pq:P580 "1932-06-10T00:00:00Z"^^xsd:dateTime .
s:9 ps:P485 [], <http://www.wikidata.org/.well-known/genid/0> .
wd:Q900001 p:P39 s:11, s:12 ; wdt:P18 <http://www.wikidata.org/.well-known/genid/1> ; p:P570 s:13 .
s:11 ps:P39 wd:Q900022 ; wikibase:rank wikibase:DeprecatedRank ; pq:P580 "1931-01-01T00:00:00Z"^^xsd:dateTime .
s:12 ps:P39 <http://www.wikidata.org/.well-known/genid/2> ; pq:P580 <http://www.wikidata.org/.well-known/genid/3> .
s:13 a wikibase:BestRank ; psv:P570 <http://www.wikidata.org/.well-known/genid/4> .
wd:Q900004 wdt:P31 wd:Q5 ; rdfs:label "Di Stern"@en .
wd:Q900005 wdt:P31 wd:Q5 ; rdfs:label "Di Stern"@en, "Ди Штерн"@ru .
wd:Q900006 wdt:P31 wd:Q5 ; rdfs:label "Ed \\"Quote\\" \\\\ Back"@en .
wd:Q900011 rdfs:label "Elm"@en, "Вяз"@ru ; wdt:P17 wd:Q900051 ; wdt:P1566 "900011" ; p:P625 s:10 .
s:10 a wikibase:BestRank ; psv:P625 s:v10 . s:v10 wikibase:geoLatitude 59.5 ; wikibase:geoLongitude 24.75 .
wd:Q900012 rdfs:label "Oak"@en .
wd:Q900021 rdfs:label "minister"@en . wd:Q900022 rdfs:label "mayor"@en .
wd:Q900031 rdfs:label "accident"@en . wd:Q900032 rdfs:label "fall"@en . wd:Q900033 rdfs:label "cold"@en .
wd:Q900041 rdfs:label "Archive of Oak"@en . wd:Q900051 rdfs:label "Norland"@en . wd:Q900052 rdfs:label "Sudland"@en .
wd:Q900061 rdfs:label "printer"@en .
"""


def ours() -> Store:
    """The collection."""
    return _store(OURS)


def theirs() -> Store:
    """The other service's data."""
    return _store(THEIRS)


def nquads(store: Store) -> bytes:
    """A store as N-Quads."""
    return store.dump(format=RdfFormat.N_QUADS) or b""


def _store(turtle: str) -> Store:
    store = Store()
    store.load(input=(_HEAD + turtle).encode(), format=RdfFormat.TURTLE, base_iri=BASE)
    return store


class Endpoint(ThreadingHTTPServer):
    """Answers from a store at `/sparql`; `odd` says what happens instead, by the path."""

    daemon_threads = True

    def __init__(self, store: Store, odd: dict[str, Callable[[Handler], None]] | None = None) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.store = store
        self.odd = odd or {}
        self.heard: list[tuple[str, dict[str, str], str]] = []  # path, headers and query of each request

    def url(self, path: str = "/sparql") -> str:
        return f"http://127.0.0.1:{self.server_port}{path}"


class Handler(BaseHTTPRequestHandler):
    """One request."""

    server: Endpoint
    query: str

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
        form = self.headers.get_content_type() == "application/x-www-form-urlencoded"
        self._heard(urllib.parse.parse_qs(body).get("query", [""])[0] if form else body)

    def do_GET(self) -> None:
        self._heard(urllib.parse.parse_qs(urllib.parse.urlsplit(self.path).query).get("query", [""])[0])

    def _heard(self, query: str) -> None:
        self.query = query
        path = urllib.parse.urlsplit(self.path).path
        self.server.heard.append((path, {name.lower(): value for name, value in self.headers.items()}, query))
        self.server.odd.get(path, Handler.sparql)(self)

    def sparql(self) -> None:
        """The answer as it should be."""
        self.say(200, self.answer())

    def answer(self) -> bytes:
        """What the store has."""
        found = self.server.store.query(self.query)
        return found.serialize(format=JSON) or b""  # type: ignore[union-attr]

    def say(self, status: int, data: bytes = b"", media_type: str = JSON.media_type, **headers: str) -> None:
        """Send an answer; underscores in the names of headers are hyphens."""
        self.send_response(status)
        self.send_header("Content-Type", media_type)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        if "Content_Length" not in headers:
            self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_: object) -> None:
        """Nothing on standard error."""


@contextmanager
def answering(store: Store, **odd: Callable[[Handler], None]) -> Iterator[Endpoint]:
    """An endpoint in this process; `odd` has what happens at `/name`."""
    with Endpoint(store, {f"/{name}": does for name, does in odd.items()}) as server:
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        yield server
        server.shutdown()


@contextmanager
def oxigraph(program: str, store: Store, folder: Path) -> Iterator[str]:
    """The address of an Oxigraph server over the data of `store`."""
    data = folder / "data.nq"
    data.write_bytes(nquads(store))
    place = str(folder / "store")
    subprocess.run([program, "load", "--location", place, "--file", str(data)], check=True, capture_output=True)
    with closing(socket.create_server(("127.0.0.1", 0))) as free:
        port = free.getsockname()[1]
    command = [program, "serve-read-only", "--location", place, "--bind", f"127.0.0.1:{port}"]
    process = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    try:
        url = f"http://127.0.0.1:{port}/query"
        for _ in range(100):
            try:
                httpx.get(url, params={"query": "ASK {}"}).raise_for_status()
                break
            except httpx.HTTPError:
                time.sleep(0.1)
        yield url
    finally:
        process.kill()
        process.wait()


def bomb(size: int) -> bytes:
    """Much in little."""
    return gzip.compress(b" " * size)

"""A server in a thread, over a small store of its own."""

from __future__ import annotations

import asyncio
import io
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import httpx

from kg.ns import PREFIXES
from kg.pipeline import Built
from kg.publication import published_context
from kg.publish.entity import PageWriter
from kg.publish.store import write_store
from kg.serve.pool import Limits, Pool
from kg.serve.served import Served
from kg.serve.server import server

BASE = "https://letters.example.org/kg/"
PROTOCOL = "http://kasei.us/2009/09/sparql/data/"
# Three nested loops over some hundred numbers: as good as endless.
RUNAWAY = "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l FILTER(?a != ?j) }"
# Begins at once and does not end before everyone has lost patience.
LONG = "SELECT * WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"


def quads(more: str = "") -> bytes:
    """N-Quads: things in the default graph, and the graphs that the protocol's test cases ask for."""
    rdf, rdfs, ep = PREFIXES["rdf"], PREFIXES["rdfs"], PREFIXES["ep"]
    lines = [
        f"<{BASE}letter/l0001> <{rdf}type> <{ep}Letter> .",
        f'<{BASE}letter/l0001> <{rdfs}label> "A letter" .',
        f"<{BASE}letter/l0001> <{ep}author> <{BASE}person/p0001> .",
        f'<{BASE}letter/l0001#written> <{rdfs}label> "When" .',
        f"<{BASE}letter/l0001> <{ep}writtenOn> <{BASE}letter/l0001#written> .",
        f"<{BASE}person/p0001> <{rdf}type> <{ep}Person> .",
        f'<{BASE}person/p0001> <{rdfs}label> "Ada Ruus" .',
        f"<{BASE}claim/c1> <{rdf}type> <{ep}Claim> <urn:claims> .",
        f"<{BASE}claim/c1> <{ep}aboutRecord> <{BASE}letter/l0001> <urn:claims> .",
        *(f"<{PROTOCOL}data{n}.rdf> <{rdf}type> <urn:Data> <{PROTOCOL}data{n}.rdf> ." for n in (1, 2, 3)),
        *(f'<urn:number:{n}> <urn:is> "{n}" .' for n in range(300)),
    ]
    return ("\n".join(lines) + "\n" + more).encode()


def store(out: Path, more: str = "") -> Path:
    """Write the store into `out`; another one is put in its place as a build does."""
    fresh, place = out / "fresh", out / "store"
    out.mkdir(parents=True, exist_ok=True)
    write_store(fresh, io.BytesIO(quads(more)))
    if place.exists():
        place.rename(out / f"old{time.monotonic_ns()}")
    fresh.rename(place)
    return out


def served(out: Path, size: int = 2, limits: Limits | None = None, **more: object) -> Served:
    """What is served from `out`."""
    pool = Pool(out / "store", size, limits or Limits(seconds=10, memory=0))
    return replace(Served(BASE, out, pool, PageWriter(BASE, published_context())), **more)  # type: ignore[arg-type]


def workspace(built: Built, limits: Limits | None = None, **more: object) -> Served:
    """What is served of a build of a workspace."""
    return served(built.out, limits=limits, base=built.base, writer=PageWriter(built.base, published_context()), **more)


@contextmanager
def running(what: Served) -> Iterator[httpx.Client]:
    """A client of a running server; redirects are not followed."""
    made = server(what, "127.0.0.1", 0)
    thread = threading.Thread(target=lambda: asyncio.run(made.serve()), daemon=True)
    thread.start()
    while not made.started:
        assert thread.is_alive(), "the server did not start"
        time.sleep(0.02)
    port = made.servers[0].sockets[0].getsockname()[1]
    try:
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=30) as client:
            yield client
    finally:
        made.should_exit = True
        thread.join(10)
        assert not thread.is_alive(), "the server did not end"


def raw(client: httpx.Client, request: bytes, seconds: float = 5.0) -> bytes:
    """What comes back for bytes that no client library would send."""
    with socket.create_connection((client.base_url.host, client.base_url.port or 80), seconds) as connection:
        connection.sendall(request)
        found = b""
        try:
            while part := connection.recv(65536):
                found += part
        except (TimeoutError, ConnectionResetError):
            pass
        return found

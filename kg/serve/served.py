"""What is served: the addresses, the folder of results, the workers; passed to everything that answers."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

from pyoxigraph import Literal, NamedNode, QuerySolutions
from starlette.requests import Request

from kg.files import read_text
from kg.formats import JSON, Format
from kg.publish.entity import PageWriter
from kg.publish.site.render import Renderer
from kg.queries import SavedQuery, catalogue
from kg.queries.terms import kinds_of
from kg.queries.text import with_any, with_values
from kg.serve.backend import Backend
from kg.serve.cache import Cache
from kg.serve.description import BOOLEANS, GRAPHS, SOLUTIONS
from kg.serve.forwarded import Network
from kg.serve.pool import Pool
from kg.serve.search import Index

_QUERIES = Path(__file__).resolve().parent / "queries"


@dataclass(frozen=True)
class Served:
    """`base` is that of the IRIs, `out` the folder with store, dumps and pages, `writer` makes documents.

    `public_url` is the address at which the server is reached from outside, with `/` at its end; empty when it is that
    of each request. `longest` is the size in bytes of a query. What proxies in the networks `trusted` say of clients is
    believed. A client may ask `per_client` queries at a time; 0 for as many as it likes. `licence` is the IRI of that
    of the data. `renderer` draws pages as those of the site; `queries` are the saved ones, `recordings` the
    folder with what other services answered to them; `kept` has lists that
    were read, each with its build. `services` are the endpoints that a SERVICE clause may name; `service` asks one (its
    address, a query, seconds), as `kg.serve.elsewhere.public` does when it is None.
    """

    base: str
    out: Path
    pool: Pool | Backend
    writer: PageWriter
    public_url: str = ""
    longest: int = 2**20
    trusted: tuple[Network, ...] = ()
    per_client: int = 0
    licence: str = ""
    renderer: Renderer | None = None
    queries: Mapping[str, SavedQuery] = field(default_factory=lambda: {query.name: query for query in catalogue()})
    recordings: Path | None = None
    services: tuple[str, ...] = ()
    service: Callable[[str, str, float], QuerySolutions] | None = None
    kept: dict[str, tuple[str, list[Any]]] = field(default_factory=dict)

    @cached_property
    def cache(self) -> Cache:
        """Answers that are kept."""
        return Cache()

    @cached_property
    def index(self) -> Index:
        """What is searched in."""
        return Index(self.site)

    @cached_property
    def reading(self) -> asyncio.Lock:
        """Held by who reads what is kept for all, so that it is read once."""
        return asyncio.Lock()

    @cached_property
    def asking_others(self) -> asyncio.Semaphore:
        """Held by who waits for another service: two at a time, each host is asked one after the other anyway."""
        return asyncio.Semaphore(2)

    @property
    def site(self) -> Path:
        """The pages that `kg site` made."""
        return self.out / "site"

    def address(self, request: Request, path: str) -> str:
        """The address of `path` as clients reach it."""
        return (self.public_url or f"{request.scope['scheme']}://{request.headers['host']}/") + path


async def whole(served: Served, query: str, media_type: str, *, adopted: bool = False) -> bytes:
    """All of an answer, which must not be long; with `adopted` out of the default graph alone, which has no claims."""
    asked = request(query, media_type)
    answer = await served.pool.answer(asked | {"named": []} if adopted else asked)
    try:
        return b"".join([chunk async for chunk in answer.chunks()])
    finally:
        answer.close()


async def rows(served: Served, query: str, *, adopted: bool = False) -> list[dict[str, str]]:
    """The rows of a SELECT: variable -> value, of those that have one. `adopted` as for `whole`."""
    document = await whole(served, query, JSON.media_type, adopted=adopted)
    bindings = json.loads(document)["results"]["bindings"]
    return [{name: cell["value"] for name, cell in row.items()} for row in bindings]


async def named(served: Served, identifiers: Iterable[str]) -> dict[str, str]:
    """Identifiers that stand alone (`p0002`) -> the IRI of what has them; those that nothing has are left out."""
    meant: dict[str, str] = {}
    for identifier in identifiers:
        if re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}", identifier):
            meant |= {make(identifier): identifier for make in kinds_of(served.base)}
    if not meant:
        return {}
    found = await rows(served, with_any(text("near"), "thing", [NamedNode(iri) for iri in meant]))
    return {meant[row["thing"]]: row["thing"] for row in found if "thing" in row}


async def called(served: Served, name: str) -> list[tuple[str, str]]:
    """Things of the collection, each with a name, that may be called `name`: those with its longest word."""
    word = max(re.findall(r"\w+", name.lower()), key=len, default="")
    if not word:
        return []
    asked = with_values(text("named"), {"word": Literal(word), "base": Literal(served.base)})
    return [(row["thing"], row["name"]) for row in await rows(served, asked, adopted=True)]


def request(query: str, media_type: str) -> dict[str, object]:
    """A request for a worker over all graphs, whose answer has this media type whatever its form."""
    return {
        "query": query,
        "default": None,
        "named": None,
        **dict.fromkeys(("solutions", "boolean", "graph"), media_type),
    }


OFFERED: Mapping[str, tuple[Format, ...]] = {"solutions": SOLUTIONS, "boolean": BOOLEANS, "graph": GRAPHS}


@lru_cache(maxsize=16)
def text(name: str) -> str:
    """The text of one of the queries of this package."""
    return read_text(_QUERIES / f"{name}.rq")

"""The query page: what it knows of the saved queries and of the data, and the page itself.

The queries run in the reader's browser (`assets/query/*.js`), in Oxigraph built as WebAssembly. Without that engine the
page still composes and saves queries.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any

import msgspec
from markupsafe import escape

from kg.ns import EDTF, PREFIXES, XSD, bare
from kg.publish.site.render import Renderer, data_block

PAGE = "query/editor.html"
CORE, ALL = "core", "all"

_HERE = re.compile(rb"<!--\[here-->.*?<!--here\]-->", re.DOTALL)
_WORD = re.compile(r"\b([a-z][\w-]*:[A-Za-z_][\w-]*)")


class QueryField(msgspec.Struct, frozen=True, kw_only=True):
    """A parameter of a saved query, as its header says it.

    `kind` is the folder of the things that it can be (`person`), empty where it is no thing of a collection; what these
    are called is in `query/names/KIND.json`, by the paths of their IRIs.
    """

    name: str
    type: str
    description: str
    example: str | int
    default: str | int | None = None
    required: bool = False
    kind: str = ""


class QueryForm(msgspec.Struct, frozen=True, kw_only=True):
    """A saved query to be run in the browser: its SPARQL is `before`, a VALUES block for its parameters, `after`.

    `scope` is CORE when the core data answers it as the whole does, else ALL.
    """

    name: str
    title: str
    description: str
    audience: str
    before: str
    after: str
    scope: str
    command: str = ""  # that asks it on the reader's own machine
    parameters: tuple[QueryField, ...] = ()
    columns: dict[str, str] = {}


class DataFile(msgspec.Struct, frozen=True, kw_only=True):
    """A file that the page fetches: its path from the root of the site, its media type, its size as it is sent."""

    path: str
    media: str
    bytes: int

    @property
    def size(self) -> str:
        """The size for people: `12 kB`, `1.4 MB`."""
        return f"{max(1, round(self.bytes / 1e3))} kB" if self.bytes < 1e5 else f"{self.bytes / 1e6:.1f} MB"


def editor_page(
    renderer: Renderer,
    queries: Sequence[QueryForm],
    first: str,
    core: DataFile,
    everything: DataFile,
    engine: DataFile | None,
    kinds: Sequence[str],
) -> tuple[str, bytes]:
    """The page: its path and its bytes. `first` is the query that it begins with; `kinds` are the parts of IRIs under
    the base in which an identifier that stands alone is looked up, in this order.
    """
    values = {
        "queries": queries,
        "groups": tuple(_groups(queries)),
        "first": first,
        "command": next((query.command for query in queries if query.name == first), f"kg query {first}"),
        "core": core,
        "all": everything,
        "engine": engine,
        "config": data_block(_config(renderer.site.base, queries, first, core, everything, engine, kinds)),
    }
    return PAGE, renderer.render("editor.html", PAGE, **values)


def of_endpoint(page: bytes, endpoint: str) -> bytes:
    """The page as a server has it that answers SPARQL at the address `endpoint`: its queries go there.

    The template marks what is said `here` alone, where the browser answers, and what is said `there`.
    """
    page = _HERE.sub(b"", page).replace(b"<!--[there", b"").replace(b"there]-->", b"")
    return page.replace(b"<body ", f'<body data-endpoint="{escape(endpoint)}" '.encode(), 1)


def _groups(queries: Sequence[QueryForm]) -> Iterator[tuple[str, list[QueryForm]]]:
    """The queries by the first of those whom they are for, by title."""
    ordered = sorted(queries, key=lambda query: (query.audience, query.title))
    for audience, listed in groupby(ordered, key=lambda query: query.audience):
        yield f"For {_several(audience)}", list(listed)


def _several(audience: str) -> str:
    return audience + "s"


def _config(
    base: str,
    queries: Sequence[QueryForm],
    first: str,
    core: DataFile,
    everything: DataFile,
    engine: DataFile | None,
    kinds: Sequence[str],
) -> dict[str, Any]:
    """What the scripts read: see `assets/query/page.js`."""
    asked = ("name", "description", "before", "after", "scope", "command", "parameters", "columns")
    words = {word for query in queries for word in _WORD.findall(query.after)}
    return {
        "names": {
            "base": base,
            "prefixes": dict(PREFIXES),
            "kinds": kinds,
            "datatypes": {"integer": bare(XSD.integer), "date": bare(XSD.date), "edtf": bare(EDTF.EDTF)},
        },
        "first": first,
        "data": {CORE: msgspec.to_builtins(core), ALL: msgspec.to_builtins(everything)},
        "engine": engine.bytes if engine else None,
        "queries": [{name: msgspec.to_builtins(getattr(query, name)) for name in asked} for query in queries],
        "words": sorted(words),
    }

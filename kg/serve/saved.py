"""Saved queries as an API: `query/NAME.csv?person=p0001`. Parameters are typed; `limit` and `offset` make pages.

`query/NAME` is the page of a query: its parameters as a form, its answer as a table, the same as files.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlencode

from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import Response

from kg.errors import UsageError
from kg.files import read_bytes
from kg.formats import CSV, JSON, JSON_LD, N_TRIPLES, RDF_XML, TSV, TURTLE, XML, Format
from kg.publish.site.blocks import Block, Cell, Ref, Row, Table, cell, heads
from kg.publish.site.info import Crumb
from kg.publish.site.paths import is_link, page_of
from kg.publish.site.render import Renderer
from kg.queries import Identifiers, SavedQuery, bind
from kg.queries.catalogue import without_header
from kg.queries.explain import command
from kg.queries.named import kind_of
from kg.queries.text import Term, form, paged
from kg.serve.accept import HTML, chosen
from kg.serve.paging import Page, number, page_links
from kg.serve.pool import RefusedError
from kg.serve.recorded import plain
from kg.serve.responses import answered, kept, note, tag, unchanged, unless_gone
from kg.serve.served import Served, called, named, request, whole
from kg.serve.sparql import not_acceptable

OFFERED: Mapping[str, tuple[Format, ...]] = {
    "SELECT": (CSV, JSON, XML, TSV),
    "ASK": (JSON, XML),
    "CONSTRUCT": (TURTLE, N_TRIPLES, RDF_XML, JSON_LD),
}
MOST = 100_000  # rows of a page
_SHOWN = 200  # rows in a table
_OFFERED = 500  # names in a form
_LIST = "query/index.html"


def offered(query: SavedQuery) -> tuple[Format, ...]:
    """The formats of a query's answer."""
    return OFFERED.get(form(query.text) or "", ())


def find(served: Served, path: str) -> tuple[SavedQuery, Format | None] | None:
    """The query that the last part of a path names, and the format that its suffix does: `mentions.csv`.

    None for the format without suffix; HTML for `.html`.
    """
    if query := served.queries.get(path):
        return query, None
    name, dot, suffix = path.rpartition(".")
    query = served.queries.get(name)
    known = (*offered(query), HTML) if query else ()
    format_ = next((format_ for format_ in known if dot and format_.suffix == f".{suffix}"), None)
    return (query, format_) if query and format_ else None


async def saved(asked: Request, served: Served, query: SavedQuery, format_: Format | None) -> Response:
    """The page of a query, or its answer in a format; that which suits the client when none is named."""
    known = (*([HTML] if served.renderer else []), *offered(query))
    format_ = format_ or chosen(asked.headers.get("accept"), known)
    if format_ is None:
        raise not_acceptable(known)
    if format_ is not HTML:
        return await result(asked, served, query, format_)
    if served.renderer is None:
        raise not_acceptable(offered(query))
    return await _page(asked, served, query, served.renderer)


async def result(asked: Request, served: Served, query: SavedQuery, format_: Format) -> Response:
    """The result of a saved query. A parameter that is wrong is named in the refusal."""
    given = {name: value for name, value in asked.query_params.items() if value}  # a form sends what is left empty
    limit, offset = (number(name, given.pop(name, None)) for name in ("limit", "offset"))
    if (limit is not None or offset is not None) and form(query.text) != "SELECT":
        raise RefusedError(400, "parameters limit and offset: only tables have pages")
    limit = None if limit is None else min(max(limit, 1), MOST)
    text, said = await plain(served, query, await _terms(served, query, given))
    text = paged(text, limit, offset)
    note(asked, text)
    etag = tag(served.pool.generation(), text, format_.name)
    headers = {"ETag": etag, "Cache-Control": "public, no-cache", "Vary": "Accept"}
    headers |= {"X-Recorded": said} if said else {}
    if limit is not None:
        headers["Link"] = page_links(asked, served, Page(limit, offset or 0), None)
    if unchanged(asked, etag):
        return Response(status_code=304, headers=headers)
    if (known := kept(served.cache, headers)) is not None:
        return known
    answer = await unless_gone(asked, served.pool.answer(request(text, format_.media_type)))
    headers["ETag"] = tag(answer.generation, text, format_.name)
    return answered(answer, headers, served.cache)


async def _terms(served: Served, query: SavedQuery, given: Mapping[str, str]) -> dict[str, Term]:
    """The values of the parameters as terms. Raises RefusedError, naming the parameter that is wrong."""
    iris = [given[name] for name, one in query.header.parameters.items() if one.type == "iri" and name in given]
    alone = [value for value in iris if "/" not in value and ":" not in value]
    known = await named(served, alone)
    names = [pair for value in alone if value not in known for pair in await called(served, value)]
    try:
        return bind(
            query,
            given,
            Identifiers(served.base, known.get, lambda folder: (pair for pair in names if pair[0].startswith(folder))),
        )
    except UsageError as error:
        hint = (error.hint or "").replace(" -p ", " ").replace("kg query ", "").strip()
        raise RefusedError(400, f"{error.what}. {hint}".strip()) from None


async def _page(asked: Request, served: Served, query: SavedQuery, renderer: Renderer) -> Response:
    """The page of a query; a parameter that is wrong or missing is said on it."""
    given = {name: value for name, value in asked.query_params.items() if value and name not in ("limit", "offset")}
    path, status = f"query/{query.name}.html", 200
    blocks = [Block("Ask it", "ask", html=_form(query, given, served.site))]
    try:
        text, said = await plain(served, query, await _terms(served, query, given))
        if said:
            blocks.append(Block("Where it comes from", "recorded", text=said))
        blocks += await answer_blocks(asked, served, text)
        blocks.append(Block("The answer as a file", "file", refs=_files(query, given)))
    except RefusedError as error:
        missing = not given and any(one.required for one in query.header.parameters.values())
        status = 200 if missing else error.status
        blocks.append(Block("Answer", "answer", text=error.message))
    columns = tuple(Row((cell(Ref(n, style="code")), cell(d))) for n, d in query.header.columns.items())
    if columns:
        blocks.append(Block("Columns", "columns", table=Table("Columns", heads("Name", "What it says"), columns)))
    blocks.append(Block("SPARQL", "sparql", code=without_header(query.text)))
    words = " ".join(query.header.description.split())
    it = {"name": query.name, "title": query.header.title, "description": words, "command": command(query)}
    body = renderer.render(
        "query.html", path, it=it, blocks=blocks, crumbs=(Crumb("Queries", _LIST), Crumb(query.header.title))
    )
    return Response(body, status, {"Vary": "Accept", "Cache-Control": "public, no-cache"}, "text/html")


async def answer_blocks(asked: Request, served: Served, text: str) -> list[Block]:
    """The answer to a query: its first rows as a table, yes or no; that a graph is a file."""
    kind = form(text)
    if kind in ("CONSTRUCT", "DESCRIBE"):
        return [Block("Answer", "answer", text="The answer is a graph: fetch it as a file.")]
    if kind == "SELECT":
        text = paged(text, _SHOWN + 1, None)
    note(asked, text)
    document = json.loads(await unless_gone(asked, whole(served, text, JSON.media_type)))
    if "boolean" in document:
        return [Block("Answer", "answer", text="Yes." if document["boolean"] else "No.")]
    names, bindings = document["head"]["vars"], document["results"]["bindings"]
    rows = tuple(Row(tuple(_cell(row.get(name), served.base) for name in names)) for row in bindings[:_SHOWN])
    count = f"the first {_SHOWN} rows" if len(bindings) > _SHOWN else f"{len(rows)} row{'' if len(rows) == 1 else 's'}"
    return [Block("Answer", "answer", table=Table(count, heads(*names), rows))]


def _cell(value: Mapping[str, str] | None, base: str) -> Cell:
    if value is None:
        return cell("")
    text = value["value"]
    if value["type"] != "uri":
        return cell(Ref(text, lang=value.get("xml:lang", "")))
    if text.startswith(base) and text != base:
        return cell(Ref(text.removeprefix(base), path=page_of(text, base)))
    return cell(Ref(text, url=text if is_link(text) else ""))


def _files(query: SavedQuery, given: Mapping[str, str]) -> tuple[Ref, ...]:
    """The answer in each format, and the address of the page with these values."""
    asked = f"?{urlencode(given)}" if given else ""
    files = [Ref(one.label, path=f"query/{query.name}{one.suffix}{asked}") for one in offered(query)]
    return (*files, Ref("This page", path=f"query/{query.name}.html{asked}", note="permanent address"))


def _form(query: SavedQuery, given: Mapping[str, str], site: Path) -> str:
    """The parameters as a form that works without a script, with the names that can be meant where they are few."""
    fields = [
        Markup(
            '<p><label for="p-{0}">{0}: {1}</label><br>'
            '<input id="p-{0}" name="{0}" value="{2}" placeholder="{3}"{4}{5}</p>'
        ).format(
            name, one.description, given.get(name, "" if one.default is None else one.default), one.example,
            Markup(" required") if one.required else "", _choices(name, site, kind_of(one)),
        )
        for name, one in query.header.parameters.items()
    ]  # fmt: skip
    made = Markup('<form method="get" action="{}.html">{}<p><button>Ask</button></p></form>')
    return str(made.format(query.name, Markup("").join(fields)))


def _choices(name: str, site: Path, kind: str) -> Markup:
    """The end of a field: the names of the things of a kind, by which each is offered that has its own, as a list."""
    file = site / "query" / "names" / f"{kind}.json"
    labels = {path: names[0] for path, names in json.loads(read_bytes(file)).items()} if kind and file.is_file() else {}
    if not 0 < len(labels) <= _OFFERED:
        return Markup(">")
    often = Counter(labels.values())
    option = Markup('<option value="{}" label="{}">')
    options = (
        option.format(*((label, path) if often[label] == 1 else (path, label))) for path, label in labels.items()
    )
    return Markup(' list="names-{0}"><datalist id="names-{0}">{1}</datalist>').format(name, Markup("").join(options))


def listed(served: Served) -> Response:
    """The list of the saved queries."""
    assert served.renderer is not None  # whoever calls has looked
    rows = tuple(
        Row(
            (
                cell(Ref(query.header.title, path=f"query/{name}.html"), small=(Ref(name, style="code"),)),
                cell(" ".join(query.header.description.split())),
                cell(", ".join(query.header.audience)),
            )
        )
        for name, query in sorted(served.queries.items())
    )
    table = Table(f"{len(rows)} saved queries", heads("Query", "What it answers", "For"), rows)
    body = served.renderer.render(
        "list.html", _LIST, title="Queries", intro="Each has a page with its parameters and its answer, and answers "
        "programs as well.", crumbs=(Crumb("Queries"),), table=table, pages=(), blocks=(),
    )  # fmt: skip
    return Response(body, media_type="text/html", headers={"Cache-Control": "public, no-cache"})

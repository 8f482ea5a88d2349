"""Things and their documents: an IRI answers 303 to the document that suits the client (Cool URIs, section 4.2)."""

from __future__ import annotations

import json
from urllib.parse import quote

from pyoxigraph import NamedNode, RdfFormat, parse
from starlette.requests import Request
from starlette.responses import FileResponse, RedirectResponse, Response

from kg.formats import JSON, JSON_LD, N_TRIPLES, RDF_XML, TURTLE, Format, Kind
from kg.ns import PREFIXES
from kg.publish.jsonld import page
from kg.publish.rows import by_subject
from kg.publish.turtle import turtle
from kg.serve.accept import chosen
from kg.serve.description import written
from kg.serve.pool import RefusedError
from kg.serve.responses import tag, unchanged, with_charset
from kg.serve.served import Served, ask
from kg.serve.sparql import not_acceptable

HTML = Format("html", "HTML", "text/html", ".html", Kind.METADATA)
PLAIN_JSON = Format("plain-json", "JSON", "application/json", ".json", Kind.METADATA)
OFFERED = (HTML, TURTLE, JSON_LD, N_TRIPLES, RDF_XML, PLAIN_JSON)
_PAGES = "index.html"


async def thing(request: Request, served: Served, path: str) -> Response:
    """The answer to the IRI of a thing, or to the address of one of its documents (its path with a suffix)."""
    wanted = next((format_ for format_ in OFFERED if path.endswith(format_.suffix)), None)
    name = path.removesuffix(wanted.suffix) if wanted else path
    fate = await _fate(served, name)
    if fate is None and (page := _page(served, path)) is not None:
        return FileResponse(page)
    if fate is None:
        return await _unknown(served, name, path)
    if fate:
        return _gone(served, request, fate)
    if wanted is None:
        return _see_other(request, served, name)
    return await _document(request, served, name, wanted)


async def _fate(served: Served, name: str) -> list[dict[str, str]] | None:
    """What is left of a thing that is no longer used: why, and its successors; empty for one that is, None for none."""
    answer = await ask(served, "fate", {"thing": _node(served, name)}, JSON.media_type)
    rows = json.loads(answer.first)["results"]["bindings"]
    if not rows:
        return None
    gone = [row for row in rows if row["gone"]["value"] == "true"]
    return [{key: cell["value"] for key, cell in row.items()} for row in gone]


def _node(served: Served, name: str) -> NamedNode:
    try:
        return NamedNode(served.base + quote(name, safe="/-._~!$&'()*+,;=:@%"))
    except ValueError:
        raise RefusedError(404, "there is nothing here") from None


def _see_other(request: Request, served: Served, name: str) -> Response:
    format_ = chosen(request.headers.get("accept"), OFFERED)
    if format_ is None:
        raise not_acceptable(OFFERED)
    target = served.address(request, quote(name) + format_.suffix)
    return RedirectResponse(target, 303, {"Vary": "Accept", "Link": _links(request, served, name)})


def _links(request: Request, served: Served, name: str) -> str:
    """What goes with a thing: its IRI, its documents, the description of the dataset."""
    path = quote(name)
    documents = (
        f'<{served.address(request, path + format_.suffix)}>; rel="alternate"; type="{format_.media_type}"'
        for format_ in OFFERED
    )
    about = f'<{served.base}{path}>; rel="canonical"'
    void = f'<{served.address(request, ".well-known/void")}>; rel="describedby"; type="text/turtle"'
    return ", ".join((about, *documents, void))


def _gone(served: Served, request: Request, fate: list[dict[str, str]]) -> Response:
    """The tombstone: 301 to what replaced it when that is one thing, else 410 with the reason."""
    others = list(dict.fromkeys(row["other"] for row in fate if "other" in row))
    if len(others) == 1 and others[0].startswith(served.base):
        return RedirectResponse(served.address(request, others[0].removeprefix(served.base)), 301)
    why = next((row["why"] for row in fate if "why" in row), "withdrawn")
    raise RefusedError(410, "\n".join((f"this identifier is no longer used: {why}", *others)))


async def _unknown(served: Served, name: str, path: str) -> Response:
    """A slug after an identifier leads to it (`letter/l0025/stalin-to-kaganovich`); else there is nothing."""
    above, slash, _ = name.rpartition("/")
    if slash and "/" in above and path == name and await _fate(served, above) == []:
        return RedirectResponse("/" + quote(above), 301)
    kind = name.partition("/")[0]
    listed = f"; /{kind}/ lists what there is" if (served.site / kind / _PAGES).is_file() else ""
    raise RefusedError(404, f"there is nothing called {name[:200]} here{listed}; / leads to everything")


def _page(served: Served, path: str) -> str | None:
    """The page of the site for a path that is that of no thing."""
    root = served.site.resolve()
    for name in (path, f"{path}index.html" if path.endswith("/") or not path else f"{path}/index.html"):
        found = (root / name).resolve()
        if found.is_relative_to(root) and found.is_file():
            return str(found)
    return None


async def _document(request: Request, served: Served, name: str, format_: Format) -> Response:
    headers = {"Link": _links(request, served, name), "Vary": "Accept"}
    if format_ is HTML:
        page = _page(served, f"{name}.html")
        if page is None:
            raise RefusedError(404, "this thing has no page; make the pages with `kg site`")
        return FileResponse(page, headers=headers)
    etag = tag(served.pool.generation(), name, format_.name)
    headers |= {"ETag": etag, "Cache-Control": "public, no-cache"}
    if unchanged(request, etag):
        return Response(status_code=304, headers=headers)
    node = {"thing": _node(served, name)}
    said = [chunk for name in ("entity", "claims") for chunk in await _all(served, name, node)]
    body = _written(sorted(set(b"".join(said).decode().splitlines(keepends=True))), format_, served)
    return Response(body, media_type=with_charset(format_.media_type), headers=headers)


async def _all(served: Served, query: str, node: dict[str, NamedNode]) -> list[bytes]:
    answer = await ask(served, query, node, N_TRIPLES.media_type)
    try:
        return [chunk async for chunk in answer.chunks()]
    finally:
        answer.close()


def _written(lines: list[str], format_: Format, served: Served) -> bytes:
    """The statements in a format; JSON is JSON-LD with the keys of the published context, and without it when plain."""
    if format_ is N_TRIPLES:
        return "".join(lines).encode()
    if format_ is TURTLE:
        return b"".join(turtle(lines, prefixes=PREFIXES, base=served.base))
    if format_ is RDF_XML:
        triples = (quad.triple for quad in parse("".join(lines), RdfFormat.N_TRIPLES))
        return written(triples, RDF_XML.media_type, PREFIXES)
    document = page(by_subject(lines), served.nodes)
    if format_ is JSON_LD:
        return document
    plain = json.loads(document)
    plain.pop("@context", None)
    return json.dumps(plain, ensure_ascii=False, indent=1).encode()

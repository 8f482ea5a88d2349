"""`search?q=` and `resolve?q=`: what people write leads to what they mean."""

from __future__ import annotations

import asyncio
from urllib.parse import quote

from pyoxigraph import Literal, NamedNode
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from kg.publish.site.blocks import Ref, Row, Table, cell, heads
from kg.publish.site.info import Crumb
from kg.publish.site.search import words
from kg.queries.text import with_any, with_values
from kg.serve.accept import HTML, chosen
from kg.serve.documents import PLAIN_JSON, is_iri
from kg.serve.paging import number
from kg.serve.pool import RefusedError
from kg.serve.search import LONGEST, Found, marked, meant
from kg.serve.served import Served, named, rows, text
from kg.serve.sparql import not_acceptable

_OFFERED = (HTML, PLAIN_JSON)


async def search(request: Request, served: Served) -> Response:
    """What has the words of `q`."""
    asked = _asked(request)
    limit = min(number("limit", request.query_params.get("limit")) or 200, 1000)
    found, count = await _find(served, asked, limit)
    return _shown(request, served, f"{count:,} found for “{asked}”", found, count)


async def resolve(request: Request, served: Served) -> Response:
    """303 to what `q` names: an identifier, an IRI, a shelfmark, a heading; else 404 with what is near."""
    asked = _asked(request)
    if (path := await _identified(served, asked)) is not None:
        return RedirectResponse(served.address(request, path), 303)
    headed = await rows(served, with_values(text("heading"), {"asked": Literal(asked)}))
    if headed:
        return RedirectResponse(served.address(request, headed[0]["thing"].removeprefix(served.base)), 303)
    found, count = await _find(served, asked, 50)
    wordings = [sorted(one) for one in (words(asked), meant(asked), *marked(meant(asked)))]
    exact = [one for one in found if sorted(words(one.name)) in wordings or sorted(words(one.below)) in wordings]
    without = [one for one in found if any(sorted(words(one.name)[1:]) == wording for wording in wordings)]
    best = exact or (without if _is_shelfmark(asked) else []) or (found if count == 1 else [])
    if best:
        return RedirectResponse(served.address(request, best[0].path), 303)
    shorter = asked.split()
    while not found and len(shorter) > 1:  # what it is in, or what its first words name
        shorter = shorter[:-1]
        found, count = await _find(served, " ".join(shorter), 50)
    response = _shown(request, served, f"Nothing is called “{asked}”; this is near", found, count)
    response.status_code = 404
    return response


def _is_shelfmark(asked: str) -> bool:
    """Whether a text has levels only: then the archive before them may be left out."""
    return bool(marked(meant(asked))) or all(any(c.isdigit() for c in word) for word in meant(asked))


def _asked(request: Request) -> str:
    asked = " ".join(request.query_params.get("q", "").split())
    if not asked:
        raise RefusedError(400, "parameter q: write what you look for, for example ?q=558+11+77")
    if len(asked) > LONGEST:
        raise RefusedError(400, f"parameter q: {LONGEST} characters at most")
    return asked


async def _identified(served: Served, asked: str) -> str | None:
    """The path of a thing that is named by its IRI, its path or its identifier."""
    name = asked.removeprefix(served.base).strip("/")
    if any(character.isspace() for character in name):
        return None
    known = await named(served, [name.lower()])
    iris = [*known.values(), *([whole] if is_iri(whole := served.base + quote(name, safe="/-._~")) else [])]
    found = await rows(served, with_any(text("near"), "thing", map(NamedNode, dict.fromkeys(iris))))
    return next((row["thing"].removeprefix(served.base) for row in found if "thing" in row), None)


async def _find(served: Served, asked: str, limit: int) -> tuple[list[Found], int]:
    try:
        return await asyncio.to_thread(served.index.find, asked, limit)
    except FileNotFoundError:
        raise RefusedError(404, "there is no index to search in; it comes with the pages: `kg site`") from None


def _shown(request: Request, served: Served, title: str, found: list[Found], count: int) -> Response:
    format_ = chosen(request.headers.get("accept"), _OFFERED if served.renderer else (PLAIN_JSON,))
    if format_ is None:
        raise not_acceptable(_OFFERED)
    headers = {"Vary": "Accept", "Cache-Control": "public, no-cache"}
    if served.renderer is None or format_ is PLAIN_JSON:
        items = [{**one._asdict(), "address": served.address(request, one.path)} for one in found]
        return JSONResponse({"total": count, "items": items}, headers=headers)
    table = Table(
        f"{count:,} in all; here {len(found):,}",
        heads("What", "Kind", "More"),
        tuple(Row((cell(Ref(one.name, path=one.path)), cell(one.kind), cell(one.below))) for one in found),
    )
    body = served.renderer.render(
        "list.html", "search.html", title=title, intro="", crumbs=(Crumb("Search"),), table=table, pages=(), blocks=()
    )
    return Response(body, media_type="text/html", headers=headers)

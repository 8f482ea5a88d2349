"""The SPARQL endpoint: queries by the protocol, the service description, the query page for browsers."""

from __future__ import annotations

from dataclasses import replace

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from kg.formats import Format
from kg.serve.accept import chosen, ranges
from kg.serve.description import GRAPHS, service
from kg.serve.elsewhere import answered as answered_elsewhere
from kg.serve.pool import RefusedError
from kg.serve.protocol import Asked, asked
from kg.serve.responses import answered, kept, note, tag, taken, unchanged, unless_gone, with_charset
from kg.serve.served import OFFERED, Served

PATH = "sparql"


async def sparql(request: Request, served: Served) -> Response:
    """Answer a request to the endpoint."""
    query = asked(
        request.method,
        request.scope["query_string"],
        request.headers.get("content-type", ""),
        await taken(request, served.longest),
    )
    if query is None:
        return _described(request, served)
    note(request, query.query)
    return await _answered(request, query, served)


def _described(request: Request, served: Served) -> Response:
    """The service description, or the query page for a browser."""
    accept = request.headers.get("accept")
    html = max((item.quality for item in ranges(accept) if item.fits("text/html") == 3), default=0.0)
    format_ = chosen(accept, GRAPHS)
    if html and (served.site / "query" / "editor.html").is_file():
        return RedirectResponse(served.address(request, "query/editor.html"), 303, {"Vary": "Accept"})
    if format_ is None:
        raise not_acceptable(GRAPHS)
    body = service(served.address(request, PATH), served.base, format_.media_type, federates=bool(served.services))
    return Response(body, media_type=with_charset(format_.media_type), headers={"Vary": "Accept"})


async def _answered(request: Request, query: Asked, served: Served) -> Response:
    whole = query.default is None and query.named is None
    query = replace(query, query=await answered_elsewhere(served, query.query, whole_dataset=whole))
    accept = request.headers.get("accept")
    formats = {kind: chosen(accept, offered) for kind, offered in OFFERED.items()}
    if not any(formats.values()):
        raise not_acceptable([format_ for offered in OFFERED.values() for format_ in offered])
    types = {kind: format_.media_type if format_ else None for kind, format_ in formats.items()}
    base = served.address(request, PATH)  # of IRIs that are relative (SPARQL 1.1 Query, section 4.1.1.2)
    asked_of = (query.query, base, str(query.default), str(query.named), *map(str, types.values()))
    etag = tag(served.pool.generation(), *asked_of)
    headers = {"ETag": etag, "Vary": "Accept", "Cache-Control": "public, no-cache"}
    if unchanged(request, etag):
        return Response(status_code=304, headers=headers)
    if (known := kept(served.cache, headers)) is not None:
        return known
    of = {"query": query.query, "default": query.default, "named": query.named, "base": base}
    work = served.pool.answer({**of, **types})
    try:
        answer = await unless_gone(request, work)
    except RefusedError as error:
        if error.status == 406:
            raise not_acceptable(OFFERED[error.message]) from None
        raise
    headers["ETag"] = tag(answer.generation, *asked_of)
    return answered(answer, headers, served.cache)


def not_acceptable(offered: tuple[Format, ...] | list[Format]) -> RefusedError:
    """That none of the formats is one that the client takes, with the list of them."""
    known = ", ".join(dict.fromkeys(format_.media_type for format_ in offered))
    return RefusedError(406, f"this comes as: {known}")

"""Saved queries as an API: `query/NAME.csv?person=p0001`. Parameters are typed; `limit` and `offset` make pages."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from kg.errors import UsageError
from kg.formats import CSV, JSON, N_TRIPLES, TURTLE, XML, Format
from kg.queries import Identifiers, SavedQuery, bind, catalogue
from kg.queries.text import form, paged
from kg.queries.text import with_values as valued
from kg.serve.paging import Page, number, page_links
from kg.serve.pool import RefusedError
from kg.serve.responses import answered, note, tag, unchanged, unless_gone
from kg.serve.served import Served, named, request

_OFFERED = {"SELECT": (CSV, JSON, XML), "ASK": (JSON, XML), "CONSTRUCT": (TURTLE, N_TRIPLES)}
_MOST = 100_000  # rows of a page


def find(path: str) -> tuple[SavedQuery, Format] | None:
    """The query and the format that the last part of a path names: `mentions.csv`."""
    name, dot, suffix = path.rpartition(".")
    query = next((query for query in catalogue() if query.name == name), None)
    offered = _OFFERED.get(form(query.text) or "", ()) if query else ()
    format_ = next((format_ for format_ in offered if format_.suffix == f".{suffix}"), None)
    return (query, format_) if query and format_ and dot else None


async def result(asked: Request, served: Served, query: SavedQuery, format_: Format) -> Response:
    """The result of a saved query. A parameter that is wrong is named in the refusal."""
    given = dict(asked.query_params)
    limit, offset = (number(name, given.pop(name, None)) for name in ("limit", "offset"))
    limit = None if limit is None else min(max(limit, 1), _MOST)
    given = {name: value for name, value in given.items() if value}  # a form sends what is left empty
    typed = [
        given[name] for name, parameter in query.header.parameters.items() if parameter.type == "iri" and name in given
    ]
    known = await named(served, [value for value in typed if "/" not in value and ":" not in value])
    try:
        terms = bind(query, given, Identifiers(served.base, known.get))
    except UsageError as error:
        raise RefusedError(400, f"{error.what}. {error.hint or ''}".replace(" -p ", " ").strip()) from None
    text = paged(valued(query.text, terms), limit, offset)
    note(asked, text)
    etag = tag(served.pool.generation(), text, format_.name)
    headers = {"ETag": etag, "Cache-Control": "public, no-cache"}
    if unchanged(asked, etag):
        return Response(status_code=304, headers=headers)
    answer = await unless_gone(asked, served.pool.answer(request(text, format_.media_type)))
    if limit is not None:
        headers["Link"] = page_links(asked, served, Page(limit, offset or 0), None)
    return answered(answer, headers)

"""The description of the API for programs (OpenAPI 3.1), made from the headers of the saved queries."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kg.formats import Format
from kg.queries import SavedQuery
from kg.queries.catalogue import Parameter
from kg.serve.description import BOOLEANS, GRAPHS, SOLUTIONS
from kg.serve.lists import LISTINGS
from kg.serve.protocol import FORM
from kg.serve.saved import MOST, offered

_TYPES = {"integer": {"type": "integer"}, "date": {"type": "string", "format": "date"}}
_REFUSALS = {
    "400": {"description": "a parameter is wrong; the text names it"},
    "404": {"description": "there is nothing of this kind"},
    "406": {"description": "it does not come in a format that the client takes; the text names those there are"},
    "413": {"description": "the request is too long, or asks too much at once"},
    "429": {"description": "too many requests; Retry-After says when to come again"},
    "503": {"description": "it took too long, and was stopped"},
}
Described = dict[str, Any]


def document(queries: Mapping[str, SavedQuery], title: str, version: str, address: str) -> Described:
    """The description of the API at `address`."""
    paths: dict[str, Described] = {"/sparql": _sparql()}
    for kind, listing in LISTINGS.items():
        names = [*listing.columns, *(("from", "to", "match") if listing.dated else ())]
        given = [_given(name, f"only those with this {name}") for name in names]
        formats = [_given("format", "html, json or csv; else by Accept")]
        media_types = ("text/html", "application/json", "text/csv")
        paths[f"/{kind}/"] = _get(f"list-{kind}", listing.title, [*given, *formats, *_pages()], media_types)
    paths["/search"] = _get("search", "Find by words", [_given("q", "words", required=True)], ("application/json",))
    paths["/resolve"] = {
        "get": {
            "operationId": "resolve",
            "summary": "The page of what a shelfmark, an identifier or a heading names",
            "parameters": [_given("q", "as people write it", required=True)],
            "responses": {"303": {"description": "its page"}, "404": {"description": "what is near"}, **_REFUSALS},
        }
    }
    paths |= reconciliation()
    for name, query in sorted(queries.items()):
        for format_ in offered(query):
            paths[f"/query/{name}{format_.suffix}"] = _query(query, format_)
    return {
        "openapi": "3.1.0",
        "info": {"title": title or "Letters", "version": version},
        "servers": [{"url": address.rstrip("/")}],
        "paths": paths,
    }


def _sparql() -> Described:
    given = [
        _given("query", "a query in SPARQL 1.1"),
        _given("default-graph-uri", "an IRI"),
        _given("named-graph-uri", "an IRI"),
    ]
    types = dict.fromkeys(format_.media_type for format_ in (*SOLUTIONS, *BOOLEANS, *GRAPHS))
    return _get("sparql", "SPARQL 1.1 Protocol; the service description without a query", given, tuple(types))


def reconciliation() -> dict[str, Described]:
    """`/reconcile` and the services beside it."""
    json_ = ("application/json",)
    batch = [_given("queries", "a batch of queries, in JSON"), _given("extend", "things and properties, in JSON")]
    paths = {
        "/reconcile": _get("reconcile", "Reconciliation Service API 0.2; its manifest without these", batch, json_)
    }
    form = {"schema": {"type": "object", "properties": {one["name"]: one["schema"] for one in batch}}}
    paths["/reconcile"]["post"] = {
        **paths["/reconcile"]["get"],
        "operationId": "reconcile-post",
        "parameters": [],
        "requestBody": {"content": {FORM: form}, "required": True},
    }
    prefix = [_given("prefix", "how a name begins", required=True), _given("cursor", "how many to leave out first")]
    kind = [_given("type", "a type"), _given("limit", "how many at most")]
    for what in ("entity", "type", "property"):
        paths[f"/reconcile/suggest/{what}"] = _get(f"suggest-{what}", "What a text may begin", prefix, json_)
    paths["/reconcile/properties"] = _get("reconcile-properties", "What can be compared and fetched", kind, json_)
    id_ = [_given("id", "an identifier: person/p0002", required=True)]
    paths["/reconcile/preview"] = _get("preview", "A thing on a small page", id_, ("text/html",))
    return paths


def _query(query: SavedQuery, format_: Format) -> Described:
    given = [_parameter(name, one) for name, one in query.header.parameters.items()]
    pages = _pages() if format_ in SOLUTIONS and query.header.columns else []
    return _get(f"{query.name}-{format_.name}", query.header.title, [*given, *pages], (format_.media_type,))


def _parameter(name: str, one: Parameter) -> Described:
    schema = {**_TYPES.get(one.type, {"type": "string"}), **({} if one.default is None else {"default": one.default})}
    return {**_given(name, one.description, required=one.required), "schema": schema, "example": one.example}


def _given(name: str, description: str, *, required: bool = False) -> Described:
    return {"name": name, "in": "query", "description": description, "required": required, "schema": {"type": "string"}}


def _pages() -> list[Described]:
    number: Described = {"type": "integer", "minimum": 0, "maximum": MOST}
    return [
        {**_given("limit", "how many at most"), "schema": {**number, "minimum": 1}},
        {**_given("offset", "how many to leave out first"), "schema": number},
    ]


def _get(name: str, summary: str, given: list[Described], media_types: tuple[str, ...]) -> Described:
    content: Described = {media_type: {} for media_type in media_types}
    return {
        "get": {
            "operationId": name,
            "summary": summary,
            "parameters": given,
            "responses": {"200": {"description": "the answer", "content": content}, **_REFUSALS},
        }
    }

"""`/reconcile`: Reconciliation Service API 0.2, which clients of 0.1 understand, too (W3C Entity Reconciliation CG)."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable, Iterable, Mapping
from typing import Any
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response

from kg.ns import EP
from kg.serve.pool import RefusedError
from kg.serve.protocol import FORM, parameters
from kg.serve.reconciliation import shown
from kg.serve.reconciliation.asked import BATCH, MOST, batch, extension, known_kind, known_property
from kg.serve.reconciliation.catalogue import Catalogue, as_result
from kg.serve.reconciliation.properties import KINDS, PROPERTIES, of_kind
from kg.serve.reconciliation.things import Thing, as_json, things, types_of
from kg.serve.responses import taken, unless_gone
from kg.serve.served import Served, rows, text

PATH = "reconcile"
_SUGGESTED = 20  # things, types, properties at a time
_CALLBACK = re.compile(r"[A-Za-z_$][\w$]{0,63}(?:\.[A-Za-z_$][\w$]{0,63}){0,4}", re.ASCII)
_BUILDING = "reconcile"


async def reconcile(request: Request, served: Served) -> Response:
    """Answer a request: the manifest, a batch of queries, or the values of properties."""
    given = await _given(request, served)
    asked = [name for name in ("queries", "extend") if name in given]
    if len(asked) > 1:
        raise RefusedError(400, "a request has queries or extend, not both")
    if not asked:
        if unknown := [name for name in given if name != "callback"]:
            raise RefusedError(400, f"there is no parameter {unknown[0][:100]!r} here; there are: queries, extend")
        return _json(_manifest(request, served), given)
    if asked == ["queries"]:
        queries = batch(given["queries"])
        catalogue = await _catalogue(served)

        def answer() -> dict[str, Any]:
            return {key: {"result": as_result(catalogue.candidates(query))} for key, query in queries.items()}

        return _json(await unless_gone(request, asyncio.to_thread(answer)), given)
    return _json(await _extended(given["extend"], served), given)


async def part(request: Request, served: Served) -> Response:
    """Answer a request to one of the services beside it: suggest, flyout, preview, view, properties, feature."""
    if request.method not in ("GET", "HEAD"):
        raise RefusedError(405, "this is only read")
    given = dict(parameters(request.scope["query_string"]))
    path = request.path_params["part"].strip("/")
    service = _SERVICES.get(path)
    if service is None:
        raise RefusedError(404, f"there is no service {path[:100]!r}; /{PATH} says which there are")
    return await service(request, served, given)


async def _given(request: Request, served: Served) -> dict[str, str]:
    """The parameters of a request, of its address and of its form."""
    given = parameters(request.scope["query_string"])
    if request.method == "POST":
        media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        if media_type != FORM:
            raise RefusedError(415, f"queries are posted as {FORM}, not as {media_type or 'nothing'}")
        given += parameters(await taken(request, served.longest))
    elif request.method not in ("GET", "HEAD"):
        raise RefusedError(405, "queries are asked by GET or POST")
    return dict(given)


def _json(answer: Any, given: Mapping[str, str]) -> Response:
    """An answer as JSON; as a call of the function `callback` for clients of 0.1 that know nothing else."""
    callback = given.get("callback")
    made = JSONResponse(answer, headers={"Cache-Control": "no-cache"})
    if callback is None:
        return made
    if not _CALLBACK.fullmatch(callback):
        raise RefusedError(400, "callback is the name of a function")
    body = b"/**/" + callback.encode() + b"(" + bytes(made.body) + b");"
    return Response(body, media_type="text/javascript; charset=utf-8", headers={"Cache-Control": "no-cache"})


async def _catalogue(served: Served) -> Catalogue:
    """What there is to be found, read once for each build."""
    now = served.pool.generation()
    async with served.reading:
        kept = served.kept.get(_BUILDING)
        if kept is None or kept[0] != now or not now:
            names = ("reconcile-things", "reconcile-counts", "reconcile-company")
            told, counts, company = [await rows(served, text(name), adopted=True) for name in names]
            made = await asyncio.to_thread(lambda: Catalogue(things(told, counts, company, served.base), served.base))
            kept = served.kept[_BUILDING] = (now, [made])
    catalogue: Catalogue = kept[1][0]
    return catalogue


def _manifest(request: Request, served: Served) -> dict[str, Any]:
    here = served.address(request, PATH)
    title, version = (served.renderer.site.title, served.renderer.site.version) if served.renderer else ("Letters", "")

    def suggesting(what: str) -> dict[str, str]:
        return {
            "service_url": here,
            "service_path": f"/suggest/{what}",
            "flyout_service_url": here,
            "flyout_service_path": f"/flyout/{what}?id=${{id}}",
        }

    return {
        "versions": ["0.1", "0.2"],
        "name": title,
        "identifierSpace": served.base,
        "schemaSpace": EP["Letter"][1:-1].removesuffix("Letter"),
        "documentation": served.address(request, ""),
        "serviceVersion": version,
        "defaultTypes": _types(KINDS),
        "view": {"url": f"{here}/view?id={{{{id}}}}"},
        "feature_view": {"url": f"{here}/feature?id={{{{id}}}}"},
        "preview": {"url": f"{here}/preview?id={{{{id}}}}", "width": shown.WIDTH, "height": shown.HEIGHT},
        "suggest": {what: suggesting(what) for what in ("entity", "type", "property")},
        "extend": {
            "propose_properties": {"service_url": here, "service_path": "/properties"},
            "property_settings": [
                {
                    "name": "limit",
                    "label": "Limit",
                    "type": "number",
                    "default": 0,
                    "help_text": "How many values of a property at most; 0 for all.",
                }
            ],
        },
        "batchSize": BATCH,
    }


async def _extended(asked_for: str, served: Served) -> dict[str, Any]:
    """The values of properties of things."""
    asked = extension(asked_for)
    catalogue = await _catalogue(served)
    properties = [(PROPERTIES[one.id], one.limit) for one in asked.properties]

    def values(id_: str) -> dict[str, list[dict[str, Any]]]:
        thing = catalogue.by_id(id_)
        told = thing.values if thing else {}
        return {
            one.id: [as_json(one, value, catalogue.things, served.base) for value in told.get(one.id, ())[:limit]]
            for one, limit in properties
        }

    meta = [
        {"id": one.id, "name": one.name} | ({"type": {"id": one.of, "name": KINDS[one.of]}} if one.of else {})
        for one, _ in properties
    ]
    return {"meta": meta, "rows": {id_: values(id_) for id_ in asked.ids}}


async def _suggest_entity(request: Request, served: Served, given: dict[str, str]) -> Response:
    catalogue = await _catalogue(served)
    found = await asyncio.to_thread(catalogue.beginning, given.get("prefix", "")[:MOST])
    kinds = [known_kind("type", kind) for kind in (given.get("type") or "").split(",") if kind]
    told = [
        {"id": one.id, "name": one.name, "description": one.description, "notable": types_of(one)}
        for one in found
        if not kinds or one.kind in kinds
    ]
    return _json({"result": _some(told, given)}, given)


async def _suggest_type(request: Request, served: Served, given: dict[str, str]) -> Response:
    prefix = given.get("prefix", "").casefold()
    return _json({"result": _some([one for one in _types(KINDS) if _begins(prefix, one)], given)}, given)


async def _suggest_property(request: Request, served: Served, given: dict[str, str]) -> Response:
    prefix = given.get("prefix", "").casefold()
    told = [{"id": one.id, "name": one.name, "description": one.description} for one in PROPERTIES.values()]
    return _json({"result": _some([one for one in told if _begins(prefix, one)], given)}, given)


async def _propose(request: Request, served: Served, given: dict[str, str]) -> Response:
    kind = known_kind("type", given["type"]) if given.get("type") else ""
    every = [{"id": one.id, "name": one.name, "description": one.description} for one in of_kind(kind)]
    limit = _number("limit", given) if given.get("limit") else 0
    told = {"type": kind} if kind else {}
    return _json({"properties": every[: limit or None], **told, **({"limit": limit} if limit else {})}, given)


async def _flyout_entity(request: Request, served: Served, given: dict[str, str]) -> Response:
    return _json({"id": given.get("id", ""), "html": shown.flyout(await _thing(served, given))}, given)


async def _flyout_type(request: Request, served: Served, given: dict[str, str]) -> Response:
    kind = known_kind("id", given.get("id", ""))
    told = ", ".join(one.name for one in of_kind(kind))
    return _json({"id": kind, "html": shown.flyout_of(KINDS[kind], f"Properties: {told}")}, given)


async def _flyout_property(request: Request, served: Served, given: dict[str, str]) -> Response:
    one = PROPERTIES[known_property("id", given.get("id", ""))]
    return _json({"id": one.id, "html": shown.flyout_of(one.name, one.description)}, given)


async def _preview(request: Request, served: Served, given: dict[str, str]) -> Response:
    thing = await _thing(served, given)
    page = shown.preview(thing, served.address(request, quote(thing.id)))
    return HTMLResponse(page, headers={"Content-Security-Policy": shown.POLICY, "Cache-Control": "no-cache"})


async def _feature(request: Request, served: Served, given: dict[str, str]) -> Response:
    return HTMLResponse(shown.feature_page(), headers={"Content-Security-Policy": shown.POLICY})


async def _view(request: Request, served: Served, given: dict[str, str]) -> Response:
    return RedirectResponse(served.address(request, quote((await _thing(served, given)).id)), 303)


_SERVICES: dict[str, Callable[[Request, Served, dict[str, str]], Awaitable[Response]]] = {
    "suggest/entity": _suggest_entity,
    "suggest/type": _suggest_type,
    "suggest/property": _suggest_property,
    "flyout/entity": _flyout_entity,
    "flyout/type": _flyout_type,
    "flyout/property": _flyout_property,
    "properties": _propose,
    "preview": _preview,
    "view": _view,
    "feature": _feature,
}


async def _thing(served: Served, given: Mapping[str, str]) -> Thing:
    """The thing whose identifier is given. Raises RefusedError."""
    found = (await _catalogue(served)).by_id(given.get("id", ""))
    if found is None:
        raise RefusedError(404, f"there is nothing with the identifier {given.get('id', '')[:100]!r}")
    return found


def _types(kinds: Iterable[str]) -> list[dict[str, str]]:
    return [{"id": kind, "name": KINDS[kind]} for kind in kinds]


def _begins(prefix: str, one: Mapping[str, str]) -> bool:
    """Whether an identifier, a name or a word of the name begins with a text."""
    name = one["name"].casefold()
    return any(text.startswith(prefix) for text in (one["id"], name, *name.split()))


def _some(told: list[Any], given: Mapping[str, str]) -> list[Any]:
    start = _number("cursor", given) if given.get("cursor") else 0
    return told[start : start + _SUGGESTED]


def _number(name: str, given: Mapping[str, str]) -> int:
    """A number from 0 on. Raises RefusedError."""
    if not re.fullmatch("[0-9]{1,9}", given[name]):
        raise RefusedError(400, f"{name} is a whole number from 0 on, not {given[name][:100]!r}")
    return int(given[name])

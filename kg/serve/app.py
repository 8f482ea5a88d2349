"""The web application: routes, and what all answers have in common."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path

import structlog
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from kg.publish.site.editor import PAGE
from kg.publish.site.render import Renderer
from kg.serve import asking, documents, finding, lists, openapi, saved
from kg.serve.accept import wants_html
from kg.serve.common import Common, Measures
from kg.serve.forwarded import Forwarded
from kg.serve.packed import Packing
from kg.serve.pool import RefusedError
from kg.serve.reconciliation import service
from kg.serve.released import loaded
from kg.serve.responses import GoneError, as_page, file, refused
from kg.serve.served import Served
from kg.serve.sparql import PATH, sparql

Answering = Callable[[Request], Awaitable[Response]]
_LOG = structlog.get_logger("kg.serve")
_PREFLIGHT = {
    "Access-Control-Allow-Methods": "GET, HEAD, POST, OPTIONS",
    "Access-Control-Allow-Headers": "accept, content-type, if-none-match",
    "Access-Control-Max-Age": "86400",
}


# Addresses -> files and folders of results.
_FILES = {"": "site/index.html", "context.jsonld": "dump/context.jsonld"}
_FOLDERS = {"dump": "dump", "assets": "site/assets"}


def application(served: Served) -> Starlette:
    """The application over what is served; its workers start and end with it."""

    @asynccontextmanager
    async def life(_: Starlette) -> AsyncIterator[None]:
        await served.pool.start()
        yield
        await served.pool.stop()

    measures = Measures()
    methods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]
    routes = [
        Route(f"/{PATH}", _answering(partial(sparql, served=served)), methods=methods),
        Route(f"/{PATH}/", _answering(partial(sparql, served=served)), methods=methods),
        Route("/health", _answering(partial(_health, served=served)), methods=["GET", "HEAD"]),
        Route("/metrics", _answering(partial(_measured, measures=measures)), methods=["GET", "HEAD"]),
        Route("/openapi.json", _answering(partial(_described, served=served)), methods=["GET", "HEAD"]),
        Route("/search", _answering(partial(finding.search, served=served)), methods=["GET", "HEAD"]),
        Route("/resolve", _answering(partial(finding.resolve, served=served)), methods=["GET", "HEAD"]),
        Route(f"/{service.PATH}", _answering(partial(service.reconcile, served=served)), methods=methods),
        Route(f"/{service.PATH}/", _answering(partial(service.reconcile, served=served)), methods=methods),
        Route(f"/{service.PATH}/{{part:path}}", _answering(partial(service.part, served=served)), methods=methods),
        Route("/{path:path}", _answering(partial(_found, served=served), served.renderer), methods=methods),
    ]
    middleware = [
        Middleware(Forwarded, trusted=served.trusted),
        Middleware(Common, served=served, measures=measures),
        Middleware(Packing),
    ]
    return Starlette(routes=routes, lifespan=life, middleware=middleware)


def _answering(answer: Answering, renderer: Renderer | None = None) -> Answering:
    """A route whose refusals are answers; those that there is nothing, as pages for browsers."""

    async def answered(request: Request) -> Response:
        if request.method == "OPTIONS":
            return Response(status_code=204, headers=_PREFLIGHT)
        try:
            return await answer(request)
        except RefusedError as error:
            if error.status in (404, 410) and renderer is not None and wants_html(request.headers.get("accept")):
                return as_page(error, request.path_params.get("path", ""), renderer)
            asking = request.url.path.strip("/") in (PATH, service.PATH)
            return refused(error, "GET, HEAD, POST, OPTIONS" if asking else "GET, HEAD, OPTIONS")
        except GoneError:
            return Response(status_code=499)  # nobody reads it
        except Exception as error:  # a fault of the program: told to whoever runs it, not to the client
            _LOG.error("fault", path=request.url.path, error=repr(error), exc_info=True)
            return refused(RefusedError(500, "this is a fault of the program; please report it"))

    return answered


async def _health(_: Request, served: Served) -> Response:
    """Whether the server lives, which build it serves, and which release that is."""
    store = served.pool.generation()
    told = {
        "status": "ok" if store else "there is no store",
        "store": store,
        "release": await asyncio.to_thread(loaded, served.out),
        "base": served.base,
    }
    return JSONResponse(told, 200 if store else 503)


async def _described(request: Request, served: Served) -> Response:
    """What programs can ask, as OpenAPI has it."""
    title, version = (served.renderer.site.title, served.renderer.site.version) if served.renderer else ("", "")
    return JSONResponse(openapi.document(served.queries, title, version, served.address(request, "")))


async def _measured(_: Request, measures: Measures) -> Response:
    """Measures, as Prometheus reads them."""
    return Response(generate_latest(measures.registry), media_type=CONTENT_TYPE_LATEST)


async def _found(request: Request, served: Served) -> Response:
    """A thing, one of its documents, a page, a file, or the result of a saved query."""
    path = request.path_params["path"]
    if request.method not in ("GET", "HEAD"):
        raise RefusedError(405, "this is only read")
    if path == ".well-known/void":
        return _file(request, served.out, "void.ttl")
    if any(part.startswith(".") for part in path.split("/")) or not path.isprintable():
        raise RefusedError(404, "there is nothing here")
    if path in _FILES:
        return _file(request, served.out, _FILES[path])
    folder, _, rest = path.partition("/")
    if folder in _FOLDERS:
        return _file(request, served.out / _FOLDERS[folder], rest)
    if lists.is_asked(request, served, path):
        return await lists.listed(request, served, path.rstrip("/"))
    if path in ("query", "query/", "query/index.html") and served.renderer is not None:
        return saved.listed(served) if path != "query" else RedirectResponse(served.address(request, "query/"), 301)
    if path == PAGE:
        return asking.page(served)
    if path == asking.PLAIN and served.renderer is not None:
        return await asking.plain(request, served, served.renderer)
    if path.startswith("query/") and (query := saved.find(served, path.removeprefix("query/"))) is not None:
        return await saved.saved(request, served, *query)
    return await documents.thing(request, served, path)


def _file(request: Request, folder: Path, path: str) -> Response:
    """The file of a path, which cannot leave its folder; the page of a folder."""
    root = folder.resolve()
    found = (root / path).resolve()
    if found.is_dir():
        found = found / "index.html"
    if not found.is_relative_to(root) or not found.is_file():
        raise RefusedError(404, f"there is no file {path[:200]}")
    return file(request, found)

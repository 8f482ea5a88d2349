"""The web application: routes, and what all answers have in common."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path

import structlog
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kg.serve import documents, saved
from kg.serve.pool import RefusedError
from kg.serve.responses import GoneError, refused
from kg.serve.served import Served
from kg.serve.sparql import PATH, sparql

Answering = Callable[[Request], Awaitable[Response]]
_LOG = structlog.get_logger("kg.serve")
# Browsers may query from any page: everything here is public, and nothing can be changed.
_CORS = [
    (b"access-control-allow-origin", b"*"),
    (b"access-control-expose-headers", b"link, etag, retry-after"),
    (b"x-content-type-options", b"nosniff"),
]
_PREFLIGHT = {
    "Access-Control-Allow-Methods": "GET, HEAD, POST, OPTIONS",
    "Access-Control-Allow-Headers": "accept, content-type, if-none-match",
    "Access-Control-Max-Age": "86400",
}


def application(served: Served) -> Starlette:
    """The application over what is served; its workers start and end with it."""

    @asynccontextmanager
    async def life(_: Starlette) -> AsyncIterator[None]:
        await served.pool.start()
        yield
        await served.pool.stop()

    methods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]
    routes = [
        Route(f"/{PATH}", _answering(partial(sparql, served=served)), methods=methods),
        Route(f"/{PATH}/", _answering(partial(sparql, served=served)), methods=methods),
        Route("/health", _answering(partial(_health, served=served)), methods=["GET", "HEAD"]),
        Route("/{path:path}", _answering(partial(_found, served=served)), methods=methods),
    ]
    return Starlette(
        routes=routes, lifespan=life, middleware=[Middleware(_Common), Middleware(GZipMiddleware, minimum_size=1024)]
    )


def _answering(answer: Answering) -> Answering:
    """A route whose refusals are answers."""

    async def answered(request: Request) -> Response:
        if request.method == "OPTIONS":
            return Response(status_code=204, headers=_PREFLIGHT)
        try:
            return await answer(request)
        except RefusedError as error:
            return refused(error)
        except GoneError:
            return Response(status_code=499)  # nobody reads it
        except Exception as error:  # a fault of the program: told to whoever runs it, not to the client
            _LOG.error("fault", path=request.url.path, error=repr(error))
            return refused(RefusedError(500, "this is a fault of the program; please report it"))

    return answered


async def _health(_: Request, served: Served) -> Response:
    """Whether the server lives, and which build it serves."""
    return JSONResponse({"status": "ok", "store": served.pool.generation(), "base": served.base})


async def _found(request: Request, served: Served) -> Response:
    """A thing, one of its documents, a page, a file, or the result of a saved query."""
    path = request.path_params["path"]
    if request.method not in ("GET", "HEAD"):
        raise RefusedError(405, "this is only read")
    if path == ".well-known/void":
        return _file(served.out / "void.ttl")
    if path in ("", "context.jsonld") or path.startswith(("dump/", "release/", "assets/")):
        return _file(_inside(served.site if path in ("",) or path.startswith("assets/") else served.out, path))
    if path.startswith("query/") and (query := saved.find(path.removeprefix("query/"))) is not None:
        return await saved.result(request, served, *query)
    return await documents.thing(request, served, path)


def _inside(folder: Path, path: str) -> Path:
    """The file of a path, which cannot leave its folder."""
    root = folder.resolve()
    found = (root / (path or "index.html")).resolve()
    if path == "context.jsonld":
        found = (root / "dump" / path).resolve()
    if found.is_dir():
        found = found / "index.html"
    if not found.is_relative_to(root) or not found.is_file():
        raise RefusedError(404, f"there is no file {path[:200]}")
    return found


def _file(path: Path) -> Response:
    if not path.is_file():
        raise RefusedError(404, f"there is no file {path.name}")
    return FileResponse(path)


class _Common:
    """Headers that every answer has, and a line in the log for each request."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on; note what came of it."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        begun, status, size = time.monotonic(), 0, 0

        async def sending(message: Message) -> None:
            nonlocal status, size
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = [*message["headers"], *_CORS]
            size += len(message.get("body", b""))
            await send(message)

        try:
            await self.app(scope, receive, sending)
        finally:
            _LOG.info(
                "request",
                method=scope["method"],
                path=scope["path"],
                status=status,
                bytes=size,
                seconds=round(time.monotonic() - begun, 4),
            )

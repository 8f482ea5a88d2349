"""What all answers have in common: headers, a number in the log, measures, bounds for each client."""

from __future__ import annotations

import re
import time
import uuid
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

import structlog
from prometheus_client import CollectorRegistry, Gauge, Histogram
from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kg.serve.forwarded import is_host
from kg.serve.served import Served

_LOG = structlog.get_logger("kg.serve")
_ASKING = ("/sparql", "/query/", "/reconcile")  # what may keep a worker busy for long
_REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")
# Browsers may query from any page: everything here is public, and nothing can be changed.
_ALWAYS = [
    (b"access-control-allow-origin", b"*"),
    (b"access-control-expose-headers", b"link, etag, retry-after, x-request-id"),
    (b"x-content-type-options", b"nosniff"),
]


class Measures:
    """What `/metrics` tells."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.seconds = Histogram(
            "kg_request_seconds",
            "How long answers took, by route and status.",
            ("route", "status"),
            registry=self.registry,
            buckets=(0.005, 0.02, 0.1, 0.5, 2, 10, 60),
        )
        self.now = Gauge("kg_requests_in_progress", "Requests that are being answered.", registry=self.registry)


class Common:
    """Passes requests on with a number for the log; refuses those of a client that asks too much at a time."""

    def __init__(self, app: ASGIApp, served: Served, measures: Measures) -> None:
        self.app, self.served, self.measures = app, served, measures
        self._asking: Counter[str] = Counter()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on; note what came of it."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        begun, status, size = time.monotonic(), 499, 0
        headers = Headers(scope=scope)
        given = headers.get("x-request-id", "")
        name = given if _REQUEST_ID.fullmatch(given) else uuid.uuid4().hex[:16]
        noted: dict[str, str | int] = {}
        scope.setdefault("state", {})["noted"] = noted
        whole = False

        async def sending(message: Message) -> None:
            nonlocal status, size, whole
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = [*message["headers"], *_ALWAYS, (b"x-request-id", name.encode())]
            else:
                size += len(message.get("body", b""))
                whole = not message.get("more_body", False)
            await send(message)

        self.measures.now.inc()
        try:
            with self._one_more(scope) as few:
                answer = self.app if few and is_host(headers.get("host", "")) else _refusal(few)
                await answer(scope, receive, sending)
        except BaseException as error:
            noted["error"] = repr(error)
            raise
        finally:
            seconds = time.monotonic() - begun
            self.measures.now.dec()
            self.measures.seconds.labels(_route(scope["path"]), str(status)).observe(seconds)
            _LOG.info(
                "request",
                id=name,
                client=(scope["client"] or ("",))[0],
                method=scope["method"],
                path=scope["path"],
                status=status,
                bytes=size,
                whole=whole,
                seconds=round(seconds, 4),
                **noted,
            )

    @contextmanager
    def _one_more(self, scope: Scope) -> Iterator[bool]:
        """Whether the client of a request may ask one more thing; it is counted until the answer is sent."""
        client = (scope["client"] or ("",))[0]
        if not self.served.per_client or not scope["path"].startswith(_ASKING):
            yield True
            return
        self._asking[client] += 1
        try:
            yield self._asking[client] <= self.served.per_client
        finally:
            self._asking[client] -= 1
            if not self._asking[client]:
                del self._asking[client]


def _refusal(few: bool) -> ASGIApp:
    if few:
        return PlainTextResponse("the header Host must name the host that is asked\n", 400)
    message = "you have too many requests under way; wait for one to be answered\n"
    return PlainTextResponse(message, 429, {"Retry-After": "2"})


def _route(path: str) -> str:
    """The first part of a path, when it is one of ours: measures must not grow with what clients make up."""
    first = path.split("/", 2)[1] if path.startswith("/") else ""
    return first if first in _ROUTES else "other"


_ROUTES = (
    *("sparql", "query", "letter", "person", "group", "place", "decision", "archive", "topic", "lost", "claim"),
    *("search", "resolve", "reconcile", "dump", "release", "assets", "health", "metrics"),
)

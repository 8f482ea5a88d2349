"""Responses: answers as they come, refusals in words, and what every answer says of itself to caches and browsers."""

from __future__ import annotations

import asyncio
import hashlib
import mimetypes
import os
import re
from collections.abc import AsyncIterator, Awaitable, Mapping
from contextlib import asynccontextmanager
from email.utils import formatdate
from pathlib import Path
from typing import BinaryIO, TypeVar

import anyio
from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, Response
from starlette.types import Receive, Scope, Send

from kg.formats import JSON_LD, N_QUADS, N_TRIPLES, RDF_XML, TRIG, TURTLE
from kg.publish.site.render import Renderer
from kg.serve.cache import Cache
from kg.serve.pool import Answer, CutError, RefusedError

T = TypeVar("T")
# What the system's table of suffixes may not know.
MEDIA_TYPES = {format_.suffix: format_.media_type for format_ in (TURTLE, N_TRIPLES, N_QUADS, TRIG, JSON_LD, RDF_XML)}
MEDIA_TYPES |= {".gz": "application/gzip", ".zst": "application/zstd", ".rq": "application/sparql-query"}
_SHORT = 256 * 1024  # bytes of a file that are read at once: that costs less than to have a thread do it
_GRACE = 0.1  # seconds after which it matters that a client has hung up: till then a new worker would cost more
_LINKED = re.compile(r"(https?://\S+)(?:  (.*))?")  # a line of a refusal that names an address, and what is there
_TEXT = ("text/csv", "text/tab-separated-values", "text/turtle", "text/html", "text/plain")


class GoneError(Exception):
    """The client has hung up: there is nobody to answer."""


class Streamed(Response):
    """An answer that is sent while it is found. When it breaks off, so does the transfer: nobody takes it for whole."""

    def __init__(self, answer: Answer, headers: Mapping[str, str]) -> None:
        super().__init__(headers=headers, media_type=with_charset(answer.media_type))
        self.answer = answer
        del self.headers["content-length"]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send it; without the last message when it broke off, so that the server closes the connection."""
        gone = asyncio.ensure_future(_hung_up(receive))
        try:
            await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
            async for chunk in self.answer.chunks():
                if gone.done():
                    return
                message = {"type": "http.response.body", "body": chunk, "more_body": True}
                # A client that does not read must not keep a worker for longer than a query may take.
                await asyncio.wait_for(send(message), self.answer.left())
            await send({"type": "http.response.body", "body": b""})
        except (CutError, TimeoutError):
            return
        finally:
            gone.cancel()
            self.answer.close()
            _note_rows(scope, self.answer)


class Whole(Response):
    """An answer that is there."""

    def __init__(self, answer: Answer, headers: Mapping[str, str]) -> None:
        super().__init__(answer.first, headers=headers, media_type=with_charset(answer.media_type))
        self.answer = answer

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send it."""
        _note_rows(scope, self.answer)
        await super().__call__(scope, receive, send)


def _note_rows(scope: Scope, answer: Answer) -> None:
    """Have the log say how many rows an answer had; it does not say it of answers that were kept."""
    if answer.rows is not None:
        scope["state"]["noted"]["rows"] = answer.rows


def kept(cache: Cache, headers: Mapping[str, str]) -> Response | None:
    """The answer that is kept under the entity tag of these headers."""
    found = cache.get(headers["ETag"])
    return Response(found.body, media_type=with_charset(found.media_type), headers=dict(headers)) if found else None


def answered(answer: Answer, headers: Mapping[str, str], cache: Cache) -> Response:
    """An answer, at once when it is whole; then it is kept under its entity tag."""
    if answer.whole:
        cache.put(headers["ETag"], answer.first, answer.media_type)
        return Whole(answer, dict(headers))
    return Streamed(answer, headers)


async def unless_gone(request: Request, work: Awaitable[T]) -> T:
    """The result of `work`, which is given up when the client hangs up. Raises GoneError then."""
    task = asyncio.current_task()
    assert task is not None
    gone: asyncio.Future[None] | None = None

    def watch() -> None:
        nonlocal gone
        gone = asyncio.ensure_future(_hung_up(request.receive))
        gone.add_done_callback(lambda watching: watching.cancelled() or task.cancel())

    timer = asyncio.get_running_loop().call_later(_GRACE, watch)
    try:
        return await work
    except asyncio.CancelledError:
        if gone is not None and gone.done():
            raise GoneError from None
        raise
    finally:
        timer.cancel()
        if gone is not None:
            gone.cancel()


async def taken(request: Request, longest: int) -> bytes:
    """The body, if it has at most `longest` bytes; it is not read to its end when it has more."""
    found = bytearray()
    async for chunk in request.stream():
        found += chunk
        if len(found) > longest:
            raise RefusedError(413, f"a query may have {longest} bytes at most")
    return bytes(found)


def note(request: Request, query: str) -> None:
    """Have the log name a query by its hash."""
    request.state.noted["query"] = hashlib.sha256(query.encode()).hexdigest()[:12]


async def _hung_up(receive: Receive) -> None:
    """Wait until the client has hung up."""
    while (await receive())["type"] != "http.disconnect":
        pass


def refused(error: RefusedError, allowed: str = "GET, HEAD, OPTIONS") -> Response:
    """A refusal in words; `allowed` are the methods that are answered here."""
    headers = {"Retry-After": str(error.retry_after)} if error.retry_after is not None else {}
    if error.status == 405:
        headers["Allow"] = allowed
    headers |= {"Cache-Control": "no-store", "Vary": "Accept"}
    return PlainTextResponse(f"{error.message}\n", error.status, headers)


def as_page(error: RefusedError, path: str, renderer: Renderer) -> Response:
    """A refusal as a page for people; lines of it that begin with an address lead there."""
    title = "This is no longer here" if error.status == 410 else "There is no such page"
    lines = error.message.splitlines()
    near = [{"address": match[1], "text": match[2] or match[1]} for line in lines if (match := _LINKED.fullmatch(line))]
    texts = [line for line in lines if not _LINKED.fullmatch(line)]
    page = renderer.render("refused.html", path, title=title, texts=texts, near=near)
    return Response(page, error.status, {"Cache-Control": "no-store", "Vary": "Accept"}, "text/html; charset=utf-8")


def with_charset(media_type: str) -> str:
    """A media type with the charset where one belongs to it; JSON and XML say it themselves."""
    return f"{media_type}; charset=utf-8" if media_type in _TEXT else media_type


def tag(*parts: str) -> str:
    """A weak entity tag of what an answer depends on: packed or not, it says the same."""
    return f'W/"{hashlib.sha256(chr(0).join(parts).encode()).hexdigest()[:24]}"'


def unchanged(request: Request, etag: str) -> bool:
    """Whether the client has this version already (RFC 9110, section 13.1.2)."""
    known = request.headers.get("if-none-match", "")
    bare = etag.removeprefix("W/")
    return known.strip() == "*" or bare in (part.strip().removeprefix("W/") for part in known.split(","))


class _Opened(FileResponse):
    """A file that is open: what is sent of it is of one version, whatever takes its place meanwhile."""

    def __init__(self, opened: BinaryIO, headers: Mapping[str, str], media_type: str) -> None:
        super().__init__(opened.name, media_type=media_type, headers=headers, stat_result=os.fstat(opened.fileno()))
        self.opened = opened

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send it, and close it."""
        with self.opened:
            await super().__call__(scope, receive, send)

    @asynccontextmanager
    async def _open_file(self) -> AsyncIterator[anyio.AsyncFile[bytes]]:
        yield anyio.wrap_file(self.opened)


def file(request: Request, path: Path, headers: Mapping[str, str] | None = None) -> Response:
    """A file, or a part of it (Range); 304 when the client has it already. Raises RefusedError when it is gone."""
    try:
        opened = path.open("rb")
    except OSError:  # it was there when it was looked for
        raise RefusedError(404, "there is no such file any more") from None
    found = os.fstat(opened.fileno())
    etag = tag(path.name, str(found.st_mtime_ns), str(found.st_size), str(found.st_ino)).removeprefix("W/")
    said = {**(headers or {}), "ETag": etag, "Cache-Control": "public, no-cache"}
    since = request.headers.get("if-modified-since")
    written = formatdate(found.st_mtime, usegmt=True)
    if unchanged(request, etag) or ("if-none-match" not in request.headers and since == written):
        opened.close()
        return Response(status_code=304, headers=said)
    media_type = MEDIA_TYPES.get(path.suffix) or mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    said["Last-Modified"] = written
    if found.st_size <= _SHORT and "range" not in request.headers:
        with opened:
            said["Accept-Ranges"] = "bytes"
            return Response(opened.read(), media_type=with_charset(media_type), headers=said)
    return _Opened(opened, said, with_charset(media_type))

"""Another SPARQL 1.1 endpoint in the place of our own workers: `--backend URL`.

It is asked by the protocol, with our limits of time. What its queries may use is its own affair; so is SERVICE.
"""

from __future__ import annotations

import asyncio
import hashlib
import time
from collections.abc import AsyncGenerator, Mapping
from typing import Any

import httpx

from kg.queries.text import UPDATES, depth, form, words
from kg.serve.pool import Answer, CutError, Limits, RefusedError

_HELD = 256 * 1024  # bytes of an answer held back, so that what fails early is an error and no broken answer
_FRESH = 30.0  # seconds for which an answer may be kept: nobody tells when the data of another endpoint change
_LONGEST = 300  # characters of the other server's words


class Backend:
    """An endpoint at `url`, asked `size` queries at a time."""

    def __init__(self, url: str, size: int, limits: Limits) -> None:
        self.url, self.limits = url, limits
        self._free = asyncio.Semaphore(size)
        self._waiting = 0
        self._client: httpx.AsyncClient | None = None

    def generation(self) -> str:
        """Which data it has: as good as we know, those of this half minute."""
        return f"{hashlib.sha256(self.url.encode()).hexdigest()[:12]}-{int(time.time() // _FRESH):x}"

    async def start(self) -> None:
        """Make ready to ask."""
        self._client = httpx.AsyncClient(timeout=self.limits.seconds, follow_redirects=False)

    async def stop(self) -> None:
        """Hang up."""
        if self._client is not None:
            await self._client.aclose()

    async def answer(self, request: Mapping[str, Any]) -> Answer:
        """Answer a request, as `kg.serve.pool.Pool` does, with the same refusals; 502 when the endpoint fails."""
        await asyncio.to_thread(_check, request["query"])
        if self._free.locked() and self._waiting >= self.limits.waiting:
            raise RefusedError(429, "too many queries are waiting", int(self.limits.wait_seconds))
        self._waiting += 1
        try:
            await asyncio.wait_for(self._free.acquire(), self.limits.wait_seconds)
        except TimeoutError:
            raise RefusedError(429, "every worker is busy", int(self.limits.wait_seconds)) from None
        finally:
            self._waiting -= 1
        deadline = time.monotonic() + self.limits.seconds
        answer = None
        try:
            answer = await asyncio.wait_for(self._begun(request, deadline), self.limits.seconds)
            return answer
        except TimeoutError:
            told = f"the query took longer than {self.limits.seconds:g} seconds, and was stopped"
            raise RefusedError(503, told) from None
        except httpx.HTTPError as error:
            raise RefusedError(502, f"the endpoint behind this one does not answer: {error}", 10) from None
        finally:
            if answer is None or answer.whole:
                self._free.release()

    async def _begun(self, request: Mapping[str, Any], deadline: float) -> Answer:
        kind = _kind(request["query"])
        media_type = request[kind]
        if media_type is None:
            raise RefusedError(406, kind)
        assert self._client is not None  # it was started
        fields = {
            "query": _based(request),
            "default-graph-uri": request["default"],
            "named-graph-uri": request["named"],
        }
        data = {name: value for name, value in fields.items() if value}
        sent = self._client.build_request("POST", self.url, data=data, headers={"Accept": media_type})
        response = await self._client.send(sent, stream=True)
        chunks = response.aiter_bytes()
        try:
            first = bytearray()
            async for chunk in chunks:
                first += chunk
                if len(first) >= _HELD:
                    break
            else:
                await response.aclose()
                _succeeded(response, bytes(first), media_type)
                return Answer(kind, media_type, self.generation(), bytes(first), whole=True)
            _succeeded(response, bytes(first), media_type)
        except BaseException:
            await response.aclose()
            raise
        return self._long(kind, media_type, bytes(first), response, chunks, deadline)

    def _long(
        self,
        kind: str,
        media_type: str,
        first: bytes,
        response: httpx.Response,
        chunks: Any,
        deadline: float,
    ) -> Answer:
        """An answer whose rest is passed on as it comes."""

        async def rest() -> AsyncGenerator[bytes, None]:
            try:
                while True:
                    left = max(0.001, deadline - time.monotonic())
                    yield await asyncio.wait_for(anext(chunks), left)
            except StopAsyncIteration:
                return
            except (TimeoutError, httpx.HTTPError) as error:
                raise CutError("the endpoint behind this one broke off, or took too long") from error

        closing: list[asyncio.Task[None]] = []

        def end() -> None:
            closing.append(asyncio.ensure_future(response.aclose()))
            self._free.release()

        return Answer(kind, media_type, self.generation(), first, False, deadline, None, rest, end)


def _check(query: str) -> None:
    """Refuse what our own workers refuse, too."""
    if form(query) in UPDATES:
        raise RefusedError(400, "this endpoint is read-only: there is no update")
    if "SERVICE" in words(query):
        raise RefusedError(400, "SERVICE is not answered here: ask the other endpoint yourself, or use `kg query`")
    if depth(query) > 1000:
        raise RefusedError(400, "the query has too many braces and parentheses inside each other")


def _kind(query: str) -> str:
    return {"SELECT": "solutions", "ASK": "boolean"}.get(form(query) or "", "graph")


def _based(request: Mapping[str, Any]) -> str:
    """The query with the base of its relative IRIs, which the other endpoint would take for its own."""
    base = request.get("base")
    return f"BASE <{base}> {request['query']}" if base else str(request["query"])


def _succeeded(response: httpx.Response, body: bytes, media_type: str) -> None:
    """Raise RefusedError unless the endpoint gave what it was asked for."""
    if response.status_code == 400:
        raise RefusedError(400, body[:_LONGEST].decode("utf-8", "replace"))
    if response.status_code != 200:
        raise RefusedError(502, f"the endpoint behind this one answers {response.status_code}", 10)
    given = response.headers.get("content-type", "").partition(";")[0].strip().lower()
    if given != media_type:
        raise RefusedError(502, f"the endpoint behind this one answers in {given or 'no format'}, not in {media_type}")

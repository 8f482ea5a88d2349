"""Another SPARQL 1.1 endpoint in the place of our own workers: `--backend URL`.

It is asked by the protocol, with our limits of time, in JSON and N-Triples, which all engines write alike; what clients
get is written here, as for the store. An answer is read to its end before it is passed on: one that breaks off is a
refusal, never a part. What its queries may use is its own affair; so is SERVICE.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import time
from collections.abc import AsyncGenerator, Mapping
from tempfile import SpooledTemporaryFile
from typing import IO, Any

import httpx
from pyoxigraph import QueryBoolean, QueryResultsFormat, QuerySolutions, RdfFormat, parse, parse_query_results

from kg.formats import JSON, N_TRIPLES, Format
from kg.queries.text import form, outline
from kg.serve.pool import Answer, Limits, RefusedError
from kg.serve.worker import refusal, write

_SPOKEN: Mapping[str, Format] = {"solutions": JSON, "boolean": JSON, "graph": N_TRIPLES}
_HELD = 256 * 1024  # bytes of an answer in memory; longer ones lie in a temporary file
_BLOCK = 64 * 1024  # bytes sent at once
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
        try:
            return await asyncio.wait_for(self._begun(request), self.limits.seconds)
        except TimeoutError:
            told = f"the query took longer than {self.limits.seconds:g} seconds, and was stopped"
            raise RefusedError(503, told) from None
        except httpx.HTTPError as error:
            raise RefusedError(502, f"the endpoint behind this one does not answer: {error}", 10) from None
        finally:
            self._free.release()

    async def _begun(self, request: Mapping[str, Any]) -> Answer:
        """The answer as the endpoint gives it, in the format that is asked for: as our own workers write it."""
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
        accept = {"Accept": _SPOKEN[kind].media_type}
        with SpooledTemporaryFile(_HELD) as given:
            async with self._client.stream("POST", self.url, data=data, headers=accept) as response:
                async for chunk in response.aiter_bytes():
                    given.write(chunk)
            given.seek(0)
            _succeeded(response, given, _SPOKEN[kind].media_type)
            translated = await asyncio.to_thread(_translated, given, kind, media_type)
        return self._read(kind, media_type, translated)

    def _read(self, kind: str, media_type: str, translated: IO[bytes]) -> Answer:
        """An answer that lies in a file: at once when it is short, else as it is sent."""
        first = translated.read(_HELD)
        if len(first) < _HELD:
            translated.close()
            return Answer(kind, media_type, self.generation(), first, whole=True)

        async def rest() -> AsyncGenerator[bytes, None]:
            while block := translated.read(_BLOCK):
                yield block

        deadline = time.monotonic() + self.limits.seconds
        return Answer(kind, media_type, self.generation(), first, False, deadline, None, rest, translated.close)


def _check(query: str) -> None:
    """Refuse what our own workers refuse, too."""
    if why := refusal(outline(query)):
        raise RefusedError(400, why)


def _kind(query: str) -> str:
    return {"SELECT": "solutions", "ASK": "boolean"}.get(form(query) or "", "graph")


def _based(request: Mapping[str, Any]) -> str:
    """The query with the base of its relative IRIs, which the other endpoint would take for its own."""
    base = request.get("base")
    return f"BASE <{base}> {request['query']}" if base else str(request["query"])


def _succeeded(response: httpx.Response, given: IO[bytes], media_type: str) -> None:
    """Raise RefusedError unless the endpoint gave what it was asked for, and all of it."""
    if response.status_code == 400:
        raise RefusedError(400, given.read(_LONGEST).decode("utf-8", "replace"))
    if response.status_code != 200:
        raise RefusedError(502, f"the endpoint behind this one answers {response.status_code}", 10)
    said = response.headers.get("content-type", "").partition(";")[0].strip().lower()
    if said != media_type:
        raise RefusedError(502, f"the endpoint behind this one answers in {said or 'no format'}, not in {media_type}")
    if told := response.headers.get("x-sql-message"):  # Virtuoso, where its own limit of time cut the answer short
        raise RefusedError(503, f"the endpoint behind this one gives a part of the answer only: {told[:_LONGEST]}")
    if most := response.headers.get("x-sparql-maxrows"):  # Virtuoso, where it would give no more rows than these
        if _rows(given) >= int(most):
            raise RefusedError(503, f"the endpoint behind this one gives {most} rows at most; ask for less at a time")
        given.seek(0)


def _rows(given: IO[bytes]) -> int:
    """How many solutions an answer in JSON has; 0 when it is no table."""
    found = parse_query_results(given, format=QueryResultsFormat.JSON)
    return sum(1 for _ in found) if isinstance(found, QuerySolutions) else 0


def _translated(given: IO[bytes], kind: str, media_type: str) -> IO[bytes]:
    """What an endpoint answered, in another format. The file that is returned is at its beginning."""
    out: IO[bytes] = SpooledTemporaryFile(_HELD)  # noqa: SIM115  # whoever reads it closes it
    try:
        if kind == "graph":
            write((quad.triple for quad in parse(given, format=RdfFormat.N_TRIPLES)), media_type, out)
        elif kind == "boolean":
            write(_truth(given), media_type, out)
        else:
            write(parse_query_results(given, format=QueryResultsFormat.JSON), media_type, out)
    except (SyntaxError, ValueError) as error:
        told = f"the endpoint behind this one answers in something that is not {_SPOKEN[kind].label}: {error}"
    else:
        out.seek(0)
        return out
    raise RefusedError(502, told)  # without the error, whose objects must end in this thread


def _truth(given: IO[bytes]) -> QueryBoolean:
    """The answer to an ASK; Virtuoso 7 gives it as a table with one cell, a number."""
    found = parse_query_results(given, format=QueryResultsFormat.JSON)
    if isinstance(found, QueryBoolean):
        return found
    truth = any(str(term.value) in ("1", "true") for solution in found for term in solution if term)
    document = json.dumps({"head": {}, "boolean": truth})
    answer = parse_query_results(document, format=QueryResultsFormat.JSON)
    assert isinstance(answer, QueryBoolean)
    return answer

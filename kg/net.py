"""The only code that goes out to the network, and how it behaves there.

It says who asks, with a contact; asks each host one thing at a time, with a pause between; waits as long as it is told
to when a host is busy; keeps answers as long as the host allows; gives up after a time; and reads no more than a limit.
A redirect is followed with care: a few steps, by http or https, and never to an address inside this machine or network.
What comes back is whole, or it is an error.

Only `kg link`, `kg query --live` and an endpoint that the user has named ever come here.
"""

from __future__ import annotations

import email.utils
import hashlib
import os
import platform
import re
import sqlite3
import ssl
import sys
import threading
import time
import zlib
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from urllib.parse import urlencode

import httpcore
import httpx
from hishel import CacheOptions, SqliteStorage
from hishel.httpx import CacheTransport
from SPARQLWrapper import JSON, POST, TURTLE, SPARQLWrapper

from kg import __version__
from kg.errors import KgError, UsageError
from kg.refused import CIRCLE, LESS, NAME_IT, PATIENCE, SMALLER, http_error, later, leads_inside, said, unreachable
from kg.wire import BrokenOffError, Lookup, NotPublicError, Rule, Wire, is_public, lookup, unpacked

TIMEOUT = 60  # seconds without a sign of life
CACHE_VARIABLE = "KG_CACHE"

_BUSY = (429, 502, 503, 504)  # what may be otherwise a little later
_MOVED = (301, 302, 303, 307, 308)


@dataclass(frozen=True)
class Manners:
    """How patient and how modest to be; seconds, bytes and counts. The last three are for tests."""

    total: float = 900  # for an answer from the first byte asked to the last byte read
    size: int = 512 * 1024 * 1024  # of an answer, unpacked
    attempts: int = 5
    wait: float = 120  # the longest that is waited before asking again
    gap: float = 1.0  # between two requests to a public host
    redirects: int = 5
    clock: Callable[[], float] = time.monotonic
    now: Callable[[], float] = time.time
    sleep: Callable[[float], None] = time.sleep
    find: Lookup = lookup


MANNERS = Manners()


@dataclass(frozen=True)
class Response:
    """What a server answered: media type without parameters, bytes, status; `kept` when it is out of the cache.

    `key` is the name under which it is kept from now on, if it is.
    """

    media_type: str
    data: bytes
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    kept: bool = False
    key: str = ""


@dataclass(frozen=True)
class Request:
    """What is asked of a web address: GET without `body`, else a POST that only reads.

    `local` says that the user himself has named the address, so that it may be inside this machine or network. `fresh`
    asks the server even where an answer is kept. `silence` is the time in seconds without a sign of life.
    """

    url: str
    accept: str
    body: bytes | None = None
    body_type: str = "application/x-www-form-urlencoded"
    silence: float = TIMEOUT
    local: bool = False
    fresh: bool = False


def cache_folder() -> Path:
    """Where answers are kept: `KG_CACHE`, else the platform's folder for what can be fetched again."""
    if named := os.environ.get(CACHE_VARIABLE):
        return Path(named)
    home = Path.home()
    if sys.platform == "darwin":
        return home / "Library" / "Caches" / "letterkg"
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or home / "AppData" / "Local") / "letterkg" / "Cache"
    return Path(os.environ.get("XDG_CACHE_HOME") or home / ".cache") / "letterkg"


def user_agent(contact: str) -> str:
    """Who asks, as Wikimedia wants to be told: program/version (contact) library/version."""
    safe = re.sub(r"[^\x21-\x7e]|[()]", "", contact)
    python = f"Python/{platform.python_version()}"
    return f"letterkg/{__version__} ({safe or 'no contact given'}) httpx/{httpx.__version__} {python}"


class Outbound:
    """Asks web addresses with good manners. One is enough for a program; it may be used from several threads."""

    def __init__(self, contact: str, cache: Path | None, manners: Manners) -> None:
        """`contact` is an address for those who run a server; `cache` the folder of kept answers, None for none."""
        self._agent, self._manners, self._rule = user_agent(contact), manners, Rule()
        self._wire = Wire(self._rule, manners.find, manners.clock)
        self._storage = _storage(cache)
        self._transport: httpx.BaseTransport = self._wire
        if self._storage is not None:
            self._transport = CacheTransport(self._wire, self._storage, rfc=CacheOptions(shared=False))
        self._one = threading.Lock()
        self._asked: dict[str, float] = defaultdict(lambda: float("-inf"))

    def fetch(self, request: Request) -> Response:
        """The answer to `request`, whole, after as many attempts and redirects as are decent.

        Raises UsageError for an address that is not http or https; KgError when nobody answers in time, for an HTTP
        error (with the server's words), an answer that is too large or broken off, redirects that lead in circles or
        inside.
        """
        url = _address(request.url)
        with self._one:
            answer = self._patient(request, url)
        if answer.status >= 300:
            raise http_error(request.url, answer.status, answer.data)
        if answer.status == 206:
            raise KgError("the answer is not whole: the server says so (206 Partial Content)", request.url, LESS)
        return answer

    def forget(self, answer: Response) -> None:
        """Do not keep `answer`, for instance because it turned out to be damaged."""
        if self._storage is not None:
            for entry in self._storage.get_entries(answer.key):
                self._storage.remove_entry(entry.id)

    def _patient(self, request: Request, url: httpx.URL) -> Response:
        """Ask again while the host is busy or drops the connection."""
        manners, waits = self._manners, 1.0
        for attempt in range(1, manners.attempts + 1):
            last = attempt == manners.attempts
            try:
                answer = self._followed(request, url)
            except _DroppedError as error:
                if last:
                    raise unreachable(request.url, error) from None
                pause = waits
            else:
                told = _retry_after(answer.headers.get("retry-after", ""), manners.now())
                if answer.status not in _BUSY or last:
                    return answer
                if told is not None and told > manners.wait:
                    raise later(request.url, answer.status, told)
                pause = waits if told is None else told
            manners.sleep(min(pause, manners.wait))
            waits *= 2
        raise AssertionError("the last attempt returns or raises")

    def _followed(self, request: Request, url: httpx.URL) -> Response:
        """The answer, or that of the place to which the server sends us."""
        first, seen = url, {str(url)}
        while True:
            answer = self._once(request, url, first)
            if answer.status not in _MOVED or "location" not in answer.headers:
                return answer
            before, url = url, _target(url, answer.headers["location"], request.url)
            if before.scheme == "https" and url.scheme == "http":
                raise KgError(f"the server sends us on to {url}, which is not encrypted", request.url, NAME_IT)
            if str(url) in seen:
                raise KgError(f"the server sends us in a circle: {url} again", request.url, CIRCLE)
            if len(seen) > self._manners.redirects:
                what = f"the server sends us on and on: more than {self._manners.redirects} times"
                raise KgError(what, request.url, CIRCLE)
            seen.add(str(url))
            if answer.status == 303:
                request = replace(request, body=None)

    def _once(self, request: Request, url: httpx.URL, first: httpx.URL) -> Response:
        """One request and its answer, read to the end."""
        host = _host(url)
        named = request.local and host == _host(first)
        self._rule.local = host if named else ""
        if self._public(url):
            self._wait_for(host)
        elif not named:
            raise leads_inside(request.url, url.host)
        self._rule.until = self._manners.clock() + self._manners.total
        kept = False
        try:
            with _failures(request):
                answer = self._read(request, url)
            kept = answer.kept
        finally:
            if not kept:
                self._asked[host] = self._manners.clock()
        return answer

    def _public(self, url: httpx.URL) -> bool:
        """Whether a host is one of the public Internet, as far as that can be known here."""
        try:
            return all(map(is_public, self._manners.find(url.host, url.port or _PORTS[url.scheme])))
        except OSError:
            return True  # there is a proxy that knows it, or the connection will fail

    def _wait_for(self, host: str) -> None:
        early = self._asked[host] + self._manners.gap - self._manners.clock()
        if early > 0:
            self._manners.sleep(early)

    def _read(self, request: Request, url: httpx.URL) -> Response:
        headers = {"Host": url.netloc.decode(), "User-Agent": self._agent, "Accept": request.accept}
        headers |= {"Accept-Encoding": "gzip"} | ({"Cache-Control": "no-cache"} if request.fresh else {})
        extensions: dict[str, object] = {"timeout": dict.fromkeys(_PHASES, request.silence)}
        if request.body is not None:
            headers |= {"Content-Type": request.body_type, "Content-Length": str(len(request.body))}
            extensions["posted"] = request.body
        key = _key(request, url)
        extensions["caching"] = {"key": key}
        sent = httpx.Request("GET", url, headers=headers, extensions=extensions)
        try:
            answer = self._transport.handle_request(sent)
        except sqlite3.Error:  # the cache is damaged, or its disk is full: everything works without it
            self._transport, self._storage = self._wire, None
            answer = self._transport.handle_request(sent)
        try:
            data = self._body(request, answer)
        except (httpcore.RemoteProtocolError, httpcore.NetworkError, BrokenOffError):
            raise KgError("the answer broke off", request.url, LESS) from None
        finally:
            answer.close()
        caching = answer.extensions.get("caching")
        kept = bool(caching and caching["from_cache"])
        named = {name.lower(): value for name, value in answer.headers.items()}
        media_type = _media_type(named.get("content-type", ""))
        return Response(media_type, data, answer.status_code, named, kept, key)

    def _body(self, request: Request, answer: httpx.Response) -> bytes:
        """All that was sent, unpacked."""
        coding = answer.headers.get("content-encoding", "identity").strip().lower()
        if coding not in ("identity", "gzip", "x-gzip"):
            raise KgError(f"the answer is packed as {said(coding.encode())}, which nobody asked for", request.url, LESS)
        data = bytearray()
        for part in answer.iter_raw() if coding == "identity" else unpacked(answer.iter_raw()):
            data += part
            if len(data) > self._manners.size:
                raise KgError(f"the answer is larger than {self._manners.size // 2**20} MB", request.url, SMALLER)
        return bytes(data)


@lru_cache(maxsize=8)
def outbound(contact: str, manners: Manners) -> Outbound:
    """The one that all requests with this contact go through."""
    return Outbound(contact, cache_folder(), manners)


def fetch(request: Request, contact: str = "") -> Response:
    """`Outbound.fetch`, with a cache and the usual manners."""
    return outbound(contact, MANNERS).fetch(request)


def forget(answer: Response, contact: str = "") -> None:
    """`Outbound.forget`."""
    outbound(contact, MANNERS).forget(answer)


def get(url: str, accept: str = "*/*", *, contact: str = "", local: bool = False) -> Response:
    """What is at a web address. Raises as `Outbound.fetch` does."""
    return fetch(Request(url, accept, local=local), contact)


def post_form(
    url: str, fields: Mapping[str, str], accept: str = "*/*", *, contact: str = "", local: bool = False
) -> Response:
    """What a service answers to a form that only asks, as Reconciliation services do. Raises as `Outbound.fetch`."""
    return fetch(Request(url, accept, urlencode(fields).encode(), local=local), contact)


def query_request(
    endpoint: str, query: str, form: str, timeout: float = TIMEOUT, *, local: bool = True, fresh: bool = False
) -> Request:
    """`query`, of the form SELECT, ASK, CONSTRUCT or DESCRIBE, as the SPARQL 1.1 Protocol sends it (POST, URL-encoded).

    SPARQLWrapper forms the request, which is sent by our own transport.
    """
    wrapper = SPARQLWrapper(str(_address(endpoint)))
    wrapper.setMethod(POST)
    wrapper.setOnlyConneg(True)  # else it sends parameters that strict endpoints refuse
    wrapper.setReturnFormat(JSON if form in ("SELECT", "ASK") else TURTLE)
    wrapper.queryString = query
    wrapper.queryType = form  # it would guess, and send what it takes for an update as one
    formed = wrapper._createRequest()  # the public way would send it, too
    accept, body = str(formed.get_header("Accept")), bytes(formed.data or b"")  # type: ignore[arg-type]
    return Request(endpoint, accept, body, silence=timeout, local=local, fresh=fresh)


class _DroppedError(Exception):
    """The connection failed before an answer began: it can be tried again."""


_PORTS = {"http": 80, "https": 443}
_PHASES = ("connect", "read", "write", "pool")


def _storage(folder: Path | None) -> SqliteStorage | None:
    """The kept answers; None where the folder cannot be written, as everything works without them."""
    if folder is None:
        return None
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        return None
    if not os.access(folder, os.W_OK):
        return None
    return SqliteStorage(database_path=folder / "http.db", max_size=256 * 2**20, max_stream_size=32 * 2**20)


def _address(text: str) -> httpx.URL:
    try:
        url = httpx.URL(text)
    except httpx.InvalidURL:
        url = httpx.URL("")
    if url.scheme not in _PORTS or not url.host or "%" in url.host or re.search(r"\s", text):
        raise UsageError(f"{text!r} is not the address of an endpoint", hint="write it in full: https://.../sparql")
    return url.copy_with(fragment=None)


def _target(url: httpx.URL, location: str, asked: str) -> httpx.URL:
    try:
        return _address(str(url.join(location)))
    except (UsageError, httpx.InvalidURL, ValueError):
        raise KgError(f"the server sends us on to {said(location.encode())}", asked, CIRCLE) from None


def _host(url: httpx.URL) -> str:
    return f"{url.host}:{url.port or _PORTS[url.scheme]}"


def _key(request: Request, url: httpx.URL) -> str:
    """The name of a kept answer: what was asked of whom, and in which format."""
    parts = (str(url).encode(), request.accept.encode(), request.body_type.encode(), request.body or b"")
    return hashlib.sha256(b"\0".join(parts)).hexdigest()


def _media_type(header: str) -> str:
    return header.partition(";")[0].strip().lower() or "application/octet-stream"


def _retry_after(header: str, now: float) -> float | None:
    """Seconds to wait as `Retry-After` says, a number or a date (RFC 9110, 10.2.3); None where it is silent."""
    if re.fullmatch(r"\s*[0-9]{1,9}\s*", header):
        return float(header)
    try:
        return max(0.0, email.utils.parsedate_to_datetime(header).timestamp() - now) if header else None
    except (ValueError, TypeError, OverflowError):
        return None


@contextmanager
def _failures(request: Request) -> Iterator[None]:
    """Turn what goes wrong on the way into errors that say so."""
    try:
        yield
    except NotPublicError as error:
        raise leads_inside(request.url, str(error)) from None
    except httpcore.TimeoutException as error:
        total = "it takes too long altogether" in str(error)
        what = "the answer takes too long altogether" if total else f"no answer within {request.silence:g} s"
        raise KgError(what, request.url, PATIENCE) from None
    except (httpcore.RemoteProtocolError, httpcore.NetworkError) as error:
        raise _DroppedError(str(error)) from error
    except sqlite3.Error as error:
        hint = f"make room, or name another folder for it: {CACHE_VARIABLE}"
        raise KgError(f"the cache cannot be written: {error}", cache_folder(), hint) from None
    except (httpcore.ProtocolError, httpcore.ProxyError, zlib.error, ssl.SSLError) as error:
        raise KgError(f"the answer is damaged: {said(str(error).encode())}", request.url, LESS) from None

"""Connections to other machines: which addresses may be reached, and how long all of it may take.

Names are resolved here, and the connection goes to the very address that was looked at, so that a name cannot point
somewhere else between the look and the connection. Only `kg.net` uses this.
"""

from __future__ import annotations

import ipaddress
import socket
import ssl
import urllib.request
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import httpcore
import httpx

Lookup = Callable[[str, int], list[str]]

_STEP = 2**20  # bytes
_NAT64 = ipaddress.ip_network("64:ff9b::/96")


def lookup(host: str, port: int) -> list[str]:
    """The addresses of a host, in the order in which to try them. Raises OSError where there are none."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def is_public(address: str) -> bool:
    """Whether an IP address is one of the public Internet, also where it carries another one inside."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)
        if inner is None and ip in _NAT64:
            inner = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
        ip = inner or ip
    return ip.is_global and not ip.is_multicast


class NotPublicError(Exception):
    """Somebody leads to an address inside this machine or network."""


@dataclass
class Rule:
    """What holds for the request under way: the host (`name:port`) that may be local, and when patience ends."""

    local: str = ""
    until: float = float("inf")


class Backend(httpcore.NetworkBackend):
    """Connects to addresses that were looked at, and reads from them no longer than the rule allows."""

    def __init__(self, rule: Rule, find: Lookup, clock: Callable[[], float], *, proxy: bool = False) -> None:
        """`proxy` says that all connections go to a proxy that the user has set up, wherever that is."""
        self._rule, self._find, self._clock, self._proxy = rule, find, clock, proxy
        self._inner = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        """A connection to the first address of `host` that answers. Raises NotPublicError, httpcore.ConnectError."""
        addresses = self._addresses(host, port)
        for n, address in enumerate(addresses, 1):
            try:
                stream = self._inner.connect_tcp(address, port, timeout, local_address, socket_options)
                return _Stream(stream, self._rule, self._clock)
            except (httpcore.ConnectError, httpcore.ConnectTimeout):
                if n == len(addresses):
                    raise
        raise httpcore.ConnectError(f"{host} has no address")

    def _addresses(self, host: str, port: int) -> list[str]:
        try:
            addresses = self._find(host, port)
        except OSError as error:
            raise httpcore.ConnectError(error.strerror or str(error)) from error
        if not self._proxy and f"{host}:{port}" != self._rule.local and not all(map(is_public, addresses)):
            raise NotPublicError(host)
        return addresses


class _Stream(httpcore.NetworkStream):
    """A connection on which everything together ends when the rule says so, and not only each wait."""

    def __init__(self, inner: httpcore.NetworkStream, rule: Rule, clock: Callable[[], float]) -> None:
        self._inner, self._rule, self._clock = inner, rule, clock

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._inner.read(max_bytes, self._left(timeout, httpcore.ReadTimeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._inner.write(buffer, self._left(timeout, httpcore.WriteTimeout))

    def close(self) -> None:
        self._inner.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        return _Stream(self._inner.start_tls(ssl_context, server_hostname, timeout), self._rule, self._clock)

    def get_extra_info(self, info: str) -> Any:
        return self._inner.get_extra_info(info)

    def _left(self, timeout: float | None, late: type[Exception]) -> float | None:
        left = self._rule.until - self._clock()
        if left <= 0:
            raise late("it takes too long altogether")
        return left if timeout is None else min(left, timeout)


class Wire(httpx.BaseTransport):
    """HTTP/1.1 over such connections, through the proxies of the environment where there are some.

    What is asked with the extension `posted` is sent as a POST of these bytes, whatever its method says: so a cache
    above, which knows nothing of queries, takes it for the reading that it is.
    """

    def __init__(self, rule: Rule, find: Lookup = lookup, clock: Callable[[], float] = lambda: 0.0) -> None:
        self._rule, self._find, self._clock = rule, find, clock
        self._pools: dict[str, httpcore.ConnectionPool] = {}

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request. Raises httpcore's errors, and NotPublicError."""
        extensions = dict(request.extensions)
        body = extensions.pop("posted", None)
        extensions.pop("caching", None)
        url = httpcore.URL(
            scheme=request.url.raw_scheme,
            host=request.url.raw_host,
            port=request.url.port,
            target=request.url.raw_path,
        )
        method = request.method if body is None else "POST"
        sent = httpcore.Request(
            method=method,
            url=url,
            headers=request.headers.raw,
            content=request.stream if body is None else body,
            extensions=extensions,
        )
        answer = self._pool(request.url).handle_request(sent)
        return httpx.Response(
            status_code=answer.status,
            headers=answer.headers,
            stream=_Body(answer),
            extensions=answer.extensions,
        )

    def close(self) -> None:
        """Close every connection."""
        for pool in self._pools.values():
            pool.close()

    def _pool(self, url: httpx.URL) -> httpcore.ConnectionPool:
        bypassed = urllib.request.proxy_bypass(url.host)
        proxy = "" if bypassed else urllib.request.getproxies().get(url.scheme, "")
        if proxy not in self._pools:
            backend = Backend(self._rule, self._find, self._clock, proxy=bool(proxy))
            trusted = httpx.create_ssl_context()
            if proxy:
                self._pools[proxy] = httpcore.HTTPProxy(proxy, ssl_context=trusted, network_backend=backend)
            else:
                self._pools[proxy] = httpcore.ConnectionPool(trusted, network_backend=backend)
        return self._pools[proxy]


class _Body(httpx.SyncByteStream):
    """The bytes of an answer as they come."""

    def __init__(self, answer: httpcore.Response) -> None:
        self._answer = answer

    def __iter__(self) -> Iterator[bytes]:
        yield from self._answer.iter_stream()

    def close(self) -> None:
        self._answer.close()


class BrokenOffError(Exception):
    """What was sent ends in the middle."""


def unpacked(parts: Iterable[bytes]) -> Iterator[bytes]:
    """The bytes of a gzip stream, never more than _STEP at a time, however much is packed into little.

    Raises BrokenOffError for one without its end, zlib.error for one that is damaged.
    """
    stream = zlib.decompressobj(16 + zlib.MAX_WBITS)
    for part in parts:
        while part:
            if stream.eof:  # gzip may be several streams, one after the other
                stream = zlib.decompressobj(16 + zlib.MAX_WBITS)
            yield stream.decompress(part, _STEP)
            part = stream.unconsumed_tail or stream.unused_data
    if not stream.eof:
        raise BrokenOffError

"""What a proxy says of the client and of the address that it asked for; believed from proxies that are trusted only."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

Network = ipaddress.IPv4Network | ipaddress.IPv6Network
_HOST = re.compile(r"(?:[A-Za-z0-9_.-]{1,253}|\[[0-9A-Fa-f:.]{2,45}\])(?::[0-9]{1,5})?")


class Seen(NamedTuple):
    """From which address a request comes, and under which it reached the first server."""

    client: str
    scheme: str
    host: str


def networks(text: str) -> tuple[Network, ...]:
    """Addresses and networks separated by commas: `127.0.0.1, 10.0.0.0/8`. Raises ValueError for what is none."""
    return tuple(ipaddress.ip_network(part.strip(), strict=False) for part in text.split(",") if part.strip())


def seen(peer: str, scheme: str, headers: Headers, trusted: Sequence[Network]) -> Seen:
    """What holds for a request from `peer`. The client is the last address that no trusted proxy has."""
    host = headers.get("host", "")
    if not _within(peer, trusted):
        return Seen(peer, scheme, host)
    way = [part.strip() for part in ",".join(headers.getlist("x-forwarded-for")).split(",") if part.strip()]
    client = next((address for address in reversed(way) if not _within(address, trusted)), way[0] if way else peer)
    told = headers.get("x-forwarded-proto", "").strip().lower()
    return Seen(client, told if told in ("http", "https") else scheme, headers.get("x-forwarded-host", host).strip())


def is_host(text: str) -> bool:
    """Whether it is a name or an address of a host, with a port or without; what else is said cannot go into links."""
    return _HOST.fullmatch(text) is not None


def _within(address: str, trusted: Iterable[Network]) -> bool:
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return False
    return any(found in network for network in trusted)


class Forwarded:
    """Puts what trusted proxies say in the place of what the connection says."""

    def __init__(self, app: ASGIApp, trusted: Sequence[Network]) -> None:
        self.app, self.trusted = app, trusted

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, with client, scheme and host as they hold."""
        if scope["type"] == "http" and any(name.startswith(b"x-forwarded-") for name, _ in scope["headers"]):
            peer = scope["client"] or ("", 0)
            found = seen(peer[0], scope["scheme"], Headers(scope=scope), self.trusted)
            others = [(name, value) for name, value in scope["headers"] if name != b"host"]
            scope = {
                **scope,
                "client": (found.client, peer[1]),
                "scheme": found.scheme,
                "headers": [*others, (b"host", found.host.encode("latin-1"))],
            }
        await self.app(scope, receive, send)

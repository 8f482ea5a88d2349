"""A connection: as uvicorn's, with bounds for what a request may have before its body, and for how long it may take."""

from __future__ import annotations

import asyncio
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

_LONGEST_URL = 64 * 1024  # bytes
_LONGEST_HEAD = 128 * 1024  # bytes of address and headers
_PATIENCE = 15.0  # seconds for the head of a request, and again for each part of its body
_WORDS = {408: b"Request Timeout", 414: b"URI Too Long", 431: b"Request Header Fields Too Large"}


class Together:
    """A transport that sends together what is written in one turn of the event loop: a head and its body.

    Each sending on its own costs more than all the rest of a short answer.
    """

    def __init__(self, transport: asyncio.Transport, loop: asyncio.AbstractEventLoop) -> None:
        self._transport, self._loop = transport, loop
        self._held: list[bytes] = []

    def __getattr__(self, name: str) -> Any:
        """All else is as the transport has it."""
        return getattr(self._transport, name)

    def write(self, data: bytes) -> None:
        """Send bytes at the end of this turn."""
        if not self._held:
            self._loop.call_soon(self._send)
        self._held.append(data)

    def close(self) -> None:
        """Send what is held, and hang up."""
        self._send()
        self._transport.close()

    def _send(self) -> None:
        if self._held:
            held, self._held = self._held, []
            self._transport.writelines(held)


class Connection(HttpToolsProtocol):
    """Refuses long addresses (414) and headers (431) while they come; hangs up on who does not go on (408)."""

    _head = 0  # bytes since the last request was whole
    _named = 0  # bytes of the headers of this request, as they come
    _asking = True  # whether the head of a request is not yet whole
    _timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: Any) -> None:
        """Begin to wait for a request."""
        super().connection_made(Together(transport, self.loop))  # type: ignore[arg-type]  # it is like one
        self._wait()

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait no longer."""
        self._rest()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Count what comes before a body."""
        if self._asking:
            self._head += len(data)
        super().data_received(data)
        if self._asking and self._head > _LONGEST_HEAD and not self.transport.is_closing():
            self._refuse(431)

    def on_message_begin(self) -> None:
        """Another request begins."""
        self._asking, self._named = True, 0
        super().on_message_begin()
        self._wait()

    def on_url(self, url: bytes) -> None:
        """The address, or a part of it."""
        super().on_url(url)
        if len(self.url) > _LONGEST_URL and not self.transport.is_closing():
            self._refuse(414)

    def on_header(self, name: bytes, value: bytes) -> None:
        """A header; all of them may come at once, with a body, too."""
        super().on_header(name, value)
        self._named += len(name) + len(value) + 4  # colon, space, end of the line

    def on_headers_complete(self) -> None:
        """The head is whole."""
        if self._named > _LONGEST_HEAD and not self.transport.is_closing():
            self._refuse(431)
        self._asking, self._head = False, 0
        if self.transport.is_closing():
            return
        super().on_headers_complete()
        self._wait()

    def on_body(self, body: bytes) -> None:
        """A part of the body."""
        if self.cycle is None:
            return
        super().on_body(body)
        self._wait()

    def on_message_complete(self) -> None:
        """The request is whole; how long its answer takes is no matter of the connection."""
        self._rest()
        if self.cycle is not None:
            super().on_message_complete()

    def _wait(self) -> None:
        self._rest()
        self._timer = self.loop.call_later(_PATIENCE, self._refuse, 408)

    def _rest(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _refuse(self, status: int) -> None:
        self._rest()
        if not self.transport.is_closing():
            head = b"HTTP/1.1 %d %s\r\nconnection: close\r\ncontent-length: 0\r\n\r\n" % (status, _WORDS[status])
            self.transport.write(head)
            self.transport.close()

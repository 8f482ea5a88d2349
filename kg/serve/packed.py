"""Answers packed on the way: zstd (RFC 8878) for clients that take it, else gzip."""

from __future__ import annotations

import asyncio
import re

import zstandard
from starlette.datastructures import Headers
from starlette.middleware.gzip import DEFAULT_EXCLUDED_CONTENT_TYPES, GZipMiddleware, IdentityResponder
from starlette.types import ASGIApp, Receive, Scope, Send

_LEAST = 1024  # bytes that are worth it
_GZIP_LEVEL, _ZSTD_LEVEL = 5, 6
_LARGE = 128 * 1024  # bytes that are packed in a thread, for the others to be answered meanwhile
_PACKED = (*DEFAULT_EXCLUDED_CONTENT_TYPES, "application/zstd")
_ZSTD = re.compile(r"(?:^|,)\s*zstd\s*(?:;\s*q\s*=\s*([01](?:\.\d{0,3})?)\s*)?(?:,|$)", re.IGNORECASE)


class Packing:
    """Packs what an application answers, unless it is packed already."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self._gzip = GZipMiddleware(app, minimum_size=_LEAST, compresslevel=_GZIP_LEVEL, exclude_content_types=_PACKED)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, and pack the answer."""
        packs = scope["type"] == "http" and takes_zstd(Headers(scope=scope).get("accept-encoding", ""))
        await (_Zstd(self.app, _LEAST, exclude_content_types=_PACKED) if packs else self._gzip)(scope, receive, send)


class _Zstd(IdentityResponder):
    """Packs one answer. What is sent in parts can be unpacked part by part."""

    content_encoding = "zstd"
    _packing: zstandard.ZstdCompressionObj | None = None

    async def apply_compression(self, body: bytes, *, more_body: bool) -> bytes:
        if len(body) >= _LARGE:
            return await asyncio.to_thread(self._pack, body, more_body)
        return self._pack(body, more_body)

    def _pack(self, body: bytes, more: bool) -> bytes:
        if self._packing is None:
            self._packing = zstandard.ZstdCompressor(level=_ZSTD_LEVEL).compressobj()
        end = zstandard.COMPRESSOBJ_FLUSH_BLOCK if more else zstandard.COMPRESSOBJ_FLUSH_FINISH
        return self._packing.compress(body) + self._packing.flush(end)


def takes_zstd(header: str) -> bool:
    """Whether an Accept-Encoding header (RFC 9110, section 12.5.3) names zstd, and not as what is not taken."""
    found = _ZSTD.search(header)
    return found is not None and float(found[1] or 1) > 0

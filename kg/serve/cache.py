"""Answers that were given and are kept, by their entity tags: those tell the build, so nothing here is ever stale."""

from __future__ import annotations

from collections import OrderedDict
from typing import NamedTuple

_LARGEST = 2**20  # bytes of an answer that is kept


class Kept(NamedTuple):
    """An answer: its content, its media type."""

    body: bytes
    media_type: str


class Cache:
    """Keeps answers of `size` bytes together, those that were asked for last."""

    def __init__(self, size: int = 2**26) -> None:
        self._size, self._used = size, 0
        self._kept: OrderedDict[str, Kept] = OrderedDict()

    def get(self, tag: str) -> Kept | None:
        """The answer with an entity tag, if it is kept."""
        if tag in self._kept:
            self._kept.move_to_end(tag)
        return self._kept.get(tag)

    def put(self, tag: str, body: bytes, media_type: str) -> None:
        """Keep an answer, in the place of those that nobody has asked for the longest time."""
        if len(body) > _LARGEST or tag in self._kept:
            return
        self._kept[tag] = Kept(body, media_type)
        self._used += len(body)
        while self._used > self._size:
            _, gone = self._kept.popitem(last=False)
            self._used -= len(gone.body)

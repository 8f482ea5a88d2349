"""Where a value was seen: the file, its hash, the lines; and the text of an edition, line by line."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

import msgspec


class Source(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The lines of one immutable capture of an edition. `lines` are one-based and inclusive."""

    file: str
    sha256: str
    lines: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Document:
    """The text of an edition as lines; `line(1)` is the first one, as editors count."""

    file: str
    sha256: str
    lines: tuple[str, ...]

    def line(self, number: int) -> str:
        """The text of the one-based line `number`."""
        return self.lines[number - 1]

    def __len__(self) -> int:
        return len(self.lines)

    def source(self, first: int, last: int) -> Source:
        """The span of lines `first` to `last`, with the hash of the file."""
        return Source(self.file, self.sha256, (first, last))


def sha256(data: bytes) -> str:
    """Hexadecimal SHA-256 of `data`."""
    return hashlib.sha256(data).hexdigest()

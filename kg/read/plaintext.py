"""Reader for plain-text editions: bytes -> lines, or an error that says where the bytes stop being text."""

from __future__ import annotations

from kg.errors import KgError, Place
from kg.files import LIMIT, decode_text
from kg.source import Document, sha256

_CONTROL = frozenset(range(32)) - {9, 10, 12, 13}  # tab, line feed, form feed, carriage return stand in texts


def read(data: bytes, file: str) -> Document:
    """Read the bytes of a UTF-8 text, with or without byte order mark, with any line ends.

    Raises KgError for an empty file, one over 64 MiB, a binary file and another encoding (with the byte offset).
    """
    if not data.strip():
        raise KgError("the edition is empty", file, "check the path, or save the page again as text")
    if len(data) > LIMIT:
        raise KgError(
            f"the edition has {len(data) / 1e6:.0f} MB, more than the {LIMIT // 2**20} MiB that one text may have",
            file,
            "split it into volumes and give each its own edition",
        )
    text = decode_text(data, file)
    control = next((offset for offset, byte in enumerate(data[:65536]) if byte in _CONTROL), None)
    if control is not None:
        raise KgError(
            f"not a text: control byte 0x{data[control]:02x}",
            Place(file, offset=control),
            "give the plain-text edition, not a picture, a PDF or a word-processor file",
        )
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    if not lines[-1]:
        lines.pop()
    return Document(file, sha256(data), tuple(lines))

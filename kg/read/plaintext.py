"""Reader for plain-text editions: bytes -> lines, or an error that says where the bytes stop being text."""

from __future__ import annotations

from kg.errors import KgError, Place
from kg.source import Document, sha256

MAX_BYTES = 64 * 1024 * 1024  # a printed volume of letters has 2-3 MB; more is another kind of file

_BINARY = frozenset(range(32)) - {9, 10, 12, 13}


def read(data: bytes, file: str) -> Document:
    """Read the bytes of a UTF-8 text, with or without byte order mark, with any line ends.

    Raises KgError for an empty file, a file over 64 MB, a binary file and another encoding (with the byte offset).
    """
    if not data.strip():
        raise KgError("the edition is empty", file, "check the path, or save the page again as text")
    if len(data) > MAX_BYTES:
        raise KgError(
            f"the edition has {len(data) / 1e6:.0f} MB, more than the {MAX_BYTES // 2**20} MB that one text may have",
            file,
            "split it into volumes and give each its own edition",
        )
    _refuse_binary(data, file)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise KgError(
            f"not UTF-8: byte 0x{data[error.start]:02x} cannot stand here",
            Place(file, offset=error.start),
            "convert it, for example with: iconv -f windows-1251 -t utf-8 FILE > NEW",
        ) from None
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    if lines and not lines[-1]:
        lines.pop()
    return Document(file, sha256(data), tuple(lines))


def _refuse_binary(data: bytes, file: str) -> None:
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise KgError("the text is UTF-16, not UTF-8", Place(file, offset=0), "save it again as UTF-8")
    for offset, byte in enumerate(data[:65536]):
        if byte in _BINARY:
            raise KgError(
                f"not a text: control byte 0x{byte:02x}",
                Place(file, offset=offset),
                "give the plain-text edition, not a picture, a PDF or a word-processor file",
            )

"""XML as text, an element at a time, so that documents of any length are streamed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from xml.sax.saxutils import escape, quoteattr

# What XML 1.0 cannot hold, not even as a character reference (section 2.2).
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_BLOCK = 2**16
# What an anyURI of a list, and an attribute that is one, cannot have as it is (RFC 3987).
_NOT_IRI = re.compile(r'[\x00-\x20<>"{}|\\^`]')


def holds(text: str) -> str:
    """Why a text cannot stand in XML as it is; empty when it can."""
    return "control characters cannot stand in XML: each is written as U+FFFD" if _NOT_XML.search(text) else ""


def clean(text: str) -> str:
    """The text with U+FFFD for each character that XML cannot hold."""
    return _NOT_XML.sub("\ufffd", text)


def element(name: str, *children: str, **attributes: str) -> str:
    """An element of `children`, which are XML already; attributes that are empty are left out.

    `type_` is written `type`, `xml_id` `xml:id`.
    """
    said = "".join(f" {_attribute(key)}={quoteattr(clean(value))}" for key, value in attributes.items() if value)
    inner = "".join(children)
    return f"<{name}{said}>{inner}</{name}>" if inner else f"<{name}{said}/>"


def text(value: str) -> str:
    """A text as XML."""
    return escape(clean(value), {"\r": "&#13;"})


def iri(value: str) -> str:
    """An IRI as it can stand in a list of them: spaces and what no IRI has are percent-encoded."""
    return _NOT_IRI.sub(lambda match: f"%{ord(match[0]):02X}", value)


def token(words: str) -> str:
    """Words as a name that an attribute can have: `number in a register` -> `number-in-a-register`."""
    return "-".join("".join(sign if sign.isalnum() else " " for sign in words).split())


def document(parts: Iterable[str]) -> Iterator[bytes]:
    """The parts of a document as UTF-8, in blocks, after the XML declaration."""
    held, size = ['<?xml version="1.0" encoding="UTF-8"?>\n'], 0
    for part in parts:
        held.append(part)
        size += len(part)
        if size >= _BLOCK:
            yield "".join(held).encode()
            held, size = [], 0
    yield "".join(held).encode()


def _attribute(key: str) -> str:
    return key.rstrip("_").replace("xml_", "xml:")

"""JSON-LD 1.1, written from N-Triples lines as a stream: one node a line, in the order of the subjects.

The document carries its context, so that it can be read with no network. IRIs of things are whole; those of vocabulary
terms are short (`ep:Letter` is `Letter`, `voc:mode-letter`). Lexical forms are kept: a number or a truth value is
native JSON only where JSON writes it in the same way; any other is a string with its datatype.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import msgspec

from kg.errors import KgError
from kg.ns import RDF, RDFS, XSD
from kg.publish.context import ID, TYPE, Context, Key, Kind, part
from kg.publish.names import checked
from kg.publish.rows import Row, by_subject
from kg.publish.sorting import RUN_BYTES

_TYPE = RDF.type
_FIRST = (RDFS.label,)  # after id and type
_INTEGER, _BOOLEAN = XSD.integer, XSD.boolean
_NATIVE = re.compile("0|-?[1-9][0-9]{0,14}")  # canonical, and exact in the numbers of JavaScript
_ESCAPE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))")
_ESCAPED = {"t": "\t", "b": "\b", "n": "\n", "r": "\r", "f": "\f", '"': '"', "'": "'", "\\": "\\"}
_NO_LANGUAGE = "@none"
_JSON = msgspec.json.Encoder()
Node = dict[str, Any]


def jsonld(
    lines: Iterable[str],
    context: Context,
    *,
    run_bytes: int = RUN_BYTES,
    folder: Path | None = None,
) -> Iterator[bytes]:
    """N-Triples lines, in any order, as a JSON-LD document, a line at a time.

    Memory is bounded by `run_bytes`; `folder` holds what does not fit meanwhile.

    Raises KgError for a blank node, for what is no IRI, and for an IRI whose scheme is a key of the context.
    """
    nodes = Nodes(context)
    yield _head(context.document)
    separator = b"\n"
    for subject, rows in by_subject(lines, run_bytes=run_bytes, folder=folder):
        yield separator + _JSON.encode(nodes.node(subject, rows))
        separator = b",\n"
    yield b"\n]}\n"


def page(rows: Iterable[tuple[str, Iterable[Row]]], nodes: Nodes) -> bytes:
    """Subjects with their rows as a small JSON-LD document, with what it needs of the context.

    `nodes` are kept from page to page.
    """
    nodes.used.clear()
    written = [_JSON.encode(nodes.node(subject, about)) for subject, about in rows]
    return nodes.head() + b"\n" + b",\n".join(written) + b"\n]}\n"


def document(context: Mapping[str, Any], **more: Any) -> bytes:
    """The context as a document of its own, one definition a line, followed by `more`: a frame."""
    rest = b"".join(
        b",\n" + _JSON.encode(key) + b": " + msgspec.json.format(_JSON.encode(value), indent=2)
        for key, value in more.items()
    )
    return b'{"@context": ' + _definitions(context) + rest + b"}\n"


class Nodes:
    """Makes nodes, and remembers which keys and prefixes of the context they use."""

    def __init__(self, context: Context) -> None:
        self.used: set[str] = set()
        self._context = context
        self._shortened = lru_cache(maxsize=20_000)(self._shorten)
        self._part = lru_cache(maxsize=1000)(lambda names: _head(part(context, names)))

    def head(self) -> bytes:
        """The beginning of a document, with the part of the context that it has used."""
        return self._part(frozenset(self.used))

    def short(self, term: str) -> str:
        """A term of a vocabulary as its prefix and name; any other IRI whole."""
        text, prefix = self._shortened(term)
        if prefix is not None:
            self.used.add(prefix)
        return text

    def node(self, subject: str, rows: Iterable[Row]) -> Node:
        """All statements about one subject: its identifier, its types and names first."""
        objects: dict[str, list[str]] = {}
        for _, predicate, object_ in rows:
            objects.setdefault(predicate, []).append(object_)
        node: Node = {ID: self.short(f"<{subject}>")}
        if types := objects.pop(_TYPE, None):
            node[TYPE] = [self._class(type_) for type_ in types]
        for predicate in [p for p in _FIRST if p in objects] + [p for p in objects if p not in _FIRST]:
            self._set(node, predicate, objects[predicate])
        return node

    def _class(self, term: str) -> str:
        name = self._context.classes.get(term, "")
        if name not in self._context.document:  # it has a prefix only, or is of no vocabulary that is known
            return self.short(term)
        self.used.add(name)
        return name

    def _set(self, node: Node, predicate: str, objects: list[str]) -> None:
        key = self._context.keys.get(predicate)
        if key is not None and key.kind is Kind.WORDS:
            words = [term for term in objects if _is_words(term)]
            if words:
                self.used.add(key.name)
                node[key.name] = _by_language(words, key.several)
            objects = [term for term in objects if not _is_words(term)]
            key = None
        if not objects:
            return
        values = [self._value(term, key) for term in objects]
        if key is not None:
            self.used.add(key.name)
        name = key.name if key is not None else checked(predicate[1:-1])
        node[name] = values if len(values) > 1 or (key and key.kind is Kind.THINGS) else values[0]

    def _value(self, term: str, key: Key | None) -> Any:
        """One value; with no key, or as one that its key does not expect, it says all that there is to it."""
        if term.startswith("<"):
            short = self.short(term)
            return short if key is not None and key.kind is Kind.THINGS else {"@id": short}
        text, language, datatype = literal(term)
        if language:
            return {"@value": text, "@language": language}
        if key is not None and key.kind is Kind.VALUES and datatype == key.datatype:
            return int(text) if datatype == _INTEGER and _NATIVE.fullmatch(text) else text
        free = key is None or (key.kind is Kind.VALUES and key.datatype is None)
        if datatype is None:
            return text if free else {"@value": text}
        if free and datatype == _INTEGER and _NATIVE.fullmatch(text):
            return int(text)
        if free and datatype == _BOOLEAN and text in ("true", "false"):
            return text == "true"
        return {"@value": text, "@type": self.short(datatype)}

    def _shorten(self, term: str) -> tuple[str, str | None]:
        iri = checked(term[1:-1])
        cut = max(iri.rfind("#"), iri.rfind("/")) + 1
        prefix = self._context.prefixes.get(iri[:cut])
        if prefix is not None and cut < len(iri):
            return f"{prefix}:{iri[cut:]}", prefix
        scheme, _, rest = iri.partition(":")
        if scheme in self._context.document and not rest.startswith("//"):
            raise KgError(
                f"JSON-LD would take the scheme of this IRI for the key {scheme!r}", iri, "use an https address"
            )
        return iri, None


def literal(term: str) -> tuple[str, str | None, str | None]:
    """Lexical form, language and datatype (a term) of a literal in N-Triples form; a plain one has neither.

    Raises KgError for a blank node.
    """
    if not term.startswith('"'):
        raise KgError("a blank node cannot be published", term, "give the thing an IRI")
    end = term.rfind('"')
    text, rest = term[1:end], term[end + 1 :]
    if "\\" in text:
        text = _ESCAPE.sub(_unescaped, text)
    return text, rest[1:] if rest.startswith("@") else None, rest[2:] if rest.startswith("^^") else None


def _unescaped(match: re.Match[str]) -> str:
    code = match[1] or match[2]
    return chr(int(code, 16)) if code else _ESCAPED[match[3]]


def _is_words(term: str) -> bool:
    return term.startswith('"') and not term.startswith("^^", term.rfind('"') + 1)


def _by_language(words: list[str], several: bool) -> dict[str, Any]:
    found: dict[str, list[str]] = {}
    for word in words:
        text, language, _ = literal(word)
        found.setdefault(language or _NO_LANGUAGE, []).append(text)
    return {tag: texts if several or len(texts) > 1 else texts[0] for tag, texts in sorted(found.items())}


def _head(context: Mapping[str, Any]) -> bytes:
    return b'{"@context": ' + _definitions(context) + b',\n"@graph": ['


def _definitions(context: Mapping[str, Any]) -> bytes:
    lines = (b"  " + _JSON.encode(name) + b": " + _JSON.encode(said) for name, said in context.items())
    return b"{\n" + b",\n".join(lines) + b"\n}"

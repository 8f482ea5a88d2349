"""The dump of a build, read in its order: which documents there are, and a file of Turtle and of JSON-LD for each."""

from __future__ import annotations

import gzip
import io
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

from kg.errors import KgError
from kg.publication import published_context
from kg.publish.entity import PageWriter
from kg.publish.site.documents import as_entity, documents
from kg.publish.site.graph import View
from kg.publish.site.pages import Entry, Page

_LABELS = 20_000  # things whose labels are kept at hand


def quads(path: Path) -> Iterator[str]:
    """The lines of a packed dump. Raises KgError when it is not there."""
    if not path.is_file():
        raise KgError("there is no dump here", path, "make it with `kg build`")
    with gzip.open(path) as packed, io.TextIOWrapper(packed, encoding="utf-8", newline="\n") as file:
        yield from file


def entries_of(dump: Path, base: str) -> tuple[list[Entry], dict[str, tuple[str, ...]]]:
    """All documents of a dump, and the fragments of each."""
    entries, parts = [], {}
    same: dict[object, Any] = {}  # what many have is kept once
    for document in documents(quads(dump), base, most=None):
        types, about = (same.setdefault(value, value) for value in (document.types, document.about))
        entries.append(Entry(document.stem, document.iri, types, about))
        parts[document.stem] = document.parts
    return entries, parts


def data_files(dump: Path, view: View) -> Iterator[Page]:
    """Turtle and JSON-LD of every document.

    What a thing points to is named with its labels; not so for claims, of which there are many.
    """
    files, labels = PageWriter(view.base, published_context()), lru_cache(maxsize=_LABELS)(view.labels)
    for document in documents(quads(dump), view.base):
        said = as_entity(document, _no_labels if document.about else labels)
        yield f"{document.stem}.ttl", files.turtle(said)
        yield f"{document.stem}.jsonld", files.jsonld(said)


def _no_labels(_: str) -> tuple[str, ...]:
    return ()

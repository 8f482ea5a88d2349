"""Where in a file of shapes a term stands: a scan and no parser, of files that a parser has found to be Turtle."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from urllib.parse import urljoin

from kg.errors import Place

_PIECE = re.compile(
    r"""(?P<skip>\"{3}.*?(?<!\\)\"{3}|'{3}.*?(?<!\\)'{3}|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|\#[^\n]*)
    |(?P<declared>@?(?P<word>prefix|base)\s+(?:(?P<prefix>[\w.-]*):\s*)?<(?P<namespace>[^>]*)>)
    |<(?P<iri>[^<>"{}|^`\\\s]*)>
    |(?P<short>[\w.-]*):(?P<local>(?:[\w%-]|\\.|\.(?=[\w%-]))*)""",
    re.X | re.S | re.I,
)


def find_line(files: Iterable[Path], term: str, *, first: bool = False) -> Place | None:
    """The line of the Turtle `files` that begins with the IRI `term`, in full or with a prefix, else the first that
    has it; with `first`, the first in any case. None when none has it."""
    iri = term[1:-1]
    found = [(not (first or begins), number, place) for number, (place, begins) in enumerate(_places(files, iri))]
    return min(found, key=lambda one: one[:2])[2] if found else None


def _places(files: Iterable[Path], iri: str) -> Iterator[tuple[Place, bool]]:
    """Where an IRI stands, and whether it begins a line."""
    for file in files:
        text = file.read_text(encoding="utf-8-sig", errors="replace")
        for found, start in _iris(text, file.resolve().as_uri()):
            if found == iri:
                line = text.rfind("\n", 0, start) + 1
                yield Place(file, text.count("\n", 0, start) + 1), not text[line:start].strip()


def _iris(text: str, base: str) -> Iterator[tuple[str, int]]:
    """The IRIs in a text, without declarations, and where each begins."""
    prefixes: dict[str, str] = {}
    for match in _PIECE.finditer(text):
        if match["declared"]:
            namespace = urljoin(base, match["namespace"])
            if match["word"].casefold() == "base":
                base = namespace
            else:
                prefixes[match["prefix"] or ""] = namespace
        elif match["iri"] is not None:
            yield urljoin(base, match["iri"]), match.start()
        elif match["short"] in prefixes:
            yield prefixes[match["short"]] + re.sub(r"\\(.)", r"\1", match["local"]), match.start()

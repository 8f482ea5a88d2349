"""Where in a file of shapes a shape begins."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from kg.errors import Place

_PREFIX = re.compile(r"^\s*(?:@prefix|PREFIX)\s+([^\s:]*):\s*<([^>]*)>", re.M | re.I)


def find_line(files: Iterable[Path], term: str) -> Place | None:
    """The first line of the Turtle `files` that begins with the IRI `term`, in full or with a prefix, else a file that
    has it anywhere; None when there is none."""
    iri = term[1:-1]
    for file in files:
        text = file.read_text(encoding="utf-8", errors="replace")
        names = [re.escape(f"<{iri}>")]
        names += [
            re.escape(f"{prefix}:{iri.removeprefix(base)}")
            for prefix, base in _PREFIX.findall(text)
            if base and iri.startswith(base)
        ]
        found = re.search(rf"^[ \t]*(?:{'|'.join(names)})(?=[\s;,])", text, re.M)
        if found:
            return Place(file, text.count("\n", 0, found.start()) + 1)
    return None

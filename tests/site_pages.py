"""Reading the pages of a site: their links, their fragments, the order of their headings."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from itertools import pairwise
from pathlib import Path
from posixpath import dirname, normpath
from urllib.parse import unquote

_HREF = re.compile(r'\s(?:href|src|action)="([^"]*)"')
_COMMENT = re.compile("<!--.*?-->", re.DOTALL)  # the query page has in one what it says on a server
_ID = re.compile(r'\sid="([^"]*)"')
_HEADING = re.compile(r"<h([1-6])[\s>]")


class Pages:
    """The pages of the site in `folder`, each read once."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        files = (path for path in folder.rglob("*") if path.is_file())
        self._files = frozenset(path.relative_to(folder).as_posix() for path in files)
        self.paths = sorted(path for path in self._files if path.endswith(".html"))
        self._ids: dict[str, frozenset[str]] = {}

    def text(self, path: str) -> str:
        """The HTML of a page."""
        return (self.folder / path).read_text(encoding="utf-8")

    def ids(self, path: str) -> frozenset[str]:
        """The fragments that a page has."""
        if path not in self._ids:
            self._ids[path] = frozenset(map(unescape, _ID.findall(self.text(path))))
        return self._ids[path]

    def links(self, path: str) -> Iterator[str]:
        """The addresses that a page links to or loads."""
        yield from dict.fromkeys(map(unescape, _HREF.findall(_COMMENT.sub("", self.text(path)))))

    def broken(self) -> Iterator[str]:
        """Links inside the site that lead nowhere: `page -> link`."""
        for path in self.paths:
            for link in self.links(path):
                if not re.match(r"[a-z]+:", link) and not self._leads(path, link):
                    yield f"{path} -> {link}"

    def _leads(self, path: str, link: str) -> bool:
        target, _, fragment = link.partition("#")
        name = unquote(target.partition("?")[0])
        inside = normpath(f"{dirname(path)}/{name}" if dirname(path) else name) if name else path
        if path == "404.html" and name:  # shown at any depth
            inside = name.removeprefix("/") if name.startswith("/") else ""
        if inside not in self._files:
            return False
        # What the query page is asked to show stands in its fragment.
        if not fragment or (inside == "query/editor.html" and fragment.startswith("query=")):
            return True
        return inside.endswith(".html") and unquote(fragment) in self.ids(inside)

    def heading_faults(self) -> Iterator[str]:
        """Pages without one first heading, or on which a level is left out."""
        for path in self.paths:
            levels = [int(level) for level in _HEADING.findall(self.text(path))]
            skipped = any(b > a + 1 for a, b in pairwise(levels))
            if levels.count(1) != 1 or levels[0] != 1 or skipped:
                yield f"{path}: {levels}"

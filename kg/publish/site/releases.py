"""The pages of releases: a list, and what changed in each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from markdown_it import MarkdownIt

from kg.publish.site.blocks import Block, Ref, Row, Table, cell, heads
from kg.publish.site.home import size
from kg.publish.site.info import Crumb
from kg.publish.site.pages import Page
from kg.publish.site.render import Renderer

CHANGES = "CHANGES.md"


class Release(NamedTuple):
    """A release: its version, its files with their sizes, its changes as Markdown (empty when it says nothing)."""

    version: str
    files: tuple[tuple[str, int], ...]
    changes: str


def markdown(text: str) -> str:
    """Markdown (CommonMark with tables) as HTML; HTML inside it is shown, not run, and so are addresses of scripts.

    Headings are set one level lower, below that of the page.
    """
    parser = MarkdownIt("commonmark", {"html": False}).enable("table")
    tokens = parser.parse(text)
    for token in tokens:
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{min(int(token.tag[1]) + 1, 6)}"
        if token.type == "table_open":
            token.attrSet("class", "data")
    return str(parser.renderer.render(tokens, parser.options, {}))


def release_page(release: Release, renderer: Renderer) -> Page:
    """The page of one release."""
    path = f"release/{release.version}/index.html"
    rows = tuple(
        Row((cell(Ref(name, path=f"release/{release.version}/{name}")), cell(size(count), sort=str(count))))
        for name, count in release.files
    )
    blocks = [Block("Files", "files", table=Table("Files of this release", heads("File", "#Size"), rows))]
    if release.changes:
        blocks.insert(0, Block("What changed", "changes", html=markdown(release.changes)))
    return path, renderer.render(
        "plain.html", path, title=f"Release {release.version}", blocks=blocks,
        texts=["A release never changes. SHA256SUMS has the hash of each of its files."],
        crumbs=(Crumb("Releases", "release/index.html"), Crumb(release.version)),
    )  # fmt: skip


def release_list(releases: Sequence[Release], renderer: Renderer) -> Page:
    """The list of releases, the newest first."""
    rows = tuple(
        Row(
            (
                cell(Ref(r.version, path=f"release/{r.version}/index.html")),
                cell(f"{len(r.files)}", sort=f"{len(r.files)}"),
            )
        )
        for r in releases
    )
    return "release/index.html", renderer.render(
        "list.html", "release/index.html", title="Releases", pages=(), blocks=(), crumbs=(Crumb("Releases"),),
        intro="States of the data that will never change: for citing, for comparing, for computing again.",
        table=Table(f"{len(rows)} release{'' if len(rows) == 1 else 's'}", heads("Release", "#Files"), rows),
    )  # fmt: skip

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
# A wide table scrolls by itself, so that the page need not; both are found in HTML as such only, text is escaped.
_SCROLLER = '<div class="scroll" role="group" tabindex="0" aria-label="Table">'


class Release(NamedTuple):
    """A release: its version, its files with their sizes, its changes as Markdown, its day; empty: not said."""

    version: str
    files: tuple[tuple[str, int], ...]
    changes: str
    day: str = ""


def markdown(text: str) -> str:
    """Markdown (CommonMark with tables) as HTML; HTML inside it is shown, not run, and so are addresses of scripts.

    Headings are set one level lower, below that of the page.
    """
    parser = MarkdownIt("commonmark", {"html": False}).enable("table")
    tokens = parser.parse(text)
    for token in tokens:
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{min(int(token.tag[1]) + 1, 6)}"
        if token.type == "th_open":
            token.attrSet("scope", "col")
        if token.type == "table_open":
            token.attrSet("class", "data")
    html = str(parser.renderer.render(tokens, parser.options, {}))
    return html.replace("<table", f"{_SCROLLER}<table").replace("</table>", "</table></div>")


def _titled(changes: str) -> tuple[str, str]:
    """The first heading of `changes`, as a title, and the rest; without one the title is made up."""
    first, _, rest = changes.partition("\n")
    return (first.removeprefix("# ").strip(), rest) if first.startswith("# ") else ("What changed", changes)


def release_page(release: Release, renderer: Renderer) -> Page:
    """The page of one release."""
    path = f"release/{release.version}/index.html"
    rows = tuple(
        Row((cell(Ref(name, path=f"release/{release.version}/{name}")), cell(size(count), sort=str(count))))
        for name, count in release.files
    )
    blocks = [Block("Files", "files", table=Table("Files of this release", heads("File", "#Size"), rows))]
    if release.changes:
        title, rest = _titled(release.changes)
        blocks.insert(0, Block(title, "changes", html=markdown(rest)))
    return path, renderer.render(
        "plain.html", path, title=f"Release {release.version}", blocks=blocks,
        texts=[
            "A release never changes: cite it, and whoever follows finds what you saw. SHA256SUMS has the hash of each "
            "of its files; README.md says how to check and to cite it."
        ],
        crumbs=(Crumb("Releases", "release/index.html"), Crumb(release.version)),
    )  # fmt: skip


def release_list(releases: Sequence[Release], renderer: Renderer) -> Page:
    """The list of releases, the newest first."""
    rows = tuple(
        Row(
            (
                cell(Ref(r.version, path=f"release/{r.version}/index.html")),
                cell(r.day),
                cell(_titled(r.changes)[0] if r.changes else ""),
                cell(f"{len(r.files)}", sort=f"{len(r.files)}"),
                cell(size(total := sum(count for _, count in r.files)), sort=str(total)),
            )
        )
        for r in releases
    )
    head = heads("Release", "Day", "What changed", "#Files", "#Size")
    return "release/index.html", renderer.render(
        "list.html", "release/index.html", title="Releases", pages=(), blocks=(), crumbs=(Crumb("Releases"),),
        intro="States of the data that will never change: for citing, for comparing, for computing again.",
        table=Table(f"{len(rows)} release{'' if len(rows) == 1 else 's'}", head, rows),
    )  # fmt: skip

"""The first page: what this is, what is in it, how to get and to cite it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from kg.ns import SCHEMA, bare
from kg.publish.site.blocks import Block, Ref, Row, Table, cell, heads
from kg.publish.site.guide import Guide
from kg.publish.site.info import SiteInfo
from kg.publish.site.render import Renderer, data_block


class EntryPoint(NamedTuple):
    """A box of the first page that leads to a section."""

    path: str
    title: str
    text: str
    number: int | None = None


class Download(NamedTuple):
    """A file to download: its path in the site, what it holds, its size in bytes, its format and media type."""

    path: str
    text: str
    size: int
    format: str = ""
    media: str = ""


class Figure(NamedTuple):
    """A picture of the first page, as SVG that this program has made, with what it shows in words."""

    id: str
    title: str
    svg: str
    text: str = ""


_TEXTS = {
    "letter": ("Letters", "by date, with sender, addressee, subject and shelfmark"),
    "person": ("Persons", "who wrote, who received, who is named"),
    "group": ("Groups", "bodies, offices, papers, plants"),
    "place": ("Places", "where letters went from and to"),
    "decision": ("Decisions", "that the notes record, and the letters that led to them"),
    "archive": ("Archives", "each file leaf by leaf: published, cited, unknown"),
    "topic": ("Topics", "what letters and decisions are about"),
    "lost": ("Lost letters", "attested, and not printed"),
    "claim": ("Disputed claims", "what the sources say and the collection does not believe"),
    "heading": ("Printed headings", "and the letters that they stand above"),
}


def entry_points(counts: Mapping[str, int], more: Sequence[EntryPoint] = ()) -> list[EntryPoint]:
    """The boxes of the first page; `counts` has the number of pages of each folder."""
    found = [
        EntryPoint(f"{folder}/index.html", title, text, counts[folder] if folder != "claim" else None)
        for folder, (title, text) in _TEXTS.items()
        if counts.get(folder)
    ]
    return [*found, *more]


def home_page(
    guide: Guide,
    renderer: Renderer,
    entries: Sequence[EntryPoint],
    downloads: Sequence[Download],
    figures: Sequence[Figure] = (),
    blocks: Sequence[Block] = (),
) -> tuple[str, bytes]:
    """The first page of the site. `blocks` come after the pictures, before the editions."""
    site = renderer.site
    editions = Block("Editions", "editions", refs=tuple(Ref(s.text, path=s.path) for s in site.sources))
    return "index.html", renderer.render(
        "home.html", "index.html",
        entries=entries, figures=figures, span=span(guide), data=data_block(_data(site)),
        downloads=_table(downloads) if downloads else None,
        blocks=[*blocks, editions] if site.sources else blocks,
    )  # fmt: skip


def span(guide: Guide) -> str:
    """From when to when the letters were written, in words."""
    firsts = [row.first for row in guide.letters.values() if row.first]
    lasts = [row.last for row in guide.letters.values() if row.last]
    if not firsts or not lasts:
        return ""
    count = len(guide.letters)
    begin, end = guide.words(min(firsts)), guide.words(max(lasts))
    when = f"of {begin}" if begin == end else f"from {begin} to {end}"
    return f"{count:,} letter{'' if count == 1 else 's'} {when}."


def _table(downloads: Sequence[Download]) -> Table:
    rows = (
        Row(
            (
                cell(Ref(d.path.rpartition("/")[2], path=d.path)),
                cell(d.text),
                cell(Ref(d.format, note=d.media) if d.format else ""),
                cell(size(d.size), sort=str(d.size)),
            )
        )
        for d in downloads
    )
    return Table("Files", heads("File", "What it holds", "Format", "#Size"), tuple(rows))


def size(count: int) -> str:
    """A number of bytes for people: `1.6 MB`."""
    return f"{count / 1e6:.1f} MB" if count >= 1e6 else f"{count / 1e3:.0f} kB" if count >= 1000 else f"{count} B"


def _data(site: SiteInfo) -> dict[str, object]:
    found: dict[str, object] = {
        "@context": bare(SCHEMA.Dataset).removesuffix("Dataset"),
        "@type": "Dataset",
        "@id": f"{site.base}dataset",
        "name": site.title,
        "description": site.description or site.title,
        "license": site.licence,
        "creator": {"@type": "Organization", "name": site.publisher},
        "url": site.base,
    }
    return found | ({"version": site.release} if site.release else {})

"""Which page each document gets, and the pages of all of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from kg.ns import CRM, EP, SKOS
from kg.publish.site.blocks import Article, Block, Ref, Table
from kg.publish.site.claims import claim_page, judgement_page
from kg.publish.site.gone import gone_page
from kg.publish.site.guide import Guide
from kg.publish.site.info import Crumb
from kg.publish.site.letters import carrier_page, heading_page, letter_page, lost_page
from kg.publish.site.paths import HTML, lines_page
from kg.publish.site.render import Renderer, data_block
from kg.publish.site.sources import LINE_HEADS, Passage, line_rows, passages, source_page
from kg.publish.site.things import actor_page, decision_page, other_page, place_page, topic_page
from kg.publish.site.units import unit_page

ROWS = 300  # of a table on one page; such a page has some 300 kB at most
Page = tuple[str, bytes]  # path in the site, content

_PAGES: tuple[tuple[str, Callable[[str, Guide], Article]], ...] = (
    (EP.Tombstone, gone_page),
    (EP.Claim, claim_page),
    (EP.Adjudication, judgement_page),
    (EP.Letter, letter_page),
    (EP.LostLetter, lost_page),
    (EP.Carrier, carrier_page),
    (EP.Heading, heading_page),
    (EP.Resolution, decision_page),
    (EP.ArchivalUnit, unit_page),
    (CRM.E21_Person, lambda iri, guide: actor_page(iri, guide, "Person", "person")),
    (CRM.E74_Group, lambda iri, guide: actor_page(iri, guide, "Group", "group")),
    (CRM.E53_Place, place_page),
)


class Entry(NamedTuple):
    """A document of the site: path without suffix, IRI, the classes of the thing, the record that a claim is about."""

    stem: str
    iri: str
    types: tuple[str, ...]
    about: str = ""


class Part(NamedTuple):
    """A fragment with statements of its own, and what it is called."""

    id: str
    ref: Ref


class Files(NamedTuple):
    """Where the data of a page stands."""

    turtle: str
    jsonld: str


def page_maker(entry: Entry, guide: Guide) -> Callable[[str, Guide], Article]:
    """What makes the page of a document, by its class."""
    for class_, make in _PAGES:
        if class_ in entry.types:
            return make
    if SKOS.Concept in entry.types and entry.stem.startswith("topic/"):
        return topic_page
    return other_page


def pages(entries: Iterable[Entry], guide: Guide, renderer: Renderer) -> Iterator[Page]:
    """The pages of `entries`, in the order of `in_turn`."""
    for entry in in_turn(entries):
        if EP.SourceVersion in entry.types:
            yield from _source(entry, guide, renderer)
        else:
            yield from _thing(entry, page_maker(entry, guide)(entry.iri, guide), guide, renderer)


def in_turn(entries: Iterable[Entry]) -> list[Entry]:
    """A record, then the claims on it, as each page shows the others of its case; everything else by its IRI."""
    return sorted(entries, key=lambda entry: (entry.about or entry.iri, bool(entry.about), entry.stem))


def _thing(
    entry: Entry, article: Article, guide: Guide, renderer: Renderer, hidden: Sequence[str] = ()
) -> Iterator[Page]:
    article, rest = _split(entry, article)
    placed = _placed(article) | set(hidden)
    parts = [
        Part(fragment, guide.ref(f"{entry.iri}#{fragment}")._replace(path=""))
        for fragment in guide.parts.get(entry.stem, ())
        if fragment and fragment not in placed
    ]
    path = entry.stem + HTML
    files = Files(f"{entry.stem}.ttl", f"{entry.stem}.jsonld")
    data = data_block(article.data) if article.data else ""
    yield (
        path,
        renderer.render("thing.html", path, it=article, crumbs=article.crumbs, parts=parts, files=files, data=data),
    )
    yield from list_pages(rest, renderer)


def _placed(article: Article) -> set[str]:
    """The fragments that the page has a place for already."""
    found = {id_ for fact in article.facts for id_ in fact.ids}
    for block in article.blocks:
        found |= {id_ for row in block.table.rows for id_ in row.ids} if block.table else set()
    return found


class Listed(NamedTuple):
    """A page with a part of a long table."""

    path: str
    title: str
    intro: str
    crumbs: tuple[Crumb, ...]
    table: Table
    pages: tuple[Crumb, ...]
    blocks: tuple[Block, ...] = ()


def list_pages(listed: Iterable[Listed], renderer: Renderer) -> Iterator[Page]:
    """Pages of lists."""
    for page in listed:
        yield page.path, renderer.render(
            "list.html", page.path, title=page.title, intro=page.intro, crumbs=page.crumbs, table=page.table,
            pages=page.pages, blocks=page.blocks,
        )  # fmt: skip


def _split(entry: Entry, article: Article) -> tuple[Article, list[Listed]]:
    """The article with the first part of each long table, and pages for the other parts."""
    blocks: list[Block] = []
    rest: list[Listed] = []
    for block in article.blocks:
        if block.table is None or len(block.table.rows) <= ROWS:
            blocks.append(block)
            continue
        names = [entry.stem + HTML] + [
            f"{entry.stem}/list-{block.id}-{n}{HTML}" for n in range(2, _count(block.table) + 1)
        ]
        crumbs = (*article.crumbs[:-1], Crumb(article.crumbs[-1].text, entry.stem + HTML), Crumb(block.title))
        title = f"{article.name.text}: {block.title[:1].lower()}{block.title[1:]}"
        chunks = split_table(title, "", crumbs, block.table, names)
        blocks.append(replace(block, table=chunks[0].table, pages=chunks[0].pages))
        rest += chunks[1:]
    return replace(article, blocks=tuple(blocks)), rest


def _count(table: Table) -> int:
    return max(1, -(-len(table.rows) // ROWS))


def split_table(title: str, intro: str, crumbs: tuple[Crumb, ...], table: Table, names: Sequence[str]) -> list[Listed]:
    """A table on as many pages as it needs; `names` are their paths."""
    found = []
    for n, start in enumerate(range(0, max(len(table.rows), 1), ROWS)):
        rows = table.rows[start : start + ROWS]
        caption = table.caption if len(names) == 1 else f"{table.caption}; here {start + 1:,} to {start + len(rows):,}"
        links = tuple(Crumb(str(k + 1), "" if k == n else path) for k, path in enumerate(names))
        found.append(Listed(names[n], title, intro, crumbs, replace(table, caption=caption, rows=rows), links))
    return found


def paged(folder: str, title: str, intro: str, table: Table) -> list[Listed]:
    """A list with as many pages as it needs: `letter/index.html`, `letter/list-2.html`."""
    names = [f"{folder}/index{HTML}"] + [f"{folder}/list-{n}{HTML}" for n in range(2, _count(table) + 1)]
    return split_table(title, intro, (Crumb(title),), table, names)


def place_lines(entry: Entry, guide: Guide) -> None:
    """Remember on which page each passage of an edition is listed."""
    guide.moved[entry.iri] = {
        passage.fragment: n for n, (_, part) in enumerate(_lines(entry, guide), 1) for passage in part
    }


def _lines(entry: Entry, guide: Guide) -> list[tuple[str, list[Passage]]]:
    """The pages that list the lines of an edition, and what stands on each."""
    found = passages(entry.iri, guide.parts.get(entry.stem, ()), guide)
    starts = range(0, len(found), ROWS)
    return [(lines_page(entry.stem, n), found[s : s + ROWS]) for n, s in enumerate(starts, 1)]


def _source(entry: Entry, guide: Guide, renderer: Renderer) -> Iterator[Page]:
    parts = _lines(entry, guide)
    links = tuple(Crumb(f"lines {part[0].first} to {part[-1].last}", name) for name, part in parts)
    hidden = [passage.fragment for _, part in parts for passage in part]
    yield from _thing(entry, source_page(entry.iri, guide, links), guide, renderer, hidden)
    edition = guide.view.name(entry.iri).text
    for name, part in parts:
        table = Table(f"Lines {part[0].first} to {part[-1].last}", LINE_HEADS, line_rows(part, guide))
        pager = tuple(Crumb(str(n), "" if other == name else other) for n, (other, _) in enumerate(parts, 1))
        crumbs = (Crumb(edition, entry.stem + HTML), Crumb("lines"))
        yield from list_pages([Listed(name, f"{edition}: lines", "", crumbs, table, pager)], renderer)

"""`kg site`: the static site of a workspace, from what its build left in `out/`.

Pages come from the store, files of data from the sorted dump. Everything is made in a folder of its own and put in
place at the end, so that a run that fails leaves the last good site whole.
"""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from pyoxigraph import RdfFormat, parse

from kg import __version__
from kg.errors import UsageError
from kg.files import read_bytes, replace_dir, temporary_dir
from kg.iris import Iris
from kg.map.dates import when
from kg.map.reading import told
from kg.memory import hand_back
from kg.ns import CRM, EP, RDFS, bare
from kg.publication import published_context
from kg.publish.site.blocks import Block
from kg.publish.site.graph import View
from kg.publish.site.guide import Guide
from kg.publish.site.home import EntryPoint, Figure, entry_points, home_page
from kg.publish.site.host import Gone, host_files, site_map
from kg.publish.site.info import SECTIONS as SECTIONS_OF_THINGS
from kg.publish.site.info import Crumb, Section, SiteInfo
from kg.publish.site.lists import lists
from kg.publish.site.pages import Entry, Page, in_turn, list_pages, pages, place_lines
from kg.publish.site.paths import HTML
from kg.publish.site.profile import PAGE as PROFILE
from kg.publish.site.profile import profile_pages
from kg.publish.site.releases import Release, release_list, release_page
from kg.publish.site.render import ASSETS, Renderer
from kg.publish.site.search import entries as entries_found
from kg.publish.site.search import index
from kg.publish.site.together import Crew
from kg.publish.site.vocabulary import PAGE as VOCABULARY
from kg.publish.site.vocabulary import vocabulary_pages
from kg.publish.statistics import count
from kg.publish.store import open_store
from kg.queries.recording import FOLDER
from kg.records import Settings
from kg.registry import Registry
from kg.resources import resource_files
from kg.site.copies import downloads, releases
from kg.site.data import data_files, entries_of, quads
from kg.site.queries import SECTIONS, asked, beginnings, entries, figures, query_pages
from kg.site.saved import saved_pages
from kg.site.writing import MARK, Tally, Writer, check_ours
from kg.vendor import Assets, assets
from kg.workspace import load_settings

Say = Callable[[str], None]
STATEMENTS_A_PROCESS = 75_000  # with fewer, a second process does not help

_NO_ENGINE = (
    "the site's query page cannot run queries and its map has no coasts: {}; "
    "install Node with npm, or name a folder made elsewhere with --assets"
)


@dataclass(frozen=True)
class Extra:
    """A part of the site that is made elsewhere: its pages, its places in the navigation and on the first page.

    `make` gets the guide and the renderer when everything else is known, and yields paths with their content.
    """

    make: Callable[[Guide, Renderer], Iterable[Page]]
    sections: tuple[Section, ...] = ()
    entries: tuple[EntryPoint, ...] = ()
    figures: Callable[[Guide], Sequence[Figure]] = field(default=lambda _: ())
    blocks: tuple[Block, ...] = ()  # of the first page
    footer: tuple[Crumb, ...] = ()


@dataclass(frozen=True)
class Made:
    """What a run made: the folder, how many files, pages of each kind."""

    folder: Path
    files: int
    size: int
    pages: Mapping[str, int]
    notes: tuple[str, ...] = ()


def make_site(
    workspace: Path,
    out: Path,
    target: Path | None = None,
    say: Say = lambda _: None,
    given: Path | None = None,
    url: str = "",
) -> Made:
    """Make the site of `workspace` from the build in `out`, into `target` or `out/site`.

    The query engine, the editor and the coasts of the map come from the folder `given`, else from npm or the cache.
    `url` is where the site will be; it makes a site map, and goes into the entry for w3id.org.

    Raises KgError when nothing was built yet, when `target` holds something else, or when it cannot be written.
    """
    settings = load_settings(workspace / "workspace.toml")
    url = _address(url)
    folder = target or out / "site"
    check_ours(folder)
    statements = len(open_store(out / "store"))
    vendor = assets(given, say)
    with temporary_dir(folder) as stage, Crew(_processes(statements)) as crew:
        writer = Writer(stage, folder, listed=bool(url))
        dump = _dump(out, settings)
        say("reading the dump")
        crew.begin(partial(_data, out, settings, writer.apart()))
        asking = _asking(out, settings, vendor)
        hand_back()
        entries, parts = entries_of(dump, settings.base)
        guide = Guide(_view(out, settings.base), parts, lambda text: when(text).en, _labels(), told)
        for entry in entries:
            if EP.SourceVersion in entry.types:
                place_lines(entry, guide)
        say("writing the pages")
        whole, left_out = releases(out / "release", writer.copy)
        extras = (_saved(workspace), asking, _terms(dump, settings), *_released(whole))
        counts = _listed(entries)
        renderer = Renderer(_info(settings, entries, counts, guide, extras))
        guide = guide.closed()  # the store's buffers, before others are made that would have them, too
        hand_back()
        _pages(settings, out, in_turn(entries), counts, guide, renderer, writer, extras, crew)
        writer.write_all(_for_hosts(workspace, writer, renderer, entries, guide, url))
        writer.write(MARK, b"Made by kg site, which may replace this folder.\n")
        replace_dir(stage, folder)
    notes = (_NO_ENGINE.format(vendor.missing),) if vendor.folder is None else ()
    return Made(folder, writer.made.files, writer.made.size, _kinds(entries), (*notes, *left_out))


def _processes(statements: int) -> int:
    return max(1, min(os.cpu_count() or 1, statements // STATEMENTS_A_PROCESS))


def _dump(out: Path, settings: Settings) -> Path:
    return out / "dump" / f"{settings.name}.nq.gz"


def _view(out: Path, base: str) -> View:
    return View(open_store(out / "store"), base)


def _data(out: Path, settings: Settings, writer: Writer) -> Tally:
    """Write the files of data, in a process of its own."""
    writer.write_all(data_files(_dump(out, settings), _view(out, settings.base)))
    return writer.made


def _address(url: str) -> str:
    """The address of the site, ending in `/`. Raises UsageError for what is none."""
    if url and not re.fullmatch(r"https?://[^\s/?#]+(/[^\s?#]*)?", url):
        raise UsageError(f"not the address of a site: {url!r}", hint="write --url https://..., the folder of the site")
    return url.rstrip("/") + "/" if url else ""


def _saved(workspace: Path) -> Extra:
    """The pages of saved queries."""
    return Extra(partial(saved_pages, workspace / FOLDER))


def _released(whole: Sequence[Release]) -> tuple[Extra, ...]:
    """The pages of releases, when there are any."""
    if not whole:
        return ()
    section = Section("release", "release/index.html", "Releases")
    entry = EntryPoint(section.path, section.label, "states of the data that never change", len(whole))

    def make(_: Guide, renderer: Renderer) -> Iterator[Page]:
        yield release_list(whole, renderer)
        yield from (release_page(release, renderer) for release in whole)

    return (Extra(make, (section,), (entry,)),)


def _asking(out: Path, settings: Settings, vendor: Assets) -> Extra:
    """The query page and the pictures."""
    dump = out / "dump"
    found = asked(open_store(out / "store"), settings.base, dump, vendor.folder)
    return Extra(
        lambda _, renderer: query_pages(found, dump, settings.name, vendor.folder, renderer),
        SECTIONS, entries(), lambda guide: figures(guide.view.store, guide.view.base), (beginnings(),),
    )  # fmt: skip


def _terms(dump: Path, settings: Settings) -> Extra:
    """The vocabulary and the application profile."""

    def make(guide: Guide, renderer: Renderer) -> Iterator[Page]:
        counts = count(quads(dump), settings.base).together()
        yield from vocabulary_pages(_files("ontology"), counts, guide.ref, published_context(), renderer.render)
        yield from profile_pages(_files("shapes"), renderer.render)

    return Extra(make, footer=(Crumb("Vocabulary", VOCABULARY), Crumb("Application profile", PROFILE)))


def _files(resource: str) -> dict[str, bytes]:
    """The Turtle files of the vocabulary or of the shapes, by name without suffix."""
    return {path.stem: path.read_bytes() for path in resource_files(resource)}


def _labels() -> dict[str, str]:
    """The English labels of the project's own properties, by IRI."""
    label = bare(RDFS.label)
    found = {}
    for path in resource_files("ontology"):
        for triple in parse(path=str(path), format=RdfFormat.TURTLE):
            if triple.predicate.value == label and getattr(triple.object, "language", None) == "en":
                found[triple.subject.value] = triple.object.value
    return found


def _pages(
    settings: Settings,
    out: Path,
    entries: Sequence[Entry],
    counts: Mapping[str, int],
    guide: Guide,
    renderer: Renderer,
    writer: Writer,
    extras: Sequence[Extra],
    crew: Crew,
) -> None:
    """Write all pages: what is made of extras and most of the things by others, where there are others."""
    of_others = entries if crew.processes > 1 else ()
    crew.begin(partial(_share, out, guide, renderer, writer.apart(), crew, of_others, extras))
    for _ in range(crew.processes - 2):
        crew.begin(partial(_share, out, guide, renderer, writer.apart(), crew, of_others))
    guide = _opened(out, guide)
    _rest(settings, out, counts, guide, renderer, writer, extras)
    hand_back()
    _things(crew, entries, guide, renderer, writer)
    for made in crew.results():
        writer.add(made)


def _rest(
    settings: Settings,
    out: Path,
    counts: Mapping[str, int],
    guide: Guide,
    renderer: Renderer,
    writer: Writer,
    extras: Sequence[Extra],
) -> None:
    """Write the first page, the lists, the search, and what is copied."""
    files = downloads(settings.name, out, writer.copy)
    for asset in sorted(path for path in ASSETS.rglob("*") if path.is_file()):
        writer.write(f"assets/{asset.relative_to(ASSETS).as_posix()}", asset.read_bytes())
    points = entry_points(counts, [entry for extra in extras for entry in extra.entries])
    drawn = [figure for extra in extras for figure in extra.figures(guide)]
    blocks = [block for extra in extras for block in extra.blocks]
    writer.write_all([home_page(guide, renderer, points, files, drawn, blocks)])
    writer.write_all(list_pages(lists(guide), renderer))
    writer.write("search.html", renderer.render("search.html", "search.html"))
    writer.write_all(index(entries_found(guide)))


def _share(
    out: Path,
    guide: Guide,
    renderer: Renderer,
    writer: Writer,
    crew: Crew,
    entries: Sequence[Entry],
    extras: Sequence[Extra] = (),
) -> Tally:
    """Write the pages of the extras, then some of the things, in a process of its own."""
    guide = _opened(out, guide)
    for extra in extras:
        writer.write_all(extra.make(guide, renderer))
    _things(crew, entries, guide, renderer, writer)
    return writer.made


def _opened(out: Path, guide: Guide) -> Guide:
    """The same guide on a store that this process opens itself."""
    return guide.with_view(_view(out, guide.view.base))


def _things(crew: Crew, entries: Sequence[Entry], guide: Guide, renderer: Renderer, writer: Writer) -> None:
    for stretch in crew.stretches(entries):
        writer.write_all(pages(stretch, guide, renderer))


def _info(
    settings: Settings, entries: Sequence[Entry], counts: Mapping[str, int], guide: Guide, extras: Sequence[Extra]
) -> SiteInfo:
    sources = [entry for entry in entries if EP.SourceVersion in entry.types]
    sections = [section for section in SECTIONS_OF_THINGS if counts.get(section.section)]
    return SiteInfo(
        name=settings.name,
        title=settings.title,
        description=settings.description,
        base=settings.base,
        licence=settings.licence,
        publisher=settings.publisher,
        version=__version__,
        contact=settings.contact,
        nav=(*sections, *(section for extra in extras for section in extra.sections)),
        sources=tuple(Crumb(guide.view.name(source.iri).text, source.stem + HTML) for source in sources),
        footer=tuple(crumb for extra in extras for crumb in extra.footer),
    )


def _listed(entries: Sequence[Entry]) -> Counter[str]:
    """How many things are in each list."""
    return _kinds([entry for entry in entries if _is_listed(entry)])


def _is_listed(entry: Entry) -> bool:
    """Whether a thing is in the list of its folder: not what is gone, nor a ship that a table of groups has."""
    return EP.Tombstone not in entry.types and (not entry.stem.startswith("group/") or CRM.E74_Group in entry.types)


def _kinds(entries: Sequence[Entry]) -> Counter[str]:
    return Counter(entry.stem.partition("/")[0] for entry in entries)


def _for_hosts(
    workspace: Path, writer: Writer, renderer: Renderer, entries: Sequence[Entry], guide: Guide, url: str
) -> Iterator[Page]:
    """The files that tell hosts how to answer IRIs, the page for a miss, the site map when the address is known."""
    leaves = [entry.stem for entry in entries if any(re.fullmatch(r"l\d\w*", part) for part in guide.parts[entry.stem])]

    def miss(root: str) -> bytes:
        return renderer.render("404.html", "404.html", root=root)

    yield from host_files(renderer.site, _gone(workspace), leaves, url, miss)
    if url:
        yield from site_map(writer.made.pages, url)


def _gone(workspace: Path) -> list[Gone]:
    """The identifiers that are no longer in use."""
    file = workspace / "ids.csv"
    latest = Registry.load(read_bytes(file), file).latest if file.exists() else {}
    paths = {id_: getattr(Iris(""), row.kind)(id_) for id_, row in latest.items()}
    rows = sorted(row.id for row in latest.values() if row.status != "active")
    return [Gone(paths[id_], tuple(paths[other] for other in latest[id_].replaced_by)) for id_ in rows]

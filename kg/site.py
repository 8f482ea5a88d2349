"""`kg site`: the static site of a workspace, from what its build left in `out/`.

Pages come from the store, files of data from the sorted dump. Everything is made in a folder of its own and put in
place at the end, so that a run that fails leaves the last good site whole.
"""

from __future__ import annotations

import gzip
import io
import os
import re
import shutil
import time
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache, partial
from itertools import chain
from pathlib import Path

from pyoxigraph import RdfFormat, Store, parse

from kg import __version__
from kg.errors import KgError, UsageError
from kg.files import read_bytes, recover_dir, replace_dir, temporary_dir, write_new
from kg.iris import Iris
from kg.map.dates import when
from kg.ns import EP, RDFS, bare
from kg.publication import published_context
from kg.publish.entity import PageWriter
from kg.publish.site.blocks import Block
from kg.publish.site.documents import as_entity, documents
from kg.publish.site.graph import View
from kg.publish.site.guide import Guide
from kg.publish.site.home import EntryPoint, Figure, entry_points, home_page
from kg.publish.site.host import Gone, host_files, site_map
from kg.publish.site.info import SECTIONS as SECTIONS_OF_THINGS
from kg.publish.site.info import Crumb, Section, SiteInfo
from kg.publish.site.lists import lists
from kg.publish.site.pages import Entry, Page, list_pages, pages, place_lines
from kg.publish.site.paths import HTML
from kg.publish.site.profile import PAGE as PROFILE
from kg.publish.site.profile import profile_pages
from kg.publish.site.releases import Release, release_list, release_page
from kg.publish.site.render import ASSETS, Renderer
from kg.publish.site.search import entries as entries_found
from kg.publish.site.search import index
from kg.publish.site.together import in_processes
from kg.publish.site.vocabulary import PAGE as VOCABULARY
from kg.publish.site.vocabulary import vocabulary_pages
from kg.publish.statistics import count
from kg.publish.store import open_store
from kg.records import Settings
from kg.registry import Registry
from kg.resources import resource_files
from kg.site_copies import downloads, releases
from kg.site_queries import SECTIONS, beginnings, entries, figures, query_pages
from kg.site_saved import saved_pages
from kg.vendor import Assets, assets
from kg.workspace import load_settings

Say = Callable[[str], None]
_LABELS = 100_000  # things whose labels are kept at hand
_ABANDONED = 24 * 3600  # seconds
DOCUMENTS_A_PROCESS = 5000  # with fewer, a second process does not help
MARK = ".kg-site"  # a folder that has it was written by this program, and may be replaced

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
    store = open_store(out / "store")
    view = View(store, settings.base)
    vendor = assets(given, say)
    with temporary_dir(folder) as stage:
        writer = Writer(stage, folder)
        say("reading the dump")
        entries, parts = _documents(out / "dump" / f"{settings.name}.nq.gz", settings.base)
        guide = Guide(view, parts, lambda text: when(text).en, _labels())
        for entry in entries:
            if EP.SourceVersion in entry.types:
                place_lines(entry, guide)
        say("writing the pages")
        whole, left_out = releases(out / "release", writer.write)
        asking = _asking(store, out / "dump", settings.name, vendor)
        extras = (_saved(store), asking, _terms(out / "dump", settings), *_released(whole))
        _pages(settings, out, entries, guide, writer, extras)
        writer.write_all(_for_hosts(workspace, writer, settings, entries, guide, url))
        writer.write(MARK, b"Made by kg site, which may replace this folder.\n")
        replace_dir(stage, folder)
    notes = (_NO_ENGINE.format(vendor.missing),) if vendor.folder is None else ()
    return Made(folder, len(writer.paths), writer.size, _kinds(entries), (*notes, *left_out))


def _address(url: str) -> str:
    """The address of the site, ending in `/`. Raises UsageError for what is none."""
    if url and not re.fullmatch(r"https?://[^\s/?#]+(/[^\s?#]*)?", url):
        raise UsageError(f"not the address of a site: {url!r}", hint="write --url https://..., the folder of the site")
    return url.rstrip("/") + "/" if url else ""


def _saved(store: Store) -> Extra:
    """The pages of saved queries."""
    return Extra(lambda guide, renderer: saved_pages(store, guide, renderer))


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


def _asking(store: Store, dump: Path, name: str, vendor: Assets) -> Extra:
    """The query page and the pictures."""
    return Extra(
        lambda _, renderer: query_pages(store, dump, name, vendor.folder, renderer),
        SECTIONS, entries(), lambda guide: figures(store, guide.view.base), (beginnings(),),
    )  # fmt: skip


def _terms(dump: Path, settings: Settings) -> Extra:
    """The vocabulary and the application profile."""

    def make(guide: Guide, renderer: Renderer) -> Iterator[Page]:
        counts = count(_quads(dump / f"{settings.name}.nq.gz"), settings.base).together()
        yield from vocabulary_pages(_files("ontology"), counts, guide.ref, published_context(), renderer.render)
        yield from profile_pages(_files("shapes"), renderer.render)

    return Extra(make, footer=(Crumb("Vocabulary", VOCABULARY), Crumb("Application profile", PROFILE)))


def _files(resource: str) -> dict[str, bytes]:
    """The Turtle files of the vocabulary or of the shapes, by name without suffix."""
    return {path.stem: path.read_bytes() for path in resource_files(resource)}


def check_ours(folder: Path) -> None:
    """Raise KgError when `folder` exists and no run of this program has written it."""
    recover_dir(folder)
    for left in folder.parent.glob(f".{folder.name}.*.tmp"):  # of runs that were killed
        if time.time() - left.stat().st_mtime > _ABANDONED:
            shutil.rmtree(left, ignore_errors=True)
    if folder.is_dir() and not (folder / MARK).is_file() and any(folder.iterdir()):
        raise KgError(
            "this folder is not a site that kg has made, and making one would remove it",
            folder,
            "move it away, or choose another folder with --site",
        )


class Writer:
    """Writes files into a folder that is not in place yet, and counts them; what has not changed is taken over."""

    def __init__(self, folder: Path, before: Path) -> None:
        self._folder = folder
        self._before = before
        self.paths: list[str] = []
        self.size = 0

    def write(self, path: str, data: bytes, *, count: bool = True) -> None:
        """Write `data` to `path` in the folder; another process that writes does not `count`, and tells `add` later."""
        write_new(self._folder / path, data, self._before / path)
        if count:
            self.add([(path, len(data))])

    def add(self, made: Iterable[tuple[str, int]]) -> None:
        """Count files, each with its path and its size."""
        for path, size in made:
            self.paths.append(path)
            self.size += size

    def write_all(self, made: Iterable[Page]) -> None:
        """Write pages as they are made."""
        for path, data in made:
            self.write(path, data)


def _documents(file: Path, base: str) -> tuple[list[Entry], dict[str, tuple[str, ...]]]:
    """All documents of the dump `file`, and the fragments of each."""
    entries, parts = [], {}
    for document in documents(_quads(file), base):
        entries.append(Entry(document.stem, document.iri, document.types, document.about))
        parts[document.stem] = document.parts
    return entries, parts


def _data(file: Path, view: View, wanted: Collection[str]) -> Iterator[Page]:
    """Turtle and JSON-LD of the documents whose paths are `wanted`.

    What a thing points to is named with its labels; not so for claims, of which there are many.
    """
    files, labels = PageWriter(view.base, published_context()), lru_cache(maxsize=_LABELS)(view.labels)
    for document in documents(_quads(file), view.base):
        if document.stem in wanted:
            said = as_entity(document, _no_labels if document.about else labels)
            yield f"{document.stem}.ttl", files.turtle(said)
            yield f"{document.stem}.jsonld", files.jsonld(said)


def _no_labels(_: str) -> tuple[str, ...]:
    return ()


def _quads(path: Path) -> Iterator[str]:
    if not path.is_file():
        raise KgError("there is no dump here", path, "make it with `kg build`")
    with gzip.open(path) as packed, io.TextIOWrapper(packed, encoding="utf-8", newline="\n") as file:
        yield from file


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
    settings: Settings, out: Path, entries: Sequence[Entry], guide: Guide, writer: Writer, extras: Sequence[Extra]
) -> None:
    counts = _kinds([entry for entry in entries if EP.Tombstone not in entry.types])
    files = downloads(settings.name, out, writer.write)
    renderer = Renderer(_info(settings, entries, counts, guide, extras))
    for asset in sorted(path for path in ASSETS.rglob("*") if path.is_file()):
        writer.write(f"assets/{asset.relative_to(ASSETS).as_posix()}", asset.read_bytes())
    points = entry_points(counts, [entry for extra in extras for entry in extra.entries])
    drawn = [figure for extra in extras for figure in extra.figures(guide)]
    blocks = [block for extra in extras for block in extra.blocks]
    writer.write_all([home_page(guide, renderer, points, files, drawn, blocks)])
    writer.write_all(list_pages(lists(guide), renderer))
    writer.add(in_processes(partial(_share, out, guide, renderer, writer), entries, _processes(entries)))
    for name in ("404.html", "search.html"):
        writer.write(name, renderer.render(name, name))
    writer.write_all(index(entries_found(guide)))
    for extra in extras:
        writer.write_all(extra.make(guide, renderer))


def _processes(entries: Sequence[Entry]) -> int:
    return min(os.cpu_count() or 1, len(entries) // DOCUMENTS_A_PROCESS)


def _share(out: Path, guide: Guide, renderer: Renderer, writer: Writer, entries: list[Entry]) -> list[tuple[str, int]]:
    """Write the pages and the data of some documents; returns their paths and sizes."""
    view = View(open_store(out / "store"), guide.view.base)
    dump = out / "dump" / f"{renderer.site.name}.nq.gz"
    made = []
    both = chain(pages(entries, guide.with_view(view), renderer), _data(dump, view, {entry.stem for entry in entries}))
    for path, data in both:
        writer.write(path, data, count=False)
        made.append((path, len(data)))
    return made


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


def _kinds(entries: Sequence[Entry]) -> Counter[str]:
    return Counter(entry.stem.partition("/")[0] for entry in entries)


def _for_hosts(
    workspace: Path, writer: Writer, settings: Settings, entries: Sequence[Entry], guide: Guide, url: str
) -> Iterator[Page]:
    """The files that tell hosts how to answer IRIs, and the site map when the address is known."""
    leaves = [entry.stem for entry in entries if any(re.fullmatch(r"l\d\w*", part) for part in guide.parts[entry.stem])]
    renderer = Renderer(_info(settings, entries, {}, guide, ()))
    yield from host_files(renderer.site, _gone(workspace), leaves, url)
    if url:
        yield from site_map(writer.paths, url)


def _gone(workspace: Path) -> list[Gone]:
    """The identifiers that are no longer in use."""
    file = workspace / "ids.csv"
    latest = Registry.load(read_bytes(file), file).latest if file.exists() else {}
    paths = {id_: getattr(Iris(""), row.kind)(id_) for id_, row in latest.items()}
    rows = sorted(row.id for row in latest.values() if row.status != "active")
    return [Gone(paths[id_], tuple(paths[other] for other in latest[id_].replaced_by)) for id_ in rows]

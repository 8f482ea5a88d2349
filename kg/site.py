"""`kg site`: the static site of a workspace, from what its build left in `out/`.

Pages come from the store, files of data from the sorted dump. Everything is made in a folder of its own and put in
place at the end, so that a run that fails leaves the last good site whole.
"""

from __future__ import annotations

import gzip
import io
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from pyoxigraph import RdfFormat, Store, parse

from kg import __version__
from kg.errors import KgError
from kg.files import recover_dir, replace_dir, temporary_dir, write_new
from kg.map.dates import when
from kg.ns import EP, RDFS, bare
from kg.publication import published_context
from kg.publish.site.documents import as_jsonld, as_turtle, documents
from kg.publish.site.graph import View
from kg.publish.site.guide import Guide
from kg.publish.site.home import Download, EntryPoint, Figure, entry_points, home_page
from kg.publish.site.info import Crumb, Section, SiteInfo
from kg.publish.site.lists import lists
from kg.publish.site.pages import Entry, Page, list_pages, pages, place_lines
from kg.publish.site.paths import HTML
from kg.publish.site.profile import profile_pages
from kg.publish.site.render import ASSETS, Renderer
from kg.publish.site.search import entries as entries_found
from kg.publish.site.search import index
from kg.publish.site.vocabulary import vocabulary_pages
from kg.publish.statistics import count
from kg.publish.store import open_store
from kg.records import Settings
from kg.resources import resource_files
from kg.site_queries import ENTRIES, SECTIONS, query_pages
from kg.vendor import Assets, assets
from kg.workspace import load_settings

Say = Callable[[str], None]
MARK = ".kg-site"  # a folder that has it was written by this program, and may be replaced

_NO_ENGINE = (
    "the site's query page cannot run queries and its map has no coasts: {}; "
    "install Node with npm, or name a folder made elsewhere with --assets"
)

_SECTIONS = (
    Section("letter", "letter/index.html", "Letters"),
    Section("person", "person/index.html", "Persons"),
    Section("group", "group/index.html", "Groups"),
    Section("place", "place/index.html", "Places"),
    Section("decision", "decision/index.html", "Decisions"),
    Section("archive", "archive/index.html", "Archives"),
    Section("topic", "topic/index.html", "Topics"),
    Section("lost", "lost/index.html", "Lost letters"),
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
) -> Made:
    """Make the site of `workspace` from the build in `out`, into `target` or `out/site`.

    The query engine, the editor and the coasts of the map come from the folder `given`, else from npm or the cache.
    Raises KgError when nothing was built yet, when `target` holds something else, or when it cannot be written.
    """
    settings = load_settings(workspace / "workspace.toml")
    folder = target or out / "site"
    check_ours(folder)
    store = open_store(out / "store")
    view = View(store, settings.base)
    vendor = assets(given, say)
    with temporary_dir(folder) as stage:
        writer = Writer(stage, folder)
        say("writing the data of each thing")
        entries, parts = _data(out / "dump", settings, writer)
        guide = Guide(view, parts, lambda text: when(text).en, _labels())
        for entry in entries:
            if EP.SourceVersion in entry.types:
                place_lines(entry, guide)
        say("writing the pages")
        extras = (_asking(store, out / "dump", settings.name, vendor), _terms(out / "dump", settings))
        _pages(settings, out, entries, guide, writer, extras)
        writer.write(MARK, b"Made by kg site, which may replace this folder.\n")
        replace_dir(stage, folder)
    notes = (_NO_ENGINE.format(vendor.missing),) if vendor.folder is None else ()
    return Made(folder, writer.files, writer.size, _kinds(entries), notes)


def _asking(store: Store, dump: Path, name: str, vendor: Assets) -> Extra:
    """The query page and the pictures."""
    return Extra(lambda _, renderer: query_pages(store, dump, name, vendor.folder, renderer), SECTIONS, ENTRIES)


def _terms(dump: Path, settings: Settings) -> Extra:
    """The vocabulary and the application profile."""

    def make(guide: Guide, renderer: Renderer) -> Iterator[Page]:
        counts = count(_quads(dump / f"{settings.name}.nq.gz"), settings.base).together()
        yield from vocabulary_pages(_files("ontology"), counts, guide.ref, published_context(), renderer.render)
        yield from profile_pages(_files("shapes"), renderer.render)

    return Extra(make, (Section("vocabulary", "vocabulary/index.html", "Vocabulary"),))


def _files(resource: str) -> dict[str, bytes]:
    """The Turtle files of the vocabulary or of the shapes, by name without suffix."""
    return {path.stem: path.read_bytes() for path in resource_files(resource)}


def check_ours(folder: Path) -> None:
    """Raise KgError when `folder` exists and no run of this program has written it."""
    recover_dir(folder)
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
        self.files = 0
        self.size = 0

    def write(self, path: str, data: bytes) -> None:
        """Write `data` to `path` in the folder."""
        write_new(self._folder / path, data, self._before / path)
        self.files += 1
        self.size += len(data)

    def write_all(self, made: Iterable[Page]) -> None:
        """Write pages as they are made."""
        for path, data in made:
            self.write(path, data)


def _data(dump: Path, settings: Settings, writer: Writer) -> tuple[list[Entry], dict[str, tuple[str, ...]]]:
    """Write Turtle and JSON-LD of each document; returns all documents, and the fragments of each."""
    entries, parts = [], {}
    for document in documents(_quads(dump / f"{settings.name}.nq.gz"), settings.base):
        writer.write(f"{document.stem}.ttl", as_turtle(document, settings.base))
        writer.write(f"{document.stem}.jsonld", as_jsonld(document))
        entries.append(Entry(document.stem, document.iri, document.types, document.about))
        parts[document.stem] = document.parts
    return entries, parts


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
    counts = _kinds(entries)
    downloads = _downloads(out / "dump", writer)
    renderer = Renderer(_info(settings, entries, counts, guide, extras))
    for asset in sorted(path for path in ASSETS.rglob("*") if path.is_file()):
        writer.write(f"assets/{asset.relative_to(ASSETS).as_posix()}", asset.read_bytes())
    points = entry_points(counts, [entry for extra in extras for entry in extra.entries])
    figures = [figure for extra in extras for figure in extra.figures(guide)]
    writer.write_all([home_page(guide, renderer, points, downloads, figures)])
    writer.write_all(list_pages(lists(guide), renderer))
    writer.write_all(pages(entries, guide, renderer))
    for name in ("404.html", "search.html"):
        writer.write(name, renderer.render(name, name))
    writer.write_all(index(entries_found(guide)))
    for extra in extras:
        writer.write_all(extra.make(guide, renderer))


def _info(
    settings: Settings, entries: Sequence[Entry], counts: Mapping[str, int], guide: Guide, extras: Sequence[Extra]
) -> SiteInfo:
    sources = [entry for entry in entries if EP.SourceVersion in entry.types]
    sections = [section for section in _SECTIONS if counts.get(section.section)]
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
    )


def _kinds(entries: Sequence[Entry]) -> Counter[str]:
    return Counter(entry.stem.partition("/")[0] for entry in entries)


def _downloads(dump: Path, writer: Writer) -> list[Download]:
    """Copy the dumps into the site."""
    found = []
    for file in sorted(dump.iterdir()):
        data = file.read_bytes()
        writer.write(f"dump/{file.name}", data)
        found.append(Download(f"dump/{file.name}", "", len(data)))
    return found

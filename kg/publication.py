"""What a build publishes, put together: the store, the dumps, the views and the tables that saved queries make."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from kg.errors import KgError
from kg.files import read_lines, write_atomic
from kg.iris import Iris
from kg.publish.beacon import Linked, beacon
from kg.publish.context import Context, context, ranges
from kg.publish.dump import Sorted, write_context, write_dump, write_mappings, write_profile, write_tables
from kg.publish.formats import BEACONS, DUMP, LEDGER, described
from kg.publish.ntriples import ntriples
from kg.publish.release.graves import graves
from kg.publish.release.kept import Kept
from kg.publish.sorting import merged
from kg.publish.tables import TABLES, Solution
from kg.queries import Identifiers, bind, find
from kg.queries.run import prepared
from kg.records import Link, Settings
from kg.registry import PREFIXES
from kg.resources import resource_dir

if TYPE_CHECKING:
    from pyoxigraph import Store

# Profile -> the saved query that makes it.
PROFILE_QUERIES = {"core": "core", "ric-o": "ric-o", "lettersampo": "lettersampo-view", "cidoc-crm": "cidoc-crm"}
_IN_JSONLD = ("core",)
# Profiles whose queries join nothing across things and look into the named graphs too: asked of some things at a time.
THING_BY_THING = ("cidoc-crm",)


def publish(files: Sorted, settings: Settings, stage: Path, ledger: bytes, links: Iterable[Link]) -> None:
    """Write `dump` and `store` into the folder `stage`, from sorted files that have been checked, and the link ledger.

    `ledger` is its file, `links` are its rows.

    Raises KgError for a folder that cannot be written, for a query that does not fit, and for a workspace whose name
    is that of a view: one of their files would replace the other.
    """
    if len(described(settings.name)) < len(DUMP):
        raise KgError(f"a workspace cannot be called {settings.name!r}: a file of every dump is", hint="change `name`")
    from kg.publish.store import write_store

    dump = stage / "dump"
    with files.everything.open("rb") as statements:
        write_store(stage / "store", statements)
    write_dump(files, dump, settings, published_context())
    write_context(dump, published_context())
    write_atomic(dump / LEDGER, ledger)
    write_mappings(links, Iris(settings.base), dump, settings)
    _write_views(files, dump, settings)


@lru_cache(maxsize=1)
def published_context() -> Context:
    """The JSON-LD context of all that is published. Raises KgError when the ontology is missing."""
    return context(ranges(resource_dir("ontology") / "ep.ttl"))


def _write_views(files: Sorted, dump: Path, settings: Settings) -> None:
    """Profiles and tables, asked of a store of the adopted view that keeps every lexical form."""
    from kg.publish.store import constructed, constructed_apart, shielded_store

    scratch = files.everything.parent
    store = shielded_store(files.adopted, scratch)
    for profile, query in PROFILE_QUERIES.items():
        text = find(query).text
        apart = profile in THING_BY_THING
        found = constructed_apart(read_lines(files.everything), text) if apart else constructed(store, text)
        wanted = published_context() if profile in _IN_JSONLD else None
        write_profile(profile, found, dump, scratch, settings, wanted)
    for authority, name in BEACONS.items():
        write_atomic(dump / name, beacon(_linked(store, authority), authority, settings))
    write_tables({table.name: _solutions(store, table.query) for table in TABLES}, dump, settings)


def _solutions(store: Store, query: str) -> Iterator[Solution]:
    for thing, column, key, value in store.query(find(query).text):  # type: ignore[union-attr]
        yield thing.value, column.value, key.value, value.value


def _linked(store: Store, authority: str) -> Iterator[Linked]:
    query = find("things-with-identifiers")
    text = prepared(query, bind(query, {"authority": f"{authority}:"}, Identifiers()))
    for thing, name, identifier in store.query(text):  # type: ignore[union-attr]
        yield Linked(thing.value, name.value if name is not None else "", identifier.value)


def bury(files: Sorted, before: Kept | None, base: str) -> None:
    """Add to sorted files a tombstone for what the release `before` has published and they do not have.

    Raises KgError for a damaged release.
    """
    if before is None:
        return
    from kg.compared import unpacked  # loads what reads RDF

    with TemporaryDirectory(prefix=".graves-", dir=files.everything.parent) as name:
        folder = Path(name)
        old = read_lines(unpacked(before.nquads, folder / "old"))
        found = list(graves(old, read_lines(files.everything), base, before.manifest.version, PREFIXES))
        for file, own in (
            (files.adopted, [q[:3] for q in found if not q[3]]),
            (files.named, [q for q in found if q[3]]),
        ):
            write_atomic(folder / "own", ntriples(own, folder=folder))
            write_atomic(folder / "all", merged((file, folder / "own"), folder=folder))
            (folder / "all").replace(file)
        write_atomic(folder / "all", merged((files.adopted, files.named), folder=folder))
        (folder / "all").replace(files.everything)

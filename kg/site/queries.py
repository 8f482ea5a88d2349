"""What the site makes of the saved queries: the query page with all that it fetches, pictures drawn from their rows."""

from __future__ import annotations

import datetime
import gzip
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, zip_longest
from pathlib import Path

from pyoxigraph import Literal, QueryBoolean, QuerySolutions, QueryTriples, RdfFormat, Store

from kg.errors import KgError
from kg.files import read_bytes
from kg.publish.site.blocks import Block, Ref
from kg.publish.site.editor import ALL, CORE, PAGE, DataFile, QueryField, QueryForm, editor_page
from kg.publish.site.gallery import PAGE as GALLERY
from kg.publish.site.gallery import gallery
from kg.publish.site.home import EntryPoint, Figure
from kg.publish.site.info import Section
from kg.publish.site.paths import HTML, page_of, root_of
from kg.publish.site.pictures import (
    Active,
    Event,
    LeafUse,
    Pair,
    Picture,
    Spot,
    UnitUse,
    activity,
    archive,
    network,
    places,
    timeline,
)
from kg.publish.site.pictures.rows import Link
from kg.publish.site.render import Renderer
from kg.publish.site.saved import PAGE as LIST
from kg.queries import Identifiers, SavedQuery, ask, bind, catalogue, find
from kg.queries.catalogue import without_header
from kg.queries.explain import command
from kg.queries.federation import is_federated
from kg.queries.named import KINDS, kind_of, names_in
from kg.queries.run import as_found, identifiers
from kg.queries.text import Term, around_values
from kg.records.shelfmark import parse_leaf

# With more statements, asking everything twice would take longer than the rest of the site.
_COMPARED = 5_000_000

# The query page begins with this one.
_FIRST = "letters-on-day"
_CORE_DUMP, _CORE_FILE = "core.ttl", "query/core.ttl.gz"
_NAMED = 10_000  # things of a kind whose names the query page knows
_NOT_SENT = "coastline.json"  # for the map, which is drawn here

SECTIONS = (Section("pictures", GALLERY, "Pictures"), Section("query", LIST, "Queries"))
# What the first page offers to those who do not know yet what can be asked.
_BEGINNINGS = (
    _FIRST, "correspondents", "decisions-after-letters", "conflicts", "displaced-headings", "file-contents",
)  # fmt: skip

Row = Mapping[str, str]
Page = tuple[str, bytes]


@dataclass(frozen=True)
class Asked:
    """What the whole store is asked for the site, before there are pages: it needs much memory for a short time."""

    forms: tuple[QueryForm, ...]
    names: Mapping[str, Mapping[str, list[str]]]  # kind of thing -> identifier -> names
    pictures: tuple[Picture, ...]


def asked(store: Store, base: str, dump: Path, assets: Path | None) -> Asked:
    """What the store of the collection under `base` answers for the query page and the pictures.

    `assets` is the folder made from npm packages, or None: then the map has no coasts. Raises KgError for a build
    without the core dump.
    """
    coasts = assets / _NOT_SENT if assets is not None else None
    found = forms(store, _loaded(read_bytes(dump / _CORE_DUMP)))
    kinds = sorted({field.kind for form in found for field in form.parameters if field.kind})
    names = {kind: _names(store, base, kind) for kind in kinds}
    return Asked(found, names, tuple(pictures(store, _addresses(root_of(GALLERY), base), coasts)))


def query_pages(asked: Asked, dump: Path, name: str, assets: Path | None, renderer: Renderer) -> Iterator[Page]:
    """The query page of the workspace `name` with what it fetches, and the page of pictures.

    Without `assets` queries can be composed but not run. Raises KgError for a build without the core dump.
    """
    core = read_bytes(dump / _CORE_DUMP)
    packed = gzip.compress(core, 9, mtime=0)
    yield _CORE_FILE, packed
    engine = None
    for file in sorted(assets.iterdir()) if assets is not None else ():
        if file.name != _NOT_SENT:
            data = read_bytes(file)
            yield f"assets/vendor/{file.name}", data
            if file.suffix == ".gz":
                engine = DataFile(path=f"assets/vendor/{file.name}", media="application/wasm", bytes=len(data))
    whole = dump / f"{name}.nq.gz"
    everything = DataFile(path=f"dump/{whole.name}", media="application/n-quads", bytes=whole.stat().st_size)
    small = DataFile(path=_CORE_FILE, media="text/turtle", bytes=len(packed))
    yield editor_page(renderer, asked.forms, _FIRST, small, everything, engine, KINDS)
    for kind, named in asked.names.items():
        yield f"query/names/{kind}.json", json.dumps(named, ensure_ascii=False, separators=(",", ":")).encode()
    yield from gallery(renderer, asked.pictures)


def _loaded(core: bytes) -> Store:
    store = Store()
    store.bulk_load(input=core, format=RdfFormat.TURTLE)
    return store


def _names(store: Store, base: str, kind: str) -> dict[str, list[str]]:
    """The things of a kind by the order of their labels, with their names, which begin with the label in English.

    A page cannot hold the names of all things there are: of the others the identifiers are understood.
    """
    found: dict[str, list[Literal]] = {}
    for iri, name in names_in(store, f"{base}{kind}/"):
        if "#" not in page_of(iri, base):  # a leaf is a part of the page of its file
            found.setdefault(iri.removeprefix(base), []).append(name)
    named = {
        thing: list(dict.fromkeys(name.value for name in sorted(names, key=lambda name: name.language != "en")))
        for thing, names in found.items()
    }
    return dict(sorted(named.items(), key=lambda item: (item[1][0], item[0]))[:_NAMED])


def _addresses(root: str, base: str) -> Link:
    """The ways from a page to those of things, `root` leading to the root; empty for what is not of this collection."""
    return lambda iri: root + page_of(iri, base) if iri.startswith(base) and iri != base else ""


def figures(store: Store, base: str) -> list[Figure]:
    """The pictures of the first page: what there is in time, and who wrote to whom."""
    drawn = (
        timeline(_events(rows(store, "letters-and-decisions-in-time")), _addresses("", base)),
        network(_pairs(rows(store, "correspondents")), _addresses("", base)),
    )
    return [Figure(picture.name, picture.title, picture.svg, picture.summary) for picture in drawn]


def entries() -> tuple[EntryPoint, ...]:
    """The boxes of the first page."""
    return (
        EntryPoint(GALLERY, "Pictures", "who wrote to whom, when, from where; what is in each file"),
        EntryPoint(
            LIST, "Queries", "questions with their answers; your own, answered in your browser", len(catalogue())
        ),
    )


def beginnings() -> Block:
    """Some saved queries for the first page, each with the way to its answer."""
    text = "Each has its answer on its page, and can be asked anew in the browser, for other days, persons or files."
    refs = tuple(Ref(find(name).header.title, path=f"query/{name}{HTML}") for name in _BEGINNINGS)
    more = (Ref("All saved queries", path=LIST), Ref("Ask in your browser", path=PAGE))
    return Block("Questions to begin with", "questions", text=text, refs=refs, actions=more)


def forms(store: Store, core: Store) -> tuple[QueryForm, ...]:
    """Every saved query as the query page needs it; `core` holds the core data alone.

    Those that ask another service are left out: in the browser no engine asks one, and their pages show what was
    recorded.
    """
    known = identifiers(store)
    whole = store if len(store) <= _COMPARED else None
    return tuple(_form(query, known, whole, core) for query in catalogue() if not is_federated(query.text))


def rows(store: Store, name: str) -> list[Row]:
    """The solutions of a saved query with its defaults: IRIs and lexical forms as text, empty where nothing is bound.

    Raises KgError for a query that has none.
    """
    query = find(name)
    answer = ask(store, query, bind(query, {}, identifiers(store)))
    if not isinstance(answer, QuerySolutions):
        raise KgError(f"{name} has no rows", query.file, "name a query that begins with SELECT")
    names = [variable.value for variable in answer.variables]
    return [{name: "" if (term := row[name]) is None else term.value for name in names} for row in answer]


def pictures(store: Store, address: Link, coasts: Path | None) -> list[Picture]:
    """The pictures of a collection; `coasts` is the file of the assets, if they are there."""
    rings = json.loads(read_bytes(coasts)) if coasts is not None else None
    return [
        network(_pairs(rows(store, "correspondents")), address),
        timeline(_events(rows(store, "letters-and-decisions-in-time")), address),
        activity(_active(rows(store, "persons-by-day")), address),
        places(_spots(rows(store, "places-on-map")), rings, address),
        archive(_units(rows(store, "archive-tree")), _leaves(rows(store, "known-leaves")), address),
    ]


def _named(row: Row, iri: str, name: str) -> str:
    """A label, or the last part of the IRI of what has none."""
    return row[name] or row[iri].rpartition("/")[2]


def _day(text: str) -> datetime.date:
    """An xsd:date of the graph, which is without zone."""
    return datetime.date.fromisoformat(text[:10])


def _pairs(found: Iterable[Row]) -> list[Pair]:
    return [
        Pair(
            row["author"],
            _named(row, "author", "authorName"),
            row["addressee"],
            _named(row, "addressee", "addresseeName"),
            int(row["letters"]),
        )
        for row in found
    ]


def _events(found: Iterable[Row]) -> list[Event]:
    return [
        Event(
            row["text"],
            _named(row, "text", "title"),
            row["kind"] == "letter",
            _day(row["earliest"]),
            _day(row["latest"]),
        )
        for row in found
    ]


def _active(found: Iterable[Row]) -> list[Active]:
    return [
        Active(
            row["person"],
            _named(row, "person", "name"),
            _day(row["earliest"]),
            _day(row["latest"]),
            **{"written" if row["role"] == "author" else "received": int(row["letters"])},
        )
        for row in found
    ]


def _spots(found: Iterable[Row]) -> list[Spot]:
    return [
        Spot(
            row["place"],
            _named(row, "place", "name"),
            float(row["latitude"]),
            float(row["longitude"]),
            int(row["sentFrom"]),
            int(row["sentTo"]),
        )
        for row in found
    ]


def _units(found: Sequence[Row]) -> list[UnitUse]:
    return [
        UnitUse(row["unit"], row["above"], _named(row, "unit", "title"), int(row["letters"]), int(row["decisions"]))
        for row in found
    ]


def _leaves(found: Iterable[Row]) -> list[LeafUse]:
    return [
        LeafUse(row["file"], leaf.number, int(row["letters"]), int(row["decisions"]), int(row["notes"]))
        for row in found
        if (leaf := parse_leaf(row["leaf"].rpartition("/")[2].removeprefix("l")))
    ]


def _form(query: SavedQuery, known: Identifiers, store: Store | None, core: Store) -> QueryForm:
    before, after = around_values(without_header(query.text))
    header = query.header
    fields = (
        QueryField(
            name=name,
            type=parameter.type,
            description=parameter.description,
            example=parameter.example,
            default=parameter.default,
            required=parameter.required,
            kind=kind_of(parameter),
        )
        for name, parameter in header.parameters.items()
    )
    return QueryForm(
        name=query.name,
        title=header.title,
        description=header.description.strip(),
        audience=header.audience[0],
        before=before,
        after=after,
        scope=CORE if store is not None and _core_is_enough(query, known, store, core) else ALL,
        command=command(query),
        parameters=tuple(fields),
        columns=dict(header.columns),
    )


def _core_is_enough(query: SavedQuery, known: Identifiers, store: Store, core: Store) -> bool:
    """Whether the core data gives the same answer as the whole, and one that is not empty.

    It is asked with the values that the header gives, and without those that a query needs: what has the same solutions
    for all values has the same for each.
    """
    examples = {name: str(p.example) for name, p in query.header.parameters.items() if p.required}
    try:
        values, free = bind(query, examples, known), _free(query, known)
    except KgError:  # an example of another collection
        return False
    return _same(query, values, core, store) and _same(query, free, core, store, empty=True)


def _free(query: SavedQuery, known: Identifiers) -> Mapping[str, Term]:
    """The defaults alone, also for a query that needs more."""
    defaults = {name: str(p.default) for name, p in query.header.parameters.items() if p.default is not None}
    needed = {name: str(p.example) for name, p in query.header.parameters.items() if p.required}
    bound = bind(query, defaults | needed, known)
    return {name: term for name, term in bound.items() if name in defaults}


def _same(query: SavedQuery, values: Mapping[str, Term], core: Store, store: Store, *, empty: bool = False) -> bool:
    """Whether two stores give the same answer, and one that is not `empty` where it must not be.

    Both are read as far as they agree: most queries find nothing in the core data, and no large answer is held.
    """
    ours = _keys(as_found(core, query, values))
    if (first := next(ours, None)) is None and not empty:
        return False
    ours = chain(() if first is None else (first,), ours)
    answer = as_found(store, query, values)
    theirs = _keys(answer)
    if not isinstance(answer, QueryTriples):
        return all(one == other for one, other in zip_longest(ours, theirs))
    held, seen = set(ours), set()  # a graph has no order
    for key in theirs:
        if key not in held:
            return False
        seen.add(key)
    return len(seen) == len(held)


def _keys(answer: QuerySolutions | QueryBoolean | QueryTriples) -> Iterator[object]:
    """What tells each part of an answer from others; nothing for one that is false."""
    if isinstance(answer, QueryBoolean):
        return iter((True,) if answer else ())
    if isinstance(answer, QueryTriples):
        return map(hash, answer)
    names = [variable.value for variable in answer.variables]
    return (tuple(str(row[name]) for name in names) for row in answer)

"""How `kg query` asks a query that asks another service: out of a recording, live, or of a file in its place."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import click
from pyoxigraph import QuerySolutions, RdfFormat, Store

from kg import __version__
from kg.cli import say, warn
from kg.errors import KgError, UsageError
from kg.files import file_sha256, read_bytes, write_atomic
from kg.queries import Answer, SavedQuery, federated
from kg.queries.federation import Federated, Rows
from kg.queries.recording import (
    FOLDER,
    LIVE,
    SNAPSHOT,
    STAND_IN,
    Change,
    Recording,
    changes,
    lines,
    load,
    place,
    replayed,
    written,
)
from kg.queries.text import Term

_LARGEST = 512 * 1024 * 1024  # bytes of a snapshot


@dataclass(frozen=True)
class Options:
    """What the command line says of the other service; `workspace` has the recordings."""

    workspace: Path
    live: bool = False
    replay: bool = False
    snapshot: Path | None = None
    service: str | None = None
    record: bool = False
    diff: bool = False
    timeout: float = 60
    contact: str = ""

    @property
    def given(self) -> str:
        """The first option that only a query with a service understands; empty without one."""
        named = {
            "--live": self.live,
            "--replay": self.replay,
            "--from": self.snapshot is not None,
            "--service": self.service is not None,
            "--record": self.record,
            "--diff-recording": self.diff,
        }
        return next((name for name, here in named.items() if here), "")

    def check(self) -> None:
        """Raises UsageError for options that contradict each other."""
        if sum((self.live, self.replay, self.snapshot is not None)) > 1:
            raise UsageError("--live, --replay and --from exclude each other", hint="choose one")
        if self.service is not None and not self.live:
            raise UsageError("--service says where to ask live", hint="add --live")
        if (self.record or self.diff) and not (self.live or self.snapshot is not None):
            name = "--record" if self.record else "--diff-recording"
            raise UsageError(f"{name} needs an answer that is new", hint="add --live, or --from FILE.ttl")

    def file(self, query: SavedQuery) -> Path:
        """Where the recording of a query is."""
        return place(self.workspace / FOLDER, query.name)


def answer(store: Store, query: SavedQuery, values: Mapping[str, Term], options: Options) -> Answer:
    """The answer to `query`, said on standard error where it comes from and from when.

    Raises KgError when there is no recording, when it does not fit, and as the service fails; never gives a part.
    """
    if options.record and values:
        what = "a recording is of the whole query, so that it can be asked with any values"
        raise UsageError(what, hint="leave -p out")
    asked = federated.parts(query, values)
    keys = federated.keys(store, query, asked)
    if not options.live and options.snapshot is None:
        kept = _kept(query, options)
        found = replayed(kept, asked, keys, options.file(query))
        warn(f"replayed: {kept.said()}")
        return federated.joined(store, query, asked, found)
    new = _asked(query, asked, keys, options)
    other = "" if new.made_from == LIVE else f", in the place of {new.service}"
    warn(f"asked live: {new.endpoint}{other}" if options.live else f"asked of {new.endpoint}, not of {new.service}")
    if options.diff:
        before = _kept(query, options)
        _print_changes(before, changes(before, new))
    if options.record:
        write_atomic(options.file(query), written(new))
        say(f"recorded in {options.file(query)}")
    return federated.joined(store, query, asked, new.found())


def _kept(query: SavedQuery, options: Options) -> Recording:
    kept = load(options.workspace / FOLDER, query.name)
    if kept is None:
        hint = f"kg query {query.name} --live asks the service, and --record keeps the answer"
        raise KgError("the answer of the other service was never recorded", options.file(query), hint)
    return kept


def _asked(query: SavedQuery, asked: Federated, keys: Rows, options: Options) -> Recording:
    """A new answer, as it would be recorded."""
    from kg.description import publication_day  # loads what describes a build

    snapshot = options.snapshot
    endpoint = options.service or asked.service if snapshot is None else snapshot.name
    service = _live(endpoint, options) if snapshot is None else _snapshot(snapshot)

    def progress(number: int, of: int) -> None:
        say(f"{endpoint}: request {number} of {of}")

    made_from = SNAPSHOT if snapshot is not None else LIVE if endpoint == asked.service else STAND_IN
    batches = federated.gathered(asked, keys, service, progress, query.file)
    return Recording(
        query=query.name,
        service=asked.service,
        endpoint=endpoint,
        made_from=made_from,
        recorded=publication_day(),
        program=f"letterkg {__version__}",
        asked=lines(asked),
        keys=keys.variables,
        variables=asked.variables,
        batches=batches,
        snapshot_sha256="" if snapshot is None else file_sha256(snapshot),
    )


def _live(endpoint: str, options: Options) -> federated.Service:
    from kg.queries.remote import ask_rows  # loads rdflib

    local, fresh = options.service is not None, options.record or options.diff
    return lambda request: ask_rows(endpoint, request, options.timeout, options.contact, local=local, fresh=fresh)


def _snapshot(file: Path) -> federated.Service:
    """What an RDF file would answer in the place of the service."""
    format_ = RdfFormat.from_extension(file.suffix.lstrip("."))
    if format_ is None:
        raise UsageError(f"{file}: not an RDF file by its name", hint="name it .ttl, .nt, .nq, .trig or .rdf")
    store = Store()
    try:
        store.bulk_load(input=read_bytes(file, limit=_LARGEST), format=format_)
    except SyntaxError as error:
        raise KgError(f"not RDF: {error}", file, "mend it, or name another file") from None

    def ask(request: str) -> QuerySolutions:
        found = store.query(request, use_default_graph_as_union=True)
        assert isinstance(found, QuerySolutions)
        return found

    return ask


def _print_changes(before: Recording, found: tuple[Change, ...]) -> None:
    """What is otherwise than it was recorded, on standard error: the answer itself is on standard output."""
    warn(f"compared with what was {before.said()}: {len(found)} differ{'s' if len(found) == 1 else ''}")
    for change in found:
        for sign, row in (("-", change.before), ("+", change.after)):
            if row is not None:
                named = zip(before.variables, row, strict=True)
                click.echo(f"{sign} {'  '.join(f'{name}={word}' for name, word in named if word)}", file=sys.stderr)

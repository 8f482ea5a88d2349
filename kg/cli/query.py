"""`kg query`: saved queries, and a user's own, on the built store or on any SPARQL 1.1 endpoint."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import click
from pyoxigraph import QuerySolutions, Store

from kg.cli import examples, say, workspace_option
from kg.cli._federated import Options
from kg.cli._federated import answer as federated_answer
from kg.errors import UsageError
from kg.files import decode_text, read_bytes, read_text
from kg.iris import Iris
from kg.ns import PREFIXES
from kg.publish.names import Names
from kg.publish.store import open_store
from kg.queries import Answer, Identifiers, SavedQuery, ask, bind, catalogue, find, formats, read_query, table
from kg.queries.catalogue import SUFFIX
from kg.queries.explain import explained
from kg.queries.federation import is_federated
from kg.queries.run import failures, identifiers, like, prepared, unnamed
from kg.queries.text import Term, form
from kg.registry import Registry
from kg.workspace import load_settings

_STORE = "store"
_STANDARD_INPUT = "-"


@dataclass(frozen=True)
class Target:
    """What is asked: a store or an endpoint, and how short forms of IRIs are understood there."""

    identifiers: Identifiers
    ask: Callable[[SavedQuery, Mapping[str, Term]], Answer]
    store: Store | None = None


@click.command(
    epilog=examples(
        "kg query",
        "kg query correspondents",
        "kg query mentions -p person=p0005 --format csv > mentions.csv",
        "kg query reply-chain --explain",
        "kg query mine.rq --endpoint https://query.wikidata.org/sparql",
        "kg query wikidata-offices                    # out of the recording",
        "kg query wikidata-offices --live --record    # asks Wikidata",
    )
)
@click.argument("query", required=False, metavar="[NAME or FILE.rq]")
@click.option("-p", "--parameter", "given", metavar="NAME=VALUE", multiple=True, help="A value for a parameter.")
@click.option("--explain", is_flag=True, help="Say what the query answers, with its parameters and its SPARQL.")
@click.option(
    "--format",
    "format_",
    type=click.Choice(formats.NAMES),
    help="How the answer is written.  [default: table; turtle for a graph]",
)
@click.option(
    "--out",
    metavar="DIR",
    type=click.Path(path_type=Path),
    default=Path("out"),
    show_default="./out",
    help="Where `kg build` put its results: the store in it is asked.",
)
@click.option("--endpoint", metavar="URL", help="Ask this SPARQL 1.1 endpoint and not the store.")
@click.option("--live", is_flag=True, help="Ask the other service that a query names (SERVICE): go out to it.")
@click.option("--replay", is_flag=True, help="Take its answer from the workspace's recording.  [default]")
@click.option(
    "--from",
    "snapshot",
    metavar="FILE.ttl",
    type=click.Path(path_type=Path),
    help="Ask this RDF file in the place of the other service.",
)
@click.option("--service", metavar="URL", help="With --live: ask the other service at this address.")
@click.option("--record", is_flag=True, help="Keep the other service's answer in the workspace's recordings.")
@click.option("--diff-recording", "diff", is_flag=True, help="Say how the answer differs from the recording.")
@click.option(
    "--timeout",
    metavar="SECONDS",
    type=click.IntRange(min=1),
    default=60,
    show_default=True,
    help="How long an endpoint may be silent.",
)
@workspace_option
def command(
    query: str | None,
    given: Sequence[str],
    explain: bool,
    format_: str | None,
    out: Path,
    endpoint: str | None,
    timeout: int,
    workspace: Path,
    **service: Any,
) -> None:
    """List the saved queries, or ask one of them, or the query in FILE.rq (`-` for standard input).

    Values are bound as terms of the parameter's type. An IRI is written in full, with a known prefix (wd:Q855), as the
    path of a page of the graph (letter/l0030), or as an identifier alone (p0002). The last two are understood as in
    the store that is asked; with --endpoint, as in the workspace. A store also understands a name (Kaganovich) that one
    thing of the kind has.

    A query that asks another service (SERVICE) is answered with what that service said when it was last recorded; the
    service itself is asked with --live only.
    """
    options = Options(workspace, timeout=timeout, **service)
    options.check()
    if options.live or endpoint is not None:
        options = replace(options, contact=_contact(workspace))
    if query is None:
        if given or explain or endpoint is not None:
            raise UsageError("which query?", hint="`kg query` lists them: kg query NAME ...")
        _print_rows(("name", "title", "for"), [_listed(saved) for saved in catalogue()])
        return
    asked, values = _read(query), _given(given)
    _check_service(asked, options, endpoint)
    if explain and not values:
        click.echo(explained(asked, asked.text))
        return
    format_ = formats.check(form(asked.text), format_)
    target = _store(out, options) if endpoint is None else _endpoint(endpoint, options)
    terms = bind(asked, values, target.identifiers)
    if explain:
        click.echo(explained(asked, prepared(asked, terms)))
        return
    strange = [_strange(name, iri, target) for name, iri in unnamed(target.store, terms)] if target.store else []
    if not _print(target.ask(asked, terms), format_, asked, target.identifiers.base):
        for what in strange:
            click.echo(f"kg: {what}", err=True)


def _strange(name: str, iri: str, target: Target) -> str:
    """That nothing is called so; raises UsageError where the graph itself gives the names.

    A parameter may also be the beginning of other people's IRIs (gnd:), which are not ours to know.
    """
    base, store = target.identifiers.base, target.store
    what = f"parameter {name}: nothing in the graph is called {iri}"
    if base is None or store is None or not iri.startswith((base, PREFIXES["ep"], PREFIXES["voc"])):
        return what
    ends = like(store, iri) if iri.startswith(base) else None
    there = f"there are {' to '.join(dict.fromkeys(end.removeprefix(base) for end in ends))}; " if ends else ""
    raise UsageError(what, hint=f"{there}kg query find-name -p text=... looks for names")


def _read(name: str) -> SavedQuery:
    """The saved query called `name`, or the one in the file of that name."""
    if name == _STANDARD_INPUT:
        return read_query(decode_text(sys.stdin.buffer.read(), "standard input"), "standard input")
    if name.endswith(SUFFIX) or Path(name).name != name:
        return read_query(read_text(Path(name)), Path(name))
    return find(name)


def _given(pairs: Sequence[str]) -> dict[str, str]:
    values: dict[str, str] = {}
    for pair in pairs:
        name, equals, value = pair.partition("=")
        if not equals:
            raise UsageError(f"-p {pair}: no value", hint="write -p NAME=VALUE")
        if name in values:
            raise UsageError(f"parameter {name} is given twice", hint="leave one of them out")
        values[name] = value
    return values


def _store(out: Path, options: Options) -> Target:
    """The store in the folder `out`, or `out` itself when it is one."""
    store = open_store(out if (out / "CURRENT").is_file() else out / _STORE)

    def asked(query: SavedQuery, values: Mapping[str, Term]) -> Answer:
        if is_federated(query.text):
            return federated_answer(store, query, values, options)
        return ask(store, query, values)

    return Target(identifiers(store), asked, store)


def _endpoint(endpoint: str, options: Options) -> Target:
    from kg.queries.remote import ask_endpoint  # loads rdflib

    return Target(
        _of_workspace(options.workspace),
        lambda query, values: ask_endpoint(endpoint, query, values, options.timeout, options.contact),
    )


def _check_service(query: SavedQuery, options: Options, endpoint: str | None) -> None:
    """Refuse options for another service where none is asked, or where an endpoint does the asking."""
    if not options.given:
        return
    if not is_federated(query.text):
        raise UsageError(f"{options.given}: this query asks no other service", hint="leave it out")
    if endpoint is not None:
        raise UsageError(f"{options.given}: the endpoint itself asks the other service", hint="leave one of them out")


def _contact(folder: Path) -> str:
    """Whom those who run a server can write to, as the workspace says."""
    file = folder / "workspace.toml"
    return load_settings(file).written_to_at if file.is_file() else ""


def _of_workspace(folder: Path) -> Identifiers:
    """How short forms of IRIs are understood in a workspace; not at all where there is none."""
    if not (folder / "workspace.toml").is_file():
        return Identifiers()
    base = load_settings(folder / "workspace.toml").base
    ids = folder / "ids.csv"
    latest = Registry.load(read_bytes(ids), ids).latest if ids.exists() else {}

    def known(identifier: str) -> str | None:
        row = latest.get(identifier)
        return str(getattr(Iris(base), row.kind)(identifier)) if row else None

    return Identifiers(base, known)


def _listed(query: SavedQuery) -> tuple[str, str, str]:
    return query.name, query.header.title, ", ".join(query.header.audience)


def _print(answer: Answer, format_: str, query: SavedQuery, base: str | None) -> bool:
    """Print an answer; returns whether there is anything in it, as far as that is known."""
    with failures(query.file):
        if format_ != formats.TABLE:
            formats.write(answer, format_, sys.stdout.buffer, PREFIXES)
        elif isinstance(answer, QuerySolutions):
            names = Names(PREFIXES, base)
            rows = list(table.rows(answer, lambda iri: names.short(iri).strip("<>")))
            _print_rows([variable.value for variable in answer.variables], rows)
            say(f"{len(rows)} rows")
            return bool(rows)
        else:
            click.echo("yes" if answer else "no")
    return True


def _print_rows(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """A table on a terminal, aligned columns otherwise."""
    if not sys.stdout.isatty():
        for line in table.plain(heads, rows):
            click.echo(line)
        return
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    shown = Table(*heads)
    for row in rows:
        shown.add_row(*map(Text, row))
    Console().print(shown)

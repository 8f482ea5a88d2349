"""`kg serve`: the collection over HTTP."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kg import __version__
from kg.cli import examples, say, workspace_argument
from kg.errors import KgError, UsageError
from kg.files import read_text
from kg.publication import published_context
from kg.publish.entity import PageWriter
from kg.publish.site.info import SECTIONS, Section, SiteInfo
from kg.publish.site.render import Renderer
from kg.publish.store import open_store
from kg.queries import SavedQuery, catalogue
from kg.queries.catalogue import read_query
from kg.queries.recording import FOLDER
from kg.records import Settings
from kg.workspace import load_settings

if TYPE_CHECKING:
    from kg.serve.forwarded import Network


@click.command(epilog=examples("kg serve", "kg serve data --port 8080 --public-url https://letters.example.org/"))
@workspace_argument
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(0, 65535))
@click.option(
    "--backend", metavar="URL", default="", help="Ask this SPARQL 1.1 endpoint, and not the store of the last build."
)
@click.option(
    "--service",
    "services",
    metavar="URL",
    multiple=True,
    help="An endpoint that SERVICE in a query may ask, as it stands there; may be given several times. [default: none]",
)
@click.option("--public-url", metavar="URL", default="", help="The address at which clients reach the server.")
@click.option(
    "--trusted-proxies",
    metavar="ADDRESSES",
    default="127.0.0.1",
    show_default=True,
    help="Whose forwarded headers are believed, separated by commas.",
)
@click.option("--workers", metavar="N", type=click.IntRange(1, 64), default=None, help="[default: one a processor]")
@click.option(
    "--seconds", type=click.FloatRange(0.1), default=30.0, show_default=True, help="How long a query may take."
)
@click.option("--memory", metavar="MB", type=click.IntRange(0), default=1024, show_default=True, help="Of one query.")
@click.option(
    "--per-client",
    metavar="N",
    type=click.IntRange(0),
    default=8,
    show_default=True,
    help="Queries that one client may ask at a time; 0 for any number.",
)
@click.option(
    "--out",
    metavar="DIR",
    type=click.Path(path_type=Path),
    default=Path("out"),
    show_default="./out",
    help="Where `kg build` and `kg site` put their results.",
)
def command(
    workspace: Path,
    host: str,
    port: int,
    backend: str,
    services: tuple[str, ...],
    public_url: str,
    trusted_proxies: str,
    workers: int | None,
    seconds: float,
    memory: int,
    per_client: int,
    out: Path,
) -> None:
    """Serve the last build of WORKSPACE: SPARQL, the documents of each thing, saved queries, the pages of `kg site`.

    A new build or site is served as soon as it is in place. Ctrl-C ends the server.
    """
    from kg.serve.backend import Backend
    from kg.serve.elsewhere import public
    from kg.serve.pool import Limits, Pool
    from kg.serve.served import Served
    from kg.serve.server import log_to_stderr, serve

    _check_addresses({"--public-url": (public_url,), "--backend": (backend,), "--service": services})
    trusted = _networks(trusted_proxies)
    settings = load_settings(workspace / "workspace.toml")
    if not backend:
        open_store(out / "store")  # says what to do when there is none
    if not (out / "site" / "index.html").is_file():
        say("there are no pages yet: make them with `kg site`")
    limits, size = Limits(seconds=seconds, memory=memory * 2**20), workers or os.cpu_count() or 2
    pool = Backend(backend, size, limits) if backend else Pool(out / "store", size, limits)
    served = Served(
        settings.base,
        out,
        pool,
        PageWriter(settings.base, published_context()),
        public_url.rstrip("/") + "/" if public_url else "",
        trusted=trusted,
        per_client=per_client,
        licence=settings.licence,
        renderer=_renderer(settings, out / "site"),
        queries=_queries(workspace / "queries"),
        recordings=workspace / FOLDER,
        services=services,
        service=partial(public, contact=settings.contact),
    )
    log_to_stderr()
    say(f"serving {settings.title or settings.name} at http://{host}:{port}/ (Ctrl-C ends it)")
    try:
        with suppress(KeyboardInterrupt):  # being told to end is how a server ends
            serve(served, host, port)
    except (OSError, SystemExit) as error:
        raise KgError(f"cannot listen on {host}:{port}: {error}", hint="choose another --port") from None


def _check_addresses(given: Mapping[str, Sequence[str]]) -> None:
    """Raises UsageError, naming the option, for what is no web address."""
    for option, addresses in given.items():
        for url in addresses:
            if url and not url.startswith(("http://", "https://")):
                hint = f"for example: {option} https://letters.example.org/"
                raise UsageError(f"not a web address: {url!r}", hint=hint)


def _networks(text: str) -> tuple[Network, ...]:
    """The networks whose proxies are trusted. Raises UsageError."""
    from kg.serve.forwarded import networks

    try:
        return networks(text)
    except ValueError as error:
        raise UsageError(
            f"--trusted-proxies: {error}", hint="for example: --trusted-proxies 127.0.0.1,10.0.0.0/8"
        ) from None


def _renderer(settings: Settings, site: Path) -> Renderer:
    """What draws pages as those of the site; its sections are those that are there."""
    there = tuple(section for section in SECTIONS if (site / section.path).is_file())
    return Renderer(
        SiteInfo(
            name=settings.name,
            title=settings.title,
            description=settings.description,
            base=settings.base,
            licence=settings.licence,
            publisher=settings.publisher,
            version=__version__,
            contact=settings.contact,
            nav=(*there, Section("query", "query/index.html", "Queries")),
        )
    )


def _queries(folder: Path) -> dict[str, SavedQuery]:
    """The saved queries that ship with the program, and those of the workspace. Raises KgError for a malformed one."""
    ours = {query.name: query for query in catalogue()}
    own = [read_query(read_text(file), file, saved=True) for file in sorted(folder.glob("*.rq"))]
    for query in own:
        if query.name in ours:
            raise KgError(f"a query called {query.name!r} ships with the program", query.file, "choose another name")
    return {**ours, **{query.name: query for query in own}}

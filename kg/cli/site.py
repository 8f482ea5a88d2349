"""`kg site`: the static site of a workspace."""

from __future__ import annotations

from pathlib import Path

import click

from kg.cli import examples, say, workspace_argument
from kg.cli.build import size
from kg.site import make_site


@click.command(epilog=examples("kg site", "kg site data --out out", "kg site --site /srv/www/letters"))
@workspace_argument
@click.option(
    "--out",
    metavar="DIR",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("out"),
    show_default=True,
    help="Where `kg build` put its results.",
)
@click.option(
    "--assets",
    "given",
    metavar="DIR",
    type=click.Path(path_type=Path, file_okay=False),
    help="The query engine and the editor, built elsewhere.  [default: fetched from npm once, and kept in the cache]",
)
@click.option(
    "--site",
    "target",
    metavar="DIR",
    type=click.Path(path_type=Path, file_okay=False),
    help="Where the site goes.  [default: site in the folder of --out]",
)
@click.option(
    "--url",
    metavar="URL",
    default="",
    help="Where the site will be: adds a site map, goes into 404.html and the w3id entry.",
)
def command(workspace: Path, out: Path, given: Path | None, target: Path | None, url: str) -> None:
    """Make the static site of WORKSPACE from its last build: a folder for any web host, or for a USB stick.

    Pages for every thing, lists, a search without a server, the data of each thing, and files that tell common hosts
    how to answer the IRIs. Nothing asks another host.
    """
    made = make_site(workspace, out, target, say, given, url)
    for kind, count in sorted(made.pages.items(), key=lambda item: (-item[1], item[0])):
        click.echo(f"  {kind:16}{count:>9,}")
    click.echo(f"{made.folder}: {made.files:,} files, {size(made.size)}")
    for note in made.notes:
        click.echo(f"note: {note}", err=True)

"""`kg export`: the last build in a format of the field, with a report of what the format cannot carry."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from kg.cli import examples, say, workspace_argument
from kg.cli.build import size
from kg.errors import UsageError
from kg.exporting import Exported, Wish, export, export_to
from kg.publish.exports import exports

_STANDARD_OUTPUT = "-"


@click.command(
    epilog=examples(
        "kg export --list",
        "kg export cmif --url https://example.org/letters.xml",
        "kg export ead3 data --edition stalin-kaganovich-1932-06 --out letters.ead.xml",
        "kg export ris --out - > letters.ris",
    )
)
@click.argument("format_", metavar="[FORMAT]", required=False)
@workspace_argument
@click.option("--list", "listing", is_flag=True, help="List the formats.")
@click.option("--edition", metavar="NAME", help="Only the letters of this edition.")
@click.option(
    "--out",
    "file",
    metavar="FILE",
    help="Where the file goes, `-` for standard output.  [default: export/ in the folder of --from]",
)
@click.option(
    "--from",
    "built",
    metavar="DIR",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("out"),
    show_default=True,
    help="Where `kg build` put its results.",
)
@click.option("--url", metavar="URL", default="", help="Where the file will be on the web, for formats that say so.")
def command(
    format_: str | None, workspace: Path, listing: bool, edition: str | None, file: str | None, built: Path, url: str
) -> None:
    """Write the last build of WORKSPACE in FORMAT.

    What the format cannot carry is counted, field by field with examples: on standard error, and beside the file as
    FILE.loss.txt and FILE.loss.json.
    """
    if listing:
        for each in exports():
            click.echo(f"{each.name:12}  {each.suffix:16}  {each.title}")
        return
    if format_ is None:
        raise UsageError("which format?", hint="`kg export --list` lists them: kg export FORMAT ...")
    if file == _STANDARD_OUTPUT:
        _tell(export_to(workspace, built, Wish(format_, edition, None, url), sys.stdout.buffer.write))
        return
    say(f"writing {format_}")
    _tell(export(workspace, built, Wish(format_, edition, Path(file) if file else None, url)))


def _tell(made: Exported) -> None:
    click.echo(made.report, err=True, nl=False)
    for note in made.notes:
        click.echo(f"note: {note}", err=True)
    if made.file is not None:
        click.echo(f"{made.file}: {made.letters:,} letters, {size(made.file.stat().st_size)}")

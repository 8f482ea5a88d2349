"""`kg init`: a new workspace."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

import click

from kg.cli import examples, say
from kg.cli._table import MAPPING, Guided
from kg.errors import UsageError
from kg.gathered import Reader
from kg.imported import Wish
from kg.installed import requirement
from kg.starting import SAMPLE, Start, check_empty, start


@click.command(
    epilog=examples(
        "kg init letters",
        "kg init letters --from letters.xlsx --title 'Letters of Hedda Almquist'",
        "kg init letters --from letters.csv --archive 'Stadtarchiv Riga' --base https://w3id.org/my-project/ --ci",
    )
)
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--from", "table", metavar="FILE", type=click.Path(path_type=Path), help="A table: CSV, TSV, Excel, ODS.")
@click.option("--mapping", metavar="FILE", type=click.Path(path_type=Path), help="What its columns are (TOML).")
@click.option("--sheet", metavar="NAME", help="The sheet to read.")
@click.option("--archive", metavar="NAME", help="The archive of letters for which the table names none.")
@click.option("--title", metavar="TEXT", help="The title of the collection.")
@click.option("--base", metavar="IRI", help="The address that every identifier begins with; it ends in /.")
@click.option("--publisher", metavar="TEXT", help="Who publishes it.")
@click.option("--ci", is_flag=True, help="Add a workflow of GitHub Actions that publishes the site at every push.")
@click.option(
    "--program", metavar="URL", help="With --ci: what pip installs kg from there.  [default: where this kg came from]"
)
def command(
    folder: Path,
    table: Path | None,
    mapping: Path | None,
    sheet: str | None,
    archive: str | None,
    title: str | None,
    base: str | None,
    publisher: str | None,
    ci: bool,
    program: str | None,
) -> None:
    """Make a new workspace in DIR: with the letters of a table, or with a small sample to look at.

    Its settings are explained in comments. Build it with `kg build DIR`, then make its site with `kg site DIR`.
    """
    check_empty(folder)
    if table is not None and not table.is_file():
        raise UsageError("there is no such file", table, "check the name and the folder")
    of = import_module("kg.cli.import")  # the name is a keyword
    file = table or SAMPLE
    edition = of.slug(file.stem) if table else "sample"
    guides: list[Guided] = []

    def reader(place: Path) -> Reader:
        guided = Guided([file], mapping, place / MAPPING, sheet, f"kg init {folder} --from", archive)
        guides.append(guided)
        if table is not None:
            for line in guided.lines():
                click.echo(line)
        guided.keep_mapping(place / MAPPING)
        return guided.reader

    name = of.slug(folder.resolve().name).lower()
    shown = title or (f"Letters: {folder.resolve().name}" if table else "A sample of letters")
    if ci and program is None:
        program = requirement()
    what = Start(name, shown, base or "", publisher or "", ci, program or "")
    made = start(folder, what, file, reader, Wish(edition, title or shown), say)
    for line in of.table([(edition, made)]):
        if not line.startswith("written to"):
            click.echo(line)
    click.echo(f"made {folder}; look through {folder / 'workspace.toml'}, then:\n")
    click.echo(f"  kg build {folder}\n  kg site {folder}")
    if ci and not program:
        workflow = folder / ".github/workflows/publish.yml"
        click.echo(
            f"\nsay in {workflow}, at PROGRAM, what pip installs kg from: this copy came from no public repository"
        )

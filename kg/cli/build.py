"""`kg build`: the main job, from the records of a workspace to the graph in `out/`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kg.cli import VIOLATIONS, examples, say, workspace_argument
from kg.cli._report import paint
from kg.pipeline import build

if TYPE_CHECKING:
    from kg.pipeline import Built

Rows = list[tuple[str, str]]


@click.command(epilog=examples("kg build", "kg build data --out out", "kg build ~/letters --out /srv/letters"))
@workspace_argument
@click.option(
    "--out",
    metavar="DIR",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("out"),
    show_default=True,
    help="Where the results go.",
)
def command(workspace: Path, out: Path) -> int | None:
    """Build the graph of WORKSPACE: map the records, check them with SHACL, write dump, report and store.

    With violations, the exit code is 3 and the last good dump and store stay as they are; warnings do not matter.
    """
    built = build(workspace, out, say)
    _print_counts(built)
    if built.report.passed:
        _print_rows([(str(file), size(file.stat().st_size)) for file in built.files])
    else:
        _print_violations(built)
    _print_findings(built)
    for note in filter(None, (built.report.engine.note, *built.notes)):
        click.echo(f"note: {note}", err=True)
    return None if built.report.passed else VIOLATIONS


def size(count: int) -> str:
    """A number of bytes for people: `1.6 MB`."""
    number = float(count)
    for unit in ("B", "kB", "MB"):
        if number < 1000:
            return f"{number:.0f} B" if unit == "B" else f"{number:.1f} {unit}"
        number /= 1000
    return f"{number:.1f} GB"


def _print_counts(built: Built) -> None:
    _print_rows([(word, str(count)) for word, count in built.counts.items()], title=built.report.data)


def _print_violations(built: Built) -> None:
    from kg.validate.render import blocks
    from kg.validate.results import Severity

    rest = f"in {built.out / 'report' / 'report.json'}"
    for block in blocks(built.report, built.base, Severity.VIOLATION, rest=rest, paint=paint):
        click.echo(block)
    click.echo("violations: the dump and the store were not written; what was there before is unchanged\n")


def _print_findings(built: Built) -> None:
    from kg.validate.render import counts

    click.echo(counts(built.report, paint), nl=False)
    click.echo(f"  {built.out / 'report' / 'report.txt'}")


def _print_rows(rows: Rows, title: str = "") -> None:
    """Two columns: as a table on a terminal, as plain lines otherwise."""
    if sys.stdout.isatty():
        _print_table(rows, title)
        return
    if title:
        click.echo(title)
    width = max((len(left) for left, _ in rows), default=0)
    for left, right in rows:
        click.echo(f"  {left:{width}}  {right:>9}")


def _print_table(rows: Rows, title: str) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table(title=title or None, title_justify="left", show_header=False)
    table.add_column()
    table.add_column(justify="right")
    for row in rows:
        table.add_row(*row)
    Console().print(table)

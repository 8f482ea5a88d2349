"""`kg validate`: the shapes alone, on a workspace, one of its editions, or any RDF file."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kg import __version__
from kg.cli import VIOLATIONS, examples
from kg.cli._report import paint
from kg.errors import UsageError
from kg.pipeline import validate, validate_file
from kg.workspace import default_workspace

if TYPE_CHECKING:
    from kg.validate.results import Report

_SETTINGS = "workspace.toml"


@click.command(
    epilog=examples(
        "kg validate",
        "kg validate data --format sarif > report.sarif",
        "kg validate out/dump/stalin-kaganovich.ttl",
        "kg validate letters.ttl --shapes our-shapes.ttl --fail-on warning",
    )
)
@click.argument("what", metavar="[WORKSPACE, EDITION or FILE]", required=False)
@click.option(
    "--format",
    "format_",
    type=click.Choice(["text", "json", "sarif", "turtle"]),
    default="text",
    show_default=True,
    help="How the report is written.",
)
@click.option(
    "--engine",
    type=click.Choice(["auto", "fast", "pyshacl"]),
    default="auto",
    show_default=True,
    help="Who checks: auto takes pySHACL for shapes that the fast engine does not cover.",
)
@click.option(
    "--shapes",
    type=click.Path(path_type=Path),
    multiple=True,
    metavar="FILE or FOLDER",
    help="Shapes to check with, in place of those that come with the program; may be given several times.",
)
@click.option(
    "--fail-on",
    type=click.Choice(["violation", "warning", "info"]),
    default="violation",
    show_default=True,
    help="The least severe result that makes the exit code 3.",
)
def command(what: str | None, format_: str, engine: str, shapes: tuple[Path, ...], fail_on: str) -> int | None:
    """Check a workspace, one edition of the default workspace, or an RDF file with SHACL; write nothing.

    Exit code 3 when there are violations; with --fail-on, also for what is less severe.
    """
    report, base = _checked(what, engine, shapes)
    for note in filter(None, (report.engine.note, *(report.notes if format_ != "text" else ()))):
        click.echo(f"note: {note}", err=True)
    _print(report, base, format_)
    return VIOLATIONS if report.fails(fail_on) else None


def _checked(what: str | None, engine: str, shapes: tuple[Path, ...]) -> tuple[Report, str]:
    default = default_workspace()
    path = default if what is None else Path(what)
    if path.is_file() and path.name != _SETTINGS:
        return validate_file(path, engine, shapes)
    if what is None or path.is_dir():
        return validate(path, engine=engine, shapes=shapes)
    if not path.exists() and (path.suffix or path.name != what):
        raise UsageError("there is no such file or folder", what, "check its name, and where you are")
    if (default / _SETTINGS).is_file() and not path.exists():
        return validate(default, what, engine, shapes)
    raise UsageError(
        f"{what} is neither a workspace, nor an RDF file, nor an edition of {default}",
        hint="name a folder with a workspace.toml, or a file such as dump.ttl",
    )


def _print(report: Report, base: str, format_: str) -> None:
    from kg.validate.render import as_json, as_text
    from kg.validate.sarif import as_sarif
    from kg.validate.turtle import as_turtle

    if format_ == "text":
        click.echo(as_text(report, base, rest="shown by --format json", paint=paint), nl=False)
    elif format_ == "json":
        sys.stdout.buffer.writelines(as_json(report))
    elif format_ == "sarif":
        sys.stdout.buffer.writelines(as_sarif(report, base, version=__version__, root=Path.cwd()))
    else:
        sys.stdout.buffer.writelines(as_turtle(report, f"{base}report"))

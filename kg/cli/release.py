"""`kg release`: versions that never change, checked and compared."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import click

from kg.cli import VIOLATIONS, examples, say, workspace_argument
from kg.compared import Source, compared, ordered, unpacked
from kg.publish.changes import changed
from kg.publish.changes.patch import rdf_patch, release_uuid
from kg.publish.changes.render import as_lines, as_markdown, summary
from kg.publish.release.canonical import canonical_hash
from kg.publish.release.kept import find_release, releases, verify
from kg.publish.release.versions import is_version
from kg.rebuilt import differences
from kg.release import Allowed, Released, release

if TYPE_CHECKING:
    from collections.abc import Iterable

_MAKE = "make"


class _MakesByDefault(click.Group):
    """A group whose first word may be a version: versions begin with a digit, its commands do not."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read the arguments; what is no command of the group and does not ask for help makes a release."""
        if args and args[0] not in self.commands and args[0] not in ("-h", "--help"):
            args = [_MAKE, *args]
        return super().parse_args(ctx, args)


def _out_option(function: click.decorators.FC) -> click.decorators.FC:
    return click.option(
        "--out",
        metavar="DIR",
        type=click.Path(path_type=Path, file_okay=False),
        default=Path("out"),
        show_default=True,
        help="Where `kg build` puts its results; releases stand in DIR/release.",
    )(function)


@click.group(
    cls=_MakesByDefault,
    epilog=examples(
        "kg release 2026.1",
        "kg release 2026.2 data --out out",
        "kg release verify 2026.1",
        "kg release diff 2026.1 2026.2",
        "kg release list",
    ),
    subcommand_metavar="VERSION [WORKSPACE] | verify | diff | list",
)
def command() -> None:
    """Make a release: a folder that never changes, with dumps, description, checksums and what changed.

    The workspace is built anew. A release is refused with violations and with changes that are not committed. See
    `kg release make --help` for its options.
    """


@command.command(_MAKE, epilog=examples("kg release 2026.1", "kg release make 2026.1 data --previous 2025.3"))
@click.argument("version")
@workspace_argument
@_out_option
@click.option("--previous", metavar="VERSION or DIR", help="The release before.  [default: the newest in DIR/release]")
@click.option("--allow-violations", is_flag=True, help="Release though the validation finds violations.")
@click.option("--allow-uncommitted", is_flag=True, help="Release though git does not hold what it is made from.")
def make(
    version: str,
    workspace: Path,
    out: Path,
    previous: str | None,
    allow_violations: bool,
    allow_uncommitted: bool,
) -> None:
    """Make the release VERSION of WORKSPACE in DIR/release/VERSION: numbers with points, as 2026.1.

    Its date is that of the last commit, or of SOURCE_DATE_EPOCH: the same commit gives the same bytes.
    """
    allowed = Allowed(violations=allow_violations, uncommitted=allow_uncommitted)
    _print(release(workspace, version, out, previous=previous, allowed=allowed, say=say))


@command.command(
    "verify",
    epilog=examples(
        "kg release verify 2026.1", "kg release verify ~/Downloads/2026.1", "kg release verify 2026.1 --rebuild data"
    ),
)
@click.argument("release_", metavar="VERSION or DIR")
@click.option(
    "--rebuild",
    metavar="WORKSPACE",
    type=click.Path(path_type=Path, file_okay=False, exists=True),
    help="Make it again, from its commit in the repository of WORKSPACE, and compare every byte.",
)
@_out_option
def verify_(release_: str, rebuild: Path | None, out: Path) -> int | None:
    """Check a release: every file against SHA256SUMS, what its files say of each other, the dumps, the canonical hash.

    That shows damage, and changes by halves. Whoever changes everything together is found out by --rebuild, or by the
    hash, which is printed, where it was told elsewhere. Exit code 3 when something is wrong, with a list.
    """
    kept = find_release(release_, out)
    faults = verify(kept)
    if rebuild is not None and not faults:
        faults = differences(kept, rebuild, say)
    for fault in faults:
        click.echo(fault)
    if faults:
        click.echo(f"{kept.folder} is not the release {kept.manifest.version} as it was made: get it anew", err=True)
        return VIOLATIONS
    agreed = "its commit gives the same bytes" if rebuild is not None else "the dumps agree"
    click.echo(f"{kept.manifest.version}: every file is as released, {agreed}, sha256 {kept.manifest.canonical}")
    return None


@command.command(
    "diff", epilog=examples("kg release diff 2026.1 2026.2", "kg release diff old.nq new.nq --format jsonl")
)
@click.argument("old")
@click.argument("new")
@click.option(
    "--format", "format_", type=click.Choice(["markdown", "jsonl", "patch"]), default="markdown", show_default=True
)
@_out_option
def diff(old: str, new: str, format_: str, out: Path) -> None:
    """Tell what changed from OLD to NEW: versions, folders of releases, or files of N-Quads."""
    with TemporaryDirectory(prefix="kg-") as folder:
        scratch = Path(folder)
        before, after = _source(old, out, scratch / "old.nq"), _source(new, out, scratch / "new.nq")
        for chunk in _told(before, after, format_, scratch):
            click.echo(chunk, nl=False)


@command.command("list", epilog=examples("kg release list"))
@_out_option
def list_(out: Path) -> None:
    """List the releases in DIR/release, the oldest first."""
    for kept in releases(out):
        manifest = kept.manifest
        commit = (manifest.commit or "no commit")[:10] + ("" if manifest.clean or not manifest.commit else "+")
        statements = manifest.counts.get("statements", 0)
        click.echo(f"{manifest.version:12}  {manifest.day or 'no date':10}  {commit:11}  {statements:>9} statements")


def _source(name: str, out: Path, file: Path) -> Source:
    """A release by its version or folder, or a file of N-Quads: unpacked and in order."""
    if is_version(name) or Path(name).is_dir():
        kept = find_release(name, out)
        return Source(unpacked(kept.nquads, file), kept.manifest.version)
    return Source(ordered(Path(name), file), Path(name).name)


def _told(old: Source, new: Source, format_: str, scratch: Path) -> Iterable[bytes | str]:
    if format_ == "patch":
        ids = [release_uuid("", canonical_hash(source.lines(), scratch)) for source in (new, old)]
        return rdf_patch(changed(old.lines(), new.lines()), *ids)
    changes = compared(old, new)
    return as_lines(changes) if format_ == "jsonl" else [as_markdown(changes, old.name, new.name)]


def _print(made: Released) -> None:
    from kg.cli.build import size

    for file in sorted(path for path in made.folder.rglob("*") if path.is_file()):
        click.echo(f"  {file!s:60}  {size(file.stat().st_size):>9}")
    if made.changes is not None:
        click.echo(f"since {made.manifest.previous}: {summary(made.changes)}")
    click.echo(f"released {made.manifest.version}: {made.folder}")
    for note in made.notes:
        click.echo(f"note: {note}", err=True)

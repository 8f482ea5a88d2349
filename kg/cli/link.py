"""`kg link`: proposing links to authority files, checking those in the ledger, giving back what Wikidata lacks."""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import click
import msgspec

from kg.candidates import candidates, states
from kg.cli import VIOLATIONS, examples, say, workspace_option
from kg.errors import KgError
from kg.giveback import FILES, give_back
from kg.linkcheck import check_links
from kg.linking import Proposed, propose, rows_of, write_rows
from kg.reconcile.sources.fields import Refused
from kg.records import Link, Profile
from kg.records.identifier import identifier_label
from kg.tables import format_table
from kg.workspace import Workspace, load_workspace

_FORMATS = ("table", "json", "csv")
_TOLD = 10  # refusals that are told on the terminal
_COLUMNS = ("status", "subject", "subject_label", "object", "object_label", "score", "for", "against", "seen_in")

_from = click.option(
    "--from",
    "sources",
    metavar="FILE or URL",
    multiple=True,
    help="A snapshot of an authority file (.csv .tsv .jsonl .nt .nq .ttl .rdf, also .gz or .zst), or the address of a "
    "SPARQL endpoint or a reconciliation service.  [default: the files in authorities/candidates]",
)
_format = click.option("--format", "format_", type=click.Choice(_FORMATS), default="table", show_default=True)


@click.group(
    invoke_without_command=True,
    epilog=examples(
        "kg link --from gnd-persons.jsonl.gz",
        "kg link --from wikidata-2026.nt.zst --write",
        "kg link --from https://lobid.org/gnd/reconcile/ --format csv > proposals.csv",
        "kg link --from https://query.wikidata.org/sparql",
        "kg link check",
        "kg link check --live",
        "kg link give-back --out for-wikidata",
    ),
)
@_from
@click.option("--write", is_flag=True, help="Append the proposals to the ledger: accepted and open rows.")
@click.option(
    "--date",
    "day",
    metavar="DAY",
    type=click.DateTime(["%Y-%m-%d"]),
    help="The day that the rows get, YYYY-MM-DD.  [default: today]",
)
@_format
@workspace_option
@click.pass_context
def command(
    context: click.Context, sources: Sequence[str], write: bool, day: dt.datetime | None, format_: str, workspace: Path
) -> None:
    """Propose links to authority files: who and what of the workspace is which entry there, and why.

    Nothing is written without --write. A candidate is accepted when its score is high, nothing else fits nearly as
    well, nothing speaks against it and two kinds of evidence besides the surname speak for it; else it becomes an open
    row, which `kg review` shows with both sides. What the ledger has a row on is left alone. docs/linking.md says how
    scores are made.
    """
    if context.invoked_subcommand is not None:
        return
    loaded = load_workspace(workspace)
    proposed = propose(loaded, _told_of(candidates(loaded, sources)))
    rows = rows_of(proposed, (day.date() if day else dt.date.today()).isoformat())
    _print(rows, loaded, format_)
    _tell(proposed)
    if write and rows:
        file = write_rows(loaded, rows)
        click.echo(f"{len(rows)} rows written to {file}; `kg build` applies them, `kg review` asks", err=True)


@command.command(epilog=examples("kg link check", "kg link check --from wikidata-2026.nt.gz", "kg link check --live"))
@_from
@click.option("--live", is_flag=True, help="Ask Wikidata what its items are today: this goes out to the network.")
@click.option("--endpoint", metavar="URL", help="With --live: ask this endpoint in the place of Wikidata's.")
@click.option("--format", "format_", type=click.Choice(["table", "json"]), default="table", show_default=True)
@workspace_option
def check(sources: Sequence[str], live: bool, endpoint: str | None, format_: str, workspace: Path) -> int | None:
    """Check the ledger of links: by itself, against the letters, and against what the authorities say.

    Finds an identifier that two have, one whose check digit is wrong, letters after a death; with a snapshot or --live
    also items that were merged or deleted, places that are persons, life dates that differ, and a GND identifier in
    Wikidata that is not ours. Exit code 3 when a row cannot be right.
    """
    loaded = load_workspace(workspace)
    known: list[Iterator[Profile | Refused]] = [candidates(loaded, sources)] if sources else []
    if live or endpoint:
        known.append(states(loaded, endpoint) if endpoint else states(loaded))
    faults = check_links(loaded, dt.date.today().isoformat(), (profile for some in known for profile in some))
    if format_ == "json":
        found = [
            {"file": str(f.where.file), "line": f.where.line, "check": f.check, "message": f.message, "hint": f.hint}
            for f in faults
        ]
        click.echo(msgspec.json.format(msgspec.json.encode(found), indent=2).decode())
    else:
        for fault in faults:
            click.echo(str(fault))
        count = len(loaded.links)
        click.echo(f"{count} row{'' if count == 1 else 's'} checked, {len(faults)} cannot be right")
    return VIOLATIONS if faults else None


@command.command("give-back", epilog=examples("kg link give-back --out for-wikidata"))
@click.option(
    "--out", metavar="DIR", type=click.Path(path_type=Path), default=Path("give-back"), show_default="./give-back"
)
@workspace_option
def give_back_(out: Path, workspace: Path) -> None:
    """Write what Wikidata lacks, for review by a person: QuickStatements and tables. Nothing is ever sent.

    Persons without an accepted item, with names and life dates; who wrote to whom; archives that hold somebody's
    papers. Each statement has the IRI of our record as its reference.
    """
    counts = give_back(load_workspace(workspace), out)
    for name in FILES:
        click.echo(f"{out / name}" + (f": {counts[name]}" if name in counts else ""))
    click.echo("for review by a person: check every line before you hand it to QuickStatements", err=True)


def _told_of(found: Iterator[Profile | Refused]) -> Iterator[Profile | Refused]:
    """The candidates, with a word on progress now and then."""
    for number, one in enumerate(found, 1):
        if number % 100_000 == 0:
            say(f"{number:,} candidates")
        yield one


def _tell(proposed: Proposed) -> None:
    """What was refused, and how much there was of everything, on standard error."""
    for refused in proposed.refused[:_TOLD]:
        click.echo(f"{refused.where}: {refused.message}", err=True)
    counts = proposed.counts
    if counts["refused"] > _TOLD:
        click.echo(f"... and {counts['refused'] - _TOLD} more that cannot be used", err=True)
    if not counts["candidates"]:
        raise KgError("the sources have no candidate that can be used", hint="see the messages above")
    click.echo(
        f"{counts['candidates']} candidates, {counts['refused']} refused; "
        f"{counts['accepted']} links can be accepted, {counts['open']} wait for a person",
        err=True,
    )


def _print(rows: Sequence[Link], loaded: Workspace, format_: str) -> None:
    if format_ == "json":
        click.echo(msgspec.json.format(msgspec.json.encode(rows), indent=2).decode())
    elif format_ == "csv":
        sys.stdout.write(format_table(_COLUMNS, [_cells(row) for row in rows]).decode())
    else:
        for row in rows:
            click.echo(
                f"{row.status:8}  {row.confidence:.2f}  {row.subject} {row.subject_label}  =  "
                f"{identifier_label(row.object)} {row.object_label}"
            )
            for sign, words in (("+", row.features_for), ("-", row.features_against)):
                for said in words:
                    click.echo(f"    {sign} {said}")


def _cells(row: Link) -> tuple[str, ...]:
    return (
        row.status,
        row.subject,
        row.subject_label,
        row.object,
        row.object_label,
        str(row.confidence),
        " | ".join(row.features_for),
        " | ".join(row.features_against),
        " | ".join(row.seen_in),
    )

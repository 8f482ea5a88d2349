"""`kg review`: what needs a person, and writing down what a person decides."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING

import click
import msgspec

from kg.cli import VIOLATIONS, examples, workspace_option
from kg.errors import UsageError
from kg.review import Judge, Open, decide, one_case, open_questions

if TYPE_CHECKING:
    from kg.records.case import Case

CURATOR_VARIABLE = "KG_CURATOR"
_DECISIONS = ("accept", "reject")


@click.command(
    epilog=examples(
        "kg review",
        "kg review stalin-kaganovich-1932-06 --format json",
        "kg review show l0005-senders",
        'kg review accept l0005-senders --reason "signed by one hand" --curator "A. Editor"',
        "kg review reject l0063-date --value 1932-06-27 --reason postmark",
        "kg review reject l0027-reply-to --value none --reason 'another hand'",
    )
)
@click.argument("words", nargs=-1, metavar="[EDITION] | show CASE | accept CASE | reject CASE")
@workspace_option
@click.option("--edition", metavar="NAME", help="The edition, where the workspace has several.")
@click.option("--format", "format_", type=click.Choice(["table", "json"]), default="table", show_default=True)
@click.option("--reason", default="", help="Why; needed to accept or to reject a value.")
@click.option("--curator", envvar=CURATOR_VARIABLE, default="", help=f"Who judges.  [default: ${CURATOR_VARIABLE}]")
@click.option(
    "--date",
    "day",
    metavar="DAY",
    type=click.DateTime(["%Y-%m-%d"]),
    help="The day of the judgement, YYYY-MM-DD.  [default: today]",
)
@click.option(
    "--value", default="", help="Another value: EDTF, words, or identifiers separated by |; none for no value."
)
def command(
    words: tuple[str, ...],
    workspace: Path,
    edition: str | None,
    format_: str,
    reason: str,
    curator: str,
    day: dt.datetime | None,
    value: str,
) -> int | None:
    """List what needs a person, most consequential first; show one case; accept or reject it.

    To accept a conflict confirms the value that counts now, to reject it adopts the other one; `show` says what the
    words mean for other cases. What is not in the list can be disputed by its record and field (l0027-reply-to) with
    --value. Judgements go into curated/adjudications.csv, whom a name means into curated/mentions.csv, those on links
    into the ledger. Lines of the edition are shown where its text is on this machine. Exit code 3 while there are open
    questions.
    """
    if words and words[0] in _DECISIONS:
        case = _one(words)
        judge = Judge(curator.strip(), (day.date() if day else dt.date.today()).isoformat(), reason.strip())
        if not judge.reason or not judge.curator:
            raise UsageError(
                "a judgement has a reason and a name",
                hint=f"say --reason WHY and --curator NAME (or set {CURATOR_VARIABLE})",
            )
        file = decide(workspace, edition, case, judge, accept=words[0] == "accept", value=value)
        click.echo(f"{case}: written to {file}; `kg build` applies it")
        return None
    if words and words[0] == "show":
        return _show(*one_case(workspace, edition, _one(words)), format_)
    if len(words) > 1:
        raise UsageError(
            f"what is {words[1]!r}?", hint="kg review [EDITION], kg review show CASE, kg review accept CASE"
        )
    found = open_questions(workspace, words[0] if words else edition)
    _list(found, format_)
    return VIOLATIONS if found.cases else None


def _one(words: tuple[str, ...]) -> str:
    if len(words) != 2:
        raise UsageError(f"{words[0]} takes one case", hint="`kg review` lists the cases")
    return words[1]


def _show(case: Case, found: Open, format_: str) -> int | None:
    if format_ == "json":
        click.echo(msgspec.json.format(msgspec.json.encode(case), indent=2).decode())
    else:
        click.echo("\n".join(_lines(case, found)))
    return VIOLATIONS if case in found.cases else None


def _list(found: Open, format_: str) -> None:
    if format_ == "json":
        click.echo(msgspec.json.format(msgspec.json.encode(found.cases), indent=2).decode())
        return
    width = max((len(case.id) for case in found.cases), default=0)
    for case in found.cases:
        line = f"line {case.lines[0]}" if case.lines else ""
        click.echo(f"{case.weight:3}  {case.id:{width}}  {line:9}  {case.question}")
    count = len(found.cases)
    click.echo(f"{count} open question{'' if count == 1 else 's'} in {found.place.name}; kg review show CASE says more")


def _lines(case: Case, found: Open) -> list[str]:
    """One case in full: its claims, and the lines of the edition where they are at hand."""
    lines = [case.question, *([case.why] if case.why else []), ""]
    for claim in case.claims:
        lines += [
            f"  {claim.status:9} {claim.field} {claim.value}: {claim.witness}, line {claim.lines[0]} ({claim.id})"
        ]
    for number in case.lines:
        if words := found.line(number):
            lines.append(f"  {found.place.edition.file}:{number}: {words[:200]}")
    if case.lines and found.text is None:
        lines.append(f"  the text is not on this machine; set KG_EDITIONS to the folder of {found.place.edition.file}")
    return [*lines, "", f"hint: {case.hint}"]

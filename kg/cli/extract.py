"""`kg extract`: the text of an edition -> records as found."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import click

from kg.cli import examples, say, workspace_option
from kg.errors import UsageError
from kg.extraction import Extracted, extract_edition, extract_file


@click.command(
    epilog=examples(
        "kg extract stalin-kaganovich-1932-06",
        "kg extract --edition june.txt --profile rosspen-web --authorities data/authorities --out found",
    )
)
@click.argument("edition", required=False)
@workspace_option
@click.option("--edition", "text", metavar="FILE", type=click.Path(path_type=Path), help="Where the text lies.")
@click.option("--profile", metavar="NAME", help="How the text is laid out: a shipped profile, or a .toml file.")
@click.option("--authorities", metavar="DIR", type=click.Path(path_type=Path), help="The authority tables to use.")
@click.option(
    "--out", metavar="DIR", type=click.Path(path_type=Path), help="Write the records here, without workspace."
)
def command(
    edition: str | None,
    workspace: Path,
    text: Path | None,
    profile: str | None,
    authorities: Path | None,
    out: Path | None,
) -> None:
    """Read the text of an EDITION into found/: letters, citations, decisions, and problems for review.

    With --edition, --profile and --out it works without a workspace. The text itself is not part of the data; it is
    looked for in the folder that $KG_EDITIONS names, beside edition.toml, or where --edition says.
    """
    if out or profile or authorities:
        if edition or not (text and profile and out):
            raise UsageError(
                "without a workspace, --edition FILE, --profile NAME and --out DIR go together",
                hint="give all three (and --authorities DIR), or only the name of an edition of the workspace",
            )
        tables = authorities or _tables(workspace)
        extracted = extract_file(text, profile, tables, out)
    else:
        extracted = extract_edition(workspace, edition, text, say)
    click.echo(summary(extracted))


def _tables(workspace: Path) -> Path | None:
    """The authority tables of the workspace, if there is one."""
    folder = workspace / "authorities"
    return folder if folder.is_dir() else None


def summary(extracted: Extracted) -> str:
    """What was found, in a few lines."""
    letters, found = extracted.letters, extracted.found
    kinds = Counter(problem.kind for problem in found.problems)
    review = ", ".join(f"{count} {kind}" for kind, count in sorted(kinds.items()))
    return "\n".join(
        (
            f"{len(letters)} records: {sum(1 for x in letters if x.letter)} documents under "
            f"{sum(1 for x in letters if x.heading)} headings, {sum(1 for x in letters if x.conflicts)} in conflict",
            f"{len(found.citations)} citations, {len(found.decisions)} decisions",
            f"{len(found.problems)} problems to review" + (f": {review}" if review else ""),
            f"written to {extracted.folder}",
        )
    )

"""`kg attach`: the letters of a workspace in an archive's own finding aid."""

from __future__ import annotations

from pathlib import Path

import click
import msgspec

from kg.attach import Attached, attach
from kg.cli import examples, workspace_option
from kg.files import write_atomic

_SHOWN = 20  # lines of a kind in the report; --format json has them all


@click.command(
    epilog=examples(
        "kg attach fonds-558.xml",
        "kg attach fonds-558.xml --archive RGASPI --out fonds-558-letters.xml --format json",
    )
)
@click.argument("finding_aid", metavar="FINDING-AID", type=click.Path(path_type=Path))
@workspace_option
@click.option("--archive", metavar="CODE", help="Whose finding aid it is, where it does not say so itself.")
@click.option(
    "--out",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="Where to write it.  [default: out/attached/ and the name of FINDING-AID]",
)
@click.option("--format", "format_", type=click.Choice(["table", "json"]), default="table", show_default=True)
def command(finding_aid: Path, workspace: Path, archive: str | None, out: Path | None, format_: str) -> None:
    """Attach the letters to an archive's FINDING-AID (EAD 2002 or EAD3) as items under the files that hold them.

    Nothing else in it is touched. The report names the shelfmarks that have no place in the aid, and its files that
    hold no letter. A second run adds only what is new.
    """
    done = attach(workspace, finding_aid, archive)
    target = out or Path("out") / "attached" / finding_aid.name
    write_atomic(target, done.data)
    click.echo(as_json(done, target) if format_ == "json" else as_text(done, target))


def as_json(done: Attached, target: Path) -> str:
    """All that came of it, for programs."""
    found = {
        "file": str(target),
        "version": done.version,
        "archive": done.archive,
        "attached": [_place(*place) for place in done.placed],
        "already-there": [_place(*place) for place in done.there],
        "no-place": [place._asdict() for place in done.unplaced],
        "files-without-letter": [
            {"line": home.line, "unitid": " / ".join(home.path), "title": home.title} for home in done.empty
        ],
    }
    return msgspec.json.format(msgspec.json.encode(found), indent=2).decode()


def _place(letter: str, shelfmark: str, line: int) -> dict[str, str | int]:
    return {"letter": letter, "shelfmark": shelfmark, "line": line}


def as_text(done: Attached, target: Path) -> str:
    """The same for people; long lists are cut, with a word on how many are left."""
    homes = {line for _, _, line in done.placed}
    lines = [
        f"{len(done.placed)} items attached under {len(homes)} components ({done.version}, {done.archive}); "
        f"{len(done.there)} were there already",
        *_listed("no place in the finding aid", [f"{one.shelfmark}  {one.letter}  {one.why}" for one in done.unplaced]),
        *_listed(
            "files of the finding aid without a letter",
            [
                f"line {home.line}: {home.path[-1] if home.path else '(no unitid)'}  {home.title[:60]}"
                for home in done.empty
            ],
        ),
        f"written: {target}",
    ]
    return "\n".join(lines)


def _listed(title: str, found: list[str]) -> list[str]:
    if not found:
        return [f"{title}: none"]
    more = [f"  and {len(found) - _SHOWN} more; --format json has all"] if len(found) > _SHOWN else []
    return [f"{title}: {len(found)}", *(f"  {line}" for line in found[:_SHOWN]), *more]

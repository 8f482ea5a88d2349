"""`kg import`: other people's formats -> editions of a workspace."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path

import click

from kg.cli import FAILED, examples, say, workspace_option
from kg.cli._table import MAPPING, Guided
from kg.errors import KgError, UsageError
from kg.gathered import Reader
from kg.imported import Wish
from kg.importing import Imported, import_files
from kg.read import cmif, dc, eac, ead, tei
from kg.read.table import SUFFIXES as TABLES
from kg.records import Item

_XML = (".xml", ".tei")


@click.group(
    name="import",
    epilog=examples(
        "kg import cmif correspondence.xml",
        "kg import tei letters/ --edition letters-1871",
        "kg import cmif *.xml --workspace data",
        "kg import table letters.xlsx",
    ),
)
def command() -> None:
    """Take over what others have described: each file, or folder, becomes an edition of the workspace.

    Every record of a file becomes a letter or a problem, and what is not understood is reported with its place.
    """


_WORDING = "Publish the wording of the letters, too: only where you may. edition.toml keeps it."


def _format(
    name: str, reader: Callable[..., Iterator[Item]], what: str, suffixes: Sequence[str], worded: Reader | None = None
) -> click.Command:
    @click.command(name=name, help=what, epilog=examples(f"kg import {name} letters.xml --edition letters"))
    @click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
    @workspace_option
    @click.option("--edition", metavar="NAME", help="The edition's name: all files go into it.  [default: the file's]")
    @click.option("--title", metavar="TEXT", help="The edition's title.  [default: what the file says]")
    @click.option("--language", metavar="TAG", help="The language of the description (BCP 47).")
    @click.option("--original-language", metavar="TAG", help="The language of the letters, where they do not say.")
    def run(
        files: tuple[Path, ...],
        workspace: Path,
        edition: str | None,
        title: str | None,
        language: str | None,
        original_language: str | None,
        wording: bool = False,
        **more: str | None,
    ) -> int | None:
        wishes = [
            (Wish(called, title or "", language or "", original_language or "", wording), members)
            for called, members in editions(files, edition, suffixes)
        ]
        plain = partial(reader, **{key: said for key, said in more.items() if said})
        return import_all(workspace, name, plain, wishes, worded)

    if worded is not None:
        run.params.append(click.Option(["--wording"], is_flag=True, help=_WORDING))
    return run


def editions(files: Sequence[Path], name: str | None, suffixes: Sequence[str]) -> list[tuple[str, list[Path]]]:
    """The names of the editions to make, each with its files: a folder is one edition, and so is a file alone.

    Raises UsageError for a folder without files, and for two editions of one name.
    """
    if name is not None:
        return [(name, [member for file in files for member in _members(file, suffixes)])]
    found: dict[str, list[Path]] = {}
    for file in files:
        called = slug(file.name if file.is_dir() else file.stem)
        if called in found:
            raise UsageError(f"two editions would be called {called!r}", file, "name one with --edition")
        found[called] = _members(file, suffixes)
    return list(found.items())


def _members(file: Path, suffixes: Sequence[str]) -> list[Path]:
    if not file.is_dir():
        return [file]
    members = sorted(path for path in file.rglob("*") if path.suffix.lower() in suffixes and path.is_file())
    if not members:
        raise UsageError(f"no file {' or '.join('*' + suffix for suffix in suffixes)} in the folder", file)
    return members


def slug(text: str) -> str:
    """A name for an edition, made of that of its file: letters, digits, hyphens and points."""
    plain = unicodedata.normalize("NFKD", text.replace("ß", "ss")).encode("ascii", "ignore").decode()
    return re.sub(r"[^A-Za-z0-9._-]+", "-", plain).strip("-._") or "edition"


def import_all(
    workspace: Path,
    format_: str,
    reader: Reader,
    wishes: Sequence[tuple[Wish, list[Path]]],
    worded: Reader | None = None,
) -> int | None:
    """Import each edition and print what came of it; one that fails does not stop the others."""
    failed: list[KgError] = []
    done: list[tuple[str, Imported]] = []
    for wish, files in wishes:
        try:
            result = import_files(workspace, format_, reader, files, wish, say, worded)
        except UsageError:
            raise
        except KgError as error:
            failed.append(error)
        else:
            done.append((wish.name, result))
            failed += result.failed
    for line in table(done):
        click.echo(line)
    for failure in failed:
        click.echo(f"kg: {failure}", err=True)
    return FAILED if failed else None


def table(done: Sequence[tuple[str, Imported]]) -> Iterator[str]:
    """What came of each edition, and of all: records in, letters out, records that became none, problems."""
    if not done:
        return
    archival = any(one.units for _, one in done)  # components and authority records
    heads = ("records", "letters", *(("units",) if archival else ()), "refused", "problems")
    rows: list[tuple[str, tuple[int, ...]]] = [
        (name, (one.records, one.letters, *((one.units,) if archival else ()), one.refused, sum(one.problems.values())))
        for name, one in done
    ]
    if len(rows) > 1:
        rows.append(("together", tuple(map(sum, zip(*(numbers for _, numbers in rows), strict=True)))))
    width = max(len("edition"), *(len(row[0]) for row in rows))
    yield f"{'edition':{width}}  " + "  ".join(f"{head:>8}" for head in heads)
    for name, numbers in rows:
        yield f"{name:{width}}  " + "  ".join(f"{number:>8}" for number in numbers)
    kinds: dict[str, int] = {}
    added: dict[str, int] = {}
    for _, one in done:
        for counts, into in ((one.problems, kinds), (one.added, added)):
            for kind, count in counts.items():
                into[kind] = into.get(kind, 0) + count
    if kinds:
        yield "problems to review: " + ", ".join(f"{count} {kind}" for kind, count in sorted(kinds.items()))
    if added:
        yield "new: " + ", ".join(f"{count} {kind}" for kind, count in sorted(added.items()))
    yield f"written to {done[0][1].folder.parent}" if len(done) > 1 else f"written to {done[0][1].folder}"


command.add_command(_format("cmif", cmif.read, "Import indexes of letters in CMIF, a file an edition.", _XML))
command.add_command(
    _format(
        "tei", tei.read, "Import letters in TEI: a file, or a folder of files.", _XML, partial(tei.read, wording=True)
    )
)


def _archival(name: str, reader: Callable[..., Iterator[Item]], what: str) -> click.Command:
    """A format of archives: as the others, and the code of the archive can be said."""
    made = _format(name, reader, what, _XML)
    words = "The code of the archive.  [default: what the file says]"
    made.params.append(click.Option(["--archive"], metavar="CODE", help=words))
    return made


command.add_command(_archival("ead", ead.read, "Import finding aids in EAD 2002 or EAD3: units, letters, names."))
command.add_command(_archival("dc", dc.read, "Import records of Dublin Core in XML: OAI-PMH, exports of catalogues."))
command.add_command(_archival("eac", eac.read, "Import authority records in EAC-CPF: persons and bodies."))


@click.command(
    name="table",
    epilog=examples(
        "kg import table letters.xlsx",
        "kg import table letters.csv --edition letters-1871 --mapping letters.toml",
        "kg import table workbook.ods --sheet Briefe",
    ),
)
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@workspace_option
@click.option("--mapping", metavar="FILE", type=click.Path(path_type=Path), help="What the columns are (TOML).")
@click.option("--sheet", metavar="NAME", help="The sheet to read.  [default: the one with the most known columns]")
@click.option("--archive", metavar="NAME", help="The archive of letters for which the table names none.")
@click.option("--edition", metavar="NAME", help="The edition's name: all files go into it.  [default: the file's]")
@click.option("--title", metavar="TEXT", help="The edition's title.")
@click.option("--language", metavar="TAG", help="The language of the table (BCP 47).")
@click.option("--original-language", metavar="TAG", help="The language of the letters, where they do not say.")
@click.option("--wording", is_flag=True, help=_WORDING)
def import_table(
    files: tuple[Path, ...],
    workspace: Path,
    mapping: Path | None,
    sheet: str | None,
    archive: str | None,
    edition: str | None,
    title: str | None,
    language: str | None,
    original_language: str | None,
    wording: bool,
) -> int | None:
    """Import tables of letters, a row a letter: CSV, TSV, Excel, ODS.

    The columns are recognised by their headers in English, German, French and Russian; on a terminal you are asked for
    the others. The answers are written to table.toml in the folder of the edition, to be edited and used again.
    """
    results: list[int | None] = []
    for called, members in editions(files, edition, TABLES):
        try:
            guided = Guided(members, mapping, workspace / "editions" / called / MAPPING, sheet, archive=archive)
        except UsageError:
            raise
        except KgError as error:  # the others are imported
            click.echo(f"kg: {error}", err=True)
            results.append(FAILED)
            continue
        for line in guided.lines():
            click.echo(line)
        wish = Wish(called, title or "", language or "", original_language or "", wording)
        results.append(import_all(workspace, "table", guided.reader, [(wish, members)]))
        if results[-1] is None:
            click.echo(f"mapping in {guided.keep_mapping()}")
    return max((result for result in results if result is not None), default=None)


command.add_command(import_table)

"""A new workspace, with a sample or with a table of one's own: what `kg init` writes."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from kg.coherence import check_base
from kg.errors import UsageError
from kg.files import read_bytes, replace_dir, replace_files, temporary_dir, write_new
from kg.gathered import Reader
from kg.imported import Wish
from kg.importing import Imported, import_files
from kg.records import Person
from kg.tables import format_table

_TEMPLATES = Path(__file__).with_name("start")
SAMPLE = _TEMPLATES / "letters.csv"
Say = Callable[[str], None]


@dataclass(frozen=True)
class Start:
    """What a new workspace is to be: its name, title, base IRI, publisher.

    `ci` adds a workflow that publishes it; `program` is what pip installs `kg` from there.
    """

    name: str
    title: str
    base: str = ""
    publisher: str = ""
    ci: bool = False
    program: str = ""


def start(
    folder: Path, what: Start, table: Path, make_reader: Callable[[Path], Reader], wish: Wish, say: Say = lambda _: None
) -> Imported:
    """Make the workspace `folder` with the letters of `table`; whole or not at all.

    `make_reader` gives the reader of the table for the folder of its edition. Raises UsageError for a folder that has
    something in it, and KgError as `import_files` does.
    """
    check_empty(folder)
    with temporary_dir(folder.absolute()) as stage:
        _write_templates(stage, what, wish.name, table.name)
        write_new(stage / "tables" / table.name, read_bytes(table))
        edition = stage / "editions" / wish.name
        reader = make_reader(edition)
        made = import_files(stage, "table", reader, [stage / "tables" / table.name], wish, _as_in(folder, stage, say))
        if folder.exists():
            replace_files(stage, folder)
        else:
            replace_dir(stage, folder)
    return made


def _as_in(folder: Path, stage: Path, say: Say) -> Say:
    """`say` with the names that files will have in `folder`, while they stand in `stage`."""
    return lambda text: say(text.replace(str(stage), str(folder)))


def check_empty(folder: Path) -> None:
    """Raise UsageError unless `folder` is not there, or has nothing in it but a repository of git."""
    if folder.exists() and (not folder.is_dir() or any(path.name != ".git" for path in folder.iterdir())):
        raise UsageError("there is something here already", folder, "name a folder that is not there yet")


def _write_templates(stage: Path, what: Start, edition: str, table: str) -> None:
    base = what.base or f"https://example.org/{what.name}/"
    check_base(base, "--base")
    values = {
        "NAME": _quoted(what.name),
        "TITLE": _quoted(what.title),
        "PLAIN_TITLE": " ".join(what.title.split()),
        "BASE": _quoted(base),
        "PUBLISHER": _quoted(what.publisher or "The editors"),
        "EDITION": edition,
        "TABLE": table,
        "PROGRAM": _quoted(what.program),
    }
    files = {"workspace.toml": "workspace.toml", "README.md": "README.md", "gitignore": ".gitignore"}
    if what.ci:
        files["publish.yml"] = ".github/workflows/publish.yml"
    for template, name in files.items():
        write_new(stage / name, _filled(template, values))
    write_new(stage / "authorities" / "persons.csv", format_table(Person.__struct_fields__, []))


def _filled(template: str, values: Mapping[str, str]) -> bytes:
    text = (_TEMPLATES / template).read_text(encoding="utf-8")
    for name, value in values.items():
        text = text.replace(f"@{name}@", value)
    return text.encode()


def _quoted(text: str) -> str:
    return json.dumps(" ".join(text.split()), ensure_ascii=False)

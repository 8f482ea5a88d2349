"""A workspace of two invented letters, the first under a heading that is wrong about it in every way."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from msgspec.structs import replace
from small_workspace import EDITION, SOUND, write

from kg.records import Heading, Letter, Witness

TABLE = "record,field,value,claims,reason,curator,date,note"
WORDS = "Quillfeather, Moe to Ultima Thule, 17 February 1900"  # of the heading, which is on line 10
HEADING = Heading(
    id="h0001",
    text=WORDS,
    line=10,
    senders=("Quillfeather", "Moe"),
    recipients=("Ultima Thule",),
    date="1900-02-17",
)


def witness(field: str, value: str, type_: str, line: int, raw: str = "") -> Witness:
    return Witness(field=field, value=value, type=type_, raw=raw or value, line=line)


WITNESSES = (
    witness("sender", "Quillfeather", "heading", 10, WORDS),
    witness("sender", "Moe", "heading", 10, WORDS),
    witness("recipient", "Ultima Thule", "heading", 10, WORDS),
    witness("date", "1900-02-17", "heading", 10, WORDS),
    witness("recipient", "Lind", "salutation", 12),
    witness("sender", "Ruus", "signature", 18),
    witness("date", "1900-03-01", "dateline", 19, "1/III 00"),
)
CONFLICTS = ("date", "recipient", "sender")


def disputed(*more: Witness) -> tuple[Letter, ...]:
    """The letters of the workspace, the first with what its witnesses say, and `more`."""
    first = replace(SOUND[0], heading=HEADING, witnesses=(*WITNESSES, *more), conflicts=CONFLICTS)
    return (first, SOUND[1])


def workspace(folder: Path, letters: Iterable[Letter] | None = None, judged: str = "") -> Path:
    """Write the workspace into `folder`, with `judged` as the rows of the table of adjudications; returns it."""
    write(folder, disputed() if letters is None else letters)
    with (folder / "authorities" / "persons.csv").open("a", encoding="utf-8") as file:
        file.write("p0003,Cai Moe,,Moe,Cai,,,true,,,,\n")
    with (folder / "ids.csv").open("a", encoding="utf-8") as file:
        file.write("person,p0003,label=Cai Moe,active,\n")
    if judged:
        table(folder).parent.mkdir(exist_ok=True)
        table(folder).write_text(f"{TABLE}\n{judged}", encoding="utf-8", newline="")
    return folder


def table(folder: Path) -> Path:
    """The table of adjudications of the workspace in `folder`."""
    return folder / "editions" / EDITION / "curated" / "adjudications.csv"

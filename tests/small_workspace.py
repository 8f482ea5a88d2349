"""A workspace of two invented letters, small enough to be built in a second and spoilt in any way."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from kg.records import Body, Heading, Letter, Shelfmark
from kg.records.codec import encode_lines
from kg.source import Source

NAME = "herring"
EDITION = "herring-1900"
BASE = "https://w3id.org/letterkg/herring/"

_TEXTS = {
    "workspace.toml": f"""
        name = "{NAME}"
        title = "Letters on herring"
        base = "{BASE}"
        licence = "https://creativecommons.org/publicdomain/zero/1.0/"
        publisher = "nobody"
    """,
    "ids.csv": """
        kind,id,fingerprint,status,replaced_by
        person,p0001,label=Ada Ruus,active,
        person,p0002,label=Bo Lind,active,
        letter,l0001,edition=herring-1900;order=1,active,
        letter,l0002,edition=herring-1900;order=2,active,
        heading,h0001,edition=herring-1900;order=1,active,
    """,
    "authorities/persons.csv": """
        id,label,label_ru,surname,given,variants,slips,bare,born,died,role,note
        p0001,Ada Ruus,,Ruus,Ada,,,true,,,,
        p0002,Bo Lind,,Lind,Bo,,,true,,,,
    """,
    f"editions/{EDITION}/edition.toml": f"""
        name = "{EDITION}"
        title = "Herring, 1900"
        file = "herring.txt"
        sha256 = "{"0" * 64}"
        profile = "rosspen-web"
        language = "en"
        original_language = "sv"
        [window]
        start = 1900-01-01
        end = 1900-12-31
        [text_rights]
        publish = false
        statement = "Nobody's."
    """,
}


def letter(number: int, sender: str, recipient: str, date: str) -> Letter:
    """The letter `number`, on lines 10 to 19, 20 to 29 and so on, kept in a box."""
    first, last = number * 10, number * 10 + 9
    heading = Heading(id="h0001", text="Ruus to Lind", line=first) if number == 1 else None
    box = {"nachlass": "Ruus", "box": "3", "folder": str(number)}
    return Letter(
        line=first,
        source=Source("herring.txt", "0" * 64, (first, last)),
        heading=heading,
        letter=f"l{number:04d}",
        body=Body(lines=(first + 2, last)),
        senders=(sender,),
        recipients=(recipient,),
        date=date,
        shelfmarks=(Shelfmark(archive="KB", path=box, leaves="1-2", forms=("Autograph",), raw="KB"),),
    )


SOUND = (letter(1, "Ruus", "Lind", "1900-03-01"), letter(2, "Lind", "Ruus", "1900-03-04"))
# Lind writes to himself: rule S03.
SPOILT = (SOUND[0], letter(2, "Lind", "Lind", "1900-03-04"))


def write(folder: Path, letters: Iterable[Letter] = SOUND) -> Path:
    """Write the workspace into `folder`; returns it."""
    for name, text in _TEXTS.items():
        lines = (line.strip() for line in text.strip().splitlines())
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    found = folder / "editions" / EDITION / "found"
    found.mkdir(exist_ok=True)
    (found / "letters.jsonl").write_bytes(encode_lines(letters))
    for name in ("citations", "decisions", "problems"):
        (found / f"{name}.jsonl").touch()
    return folder

"""Invented descriptions of letters in TEI and CMIF, and an empty workspace to import them into."""

from __future__ import annotations

import json
from pathlib import Path

from kg.importing import Imported, Wish, import_files
from kg.read import tei
from kg.read.cmif import read as read_cmif
from kg.records import Letter, Problem
from kg.records.codec import decode_lines

BASE = "https://w3id.org/letterkg/gulls/"
GND = "https://d-nb.info/gnd/"
TEI = 'xmlns="http://www.tei-c.org/ns/1.0"'
_HEADER = """
      <titleStmt><title>Letters on gulls</title><editor>Ada Ruus<email>ada@example.org</email></editor></titleStmt>
      <publicationStmt>
        <publisher><ref target="https://example.org/">Society of Gulls</ref></publisher>
        <idno type="url">https://example.org/gulls.xml</idno>
        <date when="2020-02-03T10:00:00"/>
        <availability><licence target="https://creativecommons.org/licenses/by/4.0/">CC BY 4.0</licence></availability>
      </publicationStmt>
      <sourceDesc><bibl type="print" xml:id="b1">Letters on gulls. Lund 1950.</bibl></sourceDesc>"""


def cmif(*descriptions: str) -> str:
    """A file in CMIF with descriptions of letters."""
    body = "\n".join(descriptions)
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<TEI {TEI}>
  <teiHeader>
    <fileDesc>{_HEADER}
    </fileDesc>
    <profileDesc>
{body}
    </profileDesc>
  </teiHeader>
  <text><body><p/></body></text>
</TEI>
"""


def sent(sender: str, recipient: str, date: str = '<date when="1900-03-01"/>', attributes: str = "") -> str:
    """A description: elements of the sender, of the addressee, of the date."""
    return f"""      <correspDesc {attributes}>
        <correspAction type="sent">{sender}{date}</correspAction>
        <correspAction type="received">{recipient}</correspAction>
      </correspDesc>"""


def person(name: str, gnd: str = "", more: str = "") -> str:
    """A person, with a number of the GND."""
    ref = f' ref="{GND}{gnd}"' if gnd else ""
    return f"<persName{ref}{more}>{name}</persName>"


RUUS, LIND = person("Ruus, Ada", "118500001"), person("Lind, Bo", "118500002")


def workspace(folder: Path) -> Path:
    """An empty workspace."""
    (folder / "authorities").mkdir(parents=True)
    (folder / "workspace.toml").write_text(
        f'name = "gulls"\ntitle = "Gulls"\nbase = "{BASE}"\npublisher = "nobody"\n'
        'licence = "https://creativecommons.org/publicdomain/zero/1.0/"\n',
        encoding="utf-8",
    )
    return folder


def write(folder: Path, name: str, text: str) -> Path:
    """A file with `text`."""
    file = folder / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    return file


def take(space: Path, *files: Path, name: str = "gulls", format_: str = "cmif") -> Imported:
    """Import files into one edition."""
    return import_files(space, format_, read_cmif if format_ == "cmif" else tei.read, files, Wish(name))


def letters(space: Path, name: str = "gulls") -> list[Letter]:
    """The letters of an edition."""
    file = space / "editions" / name / "found" / "letters.jsonl"
    return list(decode_lines(Letter, file.read_bytes(), file))


def problems(space: Path, name: str = "gulls") -> list[Problem]:
    """The problems of an edition."""
    file = space / "editions" / name / "found" / "problems.jsonl"
    return list(decode_lines(Problem, file.read_bytes(), file))


def accounts(space: Path, name: str = "gulls") -> dict[str, object]:
    """What became of the records."""
    found: dict[str, object] = json.loads((space / "editions" / name / "found" / "import.json").read_text())
    return found

"""A workspace of invented letters on the disk, with what each says of itself: FOLDER COUNT."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import msgspec

from benchmarks.letters import AUTHORITIES, Letters, context
from kg.records import Heading, Letter, Witness
from kg.records.codec import encode_lines
from kg.tables import SEPARATOR, format_table

NAME = "invented"
BASE = "https://w3id.org/letterkg/invented/"
_WORKSPACE = f"""name = "{NAME}"
title = "Invented letters"
description = "Letters that nobody wrote, to measure with."
base = "{BASE}"
licence = "https://creativecommons.org/publicdomain/zero/1.0/"
publisher = "nobody"
languages = ["ru"]
"""
_EDITION = """name = "letters"
title = "Invented letters"
file = "letters.txt"
sha256 = "{hash}"
profile = "rosspen-web"
language = "en"
original_language = "ru"
[window]
start = {start}
end = {end}
[text_rights]
publish = false
statement = ""
"""


def write(folder: Path, count: int) -> None:
    """Write a workspace of `count` letters into `folder`."""
    edition = context().edition
    found = folder / "editions" / "letters" / "found"
    found.mkdir(parents=True, exist_ok=True)
    (folder / "workspace.toml").write_text(_WORKSPACE, encoding="utf-8")
    (folder / "editions" / "letters" / "edition.toml").write_text(
        _EDITION.format(hash="0" * 64, start=edition.window.start, end=edition.window.end), encoding="utf-8"
    )
    letters = [_attested(letter) for letter in Letters(count)]
    (found / "letters.jsonl").write_bytes(encode_lines(letters))
    for name in ("citations", "decisions", "problems"):
        (found / f"{name}.jsonl").touch()
    _authorities(folder / "authorities")
    rows = [
        ("letter", letter.letter or "", f"edition=letters;order={n}", "active", "")
        for n, letter in enumerate(letters, 1)
    ]
    rows += [("heading", h.id, f"edition=letters;order={n}", "active", "") for n, h in enumerate(_headings(letters), 1)]
    for kind, records in (
        ("person", AUTHORITIES.persons),
        ("place", AUTHORITIES.places),
        ("group", AUTHORITIES.groups),
    ):
        rows += [(kind, record.id, f"label={record.label}", "active", "") for record in records]
    (folder / "ids.csv").write_bytes(format_table(("kind", "id", "fingerprint", "status", "replaced_by"), rows))


def _headings(letters: list[Letter]) -> Iterator[Heading]:
    return (letter.heading for letter in letters if letter.heading)


def _attested(letter: Letter) -> Letter:
    """The letter with its heading, signature, salutation and dateline as witnesses."""
    line = letter.line
    found = [Witness(field="sender", value=name, type="signature", raw=name, line=line + 9) for name in letter.senders]
    found += [Witness(field="recipient", value=n, type="salutation", raw=n, line=line + 2) for n in letter.recipients]
    if letter.date:
        found.append(Witness(field="date", value=letter.date, type="dateline", raw=letter.date, line=line + 3))
    if letter.heading:
        for field, names in (("sender", letter.heading.senders), ("recipient", letter.heading.recipients)):
            found += [Witness(field=field, value=n, type="heading", raw=letter.heading.text, line=line) for n in names]
    return msgspec.structs.replace(letter, witnesses=tuple(found))


def _authorities(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name in ("persons", "places", "groups"):
        records = getattr(AUTHORITIES, name)
        fields = records[0].__struct_fields__
        rows = ([_cell(getattr(record, field)) for field in fields] for record in records)
        (folder / f"{name}.csv").write_bytes(format_table(fields, rows))


def _cell(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return SEPARATOR.join(value) if isinstance(value, tuple) else str(value or "")


if __name__ == "__main__":
    write(Path(sys.argv[1]), int(sys.argv[2]))

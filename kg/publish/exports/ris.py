"""RIS, for Zotero and other reference managers: each letter as a personal communication (`TY  - PCOMM`).

A line a value; Zotero reads `A2` of a letter as its recipient, `DB` as the archive, `CN` as the call number. Readers
take a name apart at its comma, and keep one `LA` of several.
"""

from __future__ import annotations

from collections.abc import Iterator

from kg.publish.exports._citations import Cited, cited, holds, plain
from kg.publish.exports._export import About, Carried, Export
from kg.publish.exports._records import Records

_BATCH = 500


def write(records: Records, about: About) -> Iterator[bytes]:
    """One reference a letter."""
    held: list[str] = []
    for letter in records.letters():
        held.append(_reference(cited(letter), about))
        if len(held) == _BATCH:
            yield "".join(held).encode()
            held = []
    yield "".join(held).encode()


def _reference(letter: Cited, about: About) -> str:
    year, _, rest = letter.date.partition("-")
    month, _, day = rest.partition("-")
    lines = [
        ("TY", "PCOMM"),
        ("ID", letter.key),
        ("TI", letter.title),
        *(("AU", author) for author in letter.authors),
        *(("A2", recipient) for recipient in letter.recipients),
        ("PY", year),
        ("DA", f"{year}/{month}/{day}/" if year else ""),
        ("M1", f"date (EDTF): {letter.written}" if letter.written and not letter.date else ""),
        ("M3", letter.kind),
        *(("CY", place) for place in letter.places),
        ("DB", letter.archive),
        ("CN", "; ".join(letter.shelfmarks)),
        ("LA", ", ".join(letter.languages)),
        *(("KW", keyword) for keyword in letter.keywords),
        ("AB", letter.abstract),
        ("UR", letter.iri),
        ("DP", plain(about.title)),
    ]
    return "".join(f"{tag}  - {value}\r\n" for tag, value in lines if value) + "ER  - \r\n\r\n"


_TAKEN_APART = "a comma in a name parts surname and given name: readers take a name of a group apart at it"


def _is_whole(name: str, _: object) -> bool:
    return "," not in name


EXPORT = Export(
    name="ris",
    title="RIS",
    suffix=".ris",
    media_type="application/x-research-info-systems",
    carries={
        "letter.label": "TI",
        "letter.authors.name": Carried("AU", _is_whole, _TAKEN_APART),
        "letter.addressees.name": Carried("A2", _is_whole, _TAKEN_APART),
        "letter.written.edtf": "PY, DA; M1 where it is no year, month or day",
        "letter.carriers.archive_name": "DB",
        "letter.carriers.shelfmark": "CN",
        "letter.languages": "LA",
        "letter.topics.name": Carried("KW", lambda name, _: ";" not in name, "a semicolon parts keywords"),
        "letter.abstract": "AB",
        "letter.sent_from.name": "CY",
        "letter.mode": "M3",
        "person.name group.name": Carried("AU, A2", of="used"),
    },
    write=write,
    holds=holds,
)

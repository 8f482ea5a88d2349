"""BibTeX (BibLaTeX's `@letter`), for LaTeX and for reference managers: each letter with its archive and call number.

Braces and the other signs that TeX reads as commands are escaped, so that a name means itself; the file is UTF-8.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from kg.publish.exports._citations import Cited, cited, holds, plain
from kg.publish.exports._export import About, Carried, Export
from kg.publish.exports._records import Records

_BATCH = 500
# A brace is written by its name: `\{` still counts as an opening brace to whoever reads BibTeX.
_SPECIAL = {
    "\\": r"\textbackslash{}", "{": r"\textbraceleft{}", "}": r"\textbraceright{}", "%": r"\%", "#": r"\#", "$": r"\$",
    "&": r"\&", "_": r"\_", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}",
}  # fmt: skip
_LIGATURES = re.compile(r"([-'`])(?=\1)")  # two hyphens would be a dash
_SIGNS = re.compile("[" + re.escape("".join(_SPECIAL)) + "]")


def write(records: Records, about: About) -> Iterator[bytes]:
    """One entry a letter."""
    held: list[str] = []
    for letter in records.letters():
        held.append(_entry(cited(letter), about))
        if len(held) == _BATCH:
            yield "".join(held).encode()
            held = []
    yield "".join(held).encode()


def escaped(text: str) -> str:
    """A text that TeX sets as it is."""
    return _LIGATURES.sub(r"\1{}", _SIGNS.sub(lambda match: _SPECIAL[match[0]], text))


def _entry(letter: Cited, about: About) -> str:
    fields = {
        "title": escaped(letter.title),
        "author": _names(letter.authors),
        "recipient": _names(letter.recipients),
        "date": letter.date,
        "note": escaped(f"date (EDTF): {letter.written}") if letter.written and not letter.date else "",
        "type": escaped(letter.kind),
        "location": escaped("; ".join(letter.places)),
        "library": escaped(letter.archive),
        "shelfmark": escaped("; ".join(letter.shelfmarks)),
        "language": escaped(", ".join(letter.languages)),
        "keywords": escaped(", ".join(word.replace(",", ";") for word in letter.keywords)),
        "abstract": escaped(letter.abstract),
        "url": letter.iri,
        "organization": escaped(plain(about.publisher)),
    }
    lines = [f"  {name} = {{{value}}}" for name, value in fields.items() if value]
    return f"@letter{{{letter.key},\n" + ",\n".join(lines) + "\n}\n\n"


def _names(names: tuple[str, ...]) -> str:
    """Names in the order in which they are written; each in braces, so that nobody takes it apart."""
    return " and ".join(f"{{{escaped(name)}}}" for name in names)


EXPORT = Export(
    name="bibtex",
    title="BibTeX",
    suffix=".bib",
    media_type="application/x-bibtex",
    carries={
        "letter.label": "title",
        "letter.authors.name": "author",
        "letter.addressees.name": "recipient",
        "letter.written.edtf": "date; note where it is no year, month or day",
        "letter.carriers.archive_name": "library",
        "letter.carriers.shelfmark": "shelfmark",
        "letter.languages": "language",
        "letter.topics.name": Carried(
            "keywords", lambda name, _: "," not in name, "a comma ends a keyword: in one it is written as a semicolon"
        ),
        "letter.abstract": "abstract",
        "letter.sent_from.name": "location",
        "letter.mode": "type",
        "person.name group.name": Carried("author, recipient", of="used"),
    },
    write=write,
    holds=holds,
)

"""TEI P5: letters with a `correspDesc` in their header, corpora of such letters, and lists of persons and places.

Of a letter with its text, the header's `correspDesc` and `msDesc` are read, and in the text the names that bear an
identifier (`@ref`, `@key`). The wording is not taken.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from msgspec.structs import replace

from kg.read.correspdesc import described, named
from kg.read.header import about, bibliography
from kg.read.lists import LISTS, listed
from kg.read.manuscript import manuscript
from kg.read.xml import Counted, Does, Element, Leftovers, Region, Unknown, stream
from kg.records import Described, Item, Named, Problem, Refused, Shelfmark, Tally

_NAMES = dict.fromkeys(("persName", "orgName", "placeName", "name", "rs"), Does.TAKE)
_TEXT = Region({**_NAMES, **LISTS})
_SOURCE: dict[str, Does | Region] = {"bibl": Does.TAKE, "msDesc": Does.TAKE, "p": Does.PASS, **LISTS}
_SOURCE["listBibl"] = Region(_SOURCE, Does.REPORT)
_PROFILE: dict[str, Does | Region] = {
    "correspDesc": Does.TAKE,
    "langUsage": Does.TAKE,
    "particDesc": Region(LISTS, Does.REPORT),
    "settingDesc": Region(LISTS, Does.REPORT),
}
_FILE: dict[str, Does | Region] = {
    "titleStmt": Does.TAKE,
    "publicationStmt": Does.TAKE,
    "editionStmt": Does.PASS,
    "seriesStmt": Does.PASS,
    "extent": Does.PASS,
    "sourceDesc": Region(_SOURCE, Does.REPORT),
}
_HEADER = Region(
    {
        "fileDesc": Region(_FILE, Does.REPORT),
        "profileDesc": Region(_PROFILE, Does.REPORT),
        "encodingDesc": Does.PASS,
        "revisionDesc": Does.PASS,
    },
    Does.REPORT,
)
_TEI: dict[str, Does | Region] = {
    "teiHeader": _HEADER,
    "text": _TEXT,
    "standOff": Region(LISTS, Does.REPORT),
    "facsimile": Does.PASS,
    "sourceDoc": Does.PASS,
}
_ROOT: dict[str, Does | Region] = {"TEI": Region(_TEI, Does.REPORT), **_TEI, **LISTS}
_ROOT["TEI"] = _ROOT["teiCorpus"] = Region(_ROOT, Does.REPORT)  # a corpus of corpora; TEI in TEI since P5 4.0
ROOT = Region(_ROOT, Does.REPORT)


def read(file: Path) -> Iterator[Item]:
    """What a file in TEI holds: each `correspDesc` is a record. Raises KgError for what is no well-formed XML."""
    yield from _File(file).items()


class _File:
    """One file while it is read. A letter is handed over when its TEI element has ended, with what its text names."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self.left = Leftovers()
        self.counted = Counted()
        self.letter: Described | None = None
        self.of = ""  # the XPath of the TEI element that is read
        self.letters = 0  # in that element
        self.marks: tuple[Shelfmark, ...] = ()
        self.forms: tuple[str, ...] = ()
        self.mentions: list[Named] = []
        self.told: set[str] = set()

    def items(self) -> Iterator[Item]:
        for found in stream(self.file, ROOT, self.counted, "correspDesc"):
            if isinstance(found, Unknown):
                self.left.unknown(found)
                continue
            yield from self._ended(found)
            yield from self._item(found)
            self.left.of(found)
        yield from self._handed_over()
        yield from self._nobodys()
        yield from self.left.problems()
        yield Tally(records=self.counted.names.get("correspDesc", 0), lines=self.counted.lines)

    def _ended(self, found: Element) -> Iterator[Item]:
        """The letter, when what is `found` stands in another TEI element."""
        of = found.path.partition("/teiHeader")[0].partition("/text")[0].partition("/standOff")[0]
        if of != self.of:
            yield from self._handed_over()
            yield from self._nobodys()
            self.of, self.letters, self.marks, self.forms, self.mentions = of, 0, (), (), []

    def _handed_over(self) -> Iterator[Item]:
        letter, self.letter = self.letter, None
        if letter is not None:
            mentions = (*letter.mentions, *self.mentions)
            alone = self.letters == 1  # a manuscript and a text are those of one letter
            yield replace(
                letter,
                mentions=mentions if alone else letter.mentions,
                shelfmarks=self.marks if alone else (),
                forms=(*letter.forms, *self.forms) if alone else letter.forms,
            )

    def _nobodys(self) -> Iterator[Item]:
        """A manuscript, or names in a text, of which it is not clear to which letter they belong."""
        lines = [(mark.line or 1, mark.column) for mark in self.marks] + [
            (one.line, one.column) for one in self.mentions
        ]
        if self.letters == 1 or not lines:
            return
        what = f"{len(self.marks)} shelfmarks and {len(self.mentions)} names in the text"
        letters = f"{self.letters} letters" if self.letters else "no letter"
        yield Problem(
            line=min(lines)[0],
            column=min(lines)[1],
            kind="not-taken",
            raw=self.of,
            message=f"{what} were not taken: the header describes {letters}",
            hint="give each letter a TEI element of its own, with one correspDesc in its header",
        )

    def _item(self, found: Element) -> Iterator[Item]:
        match found.name:
            case "titleStmt" | "publicationStmt" | "langUsage":
                if found.name in self.told:  # of a corpus, the header of the whole comes first
                    found.attributes, found.parts = {}, []
                else:
                    self.told.add(found.name)
                    yield about(found)
            case "correspDesc":
                yield from self._described(found)
            case "msDesc":
                self.marks, self.forms = manuscript(found)
            case "bibl":
                yield bibliography(found)
            case "person" | "personGrp" | "org" | "place":
                yield from listed(found)
            case _:
                if found.attributes.get("ref") or found.attributes.get("key"):
                    name = named(found)
                    # what refers to somebody in other words than a name is wording of the letter
                    self.mentions.append(replace(name, text="") if found.name == "rs" else name)
                else:
                    self.left.unknown(Unknown(f"text//{found.name}[not(@ref)]", found.line, found.column))
                found.attributes, found.parts = {}, []

    def _described(self, found: Element) -> Iterator[Item]:
        self.letters += 1
        yield from self._handed_over()
        letter = described(found)
        if _says_nothing(letter):
            yield Refused(problem=_empty(found))
        else:
            self.letter = letter


def _says_nothing(letter: Described) -> bool:
    return not (letter.senders or letter.recipients or letter.written or letter.url or letter.number or letter.key)


def _empty(found: Element) -> Problem:
    return Problem(
        line=found.line,
        column=found.column,
        kind="empty-record",
        raw=found.path,
        message="the description of a letter names nobody, no date, no address and no number: no letter was made of it",
        hint="say in the file who wrote to whom",
    )

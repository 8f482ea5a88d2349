"""TEI P5: letters with a `correspDesc` in their header, corpora of such letters, and lists of persons and places.

Of a letter with its text, the header's `correspDesc` and `msDesc` are read, and in the text the names that bear an
identifier (`@ref`, `@key`). The wording is taken where it is asked for (`tei_wording`). Where the header has no
`correspDesc`, datelines, signatures and headings speak (`tei_text`); TEI P4 (`TEI.2`) is read in the same way.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from copy import deepcopy
from pathlib import Path
from typing import NamedTuple

from msgspec.structs import replace

from kg.read.correspdesc import dated, described, mentioned, named
from kg.read.header import about, bibliography
from kg.read.lists import LISTS, listed
from kg.read.manuscript import manuscript
from kg.read.tei_text import DIVISIONS, FRAMES, Division, Header, letter, letters_in, within, words_of
from kg.read.tei_wording import Words
from kg.read.xml import Counted, Does, Element, Leftovers, Region, Unknown, stream
from kg.records import Bibliography, Described, Item, Named, Problem, Refused, Shelfmark, Tally

_NAMES = ("persName", "orgName", "placeName", "name", "rs")
_WHOLE = ("TEI", "teiCorpus", "TEI.2", "teiCorpus.2")
_PIECES = (*_NAMES, *FRAMES, "p")


def _text(other: Does | None) -> Region:
    """What is done with the parts of a text: what is in `other` elements counts, or they are taken whole."""
    inside: dict[str, Does | Region] = {**dict.fromkeys(_PIECES, Does.TAKE), **LISTS}
    division = Region(inside, other, told=True)  # the start tag is handed over
    inside.update(dict.fromkeys(DIVISIONS, division))
    inside.update(dict.fromkeys(("body", "front", "back", "group", "floatingText"), Region(inside, other)))
    return division


_SOURCE: dict[str, Does | Region] = {"bibl": Does.TAKE, "msDesc": Does.TAKE, "p": Does.PASS, **LISTS}
for _holder in ("listBibl", "listWit", "witness"):
    _SOURCE[_holder] = Region(_SOURCE, Does.REPORT)
_PROFILE: dict[str, Does | Region] = {
    "correspDesc": Does.TAKE,
    "creation": Does.TAKE,
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


def _root(text: Region) -> Region:
    tei: dict[str, Does | Region] = {
        "teiHeader": _HEADER,
        "text": text,
        "standOff": Region(LISTS, Does.REPORT),
        "facsimile": Does.PASS,
        "sourceDoc": Does.PASS,
    }
    root: dict[str, Does | Region] = {**tei, **LISTS}
    # a corpus of corpora; TEI in TEI since P5 4.0
    root.update(dict.fromkeys(_WHOLE, Region(root, Does.REPORT, told=True)))
    return Region(root, Does.REPORT)


ROOT = _root(_text(None))
WITH_WORDING = _root(_text(Does.TAKE))
_OPENING = 200  # characters of the beginning of a letter


def read(file: Path, *, wording: bool = False) -> Iterator[Item]:
    """What a file in TEI holds: each `correspDesc` is a record; where a TEI element has none, each letter in its text.

    With `wording`, letters have their words. Raises KgError for what is no well-formed XML, and for a letter whose
    words are more than any letter's.
    """
    yield from _File(file, texts=True, root=WITH_WORDING if wording else ROOT).items()


def read_descriptions(file: Path) -> Iterator[Item]:
    """The same of a file that holds descriptions alone: its text is none."""
    yield from _File(file, texts=False, root=ROOT).items()


class _Said(NamedTuple):
    """A name in the element at the XPath `path`; `frames` says that this is a salutation, a signature or the like."""

    path: str
    name: Named
    frames: bool


class _File:
    """One file while it is read. A letter is handed over when its TEI element has ended, with what its text names."""

    def __init__(self, file: Path, *, texts: bool, root: Region) -> None:
        self.file, self.texts, self.root = file, texts, root
        self.left = Leftovers()
        self.counted = Counted()
        self.told: set[str] = set()
        self.untold = 0  # letters without a correspDesc
        self._begin("")

    def _begin(self, of: str) -> None:
        """Begin with the TEI element at the XPath `of`."""
        self.of = of
        self.letter: Described | None = None
        self.letters = 0  # in that element
        self.marks: tuple[Shelfmark, ...] = ()
        self.forms: tuple[str, ...] = ()
        self.notes: tuple[str, ...] = ()
        self.mentions: list[_Said] = []
        self.openings: dict[str, str] = {}  # the first words of each text and division, by its XPath
        self.books: list[Bibliography] = []  # without a key: of the one letter, or of all
        self.aliases: list[str] = []  # names of the document
        self.lists = False  # whether it lists persons or places
        self.header = Header()
        self.divisions: dict[str, Division] = {}  # by XPath
        self.words = Words(self.file)

    def items(self) -> Iterator[Item]:
        for found in stream(self.file, self.root, self.counted, "correspDesc"):
            if isinstance(found, Unknown):
                yield from self.left.unread(found)
                continue
            yield from self._ended(found)
            yield from self._item(found)
            self.left.of(found)
        yield from self._end()
        yield from self.left.problems()
        yield Tally(records=self.counted.names.get("correspDesc", 0) + self.untold, lines=self.counted.lines)

    def _ended(self, found: Element) -> Iterator[Item]:
        """The letter, when what is `found` stands in another TEI element."""
        of = found.path if found.name in _WHOLE else _within_whole(found.path)
        if of != self.of:
            yield from self._end()
            self._begin(of)

    def _end(self) -> Iterator[Item]:
        yield from self._handed_over()
        if self.letters == 0 and self.texts:
            yield from self._untold()
        if self.letters != 1:
            yield from self.books
            yield from self._nobodys()

    def _handed_over(self) -> Iterator[Item]:
        letter, self.letter = self.letter, None
        if letter is not None:
            alone = self.letters == 1  # a manuscript and a text are those of one letter
            yield self._whole(letter) if alone else letter

    def _whole(self, letter: Described) -> Described:
        """A letter with its manuscript, and with those whom its text names."""
        return replace(
            letter,
            mentions=(*letter.mentions, *_others(letter, self.mentions)),
            aliases=tuple(dict.fromkeys((*letter.aliases, *self.aliases))),
            incipit=letter.incipit or next(iter(self.openings.values()), ""),
            languages=letter.languages or self.words.languages(),
            wording=self.words.all(),
            shelfmarks=self.marks,
            forms=(*letter.forms, *self.forms),
            note="; ".join(filter(None, (letter.note, *self.notes, *self._printed()))),
        )

    def _printed(self) -> Iterator[str]:
        """Where the header of one letter says that it is printed, or what it was taken from."""
        for book in self.books:
            text = " ".join(filter(None, (book.text, book.url)))
            yield f"{book.kind or 'source'}: {text}" if text else ""

    def _untold(self) -> Iterator[Item]:
        """The letters of a TEI element whose header describes none."""
        found = letters_in([*self.divisions.values()], self.header, bool(self.marks))
        alone = len(found) == 1
        own: dict[str, list[_Said]] = {}
        for one in self.mentions:
            for holder in self._around(one.path):
                own.setdefault(holder.begun.path, []).append(one)
        for division in found:
            self.untold += 1
            said = letter(division, self.header, alone=alone)
            if _says_nothing(replace(said, key="", number="")):
                yield Refused(problem=_empty(division.begun))
                continue
            begins = self.openings.get(division.begun.path, "")
            part = replace(
                said,
                mentions=tuple(_others(said, own.get(division.begun.path, ()))),
                incipit=begins,
                languages=self.words.languages(division.begun.path),
                wording=self.words.all(division.begun.path),
            )
            yield self._whole(said) if alone else part
        if found:
            self.letters = len(found)
            self.mentions = []
        elif self.divisions and not self.lists:
            self.untold += 1
            yield Refused(problem=_no_letter(next(iter(self.divisions.values())).begun))

    def _nobodys(self) -> Iterator[Item]:
        """A manuscript, or names in a text, of which it is not clear to which letter they belong."""
        lines = [(mark.line or 1, mark.column) for mark in self.marks]
        lines += [(one.name.line, one.name.column) for one in self.mentions]
        if not lines:
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
            case _ if found.name in _WHOLE:
                self.aliases += [name for key in ("xml:id", "id") if (name := found.take(key))]
                found.drop()
            case _ if found.begun:
                self.divisions[found.path] = Division(deepcopy(found))
                self.words.begin(found)
                found.drop()
            case "titleStmt" | "publicationStmt" | "langUsage":
                yield from self._about(found)
            case "correspDesc":
                yield from self._described(found)
            case "creation":
                self._dated(found)
            case "msDesc":
                marks, forms, notes = manuscript(found)
                self.marks, self.forms, self.notes = self.marks + marks, self.forms + forms, self.notes + notes
            case "bibl":
                self._dated(found)
                said = bibliography(found)
                if said.key or not self.texts:
                    yield said
                else:
                    self.books.append(said)
            case "person" | "personGrp" | "org" | "place":
                self.lists = True
                yield from listed(found)
            case _:
                yield from self._text(found)

    def _about(self, found: Element) -> Iterator[Item]:
        if found.name == "titleStmt":
            authors = [named(one) for one in deepcopy(found).all("author") for one in [next(within(one, *_NAMES), one)]]
            title = next((one for one in found.parts if isinstance(one, Element) and one.name == "title"), None)
            self.header.title = deepcopy(title).text() if title is not None else ""
            self.header.authors = tuple(replace(one, evidence=one.evidence or "external") for one in authors)
        if found.name == "publicationStmt":
            numbers = [words_of(one) for one in deepcopy(found).all("idno") if not _of_a_book(one)]
            self.aliases += [words for words in numbers if words and "://" not in words]
        if found.name in self.told:  # of a corpus, the header of the whole comes first
            found.drop()
        else:
            self.told.add(found.name)
            yield about(found)

    def _dated(self, found: Element) -> None:
        """The date that the header gives the document, for a letter that its header does not describe."""
        date = next(within(found, "date"), None)
        if date is not None and self.header.date is None:
            said = dated(deepcopy(date))
            self.header.date = replace(said, evidence=said.evidence or "external")
        if found.name == "creation":
            found.drop()

    def _text(self, found: Element) -> Iterator[Item]:
        """Names in the text that bear an identifier, and what frames a letter; its words where they are wanted.

        Of the first words a hash is made later, by which editions are compared.
        """
        if self.root is WITH_WORDING:
            self.words.take(found)
        for entry in within(found, "person", "personGrp", "org", "place"):
            yield from listed(entry)
        for piece in [found] if found.name in _PIECES else list(within(found, *_PIECES)):
            self._piece(piece, found.path)
        found.drop()

    def _around(self, path: str) -> list[Division]:
        """The texts and divisions that hold the element at `path`, the outermost first."""
        above = (path[: mark.start()] for mark in re.finditer("/", path))
        return [self.divisions[one] for one in above if one in self.divisions]

    def _piece(self, piece: Element, path: str) -> None:
        """A paragraph, a frame or a name of the text, in the element at `path`."""
        holder = self._around(path)
        if piece.name == "p":
            for one in holder:
                if one.begun.path not in self.openings:
                    self.openings[one.begun.path] = words_of(piece)[:_OPENING]
        if piece.name in FRAMES and self.letters == 0 and holder:
            holder[-1].frames.append(deepcopy(piece))
        for name in [piece] if piece.name in _NAMES else list(within(piece, *_NAMES)):
            if name.attributes.get("ref") or name.attributes.get("key"):
                self.mentions += [_Said(path, one, piece.name in FRAMES) for one in mentioned(name)]
            else:
                self.left.unknown(Unknown(f"text//{name.name}[not(@ref)]", name.line, name.column))

    def _described(self, found: Element) -> Iterator[Item]:
        self.letters += 1
        yield from self._handed_over()
        letter = described(found)
        if _says_nothing(letter):
            yield Refused(problem=_empty(found))
        else:
            self.letter = letter


def _within_whole(path: str) -> str:
    """The XPath of the TEI element that what stands at `path` belongs to."""
    return path.partition("/teiHeader")[0].partition("/text")[0].partition("/standOff")[0]


def _of_a_book(number: Element) -> bool:
    """Whether a number is that of the book or the journal, which all its letters share."""
    return number.attributes.get("type", "").strip().lower() in ("isbn", "issn")


def _others(letter: Described, said: Iterable[_Said]) -> Iterator[Named]:
    """Whom a text names; not the correspondents where it addresses them or they sign."""
    parties = {identifier for one in (*letter.senders, *letter.recipients) for identifier in one.identifiers}
    return (one.name for one in said if not (one.frames and parties.intersection(one.name.identifiers)))


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


def _no_letter(found: Element) -> Problem:
    return Problem(
        line=found.line,
        column=found.column,
        kind="no-letter",
        raw=found.path,
        message="neither the header nor the text says that this is a letter: there is no correspDesc, and no division "
        "is typed as a letter or has a dateline, a salutation or a signature",
        hint="give it a correspDesc in its header if it is one",
    )

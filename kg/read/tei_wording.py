"""The wording of a letter in TEI, as the letter has it: without what editors say of it.

Of alternatives (`choice`) the one that was written counts (`sic`, `orig`, `abbr`), of variants (`app`) the lemma. What
was struck out (`del`) is left out, what was added stays. `supplied` stands in brackets, a `gap` is `[…]`. Notes are
left out but for those in the margin, which are the writer's own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from kg.errors import KgError, Place
from kg.read.xml import RECORD, Element


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


_LEFT_OUT = _names(
    "certainty del desc figure fw index interp interpGrp noteGrp rdg respons span spanGrp standOff teiHeader"
)
_PARAGRAPHS = _names(
    "ab address argument byline closer div epigraph floatingText head item lg list opener p postscript quote row table "
    "trailer"
)
_LINES = _names("addrLine dateline l salute signed")
_VERSE = _names("address addrLine closer head lg l opener signed")  # where a line end is meant
_WRITTEN = ("sic", "orig", "abbr", "unclear", "seg")  # of a choice
_OTHER = ("corr", "reg", "expan", "supplied")
_MARGIN = re.compile(r"margin|left|right", re.IGNORECASE)
_TAG = re.compile("[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")
_PARAGRAPH, _LINE = "\f", "\v"
_EDITORS = _names(
    "abstract apparatus bibliography comment commentary comments introduction note notes regest regesten summary "
    "translation"
)  # types of divisions that editors add


def paragraphs(element: Element) -> Iterator[str]:
    """The paragraphs of an element, in their order; the element stays as it is."""
    for paragraph in "".join(_words(element, verse=False)).split(_PARAGRAPH):
        lines = (re.sub(r"\s+", " ", line).strip() for line in paragraph.split(_LINE))
        if words := "\n".join(filter(None, lines)):
            yield words


class Words:
    """The wording of the letters of one TEI element of `file`, as far as it is read.

    Front and back matter is the edition's and left out, and so are divisions whose type says what editors add.
    """

    def __init__(self, file: Path) -> None:
        self._file = file
        self._added: list[str] = []  # XPaths of the divisions that are not the letter's
        self._languages: dict[str, str] = {}  # of texts and divisions, by their XPath
        self._found: list[tuple[str, str]] = []
        self._size = 0

    def begin(self, division: Element) -> None:
        """Go into a `text` or a division, whose start tag this is."""
        if division.attributes.get("type", "").lower() in _EDITORS:
            self._added.append(f"{division.path}/")
        elif _TAG.fullmatch(language := division.attributes.get("xml:lang", "")):
            self._languages[division.path] = language

    def take(self, element: Element) -> None:
        """Take the words of an element that stands in a text. Raises KgError for more than any letter has."""
        path = element.path
        if "/body[" not in path or "/back[" in path or any(path.startswith(added) for added in self._added):
            return
        for paragraph in paragraphs(element):
            self._size += len(paragraph)
            if self._size > RECORD:
                raise KgError(
                    f"the text of one letter has more than {RECORD} characters",
                    Place(self._file, element.line, element.column),
                    "give each letter a TEI element of its own",
                )
            self._found.append((path, paragraph))

    def languages(self, of: str = "") -> tuple[str, ...]:
        """The language of the text, or of the division at the XPath `of` (BCP 47), where the file says it."""
        if not of:
            return tuple(self._languages.values())[:1]
        while of and of not in self._languages:
            of = of.rpartition("/")[0]
        return (self._languages[of],) if of else ()

    def all(self, within: str = "") -> tuple[str, ...]:
        """The paragraphs of the text, or of the division at the XPath `within`."""
        start = f"{within}/" if within else ""
        return tuple(paragraph for path, paragraph in self._found if path.startswith(start))


def _words(element: Element, *, verse: bool) -> Iterator[str]:
    name = element.name
    if name in _LEFT_OUT or (name == "note" and not _MARGIN.search(element.attributes.get("place", ""))):
        return
    around = _PARAGRAPH if name in _PARAGRAPHS else _LINE if name in _LINES else ""
    verse = verse or name in _VERSE
    yield around
    if name == "gap":
        yield "[…]"
    elif name == "lb":
        yield "" if element.attributes.get("break") == "no" else _LINE if verse else " "
    elif name in ("choice", "app"):
        chosen = _chosen(element)
        yield from _words(chosen, verse=verse) if chosen is not None else ()
    else:
        yield from _inside(element, verse)
    yield around


def _inside(element: Element, verse: bool) -> Iterator[str]:
    if element.name == "supplied":
        yield "["
    if element.name == "note":
        yield " "
    for part in element.parts:
        if isinstance(part, str):
            yield part.replace(_PARAGRAPH, " ").replace(_LINE, " ")
        else:
            yield from _words(part, verse=verse)
    if element.name == "supplied":
        yield "]"
    if element.name in ("cell", "note"):
        yield " "


def _chosen(element: Element) -> Element | None:
    """Of alternatives, what was written; of variants, the lemma, else the first."""
    parts = [part for part in element.parts if isinstance(part, Element)]
    order = ("lem", "rdg") if element.name == "app" else (*_WRITTEN, *_OTHER)
    found = next((part for name in order for part in parts if part.name == name), parts[0] if parts else None)
    if found is not None and found.name == "rdg":
        return Element("seg", {}, found.line, found.column, parts=found.parts)
    return found

"""The words of the letters of a page, for an edition whose rights allow to publish them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby

from kg.records.letter import Letter
from kg.records.wording import Wording
from kg.source import Document


def wordings(letters: Iterable[Letter], document: Document, language: str) -> Iterator[Wording]:
    """The words of each letter that has a body, line by line as printed; an empty line parts paragraphs.

    Footnotes and archive lines are the edition's, and no part of a body.
    """
    for letter in letters:
        if letter.body is not None and letter.letter is not None:
            first, last = letter.body.lines
            paragraphs = tuple(_paragraphs(document.lines[first - 1 : last]))
            if paragraphs:
                yield Wording(letter=letter.letter, language=language, paragraphs=paragraphs)


def _paragraphs(lines: Iterable[str]) -> Iterator[str]:
    stripped = (line.strip() for line in lines)
    for empty, group in groupby(stripped, key=lambda line: not line):
        if not empty:
            yield "\n".join(group)

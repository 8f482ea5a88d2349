"""The body of a letter: opening formulae, text, closing formulae, and what they say of sender, addressee and date."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from kg.extract.formulae import STRONG, FormulaReader, Item
from kg.extract.layout import Line
from kg.records.profile import Profile

SHORT = 4  # words of a label or a note of dispatch; more are a sentence


@dataclass(frozen=True, slots=True)
class BodyParts:
    """A body cut into its parts. `text` are the lines of prose, without the formulae; `last` ends the body."""

    opening: tuple[Item, ...]
    text: tuple[Line, ...]
    closing: tuple[Item, ...]
    first: int
    last: int
    overflow: tuple[Line, ...]


class BodyReader:
    """Cuts bodies by the rules of a profile."""

    def __init__(self, profile: Profile, formulae: FormulaReader, is_note: re.Pattern[str]) -> None:
        self.profile, self.formulae = profile, formulae
        self.is_note = is_note  # words that never stand in a letter, only in a note (an archival citation)
        self.postscript = re.compile(profile.body.postscript or r"(?!)")
        answered = [series for series in profile.body.numbers if series.reference_at_opening]
        self.heads = [(re.compile(rf"(?:On\s+)?{series.pattern}"), series) for series in answered]

    def cut(self, lines: tuple[Line, ...], ruled: bool, year: int | None, expected: frozenset[str]) -> BodyParts | None:
        """Cut the lines of a body; None when there are none. `ruled` says that a rule divides it from its notes."""
        if not lines:
            return None
        parsed = [(line, self.formulae.consume(line, year, expected)) for line in lines]
        start = self._opening(parsed)
        opening = [item for _, items in parsed[:start] for item in items or ()]
        body, overflow = self._end(parsed[start:], ruled)
        text, closing = self._closing(body, year, expected)
        if text:
            if not any(item.kind in ("name", "body") for item in opening):
                text[0], address = self.formulae.head(text[0], year, expected)
                opening += address
            text[0], reference = self._reference(text[0])
            opening += reference
        last = body[-1][0].number if body else lines[start - 1].number
        return BodyParts(tuple(opening), tuple(text), tuple(closing), lines[0].number, last, tuple(overflow))

    @staticmethod
    def _opening(parsed: list[tuple[Line, list[Item] | None]]) -> int:
        """How many lines stand above the text. A short line that no rule knows may stand among them.

        Under such a line a name alone is an address when another name, the signature, stands below it.
        """
        strict = next((i for i, (_, items) in enumerate(parsed) if items is None), len(parsed))
        if strict == len(parsed):
            return min(strict, 1)
        above = [item for _, items in parsed[:strict] for item in items or ()]
        if any(item.kind in ("name", "body") for item in above):
            return strict
        for index in range(strict + 1, min(strict + 4, len(parsed) - 1)):
            line, items = parsed[index - 1]
            if items is None and len(line.text.split()) > SHORT:
                break
            address = parsed[index][1] or []
            named = any(item.kind == "name" for item in address)
            if _is_address(address) or (named and (above or _is_named(parsed[index + 1 :]))):
                return index + 1
        return strict

    def _end(
        self, parsed: list[tuple[Line, list[Item] | None]], ruled: bool
    ) -> tuple[list[tuple[Line, list[Item] | None]], list[Line]]:
        """Where the body ends when the rule above the notes was lost: before the first paragraph of a note."""
        if ruled:
            return parsed, []
        noted = next((i for i, (line, _) in enumerate(parsed) if self.is_note.search(line.text)), None)
        if noted is None:
            return parsed, []
        closed = [i for i, (_, items) in enumerate(parsed[:noted]) if items and any(x.kind in STRONG for x in items)]
        cut = closed[-1] + 1 if closed else noted
        return parsed[:cut], [line for line, _ in parsed[cut:]]

    def _closing(
        self, parsed: list[tuple[Line, list[Item] | None]], year: int | None, expected: frozenset[str]
    ) -> tuple[list[Line], list[Item]]:
        text: list[Line] = []
        closing: list[Item] = []
        for index, (line, items) in enumerate(parsed):
            if items is not None and any(item.kind in STRONG for item in items):
                closing += items
                continue
            following = parsed[index + 1 :]
            ends = not following or all(more is not None for _, more in following)
            if ends or self.postscript.match(following[0][0].text):
                cut, tail = self.formulae.tail(line, year, expected)
                closing += tail
                line = replace(line, text=line.text[:cut])
            text.append(line)
        return text, closing

    def _reference(self, line: Line) -> tuple[Line, list[Item]]:
        """The number of the telegram answered, where the text begins with it: `On HP 19. There is...`"""
        for pattern, series in self.heads:
            if match := pattern.match(line.text):
                item = Item("number", series.name, match[0].strip(), line.number, line.offset + 1)
                return replace(line, text=line.text[match.end() :], offset=line.offset + match.end()), [item]
        return line, []


def _is_named(parsed: list[tuple[Line, list[Item] | None]]) -> bool:
    """Whether there is prose, and a name alone below it."""
    prose = next((index for index, (_, items) in enumerate(parsed) if items is None), len(parsed))
    return any(item.kind == "name" for _, items in parsed[prose:] for item in items or ())


def _is_address(items: list[Item]) -> bool:
    """Whether a line names somebody as one does in an address: with a place, a title or an office."""
    kinds = {item.kind for item in items}
    return "name" in kinds and bool(kinds & {"place", "title", "office", "for", "greeting"})

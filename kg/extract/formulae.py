"""The formulae above and below the text of a letter: labels, numbers, addresses, salutations, signatures, datelines.

A line is a formula when it can be consumed whole by the items that a profile knows; everything else is text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from kg.extract.dates import DateReader, clock
from kg.extract.layout import Line
from kg.extract.names import INITIALS, WORD, NameReader
from kg.records.profile import Profile

_SPACE = re.compile(r"[\s.,;:!?–—\-()\[\]\"“”«»]+|\band\b|\d{1,2}(?=\s*[.]?\s*$)|(?<=\s)\d{1,2}(?=\s+[A-ZЁ#№])")
# Where a sentence ends: not after an initial, which belongs to the name that follows.
_BOUNDARY = re.compile(
    r"(?:(?<=[^\W\d_]{2}[.!?:;])|(?<=[\d%)\]”»\"][.!?:;])|(?<=[.!?][”»\"])|(?<=[.!?] \d)|(?<=\d \.)|(?<=[.!?]\d))"
    r"\s+(?=[A-ZЁ#№\d(“])"
)


@dataclass(frozen=True, slots=True)
class Item:
    """One item of a formula: its kind, its value, its words and one-based column, and the line."""

    kind: str
    value: str
    raw: str
    line: int
    column: int


MAX_FORMULA = 400  # characters; a longer line is text

# Items that make a line below the text a formula rather than a fragment of prose.
STRONG = frozenset({"name", "number", "date", "time", "sending"})


class FormulaReader:
    """Consumes formula lines by the rules of a profile."""

    def __init__(self, profile: Profile, dates: DateReader, names: NameReader) -> None:
        self.profile, self.dates, self.names = profile, dates, names
        body = profile.body
        self.labels = [(re.compile(p, re.IGNORECASE), label) for p, label in body.labels.items()]
        self.numbers = [(re.compile(series.pattern), series) for series in body.numbers]
        self.plain = [
            ("for", _words(body.for_words)),
            ("copy-to", _words(body.copy_words)),
            ("greeting", _words(body.greetings)),
            ("closing", _words(body.closings)),
            ("title", _words(body.titles)),
        ]
        titles = "|".join(re.escape(title.rstrip(".")) for title in body.titles)
        self.titles_end = re.compile(rf"(?<!\w)(?:{titles})\.$" if titles else r"(?!)", re.IGNORECASE)
        self.offices = _alternatives(body.offices)
        self.ignored = _alternatives(body.ignored)
        self.others = re.compile(body.others or r"(?!)", re.IGNORECASE)
        self.sending = re.compile(body.sending or r"(?!)", re.IGNORECASE)
        self.name = re.compile(rf"(?:{INITIALS}\s?)?{WORD}(?:\s(?:St|St\.))?(?:\s?\([A-ZЁ][^)]{{0,12}}\))?")
        hour, minute = profile.dates.hour_words or r"(?!)", profile.dates.minute_words or r"(?!)"
        self.time = re.compile(  # `21.25`, `11–40 1`, `14 hours 30 min.`
            r"\s*(?P<hours>\d{1,2})\s*(?:[.:–—-]\s*(?P<minutes>\d{2})"
            rf"|(?:{hour})\.?\s*(?P<worded>\d{{1,2}})\s*(?:{minute})\.?)(?:\s+\d{{1,2}})?\s*\.?\s*",
            re.IGNORECASE,
        )
        self.short = re.compile(rf"(?:{INITIALS}\s?)[A-ZЁ][a-zё]{{1,3}}\.(?!\w)")

    def consume(self, line: Line, year: int | None, expected: frozenset[str]) -> list[Item] | None:
        """The items of a formula line, or None when it is text. `expected` are names that may stand here."""
        text = line.text
        if len(text) > MAX_FORMULA:
            return None
        if match := self.time.fullmatch(text):
            time = self._clock(line, match)
            return [time] if time else None
        items: list[Item] = []
        position = 0
        while position < len(text):
            if space := _SPACE.match(text, position):
                position = space.end()
                continue
            after_date = bool(items) and items[-1].kind == "date"
            if after_date and (match := self.time.fullmatch(text, position)):  # `3.V.34 21.25`
                time = self._clock(line, match)
                return [*items, time] if time else None
            item, end = self._next(line, position, year, expected)
            if item is None:
                return None
            items.append(item)
            position = end
        return items

    def _clock(self, line: Line, match: re.Match[str]) -> Item | None:
        time = clock(match["hours"], match["minutes"] or match["worded"])
        return self._item("time", time, match[0], line, match.start()) if time else None

    def _next(self, line: Line, at: int, year: int | None, expected: frozenset[str]) -> tuple[Item | None, int]:
        """The item that begins at offset `at`, and where it ends."""
        text = line.text
        if match := self.sending.match(text, at):
            return self._item("sending", match[0], match[0], line, at), match.end()
        for pattern, label in self.labels:
            if match := pattern.match(text, at):
                return self._item("label", label, match[0], line, at), match.end()
        for pattern, series in self.numbers:
            if match := pattern.match(text, at):
                kind = "number"
                return self._item(kind, series.name, match[0], line, at), match.end()
        dates = (
            *self.dates.find_datelines(text[at : at + 24], year),
            *self.dates.find_worded(text[at : at + 24], year),
        )
        for date in dates:
            if date.start == 0 and len(date.value) == 10:
                return self._item("date", date.value, text[at : at + date.end], line, at), at + date.end
        return self._words_at(line, at, expected)

    def _words_at(self, line: Line, at: int, expected: frozenset[str]) -> tuple[Item | None, int]:
        text = line.text
        if match := self.others.match(text, at):
            return self._item("body", "Politburo members", match[0], line, at), match.end()
        for kind, pattern in self.plain:
            if match := pattern.match(text, at):
                return self._item(kind, match[0], match[0], line, at), match.end()
        for pattern in (self.offices, self.ignored):
            if match := pattern.match(text, at):
                return self._item("office", match[0], match[0], line, at), match.end()
        if match := self.short.match(text, at):
            for name in expected:
                if name.startswith(match[0].rsplit(" ", 1)[-1].rpartition(".")[0].rpartition(".")[2].strip()):
                    return self._item("name", name, match[0], line, at), match.end()
        return self._name_at(line, at, expected)

    def _name_at(self, line: Line, at: int, expected: frozenset[str]) -> tuple[Item | None, int]:
        match = self.name.match(line.text, at)
        if not match:
            return None, at
        printed = re.sub(r"\s?\([^)]*\)$", "", match[0])
        if self.names.is_known(printed) or self.names.base(printed) in expected:
            end = at + len(match[0])
            return self._item("name", self.names.base(printed), printed, line, at), end
        if called := self.names.given(printed, expected):
            return self._item("name", called, printed, line, at), at + len(printed)
        if self.names.authorities.place(printed) or printed in self.profile.names.not_names:
            return self._item("place", printed, printed, line, at), at + len(printed)
        return None, at

    def head(self, line: Line, year: int | None, expected: frozenset[str]) -> tuple[Line, list[Item]]:
        """The address or salutation that a line of text begins with (`T. Kaganovich. For memory.`), and the rest."""
        for boundary in _BOUNDARY.finditer(line.text, 0, MAX_FORMULA):
            if self.titles_end.search(line.text[: boundary.start()][-20:]):
                continue
            first = Line(line.number, line.text[: boundary.start()], line.offset)
            items = self.consume(first, year, expected) or []
            if {"name"} < {item.kind for item in items} and any(i.kind in ("title", "greeting") for i in items):
                return Line(line.number, line.text[boundary.end() :], line.offset + boundary.end()), items
            return line, []
        return line, []

    def tail(self, line: Line, year: int | None, expected: frozenset[str]) -> tuple[int, list[Item]]:
        """The formula at the end of a line of text: where it begins (len of the line if there is none), its items."""
        for boundary in _BOUNDARY.finditer(line.text, max(0, len(line.text) - MAX_FORMULA)):
            if self.titles_end.search(line.text[: boundary.start()][-20:]) or _in_quotes(line.text, boundary.start()):
                continue  # "for Tov. Stalin" is no signature, nor is the one of a telegram that is quoted
            rest = Line(line.number, line.text[boundary.end() :], line.offset + boundary.end())
            items = self.consume(rest, year, expected)
            if items and any(item.kind in STRONG for item in items):
                return boundary.end(), items
        return len(line.text), []

    @staticmethod
    def _item(kind: str, value: str, raw: str, line: Line, at: int) -> Item:
        return Item(kind, value, raw.strip(), line.number, line.offset + at + 1)


def _in_quotes(text: str, at: int) -> bool:
    """Whether a quotation is open at offset `at`."""
    before = text[:at]
    return before.count("“") > before.count("”") or before.count('"') % 2 == 1


def _words(words: tuple[str, ...]) -> re.Pattern[str]:
    if not words:
        return re.compile(r"(?!)")
    joined = "|".join(sorted(map(re.escape, words), key=len, reverse=True))
    return re.compile(rf"(?:{joined})(?![\w])", re.IGNORECASE)


def _alternatives(patterns: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns) or r"(?!)")

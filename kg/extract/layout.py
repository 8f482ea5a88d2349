"""The layout of a page: introduction, and entries of heading, archive line, body and notes.

Nothing here depends on blank lines: a heading may follow a note directly, or be glued to `Archive:` on one line.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from kg.extract.dates import DateReader, Found, year_of
from kg.records.profile import Profile
from kg.source import Document

MAX_PARTY = 160  # characters of one side of a heading; longer is prose
MAX_DATELINE = 80  # characters; a longer line is prose
ANY_YEAR = 2000  # has every day that there can be, for dates whose year is still to be found
_NUMBERED = re.compile(r"\s*(?:(?:No|Nr|#|№)\.?\s*\d+\.?|\d+[.)])\s+|\s*From\s+")  # what stands before the sender
_NAME = r"(?:[A-ZЁ]\.\s?){0,3}[A-ZЁ][\w'’\-]+(?:\s[A-ZЁ][\w'’\-]+){0,2}"


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text and its one-based number; `offset` is the number of characters cut off before it."""

    number: int
    text: str
    offset: int = 0


@dataclass(frozen=True, slots=True)
class RawHeading:
    """A heading as printed: its text, the words of both sides, and its date.

    It ends on line `last`; `number` is that of the document in the edition, where it stands above the heading.
    """

    line: int
    text: str
    sender: str
    recipient: str
    date: Found
    last: int
    number: Line | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """One heading with what is printed under it, or a document without heading, or a heading without document."""

    heading: RawHeading | None
    archive: Line | None
    body: tuple[Line, ...]
    notes: tuple[Line, ...]
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Page:
    """The page: what stands above the first entry, and the entries in order."""

    introduction: tuple[Line, ...]
    introduction_notes: tuple[Line, ...]
    entries: tuple[Entry, ...]
    unread: tuple[Line, ...] = ()  # lines that look like headings, but are none that can be read


class LayoutReader:
    """Cuts a document into entries by the rules of a profile."""

    def __init__(self, profile: Profile, dates: DateReader) -> None:
        self.profile = profile
        self.dates = dates
        self.archive = re.compile(profile.shelfmarks.line)
        self.rule = re.compile(profile.notes.rule)
        self.introduction = re.compile(profile.notes.introduction) if profile.notes.introduction else None
        self.furniture = tuple(re.compile(pattern) for pattern in profile.furniture)
        directions = "|".join(map(re.escape, profile.headings.directions))
        self.direction = re.compile(rf"\s+(?:[-–—]\s+)?(?:{directions})\s+")
        self.any_direction = re.compile(self.direction.pattern, re.IGNORECASE)
        before = "|".join(map(re.escape, profile.headings.before_date))
        self.before_date = re.compile(rf"[\s,]+(?:{before})\s*$" if before else r"(?!)", re.IGNORECASE)
        self.timed = re.compile(rf"\b{dates.month}.*\b(?:1[5-9]|20)\d\d\b|\[.*\b(?:1[5-9]|20)\d\d\b")
        bodies = "|".join(profile.headings.bodies) or r"(?!)"
        titles = "|".join(map(re.escape, profile.names.titles)) or r"(?!)"
        name = rf"(?:(?:{bodies})|(?:(?:{titles})\s+)?{_NAME})"
        self.party = re.compile(rf"{name}(?:\s*(?:,|\band\b|&)\s*{name})*")
        years = "|".join(map(re.escape, profile.dates.year_words)) or r"(?!)"
        self.number = re.compile(rf"\s*(?:{profile.headings.number or '(?!)'})\s*", re.IGNORECASE)
        self.after_date = re.compile(rf"[ .:]*\d*[ .:]*|\s*(?:{years})[ .:]*")

    def heading(self, line: Line) -> RawHeading | None:
        """The heading on `line`, or None. A heading is `NAMES to NAMES DATE` and nothing else."""
        text = line.text.strip()
        if not text or len(text) > 2 * MAX_PARTY + 60 or any(item.fullmatch(text) for item in self.furniture):
            return None
        year = ANY_YEAR if self.profile.headings.yearless else None
        for date in (*self.dates.find_worded(text, year), *self.dates.find_impossible(text, year)):
            if not self.after_date.fullmatch(text, date.end):
                continue
            before = _NUMBERED.sub("", self.before_date.sub("", text[: date.start]))
            parties = self.direction.split(before.strip(" ,.:;"))
            if len(parties) == 2 and all(len(p) <= MAX_PARTY and self.party.fullmatch(p.strip()) for p in parties):
                return RawHeading(line.number, text, parties[0].strip(), parties[1].strip(), date, line.number)
        return None

    def page(self, document: Document) -> Page:
        """Cut `document` into its introduction and entries."""
        lines = [Line(number, text) for number, text in enumerate(document.lines, 1)]
        starts = [(line.number, *item) for line in lines for item in self._start(line, document)]
        entries = []
        merged = self._merge(starts, document)
        begins = [_begin(number, heading) for number, heading, _ in merged]
        for index, (number, heading, archive) in enumerate(merged):
            end = begins[index + 1] - 1 if index + 1 < len(merged) else len(document)
            entries.append(self._entry(document, number, heading, archive, end))
        entries = self._with_years(entries)
        first = begins[0] if begins else len(document) + 1
        started = {number for number, _, _ in starts}
        above_archive = {self._above(document, entry.archive) for entry in entries if not entry.heading}
        unread = tuple(
            line
            for line in lines
            if (line.number not in started and self._looks_like_heading(line))
            or (line.number in above_archive and self._looks_directed(line))
        )
        return Page(*self._split_introduction(tuple(lines[: first - 1])), tuple(entries), unread)

    def _looks_like_heading(self, line: Line) -> bool:
        """Whether a short line names two parties and a month or a year, as a heading with a slip in it does."""
        text = line.text.strip()
        if not text or len(text) > MAX_PARTY or any(item.fullmatch(text) for item in self.furniture):
            return False
        parties = self.direction.split(text, maxsplit=1)
        return len(parties) == 2 and bool(self.party.fullmatch(parties[0].strip()) and self.timed.search(parties[1]))

    def _above(self, document: Document, archive: Line | None) -> int | None:
        """The line of text above an archive line, or its own when more than the word for archive stands before it."""
        if archive is None:
            return None
        if self.archive.sub("", document.line(archive.number)[: archive.offset]).strip():
            return archive.number
        return self._last_text(document, archive.number - 1)

    def _looks_directed(self, line: Line) -> bool:
        """Whether a line names somebody and whom he writes to; above an archive line, that is a heading."""
        text = self.archive.split(_NUMBERED.sub("", line.text), maxsplit=1)[0].strip()
        parties = self.any_direction.split(text, maxsplit=1)
        return len(text) <= MAX_PARTY and len(parties) == 2 and bool(self.party.fullmatch(parties[0].strip()))

    def _with_years(self, entries: list[Entry]) -> list[Entry]:
        """The entries, headings without a year dated by the letter's own dateline, else by the letter before."""
        year: int | None = None
        found = []
        for entry in entries:
            heading = entry.heading
            if heading is not None and not heading.date.has_year:
                year = self._dateline_year(entry) or year
                dates = self.dates.find_worded(heading.text, year)
                date = next((one for one in dates if one.start == heading.date.start), replace(heading.date, value=""))
                entry = replace(entry, heading=replace(heading, date=date))
            elif heading is not None:
                year = year_of(heading.date.value) or year
            found.append(entry)
        return found

    def _dateline_year(self, entry: Entry) -> int | None:
        """The year that a dateline of the letter prints: `17 August [1931]`."""
        for line in entry.body:
            if len(line.text) > MAX_DATELINE:
                continue
            for date in self.dates.find_worded(line.text):
                if not line.text[date.end :].strip(" .,"):
                    return year_of(line.text[date.start : date.end])
        return None

    def _numbered(self, heading: RawHeading, document: Document) -> RawHeading:
        """A heading with the number of the document that stands alone on the line above it."""
        above = self._last_text(document, heading.line - 1)
        if above is None or (match := self.number.fullmatch(document.line(above))) is None:
            return heading
        return replace(heading, number=Line(above, match["number"], match.start("number")))

    @staticmethod
    def _last_text(document: Document, start: int) -> int | None:
        """The line with text at or above line `start`."""
        return next((number for number in range(start, 0, -1) if document.line(number).strip()), None)

    def _over_two_lines(self, line: Line, document: Document) -> RawHeading | None:
        """A heading whose date stands on the next line."""
        below = line.number + 1
        if not self.profile.headings.date_below or below > len(document) or len(line.text) > 2 * MAX_PARTY:
            return None
        date = document.line(below).strip()
        found = [*self.dates.find_worded(date, ANY_YEAR), *self.dates.find_impossible(date, ANY_YEAR)]
        if not any(not date[: one.start].strip(" [") and self.after_date.fullmatch(date, one.end) for one in found):
            return None
        heading = self.heading(Line(line.number, f"{line.text.strip()} {date}"))
        return replace(heading, last=below) if heading is not None else None

    def _start(self, line: Line, document: Document) -> list[tuple[RawHeading | None, Line | None]]:
        """What begins on this line: a heading, an archive line, or both glued together."""
        match = self.archive.search(line.text)
        if match:
            before = line.text[: match.start()]
            heading = self.heading(Line(line.number, before)) if before.strip() else None
            heading = self._numbered(heading, document) if heading else None
            if before.strip() and heading is None and not re.search(r"\d{4}\]?\s*$", before):
                return []  # an archive that is spoken of, not an archive line
            return [(heading, Line(line.number, line.text[match.end() :], match.end()))]
        heading = self.heading(line) or self._over_two_lines(line, document)
        return [(self._numbered(heading, document), None)] if heading else []

    def _merge(
        self, starts: list[tuple[int, RawHeading | None, Line | None]], document: Document
    ) -> list[tuple[int, RawHeading | None, Line | None]]:
        """Give each archive line the heading right above it; an archive line without one begins its own entry."""
        merged: list[tuple[int, RawHeading | None, Line | None]] = []
        for number, heading, archive in starts:
            if archive and heading is None and merged:
                above, pending, taken = merged[-1]
                if pending and taken is None and not self._text_between(document, pending.last, number):
                    merged[-1] = (above, pending, archive)
                    continue
            merged.append((number, heading, archive))
        return merged

    @staticmethod
    def _text_between(document: Document, first: int, last: int) -> bool:
        return any(document.line(number).strip() for number in range(first + 1, last))

    def _entry(
        self, document: Document, first: int, heading: RawHeading | None, archive: Line | None, last: int
    ) -> Entry:
        begin = (archive.number if archive else heading.last if heading else first) + 1
        lines = [Line(n, document.line(n)) for n in range(begin, last + 1)]
        rule = next((i for i, line in enumerate(lines) if self.rule.search(line.text)), None)
        body = [line for line in lines[:rule] if line.text.strip()]
        notes = [line for line in lines[rule + 1 :] if line.text.strip()] if rule is not None else []
        notes = [line for line in notes if not self.rule.search(line.text)]
        return Entry(heading, archive, tuple(body), tuple(notes), first, last)

    def _split_introduction(self, above: tuple[Line, ...]) -> tuple[tuple[Line, ...], tuple[Line, ...]]:
        lines = [line for line in above if line.text.strip()]
        for index, line in enumerate(lines):
            if self.rule.search(line.text) or (self.introduction and self.introduction.fullmatch(line.text.strip())):
                return tuple(lines[:index]), tuple(lines[index + 1 :])
        return tuple(lines), ()


def _begin(number: int, heading: RawHeading | None) -> int:
    """The first line of an entry: that of the number above its heading, if there is one."""
    return heading.number.number if heading is not None and heading.number is not None else number

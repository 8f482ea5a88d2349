"""Notes to a letter: a secretary's note on number, date and sending; losses of enclosures; references to documents."""

from __future__ import annotations

import re

from kg.extract.dates import DateReader, clock, shift, year_of
from kg.extract.layout import Line
from kg.records.citation import Citation
from kg.records.letter import Sent
from kg.records.profile import Profile
from kg.records.witness import Witness


class NoteReader:
    """Reads what notes say of the letter itself."""

    def __init__(self, profile: Profile, dates: DateReader) -> None:
        notes, words = profile.notes, profile.dates
        self.dates = dates
        self.sent = re.compile(notes.sent or r"(?!)", re.IGNORECASE)
        self.place = re.compile(notes.sent_from or r"(?!)")
        self.missing = re.compile(notes.missing or r"(?!)", re.IGNORECASE)
        self.received = re.compile(notes.received or r"(?!)")
        self.copy_dated = re.compile(notes.copy_dated or r"(?!)", re.IGNORECASE)
        self.document = re.compile(notes.document or r"(?!)")
        self.next_day = re.compile("|".join(map(re.escape, words.next_day)) or r"(?!)", re.IGNORECASE)
        self.subject = re.compile(notes.sent_subject or r".*", re.IGNORECASE)
        days = "|".join(map(re.escape, (*words.same_day, *words.next_day))) or r"(?!)"
        self.same_day = re.compile(rf"\b(?:on\s+)?(?:the\s+)?(?:{days})\b|\bon\b", re.IGNORECASE)
        hour, minute = words.hour_words or r"(?!)", words.minute_words or r"(?!)"
        # `at 18:00. 51 min.`, `at 3 o'clock. 05 min.`, `at 4 p.m. 25 min.`, `at 18:51`, `at 3 o'clock`
        self.time = re.compile(
            rf"\bat\s+(?P<hours>\d{{1,2}})(?::(?P<exact>\d\d)|\s*(?P<hour>{hour})\b\.?|\s*(?P<half>[ap])\.m\.)?\.?"
            rf"(?:\s*(?P<minutes>\d{{1,2}})\s*(?:{minute})\b)?",
            re.IGNORECASE,
        )

    def is_sending(self, text: str) -> bool:
        """Whether a note tells of the sending."""
        return self._sending(text) is not None

    def _sending(self, text: str) -> re.Match[str] | None:
        """Where a note says that this telegram was sent; `Stalin's consent was sent in code` is another one."""
        for match in self.sent.finditer(text):
            begin = max(text.rfind(". ", 0, match.start()) + 1, 0)
            if self.subject.fullmatch(self._undated(text[begin : match.start()])):
                return match
        return None

    def clock(self, text: str) -> str | None:
        """The time in `at 18:00. 51 min.` and its like; `HH:MM`."""
        match = self.time.search(text)
        if not match or not (match["exact"] or match["minutes"] or match["half"] or match["hour"]):
            return None
        afternoon = (match["half"] or "").casefold() == "p" and int(match["hours"]) < 12
        hours = int(match["hours"]) + 12 * afternoon
        exact = match["exact"] or "00"
        minutes = match["minutes"] if match["minutes"] and exact == "00" else exact
        return clock(str(hours), minutes)

    def sending(self, line: Line, written: str | None, year: int | None, cited: list[Citation]) -> Sent | None:
        """The sending that a note tells of; `written` is the day of the letter, for `on the same day`.

        `year` completes a day without one where nothing dates the letter.
        """
        match = self._sending(line.text)
        if not match:
            return None
        sentence = line.text[max(line.text.rfind(". ", 0, match.start()) + 1, 0) :]
        time = self.clock(sentence)
        days = self.dates.find_worded(
            sentence[: sentence.find("(") if "(" in sentence else None], year_of(written) or year
        )
        day = days[0].value if days else written
        if time is None or day is None or len(day) != 10:
            return None
        if not days and self.next_day.search(sentence):
            day = shift(day, 1)
        place = self.place.search(sentence)
        leaf = next((c for c in cited if c.line == line.number and c.column > line.offset + match.start()), None)
        return Sent(
            at=f"{day}T{time}",
            from_=place["place"] if place else None,
            line=line.number,
            shelfmark=leaf.shelfmark() if leaf else None,
        )

    def _undated(self, text: str) -> str:
        """The words before `sent` without days: what is left says what was sent."""
        for found in reversed(self.dates.find_worded(text, 1900)):
            text = text[: found.start] + text[found.end :]
        return " ".join(self.same_day.sub("", text).split()).strip(" ,")

    def witnesses(self, line: Line, year: int | None) -> list[Witness]:
        """Losses of enclosures, marks of receipt, references to other documents of the edition."""
        found = []
        if match := self.missing.search(line.text):
            found.append(self._witness("enclosure", "missing", match, line))
        if match := self.received.search(line.text):
            days = self.dates.find_datelines(line.text[match.end() : match.end() + 24], year)
            found += [self._witness("received", day.value, match, line) for day in days[:1] if day.start == 0]
        if match := self.copy_dated.search(line.text):
            found += self._copy_date(match, line, year)
        for match in self.document.finditer(line.text):
            found.append(self._witness("reference", f"document {match['number']}", match, line))
        return found

    def _copy_date(self, match: re.Match[str], line: Line, year: int | None) -> list[Witness]:
        """The date that another copy of the letter bears."""
        after = line.text[match.end() : match.end() + 24]
        days = [*self.dates.find_datelines(after, year), *self.dates.find_worded(after, year)]
        first = min(days, key=lambda day: day.start, default=None)
        if first is None or len(first.value) != 10:
            return []
        raw, column = after[first.start : first.end].strip(), line.offset + match.end() + first.start + 1
        return [Witness(field="date", value=first.value, type="copy-note", raw=raw, line=line.number, column=column)]

    @staticmethod
    def _witness(field: str, value: str, match: re.Match[str], line: Line) -> Witness:
        column = line.offset + match.start() + 1
        return Witness(field=field, value=value, type="note", raw=match[0].strip(), line=line.number, column=column)

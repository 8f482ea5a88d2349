"""One entry of a page: everything that its heading, archive line, body and notes say, as records."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from msgspec.structs import replace

from kg.extract.body import BodyParts, BodyReader
from kg.extract.citations import CitationReader
from kg.extract.dates import DateReader, year_of
from kg.extract.decisions import DecisionReader
from kg.extract.formulae import FormulaReader
from kg.extract.layout import Entry, Line
from kg.extract.letters import AnswerReader, Said, as_witnesses, heading, heading_witnesses, said, shelfmarks
from kg.extract.mentions import Evidence, MentionReader, Spotted, gather, unknown_name
from kg.extract.names import NameReader
from kg.extract.notes import NoteReader
from kg.extract.problems import (
    empty_heading,
    impossible_date,
    impossible_dateline,
    no_archive_line,
    no_heading,
    no_shelfmark,
    unknown_party,
)
from kg.extract.references import Parties, ReferenceReader
from kg.extract.sameness import Noted, stems
from kg.extract.shelfmarks import ShelfmarkReader
from kg.extract.unread import UnreadReader
from kg.records.authorities import Authorities
from kg.records.citation import Citation
from kg.records.heading import Heading
from kg.records.letter import Letter, Sent
from kg.records.problem import Problem
from kg.records.profile import Profile
from kg.records.witness import Witness
from kg.source import Document


@dataclass(frozen=True)
class Reading:
    """An entry as read: its parts, what its formulae say, its notes and what they cite, who is named in it."""

    entry: Entry
    year: int | None
    heading: Heading | None
    shelfmarks: tuple[Citation, ...]
    parts: BodyParts | None
    said: Said | None
    notes: tuple[Line, ...]
    cited: tuple[Citation, ...]
    spotted: tuple[Spotted, ...]

    @property
    def text(self) -> tuple[Line, ...]:
        """The lines of prose of the body."""
        return self.parts.text if self.parts else ()

    @property
    def written(self) -> str | None:
        """The day that the body, or else the heading, gives."""
        return (self.said.date if self.said else None) or (self.heading.date if self.heading else None)

    @property
    def parties(self) -> Parties:
        """Who writes to whom, by the body or else the heading; a heading the other way round is read that way."""
        printed = (self.heading.senders, self.heading.recipients) if self.heading else ((), ())
        senders, recipients = (self.said.senders, self.said.recipients) if self.said else ((), ())
        if (set(senders) & set(printed[1])) or (set(recipients) & set(printed[0])):
            printed = (printed[1], printed[0])
        return Parties(senders or printed[0], recipients or printed[1], self.written)

    def cited_on(self, line: Line) -> list[Citation]:
        """The citations of one line of the notes."""
        return [citation for citation in self.cited if citation.line == line.number]

    @property
    def letter(self) -> str | None:
        """The provisional identifier of the document, if there is one."""
        return f"l{self.entry.first:04d}" if self.entry.archive or self.parts else None


class EntryReader:
    """Reads the entries of one document by the rules of a profile, with the names of the authority tables."""

    def __init__(self, document: Document, profile: Profile, authorities: Authorities) -> None:
        self.document, self.profile = document, profile
        self.dates = DateReader(profile.dates)
        self.names = NameReader(authorities, profile)
        marks = ShelfmarkReader(profile.shelfmarks)
        self.citing = CitationReader(profile, marks, document.lines)
        archives = "|".join(map(re.escape, profile.shelfmarks.archives))
        cited = re.compile(rf"\((?:(?:{archives})\b|{profile.shelfmarks.ibid})")
        self.unread = UnreadReader(marks)
        self.rule = re.compile(profile.notes.rule)
        self.bodies = BodyReader(profile, FormulaReader(profile, self.dates, self.names), cited)
        self.notes = NoteReader(profile, self.dates)
        self.answers = AnswerReader(profile, self.dates)
        self.references = ReferenceReader(profile, self.dates, self.names, self.answers)
        page = (Line(number, text) for number, text in enumerate(document.lines, 1))
        self.mentions = MentionReader(profile, self.names).learn(page)
        self.deciding = DecisionReader(profile, self.dates, self._persons)

    def _persons(self, line: Line) -> list[Spotted]:
        return [item for item in self.mentions.spot(line) if item.evidence > Evidence.WEAK]

    def cite(self, line: Line, before: Citation | None, own: Citation | None) -> list[Citation]:
        """The citations of a line, archival and printed, in order."""
        sent = self.notes.is_sending(line.text)
        both = [*self.citing.archival(line, before, own, sent), *self.citing.printed(line)]
        return sorted(both, key=lambda citation: citation.column)

    def read(self, entry: Entry, year: int | None, expected: frozenset[str]) -> Reading:
        """Read an entry. `year` completes dates without one; `expected` are names that may sign or be addressed."""
        record = heading(entry.heading, self.names, f"h{entry.first:04d}") if entry.heading else None
        own = self.citing.archive_line(entry.archive) if entry.archive else []
        lines = range(entry.first, entry.last + 1)
        ruled = any(self.rule.search(self.document.line(number)) for number in lines)
        parts = self.bodies.cut(entry.body, ruled, year, expected)
        spoken = self._dated(said(parts, self.profile), year) if parts else None
        notes = tuple(unnumbered(line) for line in (*(parts.overflow if parts else ()), *entry.notes))
        return Reading(
            entry=entry,
            year=year,
            heading=record,
            shelfmarks=tuple(own),
            parts=parts,
            said=spoken,
            notes=notes,
            cited=tuple(self._note_citations(notes, own)),
            spotted=tuple(self._spot(parts.text if parts else (), spoken, record)),
        )

    def _dated(self, spoken: Said, year: int | None) -> Said:
        """A telegram without dateline is dated by its own line of sending (`From Moscow 14/VIII - 35 at ...`)."""
        if spoken.date or not spoken.sending:
            return spoken
        days = self.dates.find_datelines(spoken.sending.raw, year)
        if not days:
            return spoken
        item = dataclasses.replace(spoken.sending, value=days[0].value)
        witnesses = (*spoken.witnesses, *as_witnesses("date", "dateline", [item]))
        return dataclasses.replace(spoken, date=days[0].value, witnesses=witnesses)

    def _note_citations(self, notes: Iterable[Line], own: Sequence[Citation]) -> list[Citation]:
        cited: list[Citation] = []
        before = own[-1] if own else None
        for line in notes:
            here = self.cite(line, before, own[0] if own else None)
            cited += here
            before = next((c for c in reversed(here) if c.kind == "archival"), before)
        return cited

    def _spot(self, lines: Iterable[Line], spoken: Said | None, record: Heading | None) -> list[Spotted]:
        """Who is named in a body. Those it is addressed to are not mentioned where they are only spoken to."""
        parties = (*record.senders, *record.recipients) if record else ()
        addressed = frozenset((*(spoken.recipients if spoken else ()), *parties))
        return [
            item
            for line in lines
            for item in self.mentions.spot(line)
            if not (self.names.base(item.text) in addressed and self.mentions.is_vocative(line, item))
        ]

    # --- records ------------------------------------------------------------------------------------------------

    def letter(self, reading: Reading) -> Letter:
        """The record of the entry, without adopted values."""
        entry, record, spoken = reading.entry, reading.heading, reading.said
        sent = self._sent(reading)
        answered = self.answers.find(reading.text, reading.written)
        marks = shelfmarks(entry.archive, list(reading.shelfmarks)) if entry.archive else ()
        witnesses = [
            *(heading_witnesses(record) if record else ()),
            *_number_witnesses(entry),
            *(spoken.witnesses if spoken else ()),
            *answered,
            *self._references(reading, answered),
            *sent_witnesses(sent),
        ]
        return Letter(
            line=record.line if record else entry.first,
            source=self.document.source(entry.first, self._last(entry)),
            heading=record,
            letter=reading.letter,
            body=spoken.body(reading.parts) if spoken and reading.parts else None,
            shelfmarks=marks,
            forms=tuple(form for mark in marks for form in mark.forms),
            labels=spoken.labels if spoken else (),
            numbers=spoken.numbers if spoken else (),
            sent=sent,
            answers=tuple(witness.value for witness in answered),
            mentions=gather(item for item in reading.spotted if item.evidence > Evidence.WEAK),
            witnesses=tuple(sorted(witnesses, key=lambda w: (w.line, w.column, w.field, w.value))),
        )

    def _references(self, reading: Reading, answered: Sequence[Witness]) -> list[Witness]:
        """What the text and the notes say of other letters, and what the notes say of this one."""
        parties = reading.parties
        sent = self.references.in_text(reading.text, parties, answered)
        spoken = reading.said
        kind = "telegram" if spoken and (spoken.labels or spoken.numbers or spoken.sending) else "letter"
        found = list(sent)
        for line in reading.notes:
            found += self.references.in_note(line, reading.cited_on(line), parties, kind, reading.year)
            for witness in self.notes.witnesses(line, reading.year):
                if witness.field == "enclosure":
                    marked = [paragraph.number for paragraph in self._paragraphs(line.number, reading)]
                    witness = self.references.loss(witness, marked, sent)
                elif witness.field == "reference":
                    witness = self.references.document(witness, line)
                found.append(witness)
        return found

    def _last(self, entry: Entry) -> int:
        """The last line of an entry that is not blank."""
        return next(n for n in range(entry.last, entry.first - 1, -1) if self.document.line(n).strip())

    def _sent(self, reading: Reading) -> Sent | None:
        """The sending, from a secretary's note or from a line of the telegram itself."""
        for line in reading.notes:
            if sent := self.notes.sending(line, reading.written, reading.year, list(reading.cited)):
                return sent
        item = reading.said.sending if reading.said else None
        if item is None:
            return None
        match = re.match(self.profile.body.sending, item.raw)
        days = self.dates.find_datelines(item.raw, year_of(reading.written))
        time = self.notes.clock(item.raw)
        return (
            Sent(at=f"{days[0].value}T{time}", from_=match["place"], line=item.line)
            if match and days and time
            else None
        )

    def decisions(self, reading: Reading) -> list[Noted]:
        """The decisions of the notes, with what they are about."""
        heading_id = reading.heading.id if reading.heading else None
        found: list[Noted] = []
        for line in reading.notes:
            here = reading.cited_on(line)
            note = stems(line.text)
            matter = note | stems(" ".join(paragraph.text for paragraph in self._paragraphs(line.number, reading)))
            for decision in self.deciding.read(line, here, reading.year, reading.written):
                found.append(Noted(replace(decision, heading=heading_id, letter=reading.letter), note, matter))
        return found

    def _paragraphs(self, note: int, reading: Reading) -> list[Line]:
        """The paragraphs of the body that bear the number of the note on line `note`."""
        number = note_number(self.document.line(note))
        if number is None:
            return []
        mark = re.compile(rf"(?<=[^\d\s/.,–-])\s?{number}(?=[\s.,;:–—]|$)|(?<=[.!?”\"])\s?{number}(?=\s|$)")
        return [line for line in reading.text if mark.search(line.text)]

    def problems(self, reading: Reading) -> list[Problem]:
        """What a person should look at."""
        entry = reading.entry
        problems = [unknown_name(item) for item in first_of_each(reading.spotted) if item.person is None]
        problems += self._unknown_parties(reading)
        if entry.heading and not entry.archive:
            lost = self._archive_line(entry.body)
            problems.append(no_archive_line(entry.heading, lost) if reading.parts else empty_heading(entry.heading))
        if entry.archive and not entry.heading:
            problems.append(no_heading(entry.archive))
        if entry.heading and not entry.heading.date.value:
            problems.append(impossible_date(entry.heading))
        if entry.archive and not reading.shelfmarks:
            problems.append(no_shelfmark(entry.archive))
        if entry.archive:
            problems += self.unread.beside(entry.archive, reading.shelfmarks)
            problems += self.unread.shelfmark(entry.archive, shelfmarks(entry.archive, list(reading.shelfmarks)))
        for line in reading.notes:
            problems += self.unread.citations(line, [c for c in reading.cited if c.line == line.number])
        year = (year_of(reading.heading.date) if reading.heading else None) or _LEAP_YEAR
        wrong = [line for line in entry.body if self.dates.is_impossible_dateline(line.text, year)]
        return problems + [impossible_dateline(line) for line in wrong]

    def _archive_line(self, body: Iterable[Line]) -> Citation | None:
        """The shelfmark that a line of a body begins with: that of an archive line whose word for archive was lost."""
        first = (mark for line in body for mark in self.citing.archive_line(line)[:1] if _begins(mark, line))
        return next(first, None)

    def _unknown_parties(self, reading: Reading) -> list[Problem]:
        """Senders and addressees who are not in the tables, each once."""
        witnesses = [*(heading_witnesses(reading.heading) if reading.heading else ())]
        witnesses += reading.said.witnesses if reading.said else ()
        named = {w.value: w for w in reversed(witnesses) if w.field in ("sender", "recipient")}
        return [unknown_party(w) for name, w in sorted(named.items()) if not self.names.is_settled(name)]


_LEAP_YEAR = 2000  # has every day that there can be, for datelines whose year nothing says
_NOTE_NUMBER = re.compile(r"\s*(?P<number>\d{1,2})\s*(?=[^\W\d_a-z]|[“\"«])")


def note_number(text: str) -> str | None:
    """The number that a note begins with, if it was not lost."""
    match = _NOTE_NUMBER.match(text)
    return match["number"] if match else None


def _begins(mark: Citation, line: Line) -> bool:
    """Whether a whole shelfmark begins a line, or stands after one word."""
    return bool(mark.archive and mark.path) and len(line.text[: mark.column - 1 - line.offset].split()) <= 1


def unnumbered(note: Line) -> Line:
    """A note without its number, so that `4 April 1, 1932` is not read as the fourth of April."""
    match = _NOTE_NUMBER.match(note.text)
    return Line(note.number, note.text[match.end() :], note.offset + match.end()) if match else note


def _number_witnesses(entry: Entry) -> list[Witness]:
    """The number of the document in the edition, which stands above its heading."""
    number = entry.heading.number if entry.heading and (entry.archive or entry.body) else None
    if number is None:
        return []
    return [
        Witness(field="edition-number", value=number.text, type="heading", raw=number.text, line=number.number,
                column=number.offset + 1)
    ]  # fmt: skip


def sent_witnesses(sent: Sent | None) -> list[Witness]:
    """What a note on the sending says, as witnesses."""
    if sent is None or sent.line is None:
        return []
    fields = [("sent", sent.at, sent.at)]
    if sent.from_:
        fields.append(("sent-from", sent.from_, sent.from_))
    if sent.shelfmark:
        fields.append(("carrier", sent.shelfmark.raw, sent.shelfmark.raw))
    return [Witness(field=f, value=v, type="secretary-note", raw=raw, line=sent.line) for f, v, raw in fields]


def first_of_each(spotted: Iterable[Spotted]) -> list[Spotted]:
    """The first occurrence of each name without a row in the table."""
    seen: dict[str, Spotted] = {}
    for item in spotted:
        seen.setdefault(item.text, item)
    return list(seen.values())

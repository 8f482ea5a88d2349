"""A page of an edition -> letters, citations, decisions and problems, in the order of the page."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from msgspec.structs import replace

from kg.extract.body import BodyParts, BodyReader
from kg.extract.citations import CitationReader
from kg.extract.dates import DateReader, year_of
from kg.extract.decisions import DecisionReader
from kg.extract.formulae import FormulaReader
from kg.extract.layout import Entry, LayoutReader, Line
from kg.extract.letters import AnswerReader, Said, as_witnesses, heading, heading_witnesses, said, shelfmarks
from kg.extract.mentions import Evidence, MentionReader, Spotted, gather, unknown_name
from kg.extract.names import NameReader
from kg.extract.notes import NoteReader
from kg.extract.problems import empty_heading, impossible_date, no_heading, no_letters, no_shelfmark, unknown_party
from kg.extract.sameness import Noted, numbered, rarity, stems
from kg.extract.shelfmarks import ShelfmarkReader
from kg.records.authorities import Authorities
from kg.records.citation import Citation
from kg.records.decision import Decision
from kg.records.heading import Heading
from kg.records.letter import Letter, Sent
from kg.records.problem import Problem
from kg.records.profile import Profile
from kg.records.witness import Witness
from kg.source import Document


@dataclass(frozen=True)
class Extraction:
    """What a page holds. Identifiers are provisional: h0001, l0001, d0001 in the order of the page."""

    letters: tuple[Letter, ...]
    citations: tuple[Citation, ...]
    decisions: tuple[Decision, ...]
    problems: tuple[Problem, ...]


@dataclass
class _Found:
    """What is gathered while the page is read."""

    letters: list[Letter] = field(default_factory=list)
    citations: list[Citation] = field(default_factory=list)
    decisions: list[Noted] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


class PageReader:
    """The readers of one page, made from a profile and the authority tables."""

    def __init__(self, document: Document, profile: Profile, authorities: Authorities) -> None:
        self.document, self.profile = document, profile
        self.dates = DateReader(profile.dates)
        self.names = NameReader(authorities, profile)
        self.layout = LayoutReader(profile, self.dates)
        self.shelfmarks = ShelfmarkReader(profile.shelfmarks)
        self.citing = CitationReader(profile, self.shelfmarks, document.lines)
        self.formulae = FormulaReader(profile, self.dates, self.names)
        archives = "|".join(map(re.escape, profile.shelfmarks.archives))
        cited = re.compile(rf"\((?:(?:{archives})\b|{profile.shelfmarks.ibid})")
        self.bodies = BodyReader(profile, self.formulae, cited)
        self.notes = NoteReader(profile, self.dates)
        self.answers = AnswerReader(profile, self.dates)
        page = (Line(number, text) for number, text in enumerate(document.lines, 1))
        self.mentions = MentionReader(profile, self.names).learn(page)
        self.deciding = DecisionReader(profile, self.dates, self._persons)

    def _persons(self, line: Line) -> list[str]:
        spotted = (item for item in self.mentions.spot(line) if item.evidence > Evidence.WEAK)
        return [item.person.surname if item.person else item.text for item in spotted]

    def read(self) -> Extraction:
        """Read the whole page."""
        page = self.layout.page(self.document)
        found = _Found()
        years = [year_of(entry.heading.date.value) for entry in page.entries if entry.heading]
        self._introduction(page.introduction, page.introduction_notes, years[0] if years else None, found)
        expected = self._correspondents(page.entries)
        year = years[0] if years else None
        for entry in page.entries:
            year = (year_of(entry.heading.date.value) if entry.heading else None) or year
            self._entry(entry, year, expected, found)
        if not page.entries:
            found.problems.append(no_letters(self.profile))
        decisions, open_ = numbered(found.decisions, rarity(self.document.lines))
        problems = sorted((*found.problems, *open_), key=lambda problem: (problem.line, problem.column))
        return Extraction(tuple(found.letters), tuple(found.citations), decisions, tuple(problems))

    def _correspondents(self, entries: Iterable[Entry]) -> frozenset[str]:
        """Everyone whom a heading names: their names may stand alone on a line above and below a text."""
        names: set[str] = set()
        for entry in entries:
            if entry.heading:
                names.update(self.names.party(entry.heading.sender), self.names.party(entry.heading.recipient))
        return frozenset(names)

    def _introduction(self, text: Sequence[Line], notes: Sequence[Line], year: int | None, found: _Found) -> None:
        """Citations and decisions above the first letter; an introduction's notes support its decisions in order."""
        cited: list[Citation] = []
        for line in (*text, *notes):
            cited += self._cite(line, cited[-1] if cited else None, None)
        found.citations += cited
        below = [c for c in cited if c.line in {line.number for line in notes}]
        for line in text:
            here = [c for c in cited if c.line == line.number]
            for decision in self.deciding.read(line, here, year):
                if not decision.citations and below:
                    decision = replace(decision, citations=(below.pop(0),))
                about = stems(line.text)
                found.decisions.append(Noted(decision, about, about))

    def _cite(self, line: Line, before: Citation | None, own: Citation | None) -> list[Citation]:
        sent = self.notes.is_sending(line.text)
        both = [*self.citing.archival(line, before, own, sent), *self.citing.printed(line)]
        return sorted(both, key=lambda citation: citation.column)

    def _entry(self, entry: Entry, year: int | None, expected: frozenset[str], found: _Found) -> None:
        record = heading(entry.heading, self.names, f"h{entry.first:04d}") if entry.heading else None
        witnesses: list[Witness] = heading_witnesses(record) if record else []
        archive_line = entry.archive
        own = self.citing.archive_line(archive_line) if archive_line else []
        ruled = any(self.layout.rule.search(self.document.line(n)) for n in range(entry.first, entry.last + 1))
        parts = self.bodies.cut(entry.body, ruled, year, expected)
        spoken = said(parts, self.profile) if parts else None
        notes = tuple(unnumbered(line) for line in (*(parts.overflow if parts else ()), *entry.notes))
        note_citations = self._note_citations(notes, own)
        if parts and spoken and spoken.date is None and spoken.sending:
            spoken = self._dated_by_sending(spoken, year)
        written = (spoken.date if spoken else None) or (record.date if record else None)
        sent = self._sent(notes, spoken, written, note_citations)
        answered = self.answers.find(parts.text if parts else (), written)
        spotted = self._spot(parts.text if parts else (), spoken, record)
        witnesses += [*(spoken.witnesses if spoken else ()), *answered]
        witnesses += [w for line in notes for w in self.notes.witnesses(line, year)] + sent_witnesses(sent)
        marks = shelfmarks(archive_line, own) if archive_line else ()
        found.letters.append(
            Letter(
                line=record.line if record else entry.first,
                source=self.document.source(entry.first, self._last(entry)),
                heading=record,
                letter=f"l{entry.first:04d}" if archive_line else None,
                body=spoken.body(parts) if spoken and parts else None,
                shelfmarks=marks,
                forms=tuple(form for mark in marks for form in mark.forms),
                labels=spoken.labels if spoken else (),
                numbers=spoken.numbers if spoken else (),
                sent=sent,
                answers=tuple(witness.value for witness in answered),
                mentions=gather(item for item in spotted if item.evidence > Evidence.WEAK),
                witnesses=tuple(sorted(witnesses, key=lambda w: (w.line, w.column, w.field, w.value))),
            )
        )
        found.citations += [*own, *note_citations]
        found.problems += self._problems(entry, own, spotted)
        found.problems += self._unknown_parties(record, spoken)
        found.decisions += self._decisions(notes, note_citations, entry, year, parts)

    def _note_citations(self, notes: Iterable[Line], own: Sequence[Citation]) -> list[Citation]:
        cited: list[Citation] = []
        before = own[-1] if own else None
        for line in notes:
            here = self._cite(line, before, own[0] if own else None)
            cited += here
            before = next((c for c in reversed(here) if c.kind == "archival"), before)
        return cited

    def _sent(
        self, notes: Iterable[Line], spoken: Said | None, written: str | None, cited: list[Citation]
    ) -> Sent | None:
        """The sending, from a secretary's note or from a line of the telegram itself."""
        for line in notes:
            if sent := self.notes.sending(line, written, cited):
                return sent
        if spoken and spoken.sending:
            raw = spoken.sending.raw
            match = re.match(self.profile.body.sending, raw)
            days = self.dates.find_datelines(raw, year_of(written))
            time = self.notes.clock(raw)
            if match and days and time:
                return Sent(at=f"{days[0].value}T{time}", from_=match["place"], line=spoken.sending.line)
        return None

    def _dated_by_sending(self, spoken: Said, year: int | None) -> Said:
        """A telegram without dateline is dated by its own line of sending (`From Moscow 14/VIII - 35 at ...`)."""
        assert spoken.sending
        days = self.dates.find_datelines(spoken.sending.raw, year)
        if not days:
            return spoken
        item = dataclasses.replace(spoken.sending, value=days[0].value)
        return dataclasses.replace(
            spoken, date=days[0].value, witnesses=(*spoken.witnesses, *as_witnesses("date", "dateline", [item]))
        )

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

    def _last(self, entry: Entry) -> int:
        """The last line of an entry that is not blank."""
        return next(n for n in range(entry.last, entry.first - 1, -1) if self.document.line(n).strip())

    def _decisions(
        self, notes: Iterable[Line], cited: list[Citation], entry: Entry, year: int | None, parts: BodyParts | None
    ) -> list[Noted]:
        """The decisions of a letter's notes, with what they are about."""
        letter = f"l{entry.first:04d}" if entry.archive else None
        heading_id = f"h{entry.first:04d}" if entry.heading else None
        found: list[Noted] = []
        for line in notes:
            here = [citation for citation in cited if citation.line == line.number]
            note = stems(line.text)
            matter = note | stems(" ".join(self._paragraphs(line.number, parts)))
            for decision in self.deciding.read(line, here, year):
                found.append(Noted(replace(decision, heading=heading_id, letter=letter), note, matter))
        return found

    def _paragraphs(self, note: int, parts: BodyParts | None) -> list[str]:
        """The paragraphs of a body that bear the number of the note on line `note`."""
        number = note_number(self.document.line(note))
        if number is None or parts is None:
            return []
        mark = re.compile(rf"(?<=[^\d\s/.,–-])\s?{number}(?=[\s.,;:]|$)|(?<=[.!?”\"])\s?{number}(?=\s|$)")
        return [line.text for line in parts.text if mark.search(line.text)]

    def _unknown_parties(self, record: Heading | None, spoken: Said | None) -> list[Problem]:
        """Senders and addressees who are not in the tables, each once."""
        witnesses = [*(heading_witnesses(record) if record else ()), *(spoken.witnesses if spoken else ())]
        named = {w.value: w for w in reversed(witnesses) if w.field in ("sender", "recipient")}
        return [unknown_party(w) for name, w in sorted(named.items()) if not self.names.is_settled(name)]

    def _problems(self, entry: Entry, own: Sequence[Citation], spotted: Iterable[Spotted]) -> list[Problem]:
        problems = [unknown_name(item) for item in first_of_each(spotted) if item.person is None]
        if entry.heading and not entry.archive:
            problems.append(empty_heading(entry.heading))
        if entry.archive and not entry.heading:
            problems.append(no_heading(entry.archive))
        if entry.heading and not entry.heading.date.value:
            problems.append(impossible_date(entry.heading))
        if entry.archive and not own:
            problems.append(no_shelfmark(entry.archive))
        return problems


def extract(document: Document, profile: Profile, authorities: Authorities) -> Extraction:
    """Everything that `document` says, read by the rules of `profile` with the names of `authorities`."""
    return PageReader(document, profile, authorities).read()


_NOTE_NUMBER = re.compile(r"\s*(?P<number>\d{1,2})\s*(?=[^\W\d_a-z]|[“\"«])")


def note_number(text: str) -> str | None:
    """The number that a note begins with, if it was not lost."""
    match = _NOTE_NUMBER.match(text)
    return match["number"] if match else None


def unnumbered(note: Line) -> Line:
    """A note without its number, so that `4 April 1, 1932` is not read as the fourth of April."""
    match = _NOTE_NUMBER.match(note.text)
    return Line(note.number, note.text[match.end() :], note.offset + match.end()) if match else note


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

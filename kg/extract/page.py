"""A page of an edition -> letters, citations, decisions and problems, in the order of the page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

from msgspec.structs import replace

from kg.extract.dates import year_of
from kg.extract.entry import EntryReader
from kg.extract.layout import Entry, LayoutReader, Line
from kg.extract.problems import unread_heading
from kg.extract.sameness import Noted, numbered, rarity, stems
from kg.records.authorities import Authorities
from kg.records.citation import Citation
from kg.records.decision import Decision
from kg.records.letter import Letter
from kg.records.problem import Problem
from kg.records.profile import Profile
from kg.source import Document


@dataclass(frozen=True)
class Extraction:
    """What a page holds. Identifiers are provisional: the letter of the kind and a number in the order of the page."""

    letters: tuple[Letter, ...]
    citations: tuple[Citation, ...]
    decisions: tuple[Decision, ...]
    problems: tuple[Problem, ...]


def extract(document: Document, profile: Profile, authorities: Authorities) -> Extraction:
    """Everything that `document` says, read by the rules of `profile` with the names of `authorities`."""
    reader = EntryReader(document, profile, authorities)
    page = LayoutReader(profile, reader.dates).page(document)
    expected = _correspondents(page.entries, reader)
    years = list(_years(page.entries))
    readings = [reader.read(entry, year, expected) for entry, year in zip(page.entries, years, strict=True)]

    above, noted = _introduction(page.introduction, page.introduction_notes, years[0] if years else None, reader)
    noted += chain.from_iterable(reader.decisions(reading) for reading in readings)
    decisions, open_ = numbered(noted, rarity(document.lines))
    citations = (*above, *chain.from_iterable((*reading.shelfmarks, *reading.cited) for reading in readings))
    problems = [*chain.from_iterable(reader.problems(reading) for reading in readings), *open_]
    problems += [unread_heading(line) for line in page.unread]
    told = {problem.line for problem in problems if problem.kind == "unread-shelfmark"}
    problems += reader.unread.page([citation for citation in citations if citation.kind == "archival"], told)
    for line in (*page.introduction, *page.introduction_notes):
        problems += reader.unread.citations(line, [citation for citation in above if citation.line == line.number])
    return Extraction(
        letters=tuple(reader.letter(reading) for reading in readings),
        citations=citations,
        decisions=decisions,
        problems=tuple(sorted(problems, key=lambda problem: (problem.line, problem.column))),
    )


def _years(entries: Sequence[Entry]) -> Iterator[int | None]:
    """The year of each entry: its heading's, else that of the one before; above the first, the first one's."""
    printed = [year_of(entry.heading.date.value) if entry.heading else None for entry in entries]
    year = next((found for found in printed if found), None)
    for found in printed:
        year = found or year
        yield year


def _correspondents(entries: Iterable[Entry], reader: EntryReader) -> frozenset[str]:
    """Everyone whom a heading names: their names may stand alone on a line above and below a text."""
    headings = [entry.heading for entry in entries if entry.heading]
    sides = [side for heading in headings for side in (heading.sender, heading.recipient)]
    return frozenset(name for side in sides for name in reader.names.party(side))


def _introduction(
    text: Sequence[Line], notes: Sequence[Line], year: int | None, reader: EntryReader
) -> tuple[list[Citation], list[Noted]]:
    """Citations and decisions above the first letter; an introduction's notes support its decisions in order."""
    cited: list[Citation] = []
    for line in (*text, *notes):
        cited += reader.cite(line, cited[-1] if cited else None, None)
    noted_on = {line.number for line in notes}
    below = [citation for citation in cited if citation.line in noted_on]
    found: list[Noted] = []
    for line in text:
        here = [citation for citation in cited if citation.line == line.number]
        for decision in reader.deciding.read(line, here, year):
            if not decision.citations and below:
                decision = replace(decision, citations=(below.pop(0),))
            found.append(Noted(decision, stems(line.text), stems(line.text)))
    return cited, found

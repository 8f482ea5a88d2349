"""Decisions that notes and introductions record: body, date, action, citations, persons.

A sentence records a decision when it names a deciding body or uses a verb of deciding beside a date, and is covered by a
citation; a sentence that only refers to a decision of the note again adds nothing. The facts are read, never the words.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from kg.extract.dates import DateReader, Found, year_of
from kg.extract.layout import Line
from kg.extract.letters import sentences
from kg.records.citation import Citation
from kg.records.decision import Decision
from kg.records.profile import Profile


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause of a note with what it says of a decision."""

    line: Line
    begin: int
    end: int
    body: str | None
    date: str | None
    action: str | None


class DecisionReader:
    """Reads decisions by the rules of a profile. `persons` names the persons on a piece of text."""

    def __init__(self, profile: Profile, dates: DateReader, persons: Callable[[Line], Sequence[str]]) -> None:
        rules = profile.decisions
        self.dates, self.persons, self.rules = dates, persons, rules
        self.bodies = [(re.compile(pattern), name) for pattern, name in rules.bodies.items()]
        self.verbs = [(re.compile(rf"\b(?:{pattern})\b"), action) for pattern, action in rules.verbs.items()]
        self.nots = re.compile("|".join(rules.not_decisions) or r"(?!)")
        self.nouns = re.compile("|".join(rules.nouns) or r"(?!)")
        self.later = re.compile("|".join(rules.dated_later) or r"(?!)")

    def read(self, line: Line, cited: Sequence[Citation], year: int | None) -> list[Decision]:
        """The decisions on one line of a note; `cited` are the line's citations, `year` the letter's."""
        clauses = self._clauses(line, year)
        found: list[Decision] = []
        for index, clause in enumerate(clauses):
            until = clauses[index + 1].begin if index + 1 < len(clauses) else len(line.text)
            columns = range(line.offset + clause.begin + 1, line.offset + until + 1)
            own = tuple(c for c in cited if c.column in columns)
            words = Line(line.number, line.text[clause.begin : clause.end], line.offset + clause.begin)
            found.append(
                Decision(
                    id="",
                    line=line.number,
                    body=clause.body or self.rules.default_body,
                    date=clause.date,
                    action=clause.action,
                    citations=own,
                    persons=tuple(dict.fromkeys(self.persons(words))),
                )
            )
        return found

    def _clauses(self, line: Line, year: int | None) -> list[Clause]:
        """The clauses that record a decision, each with its own date; a repetition of a date belongs to the same one."""
        found: list[Clause] = []
        dates = self.dates.find_worded(line.text, year)
        known_year = year
        body: str | None = None
        for begin, end in self._spans(line.text):
            text = line.text[begin:end]
            inside = [d for d in dates if begin <= d.start < end and not self._quoted(line.text, d.start)]
            known_year = next((year_of(d.value) for d in inside if d.has_year), known_year)
            named = self._body(text)
            body = named or body
            action = self._action(text)
            if self.nots.search(text) or not (action or self.nouns.search(text)) or not (named or body):
                continue
            date = self._date(text, begin, inside, known_year)
            if named is None and date is None:
                continue  # goes on about the decision before it
            if date is None and found and not self.nouns.search(text):
                continue
            if any(clause.date == date and clause.body == (named or body) for clause in found) and date:
                continue
            found.append(Clause(line, begin, end, named or body, date, action or "decided"))
        return found

    def _spans(self, text: str) -> list[tuple[int, int]]:
        """Sentences, and the parts of a sentence that a bracketed citation or a semicolon with a new date ends."""
        spans: list[tuple[int, int]] = []
        for begin, sentence in sentences(text):
            cut = [begin]
            for match in re.finditer(r"\)\s*;\s+|;\s+(?=[Oo]n\s)", sentence):
                cut.append(begin + match.end())
            cut.append(begin + len(sentence))
            spans += [(a, b) for a, b in zip(cut, cut[1:], strict=False) if b > a]
        return spans

    def _date(self, text: str, begin: int, inside: list[Found], year: int | None) -> str | None:
        """The date of the deciding: the first of the clause, unless a word says that a later one counts."""
        if not inside:
            return None
        values = [self._with_year(found, year) for found in inside]
        later = self.later.search(text)
        if later:
            after = [v for v, f in zip(values, inside, strict=True) if f.start - begin >= later.start()]
            return after[0] if after else values[-1]
        return values[0]

    @staticmethod
    def _with_year(found: Found, year: int | None) -> str:
        return found.value if found.has_year or year is None else f"{year:04d}{found.value[4:]}"

    @staticmethod
    def _quoted(text: str, at: int) -> bool:
        """Whether offset `at` stands inside quotation marks: the words of a document, not of its editors."""
        before = text[:at]
        return before.count("“") > before.count("”") and "”" in text[at:]

    def _body(self, text: str) -> str | None:
        places = [(match.start(), name) for pattern, name in self.bodies if (match := pattern.search(text))]
        return min(places)[1] if places else None

    def _action(self, text: str) -> str | None:
        places = [(match.start(), action) for pattern, action in self.verbs if (match := pattern.search(text))]
        return min(places)[1] if places else None

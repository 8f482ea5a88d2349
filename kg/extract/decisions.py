"""Decisions that notes and introductions record: body, date, action, citations, persons.

A sentence records a decision when it uses a verb of deciding for a body named in it or before it, and gives a date (or,
for the only decision of a note, a citation); one that goes on about the same decision adds nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

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
    body: str
    date: str | None
    action: str


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
        self.plural = re.compile(rules.plural or r"(?!)")
        self.addressed = re.compile(rules.addressed or r"(?!)")

    def read(self, line: Line, cited: Sequence[Citation], year: int | None) -> list[Decision]:
        """The decisions on one line of a note; `cited` are the line's citations, `year` the letter's.

        The citations up to the next decision are its own; decisions told in one breath share theirs out in order.
        """
        clauses = self._clauses(line, cited, year)
        found: list[Decision] = []
        for index, clause in enumerate(clauses):
            breath = [other for other in clauses if other.begin == clause.begin]
            until = next((c.begin for c in clauses[index + 1 :] if c.begin > clause.begin), len(line.text))
            own = [c for c in cited if line.offset + clause.begin < c.column <= line.offset + until]
            if len(breath) > 1 and len(own) == len(breath):
                own = [own[breath.index(clause)]]
            words = Line(line.number, line.text[clause.begin : clause.end], line.offset + clause.begin)
            found.append(
                Decision(
                    id="",
                    line=line.number,
                    body=clause.body,
                    date=clause.date,
                    action=clause.action,
                    citations=supporting(own, line, clause),
                    persons=tuple(dict.fromkeys(self.persons(words))),
                )
            )
        return found

    def _clauses(self, line: Line, cited: Sequence[Citation], year: int | None) -> list[Clause]:
        """The clauses that record a decision. One that only goes on about the decision before it is none."""
        found: list[Clause] = []
        dates = self.dates.find_worded(line.text, year)
        body: str | None = None
        last_day: str | None = None
        for begin, end in self._spans(line.text):
            text = line.text[begin:end]
            inside = [d for d in dates if begin <= d.start < end and not self._quoted(line.text, d.start)]
            year = next((year_of(d.value) for d in inside if d.has_year), year)
            days = [self._with_year(d, year) for d in inside]
            named = self._body(text)
            body = named or body
            if self._decides(text) and body:
                for date in self._dates(text, begin, inside, days, last_day):
                    clause = Clause(line, begin, end, body, date, self._action(text) or "decided")
                    if (named or date) and self._is_new(clause, found, cited):
                        found.append(clause)
            last_day = next((d for d in reversed(days) if not d.startswith("[")), last_day)
        return found

    def _decides(self, text: str) -> bool:
        return bool((self._action(text) or self.nouns.search(text)) and not self.nots.search(text))

    @staticmethod
    def _is_new(clause: Clause, found: list[Clause], cited: Sequence[Citation]) -> bool:
        """Whether a clause says more than those before it: another date, or the only undated one, with a citation."""
        if clause.date is None:
            columns = range(clause.line.offset + clause.begin, clause.line.offset + clause.end + 2)
            return not found and any(citation.column in columns for citation in cited)
        return not any(other.date == clause.date and other.body == clause.body for other in found)

    def _dates(
        self, text: str, begin: int, inside: list[Found], days: list[str], last_day: str | None
    ) -> list[str | None]:
        """The dates of the deciding: the first of the clause, unless a word says that a later one or each one counts.

        Bounds (`before October 1`) are terms that a decision sets, not its date.
        """
        plain = [(found.start - begin, day) for found, day in zip(inside, days, strict=True) if day[0] != "["]
        if self.plural.search(text):
            return [day for _, day in plain] or [None]
        if not plain:
            return [last_day if text.startswith(self.rules.carried or ("\0",)) else None]
        later = self.later.search(text)
        after = [day for at, day in plain if later and at >= later.start()]
        return [after[0] if after else plain[0][1]]

    def _spans(self, text: str) -> list[tuple[int, int]]:
        """Sentences, and the parts of a sentence that a bracketed citation or a semicolon with a new date ends."""
        spans: list[tuple[int, int]] = []
        for begin, sentence in sentences(text):
            cut = [begin]
            for match in re.finditer(r"\)\s*;\s+|[;:]\s+(?=[Oo]n\s)", sentence):
                cut.append(begin + match.end())
            cut.append(begin + len(sentence))
            spans += [(a, b) for a, b in pairwise(cut) if b > a]
        return spans

    @staticmethod
    def _with_year(found: Found, year: int | None) -> str:
        if found.has_year or year is None or found.value.startswith("["):
            return found.value
        return f"{year:04d}{found.value[4:]}"

    @staticmethod
    def _quoted(text: str, at: int) -> bool:
        """Whether offset `at` stands inside quotation marks: the words of a document, not of its editors."""
        before = text[:at]
        return before.count("“") > before.count("”") and "”" in text[at:]

    def _body(self, text: str) -> str | None:
        """The deciding body that a text names first; one that was only told to do something decided nothing."""
        places = [
            (match.start(), rank, match.expand(name))
            for rank, (pattern, name) in enumerate(self.bodies)
            if (match := pattern.search(text)) and not self.addressed.match(text, match.end())
        ]
        return min(places)[2] if places else None

    def _action(self, text: str) -> str | None:
        """What was done: the first verb of deciding, a verb that only tells of talk (`considered`) last."""
        places = [
            (action in self.rules.talk, match.start(), action)
            for pattern, action in self.verbs
            if (match := pattern.search(text))
        ]
        return min(places)[2] if places else None


def supporting(cited: Sequence[Citation], line: Line, clause: Clause) -> tuple[Citation, ...]:
    """The citations that support a decision: archival ones, and printed ones in its own sentence or beside them.

    A printed work cited further on supports what the note goes on to tell.
    """
    archival = [citation for citation in cited if citation.kind == "archival"]
    if not archival:
        return tuple(cited)

    def is_beside(printed: Citation) -> bool:
        before = [c for c in archival if c.column < printed.column]
        begin = before[-1].column + len(before[-1].raw) - line.offset - 1 if before else 0
        return bool(before) and ")" not in line.text[begin : printed.column - line.offset - 1]

    inside = range(line.offset + clause.begin, line.offset + clause.end + 1)
    return tuple(c for c in cited if c.kind == "archival" or c.column in inside or is_beside(c))

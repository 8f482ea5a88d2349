"""Decisions that notes and introductions record: body, date, action, citations, persons.

A sentence records a decision when it uses a verb of deciding for a body named in it or before it, and gives a date (or,
for the only decision of a note, a citation); one that goes on about the same decision adds nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from kg.extract.dates import DateReader, Found, shift, year_of
from kg.extract.layout import Line
from kg.extract.letters import sentences
from kg.extract.mentions import Spotted
from kg.records.citation import Citation
from kg.records.decision import Decision
from kg.records.profile import Profile
from kg.records.witness import Witness


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause of a note that records a decision, and the offsets of the text it stands in."""

    begin: int
    end: int
    body: str
    date: str | None
    action: str
    printed: bool  # whether it gives a day of its own
    at: int = 0  # where its day stands in the span
    until: int = 0  # where the next day of the span stands, or the span ends
    day: Dated | None = None
    named: Named | None = None  # where this clause names its body


@dataclass(frozen=True, slots=True)
class Dated:
    """A day in a text, the offset it stands at (-1 where it is carried on), and its words."""

    at: int
    day: str
    raw: str = ""


@dataclass(frozen=True, slots=True)
class Named:
    """A deciding body in a text, the offset it stands at, and its words."""

    at: int
    name: str
    raw: str


@dataclass(frozen=True, slots=True)
class Span:
    """A sentence, or a part of one, with what it names: days (bounds left out), deciding bodies, archival citations."""

    begin: int
    end: int
    text: str
    days: tuple[Dated, ...]
    bodies: tuple[Named, ...]
    cited: tuple[Citation, ...]


class DecisionReader:
    """Reads decisions by the rules of a profile. `persons` names the persons on a piece of text."""

    def __init__(self, profile: Profile, dates: DateReader, persons: Callable[[Line], Sequence[Spotted]]) -> None:
        rules = profile.decisions
        self.dates, self.persons, self.rules = dates, persons, rules
        self.bodies = [(re.compile(pattern), name) for pattern, name in rules.bodies.items()]
        self.verbs = [(re.compile(rf"\b(?:{pattern})\b"), action) for pattern, action in rules.verbs.items()]
        self.nots = re.compile("|".join(rules.not_decisions) or r"(?!)")
        self.nouns = re.compile("|".join(rules.nouns) or r"(?!)")
        self.later = re.compile("|".join(rules.dated_later) or r"(?!)")
        self.plural = re.compile(rules.plural or r"(?!)")
        self.addressed = re.compile(rules.addressed or r"(?!)")
        same = "|".join(map(re.escape, profile.dates.same_day)) or r"(?!)"
        following = "|".join(map(re.escape, profile.dates.next_day)) or r"(?!)"
        prompts = "|".join(map(re.escape, rules.prompts)) or r"(?!)"
        self.prompt_after = re.compile(rf"['’]s?\s+(?:\w+\s+)?(?:{prompts})\b")
        self.prompt_before = re.compile(rf"\b(?:{prompts})\s+(?:of|from|by)\s+(?:[Cc]omrade\s+)?$")
        self.relative = re.compile(rf"\b(?:{same}|(?P<next>{following}))\b", re.IGNORECASE)

    def read(
        self, line: Line, cited: Sequence[Citation], year: int | None, written: str | None = None
    ) -> list[Decision]:
        """The decisions on one line of a note.

        `cited` are the line's citations, `year` completes dates, `written` is the day of the letter, for `on the same
        day`. A decision has the citations up to the next sentence that gives a day; decisions told in one breath share
        theirs out in order.
        """
        spans = list(self._spans(line, cited, year, written))
        clauses: list[Clause] = []
        body: str | None = None
        for span in spans:
            body = span.bodies[0].name if span.bodies else body
            for clause in self._clauses(span, body):
                if self._is_new(clause, clauses, line, cited):
                    clauses.append(clause)
        return [self._record(clause, clauses, spans, line, cited) for clause in clauses]

    def _record(
        self, clause: Clause, clauses: Sequence[Clause], spans: Sequence[Span], line: Line, cited: Sequence[Citation]
    ) -> Decision:
        breath = [other for other in clauses if other.begin == clause.begin]
        until = next((s.begin for s in spans if s.begin > clause.begin and s.days), len(line.text))
        until = next((c.begin for c in clauses if clause.begin < c.begin < until), until)
        own = [c for c in cited if line.offset + clause.begin < c.column <= line.offset + until]
        together = [c for c in own if c.kind == "archival" and c.column <= line.offset + clause.end]
        if len(breath) > 1 and len(together) == len(breath):
            own = [together[breath.index(clause)]]
        begin, end = (clause.begin + max(clause.at, 0), clause.until) if len(breath) > 1 else (clause.begin, until)
        words = Line(line.number, line.text[begin:end], line.offset + begin)
        spotted = self.persons(words)
        return Decision(
            id="",
            line=line.number,
            body=clause.body,
            date=clause.date,
            action=clause.action,
            citations=supporting(own, line, clause),
            persons=tuple(dict.fromkeys(name_of(item) for item in spotted)),
            prompted_by=tuple(dict.fromkeys(self._prompting(words, spotted))),
            witnesses=tuple(_witnesses(clause, line)),
        )

    # --- clauses ------------------------------------------------------------------------------------------------

    def _clauses(self, span: Span, body: str | None) -> list[Clause]:
        """The decisions that a span records; `body` is the one named in it or last before it."""
        if body is None or not self._decides(span):
            return []
        action = self._action(span.text) or self.rules.some_action
        chosen = self._chosen(span)
        if not chosen:
            named = _named_as(body, span)
            return [Clause(span.begin, span.end, body, None, action, False, named=named)] if span.bodies else []
        return [self._clause(span, day, body, action) for day in chosen]

    def _clause(self, span: Span, day: Dated, body: str, action: str) -> Clause:
        """The decision of one day that a span records."""
        acting = self._acting(span, day, body)
        return Clause(
            begin=span.begin,
            end=span.end,
            body=acting,
            date=day.day,
            action=action,
            printed=day.at >= 0,
            at=day.at,
            until=span.begin + max(day.at, 0) + len(self._segment(span, day)),
            day=day,
            named=_named_as(acting, span),
        )

    def _prompting(self, words: Line, spotted: Sequence[Spotted]) -> Iterator[str]:
        """Those whose letter or proposal moved the body; the next name of a list is meant like the one before it."""
        last = -1
        for item in spotted:
            start = item.column - 1 - words.offset
            before, end = words.text[max(0, start - 60) : start], start + len(item.text)
            listed = last >= 0 and re.fullmatch(r"(?:['’]s)?\s*(?:,|and)\s*", words.text[last:start])
            if listed or self.prompt_after.match(words.text, end) or self.prompt_before.search(before):
                last = end
                yield name_of(item)

    def _decides(self, span: Span) -> bool:
        """Whether a span tells of deciding: by a verb or a noun; or a body, a day and an archival citation together."""
        if self.nots.search(span.text):
            return False
        told = self._action(span.text) or self.nouns.search(span.text)
        return bool(told or (span.bodies and span.days and span.cited))

    def _chosen(self, span: Span) -> Sequence[Dated]:
        """The days of deciding: each, where that is said or each has its citation; else the first or a later one."""
        days = span.days
        if len(days) < 2:
            return days
        if self.plural.search(span.text) or len(span.cited) == len(days):
            return days
        acting = [day for day in days if self._segment_acts(span, day)]
        if len(acting) == len(days):
            return days
        listed = self._listed(span)
        if len(listed) > 1:
            return listed
        later = self.later.search(span.text)
        after = [day for day in days if later and day.at >= later.start()]
        return [after[0] if after else days[0]]

    def _segment(self, span: Span, day: Dated) -> str:
        """The text from one day of a span to the next."""
        following = [other.at for other in span.days if other.at > day.at]
        return span.text[max(day.at, 0) : following[0] if following else len(span.text)]

    def _segment_acts(self, span: Span, day: Dated) -> bool:
        segment = self._segment(span, day)
        return bool(self._named(segment) and self._action(segment))

    def _acting(self, span: Span, day: Dated, body: str) -> str:
        """The body that acted on `day`: named after it, before the next day; else the last one before it."""
        if len(span.days) < 2:
            return body
        after = self._named(self._segment(span, day))
        before = [named.name for named in span.bodies if named.at < day.at]
        return after[0].name if after else (before[-1] if before else body)

    def _listed(self, span: Span) -> list[Dated]:
        """The days of a list (`on May 1, May 7 and June 2`) that a span begins with."""
        listed = [span.days[0]]
        for before, day in pairwise(span.days):
            between = span.text[before.at : day.at]
            if not re.fullmatch(r"[^,;]*?\d{1,2}(?:,? \d{4})?(?:,\s*|,?\s+and\s+)(?:on\s+)?", between):
                break
            listed.append(day)
        return listed

    @staticmethod
    def _is_new(clause: Clause, found: Sequence[Clause], line: Line, cited: Sequence[Citation]) -> bool:
        """Whether a clause says more than those before it: another body or day, or another leaf under a day it repeats.

        An undated one is new only where nothing was told before it, and where it is cited.
        """
        columns = range(line.offset + clause.begin, line.offset + clause.end + 2)
        own = [(c.path, c.leaves) for c in cited if c.kind == "archival" and c.column in columns]
        if clause.date is None:
            return not found and bool(own)
        same = [other for other in found if other.date == clause.date and other.body == clause.body]
        if not same or not (clause.printed and own):
            return not same
        first = min(other.begin for other in same)
        earlier = [(c.path, c.leaves) for c in cited if line.offset + first < c.column < columns.start]
        return bool(earlier) and not any(place in earlier for place in own)

    # --- spans --------------------------------------------------------------------------------------------------

    def _spans(self, line: Line, cited: Sequence[Citation], year: int | None, written: str | None) -> Iterator[Span]:
        """The spans of a line in order, with their days completed from what stands before them."""
        printed = (*self.dates.find_worded(line.text, year), *self.dates.find_datelines(line.text, year))
        found = [d for d in sorted(printed, key=lambda d: d.start) if not self._quoted(line.text, d.start)]
        last = written if written and len(written) == 10 else None
        for begin, end in self._cuts(line.text):
            text = line.text[begin:end]
            inside = [d for d in found if begin <= d.start < end]
            year = next((year_of(d.value) for d in inside if d.has_year), year)
            exact = [d for d in inside if not d.value.startswith("[")]
            days = [Dated(d.start - begin, self._with_year(d, year), line.text[d.start : d.end]) for d in exact]
            days = days or self._carried(text, last)
            columns = range(line.offset + begin + 1, line.offset + end + 1)
            own = tuple(c for c in cited if c.kind == "archival" and c.column in columns)
            yield Span(begin, end, text, tuple(days), tuple(self._named(text)), own)
            last = next((day.day for day in reversed(days) if len(day.day) == 10), last)

    def _carried(self, text: str, last: str | None) -> list[Dated]:
        """The day of a span that names none but carries on from the last one: `on the same day`, `Then`."""
        if last is None:
            return []
        if match := self.relative.search(text):
            return [Dated(match.start(), shift(last, 1) if match["next"] else last, match[0])]
        return [Dated(-1, last)] if text.startswith(self.rules.carried or ("\0",)) else []

    def _cuts(self, text: str) -> list[tuple[int, int]]:
        """Sentences, and the parts of one that a semicolon or a colon before a new day ends."""
        spans: list[tuple[int, int]] = []
        for begin, sentence in sentences(text):
            cut = [begin]
            for match in re.finditer(r"\)\s*;\s+|[;:]\s+(?=[Oo]n\s)", sentence):
                rest = sentence[match.end() :]
                if self._named(rest) or self._action(rest):
                    cut.append(begin + match.end())
            cut.append(begin + len(sentence))
            spans += [(a, b) for a, b in pairwise(cut) if b > a]
        return spans

    @staticmethod
    def _with_year(found: Found, year: int | None) -> str:
        return found.value if found.has_year or year is None else f"{year:04d}{found.value[4:]}"

    @staticmethod
    def _quoted(text: str, at: int) -> bool:
        """Whether offset `at` stands inside quotation marks: the words of a document, not of its editors."""
        before = text[:at]
        return before.count("“") > before.count("”") and "”" in text[at:]

    def _named(self, text: str) -> list[Named]:
        """The deciding bodies that a text names, in order; one that was only told to do something decided nothing."""
        found: dict[int, Named] = {}
        for pattern, name in self.bodies:
            for match in pattern.finditer(text):
                if not self.addressed.match(text, match.end()):
                    found.setdefault(match.start(), Named(match.start(), match.expand(name), match[0]))
        return [found[at] for at in sorted(found)]

    def _action(self, text: str) -> str | None:
        """What was done: the first verb of deciding, a verb that only tells of talk (`considered`) last."""
        places = [
            (action in self.rules.talk, match.start(), action)
            for pattern, action in self.verbs
            if (match := pattern.search(text))
        ]
        return min(places)[2] if places else None


def _named_as(body: str, span: Span) -> Named | None:
    """Where a span names `body`."""
    return next((named for named in span.bodies if named.name == body), None)


def _witnesses(clause: Clause, line: Line) -> Iterator[Witness]:
    """The words that name the body and the day."""
    said = [("body", clause.body, clause.named), ("date", clause.date, clause.day)]
    for field, value, words in said:
        if value and words and words.raw:
            column = line.offset + clause.begin + words.at + 1
            raw = words.raw.strip(" ,.")
            yield Witness(field=field, value=value, type="note", raw=raw, line=line.number, column=column)


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


def name_of(spotted: Spotted) -> str:
    """The form that records use: the surname of the table, else as printed."""
    return spotted.person.surname if spotted.person else spotted.text

"""Rules that shapes cannot say, or not fast: orders along a sequence, circles, and dates in EDTF.

All are read from the sorted stream of statements. An order is checked by sorting and one walk, where a query would
compare each member with each other one; a circle by one walk, where a query would begin one at each letter. The rules
stand among the shapes, with their names, severities and messages; only the looking is done here.

Most of what has a line or a part is in no sequence. So what the rules look at is put aside on disk, and into memory
comes only what is said of members of sequences, of their identifiers and files, and of letters that answer.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import groupby
from operator import attrgetter, itemgetter
from tempfile import TemporaryFile
from typing import NamedTuple

from kg.ns import CRM, EP, RICO, VOC
from kg.records.edtf import is_edtf
from kg.records.interval import UNDATED, interval
from kg.validate.circles import circles

# Every property that a rule looks at; nothing else of the graph is put aside.
PROPERTIES = frozenset(
    {
        EP.numberSeries, EP.sequenceNo, EP.earliestDate, EP.latestDate, CRM.P1_is_identified_by,
        EP.decidedOn, CRM.P128_carries, EP.heldIn, EP.codeOrd, EP.arrangement, RICO.isDirectlyIncludedIn,
        EP.alignedTo, EP.firstLine, CRM.P106i_forms_part_of, EP.replyTo, EP.edtf,
        CRM.P82a_begin_of_the_begin, CRM.P82b_end_of_the_end,
    }
)  # fmt: skip

# Who has one of these is in a sequence, or a file or an identifier that puts others into one.
_LEADING = (EP.numberSeries, EP.decidedOn, EP.alignedTo, EP.codeOrd, EP.arrangement, EP.replyTo)

Row = dict[str, list[str]]  # of one subject: property -> objects, all terms in N-Triples form
Index = dict[str, dict[str, list[str]]]  # property -> subject -> objects


class Found(NamedTuple):
    """What breaks a rule: its number, the thing, and the value that it does not go with."""

    rule: str
    focus: str
    value: str


class Member(NamedTuple):
    """One member of a sequence, with the first and the last moment it can belong to; all as texts that sort."""

    sequence: str
    order: int
    thing: str
    first: str
    last: str


def broken(lines: Iterable[str]) -> Iterator[Found]:
    """Everything in sorted N-Triples or N-Quads `lines` that breaks a rule of S19, S21, S27, S28 and S41."""
    with TemporaryFile("w+", encoding="utf-8", newline="\n") as aside:
        for line in lines:
            if line.split(" ", 2)[1] in PROPERTIES:
                aside.write(f"{line.rstrip()}\n")

        def rows() -> Iterator[tuple[str, Row]]:
            aside.seek(0)
            return _rows(aside)

        yield from _misdated(rows())
        graph = _members(rows)
    yield from _disorder("S21", _numbered(graph))
    yield from _disorder("S19", _filed(graph))
    yield from _disorder("S28", _headed(graph))
    yield from _answering(graph)


def _rows(lines: Iterable[str]) -> Iterator[tuple[str, Row]]:
    """What is said of each subject."""
    for subject, about in groupby((line.rstrip().split(" ", 2) for line in lines), key=itemgetter(0)):
        row: Row = {}
        for _, predicate, rest in about:
            row.setdefault(predicate, []).append(_object(rest))
        yield subject, row


def _members(rows: Callable[[], Iterable[tuple[str, Row]]]) -> Index:
    """All that is said of the members of sequences, and of what puts them there."""
    graph: Index = {property_: {} for property_ in PROPERTIES}
    for subject, row in rows():
        if not row.keys().isdisjoint(_LEADING):
            _take(graph, subject, row)
    aligned = {letter for letters in graph[EP.alignedTo].values() for letter in letters}
    for subject, row in rows():
        if (
            subject in aligned
            or any(text in graph[EP.decidedOn] for text in row.get(CRM.P128_carries, ()))
            or any(name in graph[EP.numberSeries] for name in row.get(CRM.P1_is_identified_by, ()))
        ):
            _take(graph, subject, row)
    return graph


def _take(graph: Index, subject: str, row: Row) -> None:
    for property_, objects in row.items():
        graph[property_][subject] = objects


def _object(rest: str) -> str:
    """The object at the beginning of what follows a predicate: a term without spaces, or a literal."""
    if not rest.startswith('"'):
        return rest.partition(" ")[0]
    end = rest.rindex('"')
    return rest[: end + 1] + rest[end + 1 :].partition(" ")[0]


def _disorder(rule: str, members: Iterable[Member]) -> Iterator[Found]:
    """Members that certainly lie before one that stands earlier in their sequence."""
    ordered = sorted(set(members))
    for _, sequence in groupby(ordered, key=attrgetter("sequence")):
        latest: Member | None = None
        for _order, together in groupby(sequence, key=attrgetter("order")):
            group = list(together)
            for member in group:
                if latest is not None and member.last < latest.first:
                    yield Found(rule, member.thing, latest.thing)
            foremost = max(group, key=attrgetter("first"))
            if latest is None or foremost.first > latest.first:
                latest = foremost


def _numbered(graph: Index) -> Iterator[Member]:
    """Letters by their numbers in a series."""
    for letter, identifiers in graph[CRM.P1_is_identified_by].items():
        first, last = _one(graph, EP.earliestDate, letter), _one(graph, EP.latestDate, letter)
        for identifier in identifiers if first and last else ():
            number = _integer(_one(graph, EP.sequenceNo, identifier))
            for series in graph[EP.numberSeries].get(identifier, ()):
                if number is not None:
                    yield Member(series, number, letter, _text(first), _text(last))


def _filed(graph: Index) -> Iterator[Member]:
    """Decisions by the file that records them, in units whose files follow each other in time."""
    for carrier, texts in graph[CRM.P128_carries].items():
        for file in graph[EP.heldIn].get(carrier, ()):
            code = _integer(_one(graph, EP.codeOrd, file))
            unit = _one(graph, RICO.isDirectlyIncludedIn, file)
            if code is None or VOC.arrangement_chronological not in graph[EP.arrangement].get(unit, ()):
                continue
            for decision in texts:
                for day in graph[EP.decidedOn].get(decision, ()):
                    yield Member(unit, code, decision, _text(day), _text(day))


def _headed(graph: Index) -> Iterator[Member]:
    """Headings by their lines, with the line of the letter each belongs to."""
    for heading, letters in graph[EP.alignedTo].items():
        line = _integer(_one(graph, EP.firstLine, heading))
        page = _one(graph, CRM.P106i_forms_part_of, heading).partition("#")[0]
        for letter in letters:
            at = _integer(_one(graph, EP.firstLine, letter))
            if line is not None and at is not None:
                yield Member(page, line, heading, f"{at:012}", f"{at:012}")


def _misdated(rows: Iterable[tuple[str, Row]]) -> Iterator[Found]:
    """Time-spans whose bounds are not the first and the last day of their date."""
    for span, row in rows:
        for date in row.get(EP.edtf, ()):
            text = _text(date)
            if text in (UNDATED, ".."):
                continue
            bounds = (row.get(end, [""])[0] for end in (CRM.P82a_begin_of_the_begin, CRM.P82b_end_of_the_end))
            days = tuple(_text(bound).partition("T")[0] or None for bound in bounds)
            if not is_edtf(text) or days != interval(text):
                yield Found("S27", span, date)


def _answering(graph: Index) -> Iterator[Found]:
    """Letters that answer, through other letters, themselves; with what they answer on that way."""
    answered = graph[EP.replyTo]
    for together in circles(answered):
        for letter in sorted(together):
            for earlier in sorted(together.intersection(answered[letter])):
                yield Found("S41", letter, earlier)


def _one(graph: Index, property_: str, subject: str) -> str:
    """The first value of a property, or nothing."""
    return next(iter(graph[property_].get(subject, ())), "")


def _text(literal: str) -> str:
    return literal[1 : literal.rindex('"')] if literal.startswith('"') else literal


def _integer(literal: str) -> int | None:
    text = _text(literal)
    return int(text) if text.isascii() and text.isdigit() and len(text) < 12 else None

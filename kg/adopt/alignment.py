"""Which document each printed heading belongs to.

On a damaged page the headings and the documents are two sequences that slid against each other. They are laid beside
each other anew, in three steps; each is asked only about what the step before left open.

1. A heading that contradicts nothing in the document under it stays, unless the page as a whole is explained better
   otherwise. Where no heading contradicts its document or stands above none, nothing is looked at and nothing moves.
2. About the headings that do, the best matching *in page order* is found (`sequence`). A heading moves only when every
   other place for it would explain the page worse by MARGIN.
3. What is still without a partner may have been moved far, out of order: then only agreement in sender, recipient and
   the very day counts, and only between a heading and a document that have no other such partner.

Certainty:

- `certain`: a heading that stays where nothing near it is displaced, or that agrees in two of sender, recipient and
  day; one that moved in order, agrees in all three with the document it moved to and contradicts the one it is printed
  above. That a heading has no document is certain when none near it, and none of its day that is left, agrees with it.
- `probable`: less of the three is said, the heading moved out of order or from a document that it agrees with too; or
  every document that agrees with it belongs to other headings.
- `possible`: a rival is as good, or nearly so. Then no heading moves.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from msgspec.structs import replace

from kg.adopt.agreement import DAY, MARGIN, PARTY, Says, agreement, points, says
from kg.adopt.constraints import numbered_days, own_days
from kg.adopt.letters import differ
from kg.adopt.sequence import Laid
from kg.adopt.wording import explanation
from kg.records.alignment import Alignment, Certainty, Evidence, Rival
from kg.records.heading import Heading
from kg.records.letter import Letter

REACH = 15  # documents to either side; slides come from a heading or two printed twice or left out
LEAST = 7  # points without which a heading is not proposed for a document it is not printed above: two parties, say
RIVALS = 3  # named at most

Found = tuple[Evidence, ...]


@dataclass(slots=True)
class _Place:
    """What is known of the heading of one entry of the page: the entry whose document it belongs to, and the rivals."""

    entry: int | None
    evidence: Found = ()
    rivals: list[tuple[int | None, int, int]] = field(default_factory=list)  # entry, points, behind
    calm: bool = False  # nothing near it is displaced
    far: bool = False  # found out of order

    @property
    def margin(self) -> int:
        return min((behind for _, _, behind in self.rivals), default=MARGIN)


class _Page:
    """The entries of a page: headings, documents, and how far any two agree.

    `fixed` are headings of which a curator has said where they belong: neither they nor their documents are looked at.
    """

    def __init__(self, letters: Sequence[Letter], fixed: Mapping[str, str | None]) -> None:
        self.letters = letters
        self.fixed, self.taken = fixed, {letter for letter in fixed.values() if letter is not None}
        days, numbered = own_days(letters), numbered_days(letters)
        self.says: list[Says | None] = [
            says(letter, days[letter.letter], numbered[letter.letter]) if letter.letter else None for letter in letters
        ]
        self.standing = {
            entry: self.agreement(entry, entry) for entry, letter in enumerate(letters) if letter.heading is not None
        }
        self.troubled = [entry for entry, found in self.standing.items() if found is None and not self.is_fixed(entry)]

    def is_fixed(self, entry: int) -> bool:
        """Whether a curator has said where the heading of an entry belongs."""
        return _id(self.letters[entry]) in self.fixed

    def agreement(self, heading: int, document: int) -> Found | None:
        """The evidence that the heading of one entry belongs to the document of another; None when it cannot."""
        printed, said = self.letters[heading].heading, self.says[document]
        if printed is None or said is None or printed.id in self.fixed or self.letters[document].letter in self.taken:
            return None
        found = agreement(printed, said, above=heading == document)
        return found if found is None or heading == document or points(found) >= LEAST else None


def align(letters: Sequence[Letter], fixed: Mapping[str, str | None] | None = None) -> tuple[Alignment, ...]:
    """One alignment for each heading of a page, in its order. `letters` are the records of one page as they were found,
    in its order; `fixed` has the letters that curators gave to headings (None: no document of the page).
    """
    page = _Page(letters, fixed or {})
    places = {entry: _Place(entry, found or (), calm=True) for entry, found in page.standing.items()}
    for start, end in _stretches(page.troubled, len(letters)):
        places.update(_laid(page, start, end))
    entries: dict[str | None, int] = {letter.letter: entry for entry, letter in enumerate(letters) if letter.letter}
    for entry in filter(page.is_fixed, page.standing):
        places[entry] = _Place(entries.get(page.fixed[_id(letters[entry])]))
    _bring_home(page, places)
    answers = _Answers(page, places)
    return tuple(
        _judged(letter, letter.heading, page)
        if page.is_fixed(entry)
        else answers.alignment(entry, letter, letter.heading)
        for entry, letter in enumerate(letters)
        if letter.heading is not None
    )


def _judged(letter: Letter, heading: Heading, page: _Page) -> Alignment:
    """The alignment of a heading that a curator gave to a letter, or to none."""
    return Alignment(
        heading=heading.id,
        line=heading.line,
        printed_above=letter.letter,
        letter=page.fixed[heading.id],
        certainty="certain",
        score=0,
        adopted=True,
        explanation="A curator has said where it belongs.",
        curated=True,
    )


def _stretches(troubled: Sequence[int], size: int) -> Iterator[tuple[int, int]]:
    """The parts of the page, first entry and the one after the last, that a troubled heading may have to do with."""
    start, end = 0, 0
    for entry in troubled:
        if entry - REACH > end:
            if end:
                yield start, end
            start = max(0, entry - REACH)
        end = min(size, entry + REACH + 1)
    if end:
        yield start, end


def _laid(page: _Page, start: int, end: int) -> Iterator[tuple[int, _Place]]:
    """The best matching in order of the headings and documents of a part of the page."""

    def worth(row: int, column: int) -> int | None:
        found = page.agreement(start + row, start + column)
        return None if found is None else points(found)

    laid = Laid(end - start, REACH, worth)
    way = laid.way()
    for row in range(end - start):
        if page.letters[start + row].heading is None:
            continue
        behind: dict[int | None, int] = {
            column: laid.best - laid.through(row, column) for column in (*laid.pairs[row], None)
        }
        chosen = _choice(row, way.get(row), behind)
        rivals: list[tuple[int | None, int, int]] = [
            (None, 0, by) if other is None else (start + other, laid.pairs[row][other], by)
            for other, by in behind.items()
            if other != chosen
        ]
        rivals.sort(key=lambda rival: (rival[2], -rival[1], rival[0] is None, rival[0] or 0))
        entry = None if chosen is None else start + chosen
        yield start + row, _Place(entry, page.agreement(start + row, entry) or () if entry is not None else (), rivals)


def _choice(row: int, best: int | None, behind: Mapping[int | None, int]) -> int | None:
    """Where a heading stands, if that is no worse by MARGIN; else the best place; else one nearly as good as none."""
    if behind.get(row, MARGIN) < MARGIN or best is not None:
        return row if behind.get(row, MARGIN) < MARGIN else best
    near = [(by, column) for column, by in behind.items() if column is not None and by < MARGIN]
    return min(near)[1] if near else None


def _counts(entry: int, place: _Place) -> bool:
    """Whether a heading is adopted for its place: where it stands, or elsewhere and well ahead of every rival."""
    return place.entry is not None and (place.entry == entry or place.margin >= MARGIN)


def _bring_home(page: _Page, places: dict[int, _Place]) -> None:
    """Headings and documents that are left, if each is all that agrees with the other in sender, recipient and day."""
    taken = {place.entry for entry, place in places.items() if _counts(entry, place)}
    free = defaultdict(list)
    for number, said in enumerate(page.says):
        if said is not None and said.day and number not in taken:
            free[said.day].append(number)
    fits: dict[int, list[int]] = {}
    suitors = defaultdict(list)
    for entry, place in places.items():
        printed = page.letters[entry].heading
        if printed is None or _counts(entry, place):
            continue
        fits[entry] = [n for n in free[printed.date or ""] if _in_all(page.agreement(entry, n) or ())]
        for number in fits[entry]:
            suitors[number].append(entry)
    for entry, numbers in fits.items():
        if not numbers:
            continue
        best = numbers[0]
        evidence = page.agreement(entry, best) or ()
        alone = len(numbers) == len(suitors[best]) == 1
        rivals: list[tuple[int | None, int, int]] = []
        rivals += [(number, points(page.agreement(entry, number) or ()), 0) for number in numbers[1:]]
        rivals += [] if alone or rivals else [(None, 0, 0)]
        places[entry] = _Place(best, evidence, rivals, far=True)


def _in_all(evidence: Found) -> bool:
    """Whether sender, recipient and the very day agree."""
    names = {item.name for item in evidence if item.name != "date" or item.points == DAY}
    return {"sender", "recipient", "date"} <= names


class _Answers:
    """What was found of the headings of a page, put into records."""

    def __init__(self, page: _Page, places: Mapping[int, _Place]) -> None:
        self.page, self.places = page, places
        self.owners = {place.entry: entry for entry, place in places.items() if _counts(entry, place)}
        self.suitors = defaultdict(list)  # of each document: the headings that it may belong to
        for entry, place in places.items():
            near = [other for other, _, behind in place.rivals if behind < MARGIN]
            for document in {place.entry, *near} - {None}:
                self.suitors[document].append(entry)

    def alignment(self, entry: int, letter: Letter, heading: Heading) -> Alignment:
        """The alignment of the heading of one entry."""
        place = self.places[entry]
        home = self._home(entry, place)
        proposed = None if home is None else self.page.letters[home]
        found = Alignment(
            heading=heading.id,
            line=heading.line,
            printed_above=letter.letter,
            letter=proposed.letter if proposed else None,
            certainty=self._certainty(entry, home, place),
            score=points(place.evidence),
            adopted=_counts(entry, place),
            evidence=place.evidence + _order(entry, place, self.page),
            rivals=self._rivals(place),
            explanation="",
        )
        others = [self._heading(other) for other in self.suitors[home] if other != entry]
        owner = self.owners.get(entry, entry) if self.page.standing[entry] is not None else entry
        words = explanation(found, letter, proposed, others, self._heading(owner) if owner != entry else None)
        return replace(found, explanation=words)

    def _home(self, entry: int, place: _Place) -> int | None:
        """The place of a heading; the one it is printed in, for want of a better, if only one thing speaks against it
        and the document belongs to no other: then the heading is mistaken.
        """
        if place.entry is None and not self.suitors[entry] and _is_mistaken(self.page.letters[entry]):
            return entry
        return place.entry

    def _certainty(self, entry: int, home: int | None, place: _Place) -> Certainty:
        documents = [behind for other, _, behind in place.rivals if other is not None]
        if home is None:
            return "probable" if documents else "certain"
        if not _counts(entry, place):
            return "possible"
        agrees = [item for item in place.evidence if item.points >= PARTY]
        if home == entry:
            rivalled = len(self.suitors[home]) > 1 or min(documents, default=MARGIN) < MARGIN
            return "possible" if rivalled else "certain" if place.calm or len(agrees) > 1 else "probable"
        displaced = self.page.standing[entry] is None
        return "certain" if len(agrees) > 2 and displaced and not place.far else "probable"

    def _rivals(self, place: _Place) -> tuple[Rival, ...]:
        named = [
            (self.page.letters[other].letter if other is not None else None, score, behind)
            for other, score, behind in place.rivals
            if other is not None or place.entry is not None
        ]
        return tuple(Rival(letter=letter, score=score, behind=behind) for letter, score, behind in named[:RIVALS])

    def _heading(self, entry: int) -> str:
        return _id(self.page.letters[entry])


def _id(letter: Letter) -> str:
    """The identifier of the heading of an entry, if it has one."""
    return letter.heading.id if letter.heading else ""


def _is_mistaken(letter: Letter) -> bool:
    """Whether a heading contradicts the document under it in one thing only; its direction is one thing."""
    heading = letter.heading
    if heading is None or letter.conflicts != ("recipient", "sender"):
        return len(letter.conflicts) == 1
    return not (differ(heading.senders, letter.recipients) or differ(heading.recipients, letter.senders))


def _order(entry: int, place: _Place, page: _Page) -> Found:
    """The evidence of the order of the page, for a heading that moved with its neighbours."""
    if place.entry is None or place.entry == entry or place.far or not _counts(entry, place):
        return ()
    line = page.letters[place.entry].line
    return (Evidence(name="order", value=f"{place.entry - entry:+d}", line=line, points=0),)

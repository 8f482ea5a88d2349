"""Which letter a passage means that speaks of another one: by number, by day, by leaf, or as the only one under way.

A day or a number decides. Where a passage gives neither, the letters are looked at that were under way: of the kind
that it names, between its parties, not later than itself and not older than UNDER_WAY. One alone is probably meant; of
several, one that alone has all the parties of the passage, or alone names two of the persons whom the passage names, is
possibly meant; else they stay candidates, as does one whose day has no lower or no upper bound. A letter that says that
it received a letter does not mean one whose receipt another letter tells of by its day.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from msgspec.structs import replace

from kg.adopt.correspondence import Correspondence, figures, marks, shifted
from kg.adopt.documents import numbered_documents
from kg.adopt.letters import share_leaf
from kg.records.citation import Citation
from kg.records.interval import Interval, interval
from kg.records.letter import Letter
from kg.records.reference import Reference, Said
from kg.records.witness import Witness

LONGEST_WAIT = 31  # days; telegram numbers begin again every summer, so an older number is another series'
UNDER_WAY = {"telegram": 4, "letter": 14}  # days within which one speaks of "your telegram", "your letter"


_YOURS = Said(kind="letter", whose="your")


class _Passage(NamedTuple):
    letter: Letter
    witness: Witness
    said: Said


def references(letters: Iterable[Letter], citations: Iterable[Citation] = ()) -> tuple[Reference, ...]:
    """What the letters of an edition and their notes say of other letters, in the order of the page.

    `citations` are those of the edition: a note that quotes a letter cites its leaf.
    """
    page = Correspondence(letters)
    resolver = _Resolver(page, citations)
    found = [reference for letter in page.documents for reference in resolver.of(letter)]
    known = {(ref.letter, ref.line, ref.column): ref for ref in numbered_documents(found, page)}
    return tuple(known.get((ref.letter, ref.line, ref.column), ref) for ref in found)


class _Resolver:
    def __init__(self, page: Correspondence, citations: Iterable[Citation]) -> None:
        self.page = page
        self.cited: dict[int, list[Citation]] = defaultdict(list)
        for citation in citations:
            if citation.kind == "archival":
                self.cited[citation.line].append(citation)
        answers = (_Passage(letter, w, _YOURS) for letter in page.documents for w in letter.witnesses)
        dated = [self._decided(passage) for passage in answers if passage.witness.field == "answers"]
        self.acknowledged: dict[str, set[str]] = defaultdict(set)  # letter -> those that tell of its receipt by its day
        self.answering: dict[str, set[str]] = defaultdict(set)  # letter -> those that answer it, by day or number
        for ref in dated:
            for meant in ref.means if ref.status == "resolved" else ():
                self.answering[meant].add(ref.letter)
                if "date" in ref.evidence:
                    self.acknowledged[meant].add(ref.letter)

    def of(self, letter: Letter) -> tuple[Reference, ...]:
        """The references of one letter and of its notes, in the order of the page."""
        found: list[Reference] = []
        spoken: list[tuple[str, Reference]] = []
        losses: list[tuple[int | None, Reference]] = []
        for witness in letter.witnesses:
            said = _YOURS if witness.field == "answers" else None
            if witness.field in ("reference", "enclosure"):
                said = Said.parse(witness.value)
            if said is None:
                continue
            passage = _Passage(letter, witness, said)
            reference = self._decided(passage) if witness.field == "answers" else self._spoken(passage, spoken)
            if said.missing:
                losses.append((said.line, reference))
                continue
            found.append(reference)
            if said.whose:
                spoken.append((said.whose, reference))
        return tuple(sorted(_with_losses(found, losses), key=lambda ref: (ref.line, ref.column)))

    # --- a day or a number --------------------------------------------------------------------------------------

    def _decided(self, passage: _Passage) -> Reference:
        """A letter received or answered by its day, a telegram answered by its number."""
        letter, witness, _ = passage
        base = _base(passage, senders=letter.recipients, recipients=letter.senders, answers=True)
        if witness.type == "number":
            number = figures(witness.raw)
            under_way = self._others(letter, base, _before(letter, LONGEST_WAIT))
            same = [other for other in under_way if number in arrival_numbers(other)]
            base = replace(base, kind="telegram", number=number)
            if not same:  # dated after its answer, one of the two days is wrong: nothing is lost
                after = Interval(interval(letter.date).first, shifted(interval(letter.date).last, LONGEST_WAIT))
                later = [other for other in self._others(letter, base, after) if number in arrival_numbers(other)]
                return replace(base, status="candidates" if later else "absent", means=_ids(later))
            return _meaning(base, same, "number", "certain")
        base = replace(base, date=witness.value)
        of_kind = [o for o in self._others(letter, base, interval(witness.value)) if self.page.is_of_kind(o, "letter")]
        same = [other for other in of_kind if other.date == witness.value]
        if not same:
            return replace(base, status="candidates" if of_kind else "absent", means=_ids(of_kind))
        own = all(other.body and other.body.date == witness.value for other in same)
        return _meaning(base, same, "date", "certain" if own else "probable")

    def _others(self, letter: Letter, base: Reference, days: Interval) -> list[Letter]:
        """The letters between the parties of a passage of a day that may be one of `days`."""
        return [other for other in self.page.between(base.senders, base.recipients, days) if other is not letter]

    # --- words --------------------------------------------------------------------------------------------------

    def _spoken(self, passage: _Passage, before: Sequence[tuple[str, Reference]]) -> Reference:
        letter, _, said = passage
        if said.kind == "enclosure":
            return replace(_base(passage, senders=said.senders, recipients=()), missing=said.missing)
        if said.number is not None:
            return replace(_base(passage, senders=said.senders, recipients=()), kind=said.kind)
        if not said.whose:
            return self._told(passage)
        sides = (letter.recipients, letter.senders)
        base = _base(passage, *{"your": sides, "our": sides[::-1]}.get(said.whose, ((), ())))
        if not said.received and not said.date and (earlier := _said_before(said, before)):
            certainty = "possible" if earlier.status == "resolved" else ""
            return replace(
                base, status=earlier.status, means=earlier.means, evidence=("said-before",), certainty=certainty
            )
        exact = said.date is not None and not said.date.endswith("~")
        days = interval(said.date) if exact else _before(letter, UNDER_WAY[said.kind])
        others = self.page.between(*sides, days) if said.whose != "our" else []
        others += self.page.between(*sides[::-1], days) if said.whose != "your" else []
        return self._under_way(base, passage, [other for other in others if self._can_be_meant(other, letter, said)])

    def _under_way(self, base: Reference, passage: _Passage, found: Sequence[Letter]) -> Reference:
        """The letter meant, of those that were under way; a day that is about right only helps."""
        letter, _, said = passage
        same = [other for other in found if said.date and other.date == said.date.rstrip("~")]
        if same:
            return _meaning(base, same, "date", "probable")
        sure = [other for other in found if None not in interval(other.date)]
        if not found:
            return replace(base, status="absent")
        if len(sure) == len(found) == said.count:
            return _meaning(base, found, "only", "probable")
        if said.count == 1:
            plain = [other for other in sure if self.page.is_surely_of_kind(other, said.kind)]
            for evidence, fits in (
                ("parties", [other for other in plain if _has_all(other, base)]),
                ("names", [other for other in plain if _shared_names(letter, base.line, other) > 1]),
            ):
                if len(fits) == 1:
                    return _meaning(base, fits, evidence, "possible")
        return replace(base, status="candidates", means=_ids(sorted(found, key=_recent)))

    def _can_be_meant(self, other: Letter, letter: Letter, said: Said) -> bool:
        if other is letter or not self.page.is_of_kind(other, said.kind):
            return False
        other_id, own_id = str(other.letter), str(letter.letter)
        if other_id in self.answering.get(own_id, ()):
            return False  # it answers this one
        return not (said.received and self.acknowledged.get(other_id, set()) - {own_id})

    def _told(self, passage: _Passage) -> Reference:
        """What a note tells of: by the leaf that it cites, or else by the day.

        A note that tells of the answer may cite something else; the printed letter of that day that answers is meant.
        """
        letter, witness, said = passage
        base = replace(_base(passage, said.senders, said.recipients), told=True)
        cited = next((c for c in self.cited[witness.line] if c.column > witness.column and c.leaves), None)
        if cited is None and not said.date:
            return base
        others = self.page.between(said.senders, said.recipients, interval(said.date))
        if letter in others:
            return base  # the note tells of its own letter
        others = [other for other in others if self.page.is_of_kind(other, said.kind)]
        if cited is None:
            return _meaning(base, others, "date", "probable")
        leaf = (cited.shelfmark(),)
        if there := [other for other in others if share_leaf(marks(other), leaf)]:
            return _meaning(base, there, "leaf", "certain")
        answers = self.answering.get(str(letter.letter), set())
        near = {str(other.letter) for other in self.page.on_leaves_of(letter)}
        return _meaning(base, [o for o in others if str(o.letter) in answers | near], "date", "probable")


def _before(letter: Letter, days: int) -> Interval:
    """The days on which a letter was written and `days` before."""
    first, last = interval(letter.date)
    return Interval(shifted(first, -days), last)


def _with_losses(found: Sequence[Reference], losses: Iterable[tuple[int | None, Reference]]) -> list[Reference]:
    """The references with the losses of what they enclose; a loss whose enclosure does not show stands by itself."""
    result = list(found)
    for line, loss in losses:
        for position, ref in enumerate(result):
            if ref.kind == "enclosure" and ref.line == line and not ref.missing:
                result[position] = replace(ref, missing=True, note=loss.line)
                break
        else:
            result.append(replace(loss, note=loss.line))
    return result


def _base(
    passage: _Passage, senders: tuple[str, ...], recipients: tuple[str, ...], *, answers: bool = False
) -> Reference:
    letter, witness, said = passage
    return Reference(
        letter=str(letter.letter),
        line=witness.line,
        column=witness.column,
        kind=said.kind,
        raw=witness.raw,
        senders=senders,
        recipients=recipients,
        count=said.count,
        date=said.date,
        number=said.number,
        answers=answers or said.received,
        told=witness.type == "note",
        agreed=said.agreed,
    )


def _meaning(base: Reference, meant: Sequence[Letter], evidence: str, certainty: str) -> Reference:
    if not meant:
        return replace(base, status="absent")
    if len(meant) != base.count and base.count:
        return replace(base, status="candidates", means=_ids(meant))
    return replace(base, status="resolved", means=_ids(meant), evidence=(evidence,), certainty=certainty)


def _said_before(said: Said, before: Sequence[tuple[str, Reference]]) -> Reference | None:
    """What the same letter spoke of before, when the passage can only speak of that again.

    "The letter" is the last one spoken of. "Your letter" is the one that this letter received, when it was one and it
    is known which, or that it is not here. A writer's own letters are not told apart in this way: "I sent you a
    telegram" is one more each time.
    """
    same = [(whose, ref) for whose, ref in before if ref.kind == said.kind]
    if said.whose == "either" and same:
        return same[-1][1]
    received = [ref for whose, ref in same if whose == "your" and ref.answers]
    if said.whose == "our" or len(received) != 1 or received[0].count != 1:
        return None
    return received[0] if received[0].status in ("resolved", "absent") else None


def _ids(letters: Iterable[Letter]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(str(letter.letter) for letter in letters))


def _recent(letter: Letter) -> tuple[int, int]:
    """A sort key: the most recent first, those without a day last, of one day the one printed last first."""
    first, last = interval(letter.date)
    day = (last or first or "").replace("-", "")
    return -int(day or 0), -letter.line


def _has_all(other: Letter, base: Reference) -> bool:
    """Whether a letter has all the parties of a passage; they tell nothing where there is one on each side."""
    several = len(base.senders) > 1 or len(base.recipients) > 1
    return several and set(base.senders) <= set(other.senders) and set(base.recipients) <= set(other.recipients)


def _shared_names(letter: Letter, line: int, other: Letter) -> int:
    """How many persons named on a line of a letter, its own parties apart, another letter names or is by or to."""
    parties = {*letter.senders, *letter.recipients}
    there = [m for m in letter.mentions if line in (m.lines or (m.line,)) and m.text not in parties]
    texts = {*other.senders, *other.recipients, *(mention.text for mention in other.mentions)}
    persons = {mention.person for mention in other.mentions if mention.person}
    return sum(mention.text in texts or mention.person in persons for mention in there)


def arrival_numbers(letter: Letter) -> set[str]:
    """The figures of the numbers that a telegram bears in words of letters (`HP 23`, `In. No. 23`)."""
    return {figures(number) for number in letter.numbers if not number.startswith(("No", "#", "№"))}

"""What attests a letter that an edition does not print: a missing number, or a passage that means no printed letter."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from kg.adopt.correspondence import Correspondence
from kg.adopt.gaps import Gap
from kg.adopt.series import Series, known, where, year_of
from kg.records.citation import Citation
from kg.records.interval import Interval, interval
from kg.records.letter import Letter
from kg.records.lost import Attestation, CandidateLeaves
from kg.records.reference import Reference
from kg.records.shelfmark import Shelfmark

_ALWAYS = Interval()
_NEIGHBOURS = ("below", "above")
_RANK = ("certain", "probable", "possible")
Place = tuple[Series, int]


@dataclass(slots=True)
class Stub:
    """A lost letter in the making. `within` says, where no number and no day does, in which letter it is spoken of."""

    kind: str
    certainty: str
    senders: tuple[str, ...] = ()
    recipients: tuple[str, ...] = ()
    days: Interval = _ALWAYS
    place: Place | None = None
    count: int = 1
    enclosed_in: str | None = None
    within: str = ""
    joined: bool = False
    leaves: tuple[CandidateLeaves, ...] = ()
    shelfmarks: tuple[Shelfmark, ...] = ()
    may_be: set[str] = field(default_factory=set)
    evidence: list[Attestation] = field(default_factory=list)

    @property
    def number_key(self) -> str:
        """Which number of which series it bears; empty when none is known."""
        return f"{self.place[0].name}/{self.place[1]}" if self.place else ""

    @property
    def words_key(self) -> str:
        """What was said of it in words; empty when only a number is missing."""
        if all(item.kind in _NEIGHBOURS for item in self.evidence) and self.place:
            return ""
        parties = f"{'+'.join(sorted(self.senders))}>{'+'.join(sorted(self.recipients))}"
        return f"{self.kind}/{parties}/{self.within or written(self.days) or ''}"

    @property
    def key(self) -> str:
        """By what it is known again: the number, else the words."""
        return self.number_key or self.words_key


def weakest(*certainties: str) -> str:
    """The weakest of degrees of certainty."""
    return max(certainties, key=_RANK.index)


def written(days: Interval) -> str | None:
    """The EDTF of a day within bounds, None where there are none."""
    return str(days) if days != Interval() else None


def narrowed(these: Interval, those: Interval) -> Interval:
    """What is left of two intervals; the first as it is when they contradict each other."""
    left = these.meet(those)
    return these if left.empty else left


def of_gap(gap: Gap) -> Stub:
    """The telegram that may have borne a missing number."""
    party = (gap.series.party,)
    return Stub(
        kind="telegram",
        certainty="possible",
        senders=party if gap.series.side == "of" else (),
        recipients=party if gap.series.side == "to" else (),
        days=gap.days,
        place=(gap.series, gap.number),
        evidence=[
            Attestation(kind=kind, record=str(letter.letter), line=line, value=str(gap.number), raw=raw)
            for kind, (number, letter) in zip(_NEIGHBOURS, (gap.below, gap.above), strict=True)
            for raw, line in [where(letter, number)]
        ],
    )


class Passages:
    """Makes stubs of the references that mean no printed letter."""

    def __init__(
        self, page: Correspondence, citations: Iterable[Citation], decided: Container[tuple[int, int]] = ()
    ) -> None:
        """`decided` are line and column of the citations that support a decision: no letter is kept there."""
        self.by_id = {str(letter.letter): letter for letter in page.documents}
        archival = (cited for cited in citations if cited.kind == "archival" and cited.leaves and cited.archive)
        self.citations = [cited for cited in archival if cited.path and (cited.line, cited.column) not in decided]
        self.known = known(page.documents)
        self._seen: Counter[str] = Counter()

    def stubs(self, references: Iterable[Reference], gaps: Mapping[Place, Stub]) -> list[Stub]:
        """A stub for each passage; one that names the number of a gap goes to the stub of `gaps` instead."""
        found = []
        for ref in references:
            stub = self._stub(ref)
            if stub is None:
                continue
            gap = gaps.get(stub.place) if stub.place else None
            if gap is None:
                found.append(stub)
                continue
            gap.senders, gap.certainty = gap.senders or stub.senders, stub.certainty
            gap.recipients = gap.recipients or stub.recipients
            gap.days = narrowed(gap.days, stub.days)
            gap.evidence += stub.evidence
        return found

    def _stub(self, ref: Reference) -> Stub | None:
        letter = self.by_id[ref.letter]
        if ref.kind == "enclosure":
            return self._enclosure(ref, letter) if ref.missing else None
        if ref.told and ref.number:
            return None  # a number that the book gives its own documents: what it prints is not lost
        if "said-before" in ref.evidence or not ref.senders:
            return None
        if ref.status == "absent":
            return self._absent(ref, letter)
        return self._fewer(ref, letter)

    def _absent(self, ref: Reference, letter: Letter) -> Stub:
        upto = Interval(None, interval(letter.date).last)
        if ref.number:
            stub = self._of(ref, "number", "certain", upto)
            year = year_of(letter)
            series = Series("to", ref.recipients[0], year) if year and ref.recipients else None
            if series and int(ref.number) not in self.known.get(series, {}):
                stub.place = (series, int(ref.number))
            else:
                stub.within = self._within(ref)  # of a series that began again in its year
            return stub
        if ref.date and not ref.date.endswith("~"):
            stub = self._of(ref, "note" if ref.told else "date", _told(ref), interval(ref.date))
            stub.shelfmarks = self._cited(ref)
            return stub
        if ref.told:
            stub = self._of(ref, "note", _told(ref), Interval())
            stub.shelfmarks = self._cited(ref)
        else:
            stub = self._of(ref, "received" if ref.answers else "mention", "probable", upto)
        stub.within = self._within(ref)
        return stub

    def _fewer(self, ref: Reference, letter: Letter) -> Stub | None:
        """What was received though fewer letters are printed than the passage counts, those of unsure day apart."""
        if not ref.answers or ref.date or ref.number or ref.status == "open":
            return None
        sure = [id_ for id_ in ref.means if None not in interval(self.by_id[id_].date)]
        lacking = (ref.count or 1) - len(sure)
        if lacking < 1:
            return None
        upto = Interval(None, interval(letter.date).last)
        stub = self._of(ref, "received" if ref.count == 1 else "count", "possible", upto)
        stub.count, stub.within = lacking, self._within(ref)
        stub.may_be.update(id_ for id_ in ref.means if id_ not in sure)
        stub.certainty = "possible" if stub.may_be else "probable"
        return stub

    def _enclosure(self, ref: Reference, letter: Letter) -> Stub:
        stub = self._of(ref, "enclosure", "certain", Interval(None, interval(letter.date).last))
        stub.recipients = () if ref.told else stub.recipients
        stub.count, stub.enclosed_in, stub.within = ref.count, ref.letter, self._within(ref)
        if ref.note and not ref.told:
            stub.evidence.append(Attestation(kind="missing", record=ref.letter, line=ref.note, value=""))
        elif ref.told:
            stub.evidence = [Attestation(kind="missing", record=ref.letter, line=ref.line, value="", raw=ref.raw)]
        return stub

    @staticmethod
    def _of(ref: Reference, evidence: str, certainty: str, days: Interval) -> Stub:
        value = ref.date or ref.number or ref.raw
        said = Attestation(kind=evidence, record=ref.letter, line=ref.line, value=value, raw=ref.raw)
        return Stub(
            kind=ref.kind,
            certainty=certainty,
            senders=ref.senders,
            recipients=ref.recipients,
            days=days,
            evidence=[said],
        )

    def _within(self, ref: Reference) -> str:
        """Which passage of its letter it is, of those that look alike: `in l0012`, `in l0012 2`."""
        alike = f"{ref.letter}/{ref.kind}/{ref.senders}/{ref.recipients}"
        self._seen[alike] += 1
        n = self._seen[alike]
        return f"in {ref.letter}" if n == 1 else f"in {ref.letter} {n}"

    def _cited(self, ref: Reference) -> tuple[Shelfmark, ...]:
        """The shelfmark that a note cites for what it tells of."""
        behind = [cited for cited in self.citations if cited.line == ref.line and cited.column > ref.column]
        if not behind or not ref.told:
            return ()
        return (min(behind, key=lambda cited: cited.column).shelfmark(),)


def _told(ref: Reference) -> str:
    """How certain a letter is that is dated or told of: somebody who only agreed need not have written a letter."""
    return "probable" if ref.agreed else "certain"


def united(stubs: Sequence[Stub]) -> list[Stub]:
    """The stubs with those made one that speak of one day, one kind and common parties."""
    found: list[Stub] = []
    for stub in sorted(stubs, key=_narrowest):
        same = next((other for other in found if _is_same(other, stub)), None)
        if same is None:
            found.append(stub)
        else:
            same.evidence += stub.evidence
            same.shelfmarks += tuple(mark for mark in stub.shelfmarks if mark not in same.shelfmarks)
            same.certainty = min(same.certainty, stub.certainty, key=_RANK.index)  # either is enough
    return found


def _narrowest(stub: Stub) -> tuple[int, str, list[tuple[int, str]]]:
    """A sort key: whoever names fewer parties says more, so its words make the key of what is united."""
    lines = [(item.line, item.kind) for item in stub.evidence]
    return len(stub.senders) + len(stub.recipients), stub.key, lines


def _is_same(this: Stub, that: Stub) -> bool:
    if this.within or that.within:
        return False
    if this.place or that.place:
        return this.place == that.place
    meets = set(this.senders) & set(that.senders) and set(this.recipients) & set(that.recipients)
    return bool(meets and this.kind == that.kind and this.days == that.days)


def evidence_of(stub: Stub) -> Iterator[Attestation]:
    """The evidence once, in the order of the page."""
    yield from sorted(dict.fromkeys(stub.evidence), key=lambda item: (item.line, item.record, item.kind, item.value))

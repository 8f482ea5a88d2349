"""The register of lost letters: what an edition attests, by a number or in words, and does not print.

A missing number and a passage that dates a telegram are one lost telegram when day, parties and kind agree and neither
fits another number or passage as well; one whose parties are known to agree goes before one whose parties are not
known. What stays apart though it may be one names the other in `may_be`. A telegram that the edition prints without a
number may be the missing one of its days: that is said, and joins nothing.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Container, Iterable, Sequence
from itertools import accumulate

from kg.adopt.attested import Passages, Stub, evidence_of, narrowed, of_gap, united, weakest, written
from kg.adopt.correspondence import Correspondence, file_of
from kg.adopt.gaps import gaps
from kg.adopt.leaves import FileKey, Files
from kg.adopt.series import known, places
from kg.iris import Fingerprint
from kg.records.citation import Citation
from kg.records.heading import Heading
from kg.records.interval import interval
from kg.records.letter import Letter
from kg.records.lost import Attestation, CandidateLeaves, LostLetter
from kg.records.reference import Reference

_NEVER = "~"  # after every day


def lost_letters(
    letters: Iterable[Letter],
    references: Iterable[Reference],
    citations: Iterable[Citation] = (),
    headings: Iterable[Heading] = (),
    decided: Container[tuple[int, int]] = (),
) -> tuple[LostLetter, ...]:
    """The register, ordered by key; the order of what is given does not matter.

    `references` are those of `kg.adopt.references`; `citations` those of the edition: the leaves that they cite are
    accounted for; `headings` are printed headings that belong to no document of the edition. `decided` are line and
    column of the citations that support decisions.
    """
    page = Correspondence(letters)
    cited = tuple(citations)
    numbered = {(gap.series, gap.number): of_gap(gap) for gap in gaps(page.documents)}
    ordered = sorted(references, key=lambda ref: (ref.line, ref.column))
    worded = Passages(page, cited, decided).stubs(ordered, numbered)
    stubs = _joined(list(numbered.values()), united(worded))
    for heading in sorted(headings, key=lambda heading: (heading.line, heading.id)):
        _add_heading(heading, stubs, page)
    kept = _Kept(page, cited)
    for stub in stubs:
        stub.may_be |= kept.printed(stub)
        stub.leaves += kept.leaves(stub)
    return tuple(sorted(map(_record, stubs), key=lambda record: record.key))


def fingerprints(register: Iterable[LostLetter], edition: str) -> list[tuple[str, Fingerprint]]:
    """Key and fingerprint of each lost letter, by which the registry knows it again.

    `shelf` is the number in its series, `text` what was said of it in words: evidence that is found later adds to the
    one and leaves the other as it was, and the identifier stays.
    """
    return [
        (
            record.key,
            Fingerprint.of(edition=edition, shelf=record.key if record.series else "", text=record.said, order="1"),
        )
        for record in register
    ]


# --- one letter, two pieces of evidence --------------------------------------------------------------------------


def _joined(numbered: Sequence[Stub], worded: Sequence[Stub]) -> list[Stub]:
    """Numbers and passages, joined where each fits the other alone."""
    fits: dict[int, list[int]] = {}
    for position, stub in enumerate(worded):
        levels = {at: _fit(gap, stub) for at, gap in enumerate(numbered)}
        best = max(levels.values(), default=0)
        fits[position] = [at for at, level in levels.items() if level and level == best]
    apart: list[Stub] = []
    for position, stub in enumerate(worded):
        here = fits[position]
        rivals = [other for other, there in fits.items() if other != position and set(there) & set(here)]
        if len(here) == 1 and not rivals:
            _join(numbered[here[0]], stub)
            continue
        apart.append(stub)
        for at in here:
            stub.may_be.add(numbered[at].key)
            numbered[at].may_be.add(stub.key)
    return [*numbered, *apart]


def _fit(gap: Stub, stub: Stub) -> int:
    """How well a passage fits a missing number: 0 not, 1 when parties are unknown, 2 when both sides agree."""
    if stub.kind != "telegram" or stub.place or stub.count != 1:
        return 0
    if stub.days.day is None or gap.days.meet(stub.days).empty:
        return 0
    sides = ((gap.senders, stub.senders), (gap.recipients, stub.recipients))
    if not all(_meet(these, those) for these, those in sides):
        return 0
    return 2 if gap.senders and gap.recipients else 1


def _meet(these: Iterable[str], those: Iterable[str]) -> bool:
    return not these or not those or bool(set(these) & set(those))


def _join(gap: Stub, stub: Stub) -> None:
    gap.senders, gap.recipients = stub.senders or gap.senders, stub.recipients or gap.recipients
    gap.days = narrowed(gap.days, stub.days)
    gap.certainty = weakest(stub.certainty, "probable")  # the two are one by rule
    gap.shelfmarks += stub.shelfmarks
    gap.may_be |= stub.may_be
    gap.evidence += stub.evidence
    gap.joined = True


def _add_heading(heading: Heading, stubs: list[Stub], page: Correspondence) -> None:
    """Add a heading without a document to the one stub that it fits, or as a stub of its own.

    A printed letter of these parties and this very day may be what the heading was printed for.
    """
    days = interval(heading.date)
    said = Attestation(kind="heading", record=heading.id, line=heading.line, value=heading.date or "", raw=heading.text)
    fitting = [
        stub
        for stub in stubs
        if stub.kind != "enclosure" and not stub.days.meet(days).empty
        and stub.senders and stub.recipients and not any(item.kind == "heading" for item in stub.evidence)
        and _meet(stub.senders, heading.senders) and _meet(stub.recipients, heading.recipients)
    ]  # fmt: skip
    if len(fitting) == 1:
        (stub,) = fitting
        if stub.days != (left := narrowed(stub.days, days)) or stub.certainty == "possible":
            stub.days, stub.certainty = left, "probable"  # the heading gives its day, or is more than a gap
            stub.joined = stub.joined or stub.place is not None
        stub.evidence.append(said)
        return
    own = Stub(
        kind="document",
        certainty="probable",
        senders=heading.senders,
        recipients=heading.recipients,
        days=days,
        evidence=[said],
    )
    printed = page.between(heading.senders, heading.recipients, days) if days.day else []
    own.may_be.update(str(letter.letter) for letter in printed if letter.date == days.day)
    own.certainty = "possible" if own.may_be else "probable"
    same = [stub for stub in stubs if stub.key.startswith(own.key)]
    own.within = f"{written(days) or ''} {len(same) + 1}" if same else ""
    for stub in fitting:
        own.may_be.add(stub.key)
        stub.may_be.add(own.key)
    stubs.append(own)


# --- what is printed or kept around it ---------------------------------------------------------------------------


class _Kept:
    """What is printed and kept around a lost letter."""

    def __init__(self, page: Correspondence, citations: Iterable[Citation]) -> None:
        self.page, self.files = page, Files(page.documents, citations)
        self.of_series = {
            series: _files_of([letter for same in numbers.values() for letter in same])
            for series, numbers in known(page.documents).items()
        }
        wired = (letter for letter in page.documents if page.is_of_kind(letter, "telegram") and letter.date)
        dated = ((interval(letter.date), letter, {series for series, _ in places(letter)}) for letter in wired)
        self.wired = sorted(dated, key=lambda each: each[0].first or "")
        self.firsts = [days.first or "" for days, _, _ in self.wired]
        # The last day that any telegram up to here may be of: never earlier than the one before.
        self.lasts = list(accumulate((days.last or _NEVER for days, _, _ in self.wired), max))

    def printed(self, stub: Stub) -> set[str]:
        """The telegrams that the edition prints without a number in the series and that may be the missing one."""
        if stub.place is None or stub.joined or any(item.kind == "number" for item in stub.evidence):
            return set()
        return {
            str(letter.letter)
            for days, letter, series in self.wired[self._first_near(stub) : self._end_near(stub)]
            if stub.place[0] not in series
            and days.overlaps(stub.days)
            and _meet(stub.senders, letter.senders)
            and _meet(stub.recipients, letter.recipients)
        }

    def _first_near(self, stub: Stub) -> int:
        """Where the telegrams begin that may be of the days of `stub`: all before are earlier."""
        return bisect_left(self.lasts, stub.days.first or "")

    def _end_near(self, stub: Stub) -> int:
        """Where they end: all from there are later."""
        return bisect_right(self.firsts, stub.days.last or _NEVER)

    def leaves(self, stub: Stub) -> tuple[CandidateLeaves, ...]:
        """Leaves where it may be kept: none where a note cites the leaf, or where nothing says when it was written."""
        if stub.kind == "enclosure" or None in stub.days or stub.shelfmarks:
            return ()
        if stub.place:
            keys = self.of_series.get(stub.place[0], [])
        else:
            letters = self.page.between(stub.senders, stub.recipients)
            of_kind = [o for o in letters if stub.kind == "document" or self.page.is_surely_of_kind(o, stub.kind)]
            keys = _files_of(of_kind)
        found = (self.files.candidates(key, stub.days) for key in keys)
        return tuple(leaves for leaves in found if leaves)


def _files_of(letters: Iterable[Letter]) -> list[FileKey]:
    return sorted({file_of(mark) for letter in letters for mark in letter.shelfmarks})


def _record(stub: Stub) -> LostLetter:
    return LostLetter(
        key=stub.key,
        kind=stub.kind,
        certainty=stub.certainty,
        senders=stub.senders,
        recipients=stub.recipients,
        date=written(stub.days),
        series=stub.place[0].name if stub.place else "",
        number=stub.place[1] if stub.place else None,
        joined=stub.joined,
        count=stub.count,
        enclosed_in=stub.enclosed_in,
        said=stub.words_key,
        leaves=stub.leaves,
        shelfmarks=stub.shelfmarks,
        may_be=tuple(sorted(stub.may_be)),
        evidence=tuple(evidence_of(stub)),
    )

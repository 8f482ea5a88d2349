"""Which letter a printed edition's document number means ("see document No. 107").

The edition at hand may not print those numbers. But documents are numbered in the order in which they are printed, so
all the numbers cited on a page hang together by one offset between number and place on the page. The offset is taken
that lets every reference be true (the author and the kind that a note names; no letter is referred to itself) and that
is supported by at least SUPPORT references, LEAD more than any other: a reference supports it when what it would mean
is what the note names, or names persons whom the referring letter names and few others do.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from msgspec.structs import replace

from kg.adopt.correspondence import Correspondence
from kg.records.interval import interval
from kg.records.letter import Letter
from kg.records.reference import Reference

SUPPORT, LEAD = 3, 2
RARE = 0.15  # share of the documents that name a person who is not rare


def numbered_documents(references: Iterable[Reference], page: Correspondence) -> list[Reference]:
    """The references by document number, resolved where one order of the documents explains them all."""
    by_number = [ref for ref in references if ref.number and ref.told and not ref.date and not ref.recipients]
    offset = _offset(by_number, page)
    if offset is None:
        return by_number
    return [_resolved(ref, page, offset) for ref in by_number]


def _offset(references: Sequence[Reference], page: Correspondence) -> int | None:
    positions = {str(letter.letter): position for position, letter in enumerate(page.documents)}
    names = _rare_names(page.documents)
    scores: dict[int, int] = {}
    candidates = {int(ref.number or 0) - position for ref in references for position in range(len(page.documents))}
    for offset in candidates:
        support = 0
        for ref in references:
            position = int(ref.number or 0) - offset
            if not 0 <= position < len(page.documents):
                continue
            target, source = page.documents[position], page.documents[positions[ref.letter]]
            if target is source or not _fits(target, ref, page):
                break
            shared = names[position] & names[positions[ref.letter]]
            support += bool(shared) + bool(ref.senders)
        else:
            scores[offset] = support
    ranked = sorted(scores.items(), key=lambda item: (-item[1], item[0]))
    if not ranked or ranked[0][1] < SUPPORT:
        return None
    ahead = ranked[0][1] - (ranked[1][1] if len(ranked) > 1 else 0)
    return ranked[0][0] if ahead >= LEAD else None


def _fits(target: Letter, ref: Reference, page: Correspondence) -> bool:
    """Whether a letter is by whom, and of what kind, the note says."""
    return not ref.senders or (set(ref.senders) <= set(target.senders) and page.is_of_kind(target, ref.kind))


def _rare_names(documents: Sequence[Letter]) -> list[set[str]]:
    named = [{mention.person or mention.text for mention in letter.mentions} for letter in documents]
    seen = Counter(name for names in named for name in names)
    return [{name for name in names if seen[name] <= max(2, RARE * len(documents))} for names in named]


def _resolved(ref: Reference, page: Correspondence, offset: int) -> Reference:
    position = int(ref.number or 0) - offset
    if not 0 <= position < len(page.documents):
        return replace(ref, status="absent", evidence=("document-order",))
    target = page.documents[position]
    evidence = ("document-order",)
    if _out_of_order(page.documents, position):
        return replace(ref, status="candidates", means=(str(target.letter),), evidence=evidence)
    certainty = "probable" if ref.senders else "possible"
    return replace(ref, status="resolved", means=(str(target.letter),), evidence=evidence, certainty=certainty)


def _out_of_order(documents: Sequence[Letter], position: int) -> bool:
    """Whether a document stands before older ones, so that its place on the page is not its place in the book."""
    first = interval(documents[position].date).first
    later = (interval(letter.date).last for letter in documents[position + 1 :])
    older = sum(1 for last in later if first and last and last < first)
    return older > len(documents) * RARE

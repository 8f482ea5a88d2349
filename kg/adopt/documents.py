"""Which letter a printed edition's document number means ("see document No. 107").

The edition at hand may not print those numbers. But documents are numbered in the order in which they are printed, so
all the numbers cited on a page hang together by one offset between number and place on the page. The offset is taken
that lets every reference be true (the author and the kind that a note names; no letter is referred to itself) and that
is supported by at least SUPPORT references, LEAD more than any other: a reference supports it when what it would mean
is what the note names, or names persons whom the referring letter names and few others do.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import islice

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
    """What a document's number is ahead of its place on the page (from 0); None where nothing settles it."""
    place = {str(letter.letter): position for position, letter in enumerate(page.documents)}
    naming = _naming(page.documents)
    support: Counter[int] = Counter()
    for ref in references:
        number = int(ref.number or 0)
        source = page.documents[place[ref.letter]]
        near = {position for name in _names(source) for position in naming.get(name, ())}
        support.update(number - position for position in near)
        if ref.senders:
            support.update(number - at for at, target in enumerate(page.documents) if _fits(target, ref, page))
    ranked = sorted(((count, -offset) for offset, count in support.items()), reverse=True)
    allowed = ((count, -offset) for count, offset in ranked if _is_allowed(-offset, references, place, page))
    best = list(islice(allowed, 2))
    if not best or best[0][0] < SUPPORT or (len(best) > 1 and best[0][0] - best[1][0] < LEAD):
        return None
    return best[0][1]


def _is_allowed(offset: int, references: Iterable[Reference], place: Mapping[str, int], page: Correspondence) -> bool:
    """Whether every number can mean the document that `offset` gives it."""
    for ref in references:
        position = int(ref.number or 0) - offset
        if 0 <= position < len(page.documents):
            target = page.documents[position]
            if position == place[ref.letter] or not _fits(target, ref, page):
                return False
    return True


def _fits(target: Letter, ref: Reference, page: Correspondence) -> bool:
    """Whether a letter is by whom, and of what kind, the note says."""
    return not ref.senders or (set(ref.senders) <= set(target.senders) and page.is_of_kind(target, ref.kind))


def _names(letter: Letter) -> set[str]:
    return {mention.person or mention.text for mention in letter.mentions}


def _naming(documents: Sequence[Letter]) -> dict[str, list[int]]:
    """The places of the documents that name each person, of those persons whom few name."""
    found: dict[str, list[int]] = defaultdict(list)
    for position, letter in enumerate(documents):
        for name in _names(letter):
            found[name].append(position)
    few = max(2, RARE * len(documents))
    return {name: positions for name, positions in found.items() if len(positions) <= few}


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

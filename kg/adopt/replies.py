"""Which letter answers which, with the evidence: a shared leaf, the number of a telegram, the date of a letter.

Only letters between swapped parties are linked, and never one that is certainly older than what it would answer.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from kg.adopt.correspondence import Correspondence
from kg.adopt.references import references
from kg.records.interval import interval
from kg.records.letter import Letter
from kg.records.reference import Reference
from kg.records.reply import DESCRIBED, Reply

_DECISIVE = ("number", "date")  # evidence of a reference that makes it a reply


def replies(letters: Sequence[Letter], found: Iterable[Reference] | None = None) -> tuple[Reply, ...]:
    """The replies among the letters of an edition, in the order of the page, each pair once with all its evidence.

    `found` are the references of `letters` where they are at hand.
    """
    page = Correspondence(letters)
    links: dict[tuple[str, str], dict[str, int]] = {}
    for letter, answered, evidence, line in _evidence(page, references(letters) if found is None else found):
        links.setdefault((letter, answered), {}).setdefault(evidence, line)
    order = {str(letter.letter): position for position, letter in enumerate(page.documents)}
    return tuple(
        Reply(letter=letter, answered=answered, evidence=tuple(sorted(evidence)), line=min(evidence.values()))
        for (letter, answered), evidence in sorted(links.items(), key=lambda item: tuple(map(order.get, item[0])))
    )


def _evidence(page: Correspondence, found: Iterable[Reference]) -> Iterator[tuple[str, str, str, int]]:
    for letter in page.documents:
        for other in page.on_leaves_of(letter):
            if _swapped(letter, other) and _follows(letter, other):
                yield str(letter.letter), str(other.letter), "shared-leaf", letter.line
    for ref in found:
        if ref.answers and ref.status == "resolved" and ref.evidence[0] in _DECISIVE:
            for answered in ref.means:
                yield ref.letter, answered, ref.evidence[0], ref.line
    yield from _described(page)


def _described(page: Correspondence) -> Iterator[tuple[str, str, str, int]]:
    """What descriptions of letters say of what these answer."""
    by_id = {str(letter.letter): letter for letter in page.documents}
    for letter in page.documents:
        if (said := letter.description) is None:
            continue
        for answered in said.answers:
            if answered in by_id:
                yield str(letter.letter), answered, DESCRIBED, letter.line
        for answer in said.answered_by:
            if answer in by_id:
                yield answer, str(letter.letter), DESCRIBED, letter.line


def _follows(letter: Letter, other: Letter) -> bool:
    """Whether `letter` is the answer, of two on one leaf: it is the later one, or of one day the one printed after."""
    day, others = interval(letter.date).day, interval(other.date).day
    return day > others if day and others and day != others else letter.line > other.line


def _swapped(letter: Letter, other: Letter) -> bool:
    """Whether each was written by somebody to whom the other was addressed."""
    return bool(set(letter.senders) & set(other.recipients) and set(letter.recipients) & set(other.senders))

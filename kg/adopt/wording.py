"""What was found of a heading, in words for a person: names of records and lines, never words of the edition."""

from __future__ import annotations

from collections.abc import Sequence

from kg.adopt.agreement import MARGIN
from kg.records.alignment import Alignment
from kg.records.letter import Letter
from kg.records.words import listed

_FIELDS = ("sender", "recipient", "date")


def explanation(
    found: Alignment, printed: Letter, proposed: Letter | None, suitors: Sequence[str], owner: str | None
) -> str:
    """Why `found` says what it says. `printed` is the entry of the heading, `proposed` that of the document it is
    proposed for, `suitors` are other headings that the document may belong to. `owner` is the heading that counts for
    the document under it, where it agrees with that and is displaced all the same.
    """
    agrees = listed([item.name for item in found.evidence if item.name in _FIELDS])
    if proposed is None:
        return f"{_under(printed, owner)} {_nothing(found)}"
    if proposed is printed:
        return _stays(found, printed, agrees, suitors)
    where = f"in {agrees} with {proposed.letter} at line {proposed.line}"
    if not found.adopted:
        return f"{_under(printed, owner)} It agrees {where}. {_undecided(found, suitors)}"
    order = next((item.value for item in found.evidence if item.name == "order"), None)
    if order is None:
        return f"{_under(printed, owner)} Out of order, it agrees {where}, and no other heading that is left does."
    way = "up" if order.startswith("-") else "down"
    return f"{_under(printed, owner)} It agrees {where}, {order[1:]} {way} on the page."


def _under(printed: Letter, owner: str | None) -> str:
    if printed.letter is None:
        return "No document stands under it."
    if not printed.conflicts:
        if owner is None:
            return f"The days that {printed.letter} under it allows contradict it."
        return f"It agrees with {printed.letter} under it, but {owner} belongs there."
    return f"It contradicts {printed.letter} under it in {listed(printed.conflicts)}."


def _stays(found: Alignment, printed: Letter, agrees: str, suitors: Sequence[str]) -> str:
    if not found.adopted:
        return (
            f"{_under(printed, None)} No other document fits it, and no other heading fits the document: the heading "
            "may be mistaken."
        )
    said = f"It agrees with the document under it in {agrees}." if agrees else "The document says nothing against it."
    return f"{said} {_undecided(found, suitors)}" if found.certainty == "possible" else said


def _undecided(found: Alignment, suitors: Sequence[str]) -> str:
    near = [rival.letter for rival in found.rivals if rival.behind < MARGIN and rival.letter]
    also = [f"so does {listed(suitors)}"] if suitors else []
    also += [f"it agrees as well with {listed(near)}"] if near else []
    return f"But {'; '.join(also)}: nothing decides between them." if also else "It is not far enough ahead of others."


def _nothing(found: Alignment) -> str:
    others = [rival.letter for rival in found.rivals if rival.letter]
    if not others:
        return "No document near it agrees with it, and none of its day that is left."
    return f"What agrees with it fits other headings better: {listed(others)}."

"""How far a printed heading agrees with a document: evidence from what the document itself says, never its wording.

A heading that contradicts a document in sender, recipient or day does not belong to it; there is no weighing of a
contradiction against agreements. The points only compare candidates of one page: they are whole numbers, and what
matters of them is which evidence counts more than which.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from kg.adopt.letters import BODY_NAMES, Names, differ
from kg.records.alignment import Evidence
from kg.records.heading import Heading
from kg.records.interval import Interval, allows, interval
from kg.records.letter import Letter

DAY = 5  # the same day: telegrams to one person are told apart by it
PARTY = 4  # the same sender, the same recipient
PARTY_ROUGHLY = 3  # the same but for "the members of the Politburo" beside it
BOUNDS = 2  # a day within the bounds that the document allows; the same for the bounds that its number sets
BRACKETS = 1  # the editor's brackets where the dateline is silent; against it when they are not
MARGIN = 3  # by which a proposal must be ahead of its rivals: neither the place nor the brackets of one heading decide
PLACE = 1  # printed above it

_YEAR_IN_BRACKETS = re.compile(r"\[\s*\d{4}[^\d\]]*\]")
_NUMBERS = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class Says:
    """What a document says of itself. `days` are those that it allows, `numbered` those between which its number lies;
    `dated` says how its dateline ends: `year`, `day` (without a year), `none`, or empty where that is not known.
    """

    senders: Names
    recipients: Names
    day: str | None
    days: Interval
    numbered: Interval
    dated: str
    lines: dict[str, int]


def says(letter: Letter, days: Interval, numbered: Interval) -> Says:
    """What `letter` says; `days` and `numbered` bound a document without a date of its own."""
    body = letter.body
    day = body.date if body else None
    lines = {witness.field: witness.line for witness in reversed(letter.witnesses) if witness.type != "heading"}
    return Says(
        senders=(body.senders or ()) if body else (),
        recipients=(body.recipients or ()) if body else (),
        day=day if len(day or "") == 10 else None,
        days=interval(day) if day else days,
        numbered=Interval() if day else numbered,
        dated=_dated(letter, day),
        lines={"": body.lines[0] if body else letter.line, **lines},
    )


def _dated(letter: Letter, day: str | None) -> str:
    if day is None:
        return "none"
    raw = next((w.raw for w in letter.witnesses if (w.field, w.type) == ("date", "dateline")), None)
    if raw is None:
        return ""
    numbers = _NUMBERS.findall(raw)
    return "year" if day[:4] in numbers or (len(numbers) > 1 and numbers[-1] == day[2:4]) else "day"


def agreement(heading: Heading, document: Says, *, above: bool) -> tuple[Evidence, ...] | None:
    """The evidence that `heading` belongs to `document`, which it is printed `above` or not; None when they contradict
    each other. Where either is silent there is no evidence.
    """
    if _days_contradict(heading.date, document):
        return None
    if _contradict(heading.senders, document.senders) or _contradict(heading.recipients, document.recipients):
        return None
    found = [
        _party("sender", heading.senders, document.senders, document),
        _party("recipient", heading.recipients, document.recipients, document),
        _date(heading, document),
        _number(heading, document),
        _brackets(heading, document),
        Evidence(name="place", value=heading.id, line=heading.line, points=PLACE) if above else None,
    ]
    return tuple(evidence for evidence in found if evidence is not None)


def points(evidence: tuple[Evidence, ...]) -> int:
    """What the evidence counts together."""
    return sum(item.points for item in evidence)


def _days_contradict(printed: str | None, document: Says) -> bool:
    if not printed:
        return False
    if document.day:
        return not allows(printed, document.day)
    return interval(printed).meet(document.days).empty


def _contradict(printed: Names, said: Names) -> bool:
    return bool(printed and said) and differ(printed, said)


def _party(name: str, printed: Names, said: Names, document: Says) -> Evidence | None:
    if not said or not printed:
        return None
    same = set(printed) == set(said) or not (set(printed) ^ set(said)) & BODY_NAMES
    line = document.lines.get(name, document.lines[""])
    return Evidence(name=name, value=", ".join(said), line=line, points=PARTY if same else PARTY_ROUGHLY)


def _date(heading: Heading, document: Says) -> Evidence | None:
    if not heading.date or document.days == (None, None):
        return None
    if document.day and heading.date.rstrip("~?%") == document.day:
        return Evidence(name="date", value=document.day, line=_date_line(document), points=DAY)
    return Evidence(name="date", value=str(document.days), line=_date_line(document), points=BOUNDS)


def _date_line(document: Says) -> int:
    named = (document.lines.get(field) for field in ("date", "answers", "received", "sent"))
    return next((line for line in named if line is not None), document.lines[""])


def _number(heading: Heading, document: Says) -> Evidence | None:
    """Numbers run with time, but now and then one is out of order: that counts, and contradicts nothing."""
    if not heading.date or document.numbered == (None, None):
        return None
    agrees = not interval(heading.date).meet(document.numbered).empty
    line = document.lines.get("number", document.lines[""])
    return Evidence(name="number", value=str(document.numbered), line=line, points=BOUNDS if agrees else -BOUNDS)


def _brackets(heading: Heading, document: Says) -> Evidence | None:
    """Editors set in brackets what the document does not say: a year, or the whole date."""
    if not heading.date or not document.dated:
        return None
    missing = "year" if heading.bracketed else "nothing"
    if heading.bracketed and "[" in heading.text and not _YEAR_IN_BRACKETS.search(heading.text):
        missing = "day"
    agrees = {"year": "day", "day": "none", "nothing": "year"}[missing] == document.dated
    if not agrees and missing == "nothing" and document.dated == "day":
        return None  # brackets are easily lost in a scan: their absence beside a dateline without a year says nothing
    value = {"nothing": "no brackets"}.get(missing, f"{missing} in brackets")
    return Evidence(name="brackets", value=value, line=heading.line, points=BRACKETS if agrees else -BRACKETS)

"""Which letter answers which, with the evidence: a shared leaf, the number of a telegram, the date of a letter.

Only letters between swapped parties are linked, and never one that is certainly older than what it would answer.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date

from kg.adopt.letters import share_leaf
from kg.records.letter import Letter
from kg.records.reply import Reply

LONGEST_WAIT = 31  # days; telegram numbers begin again every summer, so an older number is another series'


def replies(letters: Sequence[Letter]) -> tuple[Reply, ...]:
    """The replies among the letters of an edition, in the order of the page, each pair once with all its evidence."""
    documents = [letter for letter in letters if letter.letter]
    found: dict[tuple[str, str], dict[str, int]] = {}
    for letter in documents:
        candidates = [other for other in documents if other is not letter and _swapped(letter, other)]
        for other, evidence, line in _evidence(letter, candidates):
            if not _certainly_later(other, letter):
                found.setdefault((str(letter.letter), str(other.letter)), {}).setdefault(evidence, line)
    return tuple(
        Reply(letter=letter, answered=answered, evidence=tuple(sorted(evidence)), line=min(evidence.values()))
        for (letter, answered), evidence in found.items()
    )


def _evidence(letter: Letter, candidates: Sequence[Letter]) -> Iterator[tuple[Letter, str, int]]:
    for other in candidates:
        if share_leaf(letter.shelfmarks, other.shelfmarks) and _follows(letter, other):
            yield other, "shared-leaf", letter.line
    for witness in letter.witnesses:
        if witness.field != "answers":
            continue
        if witness.type == "number":
            number = _figures(witness.raw)
            same = [
                other for other in candidates if number in _telegraph_numbers(other) and _within_wait(other, letter)
            ]
            yield from ((other, "number", witness.line) for other in same)
        else:
            dated = [other for other in candidates if other.date == witness.value and _is_letter(other)]
            yield from ((other, "date", witness.line) for other in dated if len(dated) == 1)


def _follows(letter: Letter, other: Letter) -> bool:
    """Whether `letter` is the answer, of two on one leaf: it is the later one, or of one day the one printed after."""
    days = _days(other, letter)
    return days > 0 if days else letter.line > other.line


def _swapped(letter: Letter, other: Letter) -> bool:
    """Whether each was written by somebody to whom the other was addressed."""
    return bool(set(letter.senders) & set(other.recipients) and set(letter.recipients) & set(other.senders))


def _telegraph_numbers(letter: Letter) -> set[str]:
    """The figures of the numbers that a telegram bears in words of letters (`HP 23`, `In. No. 23`)."""
    return {_figures(number) for number in letter.numbers if not number.startswith(("No", "#", "№"))}


def _figures(number: str) -> str:
    match = re.search(r"\d+", number)
    return match[0] if match else ""


def _is_letter(letter: Letter) -> bool:
    """Whether a document is a letter rather than a telegram: letters are cited by date, telegrams by number."""
    return "cipher" not in letter.labels and letter.sent is None and not letter.numbers


def _within_wait(older: Letter, newer: Letter) -> bool:
    days = _days(older, newer)
    return days is None or 0 <= days <= LONGEST_WAIT


def _certainly_later(other: Letter, letter: Letter) -> bool:
    days = _days(other, letter)
    return days is not None and days < 0


def _days(older: Letter, newer: Letter) -> int | None:
    """Days between two letters, or None when one has no exact day."""
    if len(older.date or "") != 10 or len(newer.date or "") != 10:
        return None
    return (date.fromisoformat(str(newer.date)) - date.fromisoformat(str(older.date))).days

"""How a date moved, by the days that it allowed and allows."""

from __future__ import annotations

import re

from kg.publish.changes.statements import text_of
from kg.records.interval import Interval, interval

# "from between 7 and 11 June" is hard to read.
_BETWEEN, _DASH = re.compile(r"^between (.+) and (.+)$"), r"\1–\2"
_OPEN_START, _OPEN_END = "0000-00-00", "9999-99-99"


def moved(old: str, new: str, old_words: str, new_words: str) -> str:
    """`widened from 10 June 1932 to 7–11 June 1932`.

    `old` and `new` are EDTF literals, empty where there is no date; the words are how each reads.
    """
    if not old or not new:
        return f"set to {new_words}" if new else f"removed: {old_words}"
    before, after = interval(text_of(old)), interval(text_of(new))
    if before == Interval() != after:
        return f"set to {new_words}"
    return f"{_verb(before, after)} from {_BETWEEN.sub(_DASH, old_words)} to {_BETWEEN.sub(_DASH, new_words)}"


def _verb(before: Interval, after: Interval) -> str:
    if before == after:
        return "changed"
    if _holds(after, before):
        return "widened"
    return "narrowed" if _holds(before, after) else "moved"


def _holds(whole: Interval, part: Interval) -> bool:
    """Whether every day of `part` is one of `whole`."""
    return (whole.first or _OPEN_START) <= (part.first or _OPEN_START) and (part.last or _OPEN_END) <= (
        whole.last or _OPEN_END
    )

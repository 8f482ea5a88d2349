"""Numbers that telegrams bear: what kind of number each is, its place in its series, and who counts the series."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple

_DIGITS = re.compile(r"\d+")
_LIST = re.compile(r"(?P<mark>\D*)(?P<numbers>\d+(?:\s*,\s*\d+)+)")
_PLAIN = ("no", "nr", "#", "№")
_HP = ("hp", "нр")  # HP is Cyrillic Нр (No.) read as Latin

# Kinds of numbers that are counted by whom they go to: the cipher register, the telegraph and the addressee's own
# office count the same telegrams (HP 9 is In. No. 9, and the next one sent may be No. 10/989/sh.).
AT_ARRIVAL = frozenset({"cipher", "hp", "incoming"})


class Number(NamedTuple):
    """One number: as printed, its kind, its place in its series, and the number in the register of ciphers.

    Kinds: `cipher` (`No. 3/949/sh.`), `hp` (`HP 9`, of the telegraph), `incoming` (`In. No. 9`), `telegram` (`No. 7`,
    `#8`: the sender's own), `other`.
    """

    text: str
    kind: str
    sequence: int | None
    register: int | None


@lru_cache(maxsize=8192)
def numbers(text: str) -> tuple[Number, ...]:
    """The numbers in one printed string: `No. 27, 28` are two, `No. 3/949/sh.` is one with a register number."""
    several = _LIST.fullmatch(text.strip())
    if several:
        parts = [part.strip() for part in several["numbers"].split(",")]
        return tuple(number for part in parts for number in numbers(several["mark"] + part))
    kind = kind_of(text)
    found = [int(digits) for digits in _DIGITS.findall(text) if len(digits) < 10]
    if not found or kind == "other":
        return (Number(text, kind, None, None),)
    return (Number(text, kind, found[0], found[-1] if kind == "cipher" and len(found) > 1 else None),)


def kind_of(text: str) -> str:
    """What kind of number this is, by its mark: `In. No.`, `HP` (Cyrillic Нр), `.../sh.`, `No.` or `#`."""
    mark = text.strip().casefold()
    if mark.startswith("in."):
        return "incoming"
    if mark.startswith(_HP):
        return "hp"
    if "/" in mark:
        return "cipher"
    return "telegram" if mark.startswith(_PLAIN) else "other"


def counted(texts: Iterable[str]) -> Iterator[tuple[Number, str]]:
    """The numbers that one telegram bears, each with who counts it: `to` the addressee, `of` the sender, or nobody.

    A plain number that repeats the one counted at arrival is that one.
    """
    found = [number for text in texts for number in numbers(text)]
    arrival = {number.sequence for number in found if number.kind in AT_ARRIVAL}
    for number in found:
        if number.sequence is None:
            yield number, ""
        elif number.kind in AT_ARRIVAL or (number.kind == "telegram" and number.sequence in arrival):
            yield number, "to"
        else:
            yield number, "of"

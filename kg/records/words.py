"""Words as sentences list them."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Sequence

_OPENING = 6  # words by which the beginnings of two letters are compared; fewer say too little
MOST = 4  # names in one sentence; the label of a claim is short whoever signed the letter


def listed(words: Sequence[str], most: int | None = None) -> str:
    """`Molotov`, `Molotov and Kaganovich`, `Molotov, Kaganovich and Stalin`; empty when there are none.

    Of more than `most` the rest are counted: `Molotov, Kaganovich and 5 others`.
    """
    if most is not None and len(words) > most:
        words = (*words[: most - 1], f"{len(words) - most + 1} others")
    return " and ".join(part for part in (", ".join(words[:-1]), *words[-1:]) if part)


def opening(text: str) -> str:
    """A hash of the first words of a letter, by which editions are compared; empty when there are too few.

    Case, accents and punctuation do not count, so that editions that print them in different ways
    agree. The words themselves are in no record.
    """
    plain = unicodedata.normalize("NFKD", text.casefold().replace("ß", "ss"))
    words = re.findall(r"\w+", "".join(sign for sign in plain if not unicodedata.combining(sign)))
    if len(words) < _OPENING:
        return ""
    return hashlib.sha256(" ".join(words[:_OPENING]).encode()).hexdigest()[:16]

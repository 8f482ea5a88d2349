"""Names with the years of a life, as catalogues write them: `Prokofiev, Sergey (1891-1953)`, `Webern, Anton,
1883-1945`, `Berg, Cid (* 1850)`. The years tell namesakes apart, and are those of the row that a name gets.
"""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from kg.read.typed_words import any_of, plain, words

_INVERTED = re.compile(r"([^,]+),\s*([^,]+)")


class Lived(NamedTuple):
    """A name, and from when to when its bearer lived (EDTF); empty where nothing is said."""

    name: str
    born: str
    died: str

    @property
    def key(self) -> str:
        """By what a table knows him or her: the same for `Berg, Cid` and `Cid Berg` of the same years."""
        name = _INVERTED.sub(r"\2 \1", plain(self.name))
        return f"#{name} {self.born}-{self.died}"


@cache
def _patterns() -> tuple[re.Pattern[str], ...]:
    life = words()["life"]
    year = rf"(?:(?:{any_of(life['about'])})\.?\s*)?\d{{3,4}}(?:/\d\d)?\s*\??"
    born, died = rf"(?:\*|{any_of(life['born'])}\.?)\s*", rf"(?:[†+]|{any_of(life['died'])}\.?)\s*"
    lives = "|".join(
        (
            rf"(?:{born})?(?P<b1>{year})\s*[-,;]?\s*{died}(?P<d1>{year})",
            rf"(?P<b2>{year})\s*-\s*(?P<d2>{year})?",
            rf"{born}(?P<b3>{year})(?:\s*-)?",
            rf"{died}(?P<d3>{year})",
            rf"-\s*(?P<d4>{year})",
        )
    )
    return tuple(
        re.compile(pattern, re.IGNORECASE)
        for pattern in (rf"(?P<name>.*\w.*?)\s*[(\[](?:{lives})[)\]]", rf"(?P<name>.*[^\W\d].*?),\s*(?:{lives})\.?")
    )


def lived(text: str) -> Lived | None:
    """A name and the years of a life, where both stand in `text`."""
    straight = text.strip().translate(_DASHES)
    for pattern in _patterns():
        if (match := pattern.fullmatch(straight)) is not None:
            said = match.groupdict()
            born, died = (
                next((_edtf(said[f"{which}{n}"]) for n in (1, 2, 3, 4) if said.get(f"{which}{n}")), "")
                for which in "bd"
            )
            if (born or died) and not (born[:4] > died[:4] > ""):
                return Lived(match["name"].rstrip(" ,"), born, died)
    return None


_DASHES = str.maketrans("–—−‐‑", "-----")


def _edtf(year: str) -> str:
    """`ca. 1850` -> `1850~`, `1850?` -> `1850?`, `1850/51` -> `[1850,1851]`."""
    digits = re.search(r"(\d{3,4})(?:/(\d\d))?", year)
    assert digits is not None
    first = f"{int(digits[1]):04}"
    if digits[2]:
        return f"[{first},{first[:2]}{digits[2]}]"
    return first + ("?" if "?" in year else "~" if year[0] not in "0123456789" else "")

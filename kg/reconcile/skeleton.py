"""One way of writing for names that came through different scripts and transliterations.

`Розенгольц`, `Rozengolts`, `Rosengolz`, `Rozengol'c` and `Rosengoltz` have one skeleton. Other scripts than Latin
become Latin by anyascii (ISC licence, every script of Unicode, no rules of its own about languages; unidecode is under
the GPL, and transliterate and iuliia write few schemes and read none). What the schemes write differently is then read
as English, German, French and scholarly writers mean it, and each reading gives a skeleton.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from anyascii import anyascii

# Letters of ISO 9 and of scholarly transliteration that say more than the letter under their mark.
_MARKED = str.maketrans(
    {
        "ž": "S", "š": "S", "ŝ": "S", "č": "C", "ĉ": "C", "ć": "C", "â": "a", "û": "u", "è": "e", "ё": "e", "ä": "e",
        "ö": "e", "ü": "u", "å": "o", "ж": "S", "ш": "S", "щ": "S", "ч": "C", "х": "H", "ц": "s",
        "ь": "", "ъ": "", "ʹ": "", "ʺ": "", "’": "", "'": "", "`": "", "ʼ": "",
    }
)  # fmt: skip
# How the writers of a language mean letters: S is a hissing sound of sh and zh, C of ch, H that of kh.
_COMMON = (("shch", "S"), ("zh", "S"), ("sh", "S"), ("kh", "H"), ("ph", "f"), ("tz", "s"), ("ts", "s"))
_READINGS: tuple[tuple[tuple[str, str], ...], ...] = (
    (*_COMMON, ("tch", "C"), ("ch", "C"), ("x", "ks")),
    (("schtsch", "S"), ("stsch", "S"), ("tsch", "C"), ("tch", "C"), ("sch", "S"), *_COMMON, ("ch", "H"), ("x", "ks")),
    (("chtch", "S"), ("tch", "C"), ("ch", "S"), ("kh", "H"), ("ou", "u"), ("gu", "g"), ("j", "S"), ("ts", "s"),
     ("tz", "s"), ("x", "ks"), ("ph", "f")),
    (("c", "s"), ("ch", "H"), ("x", "H")),
)  # fmt: skip
_IOTA = re.compile(r"[iyj]+(?=[aeou])")
_ENDING = re.compile(r"(?<=[a-zA-Z])[iyj]+$")
_DOUBLE = re.compile(r"(.)\1+")
_SOUNDS = str.maketrans({"z": "s", "w": "v", "y": "i", "j": "i", "q": "k", "H": "h"})
_WORD = re.compile(r"[^\W_]+(?:['’ʹʼ`][^\W\d_]+)*['’ʹʼ]?\.?")


@lru_cache(maxsize=1 << 17)
def skeletons(word: str) -> tuple[str, ...]:
    """The skeletons of a word, one for each reading that differs; the first is the English one."""
    marked = unicodedata.normalize("NFC", word).lower().translate(_MARKED)
    latin = "".join(letter if letter in "SCH" else anyascii(letter).lower() for letter in marked)
    latin = re.sub("[^a-zSCH0-9]", "", latin)
    return tuple(dict.fromkeys(_sounds(latin, reading) for reading in _READINGS))


@lru_cache(maxsize=1 << 17)
def coarse(word: str) -> tuple[str, ...]:
    """The skeletons of a word whose marks are lost (`Kaganovic`): all hissing sounds are one."""
    return tuple(dict.fromkeys(_DOUBLE.sub(r"\1", s.translate(_HISSING)) for s in skeletons(word)))


@lru_cache(maxsize=1 << 17)
def keys(word: str) -> frozenset[str]:
    """What a word is looked up by: the consonants of its coarse skeletons, and its first letter."""
    return frozenset(f"{s[:1]}{_VOWEL.sub('', s[1:])}" for s in coarse(word) if s)


_HISSING = str.maketrans({"S": "s", "C": "s"})
_VOWEL = re.compile("[aeiou]")


def words(name: str) -> list[str]:
    """The words of a name; one that is shortened keeps its point."""
    return _WORD.findall(name)


def _sounds(latin: str, reading: tuple[tuple[str, str], ...]) -> str:
    for written, meant in reading:
        latin = latin.replace(written, meant)
    latin = re.sub("c(?=[eiy])", "s", latin).replace("ck", "k").replace("c", "k")
    latin = re.sub("(?<=[aeiou])ff?$", "v", latin)  # Litvinoff
    latin = _ENDING.sub("i", _IOTA.sub("", latin))
    return _DOUBLE.sub(r"\1", latin.translate(_SOUNDS))

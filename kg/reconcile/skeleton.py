"""Names by their sound, across scripts and ways of transliterating: for finding candidates, not for judging them.

Розенгольц, Rozengolts (BGN), Rosengolz (German), Rozengolʹc (ISO 9, scholarly) and Rosengoltz (French) have one
skeleton: consonants in classes that the usual transliterations of Cyrillic do not tell apart, without vowels.
"""

from __future__ import annotations

import re
from functools import lru_cache
from unicodedata import normalize

from anyascii import anyascii

LONGEST = 300  # characters of a name that are read: more is no name
_REMEMBERED = 200_000
# Letters with a mark that says more than the letter without it: ISO 9 and scholarly transliteration.
_MARKED = str.maketrans({
    "č": "ch", "ć": "ch", "š": "sh", "ŝ": "shch", "ž": "zh", "ẑ": "dz", "ċ": "ch", "ĉ": "ch", "ğ": "g", "ş": "sh",
    "â": "ya", "û": "yu", "è": "e", "ë": "yo", "ʹ": "", "ʺ": "", "ʼ": "", "ß": "ss", "ä": "a", "ö": "o", "ü": "u",
})  # fmt: skip
_LETTERS = re.compile(r"[a-z]+")
# In this order; sounds that one transliteration writes as another one's other sound share a class.
_CLASSES = tuple(
    (re.compile(pattern), sound)
    for pattern, sound in (
        (r"schtsch|shch|chtch|szcz", "sx"),
        (r"dsch|dzh|dz|ds|dj", "s"),
        (r"tsch|tch|tzsch|cz", "x"),
        (r"sch|sh|sz|zh", "s"),
        (r"kh|ch", "x"),
        (r"ph", "f"),
        (r"th", "t"),
        (r"ff|w", "v"),
        (r"ks", "ks"),
        (r"x(?=[aeiouy]|$)|(?<=[aeiouy])x", "ks"),
        (r"ts|tz|c(?=[eiy]|$)", "s"),
        (r"z", "s"),
        (r"[cq]", "k"),
        (r"h", "x"),
    )
)
_BARE_C = re.compile(r"c(?![hkzq])")
_VOWELS = re.compile(r"[aeiouyj]+")
_DOUBLE = re.compile(r"(.)\1+")


@lru_cache(maxsize=_REMEMBERED)
def latin(name: str) -> str:
    """A name in small Latin letters, its words in their order: `Щербаков, А. С.` -> `shcherbakov a s`."""
    text = normalize("NFC", name[:LONGEST]).lower().translate(_MARKED)
    return " ".join(_LETTERS.findall(anyascii(text).lower().replace("'", "")))


@lru_cache(maxsize=_REMEMBERED)
def skeleton(word: str) -> str:
    """The classes of the consonants of a word in small Latin letters; a vowel counts at its beginning only."""
    begins = "a" if _VOWELS.match(word) else ""
    for pattern, sound in _CLASSES:
        word = pattern.sub(lambda found, sound=sound: sound.upper(), word)  # type: ignore[misc]
    return _DOUBLE.sub(r"\1", begins + _VOWELS.sub("", word).lower())


@lru_cache(maxsize=_REMEMBERED)
def sounds(word: str) -> frozenset[str]:
    """The skeletons that a word can have: where a mark was lost, `Kaganovic` is Kaganovič, and `Cicherin` Čičerin."""
    marked = _BARE_C.sub("ch", word)
    return frozenset(filter(None, (skeleton(word), skeleton(marked))))

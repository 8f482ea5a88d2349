"""Search in the index that the site has (kg.publish.site.search), by the same rules as its script `assets/site.js`.

Words are folded over scripts and accents; a shelfmark of bare numbers stands for its levels, from the first on.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

from rapidfuzz.distance import Levenshtein

from kg.files import read_text
from kg.publish.site.search import FOLDER, words

LONGEST = 200  # characters of a question
_MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
_RUSSIAN = (
    *("января", "февраля", "марта", "апреля", "мая", "июня"),
    *("июля", "августа", "сентября", "октября", "ноября", "декабря"),
)
_IDLE = frozenset(["a", "the", "of", "by", "from", "in", "on", "to", "and", "which", "what", "did"])
_SHELF = re.compile(r"(?:f|op|d|l|b)\d")
_NUMBER = re.compile(r"\d+[a-z]?")
_LEVELS = ("f", "op", "d", "l")
_MOST = 5000  # entries that are put in order


class Found(NamedTuple):
    """What was found: its kind, its name, what is shown below it, the path of its page."""

    kind: str
    name: str
    below: str
    path: str


@dataclass
class Index:
    """The index in the folder of a site; its files are read as they are needed, anew when a new site is there."""

    site: Path
    _made: int = 0
    _parts: dict[str, Any] = field(default_factory=dict)

    def find(self, text: str, limit: int) -> tuple[list[Found], int]:
        """What has all words of a text, in the order of the site, and how many there are.

        Raises FileNotFoundError when the site has no index.
        """
        main = self._main()
        wanted = meant(text[:LONGEST])
        found = self._together(main, wanted)
        for other in marked(wanted) if not found else ():
            found = found or self._together(main, other)
        entries = [self._entry(main, n) for n in sorted(found)[:_MOST]]
        if len(wanted) > 1:
            entries.sort(key=lambda entry: -_rank(wanted, entry.name))
        return entries[:limit], len(found)

    def _main(self) -> dict[str, Any]:
        made = (self.site / FOLDER / "main.js").stat().st_mtime_ns
        if made != self._made:
            self._made, self._parts = made, {}
        part: dict[str, Any] = self._part("main")
        return part

    def _part(self, name: str) -> Any:
        if name not in self._parts:
            script = read_text(self.site / FOLDER / f"{name}.js")
            self._parts[name] = json.loads(script[script.index(",") + 1 : script.rindex(")")])
        return self._parts[name]

    def _entry(self, main: dict[str, Any], number: int) -> Found:
        return Found(*self._part(f"e{number // main['chunk']}")[number % main["chunk"]])

    def _together(self, main: dict[str, Any], wanted: Sequence[str]) -> set[int]:
        found: set[int] | None = None
        for n, word in enumerate(wanted):
            # A whole shelfmark is meant to the digit; the last word may still be written.
            whole = bool(_SHELF.match(word)) and (n < len(wanted) - 1 or word.startswith("l"))
            some = self._matching(main, word, whole)
            if some is not None:
                found = some if found is None else found & some
        return found or set()

    def _matching(self, main: dict[str, Any], word: str, whole: bool) -> set[int] | None:
        """The entries that have a word, or one that begins with it, or else one that is spelt much like it."""
        if len(word) < main["width"]:
            return None
        key = word[: main["width"]]
        if key not in main["shards"]:
            return set()
        shard = self._part(f"w{key}")
        if whole and word in shard:
            return set(_numbers(shard[word]))
        known = [other for other in shard if other.startswith(word)]
        if not known and re.fullmatch("[a-z]{5,}", word):
            most = 2 if len(word) > 7 else 1
            known = [other for other in shard if Levenshtein.distance(word, other, score_cutoff=most) <= most]
        return {number for other in known for number in _numbers(shard[other])}


def meant(text: str) -> list[str]:
    """The words of a question that tell something, with days as the names of letters have them."""
    every = words(_dated(text))
    return [word for word in every if word not in _IDLE] or every


def marked(wanted: Sequence[str]) -> list[list[str]]:
    """A shelfmark of numbers, `558 11 77`, with the marks of its levels: from the first on, or the last ones.

    An archive may stand before it, and after it a leaf as English has it (`f. 54`).
    """
    numbers = [n for n, word in enumerate(wanted) if _NUMBER.fullmatch(word)]
    count = len(numbers)
    if not 1 < count <= len(_LEVELS) or numbers != list(range(numbers[0], numbers[0] + count)):
        return []
    before, after = list(wanted[: numbers[0]]), [re.sub("^f(?=\\d)", "l", word) for word in wanted[numbers[-1] + 1 :]]
    starts = dict.fromkeys((0, len(_LEVELS) - count))
    return [[*before, *(_LEVELS[start + k] + wanted[n] for k, n in enumerate(numbers)), *after] for start in starts]


def _numbers(steps: Sequence[int]) -> Iterator[int]:
    at = 0
    for step in steps:
        at += step
        yield at


def _dated(text: str) -> str:
    def day(number: str, month: str, year: str) -> str:
        return (
            f"{int(number)} {_MONTHS[int(month) - 1]} {year}" if 1 <= int(month) <= 12 else f"{number}.{month}.{year}"
        )

    text = re.sub(r"\b(\d{4})-(\d\d)-(\d\d)\b", lambda m: day(m[3], m[2], m[1]), text)
    text = re.sub(r"\b(\d{1,2})\.(\d{1,2})\.(\d{4})\b", lambda m: day(m[1], m[2], m[3]), text)
    known = dict(zip(_RUSSIAN, _MONTHS, strict=True))
    text = re.sub("[а-яА-Я]{3,}", lambda m: known.get(m[0].lower(), m[0]), text)
    return re.sub(rf"(?i)\b({'|'.join(_MONTHS)}) (\d{{1,2}})\b,?", r"\2 \1", text)


def _rank(wanted: Sequence[str], name: str) -> int:
    """A name that begins as the question does, or has its words beside each other, comes first."""
    called = words(name)
    pairs = set(pairwise(called))
    beside = sum(pair in pairs for pair in pairwise(wanted))
    return beside + (called[:1] == list(wanted[:1]))

"""Titles before names: `Dr. med.`, `Frau`, `Mme`, `кн.` are no given names."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from functools import cache
from pathlib import Path

_FILE = Path(__file__).with_name("titles.toml")


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Titles before something else, and nothing but titles; the short ones may be initials, and count in the second."""
    found = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    return _several(found["titles"], r"(?:\.\s*|\s+)"), _several((*found["titles"], *found["short"]), r"[.\s]*")


def _several(titles: Iterable[str], end: str) -> re.Pattern[str]:
    longest = sorted(titles, key=lambda title: (-len(title), title))
    words = "|".join(re.escape(title).replace(r"\ ", r"\.?\s*") for title in longest)
    return re.compile(rf"(?:(?:{words})(?!\w){end})+", re.IGNORECASE)


def only_titles(text: str) -> bool:
    """Whether nothing but titles stands here: `M.`, `Prof. Dr.`"""
    return _patterns()[1].fullmatch(text.strip()) is not None


def untitled(text: str) -> tuple[str, str]:
    """The titles before a name, and the name: `Dr. med. Hans Weber` -> (`Dr. med.`, `Hans Weber`).

    A title alone (`Graf`) is a name.
    """
    found = _patterns()[0].match(text)
    if found is None or found.end() == len(text):
        return "", text
    return found[0].strip(), text[found.end() :]

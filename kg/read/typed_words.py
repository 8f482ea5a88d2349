"""The words of `typed_words.toml`, in the form in which they are compared."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

_FILE = Path(__file__).with_name("typed_words.toml")
_SIGNS = str.maketrans("–—−‐‑’‘ʼ`´\xa0", "-----''''' ")


@cache
def words() -> Mapping[str, Any]:
    """What the file of words says."""
    return tomllib.loads(_FILE.read_text(encoding="utf-8"))


def plain(text: str) -> str:
    """A text as it is compared: small letters, one kind of dash and of apostrophe, single spaces."""
    return " ".join(unicodedata.normalize("NFKC", text.translate(_SIGNS)).casefold().split())


def undotted(text: str) -> str:
    """A plain text without the full stops of its abbreviations: `o. D.` -> `o d`."""
    return " ".join(text.replace(".", " ").split())


def any_of(phrases: Iterable[str]) -> str:
    """A pattern for any of `phrases` as whole words, the longest first."""
    longest = sorted({plain(phrase) for phrase in phrases}, key=lambda phrase: (-len(phrase), phrase))
    return rf"(?<!\w)(?:{'|'.join(map(re.escape, longest))})(?!\w)"

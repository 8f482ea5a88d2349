"""Identifiers of authority files as sources write them, and the one form in which the link ledger has each."""

from __future__ import annotations

import re
from functools import lru_cache

from kg.errors import KgError
from kg.ns import AUTHORITY_FILES, AUTHORITY_HOSTS, AUTHORITY_SPELLINGS, UNKNOWN_PERSON
from kg.terms import iri

_SPELLINGS = {prefix: (re.compile(pattern), end) for prefix, (pattern, end) in AUTHORITY_SPELLINGS.items()}
_HOSTS = re.compile(AUTHORITY_HOSTS, re.IGNORECASE)
_UNKNOWN = re.compile(UNKNOWN_PERSON, re.IGNORECASE)
RECORD = "authority:"  # before an archive and the number of its own authority record: authority:FRAN/NP_051234
_CURIE = re.compile(r"(?P<prefix>[A-Za-z]+)[: ]\s*(?P<id>[\w-]+)")


@lru_cache(maxsize=65536)
def canonical(text: str) -> str | None:
    """The identifier `text` as the ledger writes it: `http://d-nb.info/gnd/118607626` -> `https://d-nb.info/gnd/...`.

    `GND 118607626` and `gnd:118607626` are read, too. Another absolute IRI of the web stays as it is. None for what is
    no such IRI: a name that only its source understands (`#p12`), or an identifier that cannot be right.
    """
    text = text.strip()
    for prefix, (pattern, end) in _SPELLINGS.items():
        if (match := pattern.fullmatch(text)) is not None:
            return f"{AUTHORITY_FILES[prefix][1]}{match[1].upper() if prefix == 'gnd' else match[1]}{end}"
    if (short := _CURIE.fullmatch(text)) is not None and short["prefix"].lower() in AUTHORITY_FILES:
        return canonical(f"{AUTHORITY_FILES[short['prefix'].lower()][1]}{short['id']}")
    if _HOSTS.fullmatch(text) or not re.match("https?://.", text):
        return None
    try:
        iri(text)
    except KgError:
        return None
    return text


def misspelt(text: str) -> bool:
    """Whether `text` is meant to be an address of the web or of an authority file, and cannot be right."""
    return canonical(text) is None and ("://" in text or _HOSTS.fullmatch(text.strip()) is not None)


def means_unknown(text: str) -> bool:
    """Whether an identifier says that nobody knows who it was."""
    return _UNKNOWN.fullmatch(text.strip()) is not None


def identifier_label(text: str) -> str:
    """What an identifier is called: `GND 118607626`; itself where its file is not known."""
    for file, base in AUTHORITY_FILES.values():
        if text.startswith(base):
            return f"{file} {text.removeprefix(base).strip('/')}"
    return text


def authority(identifier: str) -> str:
    """The file that an identifier is of: all of it up to its last part."""
    return identifier.rstrip("/").rpartition("/")[0]


def wrong_digit(identifier: str) -> bool:
    """Whether the check digit of a GND number or an ISNI, as the ledger writes them, shows that it is mistyped.

    GND: modulo 11 over weights that rise from the right, as the German National Library has them for persons and for
    all that is numbered without a hyphen. ISNI: ISO/IEC 7064, MOD 11-2. The other files have none.
    """
    number = identifier.rstrip("/").rpartition("/")[2]
    if identifier.startswith(AUTHORITY_FILES["gnd"][1]) and re.fullmatch(r"\d{8,9}[\dX]", number):
        total = sum(weight * int(digit) for weight, digit in enumerate(reversed(number[:-1]), 2))
        return number[-1] != "0123456789X"[-total % 11]
    if identifier.startswith(AUTHORITY_FILES["isni"][1]) and re.fullmatch(r"\d{15}[\dX]", number):
        total = 0
        for digit in number[:-1]:
            total = (total + int(digit)) * 2
        return number[-1] != "0123456789X"[(12 - total % 11) % 11]
    return False

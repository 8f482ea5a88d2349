"""Invented pages, read: what is found on them, with adopted values."""

from __future__ import annotations

from kg.adopt import adopt
from kg.extract import Extraction, extract
from kg.read.plaintext import read
from kg.read.profile import load
from kg.records import Authorities, Letter

PROFILE = load("rosspen-web")
SHORT = "Stalin to Molotov May 3, 1934\n\nArchive: RGASPI F. 1. Op. 2. D. 3. L. 4.\nMolotov.\n"
NOTED = SHORT + "Yes.\nStalin.\n_______\n"  # its notes follow


def found(text: str, authorities: Authorities) -> Extraction:
    """What is found on a page, with adopted values."""
    extraction = extract(read(text.encode(), "page.txt"), PROFILE, authorities)
    return Extraction(adopt(extraction.letters), *(extraction.citations, extraction.decisions, extraction.problems))


def heading(text: str, authorities: Authorities) -> Letter:
    """The record of a page that has one heading and a body."""
    page = f"{text}\n\nArchive: RGASPI F. 1. Op. 2. D. 3. L. 4. Autograph.\nAll is well.\n"
    (only,) = found(page, authorities).letters
    return only

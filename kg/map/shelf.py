"""Archival units as the mapping sees them: terms, and shelfmarks written out in English and in Russian."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from kg.records.shelfmark import Path, all_leaves

# Level -> how its code stands in a shelfmark, in English and in Russian. Other levels stand by their name: `Kiste 3`.
_MARKS = {
    "fond": ("F. {}", "Ф. {}"),
    "opis": ("Op. {}", "Оп. {}"),
    "delo": ("D. {}", "Д. {}"),
    "box": ("Box {}", "Кор. {}"),
    "folder": ("Folder {}", "Папка {}"),
    "collection": ("{}", ""),
}


class Shelf(NamedTuple):
    """One archival unit: its terms, its keeper's, and its labels; `label_ru` is empty where a part has no Russian."""

    archive: str
    path: Path
    term: str
    volume: str
    keeper: str
    label: str
    label_ru: str


def mark(level: str, code: str) -> tuple[str, str]:
    """One level of a shelfmark in English and in Russian (empty when there is no customary form): `F. 558`."""
    en, ru = _MARKS.get(level, (f"{level.capitalize()} {{}}", ""))
    return en.format(code), ru.format(code)


def unit_labels(archive: str, archive_ru: str, path: Path) -> tuple[str, str]:
    """A unit written out: `RGASPI F. 558. Op. 11`, `РГАСПИ. Ф. 558. Оп. 11`."""
    marks = [mark(level, code) for level, code in path.items()]
    en = f"{archive} {'. '.join(en for en, _ in marks)}".strip()
    if not archive_ru or not all(ru for _, ru in marks):
        return en, ""
    return en, ". ".join((archive_ru, *(ru for _, ru in marks)))


def shelfmarks(shelf: Shelf, leaves: str | None) -> tuple[str, str]:
    """A shelfmark written out: `... D. 77. L. 73, 73v`, `... Д. 77. Л. 73, 73 об.`."""
    if not leaves:
        return shelf.label, shelf.label_ru
    ru = f"{shelf.label_ru}. Л. {leaves.replace('v', ' об.')}" if shelf.label_ru else ""
    return f"{shelf.label}. L. {leaves}", ru


@lru_cache(maxsize=8192)
def leaves_of(text: str | None) -> tuple[tuple[str, int], ...]:
    """Every leaf of a shelfmark with its sort key, in the order of the file; none when `text` is not leaves."""
    if not text:
        return ()
    try:
        return tuple((str(leaf), leaf.sort_key) for leaf in all_leaves(text))
    except ValueError:
        return ()

"""An archival unit of the authority table: an archive, a fond, an opis, a delo; a box, a folder."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, Literal

import msgspec

from kg.records.shelfmark import Path


class Unit(msgspec.Struct, frozen=True, kw_only=True):
    """A row of `authorities/units.csv`, with a title where the edition gives one.

    `code` is the key: the archive and the codes of the levels, `RGASPI/558/11/77`, outermost first; `level` names the
    innermost one. `former_codes` are older codes that mean the same unit. `arrangement` is `chronological` where the
    units inside follow each other in time, as files of minutes do; empty where nothing is known. `title` is in
    `language` (BCP 47; empty: English); `extent` is as the archive counts it.
    A table may lack the `OPTIONAL` columns at its end.
    """

    OPTIONAL: ClassVar[int] = 2

    code: str
    level: str
    title: str = ""
    title_ru: str = ""
    dates: str = ""
    former_codes: tuple[str, ...] = ()
    arrangement: Literal["", "chronological"] = ""
    catalogue: str = ""
    scans: str = ""
    note: str = ""
    language: str = ""
    extent: str = ""


def unit_code(archive: str, path: Path) -> str:
    """The key of the unit at `path` in `archive`: `RGASPI/558/11/77`."""
    return "/".join((archive, *path.values()))


def unit_path(row: Unit, rows: Mapping[str, Unit]) -> Path | None:
    """The levels of `row`, outermost first, as `rows` (by code) name them; None when a unit above it has no row."""
    code, *codes = row.code.split("/")
    path: Path = {}
    for part in codes:
        code = f"{code}/{part}"
        if code not in rows:
            return None
        path[rows[code].level] = part
    return path

"""EAD 2002 and EAD3, finding aids of archives: every component becomes an archival unit, a letter, or a heading.

A component with a code of its own is a unit: `19890358/1` in `19890358` is the row `ARCHIVE/19890358/1`. A range of
codes (`20140048/89-20140048/96`) is no shelfmark, and neither is a title alone: such a component is a heading, and its
words stand in the notes of the units under it, or of the one around it where no unit is under it.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from kg.read.component import Open, actors, letter, settle, unit
from kg.read.described_aid import header, keeper, listed
from kg.read.xml import Counted, Does, Element, Leftovers, Region, Unknown, stream
from kg.records import About, Item, Problem, Refused, Shelved, Tally
from kg.records import Unit as Row
from kg.records.unit import unit_code

COMPONENTS = ("c", *(f"c{n:02d}" for n in range(1, 13)))
_TAKEN = dict.fromkeys(("did", "controlaccess", "dao", "daogrp", "daoset"), Does.TAKE)
_IN: dict[str, Does | Region] = {**_TAKEN}
_COMPONENT = Region(_IN, Does.REPORT, told=True)
_IN.update(dict.fromkeys(COMPONENTS, _COMPONENT), dsc=Region(_IN, Does.REPORT, told=True))
_EAD: dict[str, Does | Region] = {"eadheader": Does.TAKE, "control": Does.TAKE, "archdesc": _COMPONENT}
ROOT = Region({"ead": Region(_EAD, Does.REPORT, told=True)}, Does.REPORT)


def read(file: Path, archive: str = "") -> Iterator[Item]:
    """What a finding aid holds: each component, and `archdesc`, is a record.

    `archive` is the code of the archive in the table of units; left out, what the file says of its keeper. Raises
    KgError for what is no well-formed XML.
    """
    yield from _File(file, archive).items()


class _File:
    """One file while it is read: `open` are the components that have begun and not ended, outermost first."""

    def __init__(self, file: Path, archive: str) -> None:
        self.file, self.archive = file, archive
        self.left, self.counted = Leftovers(), Counted()
        self.about = About()
        self.open: list[Open] = []
        self.codes: dict[tuple[str, ...], tuple[str, ...]] = {}  # codes of the levels -> their names
        self.names: set[str] = set()
        self.shelved: list[tuple[int, Shelved]] = []
        self.number = 0

    def items(self) -> Iterator[Item]:
        for found in stream(self.file, ROOT, self.counted, "archdesc", *COMPONENTS):
            if isinstance(found, Unknown):
                yield from self.left.unread(found)
                continue
            yield from self._item(found)
            self.left.of(found)
        yield from self._close("")
        yield from (shelved for _, shelved in sorted(self.shelved, key=lambda pair: pair[0]))
        yield from self.left.problems()
        yield Tally(records=sum(self.counted.names.values()), lines=self.counted.lines)

    def _item(self, found: Element) -> Iterator[Item]:
        path = found.path.rpartition("/")[0]
        if found.begun and found.name not in ("ead", "dsc"):
            yield from self._close(path)
            self.number += 1
            self.open.append(Open.of(found, self.number))
        elif found.name in ("eadheader", "control"):
            self.about, code, language = header(found)
            self.archive, self.language = self.archive or code, language
            yield self.about
        elif not found.begun:
            yield from self._close(path)
            yield from self._part(found)

    def _part(self, found: Element) -> Iterator[Item]:
        """A part of the innermost component that is open; one of a list of parts belongs to it, too."""
        if not self.open:
            return
        here = self.open[-1]
        if found.name == "did":
            if not self.archive or here.number == 1:
                yield from self._archive(found)
            yield from settle(here, found, self.open[:-1], self.codes)
        here.take(found, self.archive)
        if found.name in ("did", "controlaccess") and not here.level_is_item:
            for name in actors(found, self.archive):
                yield from listed(name, self.names)

    def _archive(self, did: Element) -> Iterator[Item]:
        """The archive itself, once, as the first unit."""
        name = keeper(did) or self.about.publisher
        self.archive = (self.archive or name or "archive").replace("/", "-").replace("|", "-")
        if not self.shelved:
            row = Row(code=self.archive, level="archive", title=name, language=getattr(self, "language", ""))
            self.shelved.append((0, Shelved(unit=row, counts=False, line=did.line, column=did.column)))
        yield from ()

    def _close(self, path: str) -> Iterator[Item]:
        """End the components that do not hold what is at `path`."""
        while self.open and not f"{path}/".startswith(f"{self.open[-1].path}/"):
            yield from self._ended(self.open.pop())

    def _ended(self, here: Open) -> Iterator[Item]:
        """What a component is: a letter, a unit, a heading; what says nothing at all is refused."""
        headings = here.headings(self.open)
        if here.is_letter and here.number > 1:  # the first is the aid as a whole
            yield letter(here, self.archive, here.around(self.open), headings)
            self._used()
        elif here.codes:
            self._intermediate(here)
            code = unit_code(self.archive, dict(zip(here.levels, here.codes, strict=True)))
            row = unit(here, code, headings, getattr(self, "language", ""))
            self.shelved.append((here.number, Shelved(unit=row, line=here.line, column=here.column)))
            self._used()
        elif here.words() and (around := here.around(self.open)) is not None:
            if not here.used:
                around.holds.append(" > ".join((*headings, here.words())))
                self._used()
            self.shelved.append((here.number, Shelved(unit=None, line=here.line, column=here.column)))
        elif here.words() and here.used:  # its words stand in what is under it
            self.shelved.append((here.number, Shelved(unit=None, line=here.line, column=here.column)))
        else:
            yield Refused(problem=_empty(here))

    def _used(self) -> None:
        """The words of the headings around a component stand in its row."""
        for above in reversed(self.open):
            if above.codes:
                return
            above.used = True

    def _intermediate(self, here: Open) -> None:
        """Units that a code names and that are no components: `F/17/1` directly in the archive stands in F/17."""
        for size in range(1, len(here.codes)):
            if here.codes[:size] not in self.codes:
                self.codes[here.codes[:size]] = here.levels[:size]
                code = unit_code(self.archive, dict(zip(here.levels[:size], here.codes[:size], strict=True)))
                row = Row(code=code, level=here.levels[size - 1])
                self.shelved.append((here.number, Shelved(unit=row, counts=False, line=here.line, column=here.column)))


def _empty(here: Open) -> Problem:
    return Problem(
        line=here.line,
        column=here.column,
        kind="empty-record",
        raw=here.words() or here.path,
        message="the component has no code, and no unit with a code is around it or under it: nothing was made of it",
        hint="give it a unitid",
    )

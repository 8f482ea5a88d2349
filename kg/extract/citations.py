"""Citations in archive lines, notes and introductions; `Ibid.` resolved the way an editor means it.

Archival: `Ibid.` takes what it does not name from the archival citation before it (a printed work between them does not
count); the first note's `Ibid.` means the letter's own archive line; in a secretary's note on the sending of a telegram
a bare leaf lies in the telegram's own file. A citation whose outer levels were lost is completed when only one unit
cited on the page can be meant.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from kg.extract.layout import Line
from kg.extract.shelfmarks import Mark, ShelfmarkReader
from kg.records.citation import Antecedent, Citation
from kg.records.profile import Profile
from kg.records.shelfmark import Path

_OPEN = re.compile(r"[(;]|\bsee:?\s|\bSee:?\s")


class CitationReader:
    """Reads and resolves citations by the rules of a profile. One reader a page: it knows the page's units."""

    def __init__(self, profile: Profile, shelfmarks: ShelfmarkReader, page: Iterable[str]) -> None:
        self.profile, self.shelfmarks = profile, shelfmarks
        self.pages = re.compile(profile.notes.pages)
        self.volume = re.compile(profile.notes.volume or r"(?!)")
        self.works = [(re.compile(pattern), name) for pattern, name in profile.notes.works.items()]
        self.outermost = next(iter(profile.shelfmarks.levels))
        marks = (mark for text in page for mark in shelfmarks.find(text))
        self.units = {(m.archive, tuple(m.path.items())) for m in marks if m.archive and self.outermost in m.path}

    def archive_line(self, line: Line) -> list[Citation]:
        """The shelfmarks of an archive line."""
        return self.archival(line, None, None)

    def archival(self, line: Line, before: Citation | None, own: Citation | None, sent: bool = False) -> list[Citation]:
        """The archival citations of a line. `before` is the one before it, `own` the letter's archive line.

        `sent` says that the line is a secretary's note on the sending.
        """
        found: list[Citation] = []
        for mark in self.shelfmarks.find(line.text):
            previous = found[-1] if found else before
            if sent and mark.ibid and not mark.path and mark.leaves and own:
                previous = own
            found.append(self._resolve(mark, line, previous, within=bool(found)))
        return found

    def _resolve(self, mark: Mark, line: Line, before: Citation | None, within: bool) -> Citation:
        archive, path, leaves = mark.archive, mark.path, mark.leaves
        corrected, antecedent = mark.corrected, None
        whole = archive is not None or "collection" in path  # what names its archive repeats nothing
        lost = not whole and not mark.ibid and not (within and before)  # its beginning
        if lost and self.outermost not in path and not mark.unread and (completed := self._complete(path)):
            archive, path, corrected, whole = completed[0], completed[1], True, True
        if before is not None and (mark.ibid or not whole):
            archive = archive or self._archive_of(path, before.archive)
            bare = not path and leaves is None and not mark.odd_leaves
            path = merge(before.path, path, tuple(self.profile.shelfmarks.levels), mark.unread)
            leaves = before.leaves if bare else leaves
            antecedent = Antecedent(before.line, before.column)
            corrected = corrected or lost
        return Citation(
            line=line.number,
            column=line.offset + mark.start + 1,
            raw=mark.raw,
            kind="archival",
            archive=archive,
            path=path,
            leaves=leaves,
            ibid=mark.ibid,
            antecedent=antecedent,
            corrected=corrected,
        )

    def _archive_of(self, path: Path, before: str | None) -> str | None:
        """The archive meant by `Ibid. F. 558`: the one before, unless the page knows that fond in one other only."""
        fond = path.get(self.outermost)
        keepers = {archive for archive, unit in self.units if dict(unit).get(self.outermost) == fond}
        return keepers.pop() if fond and len(keepers) == 1 else before

    def _complete(self, path: Path) -> tuple[str | None, Path] | None:
        """The one unit on the page that ends in `path`, if there is just one."""
        fitting = [unit for unit in self.units if path.items() <= dict(unit[1]).items()]
        return (fitting[0][0], dict(fitting[0][1])) if len(fitting) == 1 else None

    def printed(self, line: Line) -> list[Citation]:
        """The printed works that a line cites with their pages."""
        archival = [(mark.start, mark.end) for mark in self.shelfmarks.find(line.text)]
        found = []
        for match in self.pages.finditer(line.text):
            if any(start <= match.start() < end for start, end in archival):
                continue
            start = self._work_start(line.text, match.start())
            found.append(self._printed(line, start, match))
        return found

    @staticmethod
    def _work_start(text: str, pages: int) -> int:
        """Where the work begins whose pages stand at `pages`: after a bracket, a semicolon, `see`, or a sentence."""
        start = 0
        for opening in _OPEN.finditer(text, 0, pages):
            if opening[0] != "(" or text.find(")", opening.end(), pages) < 0:
                start = opening.end()
        return start + len(text[start:]) - len(text[start:].lstrip())

    def _printed(self, line: Line, start: int, pages: re.Match[str]) -> Citation:
        raw = line.text[start : pages.end()]
        volume = self.volume.search(raw)
        known = next((name for pattern, name in self.works if pattern.search(raw)), None)
        head = raw[: volume.start() if volume else pages.start() - start]
        return Citation(
            line=line.number,
            column=line.offset + start + 1,
            raw=raw,
            kind="printed",
            work=known or head.strip(" .,;-"),
            volume=volume["volume"] if volume else None,
            pages=re.sub(r"\s*[-–—]\s*", "-", re.sub(r"^[^\d]+", "", pages[0])),
        )


def merge(outer: Path, named: Path, levels: tuple[str, ...], unread: Iterable[str] = ()) -> Path:
    """The path that repeats `outer` down to the first level that `named` names: 17/162/12 and delo 13 -> 17/162/13.

    A level of which a mark stands there that could not be read (`unread`) is named, but not known.
    """
    all_named = {*named, *unread}
    if not all_named:
        return dict(outer)
    first = min(levels.index(level) for level in all_named if level in levels)
    kept = {level: code for level, code in outer.items() if level in levels and levels.index(level) < first}
    return {**kept, **named}

"""Shelfmarks and archival citations in running text: found by their marks, raw words and normalised value both kept."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

from kg.records.profile import Shelfmarks
from kg.records.shelfmark import Path, parse_leaves

_UNLISTED = re.compile(
    r"(?:^\s*(?:\d{1,2}\s)?|[(;]\s*)(?P<name>[A-ZЁА-Я][^\W\d_]+(?:\s+(?:of|the|for|and|in|[A-ZЁА-Я][^\W\d_]*\.?))*?)[\s.,:–-]*$"
)
_LONGEST_LEAD = 60  # characters of the outer parts of a shelfmark
_BREAK = r"(?:\b|(?<=\d))"  # where a mark may begin: a scan loses the space after a figure
_DASHES = str.maketrans("–—−", "---")


@dataclass(frozen=True, slots=True)
class Mark:
    """One shelfmark as it stands in a text: only the levels it names itself, and where it stands (offsets).

    `leaves` is None when it names none, and when those that it names cannot be; then `odd_leaves` is true. `unread` are
    the levels whose mark stands there with no code, or with none that can be read.
    """

    archive: str | None
    path: Path
    leaves: str | None
    ibid: bool
    corrected: bool
    start: int
    end: int
    raw: str
    odd_leaves: bool = False
    unread: tuple[str, ...] = ()

    @property
    def levels(self) -> tuple[str, ...]:
        """The levels named, outermost first."""
        return tuple(self.path)


def canonical_leaves(text: str, verso: str = "v") -> str | None:
    """Leaves as printed -> canonical: `152, 157–158` -> `152, 157-158`; None when they are not leaves."""
    parts = []
    for part in re.split(r"\s*,\s*", text.translate(_DASHES).strip(" .,")):
        ends = [re.sub(rf"\s*(?:{verso})\.?$", "v", end.strip(), flags=re.IGNORECASE) for end in part.split("-")]
        if len(ends) > 2:
            return None
        parts.append("-".join(ends))
    joined = ", ".join(parts)
    try:
        parse_leaves(joined)
    except ValueError:
        return None
    return joined


class ShelfmarkReader:
    """Reads shelfmarks by the archives, marks and known slips of a profile."""

    def __init__(self, profile: Shelfmarks) -> None:
        self.profile = profile
        self.names = tuple(profile.levels)

    @cached_property
    def _leaf(self) -> str:
        return rf"\d+[a-u]?\s?(?:(?:{self.profile.verso})\b\.?)?"

    @cached_property
    def _mark_after(self) -> str:
        """A mark of a level or of leaves that comes next; it may stand close to the figure before it."""
        marks = "|".join((*self.profile.levels.values(), self.profile.leaves))
        return rf"{_BREAK}(?:{marks})\s*[.,]"

    @cached_property
    def close(self) -> re.Pattern[str]:
        """A mark right behind the figure before it."""
        return re.compile(rf"\d(?:{'|'.join((*self.profile.levels.values(), self.profile.leaves))})\s*[.,]")

    def printed(self, raw: str) -> dict[str, str]:
        """The parts of a shelfmark as they stand in it, by the names of the groups of `pattern`."""
        found = (match.groupdict().items() for match in self.pattern.finditer(raw))
        return {name: text for groups in found for name, text in groups if text is not None}

    @cached_property
    def pieces(self) -> re.Pattern[str]:
        """What is left of the outer parts of a shelfmark where some mark or code was misread, up to the end."""
        archives = "|".join(map(re.escape, self.profile.archives))
        mark = "|".join((*self.profile.levels.values(), self.profile.leaves))
        begins = rf"(?:\b(?:{archives})\b|\b(?:{mark})\s*[.,])"
        token = rf"(?:{begins}|[^\s.,;()]{{1,3}}[.,]|[^\s;()]*\d[^\s;()]*)"
        return re.compile(rf"{begins}[\s.,:–—-]*(?:{token}[\s.,:–—-]*){{0,8}}$")

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """One shelfmark: perhaps an archive or Ibid., then marks of levels from outer to inner, then leaves."""
        gap = r"[\s.,;:\-–—]*?"
        levels = []
        for name, mark in self.profile.levels.items():
            slips = "|".join(map(re.escape, self.profile.slips.get(name, {})))
            loose = self.profile.loose_marks.get(name)
            marks = f"(?:{mark})" + (f"|(?P<loose_{name}>{loose})" if loose else "")
            code = rf"(?:[A-ZА-Я]{{1,2}}-)?\d+[a-z]?(?:\b|(?={self._mark_after}))"
            code += rf"|(?:{slips})(?=[\s.,])" if slips else ""
            unread = rf"[^\s.,;()]{{0,8}}(?=[\s.,]*{self._mark_after})"  # a code that is lost or misread
            level = rf"\s*[.,]?\s*(?P<{name}>{code})|(?P<unread_{name}>(?:{mark})\s*[.,][\s.,]*?{unread})"
            levels.append(rf"(?:{gap}{_BREAK}(?:(?:{marks}){level}))?")
        leaf = self._leaf
        span = rf"{leaf}(?:\s*[-–—]\s*{leaf})?"
        leaves = (
            rf"(?:{gap}{_BREAK}(?:{self.profile.leaves})\s*[.,]?\s*(?P<leaves>{span}(?:\s*,\s*{span}(?![\w’']))*))?"
        )
        archives = "|".join(sorted(map(re.escape, self.profile.archives), key=len, reverse=True))
        ibid = rf"\b(?P<ibid>{self.profile.ibid})\b\.?(?:{gap}\d(?=\s))?"  # a stray figure may follow
        head = rf"(?:\b(?P<archive>{archives})\b(?P<odd>\s*[-–—,])?|{ibid})?"
        return re.compile(head + "".join(levels) + leaves)

    @cached_property
    def collection(self) -> re.Pattern[str] | None:
        """A holding without levels, after the name of its archive."""
        if not self.profile.collections:
            return None
        archives = "|".join(sorted(map(re.escape, self.profile.archives), key=len, reverse=True))
        return re.compile(rf"\b(?P<archive>{archives})\b[\s.,]*(?P<name>{'|'.join(self.profile.collections)})")

    def find(self, text: str) -> list[Mark]:
        """Every shelfmark in `text`, in order. A lone level or a lone archive name is none.

        An archive that the profile does not list is taken as printed: nothing may be kept in another one by mistake.
        """
        marks = [mark for match in self.pattern.finditer(text) if match[0].strip() and (mark := self._mark(match))]
        if self.collection and (match := self.collection.search(text)):
            path = {"collection": match["name"].strip(" .")}
            raw = match[0].strip(" .")
            marks.append(Mark(match["archive"], path, None, False, False, match.start(), match.start() + len(raw), raw))
        return sorted(marks, key=lambda mark: mark.start)

    def _mark(self, match: re.Match[str]) -> Mark | None:
        path: Path = {}
        corrected = bool(match["odd"] or self.close.search(match[0]))
        for name in self.names:
            code = match[name]
            if code is None:
                continue
            true = self.profile.slips.get(name, {}).get(code)
            loose = name in self.profile.loose_marks and match[f"loose_{name}"] is not None
            corrected = corrected or true is not None or loose
            path[name] = true or code
        leaves = canonical_leaves(match["leaves"], self.profile.verso) if match["leaves"] else None
        ibid = match["ibid"] is not None
        if not ibid and len(path) + (match["leaves"] is not None) < 2:
            return None
        lead = len(match[0]) - len(match[0].lstrip(" .,;:-–—\n\t\xa0"))
        begins = start = match.start() + lead
        archive = match["archive"]
        if archive is None and not ibid:
            archive, path, start = self._outer(match.string, start, path)
        if archive is None and not ibid and self.names[0] in path:
            archive = self.profile.usual or None
        raw = match[0][lead:].rstrip(" ,;:\xa0" if ibid and not path and not leaves else " .,;:\xa0")
        raw = match.string[start : begins + len(raw)]
        odd = leaves is None and match["leaves"] is not None
        unread = tuple(name for name in self.names if name not in path and match[f"unread_{name}"] is not None)
        return Mark(archive, path, leaves, ibid, corrected, start, start + len(raw), raw, odd, unread)

    def _outer(self, text: str, at: int, path: Path) -> tuple[str | None, Path, int]:
        """What stands right before offset `at`, where a shelfmark begins that names no archive: the archive, what can
        be read of the outer levels among misread parts, and where all this begins.
        """
        if self.names[0] in path and (named := self._unlisted(text, at)):
            return named["name"].strip(" ."), path, named.start("name")
        left = self.pieces.search(text, max(0, at - _LONGEST_LEAD), at)
        if left is None:
            return None, path, at
        whole = self.pattern.match(text, left.start(), at)
        inner = min(map(self.names.index, path), default=len(self.names))
        outer = {name: whole[name] for name in self.names[:inner] if whole and whole[name]}
        return (whole["archive"] if whole else None), {**outer, **path}, left.start()

    @staticmethod
    def _unlisted(text: str, at: int) -> re.Match[str] | None:
        """The name of an archive right before offset `at`: capitalised words after a bracket, a semicolon, nothing."""
        return _UNLISTED.search(text, max(0, at - 120), at)

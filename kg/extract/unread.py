"""What a page prints of shelfmarks and was not understood: a part, the leaves, a level, a whole citation.

What is read is right; what was read in spite of a slip, taken from elsewhere or not read at all is filed here, so that
nothing is lost and nothing is restored in silence.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Container, Iterable, Iterator, Sequence
from itertools import product

from kg.extract.layout import Line
from kg.extract.shelfmarks import ShelfmarkReader, canonical_leaves
from kg.records.citation import Citation
from kg.records.problem import Problem
from kg.records.shelfmark import Shelfmark

Named = Counter[tuple[str | None, tuple[str, ...]]]  # how often an archive is cited with these levels and LEAVES

# What stands between a bracket, a semicolon or the beginning and a citation, and is little more than a figure; what
# stands between a citation and a bracket, a semicolon or the end.
_AT_OPENING = re.compile(r"(?:^|[(;])[\s.,]*(?P<raw>(?:[^\s;()]{0,4}[.,]\s*)?[^\s;()]{0,6}\d[^\s;()]{0,6}\s*)$")
_TO_CLOSING = re.compile(r"[\s.,:]*(?P<raw>[^\s;()][^;()]{0,30}?)\s*(?:[;)]|$)")
LEAVES = "leaves"  # stands among the levels for the leaves in them
_LONGEST = 40  # characters of what was not read: a shelfmark has no more, and no prose is to be kept


class UnreadReader:
    """Finds, by the marks of a profile, what its reader of shelfmarks did not take up."""

    def __init__(self, reader: ShelfmarkReader) -> None:
        self.reader = reader
        self.profile = profile = reader.profile
        marks = "|".join((*profile.levels.values(), profile.leaves))
        self.piece = re.compile(rf"\b(?:{marks})\s*[.,]?\s*\d[\w–-]*")
        self.begins = re.compile(rf"(?:{marks})\s*[.,]|[^\s;()]*\d")
        self.leaves = re.compile(rf"\b(?:{profile.leaves})\s*[.,]?\s*(?P<leaves>\d.*)")

    def shelfmark(self, archive: Line, marks: Iterable[Shelfmark]) -> Iterator[Problem]:
        """Parts of an archive line that begin as levels or leaves do, and were left among the document forms."""
        for mark in marks:
            for form in mark.forms:
                if self.begins.match(form):
                    column = archive.offset + max(archive.text.find(form), 0) + 1
                    yield _unread_shelfmark(archive.number, column, form[:_LONGEST])

    def citations(self, line: Line, cited: Sequence[Citation]) -> Iterator[Problem]:
        """Levels and leaves on a line of notes that stand in none of the citations read from it."""
        yield from self.beside(line, cited, after=True)
        read = [range(citation.column, citation.column + len(citation.raw)) for citation in cited]
        end = -3
        for match in self.piece.finditer(line.text):
            column = line.offset + match.start() + 1
            if not any(column in columns for columns in read):
                if match.start() > end + 2:  # `D. 12. L. 3` is one thing
                    yield _unread_citation(line.number, column, match[0])
                end = match.end()

    def beside(self, line: Line, cited: Sequence[Citation], after: bool = False) -> Iterator[Problem]:
        """Figures right before an archival citation that names no archive, and figures and marks right `after` one."""
        for citation in cited:
            if citation.kind != "archival":
                continue
            start = citation.column - line.offset - 1
            end = start + len(citation.raw)
            before = _AT_OPENING.search(line.text, 0, start)
            if before and not citation.ibid and not (citation.archive and citation.archive in citation.raw):
                yield _unread_part(line.number, line.offset + before.start("raw") + 1, before["raw"].strip(" .,"))
            rest = _TO_CLOSING.match(line.text, end) if after else None
            if rest and self.begins.match(rest["raw"]):
                yield _unread_part(line.number, line.offset + rest.start("raw") + 1, rest["raw"].strip(" .,"))

    def page(self, cited: Sequence[Citation], told: Container[int] = ()) -> Iterator[Problem]:
        """Archival citations of a page whose leaves, levels or archive cannot be as they stand, or were restored.

        Of the lines in `told` it was already said that leaves could not be read.
        """
        named: Named = Counter((citation.archive, _parts(citation)) for citation in cited)
        known = {None, *self.profile.archives}
        for citation in cited:
            yield from self._restored(citation)
            leaves = self.leaves.search(citation.raw)
            wrong = leaves and canonical_leaves(leaves["leaves"], self.profile.verso) is None
            if leaves and wrong:
                yield _unread_leaves(citation, leaves["leaves"], leaves.start("leaves"))
            unread = [*self._unread(citation)]
            yield from unread
            lacking = self._lacking(citation, named)
            if lacking and not unread and not wrong and not (lacking == LEAVES and citation.line in told):
                yield _incomplete(citation, lacking)
            if citation.archive not in known:
                known.add(citation.archive)
                yield _unlisted(citation)

    def _lacking(self, citation: Citation, named: Named) -> str | None:
        """The part that a citation has lost, as others of its archive show; or its archive.

        What repeats the outer levels of another citation can have lost what is within the levels that it names.
        """
        if citation.archive is None and citation.antecedent is None:
            return "archive"
        usual = next((parts for (_, parts), _ in named.most_common() if _lacks(citation, parts, named)), ())
        named_here = self.reader.printed(citation.raw).keys() & citation.path
        repeats = citation.antecedent is not None and next(iter(self.profile.levels)) not in named_here
        outer = (
            min((usual.index(level) for level in named_here if level in usual), default=len(usual)) if repeats else 0
        )
        return next((part for part in usual[outer:] if part not in _parts(citation)), None)

    def _unread(self, citation: Citation) -> Iterator[Problem]:
        """Levels whose mark stands in a citation with no code, or with none that can be read."""
        for match, name in product(self.reader.pattern.finditer(citation.raw), self.profile.levels):
            if name not in citation.path and match[f"unread_{name}"] is not None:
                start = match.start(f"unread_{name}")
                raw = match[f"unread_{name}"].strip(" .,")[:_LONGEST]
                yield _unread_shelfmark(citation.line, citation.column + start, raw, name)

    def _restored(self, citation: Citation) -> Iterator[Problem]:
        """What a corrected citation does not print as it is understood: slips, and parts that come from elsewhere."""
        if not citation.corrected:
            return
        printed = self.reader.printed(citation.raw)
        absent = [] if printed.get("archive") or not citation.archive else [f"archive {citation.archive}"]
        absent += [f"{name} {code}" for name, code in citation.path.items() if name not in printed]
        if absent:
            yield _taken(citation, absent)
        slips = [
            f"{name} {code} is printed as {printed[name]}"
            for name, code in citation.path.items()
            if printed.get(name, code) != code
        ]
        loose = {name: printed[f"loose_{name}"] for name in citation.path if f"loose_{name}" in printed}
        slips += [f"the mark of {name} {citation.path[name]} is printed as {mark}" for name, mark in loose.items()]
        if self.reader.close.search(citation.raw):
            slips.append("a mark stands close to the figure before it")
        if printed.get("odd"):
            slips.append(f"a stray {printed['odd'].strip()} stands after the archive")
        if slips:
            yield _mended(citation, slips)


def _parts(citation: Citation) -> tuple[str, ...]:
    """The levels that a citation names, and that it names leaves."""
    return (*citation.path, *((LEAVES,) if citation.leaves is not None else ()))


def _lacks(citation: Citation, parts: tuple[str, ...], named: Named) -> bool:
    """Whether `parts`, which more citations of the archive have, show that this one has lost a level or the leaves.

    A whole fond may be cited; but leaves lie in the innermost level, no level lies in one that is not named, and where
    every level is named the leaves are what is cited.
    """
    own = _parts(citation)
    outermost_lost = bool(own) and parts[0] not in own and "collection" not in own
    if not (set(own) < set(parts) or outermost_lost) or named[citation.archive, parts] <= named[citation.archive, own]:
        return False
    return LEAVES in own or parts[: len(own)] != own or parts == (*own, LEAVES)


def _unread_shelfmark(line: int, column: int, raw: str, part: str = "part") -> Problem:
    return Problem(
        line=line,
        column=column,
        kind="unread-shelfmark",
        raw=raw,
        message=f"this {part} of the shelfmark could not be read",
        hint="mend the line, or add the slip to the profile",
    )


def _unread_part(line: int, column: int, raw: str) -> Problem:
    return _unread_shelfmark(line, column, raw[:_LONGEST])


def _taken(citation: Citation, absent: Sequence[str]) -> Problem:
    where = (
        f"the citation before it (line {citation.antecedent.line})"
        if citation.antecedent
        else "the only unit cited on this page that ends like it"
    )
    return Problem(
        line=citation.line,
        column=citation.column,
        kind="restored-shelfmark",
        raw=citation.raw,
        message=f"not printed here: {', '.join(absent)}; taken from {where}",
        hint="compare the printed edition, and mend the line",
    )


def _mended(citation: Citation, slips: Sequence[str]) -> Problem:
    return Problem(
        line=citation.line,
        column=citation.column,
        kind="mended-shelfmark",
        raw=citation.raw,
        message="; ".join(slips),
        hint="compare the printed edition: it was read as the slip of a scan",
    )


def _unread_citation(line: int, column: int, raw: str) -> Problem:
    return Problem(
        line=line,
        column=column,
        kind="unread-citation",
        raw=raw,
        message="this looks like a part of a citation, but nothing says in which unit it lies",
        hint="name the archive and the unit, or write Ibid. for those of the citation before",
    )


def _unread_leaves(citation: Citation, raw: str, start: int) -> Problem:
    return Problem(
        line=citation.line,
        column=citation.column + start,
        kind="unread-leaves",
        raw=raw,
        message="these cannot be leaves: a range runs backwards or too far",
        hint="mend the line; leaves stand in the order of the file, a verso bears the mark of one",
    )


def _incomplete(citation: Citation, level: str) -> Problem:
    return Problem(
        line=citation.line,
        column=citation.column,
        kind="incomplete-shelfmark",
        raw=citation.raw,
        message=f"the shelfmark names no {level}, as others do",
        hint="compare the printed edition: a level may have been lost",
    )


def _unlisted(citation: Citation) -> Problem:
    return Problem(
        line=citation.line,
        column=citation.column,
        kind="unlisted-archive",
        raw=str(citation.archive),
        message=f"the profile does not know the archive {citation.archive!r}; it is taken as printed",
        hint="mend the slip if it is one; else add the archive to the profile and to authorities/groups.csv",
    )

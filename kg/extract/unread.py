"""What a page prints of shelfmarks and was not understood: a part, the leaves, a level, a whole citation.

What is read is right, or marked as corrected; what is not read is filed here, so that nothing is lost in silence.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from kg.extract.layout import Line
from kg.extract.shelfmarks import canonical_leaves
from kg.records.citation import Citation
from kg.records.problem import Problem
from kg.records.profile import Shelfmarks
from kg.records.shelfmark import Shelfmark

Named = Counter[tuple[str | None, tuple[str, ...]]]  # how often an archive is cited with these levels

_LONGEST = 40  # characters of what was not read: a shelfmark has no more, and no prose is to be kept


class UnreadReader:
    """Finds, by the marks of a profile, what its reader of shelfmarks did not take up."""

    def __init__(self, profile: Shelfmarks) -> None:
        self.profile = profile
        marks = "|".join((*profile.levels.values(), profile.leaves))
        self.piece = re.compile(rf"\b(?:{marks})\s*[.,]?\s*\d[\w–-]*")
        self.begins = re.compile(rf"(?:{marks})\s*[.,]")
        self.leaves = re.compile(rf"\b(?:{profile.leaves})\s*[.,]?\s*(?P<leaves>\d.*)")

    def shelfmark(self, archive: Line, marks: Iterable[Shelfmark]) -> Iterator[Problem]:
        """Parts of an archive line that begin as levels or leaves do and were left among the document forms."""
        for mark in marks:
            for form in mark.forms:
                if self.begins.match(form):
                    column = archive.offset + max(archive.text.find(form), 0) + 1
                    yield _unread_shelfmark(archive.number, column, form[:_LONGEST])

    def citations(self, line: Line, cited: Sequence[Citation]) -> Iterator[Problem]:
        """Levels and leaves on a line of notes that stand in none of the citations read from it."""
        read = [range(citation.column, citation.column + len(citation.raw)) for citation in cited]
        end = -3
        for match in self.piece.finditer(line.text):
            column = line.offset + match.start() + 1
            if not any(column in columns for columns in read):
                if match.start() > end + 2:  # `D. 12. L. 3` is one thing
                    yield _unread_citation(line.number, column, match[0])
                end = match.end()

    def page(self, cited: Sequence[Citation]) -> Iterator[Problem]:
        """Archival citations of a page whose leaves, levels or archive cannot be as they stand."""
        named: Named = Counter((citation.archive, tuple(citation.path)) for citation in cited)
        known = {None, *self.profile.archives}
        for citation in cited:
            leaves = self.leaves.search(citation.raw)
            if leaves and canonical_leaves(leaves["leaves"], self.profile.verso) is None:
                yield _unread_leaves(citation, leaves["leaves"], leaves.start("leaves"))
            if citation.antecedent is not None:
                continue
            usual = next((levels for (_, levels), _ in named.most_common() if _lacks(citation, levels, named)), ())
            if usual:
                yield _incomplete(citation, next(level for level in usual if level not in citation.path))
            if citation.archive not in known:
                known.add(citation.archive)
                yield _unlisted(citation)


def _lacks(citation: Citation, levels: tuple[str, ...], named: Named) -> bool:
    """Whether `levels`, which more citations of the archive have, show that this one has lost a level.

    A whole fond may be cited; but leaves lie in the innermost level, and no level lies in one that is not named.
    """
    own = tuple(citation.path)
    if not set(own) < set(levels) or named[citation.archive, levels] <= named[citation.archive, own]:
        return False
    return citation.leaves is not None or levels[: len(own)] != own


def _unread_shelfmark(line: int, column: int, raw: str) -> Problem:
    return Problem(
        line=line,
        column=column,
        kind="unread-shelfmark",
        raw=raw,
        message="this part of the shelfmark could not be read",
        hint="mend the line, or add the slip to the profile",
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
        message=f"the shelfmark names no {level}, as others of the same archive do",
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

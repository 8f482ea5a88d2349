"""Which document a printed heading belongs to, where headings and documents of a page have slid against each other."""

from __future__ import annotations

from typing import Literal

import msgspec

Certainty = Literal["certain", "probable", "possible"]


class Evidence(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One thing that speaks for a heading and a document belonging together.

    `name` is `sender`, `recipient`, `date` (the same day, or one within the bounds that the document allows), `number`
    (within those between which its number lies), `brackets` (the editor's brackets stand where the dateline is silent),
    `place` (printed above the document) or `order` (by how many entries the heading moved: -1 means that it belongs to
    the document before). `value` is what both say, `line` where the document says it, `points` what it counts; fewer
    than none when it speaks against the two.
    """

    name: str
    value: str
    line: int
    points: int


class Rival(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Another document for the same heading, or none (`letter` null).

    `score` are its points; `behind` is how much worse the page as a whole would be explained with it.
    """

    letter: str | None
    score: int
    behind: int


class Alignment(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The document that a heading belongs to: a proposal with its evidence and its rivals, the nearest first.

    `heading` stands on `line`, above the document `printed_above` (null: above none). `letter` is the proposal, null
    when no document of the page is it. `adopted` says whether the proposal counts: it is then a witness for its letter.
    `score` and the points of the evidence are for comparing candidates of one page and mean nothing outside it;
    `certainty` is what may be published. `explanation` says in words what was found; `curated` that a person said it.
    """

    heading: str
    line: int
    printed_above: str | None
    letter: str | None
    certainty: Certainty
    score: int
    adopted: bool
    evidence: tuple[Evidence, ...] = ()
    rivals: tuple[Rival, ...] = ()
    explanation: str
    curated: bool = False

    @property
    def moved(self) -> bool:
        """Whether the heading counts for another document than the one it is printed above."""
        return self.adopted and self.letter != self.printed_above


class Change(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A value of a letter that changed because a heading belongs elsewhere.

    `field` is `senders`, `recipients` or `date`. `heading` is the one that now speaks, null when the printed one was
    found to belong to another letter and none took its place. `line` is that of the heading that made the change.
    """

    letter: str
    field: str
    before: tuple[str, ...] | str | None
    after: tuple[str, ...] | str | None
    heading: str | None
    line: int
    reason: str

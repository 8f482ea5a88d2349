"""A citation of an archival document or of a printed work, with its `Ibid.` resolved."""

from __future__ import annotations

import msgspec

from kg.records.shelfmark import Path, Shelfmark


class Antecedent(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where the citation stands that an `Ibid.` repeats; one-based."""

    line: int
    column: int


class Citation(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One citation as found (`raw`) and as understood.

    `kind` is `archival` (archive, path, leaves) or `printed` (work, volume, pages). `ibid` says that a part was
    taken from `antecedent`; `corrected` that a slip of the scan was mended or a lost part restored, from the page or
    from `antecedent`: the problems of the page say which.
    """

    line: int
    column: int
    raw: str
    kind: str
    archive: str | None = None
    path: Path = msgspec.field(default_factory=dict)
    leaves: str | None = None
    ibid: bool = False
    antecedent: Antecedent | None = None
    corrected: bool = False
    work: str | None = None
    volume: str | None = None
    pages: str | None = None

    def shelfmark(self, forms: tuple[str, ...] = ()) -> Shelfmark:
        """An archival citation as the shelfmark of a copy; what an `Ibid.` was taken from is no slip of its own."""
        return Shelfmark(
            archive=self.archive,
            path=self.path,
            leaves=self.leaves,
            forms=forms,
            raw=self.raw,
            line=self.line,
            column=self.column,
            corrected=self.corrected and not self.ibid,
        )

"""What users see when a run fails: what went wrong, where, and what to do next."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Place:
    """A place in a file: one-based line and column, or a byte offset for files that are not text."""

    file: Path | str
    line: int | None = None
    column: int | None = None
    offset: int | None = None

    def __str__(self) -> str:
        if self.offset is not None:
            return f"{self.file}: byte {self.offset}"
        return ":".join(str(part) for part in (self.file, self.line, self.column) if part is not None)


class KgError(Exception):
    """A failure of the run, worded for the person who has to mend it.

    `exit_code` is 1 when the run failed and 2 when it was asked for wrongly.
    """

    exit_code = 1

    def __init__(self, what: str, where: Place | Path | str | None = None, hint: str | None = None) -> None:
        super().__init__(what)
        self.what = what
        self.where = where
        self.hint = hint

    def __str__(self) -> str:
        head = f"{self.where}: {self.what}" if self.where is not None else self.what
        return f"{head}\n  {self.hint}" if self.hint else head


class UsageError(KgError):
    """The command was asked for something that cannot be: a wrong name, a missing workspace."""

    exit_code = 2

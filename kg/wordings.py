"""The words of the letters of an edition, `found/wording.jsonl`: there only where the edition's rights allow it."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

from kg.errors import KgError
from kg.files import read_lines
from kg.records import Wording
from kg.records.codec import decode_each

WORDING = "wording.jsonl"


@dataclass(frozen=True)
class Wordings:
    """The words of the letters in `file`, read anew by each who goes through them: they are never all in memory."""

    file: Path | None

    def __iter__(self) -> Iterator[Wording]:
        """Raises KgError with file and line for a broken line."""
        if self.file is not None:
            yield from decode_each(Wording, read_lines(self.file), self.file)

    def languages(self, known: Collection[str], anew: str) -> dict[str, str]:
        """The language of the words of each letter that has some (BCP 47).

        Raises KgError for words of a letter that is not among the `known`; the command `anew` writes the file anew.
        """
        found = {wording.letter: wording.language for wording in self}
        for letter in found:
            if letter not in known:
                hint = f"the file is older than the letters: run: {anew}"
                raise KgError(f"there are words of {letter}, and no such letter", str(self.file), hint)
        return found

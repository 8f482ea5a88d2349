"""The folder of a site: whose it is, and the files that are written into it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from kg.errors import KgError
from kg.files import copy_new, recover_dir, sweep, write_new
from kg.publish.site.pages import Page
from kg.publish.site.paths import HTML

MARK = ".kg-site"  # a folder that has it was written by this program, and may be replaced


def check_ours(folder: Path) -> None:
    """Raise KgError when `folder` exists and no run of this program has written it."""
    recover_dir(folder)
    sweep(folder.parent, folder.name)
    if folder.is_dir() and not (folder / MARK).is_file() and any(folder.iterdir()):
        raise KgError(
            "this folder is not a site that kg has made, and making one would remove it",
            folder,
            "move it away, or choose another folder with --site",
        )


class Tally(NamedTuple):
    """How many files were written, of how many bytes, and the paths of the pages among them."""

    files: int
    size: int
    pages: Sequence[str]


class Writer:
    """Writes files into a folder that is not in place yet, and counts them; what has not changed is taken over.

    The paths of pages are kept only when they are `listed`.
    """

    def __init__(self, folder: Path, before: Path, *, listed: bool) -> None:
        self._folder = folder
        self._before = before
        self._listed = listed
        self._files = self._size = 0
        self._pages: list[str] = []

    def apart(self) -> Writer:
        """Another writer into the same folder, for another process; `add` what it `made`."""
        return Writer(self._folder, self._before, listed=self._listed)

    @property
    def made(self) -> Tally:
        """What was written."""
        return Tally(self._files, self._size, self._pages)

    def write(self, path: str, data: bytes) -> None:
        """Write `data` to `path` in the folder."""
        write_new(self._folder / path, data, self._before / path)
        self._count(path, len(data))

    def copy(self, path: str, file: Path) -> None:
        """Write what the file `file` holds to `path` in the folder."""
        copy_new(self._folder / path, file, self._before / path)
        self._count(path, file.stat().st_size)

    def _count(self, path: str, size: int) -> None:
        self.add(Tally(1, size, [path] if self._listed and path.endswith(HTML) else []))

    def add(self, made: Tally) -> None:
        """Count what another writer has made."""
        self._files += made.files
        self._size += made.size
        self._pages += made.pages

    def write_all(self, made: Iterable[Page]) -> None:
        """Write pages as they are made."""
        for path, data in made:
            self.write(path, data)

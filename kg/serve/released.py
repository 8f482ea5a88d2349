"""Which release the build is that is served."""

from __future__ import annotations

import json
from functools import lru_cache
from hashlib import file_digest
from pathlib import Path
from typing import Any

from kg.files import read_text


def loaded(out: Path) -> dict[str, Any] | None:
    """The newest release in the folder of results, and whether what is served is what was released; None for none.

    It is when the dump that holds everything is the same to the byte.
    """
    found = [manifest for path in out.glob("release/*/release.json") if (manifest := _manifest(path)) is not None]
    if not found:
        return None
    folder, newest = max(found, key=lambda one: (one[1].get("date") or "", one[0].name))
    name = f"{newest['name']}.nq.gz"
    same = _digest(out / "dump" / name) == _digest(folder / "dump" / name) is not None
    return {"version": newest["version"], "date": newest.get("date"), "canonical": newest["canonical"], "served": same}


def _manifest(path: Path) -> tuple[Path, dict[str, Any]] | None:
    try:
        told = json.loads(read_text(path))
        return path.parent, {"version": told["version"], "name": told["name"], **told}
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _digest(path: Path) -> str | None:
    """The hash of a file, which is read again only when it has changed; None when there is none."""
    try:
        about = path.stat()
    except OSError:
        return None
    return _read(path, about.st_mtime_ns, about.st_size)


@lru_cache(maxsize=8)
def _read(path: Path, _time: int, _size: int) -> str:
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()

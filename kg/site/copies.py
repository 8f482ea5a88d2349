"""What a site takes over from a build as it is: the dumps, the description of the dataset, the releases."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import msgspec

from kg.errors import KgError
from kg.formats import TURTLE
from kg.publish.formats import DumpFile, described
from kg.publish.release.kept import MANIFEST
from kg.publish.release.sums import check_sums
from kg.publish.release.versions import in_order, is_version
from kg.publish.site.home import Download
from kg.publish.site.releases import CHANGES, Release

Copy = Callable[[str, Path], None]  # the path in the site, the file

DESCRIPTION = "void.ttl"
_DESCRIBED = "the description of the dataset: counts, links, files with their hashes (VoID, DCAT)"


def downloads(name: str, out: Path, copy: Copy) -> list[Download]:
    """The dumps of the workspace `name` and their description, written; in the order in which the dump is described."""
    known = described(name)
    order = {file: n for n, file in enumerate(known)}
    files = sorted((out / "dump").iterdir(), key=lambda file: (order.get(file.name, len(order)), file.name))
    found = [_download(f"dump/{file.name}", file, known.get(file.name), copy) for file in files]
    description = out / DESCRIPTION
    if description.is_file():
        copy(DESCRIPTION, description)
        found.append(Download(DESCRIPTION, _DESCRIBED, description.stat().st_size, TURTLE.label, TURTLE.media_type))
    return found


def _download(path: str, file: Path, known: DumpFile | None, copy: Copy) -> Download:
    copy(path, file)
    size = file.stat().st_size
    if known is None:
        return Download(path, "", size)
    packed = f", {known.packing.name}" if known.packing else ""
    return Download(path, known.holds.value, size, known.format.label + packed, known.format.media_type)


def releases(folder: Path, copy: Copy) -> tuple[list[Release], list[str]]:
    """The releases that are whole, the newest first, with their files written; and why others were left out."""
    found: list[Release] = []
    left_out: list[str] = []
    names = [path.name for path in sorted(folder.iterdir()) if path.is_dir()] if folder.is_dir() else []
    left_out += [f"release {name} is left out: its name is no version" for name in names if not is_version(name)]
    for name in _newest_first(names):
        path = folder / name
        if wrong := _wrong(path):
            left_out.append(f"release {name} is left out: {wrong}")
            continue
        files = []
        for file in sorted(file for file in path.rglob("*") if file.is_file()):
            inside = file.relative_to(path).as_posix()
            copy(f"release/{name}/{inside}", file)
            files.append((inside, file.stat().st_size))
        changes = (path / CHANGES).read_text(encoding="utf-8") if (path / CHANGES).is_file() else ""
        found.append(Release(name, tuple(files), changes, _day(path)))
    return found, left_out


def _newest_first(names: Sequence[str]) -> list[str]:
    return in_order([name for name in names if is_version(name)])[::-1]


def _day(folder: Path) -> str:
    """The day of the last commit that went into a release, `YYYY-MM-DD`; empty for one without."""
    try:
        told = msgspec.json.decode((folder / MANIFEST).read_bytes(), type=dict[str, object])
    except (OSError, msgspec.DecodeError, msgspec.ValidationError):
        return ""
    return str(told.get("date") or "")[:10]


def _wrong(folder: Path) -> str:
    """Why a folder cannot be shown as a release; empty when nothing is wrong with it."""
    try:
        return next(check_sums(folder), "")
    except KgError as error:
        return error.what

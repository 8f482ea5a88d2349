"""Releases that are there: finding them, reading what they are, checking that nobody changed them."""

from __future__ import annotations

import gzip
from dataclasses import dataclass
from pathlib import Path

import msgspec

from kg.errors import KgError, UsageError
from kg.files import read_bytes
from kg.publish.release.agreement import contradictions, empty_folders
from kg.publish.release.canonical import canonical_hash, disagreements
from kg.publish.release.sums import check_sums
from kg.publish.release.versions import in_order, is_version
from kg.records.release import Manifest

FOLDER = "release"  # in `out`
MANIFEST = "release.json"


@dataclass(frozen=True)
class Kept:
    """A release that is there."""

    folder: Path
    manifest: Manifest

    @property
    def nquads(self) -> Path:
        """The dump that holds everything."""
        return self.folder / self.manifest.nquads


def read_release(folder: Path) -> Kept:
    """The release in `folder`. Raises KgError when it is none."""
    file = folder / MANIFEST
    if not file.is_file():
        raise KgError(
            f"this is not a release: it has no {MANIFEST}", folder, "name a version, or the folder of a release"
        )
    try:
        manifest = msgspec.json.decode(read_bytes(file), type=Manifest)
    except msgspec.DecodeError as error:
        raise KgError(f"damaged: {error}", file, "get the release anew") from None
    return Kept(folder, manifest)


def find_release(named: str, out: Path) -> Kept:
    """The release of that version in `out/release`, or in the folder of that name.

    Raises UsageError when there is neither, KgError when the folder is none of a release.
    """
    folder = out / FOLDER / named if is_version(named) else Path(named)
    if not folder.is_dir():
        there = ", ".join(kept.manifest.version for kept in releases(out))
        raise UsageError(
            f"no release {named!r}", hint=f"there are: {there}" if there else f"there is none in {out / FOLDER}"
        )
    return read_release(folder)


def releases(out: Path) -> list[Kept]:
    """The releases in `out/release`, the oldest first.

    Raises KgError for a folder that has the name of a version and is none.
    """
    there = [path.name for path in (out / FOLDER).glob("*") if path.is_dir() and is_version(path.name)]
    return [read_release(out / FOLDER / version) for version in in_order(there)]


def newest(out: Path, base: str) -> Kept | None:
    """The newest release in `out/release`, if it has the IRIs of `base`. Raises as `releases`."""
    there = releases(out)
    return there[-1] if there and there[-1].manifest.base == base else None


def verify(kept: Kept) -> list[str]:
    """What is wrong with a release, a sentence each: files that were changed, words of one file that another
    contradicts, dumps that disagree, another hash.

    Raises KgError when there is nothing to check it by.
    """
    faults = [*check_sums(kept.folder), *empty_folders(kept.folder)]
    if is_version(kept.folder.name) and kept.folder.name != kept.manifest.version:
        faults.append(f"{MANIFEST}: the release is {kept.manifest.version}, its folder {kept.folder.name}")
    if not faults:  # where the sums know of a change, all that is said of the file differs too
        faults += contradictions(kept.folder, kept.manifest)
    try:
        faults += [f"dump/{fault}" for fault in disagreements(kept.folder / "dump", kept.manifest.name)]
        with gzip.open(kept.nquads, "rt", encoding="utf-8", newline="\n") as lines:
            if canonical_hash(lines) != kept.manifest.canonical:
                faults.append(f"{kept.manifest.nquads}: its canonical hash is not the one of {MANIFEST}")
    except KgError as error:
        faults.append(f"{error.where}: {error.what}")
    except (OSError, EOFError, ValueError) as error:
        faults.append(f"{kept.manifest.nquads}: cannot be read: {error}")
    return faults

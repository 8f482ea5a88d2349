"""SHA256SUMS as coreutils writes them: `sha256sum -c SHA256SUMS` checks a release without this program."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from hashlib import file_digest
from pathlib import Path

from kg.errors import KgError, Place
from kg.files import read_text

SUMS = "SHA256SUMS"
_LINE = re.compile(r"([0-9a-f]{64}) [ *](\S.*)")


def digest(file: Path) -> str:
    """The SHA-256 of a file, in hexadecimal digits."""
    with file.open("rb") as opened:
        return file_digest(opened, "sha256").hexdigest()


def files_in(folder: Path) -> Iterator[Path]:
    """Every file below `folder`, and every link, which is no file of a release; in the order of their paths."""
    yield from sorted(path for path in folder.rglob("*") if path.is_symlink() or not path.is_dir())


def sums_of(folder: Path) -> dict[str, str]:
    """Path below `folder`, with slashes -> SHA-256, for every file but SHA256SUMS itself."""
    return {path.relative_to(folder).as_posix(): digest(path) for path in files_in(folder) if path.name != SUMS}


def as_sums(sums: Mapping[str, str]) -> bytes:
    """SHA256SUMS: two blanks between hash and path, in the order of the paths."""
    return "".join(f"{found}  {path}\n" for path, found in sorted(sums.items())).encode()


def read_sums(folder: Path) -> dict[str, str]:
    """What SHA256SUMS says. Raises KgError when there is none, or when it is not one."""
    file = folder / SUMS
    if not file.is_file():
        raise KgError(
            f"this is not a release: it has no {SUMS}", folder, "name the folder of a release, or its version"
        )
    found: dict[str, str] = {}
    for number, line in enumerate(read_text(file).splitlines(), 1):
        match = _LINE.fullmatch(line)
        if match is None:
            raise KgError("not a line of SHA256SUMS", Place(file, number), "the file was changed: get the release anew")
        found[match[2]] = match[1]
    return found


def check_sums(folder: Path) -> Iterator[str]:
    """What is wrong with the files of a release, a sentence each: changed, missing, added, or no files at all."""
    expected = read_sums(folder)
    there = {path.relative_to(folder).as_posix(): path for path in files_in(folder)}
    for name, hash_ in sorted(expected.items()):
        path = there.pop(name, None)
        if path is None:
            yield f"{name}: missing" if _inside(name) else f"{name}: SHA256SUMS names a file outside of the release"
        elif path.is_symlink() or not path.is_file():
            yield f"{name}: not a file, but a link or a device"
        elif digest(path) != hash_:
            yield f"{name}: changed, its SHA-256 is not the one of the release"
    there.pop(SUMS, None)
    for name in sorted(there):
        yield f"{name}: added, the release does not have it"


def _inside(name: str) -> bool:
    return not Path(name).is_absolute() and ".." not in Path(name).parts

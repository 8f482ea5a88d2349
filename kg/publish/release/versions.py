"""Names of versions: safe as names of folders on every system, and in an order that people expect."""

from __future__ import annotations

import re
from collections.abc import Iterable

from kg.errors import UsageError

_LONGEST = 40
_VERSION = re.compile(r"[0-9]+(?:[.][0-9]+)*(?:-[a-z]+[.]?[0-9]*)?")
_HINT = "write numbers with points between them, as 2026.1 or 1.0.2; a first try may end in -rc1"

Key = tuple[tuple[int, ...], bool, str, int]


def check_version(version: str) -> str:
    """The version itself. Raises UsageError for one that cannot be the name of a folder everywhere."""
    if len(version) > _LONGEST:
        raise UsageError(f"not a version: {version[:_LONGEST]}… has {len(version)} characters", hint=_HINT)
    if not _VERSION.fullmatch(version):
        raise UsageError(f"not a version: {version!r}", hint=_HINT)
    return version


def is_version(version: str) -> bool:
    """Whether `version` is the name of a release."""
    return len(version) <= _LONGEST and _VERSION.fullmatch(version) is not None


def version_key(version: str) -> Key:
    """What versions are ordered by: numbers as numbers, a trailing `.0` counts for nothing, `-rc1` before the version
    itself. Two names of one key are one version, written otherwise."""
    numbers, _, trial = version.partition("-")
    parts = [int(part) for part in numbers.split(".")]
    while len(parts) > 1 and not parts[-1]:
        parts.pop()
    word = re.match("[a-z]*", trial)
    digits = re.search("[0-9]+$", trial)
    return tuple(parts), not trial, word[0] if word else "", int(digits[0]) if digits else 0


def in_order(versions: Iterable[str]) -> list[str]:
    """Versions from the oldest to the newest."""
    return sorted(versions, key=version_key)

"""Profiles of plain-text editions: found by name beside this file, or by path; read strictly."""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any, get_args, get_type_hints

import msgspec

from kg.errors import KgError, Place, UsageError
from kg.records.profile import Pattern, Profile
from kg.settings import read_settings, suggest


def names() -> list[str]:
    """The profiles that come with the package."""
    entries = (entry.name for entry in files("kg.read.profiles").iterdir())
    return sorted(name.removesuffix(".toml") for name in entries if name.endswith(".toml"))


def find(name: str) -> tuple[bytes, str]:
    """The bytes of the profile called `name` (a shipped one, or a path to a .toml file) and where they are.

    Raises UsageError when there is none.
    """
    if name.endswith(".toml") or "/" in name:
        path = Path(name)
        if not path.is_file():
            raise UsageError(
                "no such profile file", path, f"give the path of a .toml file, or one of: {', '.join(names())}"
            )
        return path.read_bytes(), str(path)
    entry = files("kg.read.profiles").joinpath(f"{name}.toml")
    if not entry.is_file():
        near = suggest(name, names())
        meant = f"did you mean {near!r}? " if near else ""
        there = f"there are: {', '.join(names())}; or give the path of a .toml file"
        raise UsageError(f"no profile {name!r}", hint=meant + there)
    return entry.read_bytes(), f"profile {name}"


def parse(data: bytes, file: str) -> Profile:
    """Read a profile from TOML.

    Raises KgError for broken TOML, a missing or misspelt key (with the right one) and a pattern that does not compile.
    """
    profile = read_settings(Profile, data, file)
    for key, pattern in _patterns(profile, Profile):
        where = Place(file, _line_of(data, pattern or f"{key.rpartition('.')[2]} = "))
        try:
            compiled = re.compile(pattern)
        except re.error as error:
            raise KgError(
                f"{key}: bad pattern {pattern!r}: {error}",
                where,
                "patterns are Python regular expressions; in TOML write them between single quotes",
            ) from None
        if key in _MARKS and compiled.fullmatch(""):
            raise KgError(
                f"{key}: the pattern {pattern!r} matches where there is nothing, so everywhere",
                where,
                "write at least one character that must stand there",
            )
    return profile


def load(name: str) -> Profile:
    """The profile called `name`, ready to use. Raises KgError and UsageError as `find` and `parse` do."""
    return parse(*find(name))


_MARKS = {"shelfmarks.line", "shelfmarks.leaves", "notes.rule"}  # what an edition is cut at


def _patterns(value: Any, type_: Any, key: str = "") -> Iterator[tuple[str, str]]:
    """Every `Pattern` in a value of `type_`, with the key it stands under."""
    if type_ == Pattern:
        yield key, value
    elif isinstance(value, msgspec.Struct):
        for name, inner in get_type_hints(type(value), include_extras=True).items():
            yield from _patterns(getattr(value, name), inner, f"{key}.{name}".lstrip("."))
    elif isinstance(value, tuple):
        for item in value:
            yield from _patterns(item, get_args(type_)[0], key)
    elif isinstance(value, dict):
        of_keys, of_values = get_args(type_)
        for name, item in value.items():
            yield from _patterns(name, of_keys, f"{key}.{name}")
            yield from _patterns(item, of_values, f"{key}.{name}")


def _line_of(data: bytes, pattern: str) -> int | None:
    """The line on which `pattern` stands as written, if it does."""
    needle = pattern.encode()
    offset = data.find(needle)
    return data.count(b"\n", 0, offset) + 1 if offset >= 0 else None

"""Settings files (TOML 1.0), read strictly: a missing or misspelt key is named, with the key that was meant."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypeVar

import msgspec
from rapidfuzz import fuzz, process, utils

from kg.errors import KgError, Place
from kg.files import decode_text

T = TypeVar("T", bound=msgspec.Struct)

_ALIKE = 60.0  # rapidfuzz's 0-100; below it a suggestion misleads more than it helps


def read_settings(type_: type[T], data: bytes, file: Path | str) -> T:
    """Read a TOML file as a record of `type_`.

    Raises KgError with file, line where it is known, key and suggestion for what is not TOML, an unknown key, a missing
    key, or a value of another type.
    """
    text = decode_text(data, file)
    try:
        values = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise _not_toml(error, file) from None
    _check_keys(type_, values, text, file, "")
    try:
        return msgspec.convert(values, type_)
    except msgspec.ValidationError as error:
        path = re.search(r"`\$\.([\w.]+)", str(error))
        key = path[1] if path else ""
        raise KgError(
            f"{key or 'a value'}: {str(error).split(' - at')[0]}", Place(file, line_of(text, key)), "mend the value"
        ) from None


def suggest(word: str, known: list[str]) -> str | None:
    """The word of `known` that `word` was probably meant to be, or None."""
    found = process.extractOne(word, known, scorer=fuzz.ratio, processor=utils.default_process, score_cutoff=_ALIKE)
    return found[0] if found else None


def _check_keys(type_: type[msgspec.Struct], values: Mapping[str, Any], text: str, file: Path | str, at: str) -> None:
    fields = {field.encode_name: field for field in msgspec.structs.fields(type_)}
    missing = [name for name, field in fields.items() if field.required and name not in values]
    for key in values:
        if key not in fields:
            meant = suggest(key, missing) or suggest(key, [name for name in fields if name not in values])
            hint = f"did you mean {meant!r}?" if meant else f"the keys are: {', '.join(fields)}"
            raise KgError(f"unknown key {at + key!r}", Place(file, line_of(text, at + key)), hint)
    if missing:
        where = f" in [{at[:-1]}]" if at else ""
        raise KgError(f"no key {missing[0]!r}{where}", Place(file, line_of(text, at[:-1])), f'add {missing[0]} = "..."')
    for name, field in fields.items():
        inner, value = _struct(field.type), values.get(name)
        if inner and isinstance(value, dict):
            if getattr(field.type, "__origin__", None) is dict:  # a table of tables, each a record: [fields.NAME]
                for key, row in value.items():
                    if isinstance(row, dict):
                        _check_keys(inner, row, text, file, f"{at}{name}.{key}.")
            else:
                _check_keys(inner, value, text, file, f"{at}{name}.")


def _struct(hint: Any) -> type[msgspec.Struct] | None:
    """The record type in `X`, `X | None` or `dict[str, X]`."""
    for part in (hint, *getattr(hint, "__args__", ())):
        if isinstance(part, type) and issubclass(part, msgspec.Struct):
            return part
    return None


def line_of(text: str, key: str) -> int | None:
    """The line that sets `key` (dotted), as far as it can be found without parsing: in its table, else by its name."""
    table, _, name = key.rpartition(".")
    if not name:
        return None
    inside = ""
    header = None
    for number, line in enumerate(text.splitlines(), 1):
        if match := re.match(r"\s*\[+\s*([^\]]+?)\s*\]+", line):
            inside = match[1]
            header = number if inside == key else header
        elif inside == table and re.match(rf"""\s*["']?{re.escape(name)}["']?\s*[=.]""", line):
            return number
    return header


def _not_toml(error: tomllib.TOMLDecodeError, file: Path | str) -> KgError:
    what, _, place = str(error).partition(" (at ")
    match = re.match(r"line (\d+), column (\d+)", place)
    where = Place(file, int(match[1]), int(match[2])) if match else Place(file)
    return KgError(f"not TOML: {what}", where, "mend the line; text stands in quotes")

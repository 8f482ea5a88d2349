"""The settings of an edition that was imported: written once, then a person's to edit.

When its files are imported again, only what depends on their bytes changes.
"""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import msgspec

from kg.errors import KgError, UsageError
from kg.files import read_bytes
from kg.records import About, Bibliography, Edition, Interval
from kg.settings import read_settings
from kg.terms import iri

ACCOUNTS = "import.json"
_NAME = re.compile("[A-Za-z0-9][A-Za-z0-9._-]*")
_ALWAYS = ("0001-01-01", "9999-12-31")


class Member(msgspec.Struct, frozen=True, kw_only=True):
    """One file of an edition: the lines that it has among those of all, one-based and inclusive."""

    file: str
    sha256: str
    lines: tuple[int, int]
    records: int


class _Accounts(msgspec.Struct, frozen=True, kw_only=True):
    files: tuple[Member, ...] = ()


def members(folder: Path) -> tuple[Member, ...]:
    """The files that the edition in `folder` was imported from, where there are several; none otherwise."""
    file = folder / "found" / ACCOUNTS
    if not file.exists():
        return ()
    try:
        found = msgspec.json.decode(read_bytes(file), type=_Accounts).files
    except msgspec.DecodeError as error:
        raise KgError(f"not an account of an import: {error}", file, "import the edition again") from None
    return found if len(found) > 1 else ()


def own_lines(files: Sequence[Member], first: int, last: int) -> tuple[str, tuple[int, int]] | None:
    """The file that the lines `first` to `last` of an edition belong to, and which lines of it they are."""
    at = bisect_right([one.lines[0] for one in files], first) - 1
    if at < 0:
        return None
    before = files[at].lines[0] - 1
    return files[at].file, (first - before, last - before)


@dataclass(frozen=True)
class Wish:
    """What whoever imports asks for; what is left empty is taken from the files.

    `name` is that of the edition, `language` that of the description, `original_language` that of the letters (BCP 47).
    `publish` says that the wording of the letters may be published; settings that are there already say so themselves.
    """

    name: str
    title: str = ""
    language: str = ""
    original_language: str = ""
    publish: bool = False


class Files(Protocol):
    """What the settings say of the files."""

    file: str
    days: Interval
    bibliography: list[Bibliography]

    @property
    def sha256(self) -> str:
        """Their hash."""


def fresh(file: Path) -> bytes:
    """The bytes of a table as it is now; none when it is not there."""
    return read_bytes(file) if file.exists() else b""


def kept(folder: Path, name: str, format_: str) -> bytes | None:
    """The settings of the edition in `folder` if it was imported from `format_` before, None if there is none.

    Raises UsageError for a name that cannot be one, and for an edition that was made in another way.
    """
    if not _NAME.fullmatch(name):
        raise UsageError(
            f"not a name: {name!r}", hint="use letters, digits, hyphens and points: --edition letters-1871"
        )
    file = folder / "edition.toml"
    if not file.exists():
        return None
    data = read_bytes(file)
    edition = read_settings(Edition, data, file)
    if edition.profile != format_:
        raise UsageError(
            f"the edition {name!r} was not imported from {format_}: its profile is {edition.profile!r}",
            file,
            "choose another name with --edition",
        )
    return data


def publishes(settings: bytes, file: Path, asked: bool) -> bool:
    """Whether the settings of an edition, those in `file`, say that its wording is published.

    Raises UsageError when it is `asked` for, and the settings say that it is not.
    """
    allowed = read_settings(Edition, settings, file).text_rights.publish
    if asked and not allowed:
        raise UsageError("the edition does not publish its wording", file, "say publish = true in [text_rights] there")
    return allowed


def edition_toml(
    name: str, format_: str, about: About, files: Files, before: bytes | None, *, publish: bool = False
) -> bytes:
    """The settings of an edition, or those `before` with the name and the hash of the new files.

    `publish` says that the wording of its letters may be published.
    """
    if before is not None:
        text = before.decode()
        for key, value in (("file", files.file), ("sha256", files.sha256)):
            found = re.search(rf"(?m)^\s*{key}\s*=\s*(.*)$", text)
            if found is not None:
                text = text[: found.start(1)] + _quoted(value) + text[found.end(1) :]
        return text.encode()
    start, end = files.days.first or _ALWAYS[0], files.days.last or _ALWAYS[1]
    lines = [
        f"# Imported from {format_.upper()}. Edit it: importing the file again changes file and sha256 alone.",
        "",
        f"name = {_quoted(name)}",
        f"title = {_quoted(about.title)}",
        "",
        f"file = {_quoted(files.file)}",
        f"sha256 = {_quoted(files.sha256)}",
        f"profile = {_quoted(format_)}",
        "",
        f"language = {_quoted(about.language)}           # of the description (BCP 47)",
        f"original_language = {_quoted(about.original)}  # of the letters, where they do not say",
        "",
        "[window]  # from the first to the last day on which a letter can have been written",
        f"start = {start}",
        f"end = {end}",
        "",
        *_printed(files.bibliography),
        *_web(about),
        "[text_rights]  # in the wording of the letters; to publish it, say true and import again",
        f"publish = {'true' if publish else 'false'}",
        f"statement = {_quoted(_rights(about, publish=publish))}",
        *([f"licence = {_quoted(about.licence)}"] if publish and _is_iri(about.licence) else []),
    ]
    return ("\n".join(lines) + "\n").encode()


def _printed(bibliography: list[Bibliography]) -> list[str]:
    """The printed work, where the file describes one; several stand in `found/bibliography.jsonl`."""
    works = [one for one in bibliography if one.text]
    return ["[printed]", f"title = {_quoted(works[0].text)}", ""] if len(works) == 1 else []


def _web(about: About) -> list[str]:
    return ["[web]", f"url = {_quoted(about.url)}", f"title = {_quoted(about.title)}", ""] if _is_iri(about.url) else []


def _is_iri(text: str) -> bool:
    try:
        iri(text)
    except KgError:
        return False
    return True


def _rights(about: About, *, publish: bool) -> str:
    if publish:
        return about.rights or about.licence
    licence = " ".join(part for part in (about.rights, f"<{about.licence}>" if about.licence else "") if part)
    given = f"The description was published by its editors under: {licence}. " if licence else ""
    return f"{given}No wording of the letters is taken over."


def _quoted(text: str) -> str:
    """A basic string of TOML 1.0."""
    return json.dumps(" ".join(text.split()), ensure_ascii=False).replace("\x7f", "\\u007f")

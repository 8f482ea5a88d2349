"""The saved queries and their headers.

A header is the lines at the top of a file that begin with `#+`; what follows on them is TOML:

    #+ title = "Letters that a person wrote or received"
    #+ description = "One row a letter and part that the person has in it."
    #+ audience = ["historian"]
    #+ keywords = ["letter", "person"]
    #+ minimum_rows = 1
    #+
    #+ [columns]
    #+ letter = "the letter"
    #+
    #+ [parameters.person]
    #+ type = "iri"
    #+ description = "whose letters; every person's when left out"
    #+ example = "person/p0001"

A parameter is a variable of the query: its value is joined with the solutions of the outermost group, so that it cannot
be seen inside a sub-select. Without a value the variable stays free, unless the parameter is `required`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import msgspec

from kg.errors import KgError, Place, UsageError
from kg.files import read_text
from kg.settings import line_of, read_settings, suggest

SUFFIX = ".rq"
AUDIENCES = ("archivist", "editor", "federator", "historian", "linked-data consumer")
TYPES = ("iri", "string", "integer", "date", "edtf")

_FOLDER = Path(__file__).resolve().parent
_MARK = "#+"
_NAME = re.compile("[a-z0-9]+(-[a-z0-9]+)*")
_VARIABLE = re.compile("[A-Za-z][A-Za-z0-9_]*")


class Parameter(msgspec.Struct, frozen=True, kw_only=True):
    """A variable that a user may bind.

    `type` is one of TYPES; `example` shows a value as it is typed, `default` is used when none is given.
    """

    type: str
    description: str
    example: str | int
    default: str | int | None = None
    required: bool = False


class Header(msgspec.Struct, frozen=True, kw_only=True):
    """What the header of a saved query says.

    `minimum_rows` is what a test expects at least of the checkout's own collection; `columns` says what each variable
    of the answer means.
    """

    title: str
    description: str
    audience: tuple[str, ...]
    keywords: tuple[str, ...]
    minimum_rows: int
    columns: dict[str, str] = {}
    parameters: dict[str, Parameter] = {}


@dataclass(frozen=True)
class SavedQuery:
    """A query with its header, as read from `file`. `text` is the whole file, so that lines count as an editor does."""

    name: str
    file: Path | str
    header: Header
    text: str


def read_query(text: str, file: Path | str, *, saved: bool = False) -> SavedQuery:
    """A query with its header. One that is not `saved` may be without header; then it has no parameters.

    Raises KgError with file and line for a header that is missing, is not TOML, or has a wrong, misspelt or missing
    field.
    """
    name = Path(file).name.removesuffix(SUFFIX)
    if saved and not _NAME.fullmatch(name):
        raise KgError(f"not a name for a saved query: {name!r}", file, "use small letters, digits and hyphens")
    lines = text.split("\n")
    length = _header_length(lines)
    if not length:
        if saved:
            raise KgError("the query has no header", Place(file, 1), f'begin it with: {_MARK} title = "..."')
        header = Header(title=name, description="", audience=(), keywords=(), minimum_rows=0)
        return SavedQuery(name, file, header, text)
    settings = "\n".join(line.removeprefix(_MARK).removeprefix(" ") for line in lines[:length])
    try:
        header = read_settings(Header, settings.encode(), file)
    except KgError as error:
        if isinstance(error.where, Place) and error.where.line is None:  # a field is missing: the header begins here
            error.where = Place(file, 1)
        raise
    _check(header, settings, file)
    return SavedQuery(name, file, header, text)


@lru_cache(maxsize=1)
def catalogue() -> tuple[SavedQuery, ...]:
    """Every query that ships with the program, by name. Raises KgError as `read_query` does."""
    files = sorted(_FOLDER.glob(f"*{SUFFIX}"))
    return tuple(read_query(read_text(file), file, saved=True) for file in files)


def find(name: str) -> SavedQuery:
    """The saved query called `name`. Raises UsageError, with the name that was probably meant, when there is none."""
    queries = {query.name: query for query in catalogue()}
    if name in queries:
        return queries[name]
    meant = suggest(name, list(queries))
    hint = "`kg query` lists them; a file is named with its suffix: FILE.rq"
    raise UsageError(f"no saved query {name!r}", hint=f"did you mean {meant!r}? {hint}" if meant else hint)


def without_header(text: str) -> str:
    """The SPARQL of a query's text."""
    lines = text.split("\n")
    return "\n".join(lines[_header_length(lines) :]).strip()


def _header_length(lines: list[str]) -> int:
    """How many lines at the top belong to the header."""
    return next((n for n, line in enumerate(lines) if not line.startswith(_MARK)), len(lines))


def _check(header: Header, settings: str, file: Path | str) -> None:
    """What the types of the fields do not say."""

    def refuse(key: str, what: str, hint: str) -> None:
        raise KgError(f"{key}: {what}", Place(file, line_of(settings, key)), hint)

    for key in ("title", "description", "audience", "keywords"):
        if not getattr(header, key):
            refuse(key, "it is empty", "say it in a few words")
    for word in header.audience:
        if word not in AUDIENCES:
            refuse("audience", f"unknown: {word!r}", f"the audiences are: {', '.join(AUDIENCES)}")
    if header.minimum_rows < 0:
        refuse("minimum_rows", "it is below 0", "write how many rows a test expects at least")
    for name in (*header.columns, *header.parameters):
        if not _VARIABLE.fullmatch(name):
            where = "columns" if name in header.columns else "parameters"
            refuse(f"{where}.{name}", "not the name of a variable", "use letters, digits and _")
    for name, parameter in header.parameters.items():
        _check_parameter(f"parameters.{name}", parameter, refuse)


def _check_parameter(key: str, parameter: Parameter, refuse: Any) -> None:
    if parameter.type not in TYPES:
        meant = suggest(parameter.type, list(TYPES))
        hint = f"did you mean {meant!r}?" if meant else f"the types are: {', '.join(TYPES)}"
        refuse(f"{key}.type", f"unknown type {parameter.type!r}", hint)
    if not parameter.description:
        refuse(f"{key}.description", "it is empty", "say what the value is")
    if parameter.required and parameter.default is not None:
        refuse(f"{key}.required", "a parameter with a default is never missing", "leave one of the two out")

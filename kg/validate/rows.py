"""Where a result is to be mended: the row of a table, the line of an edition, or the line of an RDF file.

The graph tells where an edition speaks of a thing (`kg.validate.places`); who made the graph knows more: which row a
person has, which line gave a date. What it knows goes before what the graph tells.
"""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from urllib.parse import urljoin

from msgspec.structs import replace

from kg.errors import Place
from kg.ns import PREFIXES
from kg.validate.notation import prefixed
from kg.validate.results import Result

# (thing, property, value) -> place; the property and the value are empty where the place is that of all of them.
Rows = Mapping[tuple[str, str, str], Place]

_TOKEN = re.compile(r"(?P<iri><[^<>\s]*>)|(?P<name>[\w.-]*:[^\s;,\]\[()\"<>]*)")
_DECLARED = re.compile(r"@?(?P<word>prefix|base)\s+(?:(?P<prefix>[\w.-]*):\s*)?<(?P<iri>[^>]*)>", re.IGNORECASE)
_LINE_FORMATS = (".nt", ".nq", ".ttl", ".trig")


def things(results: Iterable[Result]) -> set[str]:
    """The things that `results` are about, and what these are parts of."""
    return {name for result in results for name in (result.focus, result.focus.partition("#")[0])}


def located(results: Iterable[Result], rows: Rows) -> Iterator[Result]:
    """Results with the places that `rows` knows for their value, property or thing; as they are where it knows none."""
    for result in results:
        place = next((rows[key] for key in _keys(result) if key in rows), None)
        if place is None or result.column is not None:  # what the reading filed has its place already
            yield result
            continue
        lines = (place.line, place.line) if place.line else None
        yield replace(result, file=str(place.file), lines=lines, column=place.column)


def _keys(result: Result) -> Iterator[tuple[str, str, str]]:
    named = [PREFIXES[prefix] + name for prefix, name in prefixed(result.path or "")]
    yield from ((result.focus, property_, result.value) for property_ in named if result.value)
    yield from ((result.focus, property_, "") for property_ in named)
    yield result.focus, "", ""
    yield result.focus.partition("#")[0], "", ""


def in_file(results: Iterable[Result], file: Path) -> Iterator[Result]:
    """Results for an RDF file: each at the line on which its thing is first the subject, else at the file.

    Lines are told for N-Triples, N-Quads, Turtle and TriG whose subjects begin their lines, as ours and most do.
    """
    found = list(results)
    lines = subject_lines(file, {name for result in found for name in _names(result)})
    for result in found:
        line = next((lines[name] for name in _names(result) if name in lines), None)
        yield replace(result, file=str(file), lines=(line, line) if line else None, column=None)


def _names(result: Result) -> tuple[str, str]:
    """The thing, then what it is a part of."""
    thing = result.focus.removeprefix("_:")
    return thing, thing.partition("#")[0]


def subject_lines(file: Path, wanted: set[str]) -> dict[str, int]:
    """The line (one-based) of `file` that begins with each of the `wanted` IRIs or labels of blank nodes, if one does.

    A scan and no parser: of prefixes and the base, declarations that stand at the beginning of a line are known.
    """
    name = file.name.removesuffix(".gz")
    if not wanted or not name.endswith(_LINE_FORMATS):
        return {}
    declared = {"": file.resolve().as_uri()}
    found: dict[str, int] = {}
    with gzip.open(file, "rb") if name != file.name else file.open("rb") as data:
        for number, raw in enumerate(data, 1):
            if raw[:1] in b" \t\r\n#":
                continue
            line = raw.decode("utf-8", "replace")
            if declaration := _DECLARED.match(line):
                key = f"{declaration['prefix'] or ''}:" if declaration["word"].casefold() == "prefix" else ""
                declared[key] = urljoin(declared[""], declaration["iri"])
                continue
            thing = _subject(line, declared)
            if thing in wanted and thing is not None:
                found.setdefault(thing, number)
    return found


def _subject(line: str, declared: Mapping[str, str]) -> str | None:
    match = _TOKEN.match(line)
    if match is None:
        return None
    if match["iri"]:
        return str(urljoin(declared[""], match["iri"][1:-1]))
    prefix, _, local = str(match["name"]).partition(":")
    if prefix == "_":
        return local
    return declared[f"{prefix}:"] + local if f"{prefix}:" in declared else None

"""A saved query described for people."""

from __future__ import annotations

import shlex
import textwrap
from collections.abc import Iterator

from kg.queries.catalogue import SavedQuery, without_header
from kg.queries.federation import services

_WIDTH = 100


def explained(query: SavedQuery, text: str) -> str:
    """What `query` answers, for whom, its columns and parameters, and `text`: its SPARQL, with values in it or not."""
    return "\n".join([*_about(query), without_header(text)])


def command(query: SavedQuery) -> str:
    """The command line that asks a saved query, with an example for each parameter that it needs."""
    needed = (f"{name}={p.example}" for name, p in query.header.parameters.items() if p.required)
    return shlex.join(["kg", "query", query.name, *(word for value in needed for word in ("-p", value))])


def _about(query: SavedQuery) -> Iterator[str]:
    header = query.header
    if not header.description:  # a file without a header says nothing of itself
        return
    yield f"{query.name}: {header.title}"
    yield ""
    yield from textwrap.wrap(header.description, _WIDTH)
    yield ""
    yield f"for: {', '.join(header.audience)}"
    yield f"keywords: {', '.join(header.keywords)}"
    for service in services(query.text):
        yield f"asks: {service}, live or out of a recording"
    if header.columns:
        yield "columns:"
        yield from _listed({f"?{name}": meaning for name, meaning in header.columns.items()})
    if header.parameters:
        yield "parameters:"
        yield from _listed({name: _parameter(query, name) for name in header.parameters})
    yield ""


def _parameter(query: SavedQuery, name: str) -> str:
    parameter = query.header.parameters[name]
    if parameter.default is not None:
        unless = f" [default: {parameter.default}]" if parameter.default != "" else " [default: empty]"
    else:
        unless = " [required]" if parameter.required else ""
    return f"{parameter.description} ({parameter.type}){unless}, for example -p {name}={parameter.example}"


def _listed(words: dict[str, str]) -> Iterator[str]:
    width = max(map(len, words))
    for left, right in words.items():
        lines = textwrap.wrap(right, _WIDTH - width - 4)
        yield f"  {left:{width}}  {lines[0]}"
        yield from (" " * (width + 4) + line for line in lines[1:])

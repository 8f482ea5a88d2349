"""Things by their names: who or what is called as somebody types it for a parameter (`Stalin` for `person/p0001`)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator

from pyoxigraph import DefaultGraph, Literal, NamedNode, Store

from kg.ns import RDFS, SKOS, bare
from kg.queries.catalogue import Parameter

# The folders of IRIs, below the base, in which things have names; an identifier alone is looked up in all but the last.
KINDS = ("letter", "person", "group", "place", "decision", "heading", "topic", "series", "archive")
_PROPERTIES = tuple(NamedNode(bare(term)) for term in (RDFS.label, SKOS.altLabel))
_WORD = re.compile(r"\w+")


def kind_of(parameter: Parameter) -> str:
    """The folder of the things that a parameter can be, one of KINDS, by its example; empty for any other IRI."""
    kind, slash, _ = str(parameter.example).partition("/")
    return kind if parameter.type == "iri" and slash and kind in KINDS else ""


def words(name: str) -> list[str]:
    """The words of a name as they are compared: small letters without marks."""
    plain = unicodedata.normalize("NFKD", name.lower())
    return _WORD.findall("".join(sign for sign in plain if not unicodedata.combining(sign)))


def meant(text: str, called: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Of things (IRIs) with names, those that are called `text`, else those with a name that has its words in a row,
    else those with one that has them all: thing -> name. What has the others as its parts (a file its leaves) is one.
    """
    wanted = words(text)
    found: tuple[dict[str, str], ...] = ({}, {}, {})
    for thing, name in called if wanted else ():
        there = words(name)
        if set(wanted) <= set(there):
            row = f" {' '.join(wanted)} " in f" {' '.join(there)} "
            found[0 if there == wanted else 1 if row else 2].setdefault(thing, name)
    best = next(filter(None, found), {})
    top = min(best, default="")
    return {top: best[top]} if all(thing.startswith(f"{top}/") for thing in best if thing != top) and best else best


def called(store: Store, folder: str) -> Iterator[tuple[str, str]]:
    """The things whose IRIs begin with `folder`, with each of their names."""
    return ((iri, name.value) for iri, name in names_in(store, folder))


def names_in(store: Store, folder: str) -> Iterator[tuple[str, Literal]]:
    """The same with the languages of the names, labels first."""
    for property_ in _PROPERTIES:
        for quad in store.quads_for_pattern(None, property_, None, DefaultGraph()):
            thing, name = quad.subject, quad.object
            iri = thing.value if isinstance(thing, NamedNode) else ""
            if isinstance(name, Literal) and iri.startswith(folder) and "#" not in iri:
                yield iri, name

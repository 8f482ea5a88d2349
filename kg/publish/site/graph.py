"""Reading the store: a thing with what is said of it, and labels. Everything in an order that does not change."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple

from pyoxigraph import BlankNode, Literal, NamedNode, Store

from kg.ns import CRM, RDF, RDFS, SKOS, bare

_LABELS = 20_000  # things whose label is kept at hand
_NODES = 512  # things kept with all that is said of them: a page and those after it ask for the same ones
_NUMBERS = re.compile(r"(\d+)")
_LABEL, _PREF, _TYPE = bare(RDFS.label), bare(SKOS.prefLabel), bare(RDF.type)


class Text(NamedTuple):
    """A literal: its text, its language (empty when none), the IRI of its datatype."""

    value: str
    lang: str = ""
    datatype: str = ""


Value = str | Text  # an IRI, or a literal


class Name(NamedTuple):
    """What a thing is called: in English where there is that, and in the other languages."""

    text: str
    lang: str = "en"
    others: tuple[Text, ...] = ()


class Node:
    """What is said of one thing: property (IRI) -> values, sorted, each once."""

    __slots__ = ("_said", "iri")

    def __init__(self, iri: str, said: dict[str, list[Value]]) -> None:
        self.iri = iri
        self._said = said

    def __bool__(self) -> bool:
        return bool(self._said)

    def properties(self) -> Iterator[tuple[str, list[Value]]]:
        """Every property with its values, by IRI."""
        yield from sorted(self._said.items())

    def iris(self, property_: str) -> list[str]:
        """The things that `property_` (in N-Triples form) leads to."""
        return [value for value in self._said.get(bare(property_), ()) if isinstance(value, str)]

    def texts(self, property_: str) -> list[Text]:
        """The literals of `property_`."""
        return [value for value in self._said.get(bare(property_), ()) if isinstance(value, Text)]

    def iri_of(self, property_: str) -> str | None:
        """The first thing, or None."""
        return next(iter(self.iris(property_)), None)

    def text(self, property_: str, lang: str | None = None) -> str:
        """The first literal, in `lang` where it is given; empty when there is none."""
        texts = self.texts(property_)
        return next((text.value for text in texts if lang is None or text.lang == lang), "")

    def number(self, property_: str) -> int | None:
        """The first literal as a whole number, or None."""
        text = self.text(property_)
        return int(text) if re.fullmatch(r"[+-]?\d{1,18}", text) else None

    def is_a(self, class_: str) -> bool:
        """Whether it is of `class_`."""
        return bare(class_) in self._said.get(_TYPE, ())


def natural(text: str) -> list[tuple[int, str]]:
    """A key that sorts `d9` before `d10`."""
    return [(int(part), "") if part.isdecimal() else (-1, part) for part in _NUMBERS.split(text)]


class View:
    """The store of a build, with the base of its IRIs."""

    def __init__(self, store: Store, base: str) -> None:
        self.base = base
        self.store = store
        self.name = lru_cache(maxsize=_LABELS)(self._name)
        self.node = lru_cache(maxsize=_NODES)(self._node)

    def _node(self, iri: str) -> Node:
        """What any graph says of `iri`."""
        said: dict[str, set[Value]] = {}  # a statement may stand in several graphs
        for quad in self.store.quads_for_pattern(_term(iri), None, None, None):
            said.setdefault(quad.predicate.value, set()).add(_value(quad.object))
        return Node(iri, {name: sorted(v, key=_order) if len(v) > 1 else list(v) for name, v in said.items()})

    def pointing(self, property_: str, object_: str) -> list[str]:
        """The things whose `property_` (in N-Triples form) is the thing `object_`, in natural order."""
        quads = self.store.quads_for_pattern(None, NamedNode(bare(property_)), _term(object_), None)
        return in_order(quad.subject.value for quad in quads if isinstance(quad.subject, NamedNode))

    def worded(self, letter: str) -> list[Node]:
        """The printed texts of a letter whose words are published, translations last."""
        texts = [*self.pointing(CRM.P130_shows_features_of, letter), *self.node(letter).iris(CRM.P73_has_translation)]
        return [node for iri in texts if (node := self.node(iri)).texts(CRM.P190_has_symbolic_content)]

    def pairs(self, property_: str) -> dict[str, list[str]]:
        """Everything that has a property -> the things it leads to, in natural order."""
        found: dict[str, list[str]] = {}
        for quad in self.store.quads_for_pattern(None, NamedNode(bare(property_)), None, None):
            if isinstance(quad.subject, NamedNode) and isinstance(quad.object, NamedNode):
                found.setdefault(quad.subject.value, []).append(quad.object.value)
        return {iri: in_order(others) for iri, others in found.items()}

    def members(self, class_: str) -> list[str]:
        """The things under the base that are of `class_` (in N-Triples form), in natural order."""
        return [iri for iri in self.pointing(RDF.type, bare(class_)) if self.is_ours(iri)]

    def is_ours(self, iri: str) -> bool:
        """Whether `iri` is under the base."""
        return iri.startswith(self.base) and iri != self.base

    def first(self, iri: str, property_: str) -> Value | None:
        """One value of a property, the first in order; None when there is none."""
        quads = self.store.quads_for_pattern(_term(iri), NamedNode(bare(property_)), None, None)
        values = [_value(quad.object) for quad in quads]
        return values[0] if len(values) == 1 else min(values, key=_order, default=None)

    def is_a(self, iri: str, class_: str) -> bool:
        """Whether `iri` is of `class_` (in N-Triples form)."""
        pattern = _term(iri), NamedNode(_TYPE), NamedNode(bare(class_)), None
        return next(self.store.quads_for_pattern(*pattern), None) is not None

    def labels(self, iri: str) -> tuple[str, ...]:
        """The labels of a thing as N-Triples terms, sorted."""
        quads = self.store.quads_for_pattern(_term(iri), NamedNode(_LABEL), None, None)
        return tuple(sorted({str(quad.object) for quad in quads}))

    def _name(self, iri: str) -> Name:
        """What `iri` is called; its last part when it has no label, or an empty one."""
        for property_ in (_LABEL, _PREF):
            quads = self.store.quads_for_pattern(_term(iri), NamedNode(property_), None, None)
            found = sorted({value for quad in quads if isinstance(value := _value(quad.object), Text)})
            if texts := [text for text in found if text.value.strip()]:
                return name_of(texts)
        return Name(last_part(iri), "")


def name_of(texts: Iterable[Text]) -> Name:
    """The English text of `texts`, else the one without a language, else the first; and the others."""
    listed = list(texts)
    best = min(listed, key=lambda text: (text.lang != "en", text.lang != "", text))
    return Name(best.value, best.lang, tuple(text for text in listed if text != best))


def last_part(iri: str) -> str:
    """What stands after the last `#`, `/` or `:` of an IRI."""
    return re.split(r"[#/:]", iri.rstrip("#/:"))[-1] or iri


def in_order(iris: Iterable[str]) -> list[str]:
    """Each IRI once, in natural order."""
    every = list(set(iris))
    return sorted(every, key=lambda iri: (natural(iri), iri)) if len(every) > 1 else every


def _term(iri: str) -> NamedNode:
    return NamedNode(iri)


def _value(term: NamedNode | Literal | BlankNode | object) -> Value:
    if isinstance(term, Literal):
        return Text(term.value, term.language or "", "" if term.language else term.datatype.value)
    return term.value if isinstance(term, NamedNode) else str(term)


def _order(value: Value) -> tuple[bool, list[tuple[int, str]], Value]:
    return isinstance(value, Text), natural(value if isinstance(value, str) else value.value), value

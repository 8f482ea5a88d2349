"""The index of the search box: words of names, shelfmarks and numbers, in files that a page loads as it needs them.

A browser reads scripts from a folder where it may not read data, so each file calls `kgSearch` with its part. Words are
folded in the same way here and in `assets/site.js`: small letters, no accents, Cyrillic letters in Latin ones, and the
marks of a shelfmark drawn together with their numbers (`ф. 558 оп. 11` -> `f558 op11`).
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from kg.ns import CRM, EP, SKOS
from kg.publish.site.guide import Guide

Page = tuple[str, bytes]

FOLDER = "assets/search/"
_CHUNK = 400  # entries in one file
_SMALL = 400_000  # characters of all words up to which files are named by one letter, and not by two
_CYRILLIC = "абвгдеёжзийклмнопрстуфхцчшщъыьэюя"
_LATIN = "a b v g d e e zh z i i k l m n o p r s t u f kh ts ch sh shch * y * e yu ya"
_FOLD = {ord(a): b.strip("*") for a, b in zip(_CYRILLIC, _LATIN.split(" "), strict=True)}
_WORD = re.compile(r"[0-9a-z]+")
# Words for levels and leaves as people write them -> the mark in IRIs.
MARKS = {
    "f": "f", "fond": "f", "fund": "f", "op": "op", "opis": "op", "inv": "op", "inventory": "op",
    "d": "d", "delo": "d", "file": "d", "b": "b", "box": "b", "l": "l", "ll": "l", "list": "l", "leaf": "l",
    "leaves": "l", "fol": "l",
}  # fmt: skip


class Found(NamedTuple):
    """What the search can find: kind, name, what is shown below it, page, and the words that lead to it."""

    kind: str
    name: str
    below: str
    path: str
    words: frozenset[str]


def words(text: str) -> list[str]:
    """The words of `text`, folded.

    >>> words("РГАСПИ. Ф. 558. Оп. 11. Д. 77. Л. 54-56")
    ['rgaspi', 'f558', 'op11', 'd77', 'l54', 'l56']
    """
    # Cyrillic first: taken apart, й would be и with an accent.
    latin = text.lower().translate(_FOLD)
    bare = "".join(c for c in unicodedata.normalize("NFKD", latin) if not unicodedata.combining(c))
    found: list[str] = []
    mark = ""
    for word in _WORD.findall(bare.replace("'", "").replace("’", "")):
        if word[0].isdigit() and mark:
            found[-1 if found[-1] == mark else len(found) :] = [MARKS[mark] + word]
            mark = mark if MARKS[mark] == "l" else ""
        else:
            found.append(word)
            mark = word if word in MARKS else ""
    return found


def entries(guide: Guide) -> Iterator[Found]:
    """Everything that can be found, in the order in which it is offered."""
    for kind, class_ in (("person", CRM.E21_Person), ("group", CRM.E74_Group), ("place", CRM.E53_Place)):
        for iri in guide.view.members(class_):
            yield _named(kind, iri, guide)
    for iri in guide.view.members(SKOS.Concept):
        if iri.startswith(f"{guide.view.base}topic/"):
            yield _named("topic", iri, guide)
    for iri in guide.view.members(EP.ArchivalUnit):
        yield _shelf("archival unit", iri, guide)
    for row in guide.letters.values():
        others = [row.ru.value] if row.ru else []
        numbers = (guide.view.node(n).text(CRM.P190_has_symbolic_content) for n in _numbers(row.iri, guide))
        below = "; ".join(filter(None, (row.about, *row.shelfmarks[:1])))
        printed = (
            said.value for node in guide.view.worded(row.iri) for said in node.texts(CRM.P190_has_symbolic_content)
        )
        text = " ".join((row.ref.text, *others, row.about, *numbers, _id(row.iri), *printed))
        marks = [word for mark in row.shelfmarks for word in words(mark)] + list(_leaves(row.iri, guide))
        yield Found("letter", row.ref.text, below, row.ref.path, frozenset((*words(text), *marks)))
    for kind, class_ in (("decision", EP.Resolution), ("letter not printed", EP.LostLetter)):
        for iri in guide.view.members(class_):
            yield _named(kind, iri, guide)
    for iri in guide.view.members(EP.Leaf):
        yield _shelf("leaf", iri, guide)
    for iri in guide.view.members(EP.Tombstone):
        yield _named("no longer used", iri, guide)


def _leaves(letter: str, guide: Guide) -> Iterator[str]:
    """Every leaf that a letter stands on: `58-60` is found by 59."""
    for carrier in guide.carriers(letter):
        for leaf in guide.view.node(carrier).iris(CRM.P46_is_composed_of):
            yield _id(leaf)


def _named(kind: str, iri: str, guide: Guide) -> Found:
    node, name = guide.view.node(iri), guide.view.name(iri)
    others = [text.value for text in (*name.others, *node.texts(SKOS.altLabel), *node.texts(SKOS.hiddenLabel))]
    found = frozenset(words(" ".join((name.text, *others, _id(iri)))))
    return Found(kind, name.text, name.others[0].value if name.others else "", guide.path(iri), found)


def _shelf(kind: str, iri: str, guide: Guide) -> Found:
    name = guide.view.name(iri)
    found = frozenset(words(" . ".join((name.text, *(other.value for other in name.others)))))
    return Found(kind, name.text, name.others[0].value if name.others else "", guide.path(iri), found)


def _id(iri: str) -> str:
    return iri.rpartition("/")[2]


def _numbers(letter: str, guide: Guide) -> Sequence[str]:
    return guide.view.node(letter).iris(CRM.P1_is_identified_by)


def index(found: Iterable[Found]) -> Iterator[Page]:
    """The files of the index."""
    chunk: list[tuple[str, str, str, str]] = []
    postings: dict[str, list[int]] = {}
    count = 0
    for count, entry in enumerate(found, 1):
        for word in entry.words:
            postings.setdefault(word, []).append(count - 1)
        chunk.append((entry.kind, entry.name[:160], entry.below[:160], entry.path))
        if len(chunk) == _CHUNK:
            yield _script(f"e{(count - 1) // _CHUNK}", chunk)
            chunk = []
    if chunk:
        yield _script(f"e{(count - 1) // _CHUNK}", chunk)
    width = 1 if sum(len(word) + 3 * len(where) for word, where in postings.items()) < _SMALL else 2
    shards: dict[str, dict[str, list[int]]] = {}
    for word, where in sorted(postings.items()):
        shards.setdefault(word[:width], {})[word] = _steps(where)
    for key, shard in shards.items():
        yield _script(f"w{key}", shard)
    yield _script("main", {"chunk": _CHUNK, "count": count, "marks": MARKS, "shards": sorted(shards), "width": width})


def _steps(numbers: Sequence[int]) -> list[int]:
    """Growing numbers as the steps between them, which are shorter."""
    return [b - a for a, b in zip((0, *numbers), numbers, strict=False)]


def _script(name: str, part: object) -> Page:
    text = json.dumps(part, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return f"{FOLDER}{name}.js", f"kgSearch({json.dumps(name)},{text});\n".encode()

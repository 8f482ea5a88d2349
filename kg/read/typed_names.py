"""Names as people type them in tables: `Prokofiev, Sergey`, `S. Prokof'ev and M. Prokofiev`, `[Koussevitzky]`, `?`,
`probably Alban Berg`, `Familie Mann`.

A name stays as it was typed, without the signs of doubt about it. Which of several names belongs to whom is for those
who look it up.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import Literal

import msgspec

from kg.read.typed_lives import lived
from kg.read.typed_roles import role_of
from kg.read.typed_words import any_of, plain, undotted, words
from kg.records.described import Certainty, Evidence
from kg.records.titles import only_titles, untitled

Kind = Literal["person", "group", "place"]


class Typed(msgspec.Struct, frozen=True, kw_only=True):
    """One name; empty where the table says that nobody knows who it was. Brackets are an editor's conjecture."""

    text: str
    kind: Kind = "person"
    certainty: Certainty = ""
    evidence: Evidence = ""


class Several(msgspec.Struct, frozen=True, kw_only=True):
    """The names in a cell, and what could be read in two ways (`doubt`, empty if nothing could)."""

    names: tuple[Typed, ...] = ()
    doubt: str = ""


_HARD = re.compile(r"\s*[;|\n\r]+\s*")
_STROKE = re.compile(r"\s*/\s*|\s+\+\s+")
_INITIALS = re.compile(r"(?:[^\W\d_]{1,2}\.[\s-]?)+\s*[^\W\d_]")
_INITIALS_LAST = re.compile(r"[^\W\d_][\w'’-]+ (?:[^\W\d_]{1,2}\.\s?){1,3}")  # Прокофьев С. С.
_ADDED = re.compile(r"(?P<name>.*[^\s\[(])\s*\[(?P<added>[^\[\]]+)\](?P<more>(?:\s*\([^()]*\))*\s*)")
_ONLY_INITIALS = re.compile(r"(?:[^\W\d_]{1,2}\.[\s-]?)+")
# Breitkopf & Härtel: two surnames, no given names; J. & J. Kohn: nobody could tell two such persons apart.
_FIRM = re.compile(r"[^\W\d_][\w'’-]+\s*&\s*[^\W\d_][\w'’-]+|([^\W\d_]{1,2}\.)\s*&\s*\1\s*[^\W\d_][\w'’-]+")
_BRACKETED = re.compile(r"[\[<](.*)[\]>]")


@lru_cache(maxsize=8192)  # the same names stand in many rows
def names_in(text: str, kind: Kind = "person") -> Several:
    """The names in one cell. Places are separated by semicolons only, as commas and strokes belong to their names."""
    if _is_nobody(text):  # n/a is no two names
        return Several(names=tuple(_named(text, kind, "")))
    found: list[Typed] = []
    doubt = ""
    whole = _BRACKETED.fullmatch(text.strip())
    conjecture: Evidence = "conjecture" if whole and not re.search(r"[\[\]<>]", whole[1]) else ""
    for part in _outside_brackets(_HARD, whole[1] if whole and conjecture else text):
        if kind == "place":
            found += _named(part, kind, conjecture)
            continue
        for piece in _outside_brackets(_STROKE, part):
            several, why = _by_words(re.sub(r"(?<=\bu\.)(?=a\.$)", " ", piece))
            doubt = doubt or why
            for one in several:
                found += _named(one, kind, conjecture)
    return Several(names=tuple(dict.fromkeys(found)), doubt=doubt)


def _outside_brackets(pattern: re.Pattern[str], text: str) -> list[str]:
    """The pieces between matches of `pattern` that do not stand in brackets."""
    pieces, start = [], 0
    for match in pattern.finditer(text):
        before = text[: match.start()]
        if any(before.count(left) > before.count(right) for left, right in ("()", "[]")):
            continue
        pieces.append(text[start : match.start()])
        start = match.end()
    return [piece.strip() for piece in (*pieces, text[start:]) if piece.strip()]


@cache
def _patterns() -> tuple[re.Pattern[str], ...]:
    name = words()["name"]
    between = rf"\s*&\s*|\s+{any_of(name['between'])}\.?\s+"
    return (
        re.compile(between, re.IGNORECASE),
        re.compile(rf"(?:{between})(?:{any_of(name['firms'])})", re.IGNORECASE),
        re.compile(rf"^\W*({any_of(name['doubtful'])})[\s,:.]*", re.IGNORECASE),
        re.compile(rf"{any_of(name['groups'])}|^{any_of(name['firm'])}\b", re.IGNORECASE),
        re.compile(rf"{any_of(name['firm'])}\.?\s", re.IGNORECASE),
    )


def _by_words(text: str) -> tuple[list[str], str]:
    """Names with a word for `and` between them, or with commas; and what is doubtful about that."""
    between, firm, _, _, called = _patterns()
    if firm.search(text) or called.match(text):
        return [text], ""
    if _FIRM.fullmatch(text):
        return [text], "this is taken for a firm: put a semicolon between two persons"
    pieces = _outside_brackets(between, text)
    if _titled(pieces):
        return [text], ""  # Mr. and Mrs. Smith
    pieces, doubt = _without_others(pieces)
    if _of_one_body(pieces):
        return [text], "this is taken for one body: put a semicolon between two"
    pieces, why = _of_one_surname(pieces)
    doubt = doubt or why
    several = []
    for piece in pieces:
        more, why = _by_commas(piece, listed=len(pieces) > 1)
        several += more
        doubt = doubt or why
    return several, doubt


def _without_others(pieces: list[str]) -> tuple[list[str], str]:
    """Names without the words for those who are not named: `Prokofiev et al.`"""
    others = set(words()["name"]["others"])
    named = [piece for piece in pieces if undotted(plain(piece)) not in others or _is_initial(piece)]
    if named and len(named) < len(pieces):
        return named, "there were others who are not named here"
    return pieces, ""


def _is_initial(text: str) -> bool:
    return len(text.strip(".")) == 1 and text[0].isupper()


def _of_one_body(pieces: list[str]) -> bool:
    """Whether `and` belongs to the name of a body: `Ministry of Agriculture and Fisheries`."""
    if len(pieces) != 2 or " " in pieces[1] or not _patterns()[3].search(pieces[0]):
        return False
    families = re.compile(any_of(words()["name"]["families"]), re.IGNORECASE)
    return families.search(pieces[0]) is None and not _patterns()[3].search(pieces[1])


def _of_one_surname(pieces: list[str]) -> tuple[list[str], str]:
    """Two persons who share a surname, each with it: `S. & M. Prokofiev`, `Prokofiev, S. & M.`; and what is doubtful.

    A single word may be a given name (`Clara und Robert Schumann`) or a surname (`Goethe und Friedrich Schiller`).
    """
    if len(pieces) != 2:
        return pieces, ""
    first, second = pieces
    surname, comma, given = first.partition(", ")
    alone, other = (second, first) if comma else (first, second)
    if "," in second or (comma and not _is_inverted([surname, given])) or _patterns()[3].search(other):
        return pieces, ""
    if _ONLY_INITIALS.fullmatch(alone):
        return [first, f"{surname}, {second}"] if comma else [
            f"{first} {untitled(second)[1].rpartition(' ')[2]}",
            second,
        ], ""
    if (comma or " " in other) and alone[:1].isupper() and alone.isalpha() and not _INITIALS.match(other):
        return pieces, f"is {alone!r} a given name, with the surname of the other? write both names in full"
    return pieces, ""


def _by_commas(text: str, *, listed: bool) -> tuple[list[str], str]:
    """`A. Berg, A. Webern` are two names, `Berg, Alban` is one."""
    parts = _outside_brackets(re.compile(r"\s*,\s*"), text)
    if len(parts) < 2 or _is_inverted(parts) or any(map(_is_maiden, parts[1:])):
        return [text], ""
    if (
        all(_INITIALS.match(part) for part in parts)
        or all(_INITIALS_LAST.fullmatch(part) for part in parts)
        or (all(" " in part and not _starts_with_particle(part) for part in parts) and (listed or len(parts) > 2))
    ):
        return parts, ""
    if all(" " in part for part in parts):
        return [text], "this may be one name or two: put a semicolon between two"
    if len(parts) > 2 and len(parts) % 2 == 0 and all(" " not in part for part in parts):
        return [text], "these may be several names: put semicolons between them"
    return [text], ""


def _is_maiden(text: str) -> bool:
    """Whether this is the name that somebody was born with: `geb. Seidl`."""
    return undotted(plain(text)).partition(" ")[0] in set(words()["name"]["maiden"])


def _is_inverted(parts: list[str]) -> bool:
    """Whether the first part is a surname: one word, or one with a particle, and no initials."""
    first = parts[0]
    return len(parts) == 2 and not _INITIALS.match(first) and (" " not in first or _starts_with_particle(first))


def _starts_with_particle(text: str) -> bool:
    return undotted(plain(text)).partition(" ")[0] in set(words()["name"]["particles"])


def _named(text: str, kind: Kind, evidence: Evidence) -> list[Typed]:
    """One name without its signs of doubt; none where nothing but signs stood."""
    _, _, doubtful, groups, _ = _patterns()
    text = _in_round_brackets(text)
    if re.search(r"[\[\]<>]", text):
        evidence = "conjecture"
        text = re.sub(r"[\[\]<>]", "", text)
    certainty: Certainty = "low" if "?" in text else ""
    bare = " ".join(re.sub(r"\(\s*\?+\s*\)|\?+", " ", text).split()).replace(" )", ")")
    if (match := doubtful.match(bare)) is not None and bare[match.end() :].strip():
        certainty = certainty or "medium"
        bare = bare[match.end() :]
    bare = bare.strip(" ,;")
    if bare.startswith("(") and bare.endswith(")") and bare.count("(") == 1:
        bare, evidence = bare[1:-1].strip(), "conjecture"
    if kind == "place" and undotted(plain(bare)) in set(words()["name"]["nowhere"]):
        return []
    if not any(sign.isalnum() for sign in bare) or _is_nobody(bare):
        return [Typed(text="", kind=kind, evidence=evidence)]
    if kind == "person" and (groups.search(bare) or _couple(bare) or _FIRM.fullmatch(bare)):
        kind = "group"
    return [Typed(text=bare, kind=kind, certainty=certainty, evidence=evidence)]


def _in_round_brackets(text: str) -> str:
    """`Berg, Ada [Verfasser]` -> `Berg, Ada (Verfasser)`: a role or years in square brackets are no conjecture."""
    while (found := _ADDED.fullmatch(text)) is not None:
        added = f"{found['name']} ({found['added']}){found['more']}"
        if not role_of(f"{found['name']} ({found['added']})")[1] and lived(f"A ({found['added']})") is None:
            return text
        text = added
    return text


def _titled(pieces: list[str]) -> bool:
    """Whether a title stands for one of two persons: M. et Mme Necker; the last of `S. and M.` is an initial."""
    titles = [only_titles(piece) for piece in pieces]
    return len(pieces) > 1 and (any(titles[:-1]) or (titles[-1] and len(pieces[-1].strip(". ")) > 1))


def _is_nobody(text: str) -> bool:
    return undotted(plain(text)) in set(words()["name"]["nobody"])


def _couple(text: str) -> bool:
    """`Mr. and Mrs. Smith`, `Hans Weber & Frau`; Novello & Co."""
    between, firm, *_ = _patterns()
    pieces = between.split(text)
    return firm.search(text) is not None or _titled(pieces)

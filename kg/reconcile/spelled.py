"""Names as sources spell them, and the rows of the authority tables that are made of them."""

from __future__ import annotations

import re
from collections.abc import Container, Sequence
from textwrap import shorten
from typing import NamedTuple

from kg.records import Group, Listed, Named, Person, Place
from kg.records.authorities import fold
from kg.records.titles import only_titles, untitled

# What indexes write for a party whom nobody knows.
_NOBODY = re.compile(
    r"[\W_]*|n\W{0,2}n\W?|anon(?:ym(?:ous|us)?)?\W?|unknown(?: (?:person|sender|recipient|addressee|place))?"
    r"|unbekannt(?:e[rs]?)?(?: (?:person|absender|empf[äa]nger|ort))?|inconnue?|неизвестн\w+",
    re.IGNORECASE,
)
_INVERTED = re.compile(r"(?P<surname>[^,;()\[\]/]+), (?P<given>[^,;()\[\]/\d]+)")
_INITIALS = r"(?:[^\W\d_]{1,2}\.[\s-]?){1,3}"
_PATRONYMIC = r"[^\W\d_]+ [^\W\d_]+(?:[оеё]вич|[оеё]вна|ична|инична)"
_SURNAME_FIRST = re.compile(rf"(?P<surname>[^\W\d_][\w'’-]+) (?P<given>{_INITIALS}|{_PATRONYMIC})")  # Прокофьев С. С.
# What is added to a name: `Prokofiev (Sergey)`, `Anna Berg geb. Klamm`.
_AFTER = re.compile(
    r"(?<=\S)(?:\s*\([^()]*\)|,?\s+(?:née?|geb\.|geboren|geborene|born|рожд\.|урожд\.|урождённая)\s.*)$", re.IGNORECASE
)
LONGEST = 120  # characters of a label; what is longer is no name
_CYRILLIC = re.compile("[Ѐ-ӿ]")


class Spelled(NamedTuple):
    """One way of naming somebody or a place: what it is said to be, the words, the identifiers beside them."""

    kind: str
    text: str
    identifiers: tuple[str, ...]

    @classmethod
    def of(cls, named: Named) -> Spelled:
        """The way in which a source names somebody."""
        return cls(named.kind, " ".join(named.text.split()), named.identifiers)


def unnamed(text: str) -> bool:
    """Whether a name says that there is none: `?`, `N. N.`, `Unbekannt`."""
    return _NOBODY.fullmatch(" ".join(text.strip(" []()").split())) is not None


def name_key(kind: str, text: str) -> str:
    """By what a spelling is known: `Curie, Pierre` is Pierre Curie."""
    return fold(_parts(text)[0] if kind == "person" else text)


def row_of(
    kind: str, id_: str, texts: Sequence[str], taken: Container[str], mark: str, entry: Listed | None
) -> Person | Group | Place:
    """A row for what a source calls by `texts`, the first of which makes its label.

    `taken` are folded labels that other rows have; a label among them gets the `mark` that tells the two apart.
    """
    label, surname, given = _parts(texts[0]) if kind == "person" else (texts[0], "", "")
    label, surname, given = (shorten(part, LONGEST, placeholder=" …") for part in (label, surname, given))
    variants = tuple(text for text in dict.fromkeys(texts) if text != label)
    if fold(label) in taken:
        variants, label = (label, *variants), f"{label} ({mark})"
    if fold(label) in taken:
        label = f"{label} {id_}"
    tidy = tuple(text.replace("|", "/") for text in variants)
    russian = label if _CYRILLIC.search(label) else ""
    if kind == "group":
        founded, dissolved = (entry.born, entry.died) if entry else ("", "")
        return Group(id=id_, label=label, label_ru=russian, variants=tidy, founded=founded, dissolved=dissolved)
    if kind == "place":
        return Place(id=id_, label=label, label_ru=russian, variants=tidy)
    return Person(
        id=id_,
        label=label,
        label_ru=russian,
        surname=surname,
        given=given,
        variants=tidy,
        bare=False,
        born=entry.born if entry else "",
        died=entry.died if entry else "",
    )


def _parts(text: str) -> tuple[str, str, str]:
    """Label, surname and given name of a person: `Freud, Sigmund` -> `Sigmund Freud`, `Freud`, `Sigmund`.

    Titles and what stands in brackets at the end belong to the label alone.
    """
    after = _AFTER.search(text)
    bare, behind = (text[: after.start()], after[0]) if after is not None else (text, "")
    name, _, last = bare.rpartition(", ")
    if ", " in name and only_titles(last):  # Weber, Hans, Dr. med.
        label, surname, given = _parts(name)
        return f"{last} {label}{behind}", surname, given
    before, rest = untitled(bare)
    match = _INVERTED.fullmatch(bare) or _SURNAME_FIRST.fullmatch(rest)
    if match is None:
        return text, *_told_apart(rest)
    surname, given = match["surname"].strip(), match["given"].strip()
    titles = "" if match.string == bare else f"{before} "
    return f"{titles}{given} {surname}{behind}", surname, "" if only_titles(given) else untitled(given)[1]


def _told_apart(name: str) -> tuple[str, str]:
    """Surname and given name as they stand: `Clara Weber`, `de Staël`, `Smith, John, Bart.`"""
    if ", " in name:
        surname, given = name.split(", ")[:2]
        return surname, untitled(given)[1]
    given, _, surname = name.rpartition(" ")
    return (name, "") if given.islower() else (surname, given)

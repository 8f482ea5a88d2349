"""Numbers that letters bear: what kind of number, which place in which series."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from kg.map.concepts import concept
from kg.map.context import Actor, Context
from kg.map.terms import Triple, integer, literal
from kg.ns import CRM, EP, RDF, RDFS, RICO, VOC

_CIPHER, _TELEGRAM = VOC.idtype_cipher_no, VOC.idtype_telegram_no
_HP, _INCOMING, _OTHER = VOC.idtype_hp_no, VOC.idtype_incoming_no, VOC.idtype_other_no

# Numbers of telegrams that are counted by whom they go to: the cipher register, the telegraph and the addressee's own
# office count the same telegrams (HP 9 is In. No. 9, and the next one sent may be No. 10/989/sh.).
_COUNTED_AT_ARRIVAL = frozenset({_CIPHER, _HP, _INCOMING})
_DIGITS = re.compile(r"\d+")
_LIST = re.compile(r"(?P<mark>\D*)(?P<numbers>\d+(?:\s*,\s*\d+)+)")
# The order in which a letter is called by its number when it bears several.
_RANK = (_CIPHER, _TELEGRAM, _HP, _INCOMING, _OTHER)


Parties = tuple[Actor | None, Actor | None]  # the first author and the first addressee, where they are known


class Number(NamedTuple):
    """One number: as printed, its type, its place in the series, and the number in the register of ciphers."""

    text: str
    type: str
    sequence: int | None
    register: int | None


@lru_cache(maxsize=8192)
def numbers(text: str) -> tuple[Number, ...]:
    """The numbers in one printed string: `No. 27, 28` are two, `No. 3/949/sh.` is one with a register number."""
    several = _LIST.fullmatch(text.strip())
    if several:
        parts = [part.strip() for part in several["numbers"].split(",")]
        return tuple(number for part in parts for number in numbers(several["mark"] + part))
    type_ = _type(text)
    found = [int(digits) for digits in _DIGITS.findall(text) if len(digits) < 10]
    if not found or type_ == _OTHER:
        return (Number(text, type_, None, None),)
    return (Number(text, type_, found[0], found[-1] if type_ == _CIPHER and len(found) > 1 else None),)


def _type(text: str) -> str:
    """What kind of number this is, by its mark: `In. No.`, `HP` (Cyrillic Нр), `.../sh.`, `No.` or `#`."""
    mark = text.strip().casefold()
    if mark.startswith("in."):
        return _INCOMING
    if mark.startswith(("hp", "нр")):
        return _HP
    if "/" in mark:
        return _CIPHER
    return _TELEGRAM if mark.startswith(("no", "nr", "#", "№")) else _OTHER


def leading(texts: tuple[str, ...]) -> str:
    """The number that a letter is called by, as printed; empty when it bears none."""
    return min(texts, key=lambda text: _RANK.index(_type(text)), default="")


def identifiers(
    letter: str, term: str, texts: tuple[str, ...], parties: Parties, year: str | None, context: Context
) -> Iterator[Triple]:
    """The numbers of the letter `letter` as identifiers, each in its series of `year`; without a year in none."""
    n = 0
    arrival = {number.sequence for text in texts for number in numbers(text) if number.type in _COUNTED_AT_ARRIVAL}
    for text in texts:
        for number in numbers(text):
            n += 1
            node = f"<{context.iris.identifier(letter, n)}>"
            yield term, CRM.P1_is_identified_by, node
            yield node, RDF.type, CRM.E42_Identifier
            yield node, RDF.type, RICO.Identifier
            yield node, RDFS.label, literal(number.text, context.edition.language)
            yield node, CRM.P190_has_symbolic_content, literal(number.text)
            yield node, CRM.P2_has_type, number.type
            yield from _place(node, number, _series(number, parties, arrival), year, context)


def _series(number: Number, parties: Parties, arrival: set[int | None]) -> tuple[str, str, str] | None:
    """The series of a number: slug, English and Russian name. None where the party that counts it is not known.

    A plain number that repeats the one counted at arrival is that one.
    """
    author, addressee = parties
    if number.type in _COUNTED_AT_ARRIVAL or (number.type == _TELEGRAM and number.sequence in arrival):
        if addressee is None:
            return None
        ru = f"телеграммы, полученные: {addressee.label_ru}" if addressee.label_ru else ""
        return f"telegrams-to-{addressee.id}", f"telegrams to {addressee.label}", ru
    if number.type != _TELEGRAM or author is None:
        return None
    ru = f"телеграммы: {author.label_ru}" if author.label_ru else ""
    return f"telegrams-of-{author.id}", f"telegrams of {author.label}", ru


def _place(
    node: str, number: Number, counted: tuple[str, str, str] | None, year: str | None, context: Context
) -> Iterator[Triple]:
    if number.sequence is not None:
        yield node, EP.sequenceNo, integer(number.sequence)
    if number.register is not None:
        yield node, EP.registerNo, integer(number.register)
    if year is None or counted is None:
        return
    slug, en, ru = counted
    series = f"<{context.iris.series(f'{slug}-{year}')}>"
    yield node, EP.numberSeries, series
    yield node, CRM.P2_has_type, series
    yield from concept(series, VOC.number_series, f"{en}, {year}", f"{ru}, {year} г." if ru else "")

"""Numbers that letters bear, as identifiers, each in the series that it is counted in."""

from __future__ import annotations

from collections.abc import Iterator

from kg.map.concepts import concept
from kg.map.context import Actor, Context
from kg.map.terms import Triple, integer, literal
from kg.ns import CRM, EP, RDF, RDFS, RICO, VOC
from kg.records.number import Number, counted, kind_of

# Kinds of numbers, in the order in which a letter is called by its number when it bears several.
TYPES = {
    "cipher": VOC.idtype_cipher_no,
    "telegram": VOC.idtype_telegram_no,
    "hp": VOC.idtype_hp_no,
    "incoming": VOC.idtype_incoming_no,
    "other": VOC.idtype_other_no,
}
_RANK = tuple(TYPES)

Parties = tuple[Actor | None, Actor | None]  # the first author and the first addressee, where they are known


def leading(texts: tuple[str, ...]) -> str:
    """The number that a letter is called by, as printed; empty when it bears none."""
    return min(texts, key=lambda text: _RANK.index(kind_of(text)), default="")


def identifiers(
    letter: str, term: str, texts: tuple[str, ...], parties: Parties, year: str | None, context: Context
) -> Iterator[Triple]:
    """The numbers of the letter `letter` as identifiers, each in its series of `year`; without a year in none."""
    for n, (number, side) in enumerate(counted(texts), 1):
        node = f"<{context.iris.identifier(letter, n)}>"
        yield term, CRM.P1_is_identified_by, node
        yield node, RDF.type, CRM.E42_Identifier
        yield node, RDF.type, RICO.Identifier
        yield node, RDFS.label, literal(number.text, context.edition.language)
        yield node, CRM.P190_has_symbolic_content, literal(number.text)
        yield node, CRM.P2_has_type, TYPES[number.kind]
        yield from _place(node, number, _series(side, parties), year, context)


def _series(side: str, parties: Parties) -> tuple[str, str, str] | None:
    """The series of a number: slug, English and Russian name. None where the party that counts it is not known."""
    author, addressee = parties
    party = {"of": author, "to": addressee}.get(side)
    if party is None:
        return None
    ru = "телеграммы" if side == "of" else "телеграммы, полученные"
    return (
        f"telegrams-{side}-{party.id}",
        f"telegrams {side} {party.label}",
        f"{ru}: {party.label_ru}" if party.label_ru else "",
    )


def _place(
    node: str, number: Number, series_: tuple[str, str, str] | None, year: str | None, context: Context
) -> Iterator[Triple]:
    if number.sequence is not None:
        yield node, EP.sequenceNo, integer(number.sequence)
    if number.register is not None:
        yield node, EP.registerNo, integer(number.register)
    if year is None or series_ is None:
        return
    slug, en, ru = series_
    series = f"<{context.iris.series(f'{slug}-{year}')}>"
    yield node, EP.numberSeries, series
    yield node, CRM.P2_has_type, series
    yield from concept(series, VOC.number_series, f"{en}, {year}", f"{ru}, {year} г." if ru else "")

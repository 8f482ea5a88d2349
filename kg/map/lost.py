"""The register of lost letters: what an edition attests and does not print, with what is expected of it.

Nothing expected is stated as a fact: a lost letter is no `ep:Letter` and has no author, addressee, date or number, only
expected ones. Their properties (`ep:expectedAuthor` and so on) are under no property of any vocabulary, so that no
question for letters and authors meets them; they stand in the default graph because the register itself is adopted,
and is asked for without GRAPH. Where a note cites a shelfmark, that is a carrier, as for a letter that is printed.

  {b}lost/x0001   ep:LostLetter, crm:E33, rico:Record
    crm:P2_has_type voc:unprinted-known | voc:unprinted-unknown, voc:mode-*, certainty; ep:certainty;
    ep:expectedAuthor, ep:expectedAddressee, ep:expectedDate, ep:expectedNumber;
    ep:enclosedIn letter; ep:mayBe letters; ep:candidateLeaf leaves
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from kg.map.carrier import carriers, leaf
from kg.map.concepts import label_of
from kg.map.context import Context
from kg.map.dates import when
from kg.map.shelf import leaves_of
from kg.map.terms import Triple, edtf, integer, literal
from kg.ns import CRM, EP, RDF, RDFS, RICO, VOC
from kg.records.lost import CandidateLeaves, LostLetter
from kg.records.words import MOST, listed

_KINDS = {"letter": VOC.mode_letter, "telegram": VOC.mode_telegram}
_SPOKEN = frozenset({"number", "date", "received", "count", "mention", "enclosure"})  # a letter speaks of it


def lost_letter(
    id_: str, record: LostLetter, ids: Mapping[str, str], readings: Mapping[str, str], context: Context
) -> Iterator[Triple]:
    """One lost letter; `ids` are the identifiers of all by their keys, `readings` what letters are called."""
    term = f"<{context.iris.lost(id_)}>"
    for type_ in (EP.LostLetter, CRM.E33_Linguistic_Object, RICO.Record):
        yield term, RDF.type, type_
    known = VOC.unprinted_known if record.known else VOC.unprinted_unknown
    yield term, RDFS.label, literal(f"{label_of(known)[0]}: {_label(record, readings)}", "en")
    yield term, CRM.P2_has_type, known
    if record.kind in _KINDS:
        yield term, CRM.P2_has_type, _KINDS[record.kind]
    for kind in (EP.certainty, CRM.P2_has_type):
        yield term, kind, VOC[record.certainty]
    yield from _expected(term, record, context)
    if record.enclosed_in:
        yield term, EP.enclosedIn, f"<{context.iris.letter(record.enclosed_in)}>"
    for other in record.may_be:
        if other in ids:
            yield term, EP.mayBe, f"<{context.iris.lost(ids[other])}>"
        elif other.startswith("l") and other[1:].isdigit():
            yield term, EP.mayBe, f"<{context.iris.letter(other)}>"
    yield from carriers(id_, term, record.shelfmarks, context)
    for leaves in record.leaves:
        yield from _leaves(term, leaves, context)
    for letter in sorted({item.record for item in record.evidence if item.kind in _SPOKEN}):
        yield f"<{context.iris.letter(letter)}>", CRM.P67_refers_to, term


def _expected(term: str, record: LostLetter, context: Context) -> Iterator[Triple]:
    for property_, names in ((EP.expectedAuthor, record.senders), (EP.expectedAddressee, record.recipients)):
        for name in names:
            actor = context.actor(name)
            if actor is not None:
                yield term, property_, actor.term
            else:
                yield term, EP.nameAsPrinted, literal(name, context.edition.language)
    if record.date:
        yield term, EP.expectedDate, edtf(record.date)
    if record.number is not None:
        yield term, EP.expectedNumber, integer(record.number)


def _leaves(term: str, found: CandidateLeaves, context: Context) -> Iterator[Triple]:
    shelf = context.shelf(found.archive, found.path)
    for name, order in leaves_of(found.leaves):
        node = f"<{context.iris.leaf(found.archive, found.path, name)}>"
        yield from leaf(node, name, order, shelf)
        yield term, EP.candidateLeaf, node


def _label(record: LostLetter, readings: Mapping[str, str]) -> str:
    """`Kaganovich to Stalin, telegram No. 11, 8 June 1932`; `2 enclosures by Radek, sent with Stalin's letter`"""
    kind = label_of(_KINDS[record.kind])[0] if record.kind in _KINDS else record.kind
    if record.count != 1:
        kind = f"{record.count or 'several'} {kind}s"
    if record.enclosed_in:
        by = f" by {listed(record.senders, MOST)}" if record.senders else ""
        return f"{kind}{by}, sent with {readings.get(record.enclosed_in, record.enclosed_in)}"
    sides = [listed(names, MOST) or "somebody" for names in (record.senders, record.recipients)]
    parties = "" if sides == ["somebody", "somebody"] else f"{sides[0]} to {sides[1]}, "
    sure = "probably " if record.joined else ""  # the number is joined to the words by rule
    number = f" {sure}No. {record.number}" if record.number is not None else ""
    return f"{parties}{kind}{number}, {when(record.date).en}{_noted(record)}"


def _noted(record: LostLetter) -> str:
    """The note that knows it."""
    line = next((item.line for item in record.evidence if item.kind == "note"), None)
    told = "cited" if record.shelfmarks else "told of"
    return "" if line is None else f", {told} in the note at line {line}"

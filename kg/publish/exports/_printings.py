"""Where editions have a letter. A letter that several print has a passage in each, and keeps the number and the address
that each gives it.
"""

from __future__ import annotations

from kg.ns import CRM, DCTERMS, EP, SCHEMA, VOC, bare
from kg.publish.exports._things import Printing
from kg.publish.site.graph import Node, View

EDITION_NUMBER = bare(VOC.idtype_edition_no)


def captures(letter: Node) -> list[str]:
    """The captures of editions that a letter was read from."""
    return [passage.partition("#")[0] for passage in letter.iris(DCTERMS.source)]


def printings(letter: Node, view: View) -> list[Printing]:
    """Where editions have a letter, in the order of their names; one without any is in one that nobody knows."""
    passages = letter.iris(DCTERMS.source)
    if len(passages) > 1:
        return [_printing(letter, passage, view) for passage in passages]
    capture = next(iter(captures(letter)), "")
    number = _number(_numbers(letter, view))
    return [Printing(capture, _lines(letter), letter.iri_of(EP.printedIn) or "", number, letter.text(SCHEMA.url))]


def _printing(letter: Node, passage: str, view: View) -> Printing:
    """What one of several passages says of a letter."""
    node = view.node(passage)
    here = [number for number in _numbers(letter, view) if passage in number.iris(DCTERMS.source)]
    printed = node.iri_of(DCTERMS.isPartOf) or ""
    return Printing(passage.partition("#")[0], _lines(node), printed, _number(here), node.text(SCHEMA.url))


def _numbers(letter: Node, view: View) -> list[Node]:
    """The numbers that editions give a letter."""
    numbers = map(view.node, letter.iris(CRM.P1_is_identified_by))
    return [number for number in numbers if EDITION_NUMBER in number.iris(CRM.P2_has_type)]


def _number(numbers: list[Node]) -> str:
    return next((number.text(CRM.P190_has_symbolic_content) for number in numbers), "")


def _lines(node: Node) -> str:
    first, last = node.text(EP.firstLine), node.text(EP.lastLine)
    return f"{first}-{last}" if first != last else first

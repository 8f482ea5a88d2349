"""The rules by which values are adopted, in words: what `ontology/voc.ttl` says of each, for the dump.

A test keeps the two in step.
"""

from __future__ import annotations

from collections.abc import Iterator

from kg.map.terms import Triple, literal
from kg.ns import SKOS, VOC

DEFINITIONS: dict[str, str] = {
    "rule-curator": "A value in the table of adjudications outranks every other.",
    "rule-own-words": (
        "Signature, salutation, address line and dateline outrank whatever the editors print above the document."
    ),
    "rule-secretary-note": "A note of the office on number, date and sending counts where the author is silent.",
    "rule-constraints": (
        "A day is bounded by the numbers of a series, by replies, by decisions, by brackets in a heading; "
        "bounds that agree narrow the date."
    ),
    "rule-shared-leaf": (
        "A short text on the leaf of another letter answers that letter, and goes to those who sent it."
    ),
    "rule-displaced-heading": (
        "A heading that belongs to this document by the evidence of sender, addressee, date and number, "
        "though it is printed elsewhere, outranks the one printed above it."
    ),
    "rule-heading-reversed": (
        "When the body names one party and it stands on the other side of the heading, the heading is read in "
        "the other direction."
    ),
    "rule-heading-alone": "Where the body is silent, the printed heading counts.",
    "rule-editors": "Archive lines and footnotes are the word of the editors, whom nothing contradicts.",
    "rule-as-recorded": "The record has the value, and no passage of the source is known that says it.",
    "rule-no-body": "A heading without a document under it is believed of no document.",
    "rule-attested": (
        "A letter that the edition attests and does not print: by a gap in a series of numbers, in the words "
        "of another letter or of a note, by an enclosure."
    ),
    "rule-same-decision": (
        "Notes that agree in body, day, a protocol leaf and the rare words of their matter record one "
        "decision; without the last, that is open."
    ),
    "rule-described": (
        "What the editors of an index, a catalogue or an edition say of a letter in its description counts where "
        "nothing nearer to the document speaks."
    ),
    "rule-ledger": "A link to an authority file counts when the ledger accepts it.",
}


def definitions() -> Iterator[Triple]:
    """What each rule says."""
    for name, words in DEFINITIONS.items():
        yield VOC[name], SKOS.definition, literal(words, "en")

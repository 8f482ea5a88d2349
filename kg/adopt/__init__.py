"""Adoption: from what the witnesses say to the values that count, by ranked rule or by a curator.

Which heading belongs to which letter, which letter answers which, when it was written, what is lost; and every saying
as a claim, with the status that all this gave it.
"""

from kg.adopt.alignment import align
from kg.adopt.cases import cases
from kg.adopt.claims import (
    alignment_claims,
    decision_claims,
    judgements,
    letter_claims,
    reference_claims,
    reply_claims,
)
from kg.adopt.curated import check, settle, stale
from kg.adopt.dates import Narrowed, dated, narrowed
from kg.adopt.letters import adopt
from kg.adopt.lost import fingerprints as lost_fingerprints
from kg.adopt.lost import lost_letters
from kg.adopt.lost_claims import lost_claims
from kg.adopt.realigned import counting, realigned
from kg.adopt.reasoning import Reasoned, reasoned
from kg.adopt.references import references
from kg.adopt.replies import replies

__all__ = [
    "Narrowed",
    "Reasoned",
    "adopt",
    "align",
    "alignment_claims",
    "cases",
    "check",
    "counting",
    "dated",
    "decision_claims",
    "judgements",
    "letter_claims",
    "lost_claims",
    "lost_fingerprints",
    "lost_letters",
    "narrowed",
    "realigned",
    "reasoned",
    "reference_claims",
    "references",
    "replies",
    "reply_claims",
    "settle",
    "stale",
]

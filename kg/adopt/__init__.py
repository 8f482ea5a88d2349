"""Adoption: from what the witnesses say to the values that count, by ranked rule or by a curator.

Which heading belongs to which letter, which letter answers which, when it was written, what is lost; and every saying
as a claim, with the status that all this gave it.
"""

from kg.adopt.alignment import align
from kg.adopt.cases import Judgeable, cases, in_order, link_cases
from kg.adopt.claims import (
    alignment_claims,
    collation_claims,
    decision_claims,
    letter_claims,
    reference_claims,
    reply_claims,
)
from kg.adopt.collation import clusters, collated
from kg.adopt.curated import Known, check, settle, unsound
from kg.adopt.dates import Narrowed, dated, narrowed
from kg.adopt.judged import Judges, judgements
from kg.adopt.letters import adopt
from kg.adopt.lost import fingerprints as lost_fingerprints
from kg.adopt.lost import lost_letters
from kg.adopt.lost_claims import lost_claims
from kg.adopt.misfiled import disagreement
from kg.adopt.overruled import name_of, renamed, unnamed
from kg.adopt.realigned import counting, overwritten, realigned
from kg.adopt.reasoning import Reasoned, reasoned
from kg.adopt.references import references
from kg.adopt.replies import replies
from kg.adopt.said import shorten
from kg.adopt.sameness import open_pairs, sameness_claims
from kg.adopt.united import Actors, Printed, united

__all__ = [
    "Actors",
    "Judgeable",
    "Judges",
    "Known",
    "Narrowed",
    "Printed",
    "Reasoned",
    "adopt",
    "align",
    "alignment_claims",
    "cases",
    "check",
    "clusters",
    "collated",
    "collation_claims",
    "counting",
    "dated",
    "decision_claims",
    "disagreement",
    "in_order",
    "judgements",
    "letter_claims",
    "link_cases",
    "lost_claims",
    "lost_fingerprints",
    "lost_letters",
    "name_of",
    "narrowed",
    "open_pairs",
    "overwritten",
    "realigned",
    "reasoned",
    "reference_claims",
    "references",
    "renamed",
    "replies",
    "reply_claims",
    "sameness_claims",
    "settle",
    "shorten",
    "united",
    "unnamed",
    "unsound",
]

"""Adoption: from what the witnesses say to the values that count, by ranked rule or by a curator; which letter
answers which; and every saying as a claim with the status that this gave it.
"""

from kg.adopt.claims import curated_witnesses, decision_claims, judgements, letter_claims, reply_claims
from kg.adopt.curated import check, settle, stale
from kg.adopt.letters import adopt
from kg.adopt.replies import replies

__all__ = [
    "adopt",
    "check",
    "curated_witnesses",
    "decision_claims",
    "judgements",
    "letter_claims",
    "replies",
    "reply_claims",
    "settle",
    "stale",
]

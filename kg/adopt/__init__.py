"""Adoption: from what the witnesses say to the values that count, by ranked rule or by a curator; which letter answers
which, what the letters say of other letters, and which of those are lost.
"""

from kg.adopt.curated import settle
from kg.adopt.letters import adopt
from kg.adopt.lost import lost_letters
from kg.adopt.references import references
from kg.adopt.replies import replies

__all__ = ["adopt", "lost_letters", "references", "replies", "settle"]

"""Adoption: from what the witnesses say to the values that count, by ranked rule or by a curator; and which letter
answers which.
"""

from kg.adopt.curated import settle
from kg.adopt.letters import adopt
from kg.adopt.replies import replies

__all__ = ["adopt", "replies", "settle"]

"""Adoption: from what the witnesses say to the values that count, by ranked rule; and which letter answers which."""

from kg.adopt.letters import adopt
from kg.adopt.replies import replies

__all__ = ["adopt", "replies"]

"""Adoption: from what the witnesses say to the values that count, by ranked rule or by a curator; which heading belongs
to which letter; which letter answers which; what that says of their dates.
"""

from kg.adopt.alignment import align
from kg.adopt.curated import settle
from kg.adopt.dates import Narrowed, dated, narrowed
from kg.adopt.letters import adopt
from kg.adopt.realigned import counting, realigned
from kg.adopt.replies import replies

__all__ = ["Narrowed", "adopt", "align", "counting", "dated", "narrowed", "realigned", "replies", "settle"]

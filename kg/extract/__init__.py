"""Extraction: the text of an edition -> records as found, with every witness and every problem.

`extract(document, profile, authorities)` is a pure function; it knows neither files nor identifiers that were issued
before (`kg.extraction` gives the records their registered identifiers).
"""

from kg.extract.identity import fingerprints, identified
from kg.extract.page import Extraction, extract
from kg.extract.wording import wordings

__all__ = ["Extraction", "extract", "fingerprints", "identified", "wordings"]

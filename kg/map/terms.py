"""The terms that the mapping writes; other stages write them too, so they are made in `kg.terms`."""

from __future__ import annotations

from kg.terms import Triple, date, datetime, edtf, integer, iri, label, literal

__all__ = ["Triple", "date", "datetime", "edtf", "integer", "iri", "label", "literal"]

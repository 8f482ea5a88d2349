"""Pictures of a collection as SVG, one file a picture: pure functions from rows to a `Picture`.

Each comes with a description in words and a table of what it shows. Colours are classes (`assets/pictures.css`), so
that light, dark and print follow the page. Above some number of rows a picture counts instead of naming, and says so.
"""

from __future__ import annotations

from kg.publish.site.pictures.activity import activity
from kg.publish.site.pictures.archive import archive
from kg.publish.site.pictures.network import network
from kg.publish.site.pictures.places import places
from kg.publish.site.pictures.rows import Active, Event, LeafUse, Pair, Picture, Spot, UnitUse
from kg.publish.site.pictures.timeline import timeline

__all__ = [
    "Active",
    "Event",
    "LeafUse",
    "Pair",
    "Picture",
    "Spot",
    "UnitUse",
    "activity",
    "archive",
    "network",
    "places",
    "timeline",
]

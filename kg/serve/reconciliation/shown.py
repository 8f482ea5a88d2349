"""Previews and flyouts: small pieces of HTML, that need no script and nothing from elsewhere."""

from __future__ import annotations

import base64
import hashlib

from markupsafe import Markup

from kg.serve.reconciliation.properties import KINDS, PROPERTIES, Property, of_kind
from kg.serve.reconciliation.things import Thing

WIDTH, HEIGHT = 400, 320  # pixels of a preview
_SHOWN = 4  # values of a property
_LEFT_OUT = ("name", "latitude", "longitude", "first", "last", "path", "identifier")  # said otherwise, or too long
_STYLE = (
    "body{font:14px/1.35 system-ui,sans-serif;margin:8px;color:#111;background:#fff;overflow-wrap:anywhere}"
    "h1{font-size:16px;margin:0 0 4px}p{margin:0 0 4px}dl{display:grid;grid-template-columns:max-content 1fr;"
    "gap:2px 8px;margin:0}dt{color:#555}dd{margin:0}"
)
_HASH = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()
# A page that anybody may frame, and that can do nothing but be looked at.
POLICY = f"default-src 'none'; style-src 'sha256-{_HASH}'; base-uri 'none'; form-action 'none'; frame-ancestors *"
_PAGE = Markup(
    '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8"><title>{title}</title><style>{style}</style></head>'
    "<body>{body}</body></html>\n"
)


def preview(thing: Thing, address: str) -> str:
    """A page on a thing, for a frame of the size above; `address` is that of its own page."""
    rows = Markup("").join(
        Markup("<dt>{}</dt><dd>{}</dd>").format(one.name, _values(thing, one))
        for one in of_kind(thing.kind)
        if one.id not in _LEFT_OUT and thing.texts(one.id)
    )
    link = Markup('<a href="{}" target="_blank" rel="noopener">{}</a>').format(address, thing.name)
    body = Markup("<h1>{}</h1><p>{} · {}</p><dl>{}</dl>").format(link, KINDS[thing.kind], thing.id, rows)
    return _page(thing.name, body)


def flyout(thing: Thing) -> str:
    """A few words on a thing, to be put into another page."""
    return str(
        Markup("<p><strong>{}</strong> ({})</p><p>{}</p>").format(thing.name, KINDS[thing.kind], thing.description)
    )


def flyout_of(name: str, description: str) -> str:
    """A few words on a type or a property."""
    return str(Markup("<p><strong>{}</strong></p><p>{}</p>").format(name, description))


def feature_page() -> str:
    """What the features of candidates mean."""
    told = {
        "name": "How alike the names are, in any transliteration and order; a surname alone, or initials, say less.",
        "dates": "Whether years of birth and death agree.",
        "company": "Whether they have correspondents in common.",
        "identifier": "Whether an identifier is the same: the text itself, or one in an authority file.",
        "shelfmark": "The text is the shelfmark of the unit: 1, or 0.9 without the archive; 0.02 less with a leaf.",
        "type": "With type_strict=should: whether the thing is of a type that was asked for.",
    }
    told |= {one.id: f"{one.name}: whether the values agree." for one in PROPERTIES.values() if one.id not in told}
    rows = Markup("").join(Markup('<dt id="{0}">{0}</dt><dd>{1}</dd>').format(*item) for item in told.items())
    intro = "Values are from 0 (against) to 1 (for). Each candidate says in words what spoke."
    return _page("Features", Markup("<h1>Features</h1><p>{}</p><dl>{}</dl>").format(intro, rows))


def _values(thing: Thing, one: Property) -> str:
    texts = thing.texts(one.id)
    more = f" (+{len(texts) - _SHOWN})" if len(texts) > _SHOWN else ""
    return "; ".join(texts[:_SHOWN]) + more


def _page(title: str, body: Markup) -> str:
    return str(_PAGE.format(title=title, style=Markup(_STYLE), body=body))

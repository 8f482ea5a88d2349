"""Which file of the site an IRI leads to, and which addresses a page may link to."""

from __future__ import annotations

import re
from functools import lru_cache
from hashlib import sha256
from urllib.parse import quote

# Paths that any file system and any web host take as they are. Everything else gets a name made from its hash.
_SEGMENT = r"[A-Za-z0-9][A-Za-z0-9._~-]{0,119}"
_PLAIN = re.compile(rf"{_SEGMENT}(?:/{_SEGMENT}){{0,11}}")
_LEAF = re.compile(r"(?P<unit>archive/.+)/(?P<leaf>l\d[0-9a-z]*)")
_LINK = re.compile(r"(?:https?://|mailto:)[^\s<>\"{}|\\^`\x00-\x20]+", re.IGNORECASE)
# Names that the site uses for itself; a thing that is called so gets a name made from its hash.
_OURS = re.compile(
    r"(?:.*/)?index|(?:.*/)?list-.*|search|404|(?:assets|dump|query|w3id|vocabulary|profile|pictures|release)/.*"
)
HTML = ".html"


def document(iri: str) -> str:
    """The IRI without its fragment."""
    return iri.partition("#")[0]


@lru_cache(maxsize=65536)
def stem(rest: str) -> str:
    """The path of a thing without suffix; `rest` is its IRI without base and fragment.

    A leaf of an archival unit has no file of its own: it is part of its unit's.
    """
    leaf = _LEAF.fullmatch(rest)
    name = leaf["unit"] if leaf else rest
    if _PLAIN.fullmatch(name) and ".." not in name and not _OURS.fullmatch(name):
        return name
    return f"thing/{sha256(name.encode()).hexdigest()[:16]}"


def page_of(iri: str, base: str) -> str:
    """Where the page about `iri` stands in the site, with the fragment of the part that is meant.

    `letter/l0016.html#written`, `archive/rgaspi/f558/op11/d77.html#l54`. Raises ValueError for an IRI that is not
    under `base`.
    """
    if not iri.startswith(base) or iri == base:
        raise ValueError(f"not under {base}: {iri}")
    rest, _, fragment = iri.removeprefix(base).partition("#")
    leaf = _LEAF.fullmatch(rest)
    anchor = leaf["leaf"] if leaf else fragment
    return quote(stem(rest)) + HTML + (f"#{quote(anchor, safe='=,-')}" if anchor else "")


def owner(iri: str, base: str) -> str:
    """The path without suffix of the file that holds what is said of `iri`."""
    return stem(document(iri).removeprefix(base))


def lines_page(stem: str, number: int) -> str:
    """A page with lines of the edition whose path is `stem`; they are numbered from 1."""
    return f"{stem}/list-lines-{number}{HTML}"


def is_link(address: str) -> bool:
    """Whether a page may link to `address`: http, https or mailto, and an IRI."""
    return _LINK.fullmatch(address) is not None


def root_of(path: str) -> str:
    """The way from the page at `path` to the root of the site: `` or `../`, `../../`."""
    return "../" * path.count("/")

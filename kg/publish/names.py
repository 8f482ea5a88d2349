"""Short forms of IRIs in Turtle: prefixed names, and references relative to a base."""

from __future__ import annotations

import re
from collections.abc import Mapping

from kg.errors import KgError

# Turtle 1.1, grammar production by production. Escapes (PN_LOCAL_ESC) are left out: a name that needs a backslash
# is harder to read than the whole IRI.
_PN_CHARS_BASE = (
    "A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c\u200d\u2070-\u218f\u2c00-\u2fef"
    "\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff"
)
_PN_CHARS_U = _PN_CHARS_BASE + "_"
_PN_CHARS = _PN_CHARS_U + "\\-0-9\u00b7\u0300-\u036f\u203f\u2040"
_PERCENT = "%[0-9A-Fa-f]{2}"
PN_LOCAL = re.compile(
    f"(?:[{_PN_CHARS_U}:0-9]|{_PERCENT})(?:(?:[{_PN_CHARS}.:]|{_PERCENT})*(?:[{_PN_CHARS}:]|{_PERCENT}))?"
)
PN_PREFIX = re.compile(f"[{_PN_CHARS_BASE}](?:[{_PN_CHARS}.]*[{_PN_CHARS}])?")

# Rests of an IRI that a reference relative to the base can be, whatever the base is: no scheme, no dot segments, no
# empty segments, no query; and no colon anywhere, which rdflib takes for the end of a scheme.
_SEGMENT = r"(?!\.\.?(?:/|#|$))[A-Za-z0-9._~%!$&'()*+,;=@-]+"
_RELATIVE = re.compile(rf"{_SEGMENT}(?:/{_SEGMENT})*(?:#[A-Za-z0-9._~%!$&'()*+,;=@/?-]*)?")
_CACHE_SIZE = 20_000
# What an IRI may not hold, in N-Triples and Turtle 1.1 (production IRIREF); escapes are not written.
_NOT_IN_IRI = re.compile(r'[\x00-\x20<>"{}|^`\\]')


def checked(iri: str) -> str:
    """`iri` as it is. Raises KgError for one with a space or another character that no IRI may hold."""
    if wrong := _NOT_IN_IRI.search(iri):
        raise KgError(f"not an IRI: it holds {wrong[0]!r}", iri, "percent-encode it: a space is %20")
    return iri


class Names:
    """Shortens IRIs and remembers which prefixes it used."""

    def __init__(self, prefixes: Mapping[str, str], base: str | None = None) -> None:
        """`prefixes` maps prefix to namespace. `base` is used when it ends in `/`, as references resolve then.

        Raises ValueError for a prefix that Turtle cannot write.
        """
        wrong = [prefix for prefix in prefixes if prefix and not PN_PREFIX.fullmatch(prefix)]
        if wrong:
            raise ValueError(f"not a Turtle prefix: {wrong[0]!r}")
        self._prefix_of = {namespace: prefix for prefix, namespace in sorted(prefixes.items(), reverse=True)}
        self.base = base if base and base.endswith("/") else None
        self._short: dict[str, tuple[str, str | None]] = {}  # with the prefix that it needs
        self._used: set[str | None] = set()

    def begin(self) -> None:
        """Begin another document: no prefix is used yet."""
        self._used.clear()

    @property
    def used(self) -> dict[str, str]:
        """Prefix -> namespace of the prefixes used so far, in order of the prefixes."""
        return {
            prefix: ns for ns, prefix in sorted(self._prefix_of.items(), key=lambda i: i[1]) if prefix in self._used
        }

    def short(self, iri: str) -> str:
        """The shortest allowed form of `iri`, which stands without angle brackets. Raises as `checked` does."""
        known = self._short.get(iri)
        if known is None:
            if len(self._short) >= _CACHE_SIZE:
                self._short.clear()
            known = self._short[iri] = self._shorten(iri)
        self._used.add(known[1])
        return known[0]

    def _shorten(self, iri: str) -> tuple[str, str | None]:
        checked(iri)
        cut = max(iri.rfind("#"), iri.rfind("/")) + 1
        prefix = self._prefix_of.get(iri[:cut])
        if prefix is not None and PN_LOCAL.fullmatch(iri, cut):
            return f"{prefix}:{iri[cut:]}", prefix
        if self.base and iri.startswith(self.base) and _RELATIVE.fullmatch(iri, len(self.base)):
            return f"<{iri[len(self.base) :]}>", None
        return f"<{iri}>", None

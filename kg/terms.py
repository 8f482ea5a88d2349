"""Triples as strings in N-Triples form, and the few functions that write terms.

Writing strings is what makes the mapping fast: no term objects, no graph, one f-string a literal.
"""

from __future__ import annotations

import re
from functools import lru_cache

from kg.errors import KgError
from kg.ns import EDTF, XSD

Triple = tuple[str, str, str]  # subject, predicate, object as N-Triples terms

_LABEL = 200  # characters that the shapes allow a label
_ESCAPES = str.maketrans({"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r"})
# An absolute IRI, RFC 3987 without its rarer parts: letters and digits of any script, the signs that may stand there
# unencoded, percent-encoded octets, one fragment. No host in brackets.
_PART = r"(?:[\w!$&'()*+,;=:@/?.~-]|%[0-9A-Fa-f]{2})*"
_IRI = re.compile(rf"[A-Za-z][A-Za-z0-9+.-]*:{_PART}(?:#{_PART})?")
_INTEGER = XSD.integer
_DATE = XSD.date
_DATETIME = XSD.dateTime
_EDTF = EDTF.EDTF


def iri(text: str) -> str:
    """The absolute IRI `text`, which comes from outside, as a term. Raises KgError when it is none."""
    if not _IRI.fullmatch(text):
        raise KgError(
            f"not an IRI: {text!r}",
            hint="write a whole address, https://..., with spaces and other special characters percent-encoded",
        )
    return f"<{text}>"


def literal(text: str, lang: str | None = None, datatype: str | None = None) -> str:
    """A literal with its lexical form kept: plain, in the language `lang` (BCP 47), or of `datatype` (a term).

    Quotes, backslashes and line ends are escaped as RDF 1.1 N-Triples, canonical form, asks; nothing else is.
    """
    # Every character that needs escaping is one of these two or is not printable.
    if '"' in text or "\\" in text or not text.isprintable():
        text = text.translate(_ESCAPES)
    if lang is not None:
        return f'"{text}"@{lang}'
    return f'"{text}"^^{datatype}' if datatype is not None else f'"{text}"'


def label(text: str, lang: str) -> str:
    """A literal for a label: at most 200 characters, longer ones end in `…`; a name or title has the whole."""
    return literal(text if len(text) <= _LABEL else f"{text[: _LABEL - 1].rstrip()}…", lang)


@lru_cache(maxsize=4096)
def integer(number: int) -> str:
    """An xsd:integer."""
    return f'"{number}"^^{_INTEGER}'


def date(day: str) -> str:
    """An xsd:date; `day` is `YYYY-MM-DD`."""
    return f'"{day}"^^{_DATE}'


def datetime(moment: str) -> str:
    """An xsd:dateTime in local civil time, so without a zone; `moment` is `YYYY-MM-DDTHH:MM:SS`."""
    return f'"{moment}"^^{_DATETIME}'


def edtf(text: str) -> str:
    """A date in the Extended Date/Time Format (ISO 8601-2), as recorded."""
    return literal(text, datatype=_EDTF)

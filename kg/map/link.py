"""Links to authority files that the ledger has accepted.

Neither owl:sameAs, which would make everything said there be said here, nor skos:exactMatch, which is for concepts.
"""

from __future__ import annotations

from collections.abc import Iterator

from kg.map.terms import Triple, iri, literal
from kg.ns import AUTHORITY_FILES, LA, RDFS, SCHEMA


def link(subject: str, equivalent: str) -> Iterator[Triple]:
    """The thing `subject` of this workspace is the thing `equivalent` of an authority file; both are IRIs.

    Raises ValueError when one is not an IRI.
    """
    own, other = iri(subject), iri(equivalent)
    yield own, LA.equivalent, other
    yield own, SCHEMA.sameAs, other
    yield other, RDFS.label, literal(_name(equivalent), "en")


def _name(equivalent: str) -> str:
    for file, base in AUTHORITY_FILES.values():
        if equivalent.startswith(base):
            return f"{file} {equivalent.removeprefix(base).strip('/')}"
    return equivalent

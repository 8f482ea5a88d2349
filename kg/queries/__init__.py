"""Saved queries: SPARQL 1.1 in `.rq` files, each with a header that says what it answers and for whom.

`catalogue` reads the headers, `terms` turns what a user types into RDF terms, `text` knows as much of SPARQL's grammar
as is needed to put terms into a query, `run` asks a store and `remote` an endpoint, `formats` and `table` write
answers. `federation` takes apart a query that asks another service, `federated` asks its parts, `recording` keeps what
the service said. A new saved query is one file in this folder.
"""

from __future__ import annotations

from kg.queries.catalogue import SavedQuery, catalogue, find, read_query
from kg.queries.run import Answer, ask
from kg.queries.terms import Identifiers, bind

__all__ = ["Answer", "Identifiers", "SavedQuery", "ask", "bind", "catalogue", "find", "read_query"]

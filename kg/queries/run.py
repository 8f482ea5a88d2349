"""Asking a store: reading only, with errors that show the place in the query."""

from __future__ import annotations

import errno
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from pyoxigraph import NamedNode, QueryBoolean, QuerySolutions, QueryTriples, Store, Triple

from kg.errors import KgError, Place, UsageError
from kg.iris import Iris
from kg.ns import DCAT, RDF, bare
from kg.queries.catalogue import SavedQuery
from kg.queries.named import called
from kg.queries.terms import Identifiers, kinds_of
from kg.queries.text import UPDATES, Term, form, with_values, words

_PARSER = re.compile(r"error at (\d+):(\d+): (.*)", re.DOTALL)
_LONGEST = 160  # characters of what a parser expected: it can list every character there is
_MEANT = {
    "Prefix not found": "a prefix is not declared here; add PREFIX name: <IRI> at the top",
    "IRI parsing failed": "this is not a whole IRI; write it in full, or with a prefix",
    "variable that is unbound": "SELECT names a variable that is neither grouped nor bound",
}


@dataclass(frozen=True)
class Graph:
    """What a CONSTRUCT or a DESCRIBE makes: each triple once, in the order of its N-Triples form."""

    triples: tuple[Triple, ...]

    @classmethod
    def of(cls, triples: Iterator[Triple]) -> Graph:
        """The graph of `triples`, which may come more than once."""
        return cls(tuple(sorted(set(triples), key=str)))


Answer = QuerySolutions | QueryBoolean | Graph


def ask(store: Store, query: SavedQuery, values: Mapping[str, Term]) -> Answer:
    """The answer of `store` to `query`, with `values` for its parameters. Solutions are found while they are read.

    Raises UsageError for an update, KgError for what is not SPARQL 1.1, for a query that asks another service, as the
    engine would go out to it, and for a query that fails.
    """
    answer = as_found(store, query, values)
    if not isinstance(answer, QueryTriples):
        return answer
    with failures(query.file):
        return Graph.of(answer)


def as_found(
    store: Store, query: SavedQuery, values: Mapping[str, Term]
) -> QuerySolutions | QueryBoolean | QueryTriples:
    """As `ask`, with triples while they are found: one may come more than once, in any order."""
    text = prepared(query, values)
    if "SERVICE" in words(text):
        what = "this query asks another service, and nothing goes out from here"
        raise KgError(what, query.file, "kg query asks it, live or out of a recording")
    with failures(query.file):
        try:
            return store.query(text)
        except SyntaxError as error:
            raise _not_sparql(str(error), text, query.file) from None


def prepared(query: SavedQuery, values: Mapping[str, Term]) -> str:
    """The text of `query` with `values` in it. Raises UsageError for an update."""
    word = form(query.text)
    if word in UPDATES:
        raise UsageError(
            f"{word} is an update, and `kg query` only reads",
            query.file,
            "the graph is made from the records: mend them, and run `kg build`",
        )
    return with_values(query.text, values)


@contextmanager
def failures(file: Path | str) -> Iterator[None]:
    """Turn what goes wrong while solutions are found into KgError; a closed pipe stays what it is."""
    try:
        yield
    except RuntimeError as error:
        raise KgError(f"the query failed: {error}", file, "ask for less at once, or mend the query") from error
    except OSError as error:
        if error.errno in (errno.EPIPE, errno.ENOSPC):
            raise
        raise KgError(f"the query failed: {error}", file, "ask again; if it fails again, run `kg build`") from error


def check_grammar(text: str, file: Path | str) -> None:
    """Raises KgError, with the place, for what is not SPARQL 1.1 by its grammar."""
    if _grammar(text) is not None:
        raise _not_sparql("", text, file)


def _not_sparql(message: str, text: str, file: Path | str) -> KgError:
    """A syntax error with the line that it is on, and a mark under the place."""
    line, column, what = _grammar(text) or _meaning(message)
    lines = text.split("\n")
    shown = lines[line - 1].rstrip("\r") if line <= len(lines) else ""
    return KgError(f"not SPARQL 1.1: {what}", Place(file, line, column), f"{shown}\n  {' ' * (column - 1)}^")


def _grammar(text: str) -> tuple[int, int, str] | None:
    """Line, column and words for what breaks the grammar, by rdflib's parser; Oxigraph's often points too far down."""
    from pyparsing import ParseException
    from rdflib.plugins.sparql.parser import parseQuery  # slow to load

    try:
        parseQuery(text)
    except ParseException as error:
        found = text[error.loc :].split(maxsplit=1)
        what = f"this cannot stand here: {found[0]}" if found else "the query ends too early"
        return error.lineno, error.column, what
    except Exception:  # an escape that is none; Oxigraph has words for it
        return None
    return None


def _meaning(message: str) -> tuple[int, int, str]:
    """The same for what the grammar allows and SPARQL does not, by Oxigraph."""
    match = _PARSER.match(message)
    line, column, expected = (int(match[1]), int(match[2]), match[3]) if match else (1, 1, message)
    known = next((words for sign, words in _MEANT.items() if sign in expected), None)
    return line, column, known or " ".join(expected.split())[:_LONGEST]


def unnamed(store: Store, values: Mapping[str, Term]) -> list[tuple[str, str]]:
    """The parameters, with their IRIs, that nothing in `store` is called: no row can come of them."""
    return [
        (name, term.value) for name, term in values.items() if isinstance(term, NamedNode) and not _has(store, term)
    ]


def _has(store: Store, term: NamedNode) -> bool:
    patterns = ((term, None, None, None), (None, term, None, None), (None, None, term, None), (None, None, None, term))
    return any(next(store.quads_for_pattern(*pattern), None) is not None for pattern in patterns)


def like(store: Store, iri: str) -> tuple[str, str] | None:
    """The first and the last IRI of things of the kind of `iri`, by the folder they are in, or None."""
    folder = iri.rpartition("/")[0] + "/"
    typed = (quad.subject for quad in store.quads_for_pattern(None, NamedNode(bare(RDF.type)), None))
    named = {node.value for node in typed if isinstance(node, NamedNode) and node.value.startswith(folder)}
    pages = sorted(name for name in named if not set("/#") & set(name.removeprefix(folder)))
    return (pages[0], pages[-1]) if pages else None


def identifiers(store: Store) -> Identifiers:
    """How short forms of IRIs are understood in `store`: its base is that of the dataset it describes itself as."""
    suffix = Iris("").dataset()
    type_, dataset = NamedNode(bare(RDF.type)), NamedNode(bare(DCAT.Dataset))
    subjects = (quad.subject for quad in store.quads_for_pattern(None, type_, dataset))
    named = sorted(subject.value for subject in subjects if isinstance(subject, NamedNode))
    base = next((iri.removesuffix(suffix) for iri in named if iri.endswith(suffix)), None)
    if base is None:
        return Identifiers()

    def known(identifier: str) -> str | None:
        meant = (make(identifier) for make in kinds_of(base))
        return next((iri for iri in meant if any(store.quads_for_pattern(NamedNode(iri), None, None))), None)

    return Identifiers(base, known, partial(called, store))

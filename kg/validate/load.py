"""RDF files as a stream of terms. Oxigraph parses, because it is strict and quick and keeps lexical forms."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from pathlib import Path
from typing import IO, cast

import pyoxigraph as ox

from kg.errors import KgError, Place
from kg.validate.terms import Triple

_LINES = (ox.RdfFormat.N_TRIPLES, ox.RdfFormat.N_QUADS)  # formats without relative IRIs


SUFFIXES = tuple(f".{name}" for name in ("nt", "ttl", "nq", "trig", "n3", "rdf", "owl", "xml", "jsonld", "json"))


def read_rdf(file: Path, relative: set[str] | None = None) -> Iterator[Triple]:
    """The statements of an RDF file, named graphs taken together; its format is told by its name, also before `.gz`.

    `relative` gets the IRIs at addresses of files: nobody publishes there, so they were written without their
    beginning, and no base says what it is (RFC 3986, section 5.1.3).
    Raises KgError as `parse_file` does, and for a statement about a statement (RDF 1.2), of which shapes cannot speak.
    """
    for quad in parse_file(file):
        if relative is not None:
            relative.update(
                term.value
                for term in (quad.subject, quad.predicate, quad.object)
                if isinstance(term, ox.NamedNode) and term.value.startswith("file:")
            )
        if isinstance(quad.object, ox.Triple):
            raise KgError(f"a statement about a statement cannot be checked: {quad.object}", file, "write RDF 1.1")
        yield str(quad.subject), str(quad.predicate), str(quad.object)


def parse_file(file: Path, *, rename: bool = False) -> Iterator[ox.Quad]:
    """The statements of an RDF file as Oxigraph parses them; relative IRIs are resolved against the file's own.

    With `rename`, blank nodes get new names, so that several files can be put together. Raises KgError for a missing
    file, an unknown format, and what is not of its format, with its line.
    """
    name = file.name.removesuffix(".gz")
    format_ = ox.RdfFormat.from_extension(name.rpartition(".")[2])
    if format_ is None:
        raise KgError("the name does not tell an RDF format", file, "name it .nt, .ttl, .nq, .trig, .rdf or .jsonld")
    base = None if format_ in _LINES else file.resolve().as_uri()
    try:
        with file.open("rb") as raw:
            data = cast(IO[bytes], gzip.GzipFile(fileobj=raw)) if name != file.name else raw
            yield from ox.parse(data, format=format_, base_iri=base, rename_blank_nodes=rename)
    except SyntaxError as error:
        raise KgError(f"not {format_.name}: {error.msg}", Place(file, error.lineno), "mend the file") from error
    except (gzip.BadGzipFile, EOFError) as error:
        raise KgError(f"not a whole gzip file: {error}", file, "fetch it again") from error
    except OSError as error:
        raise KgError(f"the file cannot be read: {error.strerror or error}", file, "check its name") from error

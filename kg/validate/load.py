"""RDF files as a stream of terms. Oxigraph parses, because it is strict and quick and keeps lexical forms."""

from __future__ import annotations

import codecs
import gzip
from collections.abc import Iterator
from pathlib import Path
from typing import IO, cast
from xml.parsers.expat import ErrorString, ExpatError, ParserCreate

import pyoxigraph as ox

from kg.errors import KgError, Place
from kg.validate.terms import Triple

_REMOTE = "its @context is at another address, which is not fetched: write the context into the file"
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
    suffix = name.rpartition(".")[2]
    format_ = ox.RdfFormat.RDF_XML if suffix == "owl" else ox.RdfFormat.from_extension(suffix)
    if format_ is None:
        raise KgError("the name does not tell an RDF format", file, "name it .nt, .ttl, .nq, .trig, .rdf or .jsonld")
    base = None if format_ in _LINES else file.resolve().as_uri()
    try:
        with file.open("rb") as raw:
            data = cast(IO[bytes], gzip.GzipFile(fileobj=raw)) if name != file.name else raw
            source = _Text(data, xml=format_ == ox.RdfFormat.RDF_XML)
            yield from ox.parse(cast(IO[bytes], source), format=format_, base_iri=base, rename_blank_nodes=rename)
            source.check()
    except SyntaxError as error:
        hint = _REMOTE if "LoadDocumentCallback" in error.msg else "mend the file"
        raise KgError(f"not {format_.name}: {error.msg}", Place(file, error.lineno), hint) from error
    except ExpatError as error:
        what = f"not {format_.name}: {ErrorString(error.code)}"
        raise KgError(what, Place(file, error.lineno), "mend the file, or fetch it again") from error
    except (gzip.BadGzipFile, EOFError) as error:
        raise KgError(f"not a whole gzip file: {error}", file, "fetch it again") from error
    except OSError as error:
        raise KgError(f"the file cannot be read: {error.strerror or error}", file, "check its name") from error


class _Text:
    """A file as it is read, without the mark of byte order that some editors write before UTF-8.

    Oxigraph takes XML that ends before its elements do for whole; so `xml` also goes to a parser that does not, and
    `check` raises its ExpatError when the end is missing.
    """

    def __init__(self, data: IO[bytes], *, xml: bool) -> None:
        self._data = data
        self._parser = ParserCreate() if xml else None
        self._begun = False

    def read(self, size: int = -1) -> bytes:
        """The next bytes, as of a file."""
        read = self._data.read(size)
        if not self._begun:
            self._begun = True
            while 0 < len(read) < len(codecs.BOM_UTF8) and codecs.BOM_UTF8.startswith(read):
                more = self._data.read(1)
                if not more:
                    break
                read += more
            read = read.removeprefix(codecs.BOM_UTF8) or self._data.read(size)
        if self._parser and read:
            self._parser.Parse(read)
        return read

    def check(self) -> None:
        """Raises ExpatError when XML ends too early."""
        if self._parser:
            self._parser.Parse(b"", True)

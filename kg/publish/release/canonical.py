"""The canonical hash of a dataset, and whether dumps in several formats hold the same statements."""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterable, Iterator
from hashlib import sha256
from pathlib import Path
from typing import IO, NamedTuple, cast

import pyoxigraph as ox

from kg.errors import KgError
from kg.publish.formats import Holds, described
from kg.publish.sorting import sorted_blocks

_BATCH = 4096
# What canonical N-Quads escapes and the dumps write as it is (RDF Dataset Canonicalization, section 5: canonical form).
_RAW = re.compile("[\x00-\x09\x0b-\x1f\x7f]")
_SHORT = {"\t": "\\t", "\b": "\\b", "\f": "\\f"}
_WHOLE = 1 << 256


def canonical_hash(lines: Iterable[str], folder: Path | None = None) -> str:
    """The SHA-256 of a dataset in canonical N-Quads, as RDFC-1.0 makes it when there is no blank node.

    `lines` are those of the dump: N-Quads with one space between terms, each statement once. `folder` is where what
    does not fit in memory is set aside.
    """
    found = sha256()
    for block in sorted_blocks(_batches(map(_canonical, lines)), folder=folder):
        found.update(block)
    return found.hexdigest()


def _canonical(line: str) -> bytes:
    text = line.removesuffix("\n")
    if not text.isprintable():
        text = _RAW.sub(lambda found: _SHORT.get(found[0]) or f"\\u{ord(found[0]):04X}", text)
    return text.encode()


def _batches(lines: Iterable[bytes]) -> Iterator[list[bytes]]:
    batch: list[bytes] = []
    for line in lines:
        batch.append(line)
        if len(batch) == _BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


class Print(NamedTuple):
    """A set of statements: how many, and the sum of their hashes, which does not depend on their order."""

    size: int = 0
    total: int = 0

    def and_(self, statement: str) -> Print:
        """With one more statement."""
        number = int.from_bytes(sha256(statement.encode()).digest())
        return Print(self.size + 1, (self.total + number) % _WHOLE)


def prints(file: Path) -> tuple[Print, Print]:
    """The statements of the default graph of a dump, and all of them, in bounded memory.

    The name says the format (`.nt .nq .ttl .trig .jsonld`, then `.gz` or `.zst` or neither). Raises KgError for a file
    that is not of its format, or is damaged.
    """
    packed = file.suffix in (".gz", ".zst")
    format_ = ox.RdfFormat.from_extension((file.with_suffix("") if packed else file).suffix.removeprefix("."))
    if format_ is None:
        raise KgError("the name does not tell an RDF format", file, "name it .nt, .nq, .ttl, .trig or .jsonld")
    adopted = everything = Print()
    try:
        with file.open("rb") as raw:
            for quad in ox.parse(_unpacked(raw, file.suffix), format=format_):
                statement = str(quad)
                everything = everything.and_(statement)
                if isinstance(quad.graph_name, ox.DefaultGraph):
                    adopted = adopted.and_(statement)
    except (SyntaxError, OSError, EOFError, ValueError) as error:
        raise KgError(f"damaged: {error}", file, "get the release anew") from error
    return adopted, everything


def _unpacked(raw: IO[bytes], suffix: str) -> IO[bytes]:
    if suffix == ".gz":
        return cast(IO[bytes], gzip.GzipFile(fileobj=raw))
    if suffix == ".zst":
        import zstandard  # a release need not have one

        return cast(IO[bytes], zstandard.ZstdDecompressor().stream_reader(raw))
    return raw


def disagreements(folder: Path, name: str) -> Iterator[str]:
    """Which dumps in `folder` do not hold what the N-Quads of the workspace `name` hold, a sentence each.

    Views, tables and frames hold a part of it, and are not compared. Raises KgError as `prints` does.
    """
    whole = folder / f"{name}.nq.gz"
    adopted, everything = prints(whole)
    for called, dump in described(name).items():
        expected = {Holds.ADOPTED: adopted, Holds.EVERYTHING: everything}.get(dump.holds)
        if expected is not None and (folder / called).is_file() and prints(folder / called)[1] != expected:
            yield f"{called}: holds other statements than {whole.name}"

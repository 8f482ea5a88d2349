"""One dump of one file of sorted N-Triples, or the whole publication of it: FORMAT LINES.nt OUT."""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

from benchmarks.letters import BASE
from kg.files import gzip_deterministic, read_lines, write_atomic, zstd_deterministic
from kg.ns import PREFIXES
from kg.publication import publish, published_context
from kg.publish.dump import Sorted, blocks
from kg.publish.jsonld import jsonld
from kg.publish.turtle import turtle
from kg.records import Settings


def as_turtle(lines: Path, out: Path) -> None:
    """Turtle."""
    write_atomic(out, turtle(read_lines(lines), prefixes=PREFIXES, base=BASE, folder=out.parent))


def as_trig(lines: Path, out: Path) -> None:
    """TriG, gzipped, with every statement in a named graph."""
    named = {f"{BASE}graph/all": read_lines(lines)}
    gzip_deterministic(out, turtle((), prefixes=PREFIXES, base=BASE, named=named, folder=out.parent))


def as_jsonld(lines: Path, out: Path) -> None:
    """JSON-LD."""
    write_atomic(out, jsonld(read_lines(lines), published_context(), folder=out.parent))


def packed(pack: Callable[[Path, object], None], lines: Path, out: Path) -> None:
    """N-Triples or N-Quads, compressed."""
    pack(out, blocks(lines))


def everything(lines: Path, out: Path) -> None:
    """Every file of a dump, and the store."""
    stage = out / "stage"
    stage.mkdir(parents=True)
    files = Sorted(*(out / name for name in ("adopted.nt", "named.nq", "everything.nq")))
    files.adopted.hardlink_to(lines)
    files.everything.hardlink_to(lines)
    files.named.write_bytes(b"")
    settings = Settings(name="letters", title="Letters", base=BASE, licence="", publisher="nobody")
    publish(files, settings, stage, b"", ())


FORMATS: dict[str, Callable[[Path, Path], None]] = {
    "Turtle": as_turtle,
    "TriG, gzip": as_trig,
    "JSON-LD": as_jsonld,
    "N-Triples or N-Quads, gzip": partial(packed, gzip_deterministic),
    "N-Triples or N-Quads, zstd": partial(packed, zstd_deterministic),
    "all files and the store": everything,
}

if __name__ == "__main__":
    FORMATS[sys.argv[1]](Path(sys.argv[2]), Path(sys.argv[3]))

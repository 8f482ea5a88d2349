"""Validation of a few statements by shapes written in Turtle, by either engine, for the tests."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from tempfile import TemporaryDirectory

import pyoxigraph as ox

from kg.ns import PREFIXES
from kg.validate.engine import Choice, validate
from kg.validate.fast import Found
from kg.validate.places import Places
from kg.validate.report import results
from kg.validate.results import Engine, Result
from kg.validate.shapes import Shapes, load_shapes
from kg.validate.sorted_file import SortedFile

EX = "https://example.org/"
TURTLE = "".join(f"@prefix {prefix}: <{base}> .\n" for prefix, base in {**PREFIXES, "ex": EX, "": EX}.items())
# For the queries of shapes that name <prefixes> at sh:prefixes.
DECLARED = f'<{EX}prefixes> sh:declare [ sh:prefix "ex" ; sh:namespace "{EX}"^^xsd:anyURI ] .\n'


def nt(turtle: str, name: str = "data.nt") -> bytes:
    """Turtle, or TriG for a file of N-Quads, with the usual prefixes, as sorted lines."""
    format_ = ox.RdfFormat.TRIG if name.endswith(".nq") else ox.RdfFormat.TURTLE
    quads = ox.parse(TURTLE + turtle, format=format_)
    return b"".join(sorted({f"{quad} .\n".encode() for quad in quads}))


def shapes_of(turtle: str, folder: Path) -> Shapes:
    """Shapes in a file of their own."""
    file = folder / "shapes.ttl"
    file.write_text(TURTLE + DECLARED + turtle, encoding="utf-8")
    return load_shapes([file])


def check_lines(lines: bytes, shapes: Shapes, engine: Choice, name: str = "data.nt") -> tuple[list[Found], Engine]:
    """What shapes find in sorted lines."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(lines)
        with SortedFile(path) as data:
            return validate(data, shapes, engine)


def results_of(lines: bytes, shapes: Shapes, engine: Choice) -> list[Result]:
    """The same as results with their places."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "data.nt"
        path.write_bytes(lines)
        with SortedFile(path) as data:
            found, _ = validate(data, shapes, engine)
            return list(results(found, shapes, Places(data, {})))


def said(found: Iterable[Found]) -> Counter[Found]:
    """Results without their messages, which each engine words its own way where a shape has none."""
    return Counter(one._replace(messages=()) for one in found)

"""The shapes that come with the program: one Turtle file a record type, named as the rules of the profile are."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from rdflib import Graph, URIRef

from kg.errors import KgError
from kg.ns import SH, bare
from kg.validate.results import Rule

_RULE = re.compile(r"(?P<rule>[^-/#]+)(?:-[^/#]*)?$")  # `.../shapes#S01-label` belongs to rule S01
_NAME, _DESCRIPTION = (URIRef(bare(term)) for term in (SH.name, SH.description))


def shapes_folder() -> Path:
    """Where the shapes are: in the installed package, else in the checkout that holds it."""
    package = Path(__file__).parent.parent
    installed = package / "_resources" / "shapes"
    return installed if installed.is_dir() else package.parent / "shapes"


def load_shapes(files: Iterable[Path] | None = None) -> Graph:
    """The shapes in `files` (Turtle), or those that come with the program, as one graph.

    Raises KgError for a file that is missing or not Turtle.
    """
    graph = Graph()
    for path in sorted(shapes_folder().glob("*.ttl")) if files is None else files:
        try:
            graph.parse(path, format="turtle")
        except OSError as error:
            raise KgError(f"the shapes cannot be read: {error.strerror}", path, "check the name of the file") from error
        except SyntaxError as error:  # rdflib's BadSyntax
            raise KgError(f"not Turtle: {error}".splitlines()[0], path, "mend the file of shapes") from error
    if not graph:
        raise KgError("there are no shapes here", shapes_folder(), "install the program again")
    return graph


def rule_of(shape: str) -> str:
    """The rule that a shape's IRI belongs to: `https://w3id.org/letterkg/shapes#S01-label` -> `S01`."""
    match = _RULE.search(shape)
    return match["rule"] if match else shape


def rules(shapes: Graph) -> tuple[Rule, ...]:
    """The rules in a graph of shapes: everything that has a `sh:name`, in order."""
    found = (
        Rule(id=rule_of(str(shape)), name=str(name), description=str(shapes.value(shape, _DESCRIPTION) or ""))
        for shape, name in shapes.subject_objects(_NAME)
    )
    return tuple(sorted(found, key=lambda rule: rule.id))

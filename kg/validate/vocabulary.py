"""Terms of SHACL that are none, and shapes that check nothing: an engine passes over both in silence (section 1.5)."""

from __future__ import annotations

from collections.abc import Iterator

from kg.errors import KgError, Place
from kg.ns import SH
from kg.settings import suggest
from kg.validate.components import COMPONENTS
from kg.validate.graph import Graph
from kg.validate.paths import members
from kg.validate.shapes import Shapes
from kg.validate.terms import text_of

_BASE = SH.path[: -len("path>")]
_LISTS = (SH["and"], SH["or"], SH.xone)  # their values are lists of shapes
_REFERENCES = (SH.property, SH.node, SH["not"], SH.qualifiedValueShape)


def check_terms(shapes: Shapes) -> None:
    """Raise KgError, with file and line and what was probably meant, when there is a term of SHACL that it has not.

    A misspelt parameter would be a rule that passes whatever the data are, and so is refused rather than told.
    """
    wrong = [(shapes.place(term, first=True), term) for term in _unknown(shapes.graph)]
    if not wrong:
        return
    known = sorted(_vocabulary())
    (place, first), *others = sorted(wrong, key=_order)
    more = [f"{place_}: {_said(term, known)}" for place_, term in others]
    raise KgError(
        f"the shapes cannot be used: {_said(first, known)}",
        place,
        "\n  ".join(["mend the term; SHACL would pass over it, and nothing would be checked", *more]),
    )


def _order(found: tuple[Place | None, str]) -> tuple[str, int, str]:
    place, term = found
    return (str(place.file), place.line or 0, term) if place else ("", 0, term)


def idle(shapes: Shapes) -> Iterator[str]:
    """A note on each shape that has constraints and neither a target nor another shape that refers to it."""
    graph = shapes.graph
    targeted = {shape.node for shape in shapes.reader.roots()}
    referred = {node for property_ in _REFERENCES for found in graph.pairs(property_).values() for node in found}
    for property_ in _LISTS:
        for heads in graph.pairs(property_).values():
            referred.update(node for head in heads for node in members(graph, head))
    if not targeted:
        yield "no shape has a target: nothing was checked"
    constrained = {node for parameter in COMPONENTS for node in graph.pairs(parameter)}
    for node in sorted(constrained - targeted - referred):
        if graph.value(node, SH.deactivated) is None:
            place = shapes.place(node)
            where = f"{place}: " if place else ""
            yield f"{where}{text_of(node)} has no target and no shape refers to it: it checks nothing"


def _unknown(graph: Graph) -> Iterator[str]:
    """Each term in SHACL's namespace that SHACL has not, as a property, a class or a value."""
    used = dict.fromkeys(term for _, p, o in sorted(graph.statements()) for term in (p, o) if term.startswith(_BASE))
    unknown = [term for term in used if term[len(_BASE) : -1] not in SH]
    known = _vocabulary() if unknown else frozenset[str]()  # rdflib takes a moment to load
    yield from (term for term in unknown if term[len(_BASE) : -1] not in known)


def _vocabulary() -> frozenset[str]:
    """The names of SHACL's vocabulary, its advanced features included."""
    from rdflib import SH as W3C

    official = (str(term) for term in dir(W3C))
    known = (*(term[1:-1] for term in SH), *(term for term in official if term.startswith(_BASE[1:])))
    return frozenset(term[len(_BASE) - 1 :] for term in known)


def _said(term: str, known: list[str]) -> str:
    name = term[len(_BASE) : -1]
    meant = suggest(name, known)
    return f"sh:{name} is no term of SHACL" + (f"; did you mean sh:{meant}?" if meant else "")

"""Terms of SHACL that are none, and shapes that check nothing: an engine passes over both in silence (section 1.5)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kg.errors import KgError, Place
from kg.ns import OWL, SH
from kg.settings import suggest
from kg.validate.components import COMPONENTS
from kg.validate.graph import Graph
from kg.validate.paths import members
from kg.validate.shapes import Shapes
from kg.validate.terms import text_of

_BASE = SH.path[: -len("path>")]
_LISTS = (SH["and"], SH["or"], SH.xone)  # their values are lists of shapes
_RULE = (
    "makes new statements, and nothing here makes any",
    "run the rules with another tool, validate what they make, and take them out of these shapes",
)
_NOT_RUN = {
    SH.rule: _RULE,
    SH["values"]: _RULE,
    SH.entailment: (
        "asks for reasoning, which nothing here does",
        "validate what a reasoner has made of the data, and take the statement out",
    ),
    SH.SPARQLFunction: (
        "defines a function, which nothing here calls",
        "write in its place, in each query, what it does",
    ),
}
_JS = re.compile(r"js|JS")
_JAVASCRIPT = ("is written in JavaScript, which nothing here runs", "write it as a query (sh:sparql)")
_REFERENCES = (SH.property, SH.node, SH["not"], SH.qualifiedValueShape)


def check_terms(shapes: Shapes) -> None:
    """Raise KgError, with file and line and what was probably meant, when there is a term of SHACL that it has not.

    A misspelt parameter would be a rule that passes whatever the data are, and so is refused rather than told. So is
    what no engine here can do, and an import of shapes that are not there.
    """
    _check_done(shapes)
    _check_imports(shapes)
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


def _check_done(shapes: Shapes) -> None:
    """Raise KgError for rules, functions, reasoning and JavaScript: what stands in them would be passed over."""
    used = dict.fromkeys(term for _, p, o in sorted(shapes.graph.statements()) for term in (p, o))
    for term in filter(lambda term: term.startswith(_BASE), used):
        name = term[len(_BASE) : -1]
        said = _NOT_RUN.get(term) or (_JAVASCRIPT if _JS.match(name) else None)
        if said:
            what, hint = said
            raise KgError(f"the shapes cannot be used: sh:{name} {what}", shapes.place(term, first=True), hint)


def _check_imports(shapes: Shapes) -> None:
    """Raise KgError when the shapes import others (owl:imports) that are not among the files."""
    graph = shapes.graph
    here = {f"<{file.resolve().as_uri()}>" for file in shapes.files} | {f"{_BASE}>", f"{_BASE[:-1]}>"}
    for wanted in sorted({term for terms in graph.pairs(OWL.imports).values() for term in terms}):
        if wanted not in here and not any(graph.about(wanted)):
            raise KgError(
                f"the shapes cannot be used: they import {text_of(wanted)}, which is not fetched",
                shapes.place(wanted, first=True),
                "save it as a file and name that with --shapes, too; or take the import out",
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
    unknown = [term for term in used if term != f"{_BASE}>" and term[len(_BASE) : -1] not in SH]
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

"""SHACL validation by pySHACL, with results that name the place in the edition.

SHACL core and SHACL-SPARQL constraints (W3C Recommendation of 20 July 2017); no inference, no advanced features.
"""

from __future__ import annotations

from collections.abc import Mapping

import pyshacl
from rdflib import Graph, URIRef
from rdflib.term import Node

from kg.errors import KgError
from kg.ns import SH, bare
from kg.validate.paths import path_text
from kg.validate.places import Places
from kg.validate.results import Result, Severity
from kg.validate.shapes import rule_of


def _uri(term: str) -> URIRef:
    return URIRef(bare(term))


_SEVERITIES: dict[Node, Severity] = {
    _uri(SH.Violation): Severity.VIOLATION,
    _uri(SH.Warning): Severity.WARNING,
    _uri(SH.Info): Severity.INFO,
}
_RESULT, _FOCUS, _VALUE, _MESSAGE = _uri(SH.result), _uri(SH.focusNode), _uri(SH.value), _uri(SH.resultMessage)
_SHAPE, _SEVERITY, _PATH = _uri(SH.sourceShape), _uri(SH.resultSeverity), _uri(SH.path)
_COMPONENT = _uri(SH.sourceConstraintComponent)


def check(data: Graph, shapes: Graph, files: Mapping[str, str] | None = None) -> list[Result]:
    """What `shapes` find in `data`; `files` maps the IRI of a source to the name of its file.

    Raises KgError when the shapes themselves are wrong.
    """
    try:
        _, found, text = pyshacl.validate(data, shacl_graph=shapes, inference="none", advanced=False)
    except Exception as error:  # pySHACL has no common ancestor for what it raises
        raise KgError(f"the shapes cannot be used: {error}", hint="mend the shapes") from error
    if not isinstance(found, Graph):
        raise KgError(f"the shapes cannot be used: {text}", hint="mend the shapes")
    places = Places(data, files or {})
    return [_result(node, found, shapes, places) for node in found.objects(None, _RESULT)]


def _result(node: Node, found: Graph, shapes: Graph, places: Places) -> Result:
    focus, value = found.value(node, _FOCUS), found.value(node, _VALUE)
    shape = found.value(node, _SHAPE)
    severity = found.value(node, _SEVERITY)
    if focus is None or shape is None or severity is None:
        raise KgError("pySHACL gave a result without focus node, shape or severity", hint="please report it")
    path = shapes.value(shape, _PATH)
    where = places.find(focus)
    return Result(
        rule=rule_of(str(shape)),
        severity=_SEVERITIES.get(severity, Severity.VIOLATION),
        message="; ".join(sorted(str(message) for message in found.objects(node, _MESSAGE))),
        shape=str(shape),
        component=str(found.value(node, _COMPONENT)),
        focus=str(focus),
        label=places.label(focus),
        path=path_text(path, shapes) if path is not None else None,
        value=value_text(value) if value is not None and value != focus else None,
        file=where.file,
        lines=where.lines,
    )

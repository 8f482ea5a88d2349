"""From what an engine found to the typed results of a report, each with its place in the edition."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from kg.ns import SH
from kg.validate.fast import Found
from kg.validate.paths import path_text, short
from kg.validate.places import Places
from kg.validate.results import Result, Severity
from kg.validate.shapes import Shapes, rule_of
from kg.validate.terms import is_iri, text_of

_SEVERITIES = {SH.Violation: Severity.VIOLATION, SH.Warning: Severity.WARNING, SH.Info: Severity.INFO}


def results(found: Iterable[Found], shapes: Shapes, places: Places) -> Iterator[Result]:
    """The results of a report, in the order they were found."""
    for one in found:
        where = places.find(one.focus)
        shape = text_of(shapes.named(one.shape))
        yield Result(
            rule=rule_of(shape),
            severity=_SEVERITIES.get(one.severity, Severity.VIOLATION),
            message="; ".join(sorted(map(text_of, one.messages))),
            shape=shape,
            component=text_of(one.component),
            focus=_term(one.focus),
            label=places.label(one.focus),
            path=_path(one, shapes),
            value=None if one.value is None else _term(one.value),
            file=where.file,
            lines=where.lines,
        )


def _path(one: Found, shapes: Shapes) -> str | None:
    if one.path is not None:
        return short(text_of(one.path))
    path = shapes.path(one.shape)
    return path_text(path) if path is not None else None


def _term(term: str) -> str:
    """A focus node or a value: an IRI in full, a literal as N-Triples writes it, a blank node by its label."""
    return text_of(term) if is_iri(term) else term

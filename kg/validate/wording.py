"""What a constraint demands and did not get, in words: the message of a result whose shape has none (sh:message)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from kg.ns import SH
from kg.validate.components import Hit
from kg.validate.parameters import Qualified
from kg.validate.paths import path_text, short
from kg.validate.shape import Constraint, Shape
from kg.validate.terms import is_iri, text_of

_SHOWN = 5  # of a list of terms

_KINDS = {
    SH.IRI: "IRI",
    SH.BlankNode: "blank node",
    SH.Literal: "literal",
    SH.BlankNodeOrIRI: "blank node or IRI",
    SH.BlankNodeOrLiteral: "blank node or literal",
    SH.IRIOrLiteral: "IRI or literal",
}
# Component -> what is said, from the value node in words, its plural, and the parameter. Some may not be of a path.
_SAID: dict[str, Callable[[str, str, Any], str]] = {
    SH.ClassConstraintComponent: lambda one, _, wanted: f"{one} is no {_name(wanted)}",
    SH.DatatypeConstraintComponent: lambda one, _, wanted: f"{one} is no {_name(wanted)}",
    SH.NodeKindConstraintComponent: lambda one, _, wanted: f"{one} is no {_KINDS[wanted]}",
    SH.MinCountConstraintComponent: lambda _, many, least: f"{_fewer(least)} {many}",
    SH.MaxCountConstraintComponent: lambda _, many, most: f"more than {_counted(most)} {many}",
    SH.MinExclusiveConstraintComponent: lambda one, _, bound: f"{one} is not above {_name(bound)}",
    SH.MinInclusiveConstraintComponent: lambda one, _, bound: f"{one} is below {_name(bound)}",
    SH.MaxExclusiveConstraintComponent: lambda one, _, bound: f"{one} is not below {_name(bound)}",
    SH.MaxInclusiveConstraintComponent: lambda one, _, bound: f"{one} is above {_name(bound)}",
    SH.MinLengthConstraintComponent: lambda one, _, least: f"{one} is shorter than {least} characters",
    SH.MaxLengthConstraintComponent: lambda one, _, most: f"{one} is longer than {most} characters",
    SH.PatternConstraintComponent: lambda one, _, pattern: f"{one} does not match {text_of(pattern.regex)}",
    SH.LanguageInConstraintComponent: lambda one, _, tags: f"{one} is in no language of {_listed(tags)}",
    SH.UniqueLangConstraintComponent: lambda _, many, __: f"more than 1 value in one language {many}",
    SH.EqualsConstraintComponent: lambda one, many, other: f"the values {many} and of {_name(other)} are not the same",
    SH.DisjointConstraintComponent: lambda one, _, other: f"{one} is one of {_name(other)}, too",
    SH.LessThanConstraintComponent: lambda one, _, other: f"{one} is not less than that of {_name(other)}",
    SH.LessThanOrEqualsConstraintComponent: lambda one, _, other: f"{one} is more than that of {_name(other)}",
    SH.NotConstraintComponent: lambda one, _, inner: f"{one} conforms to {_shapes(inner)}, and must not",
    SH.AndConstraintComponent: lambda one, _, inner: f"{one} does not conform to each of {_shapes(inner)}",
    SH.OrConstraintComponent: lambda one, _, inner: f"{one} conforms to none of {_shapes(inner)}",
    SH.XoneConstraintComponent: lambda one, _, inner: f"{one} does not conform to just one of {_shapes(inner)}",
    SH.NodeConstraintComponent: lambda one, _, inner: f"{one} does not conform to {_shapes(inner)}",
    SH.QualifiedMinCountConstraintComponent: lambda _, many, of: f"{_fewer(of.number)} {many} {_qualified(of)}",
    SH.QualifiedMaxCountConstraintComponent: (
        lambda _, many, of: f"more than {_counted(of.number)} {many} {_qualified(of)}"
    ),
    SH.HasValueConstraintComponent: lambda _, many, wanted: f"no value {many} is {_name(wanted)}",
    SH.InConstraintComponent: lambda one, _, among: f"{one} is none of {_listed(map(_name, sorted(among.terms)))}",
    SH.SPARQLConstraintComponent: lambda one, _, __: f"the query of the shape finds {one}",
}


def in_words(shape: Shape, constraint: Constraint, hit: Hit) -> str:
    """One sentence about a focus node, with the shape's path and the limit that was broken."""
    component, parameter = constraint
    if component.iri == SH.ClosedConstraintComponent:
        return f"the shape allows no {_name(hit.path or '')}"
    if shape.path is None:
        return _SAID[component.iri]("the node", "of the node", parameter)
    path = path_text(shape.path)
    return _SAID[component.iri](f"a value of {path}", f"of {path}", parameter)


def _name(term: str) -> str:
    return short(text_of(term)) if is_iri(term) else text_of(term)


def _counted(number: int) -> str:
    return "1 value" if number == 1 else f"{number} values"


def _fewer(number: int) -> str:
    return "no value" if number == 1 else f"fewer than {number} values"


def _listed(words: Iterable[str]) -> str:
    all_ = list(words)
    more = f" and {len(all_) - _SHOWN} more" if len(all_) > _SHOWN else ""
    return ", ".join(all_[:_SHOWN]) + more


def _shapes(inner: Iterable[Shape]) -> str:
    return _listed(_name(shape.node) if is_iri(shape.node) else "a shape without IRI" for shape in inner)


def _qualified(qualified: Qualified) -> str:
    return f"that conform to {_shapes((qualified.shape,))}"

"""Validation with one engine or two: shapes that are covered here are checked fast, the others by pySHACL."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from enum import Enum

from kg.errors import KgError
from kg.validate.fast import Found, NotAnsweredError, Validator
from kg.validate.parts import Part, parts
from kg.validate.plan import Check, checks
from kg.validate.results import Engine, Fallback
from kg.validate.shape import Shape
from kg.validate.shapes import Shapes
from kg.validate.sorted_file import SortedFile


class Choice(Enum):
    """Who checks: `auto` takes pySHACL for the shapes that need it, `fast` refuses them."""

    AUTO = "auto"
    FAST = "fast"
    PYSHACL = "pyshacl"


def validate(data: SortedFile, shapes: Shapes, choice: Choice = Choice.AUTO) -> tuple[list[Found], Engine]:
    """What `shapes` find in `data`, and who looked for it.

    Raises KgError for shapes that cannot be used and, with `fast`, for those that it does not cover.
    """
    roots = shapes.reader.roots()
    reasons = {shape.node: "chosen" if choice is Choice.PYSHACL else shape.uncovered for shape in roots}
    fast = [shape for shape in roots if reasons[shape.node] is None]
    found, unanswered = _fast(data, shapes, fast)
    reasons.update(unanswered)
    others = [Fallback(shape=shape.node[1:-1], reason=reason) for shape in roots if (reason := reasons[shape.node])]
    if others and choice is Choice.FAST:
        raise KgError(
            f"{others[0].shape} cannot be checked fast: {others[0].reason}",
            shapes.place(f"<{others[0].shape}>"),
            "use --engine auto",
        )
    results = [result for shape in fast if shape.node not in unanswered for result in found[shape.node]]
    if others:
        from kg.validate.by_pyshacl import check

        results += check(data, shapes, [f"<{other.shape}>" for other in others])
    left = () if choice is Choice.PYSHACL else tuple(others)
    return results, Engine(name=choice.value, shapes=len(roots), fast=len(roots) - len(others), fallbacks=left)


def _fast(data: SortedFile, shapes: Shapes, roots: Sequence[Shape]) -> tuple[dict[str, list[Found]], dict[str, str]]:
    """The results of each shape, and the shapes for which it turned out that they cannot be checked so, with why."""
    found: dict[str, list[Found]] = {shape.node: [] for shape in roots}
    unanswered: dict[str, str] = {}
    dealt: dict[str, set[Found]] = {}
    planned: list[Check] = list(checks(roots))
    for part in parts(data, planned) if planned else ():
        for shape, results in _check(part, shapes):
            if isinstance(results, str):
                unanswered[shape] = results
            elif part.dealt:
                known = dealt.setdefault(shape, set())
                found[shape] += (result for result in results if result not in known)
                known.update(results)
            else:
                found[shape] += results
        del part  # before the next one is made
    return found, unanswered


def _check(part: Part, shapes: Shapes) -> Iterator[tuple[str, list[Found] | str]]:
    """For each check of a part the shape and its results, or why it cannot be answered."""
    validator = Validator(part.graph, shapes.graph, part.whole)
    for shape, constraint in part.checks:
        try:
            yield shape.node, validator.check(shape, constraint)
        except NotAnsweredError as error:
            yield shape.node, str(error)

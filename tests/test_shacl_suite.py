"""The W3C test suite of SHACL, where it is at hand: reports compared as graphs, blank nodes as they may be named."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import shacl_suite
from conftest import shared_file
from shacl_suite import Case
from validation import check_lines

from kg.errors import KgError
from kg.validate.engine import Choice
from kg.validate.results import Engine
from kg.validate.shapes import Shapes

# pySHACL has no $shapesGraph (which is optional), does not follow owl:imports from sh:prefixes, and takes
# "1"^^xsd:boolean for true.
PYSHACL_FAILS = {"pre-binding/shapesGraph-001", "node/prefixes-001", "property/uniqueLang-002"}
# Somebody's own constraint components (section 6) are left to pySHACL.
LEFT = {
    "component/nodeValidator-001", "component/optional-001", "component/propertyValidator-select-001",
    "component/validator-001", "pre-binding/unsupported-sparql-006",
}  # fmt: skip


@pytest.fixture(scope="module")
def suite() -> Path:
    """The folder with the suite's tests."""
    return shared_file("suites/shacl/data-shapes-test-suite/tests")


@contextmanager
def quiet() -> Iterator[None]:
    """Without rdflib's remarks on literals that are wrong on purpose."""
    logging.disable(logging.WARNING)
    try:
        yield
    finally:
        logging.disable(logging.NOTSET)


def run(case: Case, choice: Choice) -> Engine | None:
    """Fail unless the report is as the suite has it; who checked, or None when the shapes were refused as they must."""
    shapes = Shapes(shacl_suite.load(case.shapes), (case.shapes,))
    lines = sorted(f"{' '.join(statement)} .\n".encode() for statement in shacl_suite.load(case.data).statements())
    try:
        found, engine = check_lines(b"".join(lines), shapes, choice)
    except KgError:
        assert case.fails
        return None
    assert not case.fails
    assert shacl_suite.same(shacl_suite.report(found, shapes.graph), shacl_suite.expected(case))
    return engine


@pytest.mark.parametrize(("part", "number"), [("core", 98), ("sparql", 23)])
@pytest.mark.filterwarnings("ignore")
def test_each_case(part: str, number: int, suite: Path) -> None:
    """Whatever the case: one failing case is named by the assertion's message."""
    seen = []
    with quiet():
        for case in shacl_suite.cases(suite / part):
            seen.append(case.name)
            try:
                engine = run(case, Choice.AUTO)
            except AssertionError as error:
                raise AssertionError(f"{case.name}: {error}") from error
            left = bool(engine and engine.fallbacks)
            assert left == (case.name in LEFT and not case.fails), case.name
    assert len(seen) == len(set(seen)) == number


@pytest.mark.filterwarnings("ignore")
def test_pyshacl_is_an_oracle(suite: Path) -> None:
    """It passes what it is compared with for; where it does not, the fast engine is not held to what it says."""
    wrong = set()
    with quiet():
        for case in (case for part in ("core", "sparql") for case in shacl_suite.cases(suite / part)):
            try:
                run(case, Choice.PYSHACL)
            except (AssertionError, KgError):
                wrong.add(case.name)
    assert wrong == PYSHACL_FAILS

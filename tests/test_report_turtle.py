"""The report as a SHACL validation report: what section 3.6 of the recommendation asks for."""

from __future__ import annotations

import pytest
from a_report import BASE, REPORT, SHAPES, WARNING, result
from conftest import golden
from rdflib import BNode, Graph, Literal, URIRef
from rdflib.term import Node

from kg.ns import RDF, SH, XSD, bare
from kg.pipeline import Built
from kg.validate.graph import Graph as Statements
from kg.validate.notation import turtle_path
from kg.validate.paths import path_text, read_path
from kg.validate.results import Report, Result
from kg.validate.turtle import as_turtle

IRI = f"{BASE}report"
PATHS = [
    "ep:author",
    "<https://example.org/p#q>",
    "ep:replyTo/ep:earliestDate",
    "^crm:P128_carries",
    "(ep:earliestDate|ep:latestDate)",
    "^crm:P4_has_time-span/crm:P16_used_specific_object/ep:writtenOn",
    "ep:heldIn/(rico:isDirectlyIncludedIn)*",
    "(ep:replyTo)+",
    "(ep:replyTo)?",
    "(^(ep:author|ep:sender))*/ep:date",
]


def uri(term: str) -> URIRef:
    return URIRef(bare(term))


def only(report: Graph, property_: URIRef) -> Node:
    """The one value of `property_` in the report."""
    (found,) = report.objects(None, property_)
    return found


def path_of(node: Node, report: Graph) -> str:
    """The path that stands at `node`, in SPARQL's form."""
    statements = Statements((s.n3(), p.n3(), o.n3()) for s, p, o in report)  # type: ignore[attr-defined]
    return path_text(read_path(statements, node.n3()))  # type: ignore[attr-defined]


def graph(*results: Result) -> Graph:
    report = Report(data='the "herring"', triples=1, rules=REPORT.rules, results=results)
    return Graph().parse(data=b"".join(as_turtle(report, IRI)).decode(), format="turtle")


def assert_well_formed(report: Graph, count: int) -> None:
    """Sections 3.6.1 and 3.6.2: which properties there are, how many of each, and of which kind their values are."""
    (whole,) = report.subjects(uri(RDF.type), uri(SH.ValidationReport))
    assert list(report.objects(whole, uri(SH.conforms))) == [
        Literal("false" if count else "true", datatype=uri(XSD.boolean))
    ]
    results = set(report.objects(whole, uri(SH.result)))
    assert len(results) == count
    assert results == set(report.subjects(uri(RDF.type), uri(SH.ValidationResult)))
    severities = {uri(term) for term in (SH.Violation, SH.Warning, SH.Info)}
    for node in results:
        for term in (SH.focusNode, SH.resultSeverity, SH.sourceConstraintComponent, SH.sourceShape):
            assert len(list(report.objects(node, uri(term)))) == 1, term
        for term in (SH.value, SH.resultPath):
            assert len(list(report.objects(node, uri(term)))) <= 1, term
        assert set(report.objects(node, uri(SH.resultSeverity))) <= severities
        assert isinstance(report.value(node, uri(SH.sourceConstraintComponent)), URIRef)
        assert all(isinstance(message, Literal) for message in report.objects(node, uri(SH.resultMessage)))


def test_the_whole_of_it() -> None:
    made = b"".join(as_turtle(REPORT, IRI)).decode()
    assert made == golden("report.ttl", made)


@pytest.mark.parametrize("results", [REPORT.results, ()])
def test_a_report_is_well_formed(results: tuple[Result, ...]) -> None:
    assert_well_formed(graph(*results), len(results))


def test_the_report_of_a_build_is_well_formed(built: Built) -> None:
    report = Graph().parse(built.out / "report" / "report.ttl", format="turtle")
    assert_well_formed(report, len(built.report.results))
    paths = [path_of(path, report) for path in report.objects(None, uri(SH.resultPath))]
    assert sorted(paths) == sorted(found.path for found in built.report.results if found.path)


@pytest.mark.parametrize("path", PATHS)
def test_a_path_is_the_shape_s_path(path: str) -> None:
    """Written as SHACL writes it, so that reading it gives the same path."""
    report = graph(result(path=path))
    found = only(report, uri(SH.resultPath))
    assert path_of(found, report) == path
    assert isinstance(found, URIRef if path in PATHS[:2] else BNode)


@pytest.mark.parametrize("text", ["", "ep:author ep:sender", "author", "ep:a|", "(ep:a"])
def test_what_is_no_path(text: str) -> None:
    with pytest.raises(ValueError, match="not a property path"):
        turtle_path(text)


@pytest.mark.parametrize(
    ("value", "term"),
    [
        ('"1900"^^<http://www.w3.org/2001/XMLSchema#gYear>', Literal("1900", datatype=uri(XSD.gYear))),
        ('"so \\"said\\""@en', Literal('so "said"', lang="en")),
        (f"{BASE}person/p1", URIRef(f"{BASE}person/p1")),
    ],
)
def test_values_are_terms(value: str, term: Node) -> None:
    assert only(graph(result(value=value)), uri(SH.value)) == term


@pytest.mark.parametrize("label", ["_:b0", "b0", "_:a.b"])
def test_blank_nodes_of_the_data_stay_blank(label: str) -> None:
    report = graph(result(focus=label))
    assert isinstance(only(report, uri(SH.focusNode)), BNode)


def test_results_have_iris_that_stay() -> None:
    assert set(graph(WARNING).objects(URIRef(IRI), uri(SH.result))) <= set(
        graph(*REPORT.results).objects(URIRef(IRI), uri(SH.result))
    )
    assert (None, uri(SH.sourceShape), URIRef(f"{SHAPES}S18-dated")) in graph(WARNING)

"""RDF files as people have them: cut short, with a mark of byte order; and what a report must say of node shapes."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.errors import KgError
from kg.pipeline import validate_file
from kg.validate.load import read_rdf
from kg.validate.turtle import as_turtle

XML = """<?xml version="1.0"?>
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:ex="http://example.org/">
<ex:Ship rdf:about="http://example.org/1"/>
"""
SHAPE = """PREFIX sh: <http://www.w3.org/ns/shacl#> PREFIX ex: <http://example.org/>
ex:S a sh:NodeShape ; sh:targetNode ex:1, "long" ; sh:maxLength 3 .
"""


@pytest.mark.parametrize("name", ["ships.rdf", "ships.owl", "ships.xml"])
def test_xml_that_ends_too_early_is_refused(tmp_path: Path, name: str) -> None:
    file = tmp_path / name
    file.write_text(XML)
    with pytest.raises(KgError, match="not RDF/XML: no element found") as raised:
        list(read_rdf(file))
    assert str(raised.value.where) == f"{file}:4"
    file.write_text(XML + "</rdf:RDF>")
    assert len(list(read_rdf(file))) == 1


def test_a_mark_of_byte_order_is_no_part_of_a_file(tmp_path: Path) -> None:
    file = tmp_path / "ships.ttl"
    file.write_text("<x:1> a <x:Ship> .", encoding="utf-8-sig")
    assert [subject for subject, _, _ in read_rdf(file)] == ["<x:1>"]


def test_a_result_of_a_node_shape_has_the_node_as_its_value(tmp_path: Path) -> None:
    data, shapes = tmp_path / "data.ttl", tmp_path / "shapes.ttl"
    data.write_text("<x:1> a <x:Ship> .")
    shapes.write_text(SHAPE)
    report, base = validate_file(data, "auto", (shapes,))
    turtle = b"".join(as_turtle(report, f"{base}report")).decode()
    for term in ("<http://example.org/1>", '"long"'):
        assert f"sh:focusNode {term} ;" in turtle
        assert f"sh:value {term} ;" in turtle


def test_shapes_without_any_target_are_told(tmp_path: Path) -> None:
    data, shapes = tmp_path / "data.ttl", tmp_path / "shapes.ttl"
    data.write_text("<x:1> a <x:Ship> .")
    shapes.write_text("<x:S> a <http://www.w3.org/ns/shacl#NodeShape> .")
    report, _ = validate_file(data, "auto", (shapes,))
    assert report.notes == ("no shape has a target: nothing was checked",)

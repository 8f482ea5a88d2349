"""What a result says whose shape has no message: the path, and the limit that was broken."""

from __future__ import annotations

from pathlib import Path

import pytest
from validation import check_lines, nt, shapes_of

from kg.validate.components import COMPONENTS
from kg.validate.engine import Choice
from kg.validate.terms import text_of

DATA = """:x a :A ;
  ep:author :p1, :p2 ; rdfs:label "one"@en, "two"@en ; ep:sequenceNo 3 ; ep:date "1932-06-31"^^xsd:date ."""
SAID = {
    "ep:author ; sh:class :B": "a value of ep:author is no <https://example.org/B>",
    "ep:author ; sh:datatype xsd:date": "a value of ep:author is no xsd:date",
    "ep:date ; sh:datatype xsd:date": "a value of ep:date is no xsd:date",
    "ep:author ; sh:nodeKind sh:BlankNodeOrLiteral": "a value of ep:author is no blank node or literal",
    "ep:sender ; sh:minCount 1": "no value of ep:sender",
    "ep:author ; sh:minCount 3": "fewer than 3 values of ep:author",
    "ep:author ; sh:maxCount 1": "more than 1 value of ep:author",
    "ep:sequenceNo ; sh:minExclusive 3": "a value of ep:sequenceNo is not above 3",
    "ep:sequenceNo ; sh:minInclusive 5": "a value of ep:sequenceNo is below 5",
    "ep:sequenceNo ; sh:maxExclusive 3": "a value of ep:sequenceNo is not below 3",
    "ep:sequenceNo ; sh:maxInclusive 2": "a value of ep:sequenceNo is above 2",
    "rdfs:label ; sh:minLength 4": "a value of rdfs:label is shorter than 4 characters",
    "rdfs:label ; sh:maxLength 2": "a value of rdfs:label is longer than 2 characters",
    "rdfs:label ; sh:pattern '^z'": "a value of rdfs:label does not match ^z",
    "rdfs:label ; sh:languageIn ( 'ru' 'de' )": "a value of rdfs:label is in no language of ru, de",
    "rdfs:label ; sh:uniqueLang true": "more than 1 value in one language of rdfs:label",
    "ep:author ; sh:equals ep:sender": "the values of ep:author and of ep:sender are not the same",
    "ep:author ; sh:disjoint ep:author": "a value of ep:author is one of ep:author, too",
    "ep:sequenceNo ; sh:lessThan ep:sequenceNo": "a value of ep:sequenceNo is not less than that of ep:sequenceNo",
    "rdfs:label ; sh:lessThanOrEquals ep:sequenceNo": "a value of rdfs:label is more than that of ep:sequenceNo",
    "ep:author ; sh:not :Any": "a value of ep:author conforms to <https://example.org/Any>, and must not",
    "ep:author ; sh:and ( :Any :None )": (
        "a value of ep:author does not conform to each of <https://example.org/Any>, <https://example.org/None>"
    ),
    "ep:author ; sh:or ( :None )": "a value of ep:author conforms to none of <https://example.org/None>",
    "ep:author ; sh:xone ( :Any [ sh:nodeKind sh:IRI ] )": (
        "a value of ep:author does not conform to just one of <https://example.org/Any>, a shape without IRI"
    ),
    "ep:author ; sh:node :None": "a value of ep:author does not conform to <https://example.org/None>",
    "ep:author ; sh:qualifiedValueShape :None ; sh:qualifiedMinCount 1": (
        "no value of ep:author that conform to <https://example.org/None>"
    ),
    "ep:author ; sh:qualifiedValueShape :Any ; sh:qualifiedMaxCount 1": (
        "more than 1 value of ep:author that conform to <https://example.org/Any>"
    ),
    "ep:author/ep:sender ; sh:hasValue 1": "no value of ep:author/ep:sender is 1",
    "ep:sequenceNo ; sh:in ( 1 2 4 5 6 7 )": "a value of ep:sequenceNo is none of 1, 2, 4, 5, 6 and 1 more",
    "ep:author ; sh:sparql [ sh:select 'SELECT $this { $this $PATH ?value }' ]": (
        "the query of the shape finds a value of ep:author"
    ),
}
NODE = {
    "sh:closed true": "the shape allows no rdfs:label",
    "sh:nodeKind sh:Literal": "the node is no literal",
    "sh:sparql [ sh:select 'SELECT $this { }' ]": "the query of the shape finds the node",
}
OTHERS = ":Any a sh:NodeShape ; sh:nodeKind sh:IRI . :None a sh:NodeShape ; sh:nodeKind sh:Literal .\n"


def said(shape: str, folder: Path) -> set[str]:
    shapes = shapes_of(f"{OTHERS}:S a sh:NodeShape ; sh:targetClass :A ; {shape} .", folder)
    found, _ = check_lines(nt(DATA), shapes, Choice.FAST)
    return {text_of(message) for one in found for message in one.messages}


@pytest.mark.parametrize("constraint", SAID)
def test_of_a_path(constraint: str, tmp_path: Path) -> None:
    path, rest = constraint.split(" ; ", 1)
    sequence = f"( {path.replace('/', ' ')} )" if "/" in path else path
    assert said(f"sh:property [ sh:path {sequence} ; {rest} ]", tmp_path) == {SAID[constraint]}


@pytest.mark.parametrize("constraint", NODE)
def test_of_a_node(constraint: str, tmp_path: Path) -> None:
    assert NODE[constraint] in said(constraint, tmp_path)


def test_every_component_has_its_words() -> None:
    """The results of sh:property are those of the shape that it names."""
    tried = " ".join((*SAID, *NODE))
    components = [f"sh:{parameter[:-1].rpartition('#')[2]} " for parameter in COMPONENTS]
    assert [name for name in components if name not in tried] == ["sh:property "]

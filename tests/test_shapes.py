"""Every constraint of every shape: a graph that breaks it, and a sound graph that does not."""

from __future__ import annotations

from functools import cache

import pyoxigraph as ox
import pytest
from validation import results_of

from kg.ns import PREFIXES, SH
from kg.resources import resource_files
from kg.validate.engine import Choice
from kg.validate.results import Result, Severity, in_order
from kg.validate.shapes import Shapes, load_shapes, rule_of, rules

BASE = "https://example.org/letters/"
HEADER = f"BASE <{BASE}>\n" + "".join(f"PREFIX {prefix}: <{ns}>\n" for prefix, ns in PREFIXES.items())

# A sound graph: l1 is a telegram with everything, l2 answers it; a receipt, a decision, a merged identifier.
SOUND = """INSERT DATA {
<letter/l1> a ep:Letter ; rdfs:label "Stalin to Kaganovich"@en ; ep:author <person/p1> ; ep:addressee <person/p2> ;
  ep:writtenOn <letter/l1#written> ; ep:earliestDate "1932-06-07"^^xsd:date ; ep:latestDate "1932-06-07"^^xsd:date ;
  ep:windowStart "1932-06-01"^^xsd:date ; ep:windowEnd "1932-06-30"^^xsd:date ; ep:firstLine 14 ; ep:lastLine 27 ;
  dcterms:source <source/june#line=13,27> ; ep:transmittedBy <letter/l1#transmission> .
<letter/l1#creation> a crm:E65_Creation ; crm:P94_has_created <letter/l1> ; crm:P4_has_time-span <letter/l1#written> .
<letter/l1#written> a crm:E52_Time-Span ; ep:edtf "1932-06-07"^^edtf:EDTF ;
  crm:P82a_begin_of_the_begin "1932-06-07T00:00:00"^^xsd:dateTime ;
  crm:P82b_end_of_the_end "1932-06-07T23:59:59"^^xsd:dateTime .
<letter/l1#transmission> a ep:Transmission ; crm:P16_used_specific_object <letter/l1> ;
  crm:P4_has_time-span <letter/l1#sent> .
<letter/l1#sent> a crm:E52_Time-Span ; ep:edtf "1932-06-07"^^edtf:EDTF ;
  crm:P82a_begin_of_the_begin "1932-06-07T18:50:00"^^xsd:dateTime ;
  crm:P82b_end_of_the_end "1932-06-07T18:50:59"^^xsd:dateTime .
<letter/l1#receipt> a ep:Receipt ; crm:P16_used_specific_object <letter/l1> ;
  crm:P4_has_time-span <letter/l1#received> .
<letter/l1#received> a crm:E52_Time-Span ; ep:edtf "1932-06-08"^^edtf:EDTF ;
  crm:P82a_begin_of_the_begin "1932-06-08T00:00:00"^^xsd:dateTime ;
  crm:P82b_end_of_the_end "1932-06-08T23:59:59"^^xsd:dateTime .
<letter/l2> a ep:Letter ; rdfs:label "Kaganovich to Stalin"@en ; ep:author <person/p2> ; ep:addressee <person/p1> ;
  ep:writtenOn <letter/l2#written> ; ep:earliestDate "1932-06-07"^^xsd:date ; ep:latestDate "1932-06-11"^^xsd:date ;
  ep:replyTo <letter/l1> .
<letter/l2#creation> a crm:E65_Creation ; crm:P94_has_created <letter/l2> ; crm:P4_has_time-span <letter/l2#written> .
<letter/l2#written> a crm:E52_Time-Span ; ep:edtf "[1932-06-07..1932-06-11]"^^edtf:EDTF .
<carrier/l1-1> a ep:Carrier ; crm:P128_carries <letter/l1> ; ep:shelfmark "RGASPI F. 558. Op. 11. D. 77. L. 54" ;
  ep:heldIn <archive/d77> ; ep:documentForm voc:form-autograph ; ep:leafFromOrd 2916 ; ep:leafToOrd 2916 .
<archive/f558> a ep:ArchivalUnit ; rdfs:label "RGASPI F. 558" ; rico:identifier "F. 558" ;
  rico:hasRecordSetType voc:fond .
<archive/d77> a ep:ArchivalUnit ; rdfs:label "RGASPI F. 558. D. 77" ; rico:identifier "D. 77", "D. 177" ;
  rico:hasRecordSetType voc:delo ; rico:isDirectlyIncludedIn <archive/f558> .
<person/p1> a crm:E21_Person ; rdfs:label "Joseph Stalin"@en ; schema:sameAs wd:Q855 .
<person/p2> a crm:E21_Person ; rdfs:label "Lazar Kaganovich"@en .
<person/p3> dcterms:isReplacedBy <person/p2> ; owl:sameAs <person/p2> .
<decision/d1> a ep:Resolution ; ep:decidedBy <group/g1> ; ep:decidedOn "1932-06-10"^^xsd:date ;
  dcterms:subject <topic/grain> ; dcterms:abstract "price of rye"@en .
<topic/trade> a skos:Concept ; rdfs:label "trade"@en .
<topic/grain> a skos:Concept ; rdfs:label "grain"@en ; skos:broader <topic/trade> .
<carrier/d1-1> a ep:Carrier ; crm:P128_carries <decision/d1> ; ep:shelfmark "Bundesarchiv Nachlass 5 Mappe 3" ;
  ep:heldIn <archive/m3> ; ep:documentForm voc:form-typescript .
<heading/h1> a ep:Heading ; rdfs:label "Stalin to Kaganovich June 7, 1932"@en ; ep:firstLine 12 ; ep:lastLine 12 ;
  crm:P106i_forms_part_of <source/june#line=11,12> ; ep:printedAbove <letter/l1> .
<group/g1> a crm:E74_Group ; rdfs:label "Politburo"@en .
<place/pl1> a crm:E53_Place ; rdfs:label "Sochi"@en .
<archive/m3> a ep:ArchivalUnit ; rdfs:label "Mappe 3" ; rico:identifier "Mappe 3" ; rico:hasRecordSetType voc:mappe .
}"""


def swap(what: str, value: str) -> str:
    """An update that gives `what` (a subject and a property) another value."""
    return f"DELETE WHERE {{{what} ?old}}; INSERT DATA {{{what} {value}}}"


# Constraint (its fragment in https://w3id.org/letterkg/shapes#), its severity, and a change that breaks it.
V, W = Severity.VIOLATION, Severity.WARNING
BROKEN = [
    ("S01", V, "DELETE {?s ?p ?o} INSERT {_:l ?p ?o} WHERE {?s ?p ?o FILTER(?s = <letter/l2>)}"),
    ("S01-label", V, 'DELETE DATA {<letter/l1> rdfs:label "Stalin to Kaganovich"@en}'),
    ("S01-creation", V, "DELETE DATA {<letter/l1#creation> crm:P94_has_created <letter/l1>}"),
    ("S01-creation", V, "INSERT DATA {<letter/l2#creation> crm:P94_has_created <letter/l1>}"),
    ("S01-creation", V, "DELETE DATA {<letter/l1#creation> a crm:E65_Creation}"),
    ("S01-writtenOn", V, "DELETE DATA {<letter/l1> ep:writtenOn <letter/l1#written>}"),
    ("S01-writtenOn", V, "INSERT DATA {<letter/l1> ep:writtenOn <letter/l2#written>}"),
    ("S01-earliest", V, 'INSERT DATA {<letter/l1> ep:earliestDate "1932-06-06"^^xsd:date}'),
    ("S01-latest", V, 'INSERT DATA {<letter/l1> ep:latestDate "8 June"}'),
    ("S01-latest", V, swap("<letter/l1> ep:latestDate", '"1932-06-31"^^xsd:date')),
    ("S01-dated", W, "DELETE WHERE {<letter/l2> ep:earliestDate ?e ; ep:latestDate ?l}"),
    ("S01-author", W, "DELETE DATA {<letter/l1> ep:author <person/p1>}"),
    ("S01-addressee", W, "DELETE DATA {<letter/l1> ep:addressee <person/p2>}"),
    ("S02-order", V, swap("<letter/l2> ep:earliestDate", '"1932-06-12"^^xsd:date')),
    ("S03-parties", V, "INSERT DATA {<letter/l1> ep:addressee <person/p1>}"),
    ("S04-written", V, swap("<letter/l1#sent> crm:P82b_end_of_the_end", '"1932-06-06T23:59:59"^^xsd:dateTime')),
    ("S05-written", V, swap("<letter/l1#received> crm:P82b_end_of_the_end", '"1932-06-06T12:00:00"^^xsd:dateTime')),
    ("S05-sent", V, swap("<letter/l1#received> crm:P82b_end_of_the_end", '"1932-06-07T18:49:59"^^xsd:dateTime')),
    ("S06-before", W, swap("<letter/l1> ep:windowStart", '"1932-06-08"^^xsd:date')),
    ("S06-after", W, swap("<letter/l1> ep:windowEnd", '"1932-06-06"^^xsd:date')),
    ("S06-lines", V, "DELETE DATA {<letter/l1> ep:firstLine 14}; INSERT DATA {<letter/l1> ep:firstLine 28}"),
    ("S06-firstLine", V, "DELETE DATA {<letter/l1> ep:firstLine 14}; INSERT DATA {<letter/l1> ep:firstLine 0}"),
    ("S06-lastLine", V, 'DELETE DATA {<letter/l1> ep:lastLine 27}; INSERT DATA {<letter/l1> ep:lastLine "27"}'),
    ("S07-order", V, swap("<letter/l2> ep:latestDate", '"1932-06-06"^^xsd:date')),
    ("S08", W, "INSERT DATA {<letter/l1> ep:replyTo <letter/l2>}; DELETE DATA {<letter/l2> ep:addressee <person/p1>}"),
    ("S08", W, "DELETE DATA {<letter/l2> ep:author <person/p2>}; INSERT DATA {<letter/l2> ep:author <person/p4>}"),
    ("S09-leaves", V, "DELETE DATA {<carrier/l1-1> ep:leafToOrd 2916}; INSERT DATA {<carrier/l1-1> ep:leafToOrd 2914}"),
    ("S09-shelfmark", V, 'DELETE WHERE {<carrier/l1-1> ep:shelfmark ?s}'),
    ("S09-shelfmark", V, 'INSERT DATA {<carrier/l1-1> ep:shelfmark "RGASPI F. 558. Op. 11. D. 77. L. 55"}'),
    *(
        ("S09-shelfmark", V, swap("<carrier/l1-1> ep:shelfmark", text))
        for text in (
            '"RGASPI"',
            '"RGASPI F. 558. Op. 11. D. 77; F. 82. Op. 2. D. 99"',
            '"RGASPI  F. 558. Op. 11. D. 77"',
            '" RGASPI F. 558. Op. 11. D. 77"',
            '"RGASPI F. 558. Op. 11. D. 77."',
            '"RGASPI F. 558. Op. 11. D. 77. L. 78-"',
            '"RGASPI F. 558.\\nOp. 11. D. 77"',
        )
    ),
    ("S09-resolved", V, swap("<carrier/l1-1> ep:shelfmark", '"Ibid. L. 55"')),
    ("S09-heldIn", V, "DELETE DATA {<carrier/l1-1> ep:heldIn <archive/d77>}"),
    ("S09-heldIn", V, "INSERT DATA {<carrier/l1-1> ep:heldIn <person/p1>}"),
    ("S09-form", W, "DELETE DATA {<carrier/l1-1> ep:documentForm voc:form-autograph}"),
    ("S10", V, swap("<archive/d77> rico:identifier", '"D. 7"')),
    ("S10", V, swap("<archive/f558> rico:identifier", '"F. 81"')),
    ("S11-label", V, "DELETE WHERE {<archive/d77> rdfs:label ?l}"),
    ("S11-type", V, "DELETE WHERE {<archive/d77> rico:hasRecordSetType ?t}"),
    ("S11-type", V, "INSERT DATA {<archive/d77> rico:hasRecordSetType voc:opis}"),
    ("S11-parent", V, "INSERT DATA {<archive/d77> rico:isDirectlyIncludedIn <archive/m3>}"),
    ("S12", V, 'INSERT DATA {_:p a crm:E21_Person ; rdfs:label "somebody"}'),
    ("S12-label", V, "DELETE WHERE {<person/p1> rdfs:label ?l}"),
    ("S12-person", V, "INSERT DATA {<person/p1> a crm:E74_Group}"),
    ("S17-label", V, "DELETE WHERE {<heading/h1> rdfs:label ?l}"),
    ("S17-lines", V, "DELETE DATA {<heading/h1> ep:firstLine 12}"),
    ("S17-lines", V, "DELETE DATA {<heading/h1> ep:firstLine 12}; INSERT DATA {<heading/h1> ep:firstLine 13}"),
    ("S17-lastLine", V, "DELETE DATA {<heading/h1> ep:lastLine 12}"),
    ("S17-source", V, "DELETE WHERE {<heading/h1> crm:P106i_forms_part_of ?s}"),
    ("S17-letter", V, "INSERT DATA {<heading/h1> ep:printedAbove <letter/l2>}"),
    ("S17-letter", V, swap("<heading/h1> ep:printedAbove", "<person/p1>")),
    ("S18-decidedBy", V, "DELETE DATA {<decision/d1> ep:decidedBy <group/g1>}"),
    ("S18-decidedOn", V, 'INSERT DATA {<decision/d1> ep:decidedOn "1932-06-11"^^xsd:date}'),
    ("S18-dated", W, "DELETE WHERE {<decision/d1> ep:decidedOn ?d}"),
    ("S18-shelfmark", W, "DELETE DATA {<carrier/d1-1> crm:P128_carries <decision/d1>}"),
    ("S24-edtf", V, "DELETE WHERE {<letter/l2#written> ep:edtf ?d}"),
    ("S24-edtf", V, 'INSERT DATA {<letter/l2#written> ep:edtf "1932-06"^^edtf:EDTF}'),
    ("S24-edtf", V, swap("<letter/l2#written> ep:edtf", '"1932-06"')),
    ("S24-begin", V, swap("<letter/l1#written> crm:P82a_begin_of_the_begin", '"1932-06-07T00:00:00Z"^^xsd:dateTime')),
    ("S24-begin", V, 'INSERT DATA {<letter/l2#written> crm:P82a_begin_of_the_begin "1932-06-07"^^xsd:date}'),
    ("S24-end", V, swap("<letter/l1#written> crm:P82b_end_of_the_end", '"1932-06-08T00:00:00+03:00"^^xsd:dateTime')),
    ("S24-end", V, 'INSERT DATA {<letter/l1#written> crm:P82b_end_of_the_end "1932-06-08T23:59:59"^^xsd:dateTime}'),
    ("S24-order", V, swap("<letter/l1#written> crm:P82a_begin_of_the_begin", '"1932-06-08T00:00:00"^^xsd:dateTime')),
    ("S26-merged", V, "INSERT DATA {<person/p1> owl:sameAs wd:Q855}"),
    ("S26-merged", V, "INSERT DATA {<person/p3> owl:sameAs wd:Q855}"),
    ("S36", V, 'INSERT DATA {_:g a crm:E74_Group ; rdfs:label "some body"}'),
    ("S36-label", V, "DELETE WHERE {<group/g1> rdfs:label ?l}"),
    ("S37", V, 'INSERT DATA {_:pl a crm:E53_Place ; rdfs:label "somewhere"}'),
    ("S37-label", V, "DELETE WHERE {<place/pl1> rdfs:label ?l}"),
    ("S38-topic", W, "DELETE DATA {<decision/d1> dcterms:subject <topic/grain>}"),
    ("S38-subject", W, "DELETE WHERE {<decision/d1> dcterms:abstract ?words}"),
    ("S39", V, "INSERT DATA {<letter/l1> dcterms:subject <person/p1>}"),
    ("S39", V, "INSERT DATA {<topic/trade> skos:broader <topic/grain>}"),
    ("S39", V, "INSERT DATA {<topic/trade> skos:broader <topic/trade>}"),
    ("S39-label", V, "DELETE WHERE {<topic/trade> rdfs:label ?l}"),
    ("S39-broader", V, "INSERT DATA {<topic/x> a skos:Concept; rdfs:label 'x' . <topic/grain> skos:broader <topic/x>}"),
    ("S39-broader", V, "INSERT DATA {<topic/trade> skos:broader <topic/economy>}"),
    ("S35", V, "INSERT DATA {_:x a crm:E53_Place}"),
]  # fmt: skip

# Changes that come close and break nothing.
UNBROKEN = [
    "INSERT DATA {<letter/l1> ep:authorAsPrinted 'Petrov'@en}",
    # A letter whose day is known only as a range may answer one of any of these days.
    swap("<letter/l2> ep:latestDate", '"1932-06-07"^^xsd:date'),
    # Sent and received in the minute it was written in.
    'DELETE WHERE {<letter/l1#sent> crm:P82b_end_of_the_end ?t ; crm:P82a_begin_of_the_begin ?u}; '
    'INSERT DATA {<letter/l1#sent> crm:P82b_end_of_the_end "1932-06-07T00:00:00"^^xsd:dateTime}',
    # The window touches the letter's dates.
    swap("<letter/l1> ep:windowEnd", '"1932-06-07"^^xsd:date'),
    # One of several authors answers one of several addressees.
    "INSERT DATA {<letter/l2> ep:author <person/p4> . <letter/l1> ep:addressee <person/p5>}",
    # A former code of the unit stands in the shelfmark.
    swap("<carrier/l1-1> ep:shelfmark", '"RGASPI F. 558. Op. 11. D. 177. L. 54"'),
    # A whole file, without leaves.
    swap("<carrier/l1-1> ep:shelfmark", '"RGASPI F. 558. Op. 11. D. 77"'),
    'DELETE DATA {<decision/d1> ep:decidedBy <group/g1>}; INSERT DATA {<decision/d1> ep:decidedByAsPrinted "bureau"}',
    # A topic in the middle of a chain of three.
    'INSERT DATA {<topic/economy> a skos:Concept ; rdfs:label "economy" . <topic/trade> skos:broader <topic/economy>}',
    # A merged identifier of another kind.
    "INSERT DATA {<letter/l9> dcterms:isReplacedBy <letter/l1> ; owl:sameAs <letter/l1>}",
]  # fmt: skip


@cache
def shapes() -> Shapes:
    return load_shapes(resource_files("shapes"))


def lines(*updates: str) -> bytes:
    """The sound graph, changed."""
    store = ox.Store()
    for update in (SOUND, *updates):
        store.update(HEADER + update)
    return b"".join(sorted(f"{quad.triple} .\n".encode() for quad in store))


def results(*updates: str) -> list[Result]:
    return results_of(lines(*updates), shapes(), Choice.FAST)


def name(result: Result) -> str:
    return result.shape.rpartition("#")[2]


def test_the_sound_graph_breaks_nothing() -> None:
    assert results() == []


@pytest.mark.parametrize(("constraint", "severity", "change"), BROKEN)
def test_a_graph_that_breaks_it(constraint: str, severity: Severity, change: str) -> None:
    found = [result for result in results(change) if name(result) == constraint]
    assert found
    assert {result.severity for result in found} == {severity}
    assert all(result.message and not result.message.startswith(("Less than", "Value", "Node")) for result in found)


@pytest.mark.parametrize("change", UNBROKEN)
def test_a_graph_that_comes_close(change: str) -> None:
    assert results(change) == []


# Where pySHACL does not compare as the recommendation has it (sections 4.5.3 and 4.5.4): what is no date "cannot be
# compared", which is a violation; a time with a zone and one without can be, when more than 14 hours lie between them.
LESS = "#LessThanOrEqualsConstraintComponent"
MISCOMPARED = ("1932-06-31", ':00:00Z"')


@pytest.mark.parametrize("change", [*(change for _, _, change in BROKEN), *UNBROKEN])
def test_pyshacl_says_the_same(change: str) -> None:
    graph = lines(change)
    fast, slow = (results_of(graph, shapes(), engine) for engine in (Choice.FAST, Choice.PYSHACL))
    if any(text in change for text in MISCOMPARED):
        assert in_order(fast) != in_order(slow)
        fast, slow = ([r for r in found if not r.component.endswith(LESS)] for found in (fast, slow))
    assert in_order(fast) == in_order(slow)


def test_every_constraint_has_a_case() -> None:
    """Whatever has a message can be broken, and is broken above."""
    graph = shapes().graph
    sparql = {constraint: shape for shape, found in graph.pairs(SH.sparql).items() for constraint in found}
    can_break = {sparql.get(node, node)[:-1].rpartition("#")[2] for node in graph.pairs(SH.message)}
    assert can_break == {constraint for constraint, _, _ in BROKEN}


def test_every_rule_is_named_and_described() -> None:
    found = rules(shapes())
    assert [rule.id for rule in found] == [f"S{n:02}" for n in range(1, 42)]
    assert all(rule.name.startswith(f"{rule.id}: ") and rule.description.endswith(".") for rule in found)


def test_every_rule_says_what_to_do_next() -> None:
    """In one line, and without a full stop, as hints of errors are."""
    hints = [hint for rule in rules(shapes()) for hint in (rule.hint, *rule.hints.values())]
    assert all(20 < len(hint) < 170 and "\n" not in hint and not hint.endswith(".") for hint in hints)


def test_a_rule_is_as_bad_as_the_worst_it_can_find() -> None:
    found = {rule.id: rule.severity for rule in rules(shapes())}
    assert {id_ for id_, severity in found.items() if severity is Severity.WARNING} == {"S08", "S40"}
    assert {severity for id_, severity in found.items() if id_ not in ("S08", "S40")} == {Severity.VIOLATION}


def test_everything_in_the_shapes_has_an_iri() -> None:
    """Only paths and lists may be blank: a result names its constraint by IRI, so that people can look it up."""
    graph = shapes().graph
    typed = {node for kind in (SH.NodeShape, SH.PropertyShape) for node in graph.instances(kind)}
    used = {node for term in (SH.property, SH.node, SH["not"]) for node in graph.inverse(term)}
    assert used
    assert used <= typed
    assert all(node.startswith("<https://w3id.org/letterkg/shapes#") for node in typed)


@pytest.mark.parametrize("path", resource_files("shapes"), ids=lambda path: path.name)
def test_each_file_is_turtle_for_oxigraph_too(path: object) -> None:
    assert sum(1 for _ in ox.parse(path=str(path)))


@pytest.mark.parametrize(
    ("shape", "rule"), [("https://w3id.org/letterkg/shapes#S01-label", "S01"), ("https://example.org/s#Own", "Own")]
)
def test_a_constraint_belongs_to_its_rule(shape: str, rule: str) -> None:
    assert rule_of(shape) == rule

"""The vocabulary and the application profile as pages: every term, every rule, and nothing that was made up."""

from __future__ import annotations

import gzip
import html
import posixpath
import re

import pytest
from conftest import CHECKOUT
from official import above
from pyoxigraph import Literal, RdfFormat, Store, parse

from kg.errors import KgError
from kg.ns import EP, PREFIXES, RDFS, SCHEMA, SH, VOC, bare
from kg.pipeline import Built
from kg.publication import published_context
from kg.publish.site.blocks import Ref
from kg.publish.site.diagram import _LINES, diagram
from kg.publish.site.info import SiteInfo
from kg.publish.site.profile import profile_pages
from kg.publish.site.render import Renderer
from kg.publish.site.shapes import Shapes
from kg.publish.site.terms import OWN, vocabulary
from kg.publish.site.vocabulary import vocabulary_pages
from kg.publish.statistics import Statistics, count, short

BASE = "https://example.org/"
ONTOLOGY = {path.stem: path.read_bytes() for path in (CHECKOUT / "ontology").glob("*.ttl")}
SHAPES = {path.stem: path.read_bytes() for path in (CHECKOUT / "shapes").glob("*.ttl")}
RENDER = Renderer(SiteInfo("x", "Letters", "", BASE, "https://example.org/licence", "nobody", "1")).render


def thing(iri: str) -> Ref:
    return Ref(iri)


@pytest.fixture(scope="module")
def counts(built: Built) -> Statistics:
    (file,) = [file for file in built.files if file.name.endswith(".nq.gz")]
    with gzip.open(file, "rt", encoding="utf-8", newline="\n") as quads:
        return count(quads, built.base).together()


def made(counts: Statistics) -> dict[str, str]:
    pages = vocabulary_pages(ONTOLOGY, counts, thing, published_context(), RENDER)
    return {path: data.decode() for path, data in (*pages, *profile_pages(SHAPES, RENDER))}


@pytest.fixture(scope="module")
def pages(counts: Statistics) -> dict[str, str]:
    return made(counts)


def empty() -> Statistics:
    return Statistics(BASE)


# ---- the vocabulary ----


@pytest.mark.parametrize("prefix", OWN)
def test_each_term_has_label_definition_and_example(counts, prefix):
    found = vocabulary(prefix, ONTOLOGY[prefix], counts, thing)
    assert {f"<{term.iri}>" for term in found.terms} == set({"ep": EP, "voc": VOC}[prefix])
    for term in found.terms:
        assert term.label and term.definition, term.short
        # The graph has an example, or the vocabulary gives one of what this collection does not have.
        assert term.example is not None or term.written, term.short
    assert found.version and found.version_iri.endswith(f"/{found.version}")


def test_counts_are_those_of_the_graph(counts, store):
    ask = "SELECT (COUNT(*) AS ?n) { { %s } UNION { GRAPH ?g { %s } } }"
    for pattern, number in (
        (f"?x a {EP.Letter}", counts.classes[EP.Letter]),
        (f"?x {EP.witnessType} ?y", counts.properties[EP.witnessType]),
        (f"?x ?p {VOC.form_autograph}", counts.objects[VOC.form_autograph]),
    ):
        (row,) = store.query(ask % (pattern, pattern))
        assert number == int(row["n"].value) > 0


def test_an_example_is_a_statement_of_the_graph(counts, store):
    for prefix in OWN:
        for term in vocabulary(prefix, ONTOLOGY[prefix], counts, thing).terms:
            if term.example is not None and term.kind == "property":
                subject = term.example.subject.text
                pattern = f"<{subject}> <{term.iri}> ?y"
                assert store.query(f"ASK {{ {{ {pattern} }} UNION {{ GRAPH ?g {{ {pattern} }} }} }}")


def test_a_term_of_no_known_kind_is_named():
    broken = ONTOLOGY["ep"] + b'\nep:Parcel rdfs:label "parcel"@en .\n'
    with pytest.raises(KgError, match="no known kind: ep:Parcel"):
        vocabulary("ep", broken, empty(), thing)


def test_every_term_has_its_anchor_and_every_link_its_goal(pages):
    ids = {path: re.findall(r'\bid="([^"]+)"', text) for path, text in pages.items() if path.endswith(".html")}
    for path, found in ids.items():
        assert len(found) == len(set(found))
        for link in re.findall(r"<main.*</main>", pages[path], re.DOTALL)[0].split('href="')[1:]:
            target, _, fragment = html.unescape(link[: link.index('"')]).partition("#")
            if re.match("[a-z]+:", target):
                continue
            goal = posixpath.normpath(posixpath.join(posixpath.dirname(path), target)) if target else path
            assert goal in pages, link
            assert not fragment or fragment in ids[goal], link
    for prefix, terms in (("ep", EP), ("voc", VOC)):
        assert {bare(term).partition("#")[2] for term in terms} <= set(ids[f"vocabulary/{prefix}.html"])


def test_pages_bring_no_script_and_no_style_of_their_own(pages):
    for path, text in pages.items():
        if path.endswith(".html"):
            assert not re.search(r"<style|\sstyle=|\son\w+=|<script(?! src)", text)


def test_the_same_input_makes_the_same_bytes(counts, pages):
    assert made(counts) == pages


@pytest.mark.parametrize("prefix", OWN)
def test_the_files_say_what_the_vocabulary_says(pages, prefix):
    assert pages[f"vocabulary/{prefix}.ttl"].encode() == ONTOLOGY[prefix]
    turtle, jsonld = Store(), Store()
    turtle.load(ONTOLOGY[prefix], format=RdfFormat.TURTLE)
    jsonld.load(pages[f"vocabulary/{prefix}.jsonld"].encode(), format=RdfFormat.JSON_LD)
    assert set(turtle) == set(jsonld)


def test_hostile_values_are_escaped_and_long_ones_folded():
    counts = empty()
    counts.add(f"<{BASE}letter/l0001>", EP.asFound, '"<script>alert(1)</script>\\" \u202e' + "x" * 5000 + '"')
    page = dict(vocabulary_pages(ONTOLOGY, counts, thing, published_context(), RENDER))["vocabulary/ep.html"].decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page
    assert "x" * 5000 in page
    assert "characters)</span>" in page


# ---- the diagram ----


def test_the_diagram_draws_properties_as_the_vocabulary_has_them():
    store = Store()
    store.load(ONTOLOGY["ep"], format=RdfFormat.TURTLE)
    ask = "SELECT ?x { %s %s|%s ?x }"
    for line in _LINES:
        if not line.property.startswith(f"<{PREFIXES['ep']}"):
            continue
        ends = ((line.source, RDFS.domain, SCHEMA.domainIncludes), (line.target, RDFS.range, SCHEMA.rangeIncludes))
        for node, *keys in ends:
            allowed = {str(row["x"]) for row in store.query(ask % (line.property, *keys))}
            assert allowed & {node, *above(node)}, short(line.property)


def test_the_diagram_has_a_text_alternative_and_refuses_what_is_not_there():
    whole = vocabulary("ep", ONTOLOGY["ep"], empty(), thing)
    drawn = diagram(whole)
    assert "<title" in drawn and "<desc" in drawn and 'role="group"' in drawn
    assert len(drawn.edges) == len(_LINES)
    with pytest.raises(KgError, match="ep:mayBe"):
        diagram(vocabulary("ep", re.sub(rb"(?ms)^ep:mayBe a .*?@en \.$", b"", ONTOLOGY["ep"]), empty(), thing))


# ---- the profile ----


def words(text: str) -> str:
    """The text of a page as a reader sees it."""
    return html.unescape(re.sub(r"<[^>]+>", "", text))


def test_nothing_that_the_shapes_say_is_left_out(pages):
    page = words(pages["profile/index.html"])
    shown = {bare(key) for key in (SH.message, SH.description, SH.select, RDFS.comment)}
    for name, turtle in SHAPES.items():
        for triple in parse(turtle, format=RdfFormat.TURTLE):
            if not re.search(r"#S\d+", str(triple.subject)):
                continue
            if triple.predicate.value in shown:
                assert triple.object.value in page, f"{name}: {triple.object.value}"
            elif isinstance(triple.object, Literal) and triple.predicate.value != bare(SH.flags):
                assert triple.object.value.removeprefix(f"{triple.object.value.partition(': ')[0]}: ") in page


def test_every_shape_is_in_a_rule():
    rules = Shapes(SHAPES).rules()
    names = {
        triple.subject.value.partition("#")[2]
        for turtle in SHAPES.values()
        for triple in parse(turtle, format=RdfFormat.TURTLE)
        if re.search(r"shapes#S\d+", str(triple.subject))
    }
    assert {rule.id for rule in rules} == {re.match(r"S\d+", name)[0] for name in names}
    checks = {check.id for rule in rules for check in rule.checks}
    # Shapes that only hold others have no line of their own.
    silent = names - checks
    for name in silent:
        assert any(id_.startswith(re.match(r"S\d+", name)[0]) for id_ in checks)
    assert not [rule.id for rule in rules if rule.turtle]  # the words say all of it
    assert all(rule.description and rule.title != rule.id and rule.hint for rule in rules)


def one(constraint: str) -> str:
    """The page of one rule with a constraint on the author."""
    turtle = (
        "@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix ep: <https://w3id.org/letterkg/ns#> ."
        "@prefix s: <https://w3id.org/letterkg/shapes#> . @prefix dash: <http://datashapes.org/dash#> ."
        f"s:S99 a sh:NodeShape ; sh:name 'S99: a rule' ; sh:targetClass ep:Letter ; sh:property s:S99-x ."
        f"s:S99-x a sh:PropertyShape ; sh:path ep:author ; {constraint} ."
    )
    (page, _) = profile_pages({"letter": turtle.encode()}, RENDER)
    return words(page[1].decode())


@pytest.mark.parametrize(
    ("constraint", "said"),
    [
        ("sh:minCount 1 ; sh:maxCount 1", "exactly 1"),
        ("sh:maxCount 0", "there is none"),
        ("sh:minCount 2 ; sh:maxCount 3", "at least 2"),
        ("sh:class ep:Leaf", "each is a member of ep:Leaf"),
        ("sh:nodeKind sh:IRIOrLiteral", "an IRI or a literal"),
        ("sh:in ( ep:Leaf 'x' )", "one of: ep:Leaf, x"),
        ("sh:or ( [ sh:minLength 3 ] [ sh:maxLength 9 ] )",
         "one or more of: 3 characters or more | 9 characters or fewer"),
        ("sh:property [ sh:path [ sh:inversePath ep:sender ] ; sh:lessThan ep:date ]",
         "each less than ep:date, of what ep:author leads to"),
        ("sh:property [ sh:path ( ep:sender [ sh:zeroOrMorePath ep:replyTo ] ) ; sh:minCount 1 ]",
         "ep:author/ep:sender/ep:replyTo*"),
    ],
)  # fmt: skip
def test_constraints_are_put_into_words(constraint, said):
    page = one(constraint)
    assert said in page
    assert "The shape in Turtle" not in page


@pytest.mark.parametrize(
    "constraint",
    [
        "dash:singleLine true",
        "sh:qualifiedValueShape [ sh:minCount 1 ] ; sh:qualifiedMinCount 1",
        "sh:deactivated true",
        "sh:not [ dash:stem 'x' ]",
    ],
)
def test_a_construct_that_has_no_words_is_shown_in_turtle(constraint):
    page = one(constraint)
    assert "The shape in Turtle" in page
    assert constraint.split()[0].partition(":")[2] in page

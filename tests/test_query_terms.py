"""Parameters: what a user types becomes a term, a term stays a term, and nothing in it is ever read as SPARQL."""

from __future__ import annotations

from pathlib import Path

import pytest
import rdflib
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, Quad, QuerySolutions, Store

from kg.errors import KgError, UsageError
from kg.ns import PREFIXES
from kg.queries import Identifiers, SavedQuery, ask, bind, catalogue, read_query
from kg.queries.catalogue import AUDIENCES, Parameter
from kg.queries.run import identifiers, prepared
from kg.queries.terms import term
from kg.queries.text import form, projected, serialised, with_values

BASE = "https://w3id.org/letterkg/herring/"
XSD = PREFIXES["xsd"]
KNOWN = {"p0001": f"{BASE}person/p0001"}
NAMES = (
    ("person/p0001", "Ada Lind"), ("person/p0002", "Bo Lind"), ("person/p0003", "Čenek Ruus"), ("person/p0003", "Ruus"),
    ("place/ruus", "Ruus"), ("archive/a/f1", "Archive F. 1"), ("archive/a/f1/op1", "Archive F. 1. Op. 1"),
)  # fmt: skip


def called(folder: str) -> list[tuple[str, str]]:
    return [(BASE + thing, name) for thing, name in NAMES if (BASE + thing).startswith(folder)]


HERE = Identifiers(BASE, KNOWN.get, called)

HOSTILE = [
    '"> . } DROP ALL',
    "'> . } DROP ALL",
    '" } ; DROP ALL #',
    "> } DROP ALL",
    '\\" . } DROP ALL',
    "\\u0022 . } DROP ALL",
    "\\\\u0022 . } DROP ALL",
    "\\U00000022 . } DROP ALL",
    "\\u005C\\u0022",
    "\\",
    "\\\\",
    '"""',
    "'''",
    "line\nline\r\n# } DROP ALL",
    "{ } ?x $y <iri> # comment",
    "UNDEF",
    "%s {0} ${text} \\1",
    "Каганович\u2028\u202e\U0001f600",
    "\x7f\x85",
    "",
]


def query(text: str, parameters: str = "") -> SavedQuery:
    """A query with the parameters that `parameters` declares: `text:string from:date`."""
    header = ['#+ title = "t"', '#+ description = "d"', f'#+ audience = ["{AUDIENCES[0]}"]', '#+ keywords = ["k"]']
    header += ["#+ minimum_rows = 0"]
    for declared in parameters.split():
        name, _, type_ = declared.partition(":")
        header += [f"#+ [parameters.{name}]", f'#+ type = "{type_}"', '#+ description = "a value"', '#+ example = "x"']
    return read_query("\n".join([*header, text]), "test.rq")


def answered(store: Store, asked: SavedQuery, **values: str) -> list[tuple[object, ...]]:
    answer = ask(store, asked, bind(asked, values, HERE))
    assert isinstance(answer, QuerySolutions)
    return [tuple(solution) for solution in answer]


# --- a term stays a term --------------------------------------------------------------------------------------------

texts = st.text(st.characters(exclude_categories=["Cs"])) | st.text('\\u0022Uu"{}<>\n 5cC', max_size=30)


@given(text=texts)
def test_a_text_comes_back_from_two_parsers_as_it_was(text: str) -> None:
    written = f"SELECT * WHERE {{ VALUES ?x {{ {serialised(Literal(text))} }} }}"
    (ours,) = Store().query(written)  # type: ignore[union-attr]
    assert ours["x"] == Literal(text)  # type: ignore[index]
    (theirs,) = rdflib.Graph().query(written)  # it replaces \uXXXX before it reads the query, as some processors do
    assert str(theirs[0]) == text  # type: ignore[index]


@pytest.mark.parametrize(
    "term",
    [
        Literal("-7", datatype=NamedNode(f"{XSD}integer")),
        Literal("1932-06-05", datatype=NamedNode(f"{XSD}date")),
        Literal("[..1932-06-11]", datatype=NamedNode(f"{PREFIXES['edtf']}EDTF")),
        Literal("письмо", language="ru"),
        NamedNode("https://example.org/é?q=1#f"),
    ],
)
def test_terms_of_every_kind_come_back(term: Literal | NamedNode) -> None:
    (solution,) = Store().query(f"SELECT * WHERE {{ VALUES ?x {{ {serialised(term)} }} }}")  # type: ignore[union-attr]
    assert solution["x"] == term  # type: ignore[index]


@pytest.mark.parametrize("value", HOSTILE)
def test_a_hostile_text_is_a_text(value: str) -> None:
    thing, named = NamedNode("https://example.org/a"), NamedNode("https://example.org/named")
    store = Store()
    store.extend([Quad(thing, named, Literal(value)), Quad(thing, named, Literal("another"))])
    asked = query("SELECT ?s ?text WHERE { ?s <https://example.org/named> ?text }", "text:string")
    assert answered(store, asked, text=value) == [(thing, Literal(value))]
    assert len(store) == 2
    (same,) = rdflib.Graph().query(prepared(query("SELECT ?text WHERE { }", "text:string"), {"text": Literal(value)}))
    assert str(same[0]) == value  # type: ignore[index]


@pytest.mark.parametrize("type_", ["iri", "integer", "date", "edtf"])
@pytest.mark.parametrize("value", [value for value in HOSTILE if value != "%s {0} ${text} \\1"])
def test_a_hostile_value_of_another_type_is_refused(type_: str, value: str) -> None:
    asked = query("SELECT ?x WHERE { ?s ?p ?x }", f"x:{type_}")
    with pytest.raises(UsageError) as refused:
        bind(asked, {"x": value}, Identifiers(BASE))
    assert "parameter x:" in str(refused.value)


@pytest.mark.parametrize("value", ["a\x00b", "\x1b[31m", "\ud800"])
def test_characters_that_no_format_can_hold_are_refused(value: str) -> None:
    asked = query("SELECT ?x WHERE { ?s ?p ?x }", "x:string")
    with pytest.raises(UsageError, match=r"U\+[0-9A-F]{4} cannot stand in a text"):
        bind(asked, {"x": value}, HERE)


# --- types ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("type_", "value", "term"),
    [
        ("string", "7", Literal("7")),
        ("integer", " +007 ", Literal("7", datatype=NamedNode(f"{XSD}integer"))),
        ("integer", "-0", Literal("0", datatype=NamedNode(f"{XSD}integer"))),
        ("date", "1932-02-29", Literal("1932-02-29", datatype=NamedNode(f"{XSD}date"))),
        ("edtf", "1932-06?", Literal("1932-06?", datatype=NamedNode(f"{PREFIXES['edtf']}EDTF"))),
        ("iri", "https://example.org/x", NamedNode("https://example.org/x")),
        ("iri", "<https://example.org/x>", NamedNode("https://example.org/x")),
        ("iri", "urn:isbn:5824302413", NamedNode("urn:isbn:5824302413")),
        ("iri", "wd:Q855", NamedNode("http://www.wikidata.org/entity/Q855")),
        ("iri", "wd:", NamedNode("http://www.wikidata.org/entity/")),
        ("iri", "letter/l0030#written", NamedNode(f"{BASE}letter/l0030#written")),
        ("iri", "archive/rgaspi/f558/op11/d77", NamedNode(f"{BASE}archive/rgaspi/f558/op11/d77")),
        ("iri", "p0001", NamedNode(f"{BASE}person/p0001")),
    ],
)
def test_values_become_terms(type_: str, value: str, term: object) -> None:
    assert bind(query("SELECT ?x WHERE { }", f"x:{type_}"), {"x": value}, HERE) == {"x": term}


@pytest.mark.parametrize(
    ("type_", "value", "message"),
    [
        ("integer", "1.5", "'1.5' is not a whole number"),
        ("integer", "٣", "is not a whole number"),
        ("integer", "9" * 5000, "is not a whole number"),
        ("date", "1932-02-30", "'1932-02-30' is not a day; write it as YYYY-MM-DD"),
        ("date", "19320605", "is not a day"),
        ("edtf", "5 June", "'5 June' is not a date in EDTF"),
        ("iri", "https://example.org/a b", "has ' ' in it"),
        ("iri", "https://example.org/<", "has '<' in it"),
        ("iri", "https://example.org/%zz", "is not an IRI"),
        ("iri", "wdd:Q855", "unknown prefix 'wdd'; did you mean 'wd'?"),
        ("iri", "p9999", "nothing here has the identifier or the name 'p9999'"),
        ("iri", "/letter/l0001", "is not an IRI"),
        ("iri", "", "is not an IRI"),
    ],
)
def test_values_of_another_type_are_refused(type_: str, value: str, message: str) -> None:
    with pytest.raises(UsageError) as refused:
        bind(query("SELECT ?x WHERE { }", f"x:{type_}"), {"x": value}, HERE)
    assert message in str(refused.value) and "for example: -p x=x" in str(refused.value)
    assert refused.value.exit_code == 2


@pytest.mark.parametrize("value", ["p0001", "person/p0001"])
def test_short_forms_need_a_base(value: str) -> None:
    with pytest.raises(UsageError, match="no base is known here; write the IRI in full"):
        bind(query("SELECT ?x WHERE { }", "x:iri"), {"x": value}, Identifiers())


@pytest.mark.parametrize(
    ("example", "text", "thing"),
    [
        ("person/p0009", "ada  LIND", "person/p0001"),
        ("person/p0009", "bo", "person/p0002"),
        ("person/p0009", "cenek ruus", "person/p0003"),
        ("person/p0009", "Ruus", "person/p0003"),  # the place is not a person
        ("place/moscow", "Ruus", "place/ruus"),
        ("archive/a/f9", "F. 1", "archive/a/f1"),
        ("archive/a/f9", "f 1 op 1", "archive/a/f1/op1"),
    ],
)
def test_a_name_that_one_thing_of_the_kind_has_is_understood(example: str, text: str, thing: str) -> None:
    parameter = Parameter(type="iri", description="who", example=example)
    assert term("x", parameter, text, HERE) == NamedNode(BASE + thing)


def test_a_name_that_several_have_is_refused_with_all_of_them() -> None:
    parameter = Parameter(type="iri", description="who", example="person/p0009")
    with pytest.raises(UsageError, match=r"'lind' can be person/p0001 \(Ada Lind\), person/p0002 \(Bo Lind\)"):
        term("x", parameter, "lind", HERE)
    with pytest.raises(UsageError, match="nothing here has the identifier or the name 'Ole Lind'"):
        term("x", parameter, "Ole Lind", HERE)


def test_a_store_knows_its_base_and_its_identifiers() -> None:
    store = Store()
    assert identifiers(store) == Identifiers()
    type_, dataset = NamedNode(f"{PREFIXES['rdf']}type"), NamedNode(f"{PREFIXES['dcat']}Dataset")
    store.add(Quad(NamedNode(f"{BASE}dataset"), type_, dataset))
    store.add(Quad(NamedNode(f"{BASE}decision/d0007"), type_, dataset))
    known = identifiers(store)
    assert (known.base, known.known("d0007"), known.known("d0008")) == (BASE, f"{BASE}decision/d0007", None)


def test_parameters_that_are_unknown_or_missing() -> None:
    asked = query("SELECT ?person ?letter WHERE { ?letter ?p ?person }", "person:iri letter:iri")
    with pytest.raises(UsageError, match=r"no parameter 'persn'\n  did you mean 'person'\? .* person, letter"):
        bind(asked, {"persn": "p0001"}, HERE)
    assert bind(asked, {}, HERE) == {}  # both stay free
    required = read_query(asked.text.replace('example = "x"', 'example = "x"\n#+ required = true', 1), "test.rq")
    with pytest.raises(
        UsageError, match="needs the parameter person: a value\n  for example: kg query test -p person=x"
    ):
        bind(required, {}, HERE)
    bare = read_query("SELECT * WHERE { ?s ?p ?o }", "mine.rq")
    with pytest.raises(UsageError, match="declares its parameters in a header"):
        bind(bare, {"s": "p0001"}, HERE)


# --- where values go ------------------------------------------------------------------------------------------------

AT = "«»"  # where the values are expected


@pytest.mark.parametrize(
    "text",
    [
        "SELECT ?x WHERE {«» ?s ?p ?x }",
        "SELECT ?x {«» { SELECT ?s WHERE { ?s ?p ?o } } }",
        'PREFIX select: <http://example.org/where#> SELECT ?where # WHERE {\nWHERE {«» ?x select:where "}{" }',
        "SELECT (EXISTS { ?a ?b ?c } AS ?x) WHERE {«» ?s ?p ?o }",
        "SELECT ?x FROM <http://example.org/#> WHERE {«» ?s ?p '''}\n{\\'''' , \"a\\\"}\" }",
        "ASK {«» ?s ?p ?x }",
        "CONSTRUCT { ?x ?p 1 } WHERE {«» ?s ?p ?x }",
        "CONSTRUCT { ?x ?p 1 } {«» ?s ?p ?x }",
        "DESCRIBE ?x WHERE {«» ?s ?p ?x FILTER(?x<3 && 5>?x) }",
    ],
)
def test_values_join_the_outermost_group(text: str) -> None:
    plain, values = text.replace(AT, ""), ' VALUES (?x) { ("v") }'
    assert with_values(plain, {"x": Literal("v")}) == text.replace(AT, values)
    assert with_values(plain, {}) == plain


@pytest.mark.parametrize("text", ["DESCRIBE <http://example.org/a>", "CONSTRUCT WHERE { ?s ?p ?x }"])
def test_a_query_without_a_group_has_no_place_for_values(text: str) -> None:
    with pytest.raises(KgError, match="no place for a value"):
        with_values(text, {"x": Literal("v")})


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("# DROP ALL\nPREFIX drop: <http://example.org/DROP> select * { ?insert drop:delete 'CLEAR' }", "SELECT"),
        ("BASE <http://example.org/> ask{}", "ASK"),
        ("PREFIX a: <b:> INSERT DATA { <a:a> <a:b> 1 }", "INSERT"),
        ("with <http://example.org/> delete {} where {}", "WITH"),
        ("hello", None),
        ("", None),
    ],
)
def test_the_form_of_a_query(text: str, expected: str | None) -> None:
    assert form(text) == expected


# --- headers --------------------------------------------------------------------------------------------------------

WHOLE = """#+ title = "Letters"
#+ description = "All of them."
#+ audience = ["historian"]
#+ keywords = ["letter"]
#+ minimum_rows = 1
#+
#+ [columns]
#+ letter = "the letter"
#+
#+ [parameters.person]
#+ type = "iri"
#+ description = "whose letters"
#+ example = "p0001"
SELECT ?letter WHERE { ?letter ?any ?person }
"""


def test_a_whole_header_is_read() -> None:
    read = read_query(WHOLE, Path("some-letters.rq"), saved=True)
    assert (read.name, read.header.title, read.header.columns) == ("some-letters", "Letters", {"letter": "the letter"})
    assert read.header.parameters["person"].type == "iri"


@pytest.mark.parametrize(
    ("old", "new", "place", "message"),
    [
        ("#+ title", "#+ titel", ":1", "unknown key 'titel'\n  did you mean 'title'?"),
        ('#+ title = "Letters"\n', "#+\n", ":1", "no key 'title'"),
        ("#+ minimum_rows = 1\n", "", ":1", "no key 'minimum_rows'"),
        ("#+ minimum_rows = 1", "#+ minimum_rows = -1", ":5", "minimum_rows: it is below 0"),
        ("#+ minimum_rows = 1", '#+ minimum_rows = "1"', ":5", "minimum_rows: Expected `int`, got `str`"),
        ('["historian"]', '["everybody"]', ":3", "audience: unknown: 'everybody'\n  the audiences are: archivist"),
        ('["letter"]', "[]", ":4", "keywords: it is empty"),
        ('"All of them."', '"All of them', ":2:27", "not TOML"),
        ("#+ letter =", "#+ '?letter' =", ":8", "not the name of a variable"),
        ('type = "iri"', 'type = "uri"', ":11", "unknown type 'uri'\n  did you mean 'iri'?"),
        ("#+ type", "#+ tipe", ":11", "unknown key 'parameters.person.tipe'\n  did you mean 'type'?"),
        ('#+ example = "p0001"\n', "", ":10", "no key 'example' in [parameters.person]"),
        ('example = "p0001"', 'example = "p0001"\n#+ default = "p1"\n#+ required = true', ":15", "never missing"),
        (WHOLE[: WHOLE.index("SELECT")], "", ":1", "the query has no header\n  begin it with: #+ title"),
    ],
)
def test_a_malformed_header_names_file_and_line(old: str, new: str, place: str, message: str) -> None:
    assert old in WHOLE
    with pytest.raises(KgError) as wrong:
        read_query(WHOLE.replace(old, new, 1), Path("some-letters.rq"), saved=True)
    assert str(wrong.value).startswith(f"some-letters.rq{place}: ")
    assert message in str(wrong.value)


def test_the_name_of_a_saved_query_can_be_typed() -> None:
    with pytest.raises(KgError, match="not a name for a saved query"):
        read_query(WHOLE, Path("Some Letters.rq"), saved=True)


@pytest.mark.parametrize(
    ("query", "columns"),
    [
        ("SELECT ?b ?a WHERE { ?a ?c ?b }", ("b", "a")),
        ('SELECT DISTINCT ?z (COUNT(DISTINCT ?x) AS ?n) ("AS ?y" AS ?m) { ?z ?p ?x }', ("z", "n", "m")),
        ("PREFIX s: <urn:SELECT> SELECT * FROM <urn:g> { ?s ?p ?o }", ()),
    ],
)
def test_the_columns_of_a_page_keep_their_order(query: str, columns: tuple[str, ...]) -> None:
    assert projected(query) == columns


def test_the_columns_of_saved_queries_are_those_of_their_headers() -> None:
    for query in catalogue():
        if form(query.text) == "SELECT":
            assert projected(query.text) == tuple(query.header.columns), query.name

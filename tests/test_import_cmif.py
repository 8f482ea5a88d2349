"""`kg import cmif`: descriptions of letters become letters with their places, names are known by identifiers."""

from __future__ import annotations

from pathlib import Path

import pytest
from described_sample import (
    BASE,
    GND,
    LIND,
    RUUS,
    accounts,
    cmif,
    letters,
    person,
    problems,
    sent,
    take,
    workspace,
    write,
)  # fmt: skip
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.cli import run
from kg.errors import KgError, UsageError
from kg.gathered import gather
from kg.ns import PREFIXES
from kg.pipeline import build
from kg.publish.store import open_store
from kg.read import cmif as format_
from kg.read.correspdesc import _edtf
from kg.understood import understand
from kg.workspace import load_workspace

FULL = f"""      <correspDesc key="12" n="7" ref="https://example.org/gulls/12" source="#b1"
          sameAs="other urn:x" xml:id="c12" xml:lang="en">
        <correspAction type="sent">
          {RUUS}
          <persName ref="{GND}118500003" cert="medium">Berg, Cid</persName>
          <orgName ref="{GND}1000-3" evidence="external">Society of Gulls</orgName>
          <placeName ref="https://www.geonames.org/2673730/stockholm.html" cert="low">Stockholm</placeName>
          <date notBefore="1900-03-01" notAfter="1900-03" evidence="conjecture">March</date>
        </correspAction>
        <correspAction type="received">
          {LIND}
          <placeName ref="http://sws.geonames.org/2693678">Lund</placeName>
          <date when="1900-04-02T08:00:00"/>
        </correspAction>
        <correspAction type="forwarded"><persName ref="{GND}118500003">C. Berg</persName><date when="1900-05"/>
        </correspAction>
        <correspContext>
          <ref type="prev" target="https://example.org/gulls/11">Ruus to Lind</ref>
          <ref type="cmif:isReplyTo" target="#c11"/>
          <ref type="next" target="https://example.org/elsewhere"/>
        </correspContext>
        <note>
          <ref type="cmif:mentionsPerson" target="{GND}118500002"><rs>Lind</rs></ref>
          <ref type="https://lod.academy/cmif/vocab/terms#mentionsPlace" target="https://sws.geonames.org/2693678/"/>
          <ref type="cmif:hasLanguage" target="sv"/>
          <ref type="cmif:mentionsEvent" target="urn:x">a storm</ref>
        </note>
      </correspDesc>"""
ELEVENTH = sent(LIND, RUUS, '<date when="1900-02-01"/>', 'xml:id="c11" ref="https://example.org/gulls/11" key="11"')


@pytest.fixture
def space(tmp_path: Path) -> Path:
    return workspace(tmp_path / "data")


def test_all_that_a_description_says_is_in_the_letter(space: Path, tmp_path: Path) -> None:
    report = take(space, write(tmp_path, "gulls.xml", cmif(ELEVENTH, FULL)))
    assert (report.records, report.letters, report.refused) == (2, 2, 0)
    letter, said = letters(space)[1], letters(space)[1].description
    assert said is not None
    assert letter.senders == ("Ada Ruus", "Cid Berg", "Society of Gulls")
    assert (letter.recipients, letter.date) == (("Bo Lind",), "[1900-03-01..1900-03-31]")
    assert (letter.line, letter.source.lines, said.path) == (
        19,
        (19, 46),
        "/TEI[1]/teiHeader[1]/profileDesc[1]/correspDesc[2]",
    )
    assert (said.key, said.number, said.edition, said.url) == ("c12", "12", "b1", "https://example.org/gulls/12")
    assert (said.same_as, said.languages) == (("other", "urn:x"), ("sv",))
    assert (said.sent_from, said.sent_to, said.received) == (("Stockholm",), ("Lund",), "1900-04-02")
    assert (said.previous, said.answers, said.next_as_found) == (
        ("l0001",),
        ("l0001",),
        ("https://example.org/elsewhere",),
    )
    assert [(one.type, one.actors, one.date) for one in said.handled] == [("forwarded", ("Cid Berg",), "1900-05")]
    assert {mention.text: mention.person or mention.means for mention in letter.mentions} == {
        "Lind": "p0001", "Lund": "pl0002"
    }  # fmt: skip
    words = {(w.field, w.value): (w.raw, w.certainty or "", w.evidence or "", w.line) for w in letter.witnesses}
    assert words["sender", "Cid Berg"] == ("Berg, Cid", "medium", "", 23)
    assert words["sent-from", "Stockholm"] == ("Stockholm", "low", "", 25)
    assert words["date", letter.date or ""] == (
        "March (notBefore=1900-03-01 notAfter=1900-03)", "", "conjecture", 26
    )  # fmt: skip
    unknown = [(one.raw, one.line) for one in problems(space) if one.kind == "unknown-letter"]
    assert unknown == [("https://example.org/elsewhere", 19)]
    left = {problem.raw for problem in problems(space) if problem.kind == "not-understood"}
    assert "correspDesc/@xml:lang" in left
    assert any(name.startswith("correspDesc/note/ref") for name in left)


def test_the_same_identifier_is_the_same_person_in_any_file(space: Path, tmp_path: Path) -> None:
    take(space, write(tmp_path, "one.xml", cmif(sent(RUUS, LIND))), name="one")
    other = person("Adelina Ruus", "118500001").replace("https", "http")
    report = take(space, write(tmp_path, "two.xml", cmif(sent(other, person("Dahl, Eva", "118500009")))), name="two")
    assert report.added == {"persons": 1, "links": 1}
    assert letters(space, "two")[0].senders == ("Ada Ruus",)
    assert [row.label for row in load_workspace(space).authorities.persons] == ["Ada Ruus", "Bo Lind", "Eva Dahl"]
    links = load_workspace(space).links
    assert {(link.subject, link.status, link.author, link.date, link.seen_in) for link in links[:1]} == {
        ("p0001", "asserted", "Ada Ruus", "2020-02-03", ("one.xml line 16",))
    }


def test_a_name_without_identifier_is_known_in_its_source_alone(space: Path, tmp_path: Path) -> None:
    take(space, write(tmp_path, "one.xml", cmif(sent(person("Berg, C."), LIND))), name="one")
    take(
        space,
        write(tmp_path, "two.xml", cmif(sent(person("Berg, C."), LIND), sent(LIND, person("Berg, C.")))),
        name="two",
    )
    ids = [said.actors for letter in (*letters(space, "one"), *letters(space, "two")) if (said := letter.description)]
    assert ids == [
        {"C. Berg": "p0002", "Bo Lind": "p0001"},
        {"C. Berg (two)": "p0003", "Bo Lind": "p0001"},
        {"Bo Lind": "p0001", "C. Berg (two)": "p0003"},
    ]
    assert [(one.kind, one.raw) for one in problems(space, "two")] == [("namesake", "Berg, C.")]


def test_a_name_that_means_two_is_left_to_a_person(
    space: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    two = (person("Berg, C.", "118500003"), person("Berg, C.", "118500004"), person("Berg, C."))
    take(space, write(tmp_path, "gulls.xml", cmif(*(sent(one, LIND) for one in two))))
    found = letters(space)
    assert [letter.senders for letter in found] == [("C. Berg",), ("C. Berg (GND 118500004)",), ("Berg, C.",)]
    assert [one.kind for one in problems(space)] == ["unknown-name"]
    store = open_store(build(space, tmp_path / "out").out / "store")
    authors = store.query(f"SELECT ?l ?a {{ ?l <{PREFIXES['ep']}author> ?a }} ORDER BY ?l")
    assert [row["a"].value.removeprefix(BASE) for row in authors] == ["person/p0001", "person/p0003"]  # type: ignore[union-attr]
    assert run(["review", "gulls", "--workspace", str(space)]) == 3
    assert "Berg" in capsys.readouterr().out


@pytest.mark.parametrize("name", ["Unknown", "[?]", "N. N.", "Unbekannt", "", "anonym"])
def test_nobody_is_no_person(space: Path, tmp_path: Path, name: str) -> None:
    take(space, write(tmp_path, "gulls.xml", cmif(sent(person(name), LIND))))
    assert [row.label for row in load_workspace(space).authorities.persons] == ["Bo Lind"]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (sent(RUUS, LIND, '<date when="1900-02-31"/>'), "bad-date"),
        (sent(RUUS, LIND, "<date>some day in May</date>"), "bad-date"),
        (sent(RUUS, RUUS), "own-correspondent"),
        (sent(person("Berg, C.", "12x34"), LIND), "bad-identifier"),
        (sent(RUUS, LIND, attributes='subtype="x"'), "not-understood"),
        (sent('<persName role="x">Berg, C.</persName>', LIND), "not-understood"),
        ("<correspDesc/>", "empty-record"),
    ],
)
def test_what_is_wrong_is_a_problem_and_the_rest_goes_on(space: Path, tmp_path: Path, text: str, kind: str) -> None:
    report = take(space, write(tmp_path, "gulls.xml", cmif(text, ELEVENTH)))
    assert (report.records, report.letters + report.refused) == (2, 2)
    assert report.refused == (kind == "empty-record")
    assert kind in {one.kind for one in problems(space)}
    assert build(space, tmp_path / "out").report.passed


def test_two_letters_with_one_key_are_two_letters(space: Path, tmp_path: Path) -> None:
    take(space, write(tmp_path, "gulls.xml", cmif(*[sent(RUUS, LIND, attributes='key="1"')] * 2)))
    assert [letter.letter for letter in letters(space)] == ["l0001", "l0002"]
    assert [(one.kind, one.raw, one.line) for one in problems(space)] == [("twice", "number 1", 19)]


def test_what_is_imported_again_keeps_its_identifiers(space: Path, tmp_path: Path) -> None:
    texts = [sent(RUUS, LIND, attributes=f'key="{n}"') for n in range(3)]
    file = write(tmp_path, "gulls.xml", cmif(*texts))
    take(space, file)
    before = {path: path.read_bytes() for path in sorted(space.rglob("*")) if path.is_file()}
    take(space, file)
    assert {path: path.read_bytes() for path in sorted(space.rglob("*")) if path.is_file()} == before
    write(tmp_path, "gulls.xml", cmif(texts[2], sent(LIND, RUUS, attributes='key="9"'), texts[0]))
    settings_ = space / "editions" / "gulls" / "edition.toml"
    settings_.write_text(settings_.read_text().replace("Letters on gulls", "Mine"), encoding="utf-8")
    take(space, file)
    assert [letter.letter for letter in letters(space)] == ["l0003", "l0004", "l0001"]
    edition = load_workspace(space).edition("gulls").edition
    assert (edition.title, edition.sha256) == ("Mine", letters(space)[0].source.sha256)


def test_a_broken_file_is_left_out_whole_and_the_others_are_taken(
    space: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    good = write(tmp_path, "a.xml", cmif(sent(RUUS, LIND)))
    bad = write(tmp_path, "b.xml", cmif(sent(LIND, RUUS)).replace("</profileDesc>", ""))
    last = write(tmp_path, "c.xml", cmif(sent(LIND, RUUS)))
    report = take(space, good, bad, last)
    assert [(one.file, one.first, one.last) for one in report.files] == [("a.xml", 1, 23), ("c.xml", 24, 46)]
    assert (report.records, report.letters, len(report.failed)) == (2, 2, 1)
    assert [letter.line for letter in letters(space)] == [15, 38]
    assert accounts(space)["failed"] == ["b.xml:20:5: not well-formed XML: mismatched tag"]
    assert run(["import", "cmif", str(good), str(bad), "--workspace", str(space)]) == 1
    captured = capsys.readouterr()
    assert "a               1" in captured.out
    assert f"{bad}:20:5: not well-formed XML" in captured.err
    with pytest.raises(KgError, match="mismatched tag"):
        take(space, bad, name="bad")
    assert not (space / "editions" / "bad").exists()


def test_an_edition_that_was_not_imported_is_never_replaced(space: Path, tmp_path: Path) -> None:
    file = write(tmp_path, "gulls.xml", cmif(sent(RUUS, LIND)))
    take(space, file)
    with pytest.raises(UsageError, match="was not imported from tei"):
        take(space, file, format_="tei")
    with pytest.raises(UsageError, match="not a name"):
        take(space, file, name="../gulls")


def test_what_editors_doubt_and_suppose_reaches_the_claims(space: Path, tmp_path: Path) -> None:
    low = person("Berg, Cid", "118500003", ' cert="low"')
    file = write(tmp_path, "gulls.xml", cmif(sent(low, LIND, '<date when="1900-03-01" evidence="conjecture"/>')))
    take(space, file)
    store = open_store(build(space, tmp_path / "out").out / "store")
    rows = store.query(
        f"""PREFIX ep: <{PREFIXES["ep"]}> PREFIX crm: <{PREFIXES["crm"]}>
        SELECT ?p ?c ?e {{ GRAPH ?g {{ ?x ep:witnessType <{PREFIXES["voc"]}metadata-record> ; ep:certainty ?c ;
            crm:P177_assigned_property_of_type ?p ; ep:aboutRecord <{BASE}letter/l0001> .
            OPTIONAL {{ ?x ep:evidence ?e }} }} }}"""
    )
    found = {
        tuple(term.value.rpartition("#")[2] if (term := row[name]) else "" for name in "pce")  # type: ignore[union-attr, index]
        for row in rows  # type: ignore[union-attr]
    }
    assert found == {
        ("author", "possible", ""), ("addressee", "certain", ""), ("writtenOn", "probable", "evidence-conjecture")
    }  # fmt: skip


def test_an_identifier_of_a_place_is_no_person(space: Path, tmp_path: Path) -> None:
    place = '<placeName ref="https://sws.geonames.org/2693678/">Lund</placeName>'
    odd = '<persName ref="https://sws.geonames.org/2693678/">Berg, C.</persName>'
    take(space, write(tmp_path, "gulls.xml", cmif(sent(RUUS + place, LIND), sent(odd, LIND))))
    assert [(one.kind, one.raw) for one in problems(space)] == [("kind-disagrees", "https://sws.geonames.org/2693678/")]
    assert letters(space)[1].senders == ("C. Berg",)


def test_an_identifier_that_was_withdrawn_is_not_used_again(space: Path, tmp_path: Path) -> None:
    file = write(tmp_path, "gulls.xml", cmif(sent(RUUS, LIND)))
    take(space, file)
    ids, persons, links = space / "ids.csv", space / "authorities/persons.csv", space / "authorities/links.sssom.tsv"
    row = next(line for line in ids.read_text().splitlines() if line.startswith("person,p0001"))
    ids.write_text(ids.read_text() + row.replace("active", "withdrawn") + "\n")
    for table in (persons, links):
        table.write_text("".join(line for line in table.read_text().splitlines(True) if "p0001" not in line))
    for _ in range(2):
        take(space, file)
        assert [row.id for row in load_workspace(space).authorities.persons] == ["p0002", "p0003"]
        assert letters(space)[0].description.actors == {"Ada Ruus": "p0003", "Bo Lind": "p0002"}  # type: ignore[union-attr]


JUDGED = """record,field,value,claims,reason,curator,date,note
l0002,edition-number,13,CLAIMS,seen,A. Editor,2026-01-01,
l0002,sent-from,pl0002,CLAIMS,seen,A. Editor,2026-01-01,
l0002,sent-to,pl0001,CLAIMS,seen,A. Editor,2026-01-01,
l0002,received,1900-04-03,CLAIMS,seen,A. Editor,2026-01-01,
l0002,senders,p0002,CLAIMS,seen,A. Editor,2026-01-01,
l0002,recipients,p0001,CLAIMS,seen,A. Editor,2026-01-01,
l0002,date,1900-03-05,CLAIMS,seen,A. Editor,2026-01-01,
"""


def test_curators_judge_descriptions_as_they_judge_texts(space: Path, tmp_path: Path) -> None:
    take(space, write(tmp_path, "gulls.xml", cmif(ELEVENTH, FULL)))
    loaded = load_workspace(space)
    claims = [claim for claim in understand(loaded.edition(), loaded).claims if claim.about == "l0002"]
    lines = []
    for line in JUDGED.splitlines():
        field = line.split(",")[1]
        ids = [
            claim.id
            for claim in claims
            if claim.field == {"senders": "sender", "recipients": "recipient"}.get(field, field)
        ]
        lines.append(line.replace("CLAIMS", "|".join(ids)))
    write(space / "editions" / "gulls" / "curated", "adjudications.csv", "\n".join(lines) + "\n")
    built = build(space, tmp_path / "out")
    assert built.report.passed
    assert not [one for one in built.report.results if "stale" in one.message]
    store = open_store(built.out / "store")
    row = next(iter(store.query(  # type: ignore[arg-type]
        f"""PREFIX ep: <{PREFIXES["ep"]}> PREFIX crm: <{PREFIXES["crm"]}> SELECT ?from ?to ?author ?day ?no {{
        <{BASE}letter/l0002> ep:sentFrom ?from ; ep:sentTo ?to ; ep:author ?author ; ep:date ?day ;
            crm:P1_is_identified_by/crm:P190_has_symbolic_content ?no }}"""
    )))  # fmt: skip
    assert [row[name].value.removeprefix(BASE) for name in ("from", "to", "author", "day", "no")] == [
        "place/pl0002", "place/pl0001", "person/p0002", "1900-03-05", "13"
    ]  # fmt: skip


DATES = st.dictionaries(
    st.sampled_from(["when", "notBefore", "notAfter", "from", "to"]),
    st.sampled_from(
        ["1900", "1900-03", "1900-03-01", "--03-01", "1900-13", "soon", "1901-02-29", "1900-03-01T10:00:00"]
    ),
)
PARTIES = st.lists(
    st.sampled_from([RUUS, LIND, person("Berg, C."), person("?"), "<orgName>Gulls</orgName>"]), max_size=3
)


@settings(max_examples=60)
@given(st.lists(st.tuples(PARTIES, PARTIES, DATES), max_size=6))
def test_records_in_are_letters_and_refusals(tmp_path_factory: pytest.TempPathFactory, found: list[object]) -> None:
    folder = tmp_path_factory.mktemp("cmif")
    texts = [
        sent("".join(senders), "".join(recipients), f"<date {' '.join(map('{0[0]}={0[1]!r}'.format, date.items()))}/>")
        for senders, recipients, date in found  # type: ignore[misc]
    ]
    report = take(workspace(folder / "data"), write(folder, "gulls.xml", cmif(*texts)))
    assert report.records == len(texts) == report.letters + report.refused
    assert len(letters(folder / "data")) == report.letters
    load_workspace(folder / "data")


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ({"when": "1900-03-01"}, "1900-03-01"),
        ({"when": "--03-01"}, "XXXX-03-01"),
        ({"notBefore": "1900-03-01", "notAfter": "1900-03-31"}, "[1900-03-01..1900-03-31]"),
        ({"notBefore": "1900", "notAfter": "1900-03"}, "[1900-01-01..1900-03-31]"),
        ({"notBefore": "1900-04-01", "notAfter": "1900-03-31"}, None),
        ({"notBefore": "1900"}, "[1900..]"),
        ({"notAfter": "1900-03"}, "[..1900-03]"),
        ({"from": "1900-03-01", "to": "1900-03-04"}, "1900-03-01/1900-03-04"),
        ({"from": "1900-03-01"}, "1900-03-01/.."),
        ({"when": "1901-02-29"}, None),
        ({"when": "soon"}, None),
    ],
)
def test_dates_of_tei_in_edtf(said: dict[str, str], expected: str | None) -> None:
    assert _edtf(said) == expected


def test_a_reader_that_miscounts_writes_nothing(space: Path, tmp_path: Path) -> None:
    from kg.importing import Wish, import_files
    from kg.records import Tally

    def miscounting(file: Path):  # type: ignore[no-untyped-def]
        for item in format_.read(file):
            yield Tally(records=9, lines=item.lines) if isinstance(item, Tally) else item

    file = write(tmp_path, "gulls.xml", cmif(sent(RUUS, LIND)))
    with pytest.raises(KgError, match="hold 9 records, and 1 letters, 0 units and 0 problems"):
        import_files(space, "cmif", miscounting, [file], Wish("gulls"))
    assert not (space / "ids.csv").exists()
    assert gather(format_.read, [file], tmp_path / "spool").records == 1

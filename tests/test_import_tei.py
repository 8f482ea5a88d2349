"""`kg import tei`: letters with texts, corpora, lists of persons and places, folders of files."""

from __future__ import annotations

from pathlib import Path

import pytest
from described_sample import (
    BASE,
    GND,
    LIND,
    RUUS,
    TEI,
    accounts,
    letters,
    problems,
    sent,
    take,
    workspace,
    write,
)  # fmt: skip

from kg.cli import run
from kg.ns import PREFIXES
from kg.pipeline import build
from kg.publish.store import open_store
from kg.records import Shelfmark
from kg.workspace import load_workspace

KEPT = """<msDesc><msIdentifier><country>Sweden</country><settlement>Lund</settlement>
      <repository>University Library</repository><collection>Nachlass Ruus</collection>
      <idno>Mappe 3, Bl. 12-13</idno></msIdentifier>
      <physDesc><objectDesc form="postcard"/><handDesc><p>blue ink</p></handDesc></physDesc></msDesc>"""
LISTS = """<standOff>
  <listPerson><person xml:id="p1" sex="1"><persName><surname>Berg</surname><forename>Cid</forename></persName>
    <persName>C. B.</persName><birth when="1850-01-02"/><death><date when="1920"/></death>
    <idno type="GND">118500003</idno></person></listPerson>
  <listPlace><place xml:id="pl1"><placeName>Lund</placeName><idno type="geonames">2693678</idno>
    <location><geo>55.70 13.19</geo></location></place></listPlace>
</standOff>"""


def tei(described: str, *, kept: str = "", text: str = "", lists: str = "") -> str:
    """A TEI element with one letter."""
    return f"""<TEI {TEI}><teiHeader><fileDesc><titleStmt><title>A letter</title></titleStmt>
<publicationStmt><p>here</p></publicationStmt><sourceDesc>{kept}</sourceDesc></fileDesc>
<profileDesc>{described}</profileDesc></teiHeader>{lists}<text><body>{text}</body></text></TEI>"""


@pytest.fixture
def space(tmp_path: Path) -> Path:
    return workspace(tmp_path / "data")


def test_a_letter_with_its_manuscript_and_the_names_in_its_text(space: Path, tmp_path: Path) -> None:
    text = """<p>Dear Bo, <persName ref="#p1">Berg</persName> was in <placeName ref="#pl1">Lund</placeName>
      and <rs type="person" ref="#p1">he</rs> saw <persName>Nobody</persName> of
      <orgName key="gulls">us</orgName>.</p>"""
    file = write(tmp_path, "a.xml", tei(sent(RUUS, LIND), kept=KEPT, text=text, lists=LISTS))
    report = take(space, file, format_="tei")
    assert (report.records, report.letters) == (1, 1)
    letter = letters(space)[0]
    mark = Shelfmark(
        archive="University Library", path={"nachlass": "Ruus", "mappe": "3"}, leaves="12-13", forms=("postcard",),
        raw="University Library Nachlass Ruus, Mappe 3 Bl. 12-13", line=2, column=letter.shelfmarks[0].column,
    )  # fmt: skip
    assert letter.shelfmarks == (mark,)
    assert [(one.text, one.person, one.means) for one in letter.mentions] == [
        ("Berg", "p0001", ""), ("Lund", None, "pl0001"), ("us", None, "g0001")
    ]  # fmt: skip
    tables = load_workspace(space).authorities
    berg = tables.person_by_id["p0001"]
    assert (berg.label, berg.variants, berg.born, berg.died) == (
        "Cid Berg",
        ("Berg, Cid", "C. B."),
        "1850-01-02",
        "1920",
    )
    assert [(one.place, one.latitude, one.source) for one in tables.coordinates] == [("pl0001", 55.7, "a.xml line 13")]
    left = {problem.raw for problem in problems(space) if problem.kind == "not-understood"}
    assert {"text//persName[not(@ref)]", "person/@sex", "msDesc/physDesc/handDesc"} <= left
    assert "Dear" not in (space / "editions" / "gulls" / "found" / "letters.jsonl").read_text()
    assert build(space, tmp_path / "out").report.passed
    store = open_store(tmp_path / "out" / "store")
    named = store.query(f"SELECT ?x {{ <{BASE}letter/l0001> <{PREFIXES['schema']}mentions> ?x }} ORDER BY ?x")
    assert [row["x"].value.removeprefix(BASE) for row in named] == ["group/g0001", "person/p0001", "place/pl0001"]  # type: ignore[union-attr]


def test_a_folder_is_one_edition_whose_letters_know_each_other(
    space: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    answer = '<correspContext><ref type="inReplyTo" target="#a1"/></correspContext></correspDesc>'
    folder = tmp_path / "letters"
    write(folder, "1.xml", tei(sent(RUUS, LIND, attributes='xml:id="a1"')))
    second = sent(LIND, RUUS, '<date when="1900-03-05"/>', 'xml:id="a2"').replace("</correspDesc>", answer)
    write(folder, "more/2.xml", tei(second))
    write(folder, "persons.xml", f"<TEI {TEI}><teiHeader/>{LISTS}</TEI>")
    assert run(["import", "tei", str(folder), "--workspace", str(space), "--language", "en"]) == 0
    assert "letters         2         2         0" in capsys.readouterr().out
    found = letters(space, "letters")
    assert [letter.description.answers for letter in found if letter.description] == [(), ("l0001",)]
    assert [(one["file"], one["records"]) for one in accounts(space, "letters")["files"]] == [  # type: ignore[attr-defined]
        ("1.xml", 1), ("more/2.xml", 1), ("persons.xml", 0)
    ]  # fmt: skip
    out = build(space, tmp_path / "out").out
    store = open_store(out / "store")
    assert store.query(f"ASK {{ <{BASE}letter/l0002> <{PREFIXES['ep']}replyTo> <{BASE}letter/l0001> }}")


def test_a_corpus_is_read_letter_by_letter(space: Path, tmp_path: Path) -> None:
    parts = [tei(sent(RUUS, LIND), text=f'<p><persName ref="{GND}11850000{n}">X</persName></p>') for n in (3, 4)]
    parts.append(
        tei(sent(LIND, RUUS) + sent(RUUS, LIND), kept=KEPT, text=f'<p><persName ref="{GND}118500005">Y</persName></p>')
    )
    text = f"<teiCorpus {TEI}><teiHeader><fileDesc><titleStmt><title>All</title></titleStmt></fileDesc></teiHeader>"
    take(space, write(tmp_path, "all.xml", text + "\n".join(parts) + "</teiCorpus>"), format_="tei")
    found = letters(space)
    assert [[one.person for one in letter.mentions] for letter in found] == [["p0003"], ["p0004"], [], []]
    assert not any(letter.shelfmarks for letter in found)
    assert [one.message for one in problems(space) if one.kind == "not-taken"] == [
        "1 shelfmarks and 1 names in the text were not taken: the header describes 2 letters"
    ]
    assert load_workspace(space).edition("gulls").edition.title == "All"


@pytest.mark.parametrize(
    ("words", "path", "leaves"),
    [
        ("<idno>Box 2, Folder 17</idno>", {"box": "2", "folder": "17"}, None),
        (
            "<collection>Papers of Ruus</collection><idno>HS 1.2.3</idno>",
            {"collection": "Papers of Ruus", "item": "HS 1.2.3"},
            None,
        ),
        ("<idno>Ф. 558, оп. 11, д. 77, л. 54</idno>", {"fond": "558", "opis": "11", "delo": "77"}, "54"),
        ("<idno>B 12, Bl. 3</idno>", {"item": "B 12"}, "3"),
        ("<idno>Kasten</idno>", {"item": "Kasten"}, None),
    ],
)
def test_shelfmarks_by_the_words_for_their_levels(
    space: Path, tmp_path: Path, words: str, path: dict[str, str], leaves: str | None
) -> None:
    kept = f"<msDesc><msIdentifier><repository>KB</repository>{words}</msIdentifier></msDesc>"
    take(space, write(tmp_path, "a.xml", tei(sent(RUUS, LIND), kept=kept)), format_="tei")
    mark = letters(space)[0].shelfmarks[0]
    assert (mark.archive, mark.path, mark.leaves) == ("KB", path, leaves)
    assert build(space, tmp_path / "out").report.passed


def test_an_imported_edition_is_not_extracted(space: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    take(space, write(tmp_path, "a.xml", tei(sent(RUUS, LIND))), format_="tei")
    assert run(["extract", "gulls", "--workspace", str(space)]) == 2
    assert "kg import tei FILE --edition gulls" in capsys.readouterr().err


def test_an_empty_folder_and_two_editions_of_one_name_are_wrong_usage(space: Path, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    assert run(["import", "tei", str(tmp_path / "empty"), "--workspace", str(space)]) == 2
    one, two = (write(tmp_path / name, "a.xml", tei(sent(RUUS, LIND))) for name in "xy")
    assert run(["import", "tei", str(one), str(two), "--workspace", str(space)]) == 2


def test_a_report_names_the_very_file_and_its_line(space: Path, tmp_path: Path) -> None:
    files = [write(tmp_path, f"{n}.xml", tei(sent(RUUS, LIND if n != 2 else "<persName/>"))) for n in (1, 2, 3)]
    take(space, *files, format_="tei")
    report = build(space, tmp_path / "out").report
    silent = [(one.file, one.lines) for one in report.results if one.rule == "S01"]
    assert silent == [("2.xml", (3, 6))]


def test_keys_are_those_of_the_list_beside_them(space: Path, tmp_path: Path) -> None:
    def entry(name: str) -> str:
        return f'<standOff><listPerson><person xml:id="p1"><persName>{name}</persName></person></listPerson></standOff>'

    one = '<p><persName ref="#p1">A</persName> <persName ref="#p9">Z</persName></p>'
    write(tmp_path, "in/a/letter.xml", tei(sent(RUUS, LIND), text=one, lists=entry("Adam Berg")))
    write(tmp_path, "in/b/letter.xml", tei(sent(RUUS, LIND), text=one, lists=entry("Bror Berg")))
    other = '<p><persName ref="../a/letter.xml#p1">A</persName> <persName ref="#q">Z</persName></p>'
    write(tmp_path, "in/c/letter.xml", tei(sent(RUUS, LIND), text=other))
    write(tmp_path, "in/q.xml", f"<TEI {TEI}>{entry('Curt Berg').replace('p1', 'q')}</TEI>")
    take(space, *sorted((tmp_path / "in").rglob("*.xml")), format_="tei")
    tables = load_workspace(space).authorities
    named = [[tables.person_by_id[str(one.person)].label for one in letter.mentions] for letter in letters(space)]
    assert named == [["Adam Berg", "Z"], ["Bror Berg", "Z"], ["Adam Berg", "Curt Berg"]]


def test_what_is_not_understood_in_many_files_is_told_once(space: Path, tmp_path: Path) -> None:
    said = "<handNotes/>"
    files = [
        write(tmp_path, f"{n}.xml", tei(sent(RUUS, LIND) + said * (n + 1), text="<p>x</p>")) for n in range(3)
    ]  # fmt: skip
    take(space, *files, format_="tei")
    told = [problem for problem in problems(space) if "handNotes" in problem.raw]
    assert [problem.message for problem in told] == [
        "teiHeader/profileDesc/handNotes was not read, 1 time, here first; it stands in 2 other files, too"
    ]

"""The wording of letters: read, kept and published where the rights of an edition allow it, and nowhere else.

All texts are invented.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from described_sample import LIND, RUUS, TEI, problems, sent, workspace, write
from msgspec.structs import replace

from kg.cli import run
from kg.errors import KgError
from kg.extract import extract, wordings
from kg.pipeline import build
from kg.read import tei
from kg.read.plaintext import read as read_text
from kg.read.profile import load
from kg.read.xml import RECORD
from kg.records import Authorities, Described, Wording
from kg.records.codec import decode_lines
from kg.site import make_site

TEXT = """<front><div><p>Before it.</p></div></front><body><div type="Regest"><p>She says.</p></div>
<div type="letter"><opener><dateline>Lund, <date when="1900-03-01">1 March</date></dateline><salute>Dear Bo,</salute>
</opener><p>one<lb/>two &amp; th<lb break="no"/>ree <persName ref="#p1">Berg</persName></p>
<ab>a block, <persName ref="#p2">Cid</persName></ab><closer><salute>Yours,</salute><signed>Ada</signed></closer></div>
</body><back><div><p>Behind it.</p></div></back>"""


def letter_in(text: str, described: str = "", attributes: str = "") -> str:
    """A file in TEI with one letter."""
    return f"""<TEI {TEI}><teiHeader><fileDesc><titleStmt><title>Gulls</title></titleStmt>
<publicationStmt><availability>
<licence target="https://creativecommons.org/licenses/by/4.0/">CC BY 4.0</licence></availability></publicationStmt>
<sourceDesc><p/></sourceDesc></fileDesc><profileDesc>{described or sent(RUUS, LIND)}</profileDesc></teiHeader>
<text {attributes}>{text}</text></TEI>"""


def described(file: Path, *, wording: bool = True) -> list[Described]:
    return [item for item in tei.read(file, wording=wording) if isinstance(item, Described)]


@pytest.mark.parametrize(
    ("inside", "paragraphs"),
    [
        ("<p>a\n   b</p><p/><p> </p>", ("a b",)),
        ("<p>a <choice><sic>teh</sic><corr>the</corr></choice> <choice><expan>Mr</expan><abbr>M.</abbr></choice></p>",
         ("a teh M.",)),
        ("<p>a<del>b</del><add>c</add><note>an editor</note><note place='margin'>me</note></p>", ("ac me",)),
        ("<p>a <gap/> <supplied>b</supplied> <unclear>c</unclear></p>", ("a […] [b] c",)),
        ("<p><app><rdg>x</rdg><lem>y</lem></app> <app><rdg>z</rdg></app></p>", ("y z",)),
        ("<lg><l>a</l><l>b</l></lg><list><item>c</item><item>d</item></list>", ("a\nb", "c", "d")),
        ("<table><row><cell>a</cell><cell>b</cell></row><row><cell>c</cell></row></table>", ("a b", "c")),
        ("<p>a<floatingText><body><p>b</p></body></floatingText>c</p>", ("a", "b", "c")),
        ("<floatingText><body><p>b</p></body></floatingText>", ("b",)),
        ("<closer>Yours<lb/>Ada</closer><postscript><p>c</p></postscript>", ("Yours\nAda", "c")),
        ("<pb/><figure><figDesc>a bird</figDesc></figure><fw>12</fw><p>a</p>", ("a",)),
        ("<quote><p>a</p><p>b</p></quote><unheard-of>c</unheard-of>", ("a", "b", "c")),
    ],
)  # fmt: skip
def test_the_words_of_a_letter(inside: str, paragraphs: tuple[str, ...], tmp_path: Path) -> None:
    file = write(tmp_path, "a.xml", letter_in(f"<body><div>{inside}</div></body>"))
    assert [one.wording for one in described(file)] == [paragraphs]


def test_front_and_back_and_what_editors_add_are_no_part_of_it(tmp_path: Path) -> None:
    file = write(tmp_path, "a.xml", letter_in(TEXT, attributes='xml:lang="de"'))
    assert [(one.wording, one.languages) for one in described(file)] == [
        (("Lund, 1 March\nDear Bo,", "one two & three Berg", "a block, Cid", "Yours,\nAda"), ("de",))
    ]


@pytest.mark.parametrize("header", [sent(RUUS, LIND), "<textClass/>"])
def test_everything_else_is_read_alike(header: str, tmp_path: Path) -> None:
    """Whether the words are wanted or not: parties, dates, whom a text names, what is not understood."""
    more = (
        "<div type='letter'><quote><p>other <name ref='#p3'>D</name></p></quote><ab><salute>Dear X</salute></ab></div>"
    )
    file = write(tmp_path, "a.xml", letter_in(TEXT.replace("</body>", f"{more}</body>"), header))
    plain, worded = list(tei.read(file)), list(tei.read(file, wording=True))
    assert any(isinstance(item, Described) and item.mentions for item in plain)
    assert plain == [replace(item, wording=()) if isinstance(item, Described) else item for item in worded]


def test_of_several_letters_in_one_text_each_has_its_own_words(tmp_path: Path) -> None:
    greeted = "<opener><salute>Dear <persName ref='#p1'>X</persName></salute></opener>"
    text = "".join(
        f"<div type='letter' xml:lang='{language}'>{greeted}<p>{words}</p></div>"
        for language, words in (("de", "eins"), ("fr", "deux"))
    )
    file = write(tmp_path, "a.xml", letter_in(f"<body>{text}</body>", "<textClass/>"))
    assert [(found.wording, found.languages) for found in described(file)] == [
        (("Dear X", "eins"), ("de",)), (("Dear X", "deux"), ("fr",))
    ]  # fmt: skip


def test_a_text_that_is_longer_than_any_letter_is_refused_where_it_becomes_so(tmp_path: Path) -> None:
    half = f"<p>{'a' * (RECORD // 2 + 1)}</p>"
    file = write(tmp_path, "a.xml", letter_in(f"<body>\n{half}\n{half}</body>"))
    assert len(described(file, wording=False)) == 1
    with pytest.raises(KgError, match="more than 8000000 characters") as raised:
        described(file)
    lines = file.read_text().split("\n")
    assert str(raised.value.where) == f"{file}:{len(lines)}:1"  # the second half begins the last line


def kept(space: Path) -> list[Wording] | None:
    file = space / "editions" / "gulls" / "found" / "wording.jsonl"
    return list(decode_lines(Wording, file.read_bytes(), file)) if file.exists() else None


def statements(out: Path) -> str:
    return next((out / "dump").glob("*.ttl")).parent.joinpath("gulls.ttl").read_text(encoding="utf-8")


def test_words_are_taken_where_somebody_says_that_they_may(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    space = workspace(tmp_path / "data")
    write(tmp_path, "gulls.xml", letter_in(TEXT, attributes='xml:lang="de"'))
    settings = space / "editions/gulls/edition.toml"
    again = ["import", "tei", str(tmp_path / "gulls.xml"), "--workspace", str(space)]
    assert run(again) == 0
    assert kept(space) is None and "publish = false" in settings.read_text()
    assert run([*again, "--wording"]) == 2
    assert "publish = true" in capsys.readouterr().err
    settings.write_text(settings.read_text().replace("publish = false", "publish = true"))
    assert any("which was not read" in note for note in build(space, tmp_path / "out").notes)
    assert run(again) == 0
    assert [(one.letter, one.language, one.paragraphs[1]) for one in kept(space) or ()] == [
        ("l0001", "de", "one two & three Berg")
    ]
    settings.write_text(settings.read_text().replace("publish = true", "publish = false"))
    built = build(space, tmp_path / "out")
    assert "th ree" not in statements(tmp_path / "out") and "three" not in statements(tmp_path / "out")
    assert any("delete it" in note for note in built.notes)
    assert run(again) == 0
    assert kept(space) is None


def test_what_is_published_stands_in_the_graph_on_the_page_and_in_the_search(tmp_path: Path) -> None:
    space = workspace(tmp_path / "data")
    file = write(tmp_path, "gulls.xml", letter_in(TEXT, attributes='xml:lang="de"'))
    assert run(["import", "tei", str(file), "--workspace", str(space), "--wording"]) == 0
    built = build(space, tmp_path / "out")
    assert built.report.passed and not built.notes
    graph = statements(tmp_path / "out")
    assert '"Lund, 1 March\\nDear Bo,\\n\\none two & three Berg\\n\\n' in graph and 'Yours,\\nAda"@de' in graph
    assert 'dcterms:rights "CC BY 4.0"' in graph
    assert "dcterms:license <https://creativecommons.org/licenses/by/4.0/>" in graph
    make_site(space, tmp_path / "out")
    page = (tmp_path / "out/site/letter/l0001.html").read_text(encoding="utf-8")
    assert '<div class="wording" dir="auto" lang="de"><p dir="auto">Lund, 1 March\nDear Bo,</p>' in page
    assert "one two &amp; three Berg" in page
    assert any('"three":' in one.read_text() for one in (tmp_path / "out/site/assets/search").glob("wt*.js"))


def test_words_of_a_letter_that_is_not_there_stop_the_build(tmp_path: Path) -> None:
    space = workspace(tmp_path / "data")
    file = write(tmp_path, "gulls.xml", letter_in(TEXT))
    assert run(["import", "tei", str(file), "--workspace", str(space), "--wording"]) == 0
    words = space / "editions/gulls/found/wording.jsonl"
    words.write_text(words.read_text().replace("l0001", "l0009"))
    with pytest.raises(KgError, match="words of l0009, and no such letter") as raised:
        build(space, tmp_path / "out")
    assert "kg import tei FILE --edition gulls" in (raised.value.hint or "")
    words.write_text('{"letter": "l0001", "language": "d e", "paragraphs": ["x"]}\n')
    with pytest.raises(KgError, match="not a language: 'd e'"):
        build(space, tmp_path / "out")


def test_a_column_of_texts(tmp_path: Path) -> None:
    space = workspace(tmp_path / "data")
    table = write(tmp_path, "gulls.csv", 'From,To,Date,Transcription\nA,B,1900-03-01,"Dear B,\n\nall is\nwell"\n')
    again = ["import", "table", str(table), "--workspace", str(space)]
    assert run(again) == 0
    assert [problem.kind for problem in problems(space)] == ["wording"] and kept(space) is None
    settings = space / "editions/gulls/edition.toml"
    settings.write_text(settings.read_text().replace("publish = false", "publish = true"))
    assert run(again) == 0
    assert [one.paragraphs for one in kept(space) or ()] == [("Dear B,", "all is\nwell")]
    assert not problems(space)


@pytest.mark.parametrize(("language", "tag"), [("", ""), ("de", "@de")])
def test_notes_of_a_table_are_published(language: str, tag: str, tmp_path: Path) -> None:
    space = workspace(tmp_path / "data")
    table = write(tmp_path, "gulls.csv", "Von,An,Datum,Umfang,Bemerkung\nA,B,1900-03-01,2 Bl.,Konzept\n")
    more = ["--language", language] if language else []
    assert run(["import", "table", str(table), "--workspace", str(space), *more]) == 0
    assert build(space, tmp_path / "out").report.passed
    for property_ in ("crm:P3_has_note", "rico:generalDescription"):
        assert f'{property_} "Konzept; Umfang: 2 Bl."{tag} ;' in statements(tmp_path / "out")
    make_site(space, tmp_path / "out")
    page = (tmp_path / "out/site/letter/l0001.html").read_text(encoding="utf-8")
    assert "<dt>Note</dt>" in page and "Konzept; Umfang: 2 Bl." in page


PAGE = """Letters

12
Almquist to Berend
17 August
F. 558, op. 11, d. 741, ll. 27-35.

17 August [1931]
Comrade Berend!
Thirteen boats.

H. Almquist
"""


def test_the_words_of_a_page_are_its_lines_without_headings_and_shelfmarks() -> None:
    document = read_text(PAGE.encode(), "page.txt")
    found = extract(document, load("numbered-brackets"), Authorities())
    assert [(one.language, one.paragraphs) for one in wordings(found.letters, document, "en")] == [
        ("en", ("17 August [1931]\nComrade Berend!\nThirteen boats.", "H. Almquist"))
    ]


def test_words_go_out_in_tei_and_come_back_and_other_formats_name_them_as_lost(tmp_path: Path) -> None:
    space = workspace(tmp_path / "data")
    file = write(tmp_path, "gulls.xml", letter_in(TEXT, attributes='xml:lang="de"'))
    assert run(["import", "tei", str(file), "--workspace", str(space), "--wording"]) == 0
    build(space, tmp_path / "out")
    out = ["--from", str(tmp_path / "out"), "--out"]
    assert run(["export", "tei", str(space), *out, str(tmp_path / "again.xml")]) == 0
    (again,) = described(tmp_path / "again.xml")
    before = kept(space)
    assert before is not None
    assert ([" ".join(one.split()) for one in before[0].paragraphs], ("de",)) == (list(again.wording), again.languages)
    text = (tmp_path / "again.xml").read_text()
    assert '<licence target="https://creativecommons.org/licenses/by/4.0/">CC BY 4.0</licence>' in text
    assert "letter.texts" not in (tmp_path / "again.xml.loss.txt").read_text()
    assert run(["export", "cmif", str(space), *out, str(tmp_path / "cmif.xml")]) == 0
    assert "letter.texts" in (tmp_path / "cmif.xml.loss.txt").read_text()

"""TEI as different editions write it: without a `correspDesc`, of TEI P4, with nested shelfmarks and neighbours."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from described_sample import TEI, letters, problems, take, workspace, write

from kg.read.letter_title import title_of
from kg.read.tei import read
from kg.records import Bibliography, Described, Item, Refused, Tally

HEAD = (
    "<teiHeader><fileDesc><titleStmt><title>{title}</title>{author}</titleStmt><publicationStmt><p/></publicationStmt>"
)
HEAD += "<sourceDesc>{kept}</sourceDesc></fileDesc>{profile}</teiHeader>"


def file(folder: Path, text: str, *, title: str = "x", author: str = "", kept: str = "<p/>", profile: str = "") -> Path:
    """A TEI file with a header and a text."""
    head = HEAD.format(title=title, author=author, kept=kept, profile=profile)
    return write(folder, "a.xml", f"<TEI {TEI}>{head}{text}</TEI>")


def described(path: Path) -> tuple[list[Item], list[Described]]:
    """All that a file holds, and its letters; as many records as letters and refusals."""
    items = list(read(path))
    told = [one for one in items if isinstance(one, Described)]
    tally = items[-1]
    assert isinstance(tally, Tally)
    assert tally.records == len(told) + sum(isinstance(one, Refused) for one in items)
    return items, told


def test_a_letter_without_correspdesc_speaks_by_its_dateline_and_signature(tmp_path: Path) -> None:
    text = """<text><body><div type="letter"><opener><dateline><name type="place">Lund</name>,
      <date when="1871-03-12">12 March</date></dateline><salute>Dear <persName ref="#bo">Bo</persName></salute></opener>
      <p>We saw him and <persName ref="#cid">Cid</persName> on Sunday</p>
      <closer><signed><persName ref="#ada">Ada</persName></signed></closer>
      </div></body></text>"""
    kept = "<msDesc><msIdentifier><repository>KB</repository><idno>Box 2, Folder 17</idno></msIdentifier></msDesc>"
    letter = described(file(tmp_path, text, kept=kept))[1][0]
    assert [(one.text, one.identifiers, one.evidence) for one in letter.senders] == [("Ada", ("#ada",), "internal")]
    assert [one.identifiers for one in letter.recipients] == [("#bo",)]
    assert letter.written is not None
    assert (letter.written.edtf, letter.written.evidence) == ("1871-03-12", "internal")
    assert [one.text for one in letter.sent_from] == ["Lund"]
    assert [one.text for one in letter.mentions] == ["Cid"]
    assert [mark.path for mark in letter.shelfmarks] == [{"box": "2", "folder": "17"}]
    assert letter.path == "/TEI[1]/text[1]/body[1]/div[1]"
    space = workspace(tmp_path / "data")
    take(space, tmp_path / "a.xml", format_="tei")
    (record,) = letters(space)
    assert record.description is not None and re.fullmatch("[0-9a-f]{16}", record.description.incipit)
    assert "saw him" not in (space / "editions" / "gulls" / "found" / "letters.jsonl").read_text()


@pytest.mark.parametrize(
    ("dateline", "edtf", "place"),
    [
        ("Nohant, 12 janvier 1876", "1876-01-12", ["Nohant"]),
        ("12. Januar 1876.", "1876-01-12", []),
        ("<placeName>Riga</placeName>, 31 Dec. 1875/12 Jan. 1876", "1876-01-12", ["Riga"]),
        ("Tuesday morning", "1876-01", []),  # the title of the header says so
    ],
)
def test_a_dateline_without_marks_is_read_as_it_is_typed(
    tmp_path: Path, dateline: str, edtf: str, place: list[str]
) -> None:
    text = f"""<text><body><div type="letter"><head>I. À Gustave Lind</head><opener><dateline>{dateline}</dateline>
      <salute>Cher ami,</salute></opener><p>x</p><closer><signed>A. R.</signed></closer></div></body></text>"""
    (letter,) = described(file(tmp_path, text, title="Lettre de Ada Ruus à Gustave Lind, janvier 1876"))[1]
    assert ([one.text for one in letter.senders], [one.text for one in letter.recipients]) == (
        ["Ada Ruus"], ["Gustave Lind"]
    )  # fmt: skip
    assert letter.written is not None and letter.written.edtf == edtf
    assert [one.text for one in letter.sent_from] == place


def test_a_description_where_none_is_read_is_refused_and_counted(tmp_path: Path) -> None:
    said = '<correspDesc><correspAction type="sent"><persName>Ada</persName></correspAction></correspDesc>'
    profile = f"<profileDesc>{said}<textClass>{said}</textClass></profileDesc>"
    items, told = described(file(tmp_path, "<text><body><p/></body></text>", kept=f"<p>{said}</p>", profile=profile))
    assert len(told) == 1
    assert [(one.problem.kind, one.problem.raw) for one in items if isinstance(one, Refused)] == [
        ("misplaced", "sourceDesc/p/correspDesc"), ("misplaced", "profileDesc/textClass/correspDesc")
    ]  # fmt: skip


def test_neighbours_are_found_by_what_an_edition_calls_its_files(tmp_path: Path) -> None:
    """By `xml:id` of the TEI element, a number in `publicationStmt`, the name of the file, with or without folders."""

    def one(name: str, id_: str, number: str, refs: dict[str, str]) -> Path:
        context = "".join(f'<ref type="{type_}" target="{target}"/>' for type_, target in refs.items())
        return write(
            tmp_path / "tei",
            name,
            f"""<TEI {TEI} xml:id="{id_}"><teiHeader><fileDesc><titleStmt><title>x</title></titleStmt><publicationStmt>
            <idno type="X">{number}</idno></publicationStmt><sourceDesc><p/></sourceDesc></fileDesc><profileDesc>
            <correspDesc><correspAction type="sent"><persName>Ada {number}</persName></correspAction><correspContext>
            {context}</correspContext></correspDesc></profileDesc></teiHeader></TEI>""",
        )

    files = [
        one("1871/a.xml", "A1", "n-1", {"next": "A2", "reply": "../1872/c.xml"}),
        one("1871/b.xml", "A2", "n-2", {"prev": "#A1", "next": "n-3"}),
        one("1872/c.xml", "A3", "n-3", {"prev": "1871/b.xml#A2", "inReplyTo": "a"}),
    ]
    space = workspace(tmp_path / "data")
    take(space, *files, format_="tei")
    first, second, third = (letter.description for letter in letters(space))
    assert first is not None and second is not None and third is not None
    assert (first.next, first.answered_by) == (("l0002",), ("l0003",))
    assert (second.previous, second.next) == (("l0001",), ("l0003",))
    assert (third.previous, third.answers) == (("l0002",), ("l0001",))
    assert not [problem for problem in problems(space) if problem.kind == "unknown-letter"]


def test_each_division_that_is_a_letter_is_one(tmp_path: Path) -> None:
    text = "<text><body>" + "".join(
        f'<div type="Brief" n="{n}" xml:id="b{n}"><head>{n}. Ada Ruus an Bo Lind. Riga, {n}. März 1871</head><p/></div>'
        for n in (3, 4)
    )
    found = described(file(tmp_path, text + '<div type="commentary"><p>x</p></div></body></text>'))[1]
    assert [(one.number, one.key, one.senders[0].text, one.recipients[0].text) for one in found] == [
        ("3", "b3", "Ada Ruus", "Bo Lind"), ("4", "b4", "Ada Ruus", "Bo Lind")
    ]  # fmt: skip
    assert [(one.written.edtf, one.written.evidence) for one in found if one.written] == [
        ("1871-03-03", "external"), ("1871-03-04", "external")
    ]  # fmt: skip


def test_tei_p4_is_read(tmp_path: Path) -> None:
    text = """<!DOCTYPE TEI.2 PUBLIC "-//TEI P4//DTD Main Document Type//EN" "tei2.dtd">
      <TEI.2 id="l3"><teiHeader><fileDesc><titleStmt><title>Letter from Ada Ruus to Bo Lind, 1863</title></titleStmt>
      </fileDesc></teiHeader><text><body><div1 type="letter"><opener><dateline><date value="1863-05-04">May 4</date>
      </dateline></opener><p><persName key="cid">Cid</persName></p></div1></body></text></TEI.2>"""
    letter = described(write(tmp_path, "a.xml", text))[1][0]
    assert (letter.senders[0].text, letter.recipients[0].text) == ("Ada Ruus", "Bo Lind")
    assert letter.written is not None and letter.written.edtf == "1863-05-04"
    assert letter.mentions[0].identifiers == ("cid",)


def test_a_text_that_is_no_letter_is_refused_and_counted(tmp_path: Path) -> None:
    space = workspace(tmp_path / "data")
    report = take(space, file(tmp_path, "<text><body><p>An essay</p></body></text>"), format_="tei")
    assert (report.records, report.letters, report.refused) == (1, 0, 1)
    assert [one.kind for one in problems(space)] == ["no-letter"]
    assert letters(space) == []


def test_several_shelfmarks_in_one_identifier(tmp_path: Path) -> None:
    kept = """<listWit><witness><msDesc>
      <msIdentifier><repository>KB</repository><idno><idno type="shelfmark">Ep. 4</idno>
      <idno type="RISM">S-L</idno></idno><altIdentifier type="former"><idno>Old 12</idno></altIdentifier></msIdentifier>
      <physDesc><objectDesc form="draft"><supportDesc><extent>1 leaf</extent></supportDesc></objectDesc></physDesc>
      </msDesc></witness><witness><msDesc><msIdentifier><repository>UB</repository><idno>9</idno></msIdentifier></msDesc>
      </witness></listWit>"""
    profile = """<profileDesc><correspDesc><correspAction type="sent"><persName>Ada</persName>
      <date>12/24 March 1871</date></correspAction><correspContext>
      <ref type="previousLetterFromSender" target="#b1"/><ptr type="nextLetterToAddressee" target="#b3"/>
      </correspContext></correspDesc></profileDesc>"""
    names = '<p><rs type="persons" key="p1 p2">both</rs><rs type="work" key="w1">it</rs></p>'
    letter = described(file(tmp_path, f"<text><body>{names}</body></text>", kept=kept, profile=profile))[1][0]
    assert [(mark.archive, mark.path, mark.forms) for mark in letter.shelfmarks] == [
        ("KB", {"item": "Ep. 4"}, ("draft",)), ("UB", {"item": "9"}, ())
    ]  # fmt: skip
    assert letter.note == "extent: 1 leaf; RISM: S-L; former identifier: Old 12"
    assert (letter.previous, letter.next) == (("#b1",), ("#b3",))
    assert letter.written is not None
    assert (letter.written.edtf, letter.written.calendar) == ("1871-03-24", "both")
    assert [one.identifiers for one in letter.mentions] == [("p1",), ("p2",)]


@pytest.mark.parametrize(
    ("title", "senders", "recipients", "date"),
    [
        ("XII. An Otto Klamm. Riga, 12. März 1871", "", "Otto Klamm", "1871-03-12"),
        ("C. Berg an Otto Klamm", "C. Berg", "Otto Klamm", None),
        ("Letter from Ada Berg to Otto Klamm, 12 March 1871", "Ada Berg", "Otto Klamm", "1871-03-12"),
        (
            "Ada Berg an Otto und Max Klamm in Riga, Sonntag, 3. März 1871",
            "Ada Berg",
            "Otto und Max Klamm",
            "1871-03-03",
        ),
        ("Brief von Ada Berg an Otto von Klamm vom 3. Mai 1900", "Ada Berg", "Otto von Klamm", "1900-05-03"),
        ("Lettre de Ravel à Debussy, 1er mars 1902", "Ravel", "Debussy", "1902-03-01"),
        ("Письмо от А. Берг к О. Кламму, 3 мая 1900 г.", "А. Берг", "О. Кламму", "1900-05-03"),
        ("Berg, Ada to Klamm, Otto (12.3.1871)", "Berg, Ada", "Klamm, Otto", "1871-03-12"),
        ("12. To Otto Klamm", "", "Otto Klamm", None),
        ("A journey to the north, 1871", "", "", None),
        ("Letters from Italy", "", "", None),
    ],
)
def test_titles_of_letters(title: str, senders: str, recipients: str, date: str | None) -> None:
    found = title_of(title)
    assert (found.senders, found.recipients, found.meant.edtf) == (senders, recipients, date)


@pytest.mark.parametrize(
    ("title", "senders", "recipients", "edtf"),
    [
        ("Ada Berg letter to Otto Klamm, 1871 March 12", "Ada Berg", "Otto Klamm", "1871-03-12"),
        ("Ada Berg’s letters to Otto Klamm", "Ada Berg", "Otto Klamm", None),
        ("Lettre d'Ada Berg à Otto Klamm, Paris, 3 mai 1871", "Ada Berg", "Otto Klamm", "1871-05-03"),
        ("Lettre d’Ada Berg à Otto Klamm", "Ada Berg", "Otto Klamm", None),
        ("Brief von Ada Berg an Otto Klamm, Bad Ischl 12.3.1871", "Ada Berg", "Otto Klamm", "1871-03-12"),
    ],
)
def test_titles_as_catalogues_write_them(title: str, senders: str, recipients: str, edtf: str | None) -> None:
    said = title_of(title)
    assert (said.senders, said.recipients, said.meant.edtf) == (senders, recipients, edtf)


def test_parts_and_fragments_of_a_manuscript_have_shelfmarks_of_their_own(tmp_path: Path) -> None:
    kept = """<msDesc><msIdentifier><repository>KB</repository><idno>Box 2</idno></msIdentifier>
      <msPart><msIdentifier><idno>Box 3</idno></msIdentifier></msPart>
      <msFrag><msIdentifier><repository>GSA</repository><idno>55/12</idno></msIdentifier></msFrag></msDesc>"""
    profile = '<profileDesc><correspDesc key="1"/></profileDesc>'
    (letter,) = described(file(tmp_path, "", kept=kept, profile=profile))[1]
    assert [(one.archive, one.path) for one in letter.shelfmarks] == [
        ("KB", {"box": "2"}), ("KB", {"box": "3"}), ("GSA", {"item": "55/12"})
    ]  # fmt: skip


def test_what_the_header_of_one_letter_says_of_its_print_is_said_of_that_letter(tmp_path: Path) -> None:
    kept = '<bibl type="print">Letters I, p. 12</bibl><bibl>Gulls 3 (1900)</bibl>'
    profile = '<profileDesc><correspDesc key="1"/></profileDesc>'
    items, (letter,) = described(file(tmp_path, "", kept=kept, profile=profile))
    assert letter.note == "print: Letters I, p. 12; source: Gulls 3 (1900)"
    assert not any(isinstance(one, Bibliography) for one in items)


def test_files_that_are_called_alike_and_editions_that_share_a_key_are_problems(tmp_path: Path) -> None:
    for name, book in (("a", "Letters"), ("b", "Poems")):
        kept = f'<bibl xml:id="e">{book}</bibl>'
        head = HEAD.format(title="x", author="", kept=kept, profile="<profileDesc><correspDesc>"
                           f'<correspAction type="sent"><persName>{name}</persName></correspAction>'
                           "</correspDesc></profileDesc>")  # fmt: skip
        write(tmp_path, f"{name}.xml", f'<TEI {TEI} xml:id="l1">{head}</TEI>')
    space = workspace(tmp_path / "data")
    take(space, tmp_path / "a.xml", tmp_path / "b.xml", format_="tei")
    assert [(one.line, one.raw) for one in problems(space) if one.kind == "twice"] == [(2, "e"), (2, "l1")]


def test_whom_a_list_has_without_a_name_is_somebody(tmp_path: Path) -> None:
    lists = "<listPerson><person xml:id='p3'><persName>N.N.</persName></person></listPerson>"
    write(tmp_path, "a.xml", f"<TEI {TEI}><teiHeader/><text><body>{lists}</body></text></TEI>")
    space = workspace(tmp_path / "data")
    take(space, tmp_path / "a.xml", format_="tei")
    assert ",N.N.," in (space / "authorities" / "persons.csv").read_text()

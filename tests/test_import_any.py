"""Whatever is done to a file, its records are letters, units and refusals, or it is refused whole with its place."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from described_sample import LIND, RUUS, cmif, sent, workspace, write
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from test_import_archives import AID, RECORD
from test_import_archives_newer import EAD3, FILE, ITEM
from test_import_dc import LETTER, oai
from test_import_tei import KEPT, LISTS, tei

from kg.errors import KgError
from kg.importing import Wish, import_files
from kg.read import dc, eac, ead
from kg.read import tei as tei_reader
from kg.read.cmif import read as read_cmif
from kg.records import Item

TEXT = """<div type="letter"><head>1. Ada an Bo</head><opener><dateline><placeName>Lund</placeName>
<date when="1871-03-12"/></dateline><salute>Dear <persName ref="#p1">Bo</persName></salute></opener>
<p>Of <persName ref="#p1">Berg</persName></p><closer><signed><persName key="a">Ada</persName></signed></closer></div>"""
SAMPLES: dict[str, tuple[Callable[[Path], Iterator[Item]], str]] = {
    "cmif": (read_cmif, cmif(sent(RUUS, LIND, '<date when="1900-03-01"/>'), sent(LIND, RUUS, "<date>May 1900</date>"))),
    "tei": (tei_reader.read, tei(sent(RUUS, LIND), kept=KEPT, text=TEXT, lists=LISTS)),
    "told": (tei_reader.read, tei("", kept=KEPT, text=TEXT + TEXT)),
    "ead": (ead.read, AID),
    "ead3": (ead.read, EAD3.format(components=FILE.format(items=ITEM.format(n=1)))),
    "eac": (eac.read, RECORD.format(kind="person")),
    "dc": (dc.read, oai(LETTER, LETTER)),
}


def damaged(text: str, harm: list[tuple[int, str]]) -> bytes:
    """The file with elements taken out, emptied, doubled, moved to the end, or with other words."""
    parser = etree.XMLParser(resolve_entities=False, load_dtd=False, no_network=True)
    root = etree.fromstring(text.encode(), parser)
    for place, how in harm:
        elements = [one for one in root.iter(etree.Element) if one is not root]
        if not elements:
            break
        element = elements[place % len(elements)]
        above = element.getparent()
        assert above is not None
        match how:
            case "out":
                above.remove(element)
            case "empty":
                element.clear()
            case "twice":
                above.append(etree.fromstring(etree.tostring(element, with_tail=False), parser))
            case "end":
                root.append(element)
            case _:
                element.text = how
    return etree.tostring(root)


WORDS = st.text(st.characters(exclude_categories=("Cs", "Cc", "Cn"), exclude_characters="\ufffe\uffff"), max_size=9)
HARM = st.lists(st.tuples(st.integers(0, 99), st.sampled_from(["out", "empty", "twice", "end"]) | WORDS), max_size=6)


@pytest.mark.parametrize("format_", SAMPLES)
@settings(max_examples=25, deadline=None)
@given(harm=HARM)
def test_every_record_is_accounted_for(
    tmp_path_factory: pytest.TempPathFactory, format_: str, harm: list[tuple[int, str]]
) -> None:
    reader, text = SAMPLES[format_]
    folder = tmp_path_factory.mktemp("any")
    file = folder / "a.xml"
    file.write_bytes(damaged(text, harm))
    try:
        report = import_files(workspace(folder / "data"), format_, reader, [file], Wish("gulls"))
    except KgError as error:
        assert "a.xml" in str(error)
    else:
        assert report.records == report.letters + report.units + report.refused


@pytest.mark.parametrize("format_", SAMPLES)
def test_a_file_that_breaks_off_is_refused_with_its_line(tmp_path: Path, format_: str) -> None:
    reader, text = SAMPLES[format_]
    for part in (0.3, 0.7, 0.95):
        file = write(tmp_path, "a.xml", text[: int(len(text) * part)])
        with pytest.raises(KgError, match=r"a\.xml"):
            import_files(workspace(tmp_path / f"data{part}"), format_, reader, [file], Wish("gulls"))

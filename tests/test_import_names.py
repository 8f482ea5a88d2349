"""Identifiers as sources write them, what the ledger makes of them, and the collection of other people's indexes."""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import shared_file
from map_sample import BASE, LINKS, context, short
from msgspec.structs import replace

from kg.gathered import gather
from kg.iris import Iris
from kg.ledger import appended, read_ledger
from kg.map.link import link, link_claim
from kg.ns import PREFIXES
from kg.read import cmif
from kg.reconcile.spelled import row_of, unnamed
from kg.records import Person
from kg.records.identifier import canonical, identifier_label, means_unknown, misspelt

GND = PREFIXES["gnd"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("http://d-nb.info/gnd/118607626", f"{GND}118607626"),
        ("https://d-nb.info/gnd/11873461x/", f"{GND}11873461X"),
        ("GND 118607626", f"{GND}118607626"),
        ("gnd:1085-4", f"{GND}1085-4"),
        ("https://www.geonames.org/2761369/vienna.html", f"{PREFIXES['geonames']}2761369/"),
        ("https://viaf.org/viaf/281329570/", f"{PREFIXES['viaf']}281329570"),
        ("https://www.wikidata.org/wiki/Q42", f"{PREFIXES['wd']}Q42"),
        ("https://example.org/p/1", "https://example.org/p/1"),
        ("https://sws.geonames.org/detail/", None),
        ("https://d-nb.info/gnd/", None),
        ("#p12", None),
        ("p12", None),
    ],
)
def test_an_identifier_has_one_form(text: str, expected: str | None) -> None:
    assert canonical(text) == expected
    assert misspelt(text) == (expected is None and "/" in text)


def test_what_identifiers_are_called() -> None:
    assert identifier_label(f"{GND}118607626") == "GND 118607626"
    assert means_unknown("https://correspSearch.net/unknown")
    assert not means_unknown("https://correspSearch.net/known")


@pytest.mark.parametrize(
    ("text", "nobody"), [("N.N.", True), ("[Unbekannt]", True), ("Nansen, N.", False), ("Ann", False)]
)
def test_words_for_nobody(text: str, nobody: bool) -> None:
    assert unnamed(text) == nobody


def test_what_a_source_asserts_is_published_as_its_word() -> None:
    asserted = replace(LINKS[0], status="asserted", author="Ada Ruus", seen_in=("one.xml line 16",))
    assert "person/p0001 la:equivalent wd:Q0" in short(link(asserted, context()))
    said = short(link_claim(asserted, context()))
    assert {one.partition(" ")[2] for one in said} >= {
        "ep:status voc:adopted", "ep:voice voc:voice-editors", "ep:certainty voc:probable",
        "ep:witnessType voc:metadata-record", "ep:rule voc:rule-described",
    }  # fmt: skip


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_links_are_appended_and_nothing_else_changes(end: str) -> None:
    iris = Iris(BASE)
    first = appended(b"", [replace(LINKS[0], seen_in=("a",))], iris, "links.tsv").replace(b"\n", end.encode())
    odd = [replace(LINKS[0], object=f"https://{host}.example.net/p/{n}") for n, host in enumerate("abb")]
    data = appended(first, odd, iris, "links.tsv")
    lines, old = data.decode().splitlines(), first.decode().splitlines()
    assert [line for line in lines if line in old] == old
    links = read_ledger(data, "links.tsv", iris)
    assert [one.object for one in links] == [LINKS[0].object, *(one.object for one in odd)]
    assert sum(".example.net/p/" in line for line in lines if line.startswith("#")) == 2
    assert appended(data, [], iris, "links.tsv") == data


@pytest.mark.parametrize("step", [8, pytest.param(1, marks=pytest.mark.slow)])
def test_every_record_of_the_collection_is_a_letter_or_refused(step: int, tmp_path: Path) -> None:
    """Of each eighth file, and by hand of all."""
    files = sorted(shared_file("corpora/schnitzler-cmif").rglob("*.xml"))
    assert len(files) >= 49
    for n, file in enumerate(files[::step]):
        found = gather(cmif.read, [file], tmp_path / f"spool-{n}")
        assert found.records == file.read_bytes().count(b"<correspDesc ")
        assert found.records == sum(1 for _ in found.described()) + found.refused
        assert found.days.first is not None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Weber, Hans", ("Hans Weber", "Weber", "Hans")),
        ("Dr. med. Hans Weber", ("Dr. med. Hans Weber", "Weber", "Hans")),
        ("Weber, Dr. Hans", ("Dr. Hans Weber", "Weber", "Hans")),
        ("Weber, Hans, Dr. med.", ("Dr. med. Hans Weber", "Weber", "Hans")),
        ("Frau Weber", ("Frau Weber", "Weber", "")),
        ("Mme de Staël", ("Mme de Staël", "de Staël", "")),
        ("кн. Волконский С. М.", ("кн. С. М. Волконский", "Волконский", "С. М.")),
        ("Прокофьев Сергей Сергеевич", ("Сергей Сергеевич Прокофьев", "Прокофьев", "Сергей Сергеевич")),
        ("M. Prokofiev", ("M. Prokofiev", "Prokofiev", "M.")),
        ("Weber, Hans (1800-1870)", ("Hans Weber (1800-1870)", "Weber", "Hans")),
        ("Weber, Emma, geb. Berg", ("Emma Weber, geb. Berg", "Weber", "Emma")),
        ("Weber, John, Bart.", ("Weber, John, Bart.", "Weber", "John")),
        ("Mary Weber née Berg", ("Mary Weber née Berg", "Weber", "Mary")),
        ("Weber, Mary (geb. Berg)", ("Mary Weber (geb. Berg)", "Weber", "Mary")),
        ("Graf", ("Graf", "Graf", "")),
    ],
)
def test_titles_are_no_given_names(text: str, expected: tuple[str, str, str]) -> None:
    row = row_of("person", "p0001", [text], (), "", None)
    assert isinstance(row, Person)
    assert (row.label, row.surname, row.given) == expected

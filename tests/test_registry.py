"""Identifiers survive corrections, insertions and withdrawals; IRIs are valid, stable and never meet."""

from __future__ import annotations

import re
import unicodedata

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.errors import KgError
from kg.iris import Fingerprint, Iris, Registry, archive_segment, unit_segment
from kg.registry import COLUMNS

BASE = "https://w3id.org/letterkg/sample/"
HEADER = ",".join(COLUMNS)


def letter(shelf: str, text: str, order: int, edition: str = "june") -> Fingerprint:
    return Fingerprint.of(edition=edition, shelf=shelf, text=text, order=str(order))


JUNE = [letter("77/17", "aa", 1), letter("77/54", "bb", 1), letter("77/54", "cc", 2), letter("99/78", "dd", 1)]


@pytest.fixture
def june() -> Registry:
    ids, registry = Registry().issue("letter", JUNE)
    assert ids == ("l0001", "l0002", "l0003", "l0004")
    return registry


def test_the_same_again_changes_nothing(june: Registry) -> None:
    ids, again = june.issue("letter", JUNE)
    assert ids == ("l0001", "l0002", "l0003", "l0004")
    assert again is june


def test_issuing_leaves_the_old_registry_as_it_was(june: Registry) -> None:
    before = june.dump()
    _, after = june.issue("letter", [letter("new", "ee", 1)])
    assert june.dump() == before
    assert after.rows[: len(june.rows)] == june.rows


def test_corrected_wording_keeps_the_identifier(june: Registry) -> None:
    corrected = [*JUNE[:3], letter("99/78", "dd corrected", 1)]
    ids, once = june.issue("letter", corrected)
    assert ids == ("l0001", "l0002", "l0003", "l0004")
    twice = [*JUNE[:3], letter("99/78", "corrected again", 1)]
    assert once.issue("letter", twice)[0] == ids, "the newer fingerprint is known"
    assert once.issue("letter", JUNE)[0] == ids, "and so is the older one"


def test_corrected_shelfmark_keeps_the_identifier(june: Registry) -> None:
    ids, _ = june.issue("letter", [letter("77/18", "aa", 1), *JUNE[1:]])
    assert ids == ("l0001", "l0002", "l0003", "l0004")


def test_inserted_letter_changes_nobody_else(june: Registry) -> None:
    shifted = [
        JUNE[0],
        letter("77/54", "inserted before", 1),
        letter("77/54", "bb", 2),
        letter("77/54", "cc", 3),
        JUNE[3],
    ]
    ids, _ = june.issue("letter", shifted)
    assert ids == ("l0001", "l0005", "l0002", "l0003", "l0004")


def test_withdrawn_letter_keeps_its_row_and_its_number(june: Registry) -> None:
    ids, after = june.issue("letter", [JUNE[0], JUNE[1], JUNE[3], letter("new", "ee", 1)])
    assert ids == ("l0001", "l0002", "l0004", "l0005")
    assert after.latest["l0003"].status == "active"
    back, _ = after.issue("letter", [*JUNE, letter("new", "ee", 1)])
    assert back == ("l0001", "l0002", "l0003", "l0004", "l0005")


def test_another_edition_gets_its_own_numbers(june: Registry) -> None:
    july = [letter("77/17", "aa", 1, "july"), letter("77/54", "zz", 1, "july")]
    ids, _ = june.issue("letter", july)
    assert ids == ("l0005", "l0006")


def test_each_kind_counts_by_itself(june: Registry) -> None:
    ids, registry = june.issue("heading", [Fingerprint.of(edition="june", order="1")])
    assert ids == ("h0001",)
    assert registry.issue("place", [Fingerprint.of(label="Sochi")])[0] == ("pl0001",)


def test_numbers_go_on_after_9999() -> None:
    registry = Registry.load(f"{HEADER}\nletter,l9999,text=a,active,\n".encode(), "ids.csv")
    ids, after = registry.issue("letter", [Fingerprint.of(text="b")])
    assert ids == ("l10000",)
    assert Registry.load(after.dump(), "ids.csv") == after


texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
parts = st.lists(st.tuples(st.from_regex("[a-z]{1,6}", fullmatch=True), texts), min_size=1, max_size=4)


@given(parts)
def test_fingerprints_come_back_from_the_file_as_they_went_in(named: list[tuple[str, str]]) -> None:
    fingerprint = Fingerprint(tuple(named))
    assert Fingerprint.parse(str(fingerprint)) == fingerprint
    _, registry = Registry().issue("letter", [fingerprint])
    assert Registry.load(registry.dump(), "ids.csv") == registry


@given(
    st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from("xyz"), st.sampled_from("12")), max_size=8), st.data()
)
def test_no_identifier_is_given_twice(first: list[tuple[str, str, str]], data: st.DataObject) -> None:
    def prints(letters: list[tuple[str, str, str]]) -> list[Fingerprint]:
        return [Fingerprint.of(edition="e", shelf=s, text=t, order=o) for s, t, o in letters]

    ids, registry = Registry().issue("letter", prints(first))
    second = data.draw(st.permutations(first))
    again, after = registry.issue("letter", prints([*second, ("new", "new", "9")]))
    assert len(set(again)) == len(again)
    assert set(ids) < set(again)
    assert after.rows[: len(registry.rows)] == registry.rows


@pytest.mark.parametrize(
    ("rows", "line", "what"),
    [
        ("letter,l0001,text=a,active", 2, "the row has 4 cells, the table has 5 columns"),
        ("leter,l0001,text=a,active,", 2, "unknown kind 'leter'"),
        ("letter,p0001,text=a,active,", 2, "not an identifier of a letter: 'p0001'"),
        ("letter,l1,text=a,active,", 2, "not an identifier of a letter: 'l1'"),
        ("letter,l0001,text,active,", 2, "not a fingerprint"),
        ("letter,l0001,text=a,lost,", 2, "unknown status 'lost'"),
        ("letter,l0001,text=a,active,l0002", 2, "replaced_by"),
        ("letter,l0001,text=a,replaced,l0002", 2, "is replaced by l0002, which is not another letter"),
        ("letter,l0001,text=a,active,\nletter,l0001,text=a,active,", 3, "l0001 stands twice"),
        (
            "letter,l0001,edition=a;text=a,active,\n\nletter,l0001,edition=b;text=b,active,",
            4,
            "l0001 is given to two editions",
        ),
    ],
)
def test_broken_registry_names_file_and_line(rows: str, line: int, what: str) -> None:
    with pytest.raises(KgError) as error:
        Registry.load(f"{HEADER}\n{rows}\n".encode(), "ids.csv")
    assert str(error.value).startswith(f"ids.csv:{line}: ")
    assert what in str(error.value)


def test_merged_letter_stays_merged(june: Registry) -> None:
    merged = june.dump() + b"letter,l0004,edition=june;shelf=99/78;text=dd;order=1,replaced,l0001\n"
    registry = Registry.load(merged, "ids.csv")
    ids, after = registry.issue("letter", [*JUNE[:3], letter("99/78", "dd corrected", 1)])
    assert ids[3] == "l0004"
    assert after.latest["l0004"].replaced_by == ("l0001",)


IRIS = Iris(BASE)
DELO = {"fond": "558", "opis": "11", "delo": "77"}


def test_iris_of_the_model() -> None:
    assert IRIS.unit("RGASPI", DELO) == f"{BASE}archive/rgaspi/f558/op11/d77"
    assert IRIS.leaf("RGASPI", DELO, "54v") == f"{BASE}archive/rgaspi/f558/op11/d77/l54v"
    assert IRIS.volume("RGASPI", DELO).endswith("/d77#volume")
    assert IRIS.carrier("l0001", 2) == f"{BASE}carrier/l0001-2"
    assert IRIS.text("l0001") == f"{BASE}letter/l0001#text-en"
    assert IRIS.span("june", 14, 14) == f"{BASE}source/june#line=13,14"
    assert IRIS.span("june", 1, 27) == f"{BASE}source/june#line=0,27"


@pytest.mark.parametrize(
    ("archive", "path", "expected"),
    [
        ("DE-611", {"Nachlass": "12"}, "de-611/nachlass-12"),
        ("BnF", {"box": "3", "folder": "7a"}, "BnF/b3/folder-7a"),
        ("RGASPI", {"collection": "Personal archive of M.L. K"}, "rgaspi/collection-Personal_archive_of_M.L._K"),
        ("RGASPI", {"fond": "A 5"}, "rgaspi/fond-A_5"),
    ],
)
def test_other_archives(archive: str, path: dict[str, str], expected: str) -> None:
    assert IRIS.unit(archive, path) == f"{BASE}archive/{expected}"


def test_codes_beyond_ascii_are_readable_and_apart() -> None:
    archives = {
        IRIS.unit("DLA Marbach", {"Nachlass": name, "Mappe": "3"}) for name in ("Müller", "Muller", "Mueller", "müller")
    }
    assert len(archives) == 4
    assert any(re.search(r"/nachlass-Muller~[0-9a-f]{8}/mappe-3$", iri) for iri in archives)


def test_empty_code_is_refused() -> None:
    with pytest.raises(KgError, match="no code"):
        IRIS.unit("RGASPI", {"fond": " "})
    with pytest.raises(KgError, match="no code"):
        IRIS.archive("")


codes = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12).filter(
    lambda text: bool(text.split())
)
levels = st.sampled_from(["fond", "opis", "delo", "box", "folder", "Nachlass", "Mappe", "ящик", "personal archive"])


@given(archive=codes, level=levels, code=codes)
def test_any_unit_has_a_valid_ascii_iri(archive: str, level: str, code: str) -> None:
    iri = IRIS.leaf(archive, {level: code}, "54v")
    assert re.fullmatch(r"[A-Za-z0-9/:._~#=,-]+", iri)
    assert ox.NamedNode(iri).value == iri
    assert "/../" not in iri
    assert "/./" not in iri


def _same(one: str, other: str) -> bool:
    return unicodedata.normalize("NFC", " ".join(one.split())) == unicodedata.normalize("NFC", " ".join(other.split()))


@given(st.tuples(levels, codes), st.tuples(levels, codes))
def test_different_units_have_different_iris(one: tuple[str, str], other: tuple[str, str]) -> None:
    same = one[0] == other[0] and _same(one[1], other[1])
    assert (unit_segment(*one) == unit_segment(*other)) == same


@given(codes, codes)
def test_different_archives_have_different_iris(one: str, other: str) -> None:
    assert (archive_segment(one) == archive_segment(other)) == _same(one, other)


@pytest.mark.parametrize(("one", "other"), [("RGASPI", "rgaspi"), ("DE 611", "DE-611"), ("DE_611", "DE 611")])
def test_archives_that_look_alike(one: str, other: str) -> None:
    assert archive_segment(one) != archive_segment(other)

"""The saved queries on archives, decisions and links, against values worked out by hand from the printed edition.

The numbers in the comments are lines of the edition (the first is 1), archive lines unless they say otherwise. Letters
are numbered in the order of the archive lines: l0001 is line 16, l0072 line 1973.
"""

from __future__ import annotations

import csv
import datetime

import pytest
from pyoxigraph import QuerySolutions, RdfFormat, Store

from kg import ns
from kg.queries import ask, find
from tests.conftest import EDITION, WORKSPACE
from tests.saved_queries import column, letters, rows, triples

# --- archives -------------------------------------------------------------------------------------------------------


def test_file_contents(store: Store) -> None:
    # F. 81. Op. 3. D. 99: L. 54-56 (193), 58-60 (430), 62-63 (942), 65-68 (1202), 69-70 (1398), 71-76 (1546), 78-79
    # (16), 81-87 (1753).
    found = rows(store, "file-contents", file="archive/rgaspi/f81/op3/d99")
    assert [row["text"] for row in found] == letters(8, 16, 34, 41, 49, 55, 1, 63)
    assert [row["shelfmark"].rpartition("L. ")[2] for row in found][:3] == ["54-56", "58-60", "62-63"]
    # F. 558. Op. 11. D. 77 begins with L. 13, the enciphered text (166) of the telegram on L. 14 (149); then 16 (188),
    # 17.
    stalin = rows(store, "file-contents", file="archive/rgaspi/f558/op11/d77")
    assert [row["text"] for row in stalin][:5] == letters(6, 6, 7, 7, 9)


def test_unit_contents(store: Store) -> None:
    # F. 81 on the archive lines: Op. 3, D. 99 (the eight above), D. 100 (681, 775, 1236, 1456), D. 120 (1146), D. 101
    # (1889).
    kaganovich = letters(1, 8, 16, 25, 29, 34, 39, 41, 42, 49, 52, 55, 63, 69)
    for unit in ("archive/rgaspi/f81", "archive/rgaspi/f81/op3"):
        assert sorted(row["text"] for row in rows(store, "unit-contents", unit=unit)) == kaganovich
    one = rows(store, "unit-contents", unit="archive/rgaspi/f81/op3/d101")
    assert column(one, "text", "file") == [("letter/l0069", "archive/rgaspi/f81/op3/d101")]


def test_shared_leaves(store: Store) -> None:
    # F. 558. Op. 11. D. 77, by the archive lines. Leaves 110 and 111 have the question on the verso and the answer
    # on the recto (1807, 1837).
    assert column(rows(store, "shared-leaves"), "leafTitle", "letter", "other") == [
        (f"RGASPI F. 558. Op. 11. D. 77. L. {leaf}", *letters(*pair))
        for leaf, pair in {
            54: (26, 27), 65: (37, 38), 73: (46, 47), 76: (44, 48), 95: (57, 58), 106: (61, 64), 110: (65, 66),
            111: (65, 66), 114: (67, 68),
        }.items()
    ]  # fmt: skip


def test_only_copies(store: Store) -> None:
    # "Certified typewritten copy" and nothing else: 54, 219, 239, 259, 458, 562, 843, 866, 1572, 1664, 1807; 1889 has
    # two.
    found = rows(store, "only-copies")
    assert [row["letter"] for row in found] == letters(3, 9, 10, 11, 17, 21, 31, 32, 56, 60, 65, 69, 69)
    assert [row["form"] for row in found[-2:]] == ["certified typewritten copy", "typewritten copy"]


def test_document_forms(store: Store) -> None:
    # Archive lines with the word: Autograph 47, Certified typewritten copy 12, Original 9. The notes of the secretary
    # name the enciphered text of 14 telegrams, with its leaf: 166, 188, 426, 511, 533, 557, 739, 770, 1373, 1451, 1497,
    # 1635, 1968, 1990.
    found = {row["name"]: row["letters"] for row in rows(store, "document-forms")}
    assert found["autograph"] == "47"
    assert found["certified typewritten copy"] == "12"
    assert found["enciphered text"] == "14"
    assert found["original"] == "9"
    assert found["typewritten copy"] == "1"  # 1889


def test_number_series(store: Store) -> None:
    # Stalin's own: 7, 8, 9, 10, 12, 13, 14, 17, 18, 20 to 28, 30, 33, 34, 35, 36, 37, 40. To him, in one count: those
    # of the register (.../sh.) 3, 4, 5, 7, 8, 10, 11, 17, 25, 28; HP 6, 9, 12, 13, 14, 15, 19, 21, 23, 24; No. 29,
    # which is In. No. 29.
    found = {
        row["name"]: tuple(row[key] for key in ("lowest", "highest", "known", "missing"))
        for row in rows(store, "number-series")
    }
    assert found["telegrams of Joseph Stalin, 1932"] == ("7", "40", "25", "9")
    assert found["telegrams to Joseph Stalin, 1932"] == ("3", "29", "21", "6")
    assert len(found) == 2


def test_number_gaps(store: Store) -> None:
    gaps: dict[str, list[tuple[str, str]]] = {}
    for row in rows(store, "number-gaps"):
        gaps.setdefault(row["series"], []).append((row["first"], row["last"]))
    assert gaps["series/telegrams-of-p0001-1932"] == [
        ("11", "11"), ("15", "16"), ("19", "19"), ("29", "29"), ("31", "32"), ("38", "39"),
    ]  # fmt: skip
    assert gaps["series/telegrams-to-p0001-1932"] == [
        ("16", "16"), ("18", "18"), ("20", "20"), ("22", "22"), ("26", "27"),
    ]  # fmt: skip
    before = {(row["series"], row["first"]): row["before"] for row in rows(store, "number-gaps")}
    assert before["series/telegrams-of-p0001-1932", "11"] == "letter/l0015"  # 418: No. 9, 10


def test_letters_by_number(store: Store) -> None:
    # 547: No. 14, Stalin's; 1287 and 1295: In. No. 14 and HP 14 on one telegram to him.
    assert column(rows(store, "letters-by-number", number="14"), "letter", "printed", "kind") == [
        ("letter/l0020", "No. 14", "telegram number of the sender"),
        ("letter/l0044", "HP 14", "telegraph number (Нр)"),
        ("letter/l0044", "In. No. 14", "incoming number"),
    ]


# --- decisions ------------------------------------------------------------------------------------------------------


def test_decisions(store: Store) -> None:
    # The notes to l0012: 315 (5 June, to Okhtin; 19 August, on Puntsuk), 317 (undated), 325 (5 June), 327 (2 and 5
    # June).
    found = [row for row in rows(store, "decisions") if row["letter"] == "letter/l0012"]
    assert sorted(column(found, "decided", "shelfmark")) == [
        ("", "RGASPI F. 17. Op. 162. D. 12. L. 175"),
        ("1932-06-02", "RGASPI F. 17. Op. 162. D. 12. L. 174"),
        ("1932-06-05", "RGASPI F. 17. Op. 162. D. 12. L. 175"),
        ("1932-06-05", "RGASPI F. 17. Op. 162. D. 12. L. 175"),
        ("1932-06-05", "RGASPI F. 17. Op. 3. D. 887. L. 28"),
        ("1932-08-19", "RGASPI F. 17. Op. 162. D. 13. L. 77"),
    ]
    leave = [row for row in rows(store, "decisions") if row["shelfmark"] == "RGASPI F. 17. Op. 162. D. 12. L. 156"]
    assert column(leave, "decided", "letter") == [("1932-06-01", "")]  # 9, 11: the introduction, beside no letter


def test_decisions_in_file(store: Store) -> None:
    # D. 888 in the notes: L. 12 (768), 1 and 18-22 (931), 10 and 38-46 (933), 8 and 23 (1067), 2 (1071).
    found = rows(store, "decisions-in-file", file="archive/rgaspi/f17/op3/d888")
    assert [row["shelfmark"].rpartition("L. ")[2] for row in found] == ["1, 18-22", "2", "8, 23", "10, 38-46", "12"]
    assert [row["decided"][-2:] for row in found] == ["16", "16", "16", "16", "13"]


def test_decisions_after_letters(store: Store) -> None:
    found = {(row["letter"], row["decided"]): int(row["daysAtLeast"]) for row in rows(store, "decisions-after-letters")}
    assert found["letter/l0007", "1932-06-08"] == 3  # 186: "having considered Stalin's telegram"
    assert found["letter/l0020", "1932-06-10"] == 1  # 555: "approved Stalin's proposals"
    assert found["letter/l0028", "1932-06-13"] == 1  # 768: "the text of this telegram ... was formalized"
    latest = {row["letter"]: row["latest"] for row in rows(store, "letters-possibly-in-window")}
    for (letter, decided), days in found.items():
        between = datetime.date.fromisoformat(decided) - datetime.date.fromisoformat(latest[letter])
        assert days == max(between.days, 0)


def test_cited_files(store: Store) -> None:
    found = {
        row["file"].removeprefix("archive/rgaspi/f17/"): (row["notes"], row["leaves"])
        for row in rows(store, "cited-files")
    }
    assert found["op114/d302"] == ("1", "1")  # 862: L. 13
    assert found["op120/d82"] == ("1", "2")  # 1541: L. 88, 117
    assert found["op163/d948"] == ("1", "17")  # 1780: L. 4-20
    assert found["op3/d888"] == ("5", "20")  # see above: 1 + 6 + 10 + 2 + 1 leaves


# --- links and provenance -------------------------------------------------------------------------------------------


def accepted(authority: str) -> set[tuple[str, str]]:
    """Persons and identifiers of an authority file that the ledger accepts, read without the program."""
    lines = (WORKSPACE / "authorities" / "links.sssom.tsv").read_text(encoding="utf-8").splitlines()
    table = csv.DictReader((line for line in lines if not line.startswith("#")), delimiter="\t")
    return {
        (row["subject_id"].replace(":", "/"), row["object_id"].removeprefix(f"{authority}:"))
        for row in table
        if row["subject_id"].startswith("person:")
        and row["object_id"].startswith(f"{authority}:")
        and row["predicate_id"] == "la:equivalent"
        and not row["predicate_modifier"]
        and row["status"] == "accepted"
    }


@pytest.mark.parametrize("authority", ["wd", "gnd"])
def test_persons_with_identifiers(store: Store, authority: str) -> None:
    found = column(rows(store, "persons-with-identifiers", authority=f"{authority}:"), "person", "identifier")
    assert {(person, iri.rpartition("/")[2]) for person, iri in found} == accepted(authority) != set()


def test_pairs_on_wikidata(store: Store) -> None:
    found = rows(store, "pairs-on-wikidata")
    counts = {
        (row["authorItem"].rpartition("/")[2], row["addresseeItem"].rpartition("/")[2]): row["letters"] for row in found
    }
    assert counts["Q855", "Q215705"] == counts["Q215705", "Q855"] == "36"  # Stalin, Kaganovich, as above
    assert counts["Q855", "Q132899"] == "16"  # Molotov
    assert {row["reference"] for row in found} == {"Сталин и Каганович. Переписка. 1931-1936 гг. Москва: РОССПЭН, 2001"}


def test_life_dates(store: Store) -> None:
    found = {row["name"]: row for row in rows(store, "life-dates")}
    assert found["Joseph Stalin"]["letters"] == "72" and found["Joseph Stalin"]["item"].endswith("/Q855")
    assert found["Kliment Voroshilov"]["letters"] == "6"  # as in letters-of-person
    # Mikoyan is addressed once, on 21 June (1416). Nobody wrote before birth or after death.
    assert (found["Anastas Mikoyan"]["first"], found["Anastas Mikoyan"]["last"]) == ("1932-06-21", "1932-06-21")
    assert all(row["born"][:4] < row["first"][:4] for row in found.values() if row["born"])
    assert all(row["died"][:4] >= row["last"][:4] for row in found.values() if row["died"])


def test_provenance(store: Store) -> None:
    (row,) = rows(store, "provenance")
    assert row["source"] == f"source/{EDITION}"
    # sha256sum of the capture, as its publisher's page was saved
    assert row["sha256"] == "fdd743ee9deec329af139f1954c3ea6f81a3cd205e329a32129971f6ad266e0f"
    assert "РОССПЭН, 2001" in row["citation"]


# --- views for other tools ------------------------------------------------------------------------------------------


def test_schema_org_letters(store: Store) -> None:
    # Line 16: Stalin (p0001) to Kaganovich (p0002), 29 June, naming Voroshilov (21), Weitzer and Ozersky (23).
    about = {
        (what, value)
        for thing, what, value in triples(store, "schema-org-letters", letter="l0001")
        if thing == "letter/l0001"
    }
    names = {value for what, value in about if what == "name"}
    assert about - {("name", name) for name in names} == {
        ("type", "http://schema.org/Message"),
        ("author", "person/p0001"),
        ("toRecipient", "person/p0002"),
        ("dateCreated", "1932-06-29"),
        ("mentions", "person/p0005"),
        ("mentions", "person/p0020"),
        ("mentions", "person/p0021"),
        *(
            ("about", f"topic/{topic}") for topic in ("planning", "heavy-industry", "aviation", "oil-talks")
        ),  # 19, 21, 23
        ("abstract", "heavy industry plan, aviation project, oil treaty term"),
        ("abstract", "план тяжёлой промышленности, авиация, срок нефтяного договора"),
    }
    assert len(names) == 2  # English, Russian
    everything = triples(store, "schema-org-letters")
    assert sum(what == "type" for _, what, _ in everything) == 72
    assert ("person/p0001", "name", "Joseph Stalin") in everything


def test_lettersampo_view(store: Store) -> None:
    view = triples(store, "lettersampo-view")
    created = {(letter, author) for author, what, letter in view if what == "created"}
    assert len({letter for letter, _ in created}) == 72
    assert {author for letter, author in created if letter == "letter/l0003"} == {
        "person/p0002",
        "person/p0004",
        "person/p0016",
    }
    # "Sent in code from Sochi": the notes above but 188, which names no place.
    assert len({letter for letter, what, _ in view if what == "was_sent_from"}) == 13
    assert ("letter/l0001#written", "P82a_begin_of_the_begin", "1932-06-29T00:00:00") in view


# --- what the collection has no case of -----------------------------------------------------------------------------


def test_unresolved_names() -> None:
    base, text = "https://letters.example.org/", ns.PREFIXES
    invented = Store()
    invented.load(
        f"""@prefix ep: <{text["ep"]}> . @prefix oa: <{text["oa"]}> . @prefix rdfs: <{text["rdfs"]}> . @base <{base}> .
        <letter/l1> a ep:Letter ; ep:authorAsPrinted "Zubrov"@en ; ep:nameAsPrinted "Zubrov"@en ; rdfs:label "one"@en .
        <letter/l1#mention-1> a oa:Annotation ; ep:nameAsPrinted "Ustrichny"@en .
        <letter/l1#mention-2> a oa:Annotation ; oa:hasBody <person/p1> .
        <decision/d1> a ep:Resolution ; ep:decidedByAsPrinted "Bureau"@en ;
            ep:nameAsPrinted "Bureau"@en, "Snegirev"@en .
        """.encode(),
        format=RdfFormat.TURTLE,
    )
    answer = ask(invented, find("unresolved-names"), {})
    assert isinstance(answer, QuerySolutions)
    found = [(s["name"].value, s["role"].value, s["thing"].value.removeprefix(base)) for s in answer]
    assert found == [
        ("Bureau", "body that decides", "decision/d1"),
        ("Snegirev", "named in a decision", "decision/d1"),
        ("Ustrichny", "named in a letter", "letter/l1#mention-1"),
        ("Zubrov", "author", "letter/l1"),
    ]

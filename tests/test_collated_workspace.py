"""A workspace of two editions that print some letters twice: one letter each, and each edition keeps what it says."""

from __future__ import annotations

import shutil
from pathlib import Path

from msgspec.structs import replace
from pyoxigraph import Store
from small_workspace import BASE, EDITION, SOUND, letter, write

from kg import ns
from kg.collation import collate
from kg.pipeline import build
from kg.publish.store import open_store
from kg.records import Letter, Shelfmark, Witness
from kg.records.codec import encode_lines
from kg.workspace import load_workspace

OTHER = "herring-again"
PREFIXES = "".join(f"PREFIX {name}: <{iri}> " for name, iri in ns.PREFIXES.items())


def saying(one: Letter, date: str) -> Letter:
    """The letter with a date that its edition prints over it."""
    witness = Witness(field="date", value=date, type="heading", raw=date, line=one.line)
    return replace(one, date=date, witnesses=(witness,))


def second(one: Letter, number: int, date: str, *marks: Shelfmark) -> Letter:
    """The letter as another edition prints it."""
    own = saying(letter(number, *one.senders, *one.recipients, date), date)
    return replace(own, heading=None, shelfmarks=marks or one.shelfmarks)


def editions(folder: Path, first: list[Letter], other: list[Letter], rows: str = "") -> Path:
    """The workspace with another edition, whose letters begin at l0003."""
    workspace = write(folder, first)
    again = workspace / "editions" / OTHER
    shutil.copytree(workspace / "editions" / EDITION, again)
    toml = (again / "edition.toml").read_text(encoding="utf-8")
    (again / "edition.toml").write_text(toml.replace(EDITION, OTHER).replace("0" * 64, "1" * 64), encoding="utf-8")
    (again / "found" / "letters.jsonl").write_bytes(encode_lines(other))
    if rows:
        (again / "curated").mkdir()
        head = "record,field,value,claims,reason,curator,date,note\n"
        (again / "curated" / "adjudications.csv").write_text(head + rows, encoding="utf-8")
    with (workspace / "ids.csv").open("a", encoding="utf-8") as ids:
        ids.writelines(f"letter,{one.letter},edition={OTHER};order={one.letter},active,\n" for one in other)
    return workspace


def built(workspace: Path, out: Path) -> Store:
    done = build(workspace, out)
    assert done.report.passed, done.report
    return open_store(out / "store")


def rows(store: Store, pattern: str) -> list[tuple[str, ...]]:
    found = store.query(f"{PREFIXES} SELECT * WHERE {{ {pattern} }}", base_iri=BASE, use_default_graph_as_union=True)
    return sorted(tuple(str(term.value).removeprefix(BASE) for term in row) for row in found)


def said_of(store: Store, thing: str, status: str = "adopted") -> list[str]:
    """What the claims on a thing say."""
    pattern = f"?claim a ep:Claim ; ep:aboutRecord <{thing}> ; ep:status voc:{status} ; rdfs:label ?sentence"
    return sorted(sentence for _, sentence in rows(store, pattern))


FIRST = saying(SOUND[0], "1900-03")
AGAIN = second(SOUND[0], 3, "1900-03-01")


def test_a_letter_of_two_editions_is_one_with_the_narrower_date(tmp_path: Path) -> None:
    store = built(editions(tmp_path / "data", [FIRST, SOUND[1]], [AGAIN]), tmp_path / "out")
    assert [one for (one,) in rows(store, "?letter a ep:Letter")] == ["letter/l0001", "letter/l0002"]
    assert rows(store, "<letter/l0001> ep:date ?day") == [("1900-03-01",)]
    assert rows(store, "<letter/l0003> dcterms:isReplacedBy ?other") == [("letter/l0001",)]
    told = said_of(store, "letter/l0001")
    for sentence in (
        "the printed heading at line 10 of herring-1900 gives the date March 1900; adopted",
        "the printed heading at line 30 of herring-again gives the date 1 March 1900; adopted",
        "the collation of editions at line 30 of herring-again shows that it is "
        "Ruus's letter of 1 March 1900 in another edition; adopted",
    ):
        assert sentence in told
    assert len(rows(store, "?carrier a ep:Carrier ; crm:P128_carries <letter/l0001>")) == 1  # one shelfmark, one copy
    assert len(rows(store, "<letter/l0001> crm:P73_has_translation ?text")) == 2


def test_editions_that_contradict_each_other_keep_their_dates_as_claims(tmp_path: Path) -> None:
    leaf = Shelfmark(archive="KB", path={"nachlass": "Ruus", "box": "3", "folder": "1"}, leaves="1-2")
    other = second(SOUND[0], 3, "1900-03-09", leaf)
    store = built(editions(tmp_path / "data", [saying(SOUND[0], "1900-03-01"), SOUND[1]], [other]), tmp_path / "out")
    assert [one for (one,) in rows(store, "?letter a ep:Letter")] == ["letter/l0001", "letter/l0002"]
    assert rows(store, "<letter/l0001> ep:date ?day") == [("1900-03-01",)]
    assert said_of(store, "letter/l0001", "rejected") == [
        "the printed heading at line 30 of herring-again gives the date 9 March 1900; "
        "rejected in favour of 1 March 1900"
    ]
    assert any(
        "collation of editions at line 30 of herring-again gives the date 1 March" in one
        for one in said_of(store, "letter/l0001")
    )
    judged = "?judgement a ep:Adjudication ; ep:aboutRecord <letter/l0001> ; ep:adopts ?this ; ep:rejects ?that"
    assert len(rows(store, judged)) == 1


def test_what_only_one_edition_says_is_said_by_it_alone(tmp_path: Path) -> None:
    """Its copy is told of with the letter; a value that it has itself is not one that another edition gives."""
    other = Shelfmark(archive="KB", path={"nachlass": "Ruus", "box": "9", "folder": "1"}, leaves="5", raw="KB 9")
    again = second(SOUND[0], 3, "1900-03-09", *SOUND[0].shelfmarks, other)
    store = built(editions(tmp_path / "data", [saying(SOUND[0], "1900-03-01"), SOUND[1]], [again]), tmp_path / "out")
    assert any("box 9" in one and "herring-again" in one for one in said_of(store, "letter/l0001"))
    assert not said_of(store, "letter/l0003")
    words = [one for one in said_of(store, "letter/l0001") if one.startswith("the collation") and "shows" not in one]
    assert words == ["the collation of editions at line 30 of herring-again gives the date 1 March 1900; adopted"]


def test_a_curator_keeps_two_letters_apart(tmp_path: Path) -> None:
    workspace = editions(tmp_path / "data", [saying(SOUND[0], "1900-03-01"), SOUND[1]], [AGAIN])
    store = built(workspace, tmp_path / "out")
    same = "?claim ep:aboutRecord <letter/l0001> ; ep:witnessType voc:collation ; crm:P141_assigned ?one"
    ((claim, _),) = rows(store, f"{same} . ?one a ep:Letter")
    weighed = claim.rpartition("/")[2]
    row = f"l0003,same-as,none,{weighed},another letter of that day,A. Editor,2026-01-01,\n"
    apart = editions(tmp_path / "apart", [saying(SOUND[0], "1900-03-01"), SOUND[1]], [AGAIN], row)
    store = built(apart, tmp_path / "apart-out")
    assert [one for (one,) in rows(store, "?letter a ep:Letter")] == ["letter/l0001", "letter/l0002", "letter/l0003"]

    (told,) = said_of(store, "letter/l0003", "rejected")
    assert told.startswith("the collation of editions at line 30 shows that it is")


def test_letters_that_may_be_one_are_asked_about(tmp_path: Path) -> None:
    day = [
        saying(SOUND[0], "1900-03-01"),
        saying(replace(SOUND[0], letter="l0002", heading=None, line=20), "1900-03-01"),
    ]
    store = built(editions(tmp_path / "data", day, [AGAIN]), tmp_path / "out")
    assert len(rows(store, "?letter a ep:Letter")) == 3
    asked = rows(store, "?case a ep:OpenQuestion ; rdfs:label ?words FILTER(STRENDS(STR(?case), 'same-as'))")
    assert len(asked) == 1 and "another edition" in asked[0][1]


def test_a_workspace_of_one_edition_is_left_as_it_is(tmp_path: Path) -> None:
    loaded = load_workspace(write(tmp_path / "data", [FIRST, SOUND[1]]))
    assert collate(loaded) is loaded

"""A workspace is read whole or refused with one message that names file, line and remedy."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from kg.coherence import check_base
from kg.errors import KgError, UsageError
from kg.iris import Fingerprint, Registry
from kg.ledger import read_ledger
from kg.records import Adjudication, Person, SettledMention
from kg.source import sha256
from kg.tables import format_records, read_records
from kg.workspace import (
    default_workspace,
    find_text,
    load_authorities,
    load_workspace,
)

DATA = Path(__file__).resolve().parent.parent / "data"
EDITION = "stalin-kaganovich-1932-06"


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The project's own workspace, to be spoilt, without what was extracted."""
    folder = tmp_path / "data"
    shutil.copytree(DATA, folder, ignore=shutil.ignore_patterns("found"))
    return folder


def change(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")


def message(folder: Path) -> str:
    with pytest.raises(KgError) as error:
        load_workspace(folder)
    return str(error.value).replace(str(folder), "data")


def test_the_project_s_own_workspace() -> None:
    workspace = load_workspace(DATA)
    assert workspace.settings.base == "https://w3id.org/letterkg/stalin-kaganovich/"
    assert workspace.edition().name == EDITION
    assert workspace.edition().edition.window.start.isoformat() == "1932-06-01"
    assert not workspace.edition().edition.text_rights.publish
    assert str(workspace.edition().edition.printed) == (
        "Сталин и Каганович. Переписка. 1931-1936 гг. Москва: РОССПЭН, 2001"
    )


def test_default_folder() -> None:
    assert default_workspace({}) == Path("data")
    assert default_workspace({"KG_WORKSPACE": "/somewhere"}) == Path("/somewhere")


def test_what_is_not_a_workspace(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="not a workspace") as error:
        load_workspace(tmp_path)
    assert "KG_WORKSPACE" in str(error.value)


def test_choosing_an_edition(copy: Path) -> None:
    second = copy / "editions" / "stalin-kaganovich-1932-07"
    shutil.copytree(copy / "editions" / EDITION, second)
    change(second / "edition.toml", f'name = "{EDITION}"', f'name = "{second.name}"')
    shutil.rmtree(second / "curated")
    workspace = load_workspace(copy)
    assert workspace.edition(second.name).folder == second
    with pytest.raises(UsageError, match=r"which edition\?"):
        workspace.edition()
    with pytest.raises(UsageError, match=f"did you mean '{second.name}'"):
        workspace.edition("stalin-kaganovich-1932-7")


def test_nothing_extracted_yet(copy: Path) -> None:
    with pytest.raises(KgError, match=f"kg extract {EDITION}"):
        load_workspace(copy).edition().letters_found()


class TestSettings:
    def test_missing_key(self, copy: Path) -> None:
        change(copy / "workspace.toml", 'publisher = "letterkg"\n', "")
        assert message(copy) == "data/workspace.toml: no key 'publisher'\n  add publisher = \"...\""

    def test_misspelt_key(self, copy: Path) -> None:
        file = copy / "editions" / EDITION / "edition.toml"
        change(file, "profile =", "profil =")
        lines = file.read_text(encoding="utf-8").splitlines()
        line = next(number for number, text in enumerate(lines, 1) if text.startswith("profil ="))
        assert message(copy) == (
            f"data/editions/{EDITION}/edition.toml:{line}: unknown key 'profil'\n  did you mean 'profile'?"
        )

    def test_misspelt_key_in_a_table(self, copy: Path) -> None:
        change(copy / "editions" / EDITION / "edition.toml", "publish = false", "publsh = false")
        assert "unknown key 'text_rights.publsh'\n  did you mean 'publish'?" in message(copy)

    def test_missing_key_in_a_table(self, copy: Path) -> None:
        change(copy / "editions" / EDITION / "edition.toml", "end = 1932-06-30\n", "")
        assert "no key 'end' in [window]" in message(copy)

    def test_value_of_another_type(self, copy: Path) -> None:
        change(copy / "workspace.toml", 'publisher = "letterkg"', "publisher = 3")
        assert message(copy).startswith("data/workspace.toml:12: publisher: Expected `str`, got `int`")

    def test_not_toml(self, copy: Path) -> None:
        change(copy / "workspace.toml", 'publisher = "letterkg"', "publisher = letterkg")
        assert message(copy).startswith("data/workspace.toml:12:13: not TOML: Invalid value")

    def test_line_of_a_key_whose_name_stands_in_two_tables(self, copy: Path) -> None:
        file = copy / "editions" / EDITION / "edition.toml"
        change(file, "[web]\nurl =", "[web]\nurl = 1 #")
        line = file.read_text(encoding="utf-8").splitlines().index("[web]") + 2
        assert message(copy).startswith(f"data/editions/{EDITION}/edition.toml:{line}: web.url: Expected `str`")

    def test_window_that_ends_before_it_starts(self, copy: Path) -> None:
        change(copy / "editions" / EDITION / "edition.toml", "end = 1932-06-30", "end = 1392-06-30")
        assert "the window ends before it starts" in message(copy)

    def test_name_that_is_not_the_folder_s(self, copy: Path) -> None:
        change(copy / "editions" / EDITION / "edition.toml", f'name = "{EDITION}"', 'name = "june"')
        assert "call both the same" in message(copy)

    @pytest.mark.parametrize("base", ["https://w3id.org/letterkg/", "http://example.org/", "https://données.fr/a/"])
    def test_bases_that_can_serve(self, base: str) -> None:
        check_base(base, "workspace.toml")

    @pytest.mark.parametrize(
        "base",
        ["", "letters/", "/letters/", "urn:x:y/", "ftp://example.org/", "https:///a/", "https://a b.org/", "https://x.org/<a>/",
         "https://x.org", "https://x.org/letters", "https://x.org/letters#", "https://x.org/?q=/", "https://x.org/\n/"],
    )  # fmt: skip
    def test_bases_that_cannot(self, base: str) -> None:
        with pytest.raises(KgError, match="base"):
            check_base(base, "workspace.toml")


class TestTables:
    def test_records_come_back(self) -> None:
        persons = (
            Person(id="p0001", label='A "B", C', surname="C", variants=("Ц", "Z"), bare=False, note="one\ntwo"),
            Person(id="p0002", label="D", surname="D"),
        )
        table = format_records(Person, persons)
        assert tuple(record for _, record in read_records(Person, table, "persons.csv")) == persons

    def test_byte_order_mark_and_windows_line_ends(self, copy: Path) -> None:
        before = load_authorities(copy / "authorities")
        file = copy / "authorities" / "persons.csv"
        file.write_bytes(b"\xef\xbb\xbf" + file.read_bytes().replace(b"\n", b"\r\n"))
        assert load_authorities(copy / "authorities") == before

    @pytest.mark.parametrize(
        ("old", "new", "expected"),
        [
            ("label_ru,surname", "label_de,surname", "persons.csv:1: no column label_ru; unknown column label_de"),
            ("id,label,", "label,id,", "persons.csv:1: the columns stand in another order"),
            ("\np0002,", "\np0002", "persons.csv:3: the row has 11 cells, the table has 12 columns"),
            ("\np0003,", "\np0002,", "persons.csv:4: p0002 stands on line 3 already"),
            ("\np0002,Lazar Kaganovich,", "\np0002,,", "persons.csv:3: no label"),
            (",true,1893,", ",yes,1893,", "persons.csv:3: not a person: Expected `bool`"),
        ],
    )
    def test_broken_row(self, copy: Path, old: str, new: str, expected: str) -> None:
        change(copy / "authorities" / "persons.csv", old, new)
        assert expected in message(copy)

    def test_line_numbers_count_line_ends_inside_cells(self) -> None:
        table = b'edition,line,name,person,note\na,1,Ivanov,p0001,"two\nlines"\na,2\n'
        with pytest.raises(KgError, match=r"mentions\.csv:4: the row has 2 cells"):
            read_records(SettledMention, table, "mentions.csv")

    @pytest.mark.parametrize(
        ("table", "expected"),
        [
            (b"", "s.csv:1: the table is empty"),
            (b"edition;line,name,person,note\n", "s.csv:1: no column edition, line"),
            (b"edition;line;person;name;note\n", "s.csv:1: the columns stand in another order"),
            (b"edition;line;name;person;note\na;1;b\n", "s.csv:2: the row has 3 cells"),
            (b'edition,line,name,person,note\na,1,"b,x\n', "s.csv:2: broken table"),
            (b"edition,line,name,person,note\na,1,\xff,\n", "s.csv: byte 34: not UTF-8"),
        ],
    )
    def test_what_is_not_a_table(self, table: bytes, expected: str) -> None:
        with pytest.raises(KgError) as error:
            read_records(SettledMention, table, "s.csv")
        assert str(error.value).startswith(expected)

    def test_authorities_alone(self, tmp_path: Path) -> None:
        (tmp_path / "persons.csv").write_bytes((DATA / "authorities" / "persons.csv").read_bytes())
        authorities = load_authorities(tmp_path)
        assert authorities.person("Stalin") is not None
        assert authorities.places == ()
        with pytest.raises(UsageError, match="--authorities"):
            load_authorities(tmp_path / "missing")

    def test_adjudications(self) -> None:
        table = (
            b"record,field,value,claims,reason,curator,date,note\n"
            b"l0001,senders,p0001|p0002,c0123456789abcdef,both signed,A. Editor,2026-11-22,\n"
        )
        ((line, row),) = read_records(Adjudication, table, "adjudications.csv")
        assert line == 2
        assert row.value == ("p0001", "p0002")


class TestWhatMustFitTogether:
    def test_person_that_the_registry_does_not_know(self, copy: Path) -> None:
        file = copy / "authorities" / "persons.csv"
        file.write_bytes(file.read_bytes() + b"p9999,New Person,,Person,New,,,true,,,,\n")
        assert "append to ids.csv: person,p9999,label=New Person,active," in message(copy)

    def test_mention_of_nobody(self, copy: Path) -> None:
        change(copy / "editions" / EDITION / "curated" / "mentions.csv", ",p0013,", ",p9999,")
        assert f"data/editions/{EDITION}/curated/mentions.csv:2: no person 'p9999'" in message(copy)

    def test_mention_in_another_edition(self, copy: Path) -> None:
        change(copy / "editions" / EDITION / "curated" / "mentions.csv", f"\n{EDITION},", "\nother,")
        assert "mentions.csv:2: the row is about another edition" in message(copy)

    def test_topic_under_no_topic(self, copy: Path) -> None:
        change(copy / "authorities" / "topics.csv", ",economy,", ",economics,")
        assert "no topic 'economics'" in message(copy)

    def found(self, copy: Path, *letters: tuple[str, str, int], name: str = EDITION) -> None:
        """Write letters, each with its identifier, that of its heading and a line, and issue the identifiers."""
        folder = copy / "editions" / name / "found"
        (folder.parent / "curated" / "subjects.csv").unlink()  # it speaks of letters that are no longer there
        folder.mkdir(parents=True)
        lines = "".join(
            f'{{"line":{line},"source":{{"file":"a","sha256":"b","lines":[{line},{line}]}},'
            f'"heading":{{"id":"{heading}","text":"A to B","line":{line}}},"letter":"{letter}","body":null}}\n'
            for letter, heading, line in letters
        )
        (folder / "letters.jsonl").write_text(lines, encoding="utf-8")
        for other in ("citations", "decisions", "problems"):
            (folder / f"{other}.jsonl").write_text("", encoding="utf-8")
        registry = Registry()
        for kind, position in (("letter", 0), ("heading", 1)):
            wanted = dict.fromkeys(str(row[position]) for row in letters)
            _, registry = registry.issue(kind, [Fingerprint.of(edition=name, order=id_) for id_ in wanted])
        rest = (copy / "ids.csv").read_text(encoding="utf-8").splitlines(keepends=True)[1:]
        rest = [row for row in rest if not row.startswith(("letter,", "heading,", "decision,"))]
        (copy / "ids.csv").write_bytes(registry.dump() + "".join(rest).encode())

    def test_letters(self, copy: Path) -> None:
        self.found(copy, ("l0001", "h0001", 14), ("l0002", "h0002", 30))
        found = load_workspace(copy).edition().letters_found()
        assert [letter.letter for letter in found.letters] == ["l0001", "l0002"]

    def test_letter_twice(self, copy: Path) -> None:
        self.found(copy, ("l0001", "h0001", 14), ("l0001", "h0002", 30))
        assert "letters.jsonl: the record of line 30: identifier l0001 stands twice" in message(copy)

    def test_letter_that_nobody_issued(self, copy: Path) -> None:
        self.found(copy, ("l0001", "h0001", 14))
        change(copy / "editions" / EDITION / "found" / "letters.jsonl", '"l0001"', '"l0777"')
        assert "the registry has not issued l0777 to a letter" in message(copy)

    def test_broken_line_of_json(self, copy: Path) -> None:
        self.found(copy, ("l0001", "h0001", 14), ("l0002", "h0002", 30))
        change(copy / "editions" / EDITION / "found" / "letters.jsonl", '{"line":30', '{"line":"thirty"')
        text = message(copy)
        assert text.startswith(f"data/editions/{EDITION}/found/letters.jsonl:2: not a letter record")
        assert "kg schema letter" in text

    def test_broken_records_can_be_extracted_anew(self, copy: Path) -> None:
        self.found(copy, ("l0001", "h0001", 14), ("l0001", "h0002", 30))
        assert load_workspace(copy, found=False).edition().found is None

    def test_second_month_shares_persons_and_gets_its_own_letters(self, copy: Path) -> None:
        self.found(copy, ("l0001", "h0001", 14))
        july = copy / "editions" / "july"
        july.mkdir()
        text = (copy / "editions" / EDITION / "edition.toml").read_text(encoding="utf-8")
        (july / "edition.toml").write_text(text.replace(f'name = "{EDITION}"', 'name = "july"'), encoding="utf-8")
        shutil.copytree(copy / "editions" / EDITION / "found", july / "found")
        assert "identifier l0001 stands twice" in message(copy)
        registry = Registry.load((copy / "ids.csv").read_bytes(), "ids.csv")
        (letter,), registry = registry.issue("letter", [Fingerprint.of(edition="july", order="1")])
        (heading,), registry = registry.issue("heading", [Fingerprint.of(edition="july", order="1")])
        (copy / "ids.csv").write_bytes(registry.dump())
        for old, new in (('"l0001"', f'"{letter}"'), ('"h0001"', f'"{heading}"')):
            change(july / "found" / "letters.jsonl", old, new)
        workspace = load_workspace(copy)
        assert [edition.name for edition in workspace.editions] == ["july", EDITION]
        assert len({person.id for person in workspace.authorities.persons}) == len(workspace.authorities.persons)


class TestText:
    TEXT = b"Kaganovich to Stalin\n"

    @pytest.fixture
    def text(self, copy: Path) -> Path:
        """A text in a folder of texts, and an edition that describes it."""
        settings = copy / "editions" / EDITION / "edition.toml"
        change(settings, load_workspace(copy).edition().edition.sha256, sha256(self.TEXT))
        path = copy / "texts" / f"{EDITION}.txt"
        path.parent.mkdir()
        path.write_bytes(self.TEXT)
        return path

    def test_missing(self, copy: Path) -> None:
        place = load_workspace(copy).edition()
        with pytest.raises(KgError) as error:
            find_text(place, None, {"KG_EDITIONS": str(copy / "elsewhere")})
        for part in (str(copy / "elsewhere"), str(place.folder), "set KG_EDITIONS", "`kg build` works without it"):
            assert part in str(error.value)

    def test_another_capture(self, copy: Path, text: Path) -> None:
        text.write_bytes(self.TEXT + b"\n")
        with pytest.raises(KgError, match="its SHA-256 is"):
            find_text(load_workspace(copy).edition(), None, {"KG_EDITIONS": str(text.parent)})

    def test_found(self, copy: Path, text: Path) -> None:
        place = load_workspace(copy).edition()
        assert find_text(place, None, {"KG_EDITIONS": str(text.parent)}) == (text, self.TEXT)
        assert find_text(place, text, {}) == (text, self.TEXT)
        beside = place.folder / text.name
        text.rename(beside)
        assert find_text(place, None, {}) == (beside, self.TEXT)


class TestLedger:
    LEDGER = DATA / "authorities" / "links.sssom.tsv"

    def broken(self, old: str, new: str, count: int = 1) -> str:
        text = self.LEDGER.read_text(encoding="utf-8")
        assert old in text
        with pytest.raises(KgError) as error:
            read_ledger(text.replace(old, new, count).encode(), "links.sssom.tsv", load_workspace(DATA).iris)
        return str(error.value)

    def test_what_an_accepted_row_says(self) -> None:
        links = read_ledger(self.LEDGER.read_bytes(), self.LEDGER, load_workspace(DATA).iris)
        stalin = {link.object: link for link in links if link.subject == "p0001"}
        link = stalin["http://www.wikidata.org/entity/Q855"]
        assert (link.kind, link.status, link.predicate) == (
            "person",
            "accepted",
            "https://linked.art/ns/terms/equivalent",
        )
        assert any("pm20_web" in source for source in link.seen_in)

    def test_undeclared_prefix(self) -> None:
        assert "'viof:1' has no declared prefix" in self.broken("wd:Q855", "viof:1")

    def test_no_prefixes(self) -> None:
        assert "has no curie_map" in self.broken("#curie_map:", "#prefixes:")

    def test_unknown_status(self) -> None:
        assert "unknown status 'maybe'" in self.broken("\taccepted\n", "\tmaybe\n")

    def test_accepted_and_negated(self) -> None:
        assert "contradict each other" in self.broken("\trejected\n", "\taccepted\n")

    def test_misspelt_column(self) -> None:
        assert "no column object_id" in self.broken("\tobject_id\t", "\tobjectid\t")
        assert "did you mean 'comment'?" in self.broken("\tcomment\t", "\tcoment\t")

    def test_pair_twice(self) -> None:
        row = next(line for line in self.LEDGER.read_text(encoding="utf-8").splitlines() if line.startswith("person:"))
        assert "stand together on line" in self.broken(row + "\n", row + "\n" + row + "\n")

    def test_another_base(self) -> None:
        text = self.broken("person: https://w3id.org/letterkg/stalin-kaganovich/", "person: https://w3id.org/other/")
        assert "is not a person, group or place of this workspace" in text
        assert "mend the curie_map" in text

    def test_confidence_beyond_one(self) -> None:
        assert "not a confidence: '9.8'" in self.broken("\t0.98\t", "\t9.8\t")

    def test_subject_that_nobody_issued(self, copy: Path) -> None:
        change(copy / "authorities" / "links.sssom.tsv", "person:p0001\t", "person:p9999\t")
        assert "no person p9999" in message(copy)

"""XML as a stream: places, what is not understood, and everything a file can do wrong."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from kg.errors import KgError
from kg.read.xml import ATTRIBUTES, DEPTH, RECORD, Counted, Does, Element, Leftovers, Region, Unknown, stream
from kg.records import Refused

ROOT = Region({"list": Region({"item": Does.TAKE, "note": Does.PASS}, Does.REPORT)}, Does.REPORT)


def read(folder: Path, text: str | bytes, root: Region = ROOT) -> tuple[list[Element | Unknown], Counted]:
    file = folder / "list.xml"
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    counted = Counted()
    return list(stream(file, root, counted, "item")), counted


def fault(folder: Path, text: str | bytes) -> str:
    with pytest.raises(KgError) as caught:
        read(folder, text)
    return str(caught.value).replace(f"{folder}/", "")


def test_elements_have_their_places(tmp_path: Path) -> None:
    found, counted = read(
        tmp_path, '<list>\n  <item n="1">one</item>\n  <item\n   n="2">two\n <b>three</b></item></list>'
    )
    assert [(one.line, one.column) for one in found] == [(2, 3), (3, 3)]
    first, second = (one for one in found if isinstance(one, Element))
    assert (first.path, second.path, second.last) == ("/list[1]/item[1]", "/list[1]/item[2]", 5)
    assert (second.take("n"), second.text()) == ("2", "two three")
    assert (counted.names, counted.lines) == ({"item": 2}, 5)


def test_what_a_reader_leaves_is_counted_once_for_each_name(tmp_path: Path) -> None:
    text = '<list><item n="1" x="y"><b/>one</item>\n<item x="z"/><thing><item/></thing><note><item/></note></list>'
    found, counted = read(tmp_path, text)
    left, refused = Leftovers(), list[Refused]()
    for one in found:
        if isinstance(one, Unknown):
            refused += left.unread(one)
        else:
            one.take("n")
            left.of(one)
    assert {problem.raw: (problem.message.split(", ")[1], problem.line) for problem in left.problems()} == {
        "item/@x": ("2 times", 1),
        "item/b": ("1 time", 1),
        "item/text()": ("1 time", 1),
        "list/thing": ("1 time", 2),
    }
    assert counted.names == {"item": 4}
    # two are handed over, and two stand where nothing is read
    assert [(one.problem.kind, one.problem.raw) for one in refused] == [
        ("misplaced", "list/thing/item"), ("misplaced", "list/note/item")
    ]  # fmt: skip


def test_names_in_another_case_or_without_a_namespace_are_what_they_are(tmp_path: Path) -> None:
    spaced, _ = read(tmp_path, '<list xmlns="urn:x"><item xml:id="a"/></list>')
    assert isinstance(spaced[0], Element)
    assert spaced[0].attributes == {"xml:id": "a"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<list>\n <item></list>", "list.xml:2:10: not well-formed XML: mismatched tag"),
        ("<list>\n <item>", "list.xml:2:8: not well-formed XML: no element found"),
        ("", "list.xml:1:1: not well-formed XML: no element found"),
        ("<list/>\n<list/>", "list.xml:2:1: not well-formed XML: junk after document element"),
        ("<list>&who;</list>", "list.xml:1:7: not well-formed XML: undefined entity"),
        ("no XML at all", "list.xml:1:1: not well-formed XML: syntax error"),
        (b"<list>\n<item>M\xfcller</item></list>", "list.xml:2:8: the file is not in the encoding that it declares"),
        (
            b"<?xml version='1.0' encoding='klingon'?><list/>",
            "list.xml:1: the file declares an encoding that cannot be read",
        ),
        (b"<?xml version='1.0' encoding='shift_jis'?><list/>", "list.xml:1: the file declares an encoding that cannot"),
        (b"<list>\0</list>", "list.xml:1:7: not well-formed XML: not well-formed"),
        (
            '<!DOCTYPE list [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><list>&b;</list>',
            "list.xml:1:28: the document type declares the entity 'a'",
        ),
        (
            '<!DOCTYPE list [\n<!ENTITY a SYSTEM "file:///etc/passwd">]><list>&a;</list>',
            "list.xml:2:39: the document type declares the entity 'a'",
        ),
        (
            '<!DOCTYPE list SYSTEM "http://example.org/list.dtd">\n<list>&who;</list>',
            "list.xml:2:7: the entity &who; is declared nowhere in the file",
        ),
        ("<list>" + "<a>" * DEPTH + "</a>" * DEPTH + "</list>", f"more than {DEPTH} elements stand in one another"),
        (
            "<list><item " + " ".join(f'a{n}=""' for n in range(ATTRIBUTES + 1)) + "/></list>",
            f"an element has more than {ATTRIBUTES} attributes",
        ),
        ("<list><item>" + "a" * (RECORD + 1) + "</item></list>", f"one record has more than {RECORD} characters"),
    ],
)
def test_what_a_file_does_wrong_is_said_with_its_place(tmp_path: Path, text: str | bytes, expected: str) -> None:
    assert expected in fault(tmp_path, text)


def test_a_document_type_is_not_fetched_and_does_no_harm(tmp_path: Path) -> None:
    found, _ = read(
        tmp_path, '<!DOCTYPE list PUBLIC "-//X//DTD//EN" "http://example.org/list.dtd"><list><item/></list>'
    )
    assert len(found) == 1


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "iso-8859-1", "windows-1251"])
def test_encodings_that_a_file_declares_are_read(tmp_path: Path, encoding: str) -> None:
    word = "Лида" if encoding == "windows-1251" else "Müller"
    name = encoding.removesuffix("-sig")
    found, _ = read(
        tmp_path, f'<?xml version="1.0" encoding="{name}"?><list><item>{word}</item></list>'.encode(encoding)
    )
    assert isinstance(found[0], Element)
    assert found[0].text() == word


def test_a_large_file_is_read_in_little_memory(tmp_path: Path) -> None:
    def parts() -> Iterator[str]:
        yield "<list>"
        yield from (f'<item n="{n}">{"x" * 100}</item>\n' for n in range(20000))
        yield "</list>"

    file = tmp_path / "list.xml"
    file.write_text("".join(parts()))
    held, most = 0, 0
    for found in stream(file, ROOT, counted := Counted(), "item"):
        assert isinstance(found, Element)
        held += 1
        most = max(most, len(found.path))
    assert (held, counted.names["item"], most < 40) == (20000, 20000, True)


def test_a_missing_file_and_a_folder(tmp_path: Path) -> None:
    for path in (tmp_path / "none.xml", tmp_path):
        with pytest.raises(KgError):
            list(stream(path, ROOT, Counted(), "item"))


@pytest.mark.parametrize("begin", [b'<list a="', b"<list><!--", b"<list><item/><?x "])
def test_what_is_never_closed_is_not_held(tmp_path: Path, begin: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    """Else a file of any size would be."""
    monkeypatch.setattr("kg.read.xml.RECORD", RECORD // 32)
    assert "a tag or a comment has more than" in fault(tmp_path, begin + b"x" * (RECORD // 16))

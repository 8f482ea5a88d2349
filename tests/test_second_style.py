"""A second style of printed edition: numbers and headings without a year, bare shelfmarks, the year in the dateline.

The page is invented; its profile is all that the style needs.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.adopt import adopt
from kg.cli import run
from kg.extract import Extraction, extract
from kg.pipeline import build
from kg.read.plaintext import read
from kg.read.profile import load, parse
from kg.records import Authorities
from kg.source import sha256

PAGE = """Invented letters

12
Almquist to Berend
17 August
F. 558, op. 11, d. 741, ll. 27-35.

17 August [1931]
Comrade Berend!
The weather is fine here, and 13 boats came in.
I shake your hand.
H. Almquist

13
Berend to Almquist, 20 August
F. 558, op. 11, d. 739, ll. 1, 3v.

Hello, Comrade Almquist.
All is well. 40 trucks arrived.
20 August [1931]
K. Berend

DOCUMENT 14
ALMQUIST TO BEREND AND SANDVIK
[29 February]
RGALI, f. 81, op. 3, d. 99, l. 12.

Hello.
Good.
29 February [1932]
Almquist

15
Almquist to Berend
31 April
F. 558, op. 11, d. 741, l. 40.

Nothing more.

16
Almquist to Berend
3 May
F. 558, op. 11, d. 741, l. 41.

Nothing at all.
"""


def found(text: str) -> Extraction:
    extraction = extract(read(text.encode(), "page.txt"), load("numbered-brackets"), Authorities())
    return Extraction(adopt(extraction.letters), *(extraction.citations, extraction.decisions, extraction.problems))


@pytest.fixture(scope="module")
def page() -> Extraction:
    return found(PAGE)


def test_every_document_is_found_with_its_number_and_its_lines(page: Extraction) -> None:
    numbers = [[w.value for w in letter.witnesses if w.field == "edition-number"] for letter in page.letters]
    assert numbers == [["12"], ["13"], ["14"], ["15"], ["16"]]
    assert [letter.source.lines for letter in page.letters[:3]] == [(4, 12), (15, 21), (24, 31)]


def test_the_year_comes_from_the_dateline_else_from_the_letter_before(page: Extraction) -> None:
    dates = [letter.heading.date for letter in page.letters if letter.heading]
    assert dates == ["1931-08-17", "1931-08-20", "1932-02-29", None, "1932-05-03"]
    assert [letter.date for letter in page.letters[:3]] == ["1931-08-17", "1931-08-20", "1932-02-29"]
    assert "impossible-date" in {problem.kind for problem in page.problems if problem.line == 34}


def test_a_bare_shelfmark_lies_in_the_usual_archive(page: Extraction) -> None:
    marks = [(mark.archive, mark.path, mark.leaves) for letter in page.letters[:3] for mark in letter.shelfmarks]
    assert marks == [
        ("RGASPI", {"fond": "558", "opis": "11", "delo": "741"}, "27-35"),
        ("RGASPI", {"fond": "558", "opis": "11", "delo": "739"}, "1, 3v"),
        ("RGALI", {"fond": "81", "opis": "3", "delo": "99"}, "12"),
    ]


def test_parties_of_headings_in_either_case(page: Extraction) -> None:
    parties = [(letter.heading.senders, letter.heading.recipients) for letter in page.letters if letter.heading]
    assert parties[0] == (("Almquist",), ("Berend",))
    assert [len(side) for side in parties[2]] == [1, 2]


@pytest.mark.parametrize(
    ("printed", "value"),
    [
        ("9-10 June", "[1930-06-09..1930-06-10]"),
        ("9 or 10 June", "[1930-06-09,1930-06-10]"),
        ("30 June – 2 July", "[1930-06-30..1930-07-02]"),
        ("31 December - 2 January", "[1929-12-31..1930-01-02]"),
    ],
)
def test_several_days_before_their_month(printed: str, value: str) -> None:
    one = found(f"1\nAlmquist to Berend\n{printed}\nGARF, f. R-5446, op. 27, d. 9, l. 12.\n\n{printed} [1930]\nGood.\n")
    assert [(letter.heading.date, letter.date) for letter in one.letters if letter.heading] == [(value, value)]
    assert [mark.path["fond"] for letter in one.letters for mark in letter.shelfmarks] == ["R-5446"]


def test_what_the_style_allows_the_first_one_does_not() -> None:
    first = extract(read(PAGE.encode(), "page.txt"), load("rosspen-web"), Authorities())
    assert not first.letters


def test_a_copy_of_the_profile_says_in_which_archive_the_fonds_lie() -> None:
    file = Path(__file__).parents[1] / "kg/read/profiles/numbered-brackets.toml"
    profile = parse(file.read_bytes().replace(b'usual = "RGASPI"', b'usual = "RGVA"'), "copy.toml")
    letters = extract(read(PAGE.encode(), "page.txt"), profile, Authorities()).letters
    assert letters[0].shelfmarks[0].archive == "RGVA"


def test_an_edition_of_this_style_builds(tmp_path: Path) -> None:
    home = tmp_path / "home"
    assert run(["init", str(home)]) == 0
    folder = home / "editions" / "printed"
    folder.mkdir()
    (folder / "page.txt").write_text(PAGE)
    settings = (home / "editions/sample/edition.toml").read_text().replace('"sample"', '"printed"')
    for old in ('profile = "table"', 'file = "letters.csv"'):
        assert old in settings
    settings = settings.replace('profile = "table"', 'profile = "numbered-brackets"').replace("letters.csv", "page.txt")
    before = next(line for line in settings.splitlines() if line.startswith("sha256"))
    (folder / "edition.toml").write_text(settings.replace(before, f'sha256 = "{sha256(PAGE.encode())}"'))
    assert run(["extract", "printed", "--workspace", str(home)]) == 0
    assert build(home, tmp_path / "out").report.passed

"""The benchmarks measure what they say: letters of a realistic size, sound, the same every time."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from conftest import CHECKOUT

from benchmarks.letters import AUTHORITIES, Letters, graph
from benchmarks.mapping.ours import records
from benchmarks.mapping.tables import write
from benchmarks.measure import Measured, Run, once, table
from kg.pipeline import check
from kg.publish.ntriples import ntriples
from kg.records.codec import encode_lines

COUNT = 120


@pytest.fixture(scope="module")
def dump(tmp_path_factory: pytest.TempPathFactory) -> Path:
    letters = Letters(COUNT)
    path = tmp_path_factory.mktemp("benchmark") / "letters.nt"
    path.write_bytes(b"".join(ntriples(graph(letters, letters.replies()))))
    return path


def test_the_letters_are_the_same_for_the_same_seed() -> None:
    assert encode_lines(Letters(COUNT)) == encode_lines(Letters(COUNT))
    assert encode_lines(Letters(COUNT)) != encode_lines(Letters(COUNT, seed=2))
    assert list(Letters(COUNT))[7] == Letters(1).letter(8)


def test_a_letter_has_a_realistic_size() -> None:
    def statements(count: int) -> int:
        return sum(block.count(b"\n") for block in ntriples(graph(Letters(count))))

    assert 80 <= (statements(400) - statements(100)) / 300 <= 150


def test_the_letters_are_sound(dump: Path) -> None:
    report = check(dump, "letters")
    assert report.passed
    assert report.triples > COUNT * 80


def test_names_are_resolved() -> None:
    names = {person.label for person in AUTHORITIES.persons}
    assert len(names) == len(AUTHORITIES.persons)
    assert all(set(letter.senders + letter.recipients) <= names for letter in Letters(COUNT))


def test_parts_of_a_file_are_all_of_it(tmp_path: Path) -> None:
    path = tmp_path / "letters.jsonl"
    path.write_bytes(encode_lines(Letters(1200)))
    parts = [letter for part in range(3) for letter in records(path, part, 3)]
    assert sorted(parts, key=lambda letter: letter.line) == list(Letters(1200))


def test_rdflib_makes_the_same_statements(tmp_path: Path) -> None:
    (tmp_path / "letters.jsonl").write_bytes(encode_lines(Letters(30)))
    for name in ("ours", "with_rdflib"):
        once([sys.executable, "-m", f"benchmarks.mapping.{name}", tmp_path / "letters.jsonl", tmp_path / name])
    ours, theirs = ((tmp_path / name).read_bytes().splitlines() for name in ("ours", "with_rdflib"))
    assert ours == sorted(theirs)


def test_every_statement_has_its_cell_in_the_tables(dump: Path, tmp_path: Path) -> None:
    """Without morph-kgc: the mapping names each file and each property, and a letter's row has its label."""
    write(dump, tmp_path)
    mapping = (tmp_path / "mapping.rml.ttl").read_text(encoding="utf-8")
    predicates = {line.split(" ", 2)[1] for line in dump.read_text(encoding="utf-8").splitlines()}
    assert all(predicate in mapping for predicate in predicates)
    files = list(tmp_path.glob("*.csv"))
    assert all(f'rml:source "{path}"' in mapping for path in files)
    rows = [line for path in files for line in path.read_text(encoding="utf-8").splitlines() if "l0007" in line]
    label = next(
        line.split('"')[1]
        for line in dump.read_text(encoding="utf-8").splitlines()
        if line.startswith("<https://example.org/letters/letter/l0007> <http://www.w3.org/2000/01/rdf-schema#label>")
        and line.endswith('"@en .')
    )
    assert any(label in row for row in rows)


def test_a_failing_command_is_not_measured() -> None:
    with pytest.raises(subprocess.CalledProcessError):
        once([sys.executable, "-c", "raise SystemExit(3)"])


def test_medians_and_peaks() -> None:
    found = Measured("x", (Run(3, 1, 10), Run(1, 4, 30), Run(2, 2, 20)))
    assert (found.seconds, found.work, found.megabytes, found.spread) == (2, 2, 30, "1.00–3.00")
    assert Run(1, 2, 30).then(Run(1, 2, 20)) == Run(2, 4, 30)


def test_a_table_is_markdown() -> None:
    assert table(("a", "b"), [("1", "2")]) == "| a | b |\n| --- | ---: |\n| 1 | 2 |"


@pytest.mark.parametrize("name", ["mapping", "build", "turtle", "dumps", "validation"])
def test_each_command_explains_itself(name: str) -> None:
    command = [sys.executable, CHECKOUT / "benchmarks" / name / "run.py", "--help"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert "--runs" in done.stdout

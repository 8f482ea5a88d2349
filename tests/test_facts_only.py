"""Facts only: no run of the edition's words stands in the data or in the published graph, whatever the format.

Headings, citations, names (of persons, of bodies) and titles of printed works are facts and may be repeated.
"""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from conftest import CHECKOUT, EDITION, WORKSPACE

from kg.pipeline import Built

RUN = 60  # characters in a row that no fact needs
HALF = RUN // 2
_SPACE = re.compile(r"\s+")


def plain(text: str) -> str:
    """Text with its escapes undone and its white space folded."""
    unescaped = re.sub(r"\\u([0-9a-fA-F]{4})", lambda match: chr(int(match[1], 16)), text)
    unescaped = unescaped.replace('\\"', '"').replace("\\n", " ").replace("\\t", " ").replace("&quot;", '"')
    return _SPACE.sub(" ", unescaped)


def shared_runs(text: str, shingles: frozenset[str], edition: str) -> Iterator[str]:
    """The longest runs that `text` shares with the edition, of RUN characters or more."""
    start = 0
    while start + RUN <= len(text):
        if text[start + HALF : start + RUN] not in shingles:  # every run that starts before it holds it whole
            start += HALF + 1
            continue
        if text[start : start + RUN] not in shingles:
            start += 1
            continue
        end = start + RUN
        while end < len(text) and text[start : end + 1] in edition:
            end += 1
        yield text[start:end]
        start = end


@pytest.fixture(scope="module")
def edition(edition_text: Path) -> str:
    return _SPACE.sub(" ", edition_text.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def shingles(edition: str) -> frozenset[str]:
    return frozenset(edition[start : start + size] for size in (HALF, RUN) for start in range(len(edition) - size + 1))


@pytest.fixture(scope="module")
def facts(edition_text: Path) -> str:
    """What the edition prints that is fact whole: headings, archive lines, citations in brackets and after `see`."""
    lines = edition_text.read_text(encoding="utf-8").splitlines()
    heads = [line for line in lines if line.startswith("Archive:") or re.search(r"\b193\d\]?$", line)]
    brackets = re.findall(r"\([^()]*(?:\([^()]*\)[^()]*)*\)", " ".join(lines))
    cited = [text for text in brackets if re.search(r"\b(?:L|P|S|C|pp)\.? ?\d", text)]
    works = re.findall(r"\bsee: .*?\bS\. ?[\d–]+", " ".join(lines))
    return plain(" \n ".join([*heads, *cited, *works]))


def offences(text: str, edition: str, shingles: frozenset[str], facts: str) -> list[str]:
    """The shared runs of `text` that are no facts."""
    runs = shared_runs(plain(text), shingles, edition)
    return [run for run in runs if run.strip() not in facts and not _is_names(run)]


def _is_names(run: str) -> bool:
    words = re.findall(r"[^\W\d_]+", run)
    return all(word[0].isupper() or word in ("and", "to", "on", "the", "of", "for") for word in words)


def texts(paths: Iterable[Path]) -> Iterator[tuple[str, str]]:
    """Path and text of every file, compressed ones opened."""
    for path in sorted(paths):
        if path.is_file():
            data = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
            yield path.name, data.decode("utf-8", errors="ignore")


def test_the_data_holds_facts_only(edition: str, shingles: frozenset[str], facts: str) -> None:
    found = {name: offences(text, edition, shingles, facts) for name, text in texts(WORKSPACE.rglob("*"))}
    assert {name: runs for name, runs in found.items() if runs} == {}


def test_the_rest_of_the_repository_holds_facts_only(edition: str, shingles: frozenset[str], facts: str) -> None:
    folders = ("kg", "ontology", "shapes", "tests", "benchmarks")
    paths = [path for folder in folders for path in (CHECKOUT / folder).rglob("*") if "__pycache__" not in path.parts]
    paths += [path for path in CHECKOUT.iterdir() if path.suffix in (".md", ".toml")]
    found = {name: offences(text, edition, shingles, facts) for name, text in texts(paths)}
    assert {name: runs for name, runs in found.items() if runs} == {}


def test_the_published_graph_holds_facts_only(built: Built, edition: str, shingles: frozenset[str], facts: str) -> None:
    published = texts([*(built.out / "dump").iterdir(), *(built.out / "report").iterdir()])
    found = {name: offences(text, edition, shingles, facts) for name, text in published}
    assert set(found) >= {"stalin-kaganovich.ttl", "stalin-kaganovich.nt.gz"}
    assert {name: runs for name, runs in found.items() if runs} == {}


def test_a_leak_would_be_noticed(edition: str, shingles: frozenset[str], facts: str) -> None:
    sentence = max(re.split(r"(?<=[.!?]) ", edition[20000:40000]), key=len)
    for leak in (json.dumps({"note": sentence}), json.dumps({"note": sentence}, ensure_ascii=True), sentence[5:80]):
        assert offences(leak, edition, shingles, facts)


def test_raw_words_of_records_are_short() -> None:
    folder = WORKSPACE / "editions" / EDITION / "found"
    letters = [json.loads(line) for line in (folder / "letters.jsonl").read_text(encoding="utf-8").splitlines()]
    raws = [
        w["raw"] for letter in letters for w in letter["witnesses"] if w["type"] not in ("heading", "secretary-note")
    ]
    assert raws
    assert max(len(raw) for raw in raws) < RUN

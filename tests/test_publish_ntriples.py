"""Sorted N-Triples: the same bytes whatever the order, in bounded memory, read alike by other parsers."""

from __future__ import annotations

import random
import re
import shutil
import subprocess
from collections.abc import Iterable
from pathlib import Path

import pyoxigraph
import pytest
import rdflib
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.errors import KgError
from kg.publish.ntriples import Triple, ntriples
from kg.publish.sorting import FAN_IN, sorted_blocks

S = "<https://example.org/s>"
P = "<https://example.org/p>"


def literal(text: str, suffix: str = "") -> str:
    """An N-Triples literal, escaped as RDF 1.1 N-Triples asks."""
    for character, escape in (("\\", "\\\\"), ('"', '\\"'), ("\n", "\\n"), ("\r", "\\r")):
        text = text.replace(character, escape)
    return f'"{text}"{suffix}'


def document(triples: Iterable[Triple], **options: int) -> bytes:
    return b"".join(ntriples(triples, **options))


# U+0000 and U+FFFE/U+FFFF are left to the strict parsers' own limits; everything else of Unicode may stand in a text.
texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0\ufffe\uffff"), max_size=30)
languages = st.from_regex(r"[a-z]{2,3}(-[A-Z][a-z]{3})?(-[A-Z]{2})?(-x-[a-z]{1,8})?", fullmatch=True)
iris = st.from_regex(r"<https://example\.org/[a-zA-Z0-9/#_.~-]{0,12}>", fullmatch=True).filter(
    lambda i: i.count("#") < 2
)
objects = st.one_of(
    iris,
    st.builds(literal, texts),
    st.builds(lambda text, tag: literal(text, f"@{tag}"), texts, languages),
    st.builds(
        lambda text: literal(text, "^^<http://www.w3.org/2001/XMLSchema#integer>"),
        st.from_regex("-?0?[0-9]{1,4}", fullmatch=True),
    ),
    st.builds(lambda text: literal(text, "^^<http://id.loc.gov/datatypes/edtf/EDTF>"), texts),
)
graphs = st.lists(st.tuples(iris, iris, objects), max_size=20)


@given(graphs, st.randoms(use_true_random=False))
def test_order_and_doubles_do_not_matter(triples: list[Triple], rng: random.Random) -> None:
    shuffled = triples + triples[: len(triples) // 2]
    rng.shuffle(shuffled)
    assert document(shuffled) == document(triples)


@given(graphs)
def test_lines_stand_in_the_order_of_their_bytes_and_only_once(triples: list[Triple]) -> None:
    lines = document(triples).split(b"\n")[:-1]
    assert lines == sorted(set(lines))
    assert lines == sorted({" ".join((*triple, ".")).encode() for triple in triples})


@given(graphs)
def test_oxigraph_reads_every_triple_with_its_lexical_form(triples: list[Triple]) -> None:
    read = pyoxigraph.parse(document(triples), format=pyoxigraph.RdfFormat.N_TRIPLES)
    assert {tuple(map(_key, (t.subject, t.predicate, t.object))) for t in read} == {
        tuple(map(_parsed, triple)) for triple in triples
    }


def _parsed(term: str) -> tuple[str, str, str]:
    """A term as its text, its language and its datatype, read without a library."""
    if term.startswith("<"):
        return term[1:-1], "", ""
    text, _, suffix = term[1:].rpartition('"')
    text = re.sub(r"\\(.)", lambda escape: {"n": "\n", "r": "\r"}.get(escape[1], escape[1]), text)
    language = suffix[1:].lower() if suffix.startswith("@") else ""
    return text, language, "" if language else suffix[3:-1] or str(rdflib.XSD.string)


@settings(max_examples=50)
@given(graphs)
def test_rdflib_reads_what_oxigraph_reads(triples: list[Triple]) -> None:
    data = document(triples)
    ours = pyoxigraph.parse(data, format=pyoxigraph.RdfFormat.N_TRIPLES)
    # rdflib writes language tags in small letters; they are compared without case (RDF 1.1, section 3.3).
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(rdflib, "NORMALIZE_LITERALS", False)
        graph = rdflib.Graph().parse(data=data, format="nt")
    assert {tuple(map(_key, (t.subject, t.predicate, t.object))) for t in ours} == {
        tuple(map(_key, triple)) for triple in graph
    }


def _key(term: object) -> tuple[str, str, str]:
    if isinstance(term, rdflib.Literal):
        datatype = term.datatype or ("" if term.language else rdflib.XSD.string)
        return str(term), (term.language or "").lower(), str(datatype)
    if isinstance(term, pyoxigraph.Literal):
        return term.value, (term.language or "").lower(), "" if term.language else term.datatype.value
    return str(term).strip("<>"), "", ""


@pytest.mark.skipif(shutil.which("rapper") is None, reason="rapper (Debian: raptor2-utils) is not installed")
def test_rapper_counts_the_same_triples(tmp_path: Path) -> None:
    rng = random.Random(3)
    triples = [(S, P, literal("".join(rng.choices('ab"\\\n\té–Я😀', k=6)), "@ru")) for _ in range(300)]
    path = tmp_path / "dump.nt"
    path.write_bytes(document(triples))
    done = subprocess.run(["rapper", "-q", "-i", "ntriples", "-o", "ntriples", path], capture_output=True, check=True)
    assert len(set(done.stdout.splitlines())) == len(set(triples)) == path.read_bytes().count(b"\n")


@pytest.mark.parametrize("run_bytes", [1, 100_000, 1 << 30])
def test_the_memory_given_does_not_change_the_bytes(run_bytes: int, tmp_path: Path) -> None:
    rng = random.Random(7)
    triples = [
        (f"<https://example.org/{rng.randrange(9000)}>", P, literal(str(rng.randrange(3)))) for _ in range(30_000)
    ]
    expected = b"".join(sorted({" ".join((*t, ".\n")).encode() for t in triples}))
    assert b"".join(ntriples(triples, run_bytes=run_bytes, folder=tmp_path)) == expected
    assert not list(tmp_path.iterdir()), "files set aside are removed"


def test_more_runs_than_can_be_open_at_once(tmp_path: Path) -> None:
    lines = [b"%06d" % (n % 200_000) for n in range(4096 * (2 * FAN_IN + 3))]
    batches = (lines[start : start + 4096] for start in range(0, len(lines), 4096))
    got = b"".join(sorted_blocks(batches, run_bytes=1, block_bytes=1000, folder=tmp_path))
    assert got == b"".join(line + b"\n" for line in sorted(set(lines)))
    assert not list(tmp_path.iterdir())


def test_files_set_aside_are_removed_when_the_reader_stops(tmp_path: Path) -> None:
    blocks = sorted_blocks(([b"%d" % n] for n in range(200)), run_bytes=1, folder=tmp_path)
    next(blocks)
    assert list(tmp_path.iterdir())
    blocks.close()
    assert not list(tmp_path.iterdir())


def test_half_a_surrogate_pair_is_refused() -> None:
    with pytest.raises(KgError, match=r"U\+D83D") as caught:
        document([(S, P, '"fine"'), ("<https://example.org/bad>", P, '"\ud83d"')])
    assert caught.value.where == "<https://example.org/bad>"


def test_a_line_end_inside_a_term_is_refused() -> None:
    with pytest.raises(KgError, match="one line") as caught:
        document([(S, P, '"fine"'), ("<https://example.org/bad>", P, '"a\nb"')])
    assert caught.value.where == "<https://example.org/bad>"


def test_nothing_gives_an_empty_document() -> None:
    assert document([]) == b""

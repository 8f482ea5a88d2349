"""The store on disk: whole, read-only for queries, clear when it is missing or damaged."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest

from kg.errors import KgError
from kg.publish.store import open_store, write_store

LINES = (
    b'<https://example.org/s> <https://example.org/p> "a"@ru .\n<https://example.org/s> <https://example.org/p> "b" .\n'
)


def test_what_was_written_can_be_queried(tmp_path: Path) -> None:
    assert write_store(tmp_path / "store", BytesIO(LINES)) == 2
    rows = open_store(tmp_path / "store").query("SELECT ?o { ?s ?p ?o } ORDER BY LANG(?o)")
    assert [str(row["o"]) for row in rows] == ['"b"', '"a"@ru']


def test_two_readers_may_have_it_open(tmp_path: Path) -> None:
    write_store(tmp_path / "store", BytesIO(LINES))
    first, second = open_store(tmp_path / "store"), open_store(tmp_path / "store")
    assert len(first) == len(second) == 2


def test_it_can_be_moved_while_nobody_writes(tmp_path: Path) -> None:
    write_store(tmp_path / "new", BytesIO(LINES))
    (tmp_path / "new").rename(tmp_path / "store")
    assert len(open_store(tmp_path / "store")) == 2


def test_a_reader_cannot_write(tmp_path: Path) -> None:
    write_store(tmp_path / "store", BytesIO(LINES))
    with pytest.raises(RuntimeError, match="read-write"):
        open_store(tmp_path / "store").update("DELETE WHERE { ?s ?p ?o }")


@pytest.mark.parametrize("content", [None, b"not a store"])
def test_no_store_says_how_to_make_one(tmp_path: Path, content: bytes | None) -> None:
    folder = tmp_path / "store"
    if content is not None:
        folder.mkdir()
        (folder / "CURRENT").write_bytes(content)
    with pytest.raises(KgError) as caught:
        open_store(folder)
    assert "kg build" in str(caught.value)


def test_what_is_not_ntriples_is_refused(tmp_path: Path) -> None:
    with pytest.raises(KgError, match="not N-Quads"):
        write_store(tmp_path / "store", BytesIO(b"<a> <b> .\n"))


def test_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(KgError, match="the store cannot be written"):
        write_store(tmp_path / "file" / "store", BytesIO(LINES))

"""Files are whole or as they were, and what cannot be read or written is said in one clear message."""

from __future__ import annotations

import errno
import gzip
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from kg import files
from kg.errors import KgError
from kg.files import (
    decode_text,
    gzip_deterministic,
    read_bytes,
    read_text,
    recover_dir,
    replace_dir,
    temporary_dir,
    write_atomic,
)


def test_writes_bytes_and_chunks_and_makes_folders(tmp_path: Path) -> None:
    path = tmp_path / "new" / "folder" / "a.txt"
    write_atomic(path, b"whole")
    assert path.read_bytes() == b"whole"
    write_atomic(path, iter([b"in ", b"chunks"]))
    assert path.read_bytes() == b"in chunks"
    assert [p.name for p in path.parent.iterdir()] == ["a.txt"]


def test_new_file_has_the_usual_permissions(tmp_path: Path) -> None:
    plain = tmp_path / "plain"
    plain.write_text("x")
    write_atomic(tmp_path / "ours", b"x")
    assert (tmp_path / "ours").stat().st_mode == plain.stat().st_mode


@pytest.mark.parametrize("failure", [ValueError("a stage failed"), KeyboardInterrupt()])
def test_old_file_stays_whole_when_the_content_fails(tmp_path: Path, failure: BaseException) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"old")

    def chunks() -> Iterator[bytes]:
        yield b"half of the new"
        raise failure

    with pytest.raises(type(failure)):
        write_atomic(path, chunks())
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_full_disk_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"old")

    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(files.os, "fsync", full)
    with pytest.raises(KgError, match="No space left on device") as error:
        write_atomic(path, b"new")
    assert "make room" in str(error.value)
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="the superuser may write anywhere")
def test_read_only_folder(tmp_path: Path) -> None:
    folder = tmp_path / "locked"
    folder.mkdir()
    folder.chmod(0o555)
    try:
        with pytest.raises(KgError, match="Permission denied") as error:
            write_atomic(folder / "a.txt", b"x")
    finally:
        folder.chmod(0o755)
    assert "--out" in str(error.value)


@pytest.mark.parametrize("number", [errno.EACCES, errno.EROFS])
def test_folder_that_refuses(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int) -> None:
    def refuse(self: Path, *_: object, **__: object) -> None:
        raise OSError(number, os.strerror(number), str(self))

    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(KgError) as error:
        write_atomic(tmp_path / "a.txt", b"x")
    assert os.strerror(number) in str(error.value)
    assert "--out" in str(error.value)


def test_folder_of_that_name(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    with pytest.raises(KgError, match="folder of that name"):
        write_atomic(tmp_path / "a", b"x")


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    real, link = tmp_path / "real", tmp_path / "link"
    real.write_bytes(b"old")
    link.symlink_to(real)
    write_atomic(link, b"new")
    assert link.is_symlink()
    assert real.read_bytes() == b"new"


def test_compressed_bytes_depend_on_the_content_alone(tmp_path: Path) -> None:
    for name in ("one.gz", "two.gz"):
        gzip_deterministic(tmp_path / name, [b"line\n"] * 1000)
    one = (tmp_path / "one.gz").read_bytes()
    assert one == (tmp_path / "two.gz").read_bytes()
    assert gzip.decompress(one) == b"line\n" * 1000
    assert one[3] == 0, "no name in the header"
    assert one[4:8] == b"\0\0\0\0", "no time in the header"


def test_missing_file_and_folder(tmp_path: Path) -> None:
    with pytest.raises(KgError, match="no such file"):
        read_bytes(tmp_path / "missing")
    with pytest.raises(KgError, match="a folder, not a file"):
        read_bytes(tmp_path)


def test_large_file_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "large.txt"
    with path.open("wb") as out:
        out.truncate(200_000_000)
    with pytest.raises(KgError, match="200 MB, more than the 67 MB") as error:
        read_text(path)
    assert "split" in str(error.value)


def test_byte_order_mark_is_not_part_of_the_text() -> None:
    assert decode_text("\ufeffStalin".encode(), "a.txt") == "Stalin"


def test_wrong_encoding_names_the_offset() -> None:
    with pytest.raises(KgError) as error:
        decode_text(b"ok " + "Сталин".encode("cp1251"), "a.txt")
    assert str(error.value).startswith("a.txt: byte 3: not UTF-8: byte 0xd1")
    assert "iconv" in str(error.value)


def test_binary_file_and_utf16() -> None:
    with pytest.raises(KgError, match=r"a\.png: byte 4: not a text file"):
        decode_text(b"\x89PNG\0\0", "a.png")
    with pytest.raises(KgError, match="UTF-16"):
        decode_text("Stalin".encode("utf-16"), "a.txt")


def _folder(path: Path, content: str) -> Path:
    path.mkdir()
    (path / "data").write_text(content)
    return path


def test_replaces_a_folder(tmp_path: Path) -> None:
    target = tmp_path / "store"
    for content in ("first", "second"):
        with temporary_dir(target) as new:
            (new / "data").write_text(content)
            replace_dir(new, target)
        assert (target / "data").read_text() == content
    assert list(tmp_path.iterdir()) == [target]


def test_failed_replacement_keeps_the_last_good_folder(tmp_path: Path) -> None:
    target = _folder(tmp_path / "store", "good")
    with pytest.raises(KgError, match="cannot be written"):
        replace_dir(tmp_path / "not-there", target)
    assert (target / "data").read_text() == "good"
    assert list(tmp_path.iterdir()) == [target]


def test_run_that_died_between_the_steps_is_mended(tmp_path: Path) -> None:
    target = tmp_path / "store"
    _folder(tmp_path / ".store.previous", "good")
    recover_dir(target)
    assert (target / "data").read_text() == "good"
    _folder(tmp_path / ".store.previous", "left over")
    recover_dir(target)
    assert (target / "data").read_text() == "good"
    assert list(tmp_path.iterdir()) == [target]


def test_temporary_folder_goes_when_the_work_fails(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="died"), temporary_dir(tmp_path / "store") as new:
        (new / "half").write_text("x")
        raise ValueError("died")
    assert list(tmp_path.iterdir()) == []

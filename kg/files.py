"""The only code that writes files, and the reading that goes with it.

A file or a folder is either as it was or as it should be, never half of it: content goes to a temporary neighbour
first, reaches the disk, and takes the place of the old one in one step.
"""

from __future__ import annotations

import errno
import filecmp
import glob
import gzip
import hashlib
import os
import secrets
import shutil
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from io import BufferedReader
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import BinaryIO

import zstandard

from kg.errors import KgError, Place

_ZSTD_LEVEL = 9  # smaller than gzip at its best, in a third of its time
LIMIT = 64 * 1024 * 1024  # bytes of one file that is read into memory

_HINTS = {
    errno.EACCES: "make the folder writable, or choose another one with --out",
    errno.EPERM: "make the folder writable, or choose another one with --out",
    errno.EROFS: "the file system is read-only: choose another folder with --out",
    errno.ENOSPC: "the disk is full: make room, or choose another folder with --out; what was there is unchanged",
    errno.EDQUOT: "your quota is used up: make room, or choose another folder with --out; what was there is unchanged",
    errno.EISDIR: "there is a folder of that name: move it away",
    errno.ENOTDIR: "a part of the path is a file, not a folder",
    errno.ENOTEMPTY: "there is a folder of that name: move it away",
}


def write_atomic(path: Path, data: bytes | Iterable[bytes]) -> None:
    """Write `data`, whole or in chunks, to `path`; folders on the way are made.

    When anything fails, `path` is as it was. Raises KgError for a read-only folder, a full disk, a folder of that name;
    what the chunks raise is passed on.
    """
    with _replacing(path) as out:
        for chunk in (data,) if isinstance(data, bytes) else data:
            out.write(chunk)


def write_new(path: Path, data: bytes, before: Path | None = None) -> None:
    """Write a file into a folder that is not in place yet; folders on the way are made.

    Where the file `before` has the same bytes, it is taken over with its time, so that copying to a web host skips it.
    Nothing is forced to the disk: that takes a second for some hundred files. Raises KgError as `write_atomic` does.
    """
    try:
        try:
            _new(path, data, before)
        except FileNotFoundError:
            path.parent.mkdir(parents=True, exist_ok=True)
            _new(path, data, before)
    except OSError as error:
        raise _write_error(error, path) from error


def _new(path: Path, data: bytes, before: Path | None) -> None:
    if before is None or not _taken_over(before, path, data):
        path.write_bytes(data)


def copy_new(path: Path, file: Path, before: Path | None = None) -> None:
    """As `write_new`, with what the file `file` holds, which may be large."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if before is not None and before.is_file() and filecmp.cmp(before, file, shallow=False):
            os.link(before, path)
        else:
            shutil.copyfile(file, path)
    except OSError as error:
        raise _write_error(error, path) from error


def _taken_over(before: Path, path: Path, data: bytes) -> bool:
    """Whether `before` has just these bytes and could be linked to `path`."""
    with suppress(OSError):
        if before.stat().st_size == len(data) and before.read_bytes() == data:
            os.link(before, path)
            return True
    return False


def gzip_deterministic(path: Path, chunks: Iterable[bytes]) -> None:
    """Write `chunks` compressed (RFC 1952), with no name and no time in the header: same content, same bytes.

    Another version of zlib may compress otherwise; compare the content across machines. Raises as `write_atomic` does.
    """
    with _replacing(path) as out, gzip.GzipFile("", "wb", 6, out, mtime=0) as packed:
        for chunk in chunks:
            packed.write(chunk)


def zstd_deterministic(path: Path, chunks: Iterable[bytes]) -> None:
    """Write `chunks` compressed (RFC 8878), by one thread at a fixed level: same content, same bytes.

    A frame holds no name and no time. Another version of the library may compress otherwise. Raises as `write_atomic`
    does.
    """
    compressor = zstandard.ZstdCompressor(level=_ZSTD_LEVEL, threads=0, write_checksum=True)
    with _replacing(path) as out, compressor.stream_writer(out, closefd=False) as packed:
        for chunk in chunks:
            packed.write(chunk)


@contextmanager
def scratch_files(folder: Path, number: int) -> Iterator[list[BinaryIO]]:
    """So many new files in a folder of their own in `folder`, open for writing; gone when the context ends."""
    with TemporaryDirectory(prefix="kg-", dir=folder) as scratch, ExitStack() as stack:
        yield [stack.enter_context((Path(scratch) / f"{n:03d}").open("xb")) for n in range(number)]


@contextmanager
def scratch_file(path: Path) -> Iterator[BinaryIO]:
    """A new file in a folder of the program's own, open for writing and reading. Raises KgError for a full disk."""
    try:
        with path.open("xb+") as file:
            yield file
    except OSError as error:
        raise _write_error(error, path) from error


@contextmanager
def open_file(path: Path) -> Iterator[BufferedReader]:
    """A file of any size, open for reading. Raises KgError when it is missing, a folder or unreadable."""
    try:
        with path.open("rb") as file:
            yield file
    except FileNotFoundError:
        raise KgError("there is no such file", path, "check the name and the folder") from None
    except IsADirectoryError:
        raise KgError("this is a folder, not a file", path, "name the file in it") from None
    except OSError as error:
        raise KgError(f"the file cannot be read: {error.strerror}", path, "check its permissions") from None


def file_sha256(path: Path) -> str:
    """The hexadecimal SHA-256 of a file of any size. Raises KgError as `open_file` does."""
    with open_file(path) as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def read_lines(path: Path) -> Iterator[str]:
    """The lines of a text in UTF-8 with their ends, one at a time; only `\\n` ends one."""
    with path.open(encoding="utf-8", newline="\n") as file:
        yield from file


def read_bytes(path: Path, *, limit: int = LIMIT) -> bytes:
    """The content of a file. Raises KgError when it is missing, a folder, unreadable, or larger than `limit` bytes."""
    try:
        size = path.stat().st_size
        if size > limit and path.is_file():
            raise KgError(
                f"the file has {size / 1e6:.0f} MB, more than the {limit / 1e6:.0f} MB that are read at once",
                path,
                "check that it is the right file; split a large edition, by month for instance",
            )
        return path.read_bytes()
    except FileNotFoundError:
        raise KgError("there is no such file", path, "check the name and the folder") from None
    except IsADirectoryError:
        raise KgError("this is a folder, not a file", path, "name the file in it") from None
    except OSError as error:
        raise KgError(f"the file cannot be read: {error.strerror}", path, "check its permissions") from None


def read_text(path: Path, *, limit: int = LIMIT) -> str:
    """The content of a UTF-8 text file, without a byte order mark. Raises as `read_bytes` and `decode_text` do."""
    return decode_text(read_bytes(path, limit=limit), path)


def decode_text(data: bytes, file: Path | str) -> str:
    """UTF-8 text without its byte order mark.

    Raises KgError that names the byte offset for what is not text (a NUL byte) or not UTF-8.
    """
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise KgError("the text is in UTF-16", Place(file, offset=0), _convert("UTF-16"))
    if (nul := data.find(b"\0")) >= 0:
        raise KgError(
            "not a text file: it has a byte of value 0", Place(file, offset=nul), "name the plain text, saved as UTF-8"
        )
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise KgError(
            f"not UTF-8: byte 0x{data[error.start]:02x} cannot stand here",
            Place(file, offset=error.start),
            _convert("WINDOWS-1252") + " (WINDOWS-1251 or KOI8-R for Russian)",
        ) from None


def replace_dir(new: Path, target: Path) -> None:
    """Let the folder `new` take the place of the folder `target`; both must be on one file system.

    When anything fails, `target` is the last good one. A run that dies between the two steps leaves it under the name
    that `recover_dir` looks for. Raises KgError.
    """
    recover_dir(target)
    previous = _previous(target)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        if target.exists():
            target.rename(previous)
        try:
            new.rename(target)
        except BaseException:
            if previous.exists():
                previous.rename(target)
            raise
        _sync(target.parent)
    except OSError as error:
        raise _write_error(error, target) from error
    # Left-overs do no harm: the next replacement removes them.
    shutil.rmtree(previous, ignore_errors=True)


def replace_files(new: Path, target: Path) -> None:
    """Move every file of the folder `new` into the folder `target`, over those of the same names; other files stay.

    Both must be on one file system, so that nothing but the names change. Raises KgError.
    """
    for file in sorted(new.iterdir()):
        try:
            file.replace(target / file.name)
        except OSError as error:
            raise _write_error(error, target / file.name) from error
    _sync(target)


def recover_dir(target: Path) -> None:
    """Put back the last good folder when a run died while it was being replaced; else remove what such a run left."""
    previous = _previous(target)
    if not previous.exists():
        return
    if target.exists():
        shutil.rmtree(previous, ignore_errors=True)
    else:
        with suppress(OSError):
            previous.rename(target)


@contextmanager
def temporary_dir(target: Path) -> Iterator[Path]:
    """An empty folder beside `target`, to be filled and given to `replace_dir`; removed if it is still there after.

    Raises KgError when it cannot be made.
    """
    folder = target.with_name(f".{target.name}.{secrets.token_hex(4)}.tmp")
    try:
        folder.mkdir(parents=True)
    except OSError as error:
        raise _write_error(error, target) from error
    lock = _locked(folder)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        if lock is not None:
            os.close(lock)


def sweep(folder: Path, name: str = "*") -> None:
    """Remove the temporary folders in `folder` whose runs were killed: nobody holds their locks any more.

    With a `name`, those that were made for the folder of that name.
    """
    for left in folder.glob(f".{name if name == '*' else glob.escape(name)}.*.tmp"):
        lock = _locked(left) if left.is_dir() else None
        if lock is not None:
            shutil.rmtree(left, ignore_errors=True)
            os.close(lock)


def place_dir(new: Path, target: Path) -> None:
    """Put the folder `new` in place as `target`, with files that nobody may write to; nothing is ever replaced.

    Both must be on one file system. Raises KgError when `target` exists, and when it cannot be written.
    """
    try:
        for file in sorted(path for path in new.rglob("*") if path.is_file()):
            file.chmod(0o444)
            _sync(file)
        for folder in (new, *(path for path in new.rglob("*") if path.is_dir())):
            _sync(folder)
        new.rename(target)  # refuses a folder with something in it, whoever was faster
        _sync(target.parent)
    except OSError as error:
        if error.errno in (errno.ENOTEMPTY, errno.EEXIST):
            raise KgError("this exists already, and is never replaced", target, "choose another name") from error
        raise _write_error(error, target) from error


def _locked(folder: Path) -> int | None:
    """A lock on `folder` that ends with the process, or None when somebody has it or the system has no locks."""
    try:
        import fcntl
    except ImportError:
        return None
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(handle)
        return None
    return handle


@contextmanager
def _replacing(path: Path) -> Iterator[BinaryIO]:
    """A file that takes the place of `path` once it is written and on the disk."""
    path = path.resolve()  # a link stays a link
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(4)}.tmp")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.is_dir():
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
        with temporary.open("xb") as out:
            yield out
            out.flush()
            os.fsync(out.fileno())
        temporary.replace(path)
        _sync(path.parent)
    except OSError as error:
        raise _write_error(error, path) from error
    finally:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)


def _sync(path: Path) -> None:
    """Make a file, or a renaming in a folder, outlast a power cut, where the system can."""
    with suppress(OSError):
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _write_error(error: OSError, path: Path) -> KgError:
    hint = _HINTS.get(error.errno or 0, "check the folder, or choose another one with --out")
    return KgError(f"cannot be written: {error.strerror or error}", path, hint)


def _convert(encoding: str) -> str:
    return f"convert it first: iconv -f {encoding} -t UTF-8 OLD > NEW"


def _previous(target: Path) -> Path:
    return target.with_name(f".{target.name}.previous")

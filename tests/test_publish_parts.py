"""Several processes give the same bytes as one, and what goes wrong in one of them is said once."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from conftest import CHECKOUT, WORKSPACE

from kg import pipeline
from kg.errors import KgError
from kg.pipeline import Built, build
from kg.publish.ntriples import Triple, ntriples
from kg.publish.parts import CAN_FORK, ntriples_of

forks = pytest.mark.skipif(not CAN_FORK, reason="processes are only used on Linux")


def stream(first: int, last: int) -> Iterator[Triple]:
    for number in range(first, last):
        yield f"<https://example.org/{number * 7919 % 1000}>", "<https://example.org/p>", f'"{number % 300}"'


PARTS = ((0, 3000), (2000, 5000), (10, 20), (4000, 4001), (0, 0))


@pytest.mark.parametrize("processes", [1, 2, 3, 9])
@pytest.mark.parametrize("run_bytes", [10_000, 1 << 24])
def test_the_number_of_processes_does_not_change_the_bytes(processes: int, run_bytes: int, tmp_path: Path) -> None:
    expected = b"".join(ntriples(triple for part in PARTS for triple in stream(*part)))
    parts = [stream(*part) for part in PARTS]
    assert b"".join(ntriples_of(parts, processes, tmp_path, run_bytes=run_bytes)) == expected
    assert not list(tmp_path.iterdir())


def broken() -> Iterator[Triple]:
    yield from stream(0, 10)
    raise KgError("this record is broken", "letters.jsonl:7", "mend it")


def killed() -> Iterator[Triple]:
    yield from stream(0, 10)
    os.kill(os.getpid(), signal.SIGKILL)


def unsent() -> Iterator[Triple]:
    yield "<https://example.org/s>", "<https://example.org/p>", b'"\\ud83d"'.decode("unicode_escape")


@forks
@pytest.mark.parametrize(
    ("part", "message"),
    [
        (broken, "letters.jsonl:7: this record is broken\n  mend it"),
        (killed, "was killed"),
        (unsent, r"<https://example.org/s>: a text holds U\+D83D"),
    ],
)
def test_what_goes_wrong_in_a_process(part: object, message: str, tmp_path: Path) -> None:
    assert callable(part)
    with pytest.raises(KgError, match=message):
        list(ntriples_of([stream(0, 10), part()], 2, tmp_path))
    assert not list(tmp_path.iterdir())


ENDLESS = """\
import os, sys
from pathlib import Path
from kg.publish.parts import ntriples_of

def endless():
    os.write(1, b"begun\\n")  # in one piece: both processes write into the same pipe
    while True:
        yield "<a:s>", "<a:p>", "<a:o>"

list(ntriples_of([endless(), endless()], 2, Path(sys.argv[1])))
"""


@forks
@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_a_run_that_ends_early_leaves_no_process(how: signal.Signals, tmp_path: Path) -> None:
    """Interrupted from a terminal, which tells all its processes, or killed alone."""
    command = [sys.executable, "-c", ENDLESS, tmp_path]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, cwd=CHECKOUT, stdout=pipe, stderr=pipe, start_new_session=True) as process:
        try:
            assert process.stdout is not None
            assert [process.stdout.readline() for _ in range(2)] == [b"begun\n"] * 2
            (os.killpg if how is signal.SIGINT else os.kill)(process.pid, how)
            _, error = process.communicate(timeout=20)
            if how is signal.SIGINT:
                assert error.count(b"KeyboardInterrupt") == 1, "the others say nothing"
                assert not list(tmp_path.iterdir())
            assert _is_gone(process.pid)
        finally:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)


def _is_gone(group: int) -> bool:
    """Whether a group of processes is empty, or is so within some seconds."""
    for _ in range(100):
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.1)
    return False


@pytest.mark.slow
@forks
def test_the_project_s_own_workspace_by_several_processes(
    built: Built, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pipeline, "LETTERS_A_PROCESS", 10)
    monkeypatch.setattr(pipeline, "_CHUNK", 7)
    monkeypatch.setattr(os, "cpu_count", lambda: 3)
    again = build(WORKSPACE, tmp_path / "out")
    assert [path.read_bytes() for path in again.files] == [path.read_bytes() for path in built.files]

"""SPARQL servers of others, started over a graph; a test is skipped where one is not installed."""

from __future__ import annotations

import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import httpx
import pytest
from programs import program

_OXIGRAPH = program("oxigraph", "KG_OXIGRAPH")  # the server of the PyPI package of this name
_VIRTUOSO = shutil.which("virtuoso-t")  # of Debian's package virtuoso-opensource-7
_DEFAULT = "urn:default"  # Virtuoso has no graph without a name
_SETTINGS = """[Database]
DatabaseFile = virtuoso.db
ErrorLogFile = virtuoso.log
LockFile = virtuoso.lck
TransactionFile = virtuoso.trx
xa_persistent_file = virtuoso.pxa
[TempDatabase]
DatabaseFile = temporary.db
TransactionFile = temporary.trx
[Parameters]
ServerPort = 127.0.0.1:{sql}
DirsAllowed = .
[HTTPServer]
ServerPort = 127.0.0.1:{http}
ServerRoot = .
ServerThreads = 8
[SPARQL]
ResultSetMaxRows = {rows}
"""


def free_port() -> int:
    """A port that nobody listens on."""
    with closing(socket.create_server(("127.0.0.1", 0))) as free:
        return int(free.getsockname()[1])


@contextmanager
def oxigraph(store: Path) -> Iterator[str]:
    """The address of an Oxigraph server over a store."""
    if _OXIGRAPH is None:
        pytest.skip("the Oxigraph server is not here (.ci/programs installs it)")
    port = free_port()
    command = [_OXIGRAPH, "serve-read-only", "--location", str(store), "--bind", f"127.0.0.1:{port}"]
    with _running([*command, "--union-default-graph"], store.parent) as process:
        yield _answering(f"http://127.0.0.1:{port}/query", process)


@contextmanager
def virtuoso(quads: bytes, folder: Path, rows: int = 0) -> Iterator[str]:
    """The address of a Virtuoso server that N-Quads were loaded into; it gives `rows` rows at most, 0 for all."""
    if _VIRTUOSO is None:
        pytest.skip("Virtuoso is not installed (virtuoso-opensource-7)")
    folder.mkdir()
    sql, http = free_port(), free_port()
    (folder / "virtuoso.ini").write_text(_SETTINGS.format(sql=sql, http=http, rows=rows))
    (folder / "dump.nq").write_bytes(quads)
    with _running([_VIRTUOSO, "+foreground", "+configfile", "virtuoso.ini"], folder) as process:
        url = _answering(f"http://127.0.0.1:{http}/sparql", process)
        load = f"DB.DBA.TTLP_MT(file_to_string_output('dump.nq'), '', '{_DEFAULT}', 512)"
        told = subprocess.run(
            ["isql-vt", f"127.0.0.1:{sql}", "dba", "dba", f"exec={load}"], capture_output=True, text=True, timeout=60
        )
        assert "Error" not in told.stdout + told.stderr, told
        yield url


@contextmanager
def _running(command: list[str], folder: Path) -> Iterator[subprocess.Popen[bytes]]:
    quiet = subprocess.DEVNULL
    process = subprocess.Popen(command, cwd=folder, stdout=quiet, stderr=quiet)
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def _answering(url: str, process: subprocess.Popen[bytes]) -> str:
    """The address, as soon as somebody answers there."""
    for _ in range(300):
        try:
            httpx.get(url, params={"query": "ASK {}"}).raise_for_status()
            return url
        except httpx.HTTPError:
            assert process.poll() is None, f"{process.args} has ended"
            time.sleep(0.1)
    raise AssertionError(f"{process.args} does not answer")

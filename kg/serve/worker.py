"""A process that answers queries from the store, one at a time, and can be killed in the middle of one.

The engine has no time limit of its own: whoever asks kills the process instead. Standard input is
a socket: requests come as lines of JSON, answers go back as frames: a byte for the kind, four for the length, the
content. The process only reads the store, opens no connections, has a limit of memory, and ends when its parent does.
"""

from __future__ import annotations

import ctypes
import json
import os
import re
import resource
import signal
import struct
import sys
from collections.abc import Iterable, Iterator, Mapping
from io import BytesIO
from pathlib import Path
from typing import IO, Any, BinaryIO

from pyoxigraph import (
    NamedNode,
    QueryBoolean,
    QueryResultsFormat,
    QuerySolutions,
    QueryTriples,
    RdfFormat,
    Store,
    Triple,
    serialize,
)

from kg.formats import CSV, JSON, TSV, XML
from kg.ns import PREFIXES
from kg.publish.store import open_store
from kg.queries.text import UPDATES, Outline, outline
from kg.serve.sealed import seal

HEAD, DATA, FAILED, END, WHOLE = b"H", b"D", b"E", b".", b"W"
FRAME = struct.Struct(">cI")
_BLOCK = 64 * 1024  # bytes sent at once
_PARENT_DEATH = 1  # PR_SET_PDEATHSIG, Linux
_DEEPEST = 1000  # braces and parentheses inside each other; the parser's stack holds some thousands


# Media type of solutions -> what stands at the beginning or end of each, and nowhere else. In
# JSON that is the first value of a solution: one without any value is not counted.
_MARKS: Mapping[str, re.Pattern[bytes]] = {
    JSON.media_type: re.compile(rb'\{"(?<=[\[,]\{")[^"\\]*":\{"'),  # begins with what is searched for fastest
    XML.media_type: re.compile(b"<result>"),
    TSV.media_type: re.compile(b"\n"),
}
_LONGEST_MARK = 256  # bytes


class Out(BytesIO):
    """A stream of frames: what is written is sent when there is a block of it.

    An answer is one frame (WHOLE: the head, a line of JSON, and the answer), or, when it is longer than a block, HEAD,
    DATA and an END. FAILED stands in the place of either, or of what is left. Head or END tell the number of rows.
    """

    def __init__(self, pipe: BinaryIO) -> None:
        super().__init__()
        self.pipe, self.held, self.rows = pipe, bytearray(), 0
        self._kind = self._type = ""
        self._begun, self._last = False, b""

    def begin(self, kind: str, media_type: str) -> None:
        """Begin an answer; `rows` counts from here what is written of solutions."""
        self._kind, self._type = kind, media_type
        self._begun, self._last = False, b""
        self.held.clear()
        self.rows = -1 if kind == "solutions" and media_type in (CSV.media_type, TSV.media_type) else 0  # their head

    def write(self, data: Any) -> int:
        """Take bytes; whole blocks are sent on."""
        if self._kind == "solutions":
            self._count(bytes(data))
        self.held += data
        if len(self.held) >= _BLOCK:
            if not self._begun:
                self.frame(HEAD, self._head())
                self._begun = True
            self.frame(DATA, bytes(self.held))
            self.held.clear()
        return len(data)

    def _count(self, data: bytes) -> None:
        if self._type == CSV.media_type:
            parts = (self._last + data).split(b'"')  # every other one is inside quotation marks
            self.rows += sum(part.count(b"\n") for part in parts[::2])
            self._last = b'"' if len(parts) % 2 == 0 else b""
        elif (mark := _MARKS.get(self._type)) is not None:
            both, begun = self._last + data, len(self._last)  # a mark may begin in what was written before
            self.rows += sum(found.end() > begun for found in mark.finditer(both))
            self._last = both[-_LONGEST_MARK:]

    def _head(self, **more: object) -> bytes:
        return json.dumps({"kind": self._kind, "type": self._type, **more}).encode()

    def end(self) -> None:
        """Send what is held, and that it is the end."""
        rows = None if self._kind == "boolean" else self.rows
        if not self._begun:
            self.frame(WHOLE, self._head(rows=rows) + b"\n" + self.held)
        else:
            self.frame(DATA, bytes(self.held))
            self.frame(END, json.dumps({"rows": rows}).encode())

    def fail(self, status: int, message: str) -> None:
        """Send why there is no answer, or no more of it."""
        self.frame(FAILED, json.dumps({"status": status, "message": message}).encode())

    def frame(self, kind: bytes, content: bytes = b"") -> None:
        """Send one frame."""
        self.pipe.write(FRAME.pack(kind, len(content)) + content)
        self.pipe.flush()


def answer(store: Store, asked: Mapping[str, Any], out: Out) -> None:
    """Answer one request: a head with the media type, the answer, and an end with the number of rows; or why not.

    `asked` has `query`, `default` and `named` (IRIs, or null for the store's own dataset), `base` for relative IRIs
    and, for each kind of answer (`solutions`, `boolean`, `graph`), the media type that the client takes, or null. The
    default graph is the union of all, unless the request or the query names another one.

    The text is looked at here and not where requests come in, so that one made to be slow to look at is stopped, too.
    """
    said = outline(asked["query"])
    if why := refusal(said):
        return out.fail(400, why)
    try:
        found = store.query(
            asked["query"],
            base_iri=asked.get("base"),
            use_default_graph_as_union=asked["default"] is None and asked["named"] is None and "FROM" not in said.words,
            default_graph=_graphs(asked["default"]),
            named_graphs=_graphs(asked["named"]),
        )
    except SyntaxError as error:
        return out.fail(400, str(error.msg or error))
    except ValueError as error:  # two graphs of one name, for instance
        return out.fail(400, str(error))
    except (RuntimeError, OSError, MemoryError) as error:
        return out.fail(500, str(error))
    kind = {QuerySolutions: "solutions", QueryBoolean: "boolean", QueryTriples: "graph"}[type(found)]
    media_type = asked[kind]
    if media_type is None:
        return out.fail(406, kind)
    out.begin(kind, media_type)
    try:
        write(_counted(found, out) if isinstance(found, QueryTriples) else found, media_type, out)
    except (RuntimeError, OSError) as error:
        return out.fail(500, str(error))
    return out.end()


def _counted(triples: QueryTriples, out: Out) -> Iterator[Triple]:
    for triple in triples:
        out.rows += 1
        yield triple


def refusal(said: Outline) -> str | None:
    """Why a query is not asked at all; None when nothing speaks against it."""
    if said.form in UPDATES:
        return "this endpoint is read-only: there is no update"
    if "SERVICE" in said.words:
        return "SERVICE is not answered here: ask the other endpoint yourself, or use `kg query`"
    if said.depth > _DEEPEST:
        return f"the query has more than {_DEEPEST} braces and parentheses inside each other"
    return None


def write(found: QuerySolutions | QueryBoolean | Iterable[Triple], media_type: str, out: IO[bytes]) -> None:
    """Write what a query has found in a format. Raises what reading `found` does."""
    if isinstance(found, QuerySolutions | QueryBoolean):
        found.serialize(out, QueryResultsFormat.from_media_type(media_type))
    else:
        serialize(found, out, RdfFormat.from_media_type(media_type), prefixes=_prefixes(media_type))


def _graphs(iris: list[str] | None) -> Any:
    return None if iris is None else [NamedNode(iri) for iri in iris]


def _prefixes(media_type: str) -> dict[str, str] | None:
    return dict(PREFIXES) if media_type in ("text/turtle", "application/rdf+xml") else None


def main(folder: str, memory: str) -> None:
    """Answer requests on standard input until it ends. `memory` is a limit in bytes, 0 for none."""
    _end_with_parent()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides
    seal()
    os.chdir(folder)  # all files are those of one build, also when another one takes this name meanwhile
    store = open_store(Path())
    if int(memory):
        used = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
        resource.setrlimit(resource.RLIMIT_AS, (used + int(memory),) * 2)
    requests, out = sys.stdin.buffer, Out(os.fdopen(os.dup(0), "wb"))
    out.frame(HEAD, generation(Path()).encode())  # it is ready
    while line := requests.readline():
        answer(store, json.loads(line), out)


def generation(folder: Path) -> str:
    """Which store is in a folder: another one after each build; empty when there is none."""
    try:
        found = os.stat(f"{folder}/CURRENT")  # noqa: PTH116  # asked for every request
    except OSError:
        return ""
    return f"{found.st_ino:x}-{found.st_mtime_ns:x}"


def _end_with_parent() -> None:
    """Be killed when the parent is (Linux); elsewhere the end of standard input tells it."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PARENT_DEATH, signal.SIGKILL)
        if os.getppid() == 1:
            sys.exit(1)


if __name__ == "__main__":
    main(*sys.argv[1:])

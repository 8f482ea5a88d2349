"""Records to sorted N-Triples by `kg.map` and `kg.publish`: IN.jsonl OUT.nt [PROCESSES]."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import msgspec

from benchmarks.letters import graph
from kg.publish.parts import ntriples_of
from kg.records import Letter

CHUNK = 500  # letters


def records(path: Path, part: int = 0, parts: int = 1) -> Iterator[Letter]:
    """The letters of a file of JSON Lines, one at a time: those of every `parts`th chunk, beginning with `part`."""
    decode = msgspec.json.Decoder(Letter).decode
    with path.open("rb") as file:
        for number, line in enumerate(file):
            if number // CHUNK % parts == part:
                yield decode(line)


if __name__ == "__main__":
    source, target = map(Path, sys.argv[1:3])
    processes = int(sys.argv[3]) if len(sys.argv) > 3 else 1
    streams = [graph(records(source, part, processes)) for part in range(processes)]
    with target.open("wb") as out:
        out.writelines(ntriples_of(streams, processes, target.parent))

"""Letters with errors as sorted N-Triples: COUNT OUT.nt."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent.parent))

from benchmarks.letters import Letters, graph
from benchmarks.validation.errors import spoilt
from kg.publish.ntriples import ntriples

if __name__ == "__main__":
    count, out = int(sys.argv[1]), Path(sys.argv[2])
    letters = Letters(count)
    with out.open("wb") as file:
        file.writelines(ntriples(spoilt(graph(letters, letters.replies())), folder=out.parent))

"""Letters with errors and their claims as sorted N-Triples, all of it one graph: COUNT OUT.nt [without-claims]."""

from __future__ import annotations

import sys
from itertools import chain
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent.parent))

from benchmarks.letters import Letters, graph
from benchmarks.validation.claims import claim_triples
from benchmarks.validation.errors import spoilt
from kg.publish.ntriples import ntriples

if __name__ == "__main__":
    count, out = int(sys.argv[1]), Path(sys.argv[2])
    letters = Letters(count)
    claims = () if sys.argv[3:] == ["without-claims"] else claim_triples(letters)
    with out.open("wb") as file:
        statements = chain(spoilt(graph(letters, letters.replies())), claims)
        file.writelines(ntriples(statements, folder=out.parent))

"""The same as Turtle by rdflib, from a graph in memory: LINES.nt OUT; prints the seconds that writing alone took."""

from __future__ import annotations

import sys
import time

from rdflib import Graph

from benchmarks.letters import BASE
from kg.ns import PREFIXES

if __name__ == "__main__":
    graph = Graph().parse(sys.argv[1], format="nt")
    for prefix, namespace in PREFIXES.items():
        graph.bind(prefix, namespace)
    begun = time.perf_counter()
    graph.serialize(sys.argv[2], format="turtle", base=BASE)
    print(time.perf_counter() - begun)

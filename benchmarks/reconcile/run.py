"""Names reconciled at `/reconcile`, over HTTP: `python benchmarks/reconcile/run.py`.

The store has invented persons, with their names in two scripts and years of birth; half of the names that are
asked for are theirs, as other people may write them (turned round, with initials, misspelt, with the year or without).
"""

from __future__ import annotations

import argparse
import io
import json
import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

import httpx

sys.path.insert(0, str(Path(__file__).resolve().parent.parent.parent))
sys.path.insert(1, str(Path(__file__).resolve().parent.parent.parent / "tests"))

from serving import BASE, running, served

from benchmarks.measure import machine, results, table
from kg.ns import PREFIXES
from kg.publish.store import write_store
from kg.serve.server import log_to_stderr

RESULTS = Path(__file__).parent / "results.md"
SYLLABLES = (
    ("ba", "ба"), ("do", "до"), ("ka", "ка"), ("le", "ле"), ("mi", "ми"), ("no", "но"), ("pu", "пу"), ("ra", "ра"),
    ("si", "си"), ("to", "то"), ("vo", "во"), ("ze", "зе"), ("gri", "гри"), ("sten", "стен"), ("mar", "мар"),
)  # fmt: skip


def main() -> None:
    """Measure and write `results.md`."""
    parser = argparse.ArgumentParser(description="Names reconciled over HTTP.")
    parser.add_argument("--persons", type=int, default=10_000, help="in the store")
    parser.add_argument("--names", type=int, default=10_000, help="to reconcile, for each size of batch")
    parser.add_argument("--batches", type=int, nargs="+", default=[10, 100], help="queries of one request")
    parser.add_argument("--runs", type=int, default=1, help="of each; the best is told")
    asked = parser.parse_args()
    log_to_stderr()
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder)
        persons = list(invented(asked.persons))
        write_store(out / "store", io.BytesIO("".join(map(quads, persons)).encode()))
        queries = list(wanted(persons, asked.names))
        with running(served(out, size=1)) as client:
            begun = time.perf_counter()
            client.get("/reconcile/suggest/entity", params={"prefix": "a"}, timeout=300)
            ready = time.perf_counter() - begun
            rows = [measured(client, queries, size, asked.runs) for size in asked.batches]
    RESULTS.write_text(page(rows, asked.persons, asked.names, ready))
    print(RESULTS.read_text())


def invented(count: int) -> Iterator[dict[str, Any]]:
    """Persons: their names, in Latin and in Cyrillic letters, and years of birth. The same every time."""
    random = Random(1)
    for n in range(count):
        words = [random.choices(SYLLABLES, k=random.choice((2, 3))) for _ in range(3)]
        names = [" ".join("".join(part[i] for part in word).capitalize() for word in words) for i in (0, 1)]
        yield {"id": f"person/p{n:05d}", "names": names, "born": str(1850 + random.randrange(60))}


def quads(person: dict[str, Any]) -> str:
    """A person as N-Quads."""
    iri, (name, russian) = f"<{BASE}{person['id']}>", person["names"]
    told = [
        f"<{PREFIXES['rdf']}type> <{PREFIXES['crm']}E21_Person>",
        f'<{PREFIXES["rdfs"]}label> "{name}"@en',
        f'<{PREFIXES["rdfs"]}label> "{russian}"@ru',
        f'<{PREFIXES["skos"]}altLabel> "{name[0]}. {name.rpartition(" ")[2]}"@en',
        f'<{PREFIXES["rico"]}birthDate> "{person["born"]}"',
    ]
    return "".join(f"{iri} {one} .\n" for one in told)


def wanted(persons: list[dict[str, Any]], count: int) -> Iterator[tuple[str, dict[str, Any]]]:
    """Queries, each with the identifier of who is meant, empty for nobody."""
    random = Random(2)
    strangers = list(invented(len(persons) + count))[len(persons) :]
    for n in range(count):
        person = random.choice(persons) if n % 2 else strangers[n]
        name, russian = person["names"]
        words = name.split()
        k = random.randrange(1, len(name) - 1)
        spelt = random.choice(
            (name, russian, f"{words[-1]}, {' '.join(words[:-1])}", name[:k] + name[k + 1 :], f"{words[0]} {words[-1]}")
        )
        query: dict[str, Any] = {"query": spelt, "type": "person", "limit": 5}
        if random.random() < 0.5:
            query["properties"] = [{"pid": "born", "v": person["born"]}]
        yield (person["id"] if n % 2 else ""), query


def measured(client: httpx.Client, queries: list[tuple[str, dict[str, Any]]], size: int, runs: int) -> list[str]:
    """A row of the table: seconds, the longest answer, how many were found, how many strangers were said to match."""
    best, longest, found, wrong = float("inf"), 0.0, 0, 0
    for _ in range(runs):
        begun, found, wrong, longest = time.perf_counter(), 0, 0, 0.0
        for start in range(0, len(queries), size):
            part = queries[start : start + size]
            batch = {str(n): query for n, (_, query) in enumerate(part)}
            at = time.perf_counter()
            answer = (
                client.post("/reconcile", data={"queries": json.dumps(batch)}, timeout=300).raise_for_status().json()
            )
            longest = max(longest, time.perf_counter() - at)
            for n, (id_, _) in enumerate(part):
                result = answer[str(n)]["result"]
                found += bool(id_ and result and result[0]["id"] == id_)
                wrong += bool(result and result[0]["match"] and result[0]["id"] != id_)
        best = min(best, time.perf_counter() - begun)
    meant = sum(bool(id_) for id_, _ in queries)
    return [
        str(size),
        f"{best:.1f} s",
        f"{len(queries) / best:,.0f}",
        f"{1000 * longest:.0f} ms",
        f"{found:,} of {meant:,}",
        str(wrong),
    ]


def page(rows: list[list[str]], persons: int, names: int, ready: float) -> str:
    """The results."""
    head = ["queries in a batch", "all names", "names a second", "longest answer", "found first", "matched wrongly"]
    megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    text = (
        f"`python benchmarks/reconcile/run.py`: {names:,} names against {persons:,} persons, one request after another "
        f"by one client; half of the names are of nobody there. The first request waits {ready:.1f} s for what "
        f"is made once for each build. Server and client together: {megabytes:.0f} MB at most."
    )
    return results(
        "# Reconciliation", text, table(head, rows), machine("starlette", "uvicorn", "pyoxigraph", "rapidfuzz")
    )


if __name__ == "__main__":
    main()

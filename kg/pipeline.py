"""The stages from records to files, put together: what `kg build` and `kg validate` do, in the order of the diagram in
`kg/__init__.py`.

Everything is made in a folder of its own and put in place at the end, so that a run that fails, is interrupted or finds
violations leaves the last good dump and store whole. Libraries that take long to load are imported where they are used.
"""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from fnmatch import fnmatch
from itertools import chain
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, NamedTuple

from msgspec.structs import replace as restruct

from kg import __version__
from kg.adopt import link_cases
from kg.errors import KgError
from kg.files import read_lines, replace_dir, temporary_dir, write_atomic
from kg.map import Context, Found, Triple, edition, evidence, ledger, looked_at, triples
from kg.ns import CRM, EP, RDF
from kg.origins import origins, problems, text_files
from kg.publish.dump import write_dump
from kg.publish.ntriples import ntriples
from kg.publish.parts import ntriples_of
from kg.publish.sorting import merged
from kg.records import Problem
from kg.resources import resource_files
from kg.understood import Understood, questions, understand, unsettled
from kg.workspace import Workspace, load_workspace

if TYPE_CHECKING:
    from kg.validate.results import Report

Say = Callable[[str], None]

LETTERS_A_PROCESS = 2000  # with fewer, mapping takes less than a second, and a second process does not help
_CHUNK = 500  # letters mapped by one process at a stretch
_ABANDONED = 24 * 3600  # seconds
# What builds write into the folders that they replace; a store is one of RocksDB.
_WRITTEN = {
    "dump": ("*.ttl", "*.nt.gz", "*.nq.gz", "*.trig.gz"),
    "report": ("report.*",),
    "store": ("CURRENT", "IDENTITY", "LOCK", "LOG", "LOG.old.*", "MANIFEST-*", "OPTIONS-*", "*.sst", "*.log", "*.blob"),
}
_EXAMPLES = ("://example.org/", "://example.com/", "://example.net/", ".example.org/", ".example.com/")
# What the summary counts, in its order: words, and the class whose members are counted.
COUNTED = {
    "letters": EP.Letter,
    "headings": EP.Heading,
    "carriers": EP.Carrier,
    "decisions": EP.Resolution,
    "persons": CRM.E21_Person,
    "groups": CRM.E74_Group,
    "places": CRM.E53_Place,
    "archival units": EP.ArchivalUnit,
}


@dataclass(frozen=True)
class Built:
    """What a build made.

    `files` are the dumps in place, none when violations kept the last good ones; `counts` has the words of COUNTED and
    `statements`; `base` is that of the IRIs; `notes` are for whoever runs it.
    """

    report: Report
    out: Path
    base: str
    files: tuple[Path, ...]
    counts: dict[str, int]
    notes: tuple[str, ...] = ()


def build(workspace: Path, out: Path, say: Say = lambda _: None) -> Built:
    """Build the workspace into `out`: dump, report and store, as the contract lays them out.

    The committed records are enough; the texts of the editions are not read. When there are violations, only the
    report is written. `say` is told of progress.

    Raises KgError for records that cannot be read and for a folder that cannot be written.
    """
    loaded = load_workspace(workspace)
    name = loaded.settings.name
    _check_ours(out)
    _sweep(out)
    with temporary_dir(out / "build") as stage:
        say(f"mapping the records of {name}")
        mapped = _map(loaded, stage)
        say("checking the graph")
        report = check(mapped.everything, name, loaded, left=mapped.unsettled)
        _write_report(report, stage / "report", loaded.settings.base)
        files: tuple[Path, ...] = ()
        if report.passed:
            say("writing the dumps and the store")
            write_dump(mapped.adopted, mapped.named, mapped.everything, stage / "dump", loaded.settings)
            _write_store(mapped.everything, stage / "store")
        replace_dir(stage / "report", out / "report")
        if report.passed:
            replace_dir(stage / "dump", out / "dump")
            replace_dir(stage / "store", out / "store")
            files = tuple(sorted((out / "dump").iterdir()))
        return Built(report, out, loaded.settings.base, files, _counts(mapped.adopted), _notes(loaded))


def validate(workspace: Path, edition: str | None = None, engine: str = "auto") -> tuple[Report, str]:
    """Check what `workspace`, or one edition of it, maps to, and write nothing; also returns the base of its IRIs.

    `engine` as for `check`. Raises KgError for records that cannot be read.
    """
    loaded = load_workspace(workspace)
    if edition is not None:
        loaded = replace(loaded, editions=(loaded.edition(edition),))
    with TemporaryDirectory(prefix="kg-") as folder:
        mapped = _map(loaded, Path(folder))
        report = check(mapped.everything, edition or loaded.settings.name, loaded, engine, mapped.unsettled)
        return report, loaded.settings.base


def validate_file(file: Path, engine: str = "auto") -> tuple[Report, str]:
    """Check an RDF file, whose name says its format (`.ttl .nt .nq .trig .rdf .jsonld`, `.gz` after it or not).

    Named graphs are checked together; `engine` as for `check`. Also returns a base for the report, made from the file's
    own IRI. Raises KgError for a missing file and for one that is not of its format.
    """
    from kg.validate.load import read_rdf
    from kg.validate.results import in_order
    from kg.validate.rows import in_file

    with TemporaryDirectory(prefix="kg-") as folder:
        graph = Path(folder) / "graph.nt"
        write_atomic(graph, ntriples(read_rdf(file), folder=graph.parent))
        report = check(graph, file.name, engine=engine)
    return restruct(report, results=in_order(in_file(report.results, file))), f"{file.resolve().as_uri()}/"


class Mapped(NamedTuple):
    """What a workspace maps to, as sorted files: the adopted view (N-Triples), the named graphs, both (N-Quads).

    `unsettled` is what the reasoning left to a person, each with the IRI of its thing and a file.
    """

    adopted: Path
    named: Path
    everything: Path
    unsettled: tuple[tuple[Problem, str, str], ...]


def _map(workspace: Workspace, folder: Path) -> Mapped:
    """Map the editions of `workspace` into files in `folder`."""
    understood = _understood(workspace)
    files = text_files(workspace)
    left = (unsettled(edition, files[workspace.iris.source(edition.place.name)]) for edition in understood)
    adopted, named, everything = (folder / name for name in ("adopted.nt", "named.nq", "everything.nq"))
    mapped = Mapped(adopted, named, everything, tuple(chain.from_iterable(left)))
    write_atomic(mapped.adopted, _graph(understood, workspace, folder))
    write_atomic(mapped.named, _evidence(understood, workspace, folder))
    write_atomic(mapped.everything, merged((adopted, named), folder=folder))
    return mapped


def check(
    graph: Path,
    name: str,
    workspace: Workspace | None = None,
    engine: str = "auto",
    left: Iterable[tuple[Problem, str, str]] = (),
) -> Report:
    """Check the sorted N-Triples or N-Quads file `graph` with the shapes and, line by line, for what they cannot say.

    With the `workspace` that it was made from, what its extraction has lost is reported too, with what is `left`
    unsettled, and each result names the row or the line to mend. `engine` is `auto`, `fast` or `pyshacl`.

    Raises KgError for shapes that cannot be used.
    """
    from kg.validate.engine import Choice
    from kg.validate.engine import validate as shacl
    from kg.validate.places import Places
    from kg.validate.problems import unread
    from kg.validate.report import results
    from kg.validate.results import Report, in_order
    from kg.validate.rows import located, things
    from kg.validate.shapes import load_shapes, rules, severities
    from kg.validate.sorted_file import SortedFile
    from kg.validate.stream import RULE, blank_nodes, disorder, labelled

    shapes = load_shapes(resource_files("shapes"))
    checked = rules(shapes)
    files = text_files(workspace) if workspace else {}
    with SortedFile(graph) as data:
        found, by = shacl(data, shapes, Choice(engine))
        found = [*found, *disorder(read_lines(graph), shapes)]
        listed = [result for result in results(found, shapes, Places(data, files)) if result.rule != RULE]
        listed += blank_nodes(data.lines_with("_:"), checked, quads=data.quads)
        triples = data.size()
    if workspace is not None:
        listed += unread(chain(problems(workspace, files), left), severities(shapes))
    rows = origins(workspace, things(listed), files) if workspace else {}
    placed = in_order(located(labelled(listed, read_lines(graph)), rows))
    return Report(data=name, triples=triples, rules=checked, results=placed, engine=by)


def _graph(understood: Sequence[Understood], workspace: Workspace, folder: Path) -> Iterator[bytes]:
    """The sorted N-Triples of the adopted view: editions, and what the workspace's editions share."""
    mapped = [(edition.context, edition.found) for edition in understood]
    letters = sum(len(edition.reasoned.letters) for edition in understood)
    processes = min(os.cpu_count() or 1, letters // LETTERS_A_PROCESS)
    if processes < 2:
        return ntriples(triples(mapped, workspace.authorities, workspace.links, workspace.topics), folder=folder)
    return ntriples_of(_parts(mapped, workspace), processes, folder)


def _understood(workspace: Workspace) -> list[Understood]:
    if not workspace.editions:
        raise KgError(
            "the workspace has no edition", workspace.folder, "make a folder editions/NAME with an edition.toml"
        )
    return [understand(place, workspace) for place in workspace.editions]


def _evidence(understood: Sequence[Understood], workspace: Workspace, folder: Path) -> Iterator[bytes]:
    """The sorted N-Quads of the named graphs: the claims of each edition, the link ledger."""
    quads = chain.from_iterable(
        evidence(e.context, e.reasoned.letters, e.claims, e.judgements, questions(e)) for e in understood
    )
    links = ledger(workspace.links, understood[0].context, link_cases(workspace.links))
    return ntriples(chain(quads, links), folder=folder)


def _parts(mapped: Sequence[tuple[Context, Found]], workspace: Workspace) -> list[Iterator[Triple]]:
    """The graph in streams for several processes: letters in chunks, and everything else.

    Each letter is mapped without looking at others, so the chunks together say what all letters say. The letters that
    decisions look at are mapped with them once more; what comes twice is written once.
    """
    rest = []
    for context, found in mapped:
        wanted = looked_at(found.decisions, found.replies)
        rest.append((context, replace(found, letters=[letter for letter in found.letters if letter.letter in wanted])))
    parts = [triples(rest, workspace.authorities, workspace.links, workspace.topics)]
    for context, found in mapped:
        letters = list(found.letters)
        chunks = (letters[start : start + _CHUNK] for start in range(0, len(letters), _CHUNK))
        parts += [edition(context, Found(letters=chunk)) for chunk in chunks]
    return parts


def _check_ours(out: Path) -> None:
    """Raise KgError when a folder that is to be replaced holds what no build has written."""
    for name, patterns in _WRITTEN.items():
        for file in sorted((out / name).iterdir()) if (out / name).is_dir() else ():
            if file.is_dir() or not any(fnmatch(file.name, pattern) for pattern in patterns):
                raise KgError(
                    "this is not of a build, and a build would remove it",
                    file,
                    "move it away, or choose another folder with --out",
                )


def _sweep(out: Path) -> None:
    """Remove what builds left that were killed, once it is too old to be that of a build still running."""
    for left in out.glob(".build.*.tmp"):
        if time.time() - left.stat().st_mtime > _ABANDONED:
            shutil.rmtree(left, ignore_errors=True)


def _write_report(report: Report, folder: Path, base: str) -> None:
    from kg.validate.render import as_json, as_text
    from kg.validate.sarif import as_sarif
    from kg.validate.turtle import as_turtle

    write_atomic(folder / "report.txt", as_text(report, base).encode())
    write_atomic(folder / "report.json", as_json(report))
    write_atomic(folder / "report.sarif", as_sarif(report, base, version=__version__, root=Path.cwd()))
    write_atomic(folder / "report.ttl", as_turtle(report, f"{base}report"))


def _write_store(graph: Path, folder: Path) -> None:
    from kg.publish.store import write_store

    with graph.open("rb") as file:
        write_store(folder, file)


def _counts(graph: Path) -> dict[str, int]:
    """How many things of each class of COUNTED the graph has, and how many statements."""
    kinds = {f" {RDF.type} {class_} .\n": word for word, class_ in COUNTED.items()}
    counts = dict.fromkeys((*COUNTED, "statements"), 0)
    for line in read_lines(graph):
        counts["statements"] += 1
        word = kinds.get(line[line.index(" ") :])
        if word is not None:
            counts[word] += 1
    return counts


def _notes(workspace: Workspace) -> tuple[str, ...]:
    base = workspace.settings.base
    if not any(example in base for example in _EXAMPLES):
        return ()
    return (f"the base {base} is one for examples: nothing may be released under it; set your own in workspace.toml",)

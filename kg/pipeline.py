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
from kg.collation import collate
from kg.description import describe, publication_day
from kg.errors import KgError
from kg.files import read_lines, replace_dir, temporary_dir, write_atomic
from kg.imported import members, own_lines
from kg.ledger import ledger_of
from kg.map import Context, Found, Triple, edition, evidence, ledger, looked_at, triples
from kg.ns import CRM, EP, RDF
from kg.origins import origins, orphaned_units, problems, text_files, unlisted_units
from kg.publication import bury, publish
from kg.publish.dump import Sorted
from kg.publish.formats import described
from kg.publish.ntriples import ntriples
from kg.publish.parts import ntriples_of
from kg.publish.release.kept import Kept, newest
from kg.publish.sorting import merged
from kg.records import Problem
from kg.records.release import Release
from kg.resources import resource_files
from kg.understood import Understood, questions, understand, unsettled
from kg.workspace import Workspace, load_workspace, text_at_hand

if TYPE_CHECKING:
    from kg.validate.results import Report, Result

Say = Callable[[str], None]

LETTERS_A_PROCESS = 2000  # with fewer, mapping takes less than a second, and a second process does not help
_CHUNK = 500  # letters mapped by one process at a stretch
_ABANDONED = 24 * 3600  # seconds
# What builds write into the folders that they replace; a store is one of RocksDB.
_WRITTEN = {
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


def build(
    workspace: Path,
    out: Path,
    say: Say = lambda _: None,
    *,
    release: Release | None = None,
    before: Kept | None = None,
    despite_violations: bool = False,
) -> Built:
    """Build the workspace into `out`: dump, report, store and description, as the contract lays them out.

    The committed records are enough; the texts of the editions are not read. When there are violations, only the
    report is written, unless told to go on. The description says on which day: that of SOURCE_DATE_EPOCH or today, or
    that of the `release`. What is built for a release does not tell where the workspace and the texts lie: paths in the
    report begin in the workspace. What the release `before` has (by default the newest in `out/release`) and the
    workspace no longer has keeps a tombstone. `say` is told of progress.

    Raises KgError for records that cannot be read and for a folder that cannot be written.
    """
    loaded = collate(load_workspace(workspace))
    name = loaded.settings.name
    _check_ours(out, name)
    _sweep(out)
    with temporary_dir(out / "build") as stage:
        say(f"mapping the records of {name}")
        mapped = _map(loaded, stage)
        bury(mapped.files, before or newest(out, loaded.settings.base), loaded.settings.base)
        say("checking the graph")
        report = check(mapped.files.everything, name, loaded, left=mapped.unsettled)
        if release is not None:
            report = _anywhere(report, loaded)
        _write_report(report, stage / "report", loaded.settings.base)
        files: tuple[Path, ...] = ()
        if wanted := report.passed or despite_violations:
            say("writing the dumps and the store")
            publish(mapped.files, loaded.settings, stage, ledger_of(loaded.folder, loaded.iris), loaded.links)
            write_atomic(stage / "void.ttl", _description(loaded, mapped.files.everything, stage / "dump", release))
        replace_dir(stage / "report", out / "report")
        if wanted:
            replace_dir(stage / "dump", out / "dump")
            replace_dir(stage / "store", out / "store")
            files = tuple(sorted((out / "dump").iterdir()))
            (stage / "void.ttl").replace(out / "void.ttl")
        return Built(report, out, loaded.settings.base, files, _counts(mapped.files.adopted), _notes(loaded))


def validate(
    workspace: Path, edition: str | None = None, engine: str = "auto", shapes: Sequence[Path] = ()
) -> tuple[Report, str]:
    """Check what `workspace`, or one edition of it, maps to, and write nothing; also returns the base of its IRIs.

    `engine` and `shapes` as for `check`. Raises KgError for records that cannot be read.
    """
    loaded = collate(load_workspace(workspace))
    if edition is not None:
        loaded = replace(loaded, editions=(loaded.edition(edition),))
    with TemporaryDirectory(prefix="kg-") as folder:
        mapped = _map(loaded, Path(folder))
        name = edition or loaded.settings.name
        report = check(mapped.files.everything, name, loaded, engine, mapped.unsettled, shapes)
        return report, loaded.settings.base


def validate_file(file: Path, engine: str = "auto", shapes: Sequence[Path] = ()) -> tuple[Report, str]:
    """Check an RDF file, whose name says its format (`.ttl .nt .nq .trig .rdf .jsonld`, `.gz` after it or not).

    Named graphs are checked together; `engine` and `shapes` as for `check`. Also returns a base for the report, made
    from the file's own IRI. Relative IRIs that no base completes are noted. Raises KgError for a missing file and for
    one that is not of its format.
    """
    from kg.validate.load import read_rdf
    from kg.validate.results import in_order
    from kg.validate.rows import in_file

    with TemporaryDirectory(prefix="kg-") as folder:
        graph = Path(folder) / "graph.nt"
        relative: set[str] = set()
        write_atomic(graph, ntriples(read_rdf(file, relative), folder=graph.parent))
        report = check(graph, file.name, engine=engine, own=shapes)
    own = file.resolve().as_uri()
    notes = (*report.notes, *_relative(relative, own))
    return restruct(report, results=in_order(in_file(report.results, file)), notes=notes), f"{own}/"


def _relative(found: set[str], base: str) -> Iterator[str]:
    """A note on relative IRIs that no base completes."""
    if found:
        many = "1 relative IRI was" if len(found) == 1 else f"{len(found)} relative IRIs were"
        yield f"{many} resolved against {base}, the first is {min(found)}; add @base with the address they belong to"


class Mapped(NamedTuple):
    """What a workspace maps to, as sorted files.

    `unsettled` is what the reasoning left to a person, each with the IRI of its thing and a file.
    """

    files: Sorted
    unsettled: tuple[tuple[Problem, str, str], ...]


def _map(workspace: Workspace, folder: Path) -> Mapped:
    """Map the editions of `workspace` into files in `folder`."""
    understood = _understood(workspace)
    texts = text_files(workspace)
    left = (unsettled(edition, texts[workspace.iris.source(edition.place.name)]) for edition in understood)
    files = Sorted(*(folder / name for name in ("adopted.nt", "named.nq", "everything.nq")))
    write_atomic(files.adopted, _graph(understood, workspace, folder))
    write_atomic(files.named, _evidence(understood, workspace, folder))
    write_atomic(files.everything, merged((files.adopted, files.named), folder=folder))
    return Mapped(files, tuple(chain.from_iterable(left)))


def check(
    graph: Path,
    name: str,
    workspace: Workspace | None = None,
    engine: str = "auto",
    left: Iterable[tuple[Problem, str, str]] = (),
    own: Sequence[Path] = (),
) -> Report:
    """Check the sorted N-Triples or N-Quads file `graph` with the shapes and, line by line, for what they cannot say.

    With the `workspace` that it was made from, what its extraction has lost is reported too, with what is `left`
    unsettled, and each result names the row or the line to mend. `engine` is `auto`, `fast` or `pyshacl`; `own` are
    files or folders of shapes to take in place of those that ship with the program.

    Raises KgError for shapes that cannot be used.
    """
    from kg.validate.engine import Choice
    from kg.validate.engine import validate as shacl
    from kg.validate.places import Places
    from kg.validate.problems import unread
    from kg.validate.report import results
    from kg.validate.results import Report, in_order
    from kg.validate.rows import located, things
    from kg.validate.shapes import load_shapes, rules, severities, shape_files
    from kg.validate.sorted_file import SortedFile
    from kg.validate.stream import RULE, blank_nodes, disorder, labelled
    from kg.validate.vocabulary import check_terms, idle

    shapes = load_shapes(shape_files(own) if own else resource_files("shapes"))
    check_terms(shapes)
    checked = rules(shapes)
    files = text_files(workspace) if workspace else {}
    with SortedFile(graph) as data:
        found, by = shacl(data, shapes, Choice(engine))
        found = [*found, *disorder(read_lines(graph), shapes)]
        listed = [result for result in results(found, shapes, Places(data, files)) if result.rule != RULE]
        listed += blank_nodes(data.lines_with("_:"), checked, quads=data.quads)
        triples = data.size()
    if workspace is not None:
        lost = chain(problems(workspace, files), unlisted_units(workspace, files), orphaned_units(workspace), left)
        listed += unread(lost, severities(shapes))
    rows = origins(workspace, things(listed), files) if workspace else {}
    placed = in_order(_in_members(located(labelled(listed, read_lines(graph)), rows), workspace))
    return Report(data=name, triples=triples, rules=checked, results=placed, engine=by, notes=tuple(idle(shapes)))


def _in_members(found: Iterable[Result], workspace: Workspace | None) -> Iterator[Result]:
    """Results with the lines of the very file, where an edition was imported from several."""
    several = {
        file: files
        for place in (workspace.editions if workspace else ())
        if place.edition.imported and (files := members(place.folder))
        for file in (str(text_at_hand(place) or place.edition.file),)
    }
    for result in found:
        files = several.get(result.file or "", ())
        own = own_lines(files, *result.lines) if files and result.lines else None
        yield restruct(result, file=own[0], lines=own[1]) if own else result


def _graph(understood: Sequence[Understood], workspace: Workspace, folder: Path) -> Iterator[bytes]:
    """The sorted N-Triples of the adopted view: editions, and what the workspace's editions share."""
    mapped = [(edition.context, edition.found) for edition in understood]
    letters = sum(len(edition.reasoned.letters) for edition in understood)
    processes = min(os.cpu_count() or 1, letters // LETTERS_A_PROCESS)
    if processes < 2:
        return ntriples(_shared(mapped, workspace), folder=folder)
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


def _shared(mapped: Sequence[tuple[Context, Found]], workspace: Workspace) -> Iterator[Triple]:
    return triples(mapped, workspace.authorities, workspace.links, workspace.topics, workspace.registry)


def _parts(mapped: Sequence[tuple[Context, Found]], workspace: Workspace) -> list[Iterator[Triple]]:
    """The graph in streams for several processes: letters in chunks, and everything else.

    Each letter is mapped without looking at others, so the chunks together say what all letters say. The letters that
    decisions look at are mapped with them once more; what comes twice is written once.
    """
    rest = []
    for context, found in mapped:
        wanted = looked_at(found.decisions, found.replies, found.lost)
        rest.append((context, replace(found, letters=[letter for letter in found.letters if letter.letter in wanted])))
    parts = [_shared(rest, workspace)]
    for context, found in mapped:
        letters = list(found.letters)
        chunks = (letters[start : start + _CHUNK] for start in range(0, len(letters), _CHUNK))
        parts += [edition(context, Found(letters=chunk)) for chunk in chunks]
    return parts


def _check_ours(out: Path, workspace: str) -> None:
    """Raise KgError when a folder that is to be replaced holds what no build of this workspace has written."""
    for name, patterns in {"dump": tuple(described(workspace)), **_WRITTEN}.items():
        for file in sorted((out / name).iterdir()) if (out / name).is_dir() else ():
            if file.is_dir() or not any(fnmatch(file.name, pattern) for pattern in patterns):
                raise KgError(
                    "this is not of a build, and a build would remove it",
                    file,
                    "move it away, or choose another folder with --out",
                )
    described_before = out / "void.ttl"
    if described_before.exists() and not (out / "report").is_dir():  # each build leaves both
        raise KgError(
            "this is not of a build, and a build would replace it",
            described_before,
            "move it away, or choose another folder with --out",
        )


def _sweep(out: Path) -> None:
    """Remove what builds left that were killed, once it is too old to be that of a build still running."""
    for left in out.glob(".build.*.tmp"):
        if time.time() - left.stat().st_mtime > _ABANDONED:
            shutil.rmtree(left, ignore_errors=True)


def _description(workspace: Workspace, quads: Path, dump: Path, release: Release | None) -> Iterator[bytes]:
    """The description of the dump, or of a release, whose files are fetched from elsewhere."""
    lines, files = read_lines(quads), sorted(dump.iterdir())
    if release is None:
        return describe(workspace, lines, [(f"dump/{file.name}", file) for file in files], day=publication_day())
    named = [(f"{release.path}dump/{file.name}", file) for file in files]
    return describe(workspace, lines, named, day=release.day, version=release.version, previous=release.previous)


def _anywhere(report: Report, workspace: Workspace) -> Report:
    """The report with paths that are the same on every machine: below the workspace, and names of editions' texts."""
    known = {str(text_at_hand(place)): place.edition.file for place in workspace.editions}

    def path(file: str | None) -> str | None:
        if file is None or file in known:
            return known[file] if file else None
        below = Path(file)
        return below.relative_to(workspace.folder).as_posix() if below.is_relative_to(workspace.folder) else file

    results = (restruct(result, file=path(result.file)) for result in report.results)
    from kg.validate.results import in_order

    return restruct(report, results=in_order(results))


def _write_report(report: Report, folder: Path, base: str) -> None:
    from kg.validate.render import as_json, as_text
    from kg.validate.sarif import as_sarif
    from kg.validate.turtle import as_turtle

    write_atomic(folder / "report.txt", as_text(report, base).encode())
    write_atomic(folder / "report.json", as_json(report))
    write_atomic(folder / "report.sarif", as_sarif(report, base, version=__version__, root=Path.cwd()))
    write_atomic(folder / "report.ttl", as_turtle(report, f"{base}report"))


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


def is_example(base: str) -> bool:
    """Whether a base is one for examples (RFC 2606), which belongs to nobody."""
    return any(example in base for example in _EXAMPLES)


def _notes(workspace: Workspace) -> tuple[str, ...]:
    base = workspace.settings.base
    mine = "nothing may be released under it; set your own in workspace.toml"
    examples = (f"the base {base} is one for examples: {mine}",) if is_example(base) else ()
    return (*examples, *(note for place in workspace.editions if (note := place.unpublished)))

"""Whether what a release says of itself is true of its files: each hash stands in several places that must agree.

SHA256SUMS alone proves nothing to whoever cannot compare it with a copy from elsewhere: who changes a file can change
its line. The description (`void.ttl`) and README.md give the size and the hash of files too, and several files say from
which version, of what, they are. A forger has to change them all; only making the release again from its commit
(`kg release verify --rebuild`) leaves no room.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from pyoxigraph import BlankNode, Dataset, Literal, NamedNode, RdfFormat, Triple, parse

from kg.files import read_text
from kg.ns import DCAT, SPDX, bare
from kg.publish.changes.patch import rdf_patch, release_uuid
from kg.publish.formats import described
from kg.publish.release.sums import SUMS, digest, files_in
from kg.records.release import Manifest, Release

DESCRIPTION = "void.ttl"
README = "README.md"
CITATION = "CITATION.cff"
PATCH = "changes.patch"
Node = NamedNode | BlankNode | Literal | Triple
_ROW = re.compile(r"^\| \[.*\]\((?P<path>[^)]*)\) \|.*\| (?P<size>\d+) \| `(?P<sha256>[0-9a-f]{64})` \|$", re.MULTILINE)


class Said(NamedTuple):
    """What is said of a file: its size in bytes, its SHA-256 in hexadecimal digits."""

    size: str
    sha256: str


def contradictions(folder: Path, manifest: Manifest) -> Iterator[str]:
    """Where the files of a release and what it says of them differ, a sentence each."""
    try:
        graph = _graph(folder / DESCRIPTION)
    except SyntaxError as error:
        yield f"{DESCRIPTION}: not Turtle: {error}"
        return
    there = {path.relative_to(folder).as_posix(): path for path in files_in(folder) if path.is_file()}
    by_description, by_readme = _described(graph, manifest), _listed(folder / README)
    for said, where in ((by_description, DESCRIPTION), (by_readme, README)):
        for name, expected in sorted(said.items()):
            if name not in there:
                yield f"{name}: missing, {where} describes it"
            elif Said(str(there[name].stat().st_size), digest(there[name])) != expected:
                yield f"{name}: is not the file that {where} describes"
    dumps = {f"dump/{name}" for name in described(manifest.name)}
    yield from (f"{name}: missing from the release" for name in sorted(dumps - there.keys()))
    yield from (f"{name}: not in {DESCRIPTION}" for name in sorted(dumps & there.keys() - by_description.keys()))
    yield from (f"{name}: not in {README}" for name in sorted(there.keys() - by_readme.keys() - {README, SUMS}))
    yield from _other_words(folder, manifest, graph)


def empty_folders(folder: Path) -> Iterator[str]:
    """Folders below `folder` with nothing in them, a sentence each: checksums know files only."""
    for path in sorted(folder.rglob("*")):
        if path.is_dir() and not path.is_symlink() and next(path.iterdir(), None) is None:
            yield f"{path.relative_to(folder).as_posix()}/: added, an empty folder that the release does not have"


def _described(graph: Dataset, manifest: Manifest) -> dict[str, Said]:
    """Path in the release -> what the description says of the file, by its SPDX checksum."""
    start = manifest.base + Release(version=manifest.version).path
    found = {}
    for quad in graph.quads_for_predicate(_term(DCAT.downloadURL)):
        url, sums = _text(quad.object), _objects(graph, quad.subject, SPDX.checksum)
        if url.startswith(start):
            hashes = [_text(text) for sum_ in sums for text in _objects(graph, sum_, SPDX.checksumValue)]
            sizes = [_text(text) for text in _objects(graph, quad.subject, DCAT.byteSize)]
            found[url.removeprefix(start)] = Said("".join(sizes), "".join(hashes))
    return found


def _graph(file: Path) -> Dataset:
    return Dataset(parse(read_text(file), format=RdfFormat.TURTLE))


def _listed(file: Path) -> Mapping[str, Said]:
    """Path -> what the list of files in README.md says."""
    return {row["path"]: Said(row["size"], row["sha256"]) for row in _ROW.finditer(read_text(file))}


def _other_words(folder: Path, manifest: Manifest, graph: Dataset) -> Iterator[str]:
    """Files that do not say what `release.json` says of version, date, licence, origin, counts, hash and patches."""
    objects = {_text(quad.object) for quad in graph}
    for what in ("version", "title", "licence"):
        if getattr(manifest, what) not in objects:
            yield f"{DESCRIPTION}: has another {what} than release.json"
    readme, cited = read_text(folder / README), read_text(folder / CITATION)
    for name, text, wanted in ((README, readme, _IN_README), (CITATION, cited, ("version", "day", "canonical"))):
        for field in wanted:
            if not _says(text, getattr(manifest, field) or ""):
                yield f"{name}: has another {field.replace('_', ' ')} than release.json"
    if manifest.patch != release_uuid(manifest.base, manifest.canonical):
        yield "release.json: its patch is not known by its base and its canonical hash"
    for word, count in manifest.counts.items():
        if f"| {word} | {count} |" not in readme:
            yield f"{README}: has another count of {word} than release.json"
    head = _patch_head(manifest)
    with (folder / PATCH).open("rb") as patch:
        if patch.read(len(head)) != head:
            yield f"{PATCH}: leads from another release, or to another one, than release.json says"


def _says(text: str, value: str) -> bool:
    """Whether a value stands in a text as a word of its own."""
    return re.search(rf"(?<!\w){re.escape(value)}(?!\w)", text) is not None


_IN_README = ("version", "day", "licence", "commit", "program", "program_commit", "previous", "canonical")


def _patch_head(manifest: Manifest) -> bytes:
    before = manifest.previous_canonical
    previous = release_uuid(manifest.base, before) if before is not None else None
    return b"".join(rdf_patch((), manifest.patch, previous)).removesuffix(b"TC .\n")


def _objects(graph: Dataset, subject: Node, predicate: str) -> list[Node]:
    if isinstance(subject, Literal):
        return []
    return [quad.object for quad in graph.quads_for_subject(subject) if quad.predicate == _term(predicate)]


def _text(node: Node) -> str:
    """The characters of an IRI or a literal."""
    return "" if isinstance(node, Triple) else node.value


def _term(iri: str) -> NamedNode:
    return NamedNode(bare(iri))

"""README.md of a release, for people: what it is, what is in it, how it is cited and checked, what changed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from kg.publish.changes.render import plain
from kg.publish.formats import DumpFile, described
from kg.publish.release.sums import SUMS
from kg.records import Edition, Settings
from kg.records.release import Manifest

# What the files of a release are, beside those of the dump, which say so themselves.
_WHAT = {
    "CHANGES.md": "what changed since the release before, for people",
    "changes.jsonl": "the same for programs: one entity a line",
    "changes.patch": "the same as RDF Patch: statements added and removed",
    "CITATION.cff": "how to cite it (Citation File Format 1.2.0)",
    "release.json": "what this release was made from",
    "void.ttl": "description of the dataset (VoID, DCAT 3)",
    "report/report.txt": "what the validation found",
    "report/report.json": "the same as JSON",
    "report/report.sarif": "the same as SARIF 2.1.0",
    "report/report.ttl": "the same as a SHACL report",
}


class File(NamedTuple):
    """A file of the release: its path, its size in bytes, its SHA-256."""

    path: str
    size: int
    sha256: str


def readme(
    settings: Settings, editions: Iterable[Edition], manifest: Manifest, files: Sequence[File], changed: str
) -> bytes:
    """The file. `changed` is what changed since the release before in one line, empty when there is none before."""
    blocks = [
        f"# {plain(settings.title)}, {manifest.version}",
        plain(settings.description),
        _when(manifest),
        "## What is in it",
        _table(manifest.counts),
        *_sources(editions),
        "## Licence and citation",
        f"Licence: <{settings.licence}>. Cite it as:",
        f"> {plain(_cited(settings, manifest))}",
        "`CITATION.cff` says the same to programs.",
        "## What changed",
        f"Since {manifest.previous}: {plain(changed)}. `CHANGES.md` tells each change." if manifest.previous else
        "This is the first release.",
        "## Files",
        _files(files, manifest.name),
        "## How to check it",
        f"`sha256sum -c {SUMS}` checks every file. `kg release verify` on this folder checks them too, and that the "
        "dumps hold the same statements. The dataset in canonical N-Quads (RDFC-1.0) has the SHA-256",
        f"    {manifest.canonical}",
    ]  # fmt: skip
    return ("\n\n".join(block for block in blocks if block) + "\n").encode()


def _when(manifest: Manifest) -> str:
    """When it was made and from what; what nobody knows is said too."""
    found = manifest.findings.get("violation", 0)
    allowed = f" **The validation found {found} violations**, which were allowed." if found else ""
    changed = ", with changes that were not committed" if manifest.program_clean is False else ""
    program = manifest.program + (f" (commit `{manifest.program_commit}`{changed})" if manifest.program_commit else "")
    dated = f"Released on {manifest.day} ({_SAID[manifest.date_from]})" if manifest.day else "Without a date"
    if manifest.commit is None:
        return f"{dated}, from a workspace that is under no version control, with {program}.{allowed}"
    state = "" if manifest.clean else ", **with changes that were not committed**"
    return f"{dated}, from commit `{manifest.commit}` of the workspace{state}, with {program}.{allowed}"


_SAID = {"commit": "the day of the commit, UTC", "SOURCE_DATE_EPOCH": "as SOURCE_DATE_EPOCH says, UTC"}


def _table(counts: Mapping[str, int]) -> str:
    return "\n".join(["| | |", "| --- | --- |", *(f"| {word} | {count} |" for word, count in counts.items())])


def _sources(editions: Iterable[Edition]) -> list[str]:
    lines = []
    for edition in editions:
        printed = f"; {edition.printed}" if edition.printed else ""
        web = f"; <{edition.web.url}>" if edition.web else ""
        lines.append(f"- {plain(edition.title)}{plain(printed)}{web}; SHA-256 of the text `{edition.sha256}`")
    return ["Made from:", "\n".join(lines)] if lines else []


def _cited(settings: Settings, manifest: Manifest) -> str:
    year = f" ({manifest.day[:4]})" if manifest.day else ""
    return f"{settings.publisher}{year}: {settings.title}. Version {manifest.version}. {settings.base}"


def _files(files: Iterable[File], name: str) -> str:
    dumps = described(name)
    rows = [f"| [{plain(f.path)}]({f.path}) | {_what(f.path, dumps)} | {f.size} | `{f.sha256}` |" for f in files]
    return "\n".join(["| file | what | bytes | SHA-256 |", "| --- | --- | --- | --- |", *rows])


def _what(path: str, dumps: Mapping[str, DumpFile]) -> str:
    dump = dumps.get(path.rpartition("/")[2])
    return f"{dump.holds.value} ({dump.format.label})" if dump is not None else _WHAT.get(path, "")

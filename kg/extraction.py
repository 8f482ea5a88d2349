"""The stages read, extract and adopt, put together: what `kg extract` does, from a text to the records in `found/`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from kg.adopt import Known, adopt, check, lost_fingerprints, reasoned
from kg.adopt.curated import Row
from kg.errors import KgError, UsageError
from kg.extract import Extraction, extract, fingerprints, identified, wordings
from kg.files import read_bytes, replace_dir, replace_files, temporary_dir, write_atomic
from kg.read import plaintext
from kg.read.profile import load as load_profile
from kg.records import Authorities, Letter, Wording
from kg.records.codec import encode_lines
from kg.registry import Registry
from kg.wordings import WORDING
from kg.workspace import EditionFolder, find_text, load_authorities, load_workspace

Say = Callable[[str], None]


@dataclass(frozen=True)
class Extracted:
    """What an extraction found, and the folder it was written to."""

    folder: Path
    letters: tuple[Letter, ...]
    found: Extraction
    wording: tuple[Wording, ...] | None = None  # where the rights of the edition allow it


def extract_edition(workspace: Path, name: str | None, text: Path | None, say: Say = lambda _: None) -> Extracted:
    """Read the text of an edition of `workspace` anew into its `found/`, with identifiers from the registry.

    `text` is where the text lies, if not where `find_text` looks. Raises KgError when it is not there, is another
    capture, or cannot be read.
    """
    loaded = load_workspace(workspace, found=False)
    place = loaded.edition(name)
    if place.edition.imported:
        raise UsageError(
            f"the edition was imported from {place.edition.profile}: there is no text to extract from",
            place.folder,
            f"run: kg import {place.edition.profile} FILE --edition {place.name}",
        )
    path, data = find_text(place, text)
    say(f"reading {path}")
    rights = place.edition.text_rights.publish
    read = Read(data, place.edition.file, place.edition.profile, place.name, place.edition.language if rights else None)
    extracted, registry = _extract(read, loaded.authorities, loaded.registry, place.folder / "found")
    registry = _judged(extracted, place, loaded.authorities, registry)
    with temporary_dir(extracted.folder) as stage:
        _write_found(extracted, stage)
        write_atomic(workspace / "ids.csv", registry.dump())  # first: an identifier that was given out is never lost
        replace_dir(stage, extracted.folder)
    return extracted


def extract_file(text: Path, profile: str, authorities: Path | None, out: Path) -> Extracted:
    """Read one text with a profile into the folder `out`, without a workspace: identifiers begin at 1."""
    tables = load_authorities(authorities) if authorities else Authorities()
    read = Read(read_bytes(text), text.name, profile, text.stem)
    extracted, _ = _extract(read, tables, Registry(), out)
    with temporary_dir(out / "found") as stage:
        _write_found(extracted, stage)
        replace_files(stage, out)
    return extracted


@dataclass(frozen=True)
class Read:
    """What is read: the bytes of a text, its file name, the profile it follows, the edition it belongs to.

    `language` is that of the text (BCP 47) where its wording may be published, else None.
    """

    data: bytes
    file: str
    profile: str
    edition: str
    language: str | None = None


def _extract(read: Read, tables: Authorities, registry: Registry, folder: Path) -> tuple[Extracted, Registry]:
    document = plaintext.read(read.data, read.file)
    found = extract(document, load_profile(read.profile), tables)
    if not found.letters:
        raise KgError(
            f"no heading and no archive line was found with the profile {read.profile!r}: nothing was written",
            read.file,
            "check that the text is an edition of this kind, or write a profile for it",
        )
    ids: dict[str, str] = {}
    for kind, prints in fingerprints(found, document, read.edition).items():
        issued, registry = registry.issue(kind, [fingerprint for _, fingerprint in prints])
        ids.update(zip((provisional for provisional, _ in prints), issued, strict=True))
    found = identified(found, ids)
    letters = adopt(found.letters)
    lost = lost_fingerprints(reasoned(letters, found.decisions, found.citations).lost, read.edition)
    _, registry = registry.issue("lost", [fingerprint for _, fingerprint in lost])
    words = tuple(wordings(letters, document, read.language)) if read.language is not None else None
    return Extracted(folder, letters, found, words), registry


def _judged(extracted: Extracted, place: EditionFolder, tables: Authorities, registry: Registry) -> Registry:
    """Identifiers for the lost letters that judgements of curators bring about, as of a heading without its letter."""
    letters, found = extracted.letters, extracted.found
    known = Known.of(letters, found.decisions, (), tables)
    rows = [row for row in place.judgements() if _can_count(row, known, place.adjudications)]
    if not rows:
        return registry
    lost = reasoned(letters, found.decisions, found.citations, rows, tables).lost
    return registry.issue("lost", [fingerprint for _, fingerprint in lost_fingerprints(lost, place.name)])[1]


def _can_count(row: Row, known: Known, file: Path) -> bool:
    """Whether a row fits what was found now; `kg build` says what is wrong with one that does not."""
    try:
        check([row], known, file)
    except KgError:
        return False
    return True


def _write_found(extracted: Extracted, folder: Path) -> None:
    found = extracted.found
    write_atomic(folder / "letters.jsonl", encode_lines(extracted.letters))
    write_atomic(folder / "citations.jsonl", encode_lines(found.citations))
    write_atomic(folder / "decisions.jsonl", encode_lines(found.decisions))
    write_atomic(folder / "problems.jsonl", encode_lines(found.problems))
    if extracted.wording is not None:
        write_atomic(folder / WORDING, encode_lines(extracted.wording))

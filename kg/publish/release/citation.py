"""CITATION.cff: how a release is cited, in the Citation File Format 1.2.0.

A file of YAML 1.2; strings are written as JSON writes them, which YAML reads.
"""

from __future__ import annotations

import re

import msgspec

from kg.records import Settings
from kg.records.release import Manifest

_MESSAGE = "Please cite the version that you used."
_COMMONS = re.compile(r"creativecommons\.org/(?:publicdomain/(zero)|licenses/(by(?:-(?:nc|nd|sa))*))/([0-9.]+)")


def citation(settings: Settings, manifest: Manifest) -> bytes:
    """The citation file of a release: a data set by its publisher."""
    lines = [
        ("cff-version", "1.2.0"),
        ("message", _MESSAGE),
        ("type", "dataset"),
        ("title", settings.title),
        ("abstract", settings.description),
        ("version", manifest.version),
        ("date-released", manifest.day or ""),
        ("url", settings.base),
        _licence(settings.licence),
        ("commit", manifest.commit if manifest.commit and manifest.clean else ""),
    ]
    written = [f"{key}: {_text(value)}" for key, value in lines if value]
    written += ["authors:", *_entity(settings)]
    if settings.contact:
        written += ["contact:", *_entity(settings, contact=True)]
    written += [
        "identifiers:",
        '  - type: "other"',
        f"    value: {_text(f'sha256:{manifest.canonical}')}",
        '    description: "SHA-256 of the dataset in canonical N-Quads (RDFC-1.0)"',
    ]
    return ("\n".join(written) + "\n").encode()


def _entity(settings: Settings, *, contact: bool = False) -> list[str]:
    lines = [f"  - name: {_text(settings.publisher)}"]
    if contact and settings.contact.startswith("mailto:"):
        lines.append(f"    email: {_text(settings.contact.removeprefix('mailto:'))}")
    elif contact and settings.contact.startswith(("http://", "https://")):
        lines.append(f"    website: {_text(settings.contact)}")
    return lines


def _licence(iri: str) -> tuple[str, str]:
    """The SPDX identifier of a Creative Commons licence; the address of any other."""
    match = _COMMONS.search(iri)
    if match is None:
        return "license-url", iri
    return "license", f"CC0-{match[3]}" if match[1] else f"CC-{match[2].upper()}-{match[3]}"


def _text(value: str) -> str:
    return msgspec.json.encode(value).decode()

"""RDF Patch, the format of Apache Jena and RDF Delta: applied to the older release, it makes the newer one.

A header names the release by a UUID that is made from what it holds, and the one before it; then one transaction.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from hashlib import sha256


def release_uuid(base: str, canonical: str) -> str:
    """The UUID of a release with the hash `canonical` under `base`: version 8 of RFC 9562, made from both."""
    digits = sha256(f"{base}#{canonical}".encode()).hexdigest()
    variant = "89ab"[int(digits[16], 16) % 4]
    return f"{digits[:8]}-{digits[8:12]}-8{digits[13:16]}-{variant}{digits[17:20]}-{digits[20:32]}"


def rdf_patch(changed: Iterable[tuple[str, str]], id_: str, previous: str | None) -> Iterator[bytes]:
    """The patch whose statements are `changed`: lines of N-Quads with their marks, `A` or `D`, in their order.

    `id_` and `previous` are UUIDs of releases. The first release has no previous one and nothing that changed: a log of
    patches begins with its dump.
    """
    yield f"H id <uuid:{id_}> .\n".encode()
    if previous is not None:
        yield f"H prev <uuid:{previous}> .\n".encode()
    yield b"TX .\n"
    for mark, line in changed:
        yield f"{mark} {line}".encode()
    yield b"TC .\n"

"""A release: one version of everything, published once and never changed."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec


class Release(msgspec.Struct, frozen=True, kw_only=True):
    """Which version is made: its name, that of the one before it, and its day (`YYYY-MM-DD`), where it is known."""

    version: str
    previous: str | None = None
    day: str | None = None

    @property
    def path(self) -> str:
        """Where its files are, below the base: `release/2026.1/`."""
        return f"release/{self.version}/"


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """`release.json`: what a release is and what it was made from.

    `date` is the moment of the release in UTC (RFC 3339), which `date_from` explains: `commit`, `SOURCE_DATE_EPOCH` or
    nothing. `commit` is the git commit of the workspace, `clean` whether nothing in it was uncommitted;
    `program_commit` and `program_clean` are those of the program, where it runs from a checkout. `canonical` is the
    SHA-256 of the dataset in canonical N-Quads (RDFC-1.0), `patch` the UUID that patches know it by. `counts` are
    those of `kg build`, `findings` the results of the validation by severity.
    """

    version: str
    name: str
    title: str
    base: str
    licence: str
    publisher: str
    date: str | None = None
    date_from: str = ""
    commit: str | None = None
    clean: bool | None = None
    program: str = ""
    program_commit: str | None = None
    program_clean: bool | None = None
    counts: Mapping[str, int] = {}
    findings: Mapping[str, int] = {}
    canonical: str = ""
    patch: str = ""
    previous: str | None = None
    previous_canonical: str | None = None

    @property
    def day(self) -> str | None:
        """The day of the release in UTC."""
        return self.date[:10] if self.date else None

    @property
    def nquads(self) -> str:
        """The path, in the release, of the dump that holds everything."""
        return f"dump/{self.name}.nq.gz"

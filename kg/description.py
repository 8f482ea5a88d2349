"""The description of what a build or a release publishes: of its workspace, graph, files and saved queries."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

from kg import __version__
from kg.errors import KgError
from kg.publish.described import Described, Published, Query
from kg.publish.description import description
from kg.publish.formats import described
from kg.publish.release.sums import digest
from kg.publish.statistics import count
from kg.queries.catalogue import SavedQuery, catalogue, without_header
from kg.queries.federation import services
from kg.workspace import Workspace

EPOCH_VARIABLE = "SOURCE_DATE_EPOCH"  # seconds since 1970; https://reproducible-builds.org/specs/source-date-epoch/
_FORM = re.compile(r"^\s*(SELECT|ASK|CONSTRUCT)\b", re.IGNORECASE | re.MULTILINE)


def describe(
    workspace: Workspace,
    quads: Iterable[str],
    files: Sequence[tuple[str, Path]],
    *,
    day: str | None = None,
    version: str | None = None,
    previous: str | None = None,
) -> Iterator[bytes]:
    """The description (`void.ttl`) in blocks.

    `quads` is everything that is published, as sorted N-Quads lines. `files` are what can be fetched: the path of each
    under the base (`dump/x.ttl`, `release/2026.1/x.ttl`) and where it lies now. `day` is that of the publication
    (YYYY-MM-DD), without one it is left out. `version` is that of a release, `previous` the one before.

    Raises KgError for a setting that is no IRI, and for a version that can be no part of one.
    """
    yield from description(
        Described(
            settings=workspace.settings,
            editions=tuple(place.edition for place in workspace.editions),
            counts=count(quads, workspace.settings.base),
            files=tuple(_published(path, file, workspace.settings.name) for path, file in sorted(files)),
            queries=tuple(_query(saved) for saved in catalogue()),
            program=__version__,
            day=day,
            version=version,
            previous=previous,
        )
    )


def publication_day() -> str:
    """The day of SOURCE_DATE_EPOCH where it is set, else today, in UTC. Raises KgError when it is not a number."""
    epoch = os.environ.get(EPOCH_VARIABLE)
    if not epoch:
        return datetime.now(UTC).date().isoformat()
    try:
        return datetime.fromtimestamp(int(epoch), UTC).date().isoformat()
    except (ValueError, OverflowError, OSError):
        raise KgError(f"{EPOCH_VARIABLE} is no time: {epoch!r}", hint="write seconds since 1970: date +%s") from None


def _published(path: str, file: Path, name: str) -> Published:
    return Published(path, file.stat().st_size, digest(file), described(name).get(file.name))


def _query(saved: SavedQuery) -> Query:
    text, header = without_header(saved.text), saved.header
    form = _FORM.search(text)
    if form is None:
        raise KgError("the query is neither SELECT, ASK nor CONSTRUCT", saved.file)
    parameters = tuple((name, parameter.description) for name, parameter in header.parameters.items())
    keywords = (*header.keywords, *header.audience)
    return Query(
        saved.name, header.title, header.description, keywords, parameters, form[1].lower(), text, services(text)
    )

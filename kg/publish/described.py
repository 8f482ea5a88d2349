"""What the description of a dataset is made from: passed in, so that the same input gives the same description."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from kg.iris import Iris
from kg.publish.formats import DumpFile
from kg.publish.statistics import Counts
from kg.records import Edition, Settings


class Published(NamedTuple):
    """A file that can be fetched: its path under the base, its size in bytes, its SHA-256, what a dump says of it."""

    path: str
    size: int
    sha256: str
    dump: DumpFile | None = None


class Query(NamedTuple):
    """A saved query: `form` is `select`, `ask` or `construct`; `parameters` are names with what they mean.

    `services` are the addresses of other endpoints that it asks.
    """

    name: str
    title: str
    description: str
    keywords: tuple[str, ...]
    parameters: tuple[tuple[str, str], ...]
    form: str
    text: str
    services: tuple[str, ...] = ()


@dataclass(frozen=True)
class Described:
    """A dataset as it is published.

    `version` is that of the release and `previous` the one before; without a release both are None, and the dataset
    itself is what the files hold. `program` is the version of the program, `day` the day of publication (YYYY-MM-DD).
    `counts` are those of its graphs.
    """

    settings: Settings
    editions: tuple[Edition, ...]
    counts: Counts
    files: tuple[Published, ...] = ()
    queries: tuple[Query, ...] = ()
    program: str = ""
    day: str | None = None
    version: str | None = None
    previous: str | None = None

    @cached_property
    def iris(self) -> Iris:
        """The IRIs under the workspace's base."""
        return Iris(self.settings.base)

    @cached_property
    def dataset(self) -> str:
        """The dataset, whatever its version, as a term."""
        return f"<{self.iris.dataset()}>"

    @cached_property
    def this(self) -> str:
        """What the files hold, as a term: the version of the release, else the dataset."""
        return f"<{self.iris.version(self.version)}>" if self.version else self.dataset

    def part(self, name: str) -> str:
        """Something that belongs to what the files hold, as a term: a fragment of its IRI."""
        return f"{self.this[:-1]}#{name}>"

    def shared(self, name: str) -> str:
        """Something that belongs to the dataset in all its versions, as a term."""
        return f"{self.dataset[:-1]}#{name}>"

    @cached_property
    def publisher(self) -> str:
        """The publisher, as a term."""
        return f"<{self.settings.publisher_iri or self.iris.agent('publisher')}>"

"""What a format is: its name, what it carries and where, and the function that writes it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

if TYPE_CHECKING:
    from kg.publish.exports._records import Records

# Why a text cannot stand in a format as it is, or nothing when it can.
Holds = Callable[[str], str]


def always(_: str, __: Any) -> bool:
    """Every value fits."""
    return True


class Carried(NamedTuple):
    """Where a format puts a field. A value that `fits` denies is lost all the same, and `why` says why; it is also told
    whose field it is (an `Actor`, a `Span`).

    `of` says whose: of all persons, groups and places, of those who were `used` (wrote, received, or the place where
    they did), or of those and the persons `named` in letters.
    """

    where: str
    fits: Callable[[str, Any], bool] = always
    why: str = ""
    of: Literal["all", "used", "named"] = "all"


class Edition(NamedTuple):
    """An edition that letters come from: its IRI, its title, how to cite it, where it is on the web."""

    iri: str
    name: str
    title: str
    citation: str = ""
    url: str = ""


@dataclass(frozen=True)
class About:
    """What a file says of itself.

    `name` begins the names of files; `day` is when it was made (`YYYY-MM-DD`), `url` where it will be; `licence` is an
    IRI, `contact` is `mailto:...` or the address of a page. `dump` is the folder of the dumps of the workspace
    `workspace`, `version` that of the program.
    """

    name: str
    title: str
    base: str
    licence: str
    publisher: str
    contact: str
    creators: tuple[str, ...]
    description: str
    day: str
    url: str
    editions: tuple[Edition, ...]
    dump: Path
    workspace: str
    version: str


def any_text(_: str) -> str:
    """Every text can stand as it is."""
    return ""


@dataclass(frozen=True)
class Export:
    """A format: `carries` names fields of the records (see `_records`), several in one key with spaces between them.

    `holds` says why a text cannot stand in the format as it is. `whole` formats are made of the whole workspace and
    cannot be cut down to one edition; one that `names_itself` says where the file will be. `notes` are for whoever
    exports, about what is there and what is not.
    """

    name: str
    title: str
    suffix: str
    media_type: str
    carries: Mapping[str, str | Carried]
    write: Callable[[Records, About], Iterable[bytes]]
    holds: Holds = any_text
    whole: bool = False
    names_itself: bool = False
    notes: Callable[[About], Iterator[str]] = field(default=lambda _: iter(()))

    def fields(self) -> dict[str, Carried]:
        """Each field that the format carries, by its name."""
        return {
            name: Carried(where) if isinstance(where, str) else where
            for names, where in self.carries.items()
            for name in names.split()
        }


def parts_of(*fields: str, parts: str) -> str:
    """The names of parts of fields of a letter, as a key of `Export.carries`."""
    return " ".join(f"letter.{field}.{part}" for field in fields for part in parts.split())

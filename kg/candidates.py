"""Opening the sources of candidates that a user names: files, endpoints, services that reconcile."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path

from pyoxigraph import Literal, NamedNode, QuerySolutions

from kg import net
from kg.errors import KgError, UsageError
from kg.files import read_text
from kg.linking import CANDIDATES, our_profiles
from kg.ns import AUTHORITY_FILES, WIKIDATA_SERVICE
from kg.queries.remote import ask_text
from kg.queries.text import with_any
from kg.reconcile.sources import service, wikidata
from kg.reconcile.sources.fields import Refused
from kg.reconcile.sources.snapshot import FORMATS, read_snapshot
from kg.records import Profile
from kg.workspace import Workspace

Candidates = Iterator[Profile | Refused]
_QUERIES = Path(wikidata.__file__).parent
_LANGUAGES = ("en", "de", "ru", "fr", "mul")


def candidates(workspace: Workspace, sources: Sequence[str]) -> Candidates:
    """The candidates of all `sources`, in turn: files, or addresses; without any, the files in authorities/candidates.

    An address that ends in `sparql` is an endpoint of Wikidata's shape, any other a reconciliation service. Raises
    UsageError when there is no source, KgError for one that cannot be read.
    """
    for source in sources or map(str, _kept(workspace)):
        yield from _service(workspace, source) if "://" in source else read_snapshot(Path(source))


def states(workspace: Workspace, address: str = WIKIDATA_SERVICE) -> Candidates:
    """What Wikidata says today of every item that the ledger accepts."""
    base = AUTHORITY_FILES["wd"][1]
    rows = (link.object for link in workspace.links if link.status in ("accepted", "asserted"))
    query = read_text(_QUERIES / "wikidata-items.rq")
    local = address != WIKIDATA_SERVICE

    def ask(items: list[str]) -> Iterable[Mapping[str, str]]:
        return _rows(address, with_any(query, "item", map(NamedNode, items)), workspace, local)

    return wikidata.states(address, sorted(row for row in rows if row.startswith(base)), ask)


def _kept(workspace: Workspace) -> list[Path]:
    folder = workspace.folder / CANDIDATES
    found = sorted(path for path in folder.glob("*") if set(path.suffixes) & set(FORMATS)) if folder.is_dir() else []
    if not found:
        raise UsageError(
            "there are no candidates to look among",
            folder,
            "name a snapshot of an authority file, or the address of a service: kg link --from FILE or URL",
        )
    return found


def _service(workspace: Workspace, address: str) -> Candidates:
    ours = [own for own in our_profiles(workspace) if own.names]
    if address.rstrip("/").endswith("sparql"):
        query = read_text(_QUERIES / "wikidata-named.rq")

        def named(names: list[str]) -> Iterable[Mapping[str, str]]:
            terms = (Literal(name, language=language) for name in names for language in _LANGUAGES)
            return _rows(address, with_any(query, "name", terms), workspace, True)

        return wikidata.named(address, ours, named)
    contact = workspace.settings.written_to_at
    space = service.read_manifest(address, net.get(address, "application/json", contact=contact, local=True).data)
    post: Callable[[Mapping[str, str]], net.Response] = partial(
        net.post_form, address, accept="application/json", contact=contact, local=True
    )
    return service.candidates(address, space, ours, lambda form: post(form).data)


def _rows(address: str, query: str, workspace: Workspace, local: bool) -> list[dict[str, str]]:
    """The answer to a SELECT as texts by variable."""
    answer = ask_text(address, query, contact=workspace.settings.written_to_at, local=local)
    if not isinstance(answer, QuerySolutions):
        raise KgError("the answer has no rows", address, "check the address: an endpoint often ends in /sparql")
    names = [variable.value for variable in answer.variables]
    return [
        {name: term.value for name, term in zip(names, row, strict=True) if isinstance(term, Literal | NamedNode)}
        for row in answer
    ]

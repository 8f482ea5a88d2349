"""What the site shows of the saved queries: forms for the query page, rows for the pictures."""

from __future__ import annotations

from collections.abc import Mapping

from pyoxigraph import QueryBoolean, QuerySolutions, Store

from kg.errors import KgError
from kg.publish.site.editor import ALL, CORE, KINDS, QueryField, QueryForm
from kg.queries import Answer, Identifiers, SavedQuery, ask, bind, catalogue, find
from kg.queries.catalogue import without_header
from kg.queries.run import identifiers
from kg.queries.terms import iri
from kg.queries.text import Term, around_values

# With more statements, asking everything twice would take longer than the rest of the site.
_COMPARED = 1_000_000

Row = Mapping[str, str]


def forms(store: Store, core: Store) -> tuple[QueryForm, ...]:
    """Every saved query as the query page needs it; `core` holds the core data alone."""
    known = identifiers(store)
    return tuple(_form(query, known, store, core) for query in catalogue())


def rows(store: Store, name: str) -> list[Row]:
    """The solutions of a saved query with its defaults: IRIs and lexical forms as text, empty where nothing is bound.

    Raises KgError for a query that has none.
    """
    query = find(name)
    answer = ask(store, query, bind(query, {}, identifiers(store)))
    if not isinstance(answer, QuerySolutions):
        raise KgError(f"{name} has no rows", query.file, "name a query that begins with SELECT")
    names = [variable.value for variable in answer.variables]
    return [{name: "" if (term := row[name]) is None else term.value for name in names} for row in answer]


def _form(query: SavedQuery, known: Identifiers, store: Store, core: Store) -> QueryForm:
    before, after = around_values(without_header(query.text))
    header = query.header
    fields = (
        QueryField(
            name=name,
            type=parameter.type,
            description=parameter.description,
            example=parameter.example,
            default=parameter.default,
            required=parameter.required,
            kind=_kind(parameter.type, str(parameter.example), known),
        )
        for name, parameter in header.parameters.items()
    )
    return QueryForm(
        name=query.name,
        title=header.title,
        description=header.description.strip(),
        audience=header.audience[0],
        before=before,
        after=after,
        scope=CORE if _core_is_enough(query, known, store, core) else ALL,
        parameters=tuple(fields),
        columns=dict(header.columns),
    )


def _kind(type_: str, example: str, known: Identifiers) -> str:
    """The folder of the things that a parameter can be, from its example; empty for what is not of this collection."""
    if type_ != "iri" or known.base is None:
        return ""
    try:
        value = iri(example, known).value
    except ValueError:
        return ""
    kind = value.removeprefix(known.base).partition("/")[0] if value.startswith(known.base) else ""
    return kind if kind in (*KINDS, "archive") else ""


def _core_is_enough(query: SavedQuery, known: Identifiers, store: Store, core: Store) -> bool:
    """Whether the core data gives the same answer as the whole, and one that is not empty.

    It is asked without values, which can only leave solutions out, and with the values that the header gives.
    """
    if len(store) > _COMPARED:
        return False
    examples = {name: str(p.example) for name, p in query.header.parameters.items() if p.required}
    try:
        given = (bind(query, examples, known), _free(query, known))
    except KgError:  # an example of another collection
        return False
    for values in given:
        full = _asked(store, query, values)
        if not full or full != _asked(core, query, values):
            return False
    return True


def _free(query: SavedQuery, known: Identifiers) -> Mapping[str, Term]:
    """The defaults alone, also for a query that needs more."""
    defaults = {name: str(p.default) for name, p in query.header.parameters.items() if p.default is not None}
    needed = {name: str(p.example) for name, p in query.header.parameters.items() if p.required}
    bound = bind(query, defaults | needed, known)
    return {name: term for name, term in bound.items() if name in defaults}


def _asked(store: Store, query: SavedQuery, values: Mapping[str, Term]) -> object:
    """An answer in a form that can be compared; false when it is empty."""
    answer: Answer = ask(store, query, values)
    if isinstance(answer, QueryBoolean):
        return bool(answer)
    if isinstance(answer, QuerySolutions):
        names = [variable.value for variable in answer.variables]
        return [tuple(str(row[name]) for name in names) for row in answer]
    return answer.triples

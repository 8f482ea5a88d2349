"""The editions of a workspace collated: a letter that several of them print has one identifier, and each edition keeps
what it says of it.

Curators have the last word, by the field `same-as` of the later letter in its edition's table of adjudications.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import NamedTuple

from msgspec.structs import replace as restruct

from kg.adopt import Actors, Printed, clusters, collated, collation_claims, united
from kg.map import Context
from kg.records import Adjudication, Collation, Letter, Printing, Shared, interval
from kg.records.settled import NONE, kind_of
from kg.understood import context_of
from kg.workspace import Curated, EditionFolder, Found, Workspace

SAME = "same-as"  # the field of a letter on which curators say which printings are one
_DOUBTED = ("low", "unknown")


class _Placed(NamedTuple):
    """A letter of an edition, with what is needed to look its names up; `order` is its place there."""

    place: EditionFolder
    context: Context
    order: int
    letter: Letter

    @property
    def id(self) -> str:
        return str(self.letter.letter)

    @property
    def printed_in(self) -> str:
        """The edition, and of an imported one the printed work, that prints the letter."""
        description = self.letter.description
        return f"{self.place.name} {description.edition}" if description else self.place.name

    def who(self, name: str) -> str:
        """Whom a name means here, by identifier; a name that nobody has settled means itself."""
        actor = self.context.actor(name, self.letter.line)
        return actor.id if actor is not None else name


def collate(workspace: Workspace) -> Workspace:
    """The workspace with each letter that several editions print under the earliest of its identifiers.

    The records on disk keep theirs; the registry that comes back calls the later ones merged. A workspace with one
    edition of one printed work comes back as it is.
    """
    letters = {found.id: found for found in _letters(workspace)}
    if len({found.printed_in for found in letters.values()}) < 2:
        return workspace
    pairs = collated(map(_printing, letters.values()))
    counting = tuple(_by_curators(pairs, workspace, letters))
    now: dict[str, Letter] = {}
    shared: dict[str, Shared] = {}
    for group in clusters(counting):
        printings = [_printed(letters[one.letter], doubted=one.doubted) for one in group]
        for one, how in united(printings, _actors(letters, workspace)):
            now[how.own], shared[how.own] = one.letter, how
    ids = {own: how.letter for own, how in shared.items() if own != how.letter}
    later = defaultdict(list)
    for pair in pairs:
        later[letters[pair.later.letter].place.name].append(pair)
    editions = tuple(
        replace(_renamed(place, now, ids), shared=_by_line(place, shared), collations=tuple(later[place.name]))
        for place in workspace.editions
    )
    return replace(workspace, editions=editions, registry=workspace.registry.merged(ids))


def _letters(workspace: Workspace) -> Iterator[_Placed]:
    for place in workspace.editions:
        if place.found is not None:
            context = context_of(place, workspace)
            for order, letter in enumerate(place.found.letters):
                if letter.letter is not None:
                    yield _Placed(place, context, order, letter)


def _printing(found: _Placed) -> Printing:
    """What an edition says of a letter, by identifiers."""
    letter, description = found.letter, found.letter.description
    dates = [witness for witness in letter.witnesses if witness.field == "date" and witness.value == letter.date]
    addresses = (description.url, *description.same_as) if description else ()
    return Printing(
        edition=found.printed_in,
        letter=found.id,
        order=found.order,
        line=letter.line,
        authors=frozenset(map(found.who, letter.senders)),
        addressees=frozenset(map(found.who, letter.recipients)),
        days=interval(letter.date),
        doubted=any(witness.certainty in _DOUBTED for witness in dates),
        places=frozenset(_places(found)),
        shelfmarks=letter.shelfmarks,
        references=frozenset(address for address in addresses if "://" in address),
        incipit=description.incipit if description else "",
    )


def _places(found: _Placed) -> Iterator[str]:
    """Where the letter was written, by identifier."""
    letter = found.letter
    names = letter.description.sent_from if letter.description else (letter.sent.from_,) if letter.sent else ()
    for name in filter(None, names):
        place = found.context.names.place(name, letter.line)
        yield place.id if place is not None else name


def _printed(found: _Placed, *, doubted: bool) -> Printed:
    edition = found.place.edition
    year = edition.printed.year if edition.printed and edition.printed.year else 0
    return Printed(found.place.name, year, found.letter, doubted)


def _actors(letters: Mapping[str, _Placed], workspace: Workspace) -> Actors:
    persons, groups = workspace.authorities.person_by_id, workspace.authorities.group_by_id

    def called(id_: str) -> str:
        row = persons.get(id_) or groups.get(id_)
        return row.label if row is not None else id_

    return Actors(lambda letter, name: letters[str(letter.letter)].who(name), called)


def _by_curators(
    pairs: Iterable[Collation], workspace: Workspace, letters: Mapping[str, _Placed]
) -> Iterator[Collation]:
    """The pairs with what curators say of them, and those that only curators know."""
    rows = {row.record: row for place in workspace.editions for row in _on_sameness(place)}
    for pair in pairs:
        row = rows.get(pair.later.letter)
        if row is None or not _weighs(row, pair, letters):
            yield pair
        elif pair.earlier.letter in rows.pop(row.record).value:
            yield restruct(pair, certainty="certain")
        elif row.value != (NONE,):
            rows[row.record] = row  # another pair of this letter is meant
    for row in rows.values():
        ends = [letters[id_] for id_ in (row.record, *row.value) if id_ in letters]
        if len(ends) == 2 and not row.claims:
            one, other = map(_printing, ends)
            yield Collation(one=one, other=other, evidence=("curator",), certainty="certain")


def _on_sameness(place: EditionFolder) -> Iterator[Adjudication]:
    return (row for row in place.curated.adjudications if row.field == SAME and kind_of(row.record) == "letter")


def _weighs(row: Adjudication, pair: Collation, letters: Mapping[str, _Placed]) -> bool:
    """Whether a row was written on the claim that is made now; `kg.understood` reports one that was not."""
    (claim,) = collation_claims([pair], letters[pair.later.letter].place.edition.sha256)
    return claim.id in row.claims


def _renamed(place: EditionFolder, now: Mapping[str, Letter], ids: Mapping[str, str]) -> EditionFolder:
    """The edition with the letters as they are `now`, and everything that names them by the identifiers that stay."""
    if place.found is None or not now:
        return place

    def kept(id_: str) -> str:
        letter, dash, copy = id_.partition("-")
        return f"{ids.get(letter, letter)}{dash}{copy}"

    letters = tuple(_related(now.get(letter.letter or "", letter), kept) for letter in place.found.letters)
    decisions = tuple(restruct(one, letter=kept(one.letter)) if one.letter else one for one in place.found.decisions)
    return replace(
        place,
        found=replace(place.found, letters=letters, decisions=decisions),
        curated=_curated(place.curated, kept),
    )


def _related(letter: Letter, kept: Callable[[str], str]) -> Letter:
    """A letter whose relations to others name these as they are called now."""
    if (said := letter.description) is None:
        return letter
    fields = ("answers", "answered_by", "attached_to", "previous", "next")
    return restruct(
        letter, described=restruct(said, **{name: tuple(map(kept, getattr(said, name))) for name in fields})
    )


def _curated(curated: Curated, kept: Callable[[str], str]) -> Curated:
    """The rows of curators, on the letters as they are called now; those on sameness name them as they were."""
    rows = tuple(
        row if row.field == SAME else restruct(row, record=kept(row.record), value=_values(row, kept))
        for row in curated.adjudications
    )
    subjects = tuple(restruct(row, record=kept(row.record)) for row in curated.subjects)
    return replace(curated, adjudications=rows, subjects=subjects)


def _values(row: Adjudication, kept: Callable[[str], str]) -> tuple[str, ...]:
    return tuple(map(kept, row.value)) if row.field in ("reply-to", "refers-to", "aligned-to") else row.value


def _by_line(place: EditionFolder, shared: Mapping[str, Shared]) -> dict[int, Shared]:
    letters = (place.found or Found()).letters
    return {letter.line: how for letter in letters if (how := shared.get(letter.letter or "")) is not None}

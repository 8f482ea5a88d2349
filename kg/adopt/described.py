"""A letter from its description in other people's metadata: what the description says counts, with its place in the
file as the witness; nothing else speaks of the letter.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import NamedTuple

from msgspec import UNSET
from msgspec.structs import replace

from kg.records.described import Dated, Described, Named
from kg.records.interval import interval
from kg.records.letter import Description, Handling, Letter, Mention
from kg.records.problem import Problem
from kg.records.shelfmark import Shelfmark, tidied
from kg.records.witness import Witness
from kg.records.words import opening
from kg.source import Source

RECORD = "metadata-record"  # the type of the witnesses
_DOUBTED = ("low", "medium", "unknown")


class Meant(NamedTuple):
    """What a name means: kind and identifier of a row of the tables, and the name that records have for it."""

    kind: str
    id: str
    name: str


Who = Callable[[Named], Meant | None]


def letter_of(said: Described, id_: str, source: Source, who: Who) -> tuple[Letter, tuple[Problem, ...]]:
    """The letter that a description speaks of, and what a person should look at.

    `source` has the lines of the description, `who` says whom or which place a name means.
    """
    said, late = _in_order(said)
    names = _Names(who)
    senders, recipients = names.all(said.senders), names.all(said.recipients)
    both = tuple(name for name in recipients if name in senders)
    letter = Letter(
        line=said.lines[0],
        source=source,
        heading=None,
        letter=id_,
        body=None,
        senders=senders,
        recipients=tuple(name for name in recipients if name not in both),
        date=_date(said.written),
        shelfmarks=kept(said),
        forms=said.forms,
        mentions=tuple(_mentions(said.mentions, who)),
        witnesses=tuple(_witnesses(said, names)),
    )
    description = _description(said, names)
    return replace(letter, described=description), (*late, *_problems(said, both))


def _in_order(said: Described) -> tuple[Described, tuple[Problem, ...]]:
    """A description without a receipt before the writing, which no letter has: it goes to the note and is reported."""
    received = said.received
    written, arrived = interval(_date(said.written)), interval(_date(received))
    if received is None or not (written.first and arrived.last and arrived.last < written.first):
        return said, ()
    problem = Problem(
        line=received.line, column=received.column, kind="received-before", raw=received.text,
        message=f"the letter is said to have been received ({received.text}) before it was written",
        hint="mend the source; the date of writing counts, that of receipt is in the note",
    )  # fmt: skip
    note = "; ".join(filter(None, (said.note, f"received: {received.text}")))
    return replace(said, received=None, note=note), (problem,)


def kept(said: Described) -> tuple[Shelfmark, ...]:
    """Where the letter is kept: shelfmarks with an archive and a place in it. What others say is in the note."""
    return tuple(mark for mark in map(tidied, said.shelfmarks) if mark.archive and mark.path)


def homeless(said: Described) -> tuple[Shelfmark, ...]:
    """Shelfmarks that lead to no archive, or to no place in one, as they were typed."""
    return tuple(mark for mark in said.shelfmarks if not (tidy := tidied(mark)).archive or not tidy.path)


class _Names:
    """The names of one record, each with what it means."""

    def __init__(self, who: Who) -> None:
        self.who = who
        self.actors: dict[str, str] = {}
        self.places: dict[str, str] = {}

    def name(self, named: Named) -> str:
        """What the record calls somebody; empty where nobody is named. Names that mean different rows differ."""
        meant = self.who(named)
        if meant is None:
            return " ".join(named.text.split()) if known(named) else ""
        known_as = self.places if named.kind == "place" else self.actors
        name = meant.name if known_as.get(meant.name, meant.id) == meant.id else f"{meant.name} ({meant.id})"
        known_as[name] = meant.id
        return name

    def all(self, named: Iterable[Named]) -> tuple[str, ...]:
        """The names of several, each once."""
        return tuple(name for name in dict.fromkeys(map(self.name, named)) if name)


def known(named: Named) -> bool:
    """Whether somebody is named at all."""
    return any(sign.isalnum() for sign in named.text)


def _date(dated: Dated | None) -> str | None:
    """The EDTF of a date; one that its source doubts is uncertain (`?`)."""
    if dated is None or dated.edtf is None:
        return None
    plain = dated.edtf[-1:].isdigit() and "/" not in dated.edtf
    return f"{dated.edtf}?" if plain and dated.certainty in _DOUBTED else dated.edtf


def _witnesses(said: Described, names: _Names) -> Iterator[Witness]:
    for field, all_named in (
        ("sender", said.senders),
        ("recipient", said.recipients),
        ("sent-from", said.sent_from),
        ("sent-to", said.sent_to),
    ):
        for named in all_named:
            if name := names.name(named):
                yield _witness(field, name, named.text, named)
    for field, dated in (("date", said.written), ("received", said.received)):
        if (value := _date(dated)) is not None and dated is not None:
            yield _witness(field, value, dated.text, dated)
    if said.number:
        yield Witness(
            field="edition-number", value=said.number, type=RECORD, raw=said.number, line=said.lines[0],
            column=said.column,
        )  # fmt: skip


def _witness(field: str, value: str, raw: str, said: Named | Dated) -> Witness:
    return Witness(
        field=field,
        value=value,
        type=RECORD,
        raw=" ".join(raw.split()),
        line=said.line,
        column=said.column,
        certainty=said.certainty or UNSET,
        evidence=said.evidence or UNSET,
    )


def _mentions(named: Iterable[Named], who: Who) -> Iterator[Mention]:
    """Mentions, those of one thing together."""
    found: dict[str, list[tuple[str, int]]] = {}
    meant: dict[str, Meant | None] = {}
    for one in named:
        text = " ".join(one.text.split())
        means = who(one)
        text = text or (means.name if means else "")
        if not text:
            continue
        key = means.id if means else f"{one.kind} {text}"
        meant[key] = means
        found.setdefault(key, []).append((text, one.line))
    for key, spellings in found.items():
        means = meant[key]
        on = dict.fromkeys(spellings)
        lines = tuple(line for _, line in on)
        texts = tuple(text for text, _ in on)
        person = means.id if means and means.kind == "person" else None
        yield Mention(
            text=texts[0],
            line=lines[0],
            lines=lines if len(lines) > 1 else (),
            spellings=texts if len(set(texts)) > 1 else (),
            person=person,
            means=means.id if means and person is None else "",
        )


def _description(said: Described, names: _Names) -> Description:
    return Description(
        path=said.path,
        key=said.key,
        edition=said.edition,
        number=said.number,
        url=said.url,
        same_as=said.same_as,
        sent_from=names.all(said.sent_from),
        sent_to=names.all(said.sent_to),
        received=_date(said.received),
        handled=tuple(
            Handling(
                type=one.type,
                actors=names.all(one.actors),
                places=names.all(one.places),
                date=_date(one.date),
                line=one.line,
            )
            for one in said.actions
        ),
        calendar=said.written.calendar if said.written else "",
        languages=said.languages,
        answers_as_found=said.answers,
        answered_by_as_found=said.answered_by,
        attached_to_as_found=said.attached_to,
        previous_as_found=said.previous,
        next_as_found=said.next,
        actors=names.actors,
        places=names.places,
        incipit=opening(said.incipit),
        note="; ".join(filter(None, (said.note, *(f"shelfmark: {mark.raw}" for mark in homeless(said) if mark.raw)))),
    )


RELATIONS = ("answers", "answered_by", "attached_to", "previous", "next")


def related(letter: Letter, ids: Mapping[str, str]) -> Letter:
    """The letter with the identifiers of those that its description names by address, number or key (`ids`)."""
    description = letter.description
    if description is None:
        return letter
    changed: dict[str, tuple[str, ...]] = {}
    for field in RELATIONS:
        found = getattr(description, f"{field}_as_found")
        there = tuple(dict.fromkeys(ids[name] for name in found if name in ids and ids[name] != letter.letter))
        if there:
            changed[field] = there
            changed[f"{field}_as_found"] = tuple(name for name in found if name not in ids)
    return replace(letter, described=replace(description, **changed)) if changed else letter


def unrelated(letter: Letter) -> Iterator[tuple[str, tuple[str, ...]]]:
    """What a description names of other letters and nothing is known for, by relation."""
    if (description := letter.description) is not None:
        yield from ((field, names) for field in RELATIONS if (names := getattr(description, f"{field}_as_found")))


def _problems(said: Described, both: tuple[str, ...]) -> Iterator[Problem]:
    def problem(kind: str, raw: str, message: str, hint: str, line: int = 0, column: int = 0) -> Problem:
        return Problem(line=line or said.lines[0], column=column or said.column, kind=kind, raw=raw, message=message,
                       hint=hint)  # fmt: skip

    for name in both:
        yield problem(
            "own-correspondent", name, f"{name!r} is sender and addressee; he is not taken for the addressee",
            "mend the source, or settle recipients in curated/adjudications.csv",
        )  # fmt: skip
    dates = [("date of writing", said.written), ("date of receipt", said.received)]
    for word, dated in (*dates, *((f"date ({one.type})", one.date) for one in said.actions)):
        if dated is not None and dated.edtf is None:
            yield problem(
                "bad-date", dated.text,
                f"the {word} cannot be read: {dated.text!r}" + (f" ({dated.why})" if dated.why else ""),
                "mend the source, or settle the date in curated/adjudications.csv", dated.line, dated.column,
            )  # fmt: skip

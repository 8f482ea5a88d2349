"""What needs a person, and writing down what a person decides: the table of adjudications, the ledger of links."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from msgspec.structs import replace

from kg.adopt import check, in_order, link_cases
from kg.collation import collate
from kg.errors import KgError, Place, UsageError
from kg.files import read_bytes, write_atomic
from kg.ledger import BY_HAND, decided
from kg.records import Adjudication, SettledMention
from kg.records.case import Case
from kg.records.link import LEDGER
from kg.records.settled import FIELDS, NONE, is_of, is_weighed, kind_of
from kg.tables import append_record, remove_rows
from kg.understood import Understood, known, questions, understand
from kg.workspace import EditionFolder, Workspace, load_workspace, text_at_hand


@dataclass(frozen=True)
class Open:
    """The open questions of one edition, and the lines of its text where that is on this machine."""

    place: EditionFolder
    cases: tuple[Case, ...]
    text: tuple[str, ...] | None

    def line(self, number: int) -> str:
        """The words of a line; nothing where the text is not at hand."""
        return self.text[number - 1].strip() if self.text and 0 < number <= len(self.text) else ""


@dataclass(frozen=True)
class Judge:
    """Who judges, on which day (`YYYY-MM-DD`), and why."""

    curator: str
    day: str
    reason: str


def open_questions(workspace: Path, edition: str | None) -> Open:
    """The open questions of one edition of `workspace` and of its ledger of links.

    Raises KgError for records that cannot be read, UsageError for an edition that is not there.
    """
    loaded = collate(load_workspace(workspace))
    place = loaded.edition(edition)
    return Open(place, _cases(understand(place, loaded), loaded), _text(place))


def one_case(workspace: Path, edition: str | None, case: str) -> tuple[Case, Open]:
    """One case, open or that of any field of a record (`l0027-reply-to`) on which nobody has judged yet.

    Raises UsageError for one that is not there.
    """
    loaded = collate(load_workspace(workspace))
    place = loaded.edition(edition)
    understood = understand(place, loaded)
    found = _cases(understood, loaded)
    return _case(case, found, understood), Open(place, found, _text(place))


def decide(workspace: Path, edition: str | None, case: str, judge: Judge, *, accept: bool, value: str = "") -> Path:
    """Write down a judgement on `case`; returns the file that was written.

    Of a conflict, to accept confirms the value that counts and to reject adopts the other one; of the other cases
    `accepts` and `rejects` say what is written. `value` takes any other (`kg.records.settled.FIELDS` says what a field
    takes). Whom a name means goes into the table of mentions. An open link is accepted or rejected in the ledger; it is
    accepted only when its row says where the identifier was seen.

    Raises UsageError for a case that is not there or cannot be judged so, KgError for a value that cannot be.
    """
    loaded = collate(load_workspace(workspace))
    place = loaded.edition(edition)
    understood = understand(place, loaded)
    one = _case(case, _cases(understood, loaded), understood)
    if one.kind == "link":
        if value:
            raise UsageError(f"{case} is a link, which takes no --value", hint="accept it or reject it")
        return _judge_link(loaded, one, judge, accept)
    if not one.field:
        raise UsageError(f"{case} cannot be accepted or rejected", hint=one.hint)
    chosen = _chosen(one, understood, accept=accept, value=value)
    if one.field == "person":
        return _judge_name(loaded, place, one, judge, chosen)
    return _judge_field(loaded, understood, one, judge, chosen)


def _cases(understood: Understood, loaded: Workspace) -> tuple[Case, ...]:
    return in_order((*questions(understood), *(case for case, _ in link_cases(loaded.links))))


def _case(id_: str, found: Iterable[Case], understood: Understood) -> Case:
    """The open case `id_`, or that of any field of a record which nobody has judged."""
    one = next((one for one in found if one.id == id_), None) or _disputed(id_, understood)
    if one is None:
        raise UsageError(
            f"no open case {id_!r}",
            hint="`kg review` lists the cases; one that was judged is closed. Any field can be disputed by its "
            "record and name (l0027-reply-to) with --value",
        )
    return one


def _disputed(id_: str, understood: Understood) -> Case | None:
    """A case for any field of a record: what was found without a doubt can be disputed too."""
    match = re.fullmatch(r"([lhdx]\d+(?:-\d+)?)-([a-z-]+)", id_)
    kind = kind_of(match[1]) if match else None
    if match is None or kind is None or match[2] not in FIELDS[kind]:
        return None
    record, field = match.groups()
    claims = tuple(claim for claim in understood.claims if is_of(claim, record, field))
    judged = any((row.record, row.field) == (record, field) for row in understood.rows)
    if judged or not known(understood).has(record):
        return None
    words = FIELDS[kind][field].words
    return Case(
        id=id_,
        kind="disputed",
        weight=0,
        about=record,
        field=field,
        question=f"{field} of {record}: nobody has asked yet",
        values=tuple(dict.fromkeys(claim.value for claim in claims if claim.status == "adopted")),
        lines=tuple(sorted({claim.lines[0] for claim in claims})),
        claims=claims,
        hint=f"say the right value with --value: {words}",
    )


def _text(place: EditionFolder) -> tuple[str, ...] | None:
    path = text_at_hand(place)
    return tuple(read_bytes(path).decode("utf-8", "replace").splitlines()) if path else None


def _chosen(case: Case, understood: Understood, *, accept: bool, value: str) -> tuple[str, ...]:
    """The value of a field that a judgement adopts, as the table of adjudications has it."""
    if value:
        return tuple(part for text in value.split("|") if (part := text.strip()))
    if case.kind != "conflict":
        given = case.accepts if accept else case.rejects
        if not given:
            raise UsageError(
                f"{case.id}: nothing is there to choose from", hint=f"say the value with --value; {case.hint}"
            )
        return tuple(given.split("|"))
    names = case.values[0 if accept else 1].split("|")
    if case.field == "date":
        if len(names) > 1 and not accept:
            raise UsageError(f"{case.id}: there are several other dates", hint=f"say which, --value {names[0]}")
        return (understood.letter(case.about).date or names[0],) if accept else (names[0],)
    if accept:
        names = list(getattr(understood.letter(case.about), case.field))
    return tuple(_identifier(name, case, understood) for name in names)


def _identifier(name: str, case: Case, understood: Understood) -> str:
    actor = understood.context.actor(name, case.lines[0] if case.lines else None)
    if actor is None:
        raise KgError(
            f"{case.id}: nobody knows who {name!r} is",
            understood.place.adjudications,
            "add the person to authorities/persons.csv first, or name another one with --value",
        )
    return actor.id


def _judge_field(loaded: Workspace, understood: Understood, case: Case, judge: Judge, value: tuple[str, ...]) -> Path:
    """Write a row of the table; a stale row on the same field gives way to it."""
    row = Adjudication(
        record=case.about,
        field=case.field,
        value=value,
        claims=tuple(claim.id for claim in case.claims if is_weighed(claim)),
        reason=judge.reason,
        curator=judge.curator,
        date=judge.day,
    )
    file = understood.place.adjudications
    data = read_bytes(file) if file.exists() else b""
    others = [(line, other) for line, other in understood.place.judgements() if other in understood.rows]
    try:
        check([*others, (data.count(b"\n") + 1, row)], known(understood), file)
    except KgError as error:
        raise KgError(error.what, error.where, _choices(case, error.hint)) from None
    old = [line for (line, stale), _ in understood.stale if (stale.record, stale.field) == (row.record, row.field)]
    file.parent.mkdir(exist_ok=True)
    write_atomic(file, append_record(row, remove_rows(data, old, file), file))
    return file


def _choices(case: Case, hint: str | None) -> str | None:
    """What can be written, beside what a case lists."""
    listed = [] if case.kind in ("conflict", "stale", "disputed") else [value for value in case.values if value]
    return f"{hint}; here: {', '.join(listed)}" if listed else hint


def _judge_name(loaded: Workspace, place: EditionFolder, case: Case, judge: Judge, value: tuple[str, ...]) -> Path:
    """Write whom a name in the text means, or that it means no person."""
    file = place.mentions
    if len(value) != 1 or (value[0] != NONE and value[0] not in loaded.authorities.person_by_id):
        raise KgError(
            f"{case.id}: no person {'|'.join(value)!r}",
            loaded.folder / "authorities" / "persons.csv",
            f"write the identifier of one person of that table (add the person first), or {NONE}",
        )
    row = SettledMention(
        edition=place.name,
        line=case.lines[0],
        name=case.values[0],
        person=value[0],
        note=f"{judge.reason} ({judge.curator}, {judge.day})",
    )
    data = read_bytes(file) if file.exists() else b""
    file.parent.mkdir(exist_ok=True)
    write_atomic(file, append_record(row, data, file))
    return file


def _judge_link(loaded: Workspace, case: Case, judge: Judge, accept: bool) -> Path:
    """Give a row of the ledger its status, with who judged, when and why."""
    file = loaded.folder / LEDGER
    link = next(link for link in loaded.links if (link.subject, link.object) == (case.about, case.values[0]))
    where = Place(file, link.line)
    if accept and not link.seen_in:
        raise KgError(
            f"{case.id}: nothing says where the identifier was seen",
            where,
            "fill seen_in first: no link is accepted without evidence that others can look up",
        )
    judged = replace(
        link,
        status="accepted" if accept else "rejected",
        justification=BY_HAND,
        author=judge.curator,
        date=judge.day,
        comment="; ".join(filter(None, (link.comment, judge.reason))),
    )
    write_atomic(file, decided(read_bytes(file), judged, where))
    return file

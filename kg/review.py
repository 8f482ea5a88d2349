"""What needs a person, and writing down what a person decides: the table of adjudications, the ledger of links."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from msgspec.structs import replace

from kg.adopt import cases, check
from kg.adopt.curated import FIELDS
from kg.errors import KgError, Place, UsageError
from kg.files import read_bytes, write_atomic
from kg.ledger import BY_HAND, decided
from kg.records import Adjudication
from kg.records.case import Case
from kg.tables import append_record, remove_rows
from kg.understood import Understood, understand
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
    loaded = load_workspace(workspace)
    place = loaded.edition(edition)
    return Open(place, _cases(understand(place, loaded), loaded), _text(place))


def decide(workspace: Path, edition: str | None, case: str, judge: Judge, *, accept: bool, value: str = "") -> Path:
    """Write down a judgement on `case`; returns the file that was written.

    Of a conflict, to accept confirms the value that counts and to reject adopts the other one; `value` takes any other
    (EDTF, or identifiers of persons and groups separated by `|`). An open link is accepted or rejected in the ledger;
    it is accepted only when its row says where the identifier was seen.

    Raises UsageError for a case that is not there or cannot be judged so, KgError for a value that cannot be.
    """
    loaded = load_workspace(workspace)
    place = loaded.edition(edition)
    understood = understand(place, loaded)
    found = {one.id: one for one in _cases(understood, loaded)}
    one = found.get(case)
    if one is None:
        raise UsageError(f"no open case {case!r}", hint="`kg review` lists the cases; one that was judged is closed")
    if one.kind == "link":
        if value:
            raise UsageError(f"{case} is a link, which takes no --value", hint="accept it or reject it")
        return _judge_link(loaded, one, judge, accept)
    if one.field not in FIELDS or one.kind == "stale":
        raise UsageError(f"{case} cannot be accepted or rejected", hint=one.hint)
    return _judge_field(loaded, understood, one, judge, _chosen(one, understood, accept=accept, value=value))


def _cases(understood: Understood, loaded: Workspace) -> tuple[Case, ...]:
    found = understood.place.letters_found()
    return cases(
        understood.reasoned,
        understood.claims,
        understood.judgements,
        understood.stale,
        found.problems,
        loaded.links,
    )


def _text(place: EditionFolder) -> tuple[str, ...] | None:
    path = text_at_hand(place)
    return tuple(read_bytes(path).decode("utf-8", "replace").splitlines()) if path else None


def _chosen(case: Case, understood: Understood, *, accept: bool, value: str) -> tuple[str, ...]:
    """The value of a field that a judgement adopts, as the table of adjudications has it."""
    if value:
        return tuple(part.strip() for part in value.split("|") if part.strip())
    if len(case.values) < 2:
        raise UsageError(f"{case.id}: nothing is there to choose from", hint="say the value with --value")
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
        letter=case.about,
        field=case.field,
        value=value,
        claims=tuple(claim.id for claim in case.claims),
        reason=judge.reason,
        curator=judge.curator,
        date=judge.day,
    )
    file = understood.place.adjudications
    letters = {letter.letter for letter in understood.reasoned.letters}
    data = read_bytes(file) if file.exists() else b""
    check([(data.count(b"\n") + 1, row)], letters, loaded.authorities, file)
    old = [line for line, stale in understood.stale if (stale.letter, stale.field) == (row.letter, row.field)]
    file.parent.mkdir(exist_ok=True)
    write_atomic(file, append_record(row, remove_rows(data, old, file), file))
    return file


def _judge_link(loaded: Workspace, case: Case, judge: Judge, accept: bool) -> Path:
    """Give a row of the ledger its status, with who judged, when and why."""
    file = loaded.folder / "authorities" / "links.sssom.tsv"
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

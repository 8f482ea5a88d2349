"""What became of the claims on an entity and of the judgements on them, field by field."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from kg.ns import VOC
from kg.publish.changes.background import Claim, Side, decided_by_curator
from kg.publish.changes.fields import CLAIMED
from kg.publish.changes.sentences import Said, Teller
from kg.publish.changes.statements import Change, page
from kg.publish.changes.words import natural, plural, unique

_MINE = "judgement"
_EXISTENCE = "whether it existed"  # all that is claimed of a lost letter stands or falls with that
_VERBS = ("claimed now", "adopted now", "undecided now", "rejected now", "no longer claimed")
_STATUSES = {VOC.adopted: "adopted", VOC.rejected: "rejected", VOC.candidate: "undecided"}


def is_claim(change: Change, old: Side, new: Side) -> bool:
    """Whether a statement is one about a claim or a judgement."""
    term = page(change.statement.subject)
    return term in old.claims or term in new.claims


def claims(changes: Sequence[Change], about: Teller, said: Iterable[Said]) -> Iterator[Said]:
    """Claims that are made now, or no longer; that are adopted now, or rejected; and who judged."""
    told = {one.what for one in said}
    by_field: dict[str, dict[str, list[Change]]] = {}
    for change in changes:
        term = page(change.statement.subject)
        by_field.setdefault(_property(term, about), {}).setdefault(term, []).append(change)
    for property_, by_claim in sorted(by_field.items(), key=lambda item: (name_of(item[0], about), item[0])):
        name = name_of(property_, about)
        told_now: list[Said] = []
        restated: list[Change] = []
        open_: list[tuple[Claim | None, Claim | None, list[Change]]] = []
        for term, own in by_claim.items():
            before, after = about.old.claims.get(term), about.new.claims.get(term)
            if (after or before or Claim(term, "")).judges:
                yield from _judged(before, after, own, about, name, name in told)
            elif _undecided(before, after):
                open_.append((before, after, own))
            elif (text := _fate(before, after, about)) is not None:
                told_now.append(
                    Said(
                        "claim",
                        text,
                        tuple(own),
                        under=name,
                        old=_term(before),
                        new=_term(after),
                        follows=name in told and _is_concluded(after or before, about),
                        names=f"{_words(before)} {_words(after)}",
                    )
                )
            else:
                restated += own
        yield from sorted(told_now, key=_order)
        if open_:
            yield _unsettled(open_, name)
        if restated:
            yield _restated(restated, about, name)


def name_of(property_: str, about: Teller) -> str:
    """The field that claims which assign a property are about."""
    if not property_:
        return "claims"
    return CLAIMED.get(property_) or about.words.property(property_)


def _property(term: str, about: Teller) -> str:
    """The property that a claim assigns, or that of the claims that a judgement weighs."""
    for side in (about.new, about.old):
        claim = side.claims.get(term)
        if claim is not None and not claim.judges:
            return claim.property
        for weighed in claim.weighed if claim is not None else ():
            for other in (about.new, about.old):
                if weighed in other.claims:
                    return other.claims[weighed].property
    return ""


def _is_concluded(claim: Claim | None, about: Teller) -> bool:
    """Whether a claim only says again, of a lost letter, what was concluded of it."""
    return about.kind.path == "lost" and claim is not None and claim.voice == VOC.voice_program


def _fate(before: Claim | None, after: Claim | None, about: Teller) -> str | None:
    """What became of a claim; None when only the way it is weighed changed."""
    if before is None and after is not None:
        return f"claimed now: {after.label}"
    if after is None and before is not None:
        return f"no longer claimed: {before.label.partition(';')[0]}"
    if before is not None and after is not None and before.status != after.status:
        said, _, against = after.label.partition(";")
        _, _, why = against.partition(":")
        return f"{_STATUSES.get(after.status, 'restated')} now: {said}{f' (against{why})' if why else ''}"
    return None


def _order(said: Said) -> tuple[int, tuple[tuple[int, int | str], ...]]:
    """What is claimed first, then what counts now and what does not; within that in the order of the lines."""
    verb = next((place for place, word in enumerate(_VERBS) if said.text.startswith(word)), len(_VERBS))
    return verb, natural(said.text)


def _undecided(before: Claim | None, after: Claim | None) -> bool:
    """Whether a claim that nobody has decided on comes or goes."""
    return (before is None) != (after is None) and (before or after or Claim("", "")).status == VOC.candidate


def _unsettled(found: Sequence[tuple[Claim | None, Claim | None, Sequence[Change]]], name: str) -> Said:
    """Claims that stay undecided, in one sentence: they come in flocks, one for each letter that may be meant."""
    new = sum(after is not None for _, after, _ in found)
    counts = ((new, "made now"), (len(found) - new, "made no longer"))
    told = [f"{plural(count, 'undecided claim')} {verb}" for count, verb in counts if count]
    return Said(
        "undecided claims",
        ", ".join(told),
        tuple(change for _, _, own in found for change in own),
        under=name,
        old=tuple(before.term for before, _, _ in found if before),
        new=tuple(after.term for _, after, _ in found if after),
        names=" ".join(_words(before or after) for before, after, _ in found),
    )


def _words(claim: Claim | None) -> str:
    """What may name the things that a claim rests on."""
    return " ".join((claim.label, *claim.notes)) if claim is not None else ""


def _judged(
    before: Claim | None, after: Claim | None, own: Sequence[Change], about: Teller, name: str, told: bool
) -> Iterator[Said]:
    """A judgement that a curator made or took back is a change of its own, unless the value's sentence gives it."""
    was, is_ = (claim is not None and decided_by_curator(claim) for claim in (before, after))
    text, under = f"the claims on {name} are weighed anew", name
    if is_ and after is not None:
        text, under = f"{name} {'judged' if was else 'confirmed'}", ""
        if told:
            text, under = f"judged by {about.words.curator(after)}", name
        reason = "" if told else about.words.curator(after)
        yield Said(_MINE, text, tuple(own), reason, under=under, old=_term(before), new=_term(after), follows=told)
        return
    if was and before is not None:
        text = f"the judgement of {about.words.curator(before)} no longer counts"
    yield Said(_MINE, text, tuple(own), under=under, old=_term(before), new=_term(after), follows=not was)


def _restated(changes: Sequence[Change], about: Teller, name: str) -> Said:
    """Claims that stand as they did, for another reason or in another light."""
    terms = unique(page(change.statement.subject) for change in changes)
    told = []
    for word in ("rule", "certainty"):
        steps = [
            (getattr(about.old.claims[term], word), getattr(about.new.claims[term], word))
            for term in terms
            if term in about.old.claims and term in about.new.claims
        ]
        for before, after in unique_pairs(steps):
            told.append(f"{word} {about.words.label(before, old=True)} → {about.words.label(after)}")
    verb = "stand" if len(terms) > 1 else "stands"
    text = f"{plural(len(terms), 'claim')} {verb} as before"
    return Said(
        "claims", ": ".join(filter(None, (text, "; ".join(told)))), tuple(changes), under=name, follows=not told
    )


def unique_pairs(pairs: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """The pairs that differ, each once."""
    return [pair for pair in dict.fromkeys(pairs) if pair[0] != pair[1]]


def newly_judged(about: Teller, record: str) -> list[tuple[str, str]]:
    """The fields of a record on which a curator's judgement is new or another one, with who judged and why."""
    found = []
    for judgement in about.new.judgements_on.get(record, ()):
        before = about.old.claims.get(judgement.term)
        if decided_by_curator(judgement) and (
            before is None
            or (before.actor, before.notes, before.weighed) != (judgement.actor, judgement.notes, judgement.weighed)
        ):
            name = _EXISTENCE if about.kind.path == "lost" else name_of(_property(judgement.term, about), about)
            found.append((name, about.words.curator(judgement)))
    return sorted(found)


def _term(claim: Claim | None) -> tuple[str, ...]:
    return (claim.term,) if claim is not None else ()

"""The changes of one entity as sentences: each changed statement is told by exactly one of them.

The tellers below come in turn; each takes the statements that it has words for out of what is left. The last one tells
of whatever remains by the labels of the properties.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from kg.ns import CRM, DCTERMS, EP, RDFS, SCHEMA, SKOS
from kg.publish.changes.background import Side
from kg.publish.changes.dates import moved
from kg.publish.changes.entities import Kind, kind_of, short
from kg.publish.changes.fields import DAYS, FIELDS, Day, Field
from kg.publish.changes.statements import ADDED, REMOVED, Change, fragment, page, text_of
from kg.publish.changes.words import PARTS, Words, plural, unique

_LABELS = (RDFS.label, SKOS.prefLabel, SCHEMA.name)
# Records whose label is made of their values: it changes with them.
COMPOSED = ("letter", "lost", "heading", "decision")
_COUNTED = ("author", "addressee", "sender", "recipient", "topic", "mention", "link", "misspelling")
# Parts that are numbered anew when one is added or goes: fragment, and the field that they repeat.
_QUESTION = "question-"
_NUMBERED = {"mention": "mention", "name": "variant of the name"}


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence, and the statements that it tells of.

    `what` is the field, for programs; `under` the field that it is a detail of; `old` and `new` the values as terms.
    `follows` when the change goes without saying beside the others of its entity: labels made of values. `names` are
    words of the claims behind it, which may name what they rest on.
    """

    what: str
    text: str
    statements: tuple[Change, ...]
    reason: str = ""
    under: str = ""
    old: tuple[str, ...] = ()
    new: tuple[str, ...] = ()
    follows: bool = False
    names: str = ""


class Pool:
    """The changes of an entity that nobody has told yet."""

    def __init__(self, changes: Iterable[Change]) -> None:
        self.left = list(changes)

    def take(self, wanted: Callable[[Change], bool]) -> tuple[Change, ...]:
        """Those that are `wanted`; they are then told."""
        taken = tuple(change for change in self.left if wanted(change))
        if taken:
            self.left = [change for change in self.left if not wanted(change)]
        return taken


@dataclass(frozen=True)
class Teller:
    """What the sentences about one entity need."""

    entity: str
    old: Side
    new: Side
    base: str
    words: Words

    @property
    def kind(self) -> Kind:
        """The kind of the entity."""
        return kind_of(self.entity, self.base)

    def is_new(self, node: str) -> bool:
        """Whether only the newer release speaks of a node."""
        return _stands(node, self.new) and not _stands(node, self.old)

    def is_gone(self, node: str) -> bool:
        """Whether only the older release speaks of a node."""
        return _stands(node, self.old) and not _stands(node, self.new)


def _stands(node: str, side: Side) -> bool:
    """Whether a release has a node, and not only its tombstone."""
    return node in side.present and EP.Tombstone not in side.types.get(node, ())


def days(pool: Pool, about: Teller) -> Iterator[Said]:
    """Dates that moved: the time-span of each, and the shortcuts that repeat it."""
    for day in DAYS:
        for span in unique(c.statement.subject for c in pool.left if fragment(c.statement.subject) == day.fragment):
            if page(span) == about.entity and (said := _day(pool, about, day, span)) is not None:
                yield said


def _day(pool: Pool, about: Teller, day: Day, span: str) -> Said | None:
    before, after = (side.values.get((span, EP.edtf), "") for side in (about.old, about.new))
    if before == after:
        return None
    taken = pool.take(
        lambda change: (
            change.statement.subject == span
            or (change.statement.subject == about.entity and change.statement.predicate in day.shortcuts)
        )
    )
    spoken = [
        (side.labels.get(span) or text_of(value) if value else "")
        for side, value in ((about.old, before), (about.new, after))
    ]
    text = f"{day.name} {moved(before, after, *spoken)}"
    reason = about.words.reason(about.new, about.entity, day.claimed, after)
    return Said(day.name, text, taken, reason, old=_some(before), new=_some(after))


def fields(pool: Pool, about: Teller) -> Iterator[Said]:
    """What is said in several vocabularies at once, told once."""
    for field in FIELDS:
        nodes = unique(c.statement.subject for c in pool.left if c.statement.predicate == field.lead)
        for node in nodes:
            if not (about.is_new(node) or about.is_gone(node)):
                yield _field(pool, about, field, node)


def _field(pool: Pool, about: Teller, field: Field, node: str) -> Said:
    values = {
        (change.mark, change.statement.object)
        for change in pool.left
        if (change.statement.subject, change.statement.predicate) == (node, field.lead)
    }

    def repeats(change: Change) -> bool:
        subject, predicate, object_, _ = change.statement
        if (change.mark, object_) not in values:
            return False
        if subject == node:
            return predicate == field.lead or predicate in field.also
        return page(subject) == page(node) and (fragment(subject), predicate) in field.parts

    taken = pool.take(repeats)
    removed, added = _values(change for change in taken if change.statement.predicate == field.lead)
    reason = _buried(about, removed) or about.words.reason(
        about.new, about.entity, field.claimed or field.lead, added[0] if added else ""
    )
    told = _related if field.relation else _moved
    text = f"{_part(about, node)}{told(about, field.name, removed, added)}"
    return Said(field.name, text, taken, reason, old=removed, new=added)


def _buried(about: Teller, removed: Sequence[str]) -> str:
    """That values only went because their identifiers are no longer used."""
    if removed and all(EP.Tombstone in about.new.types.get(value, ()) for value in removed):
        names = " and ".join(short(value, about.base) for value in removed)
        return f"{names} {'is' if len(removed) == 1 else 'are'} no longer used"
    return ""


def _moved(about: Teller, name: str, removed: Sequence[str], added: Sequence[str]) -> str:
    """`author changed from A to B`, `3 links added: ...`, `topic removed: ...`."""
    pairs = _pairs(removed, added)
    if pairs:
        told = [f"from {about.words.value(a, old=True)} to {about.words.value(b)}" for a, b in pairs]
        return f"{name} changed {'; '.join(told)}"
    parts = []
    for verb, values, old in (("added", added, False), ("removed", removed, True)):
        if values:
            called = plural(len(values), name) if len(values) > 1 and name in _COUNTED else name
            parts.append(f"{called} {verb}: {about.words.values(values, old=old)}")
    return "; ".join(parts)


def _related(about: Teller, name: str, removed: Sequence[str], added: Sequence[str]) -> str:
    """`now answers A; no longer answers B`."""
    told = [f"now {name} {about.words.values(added)}"] if added else []
    return "; ".join([*told, *([f"no longer {name} {about.words.values(removed, old=True)}"] if removed else [])])


def _pairs(removed: Sequence[str], added: Sequence[str]) -> list[tuple[str, str]]:
    """Which value took the place of which: one for one, or literals language by language."""
    if len(removed) == len(added) == 1:
        return [(removed[0], added[0])]
    before, after = ({_language(value): value for value in values} for values in (removed, added))
    if "" in before or before.keys() != after.keys() or not len(before) == len(removed) == len(added):
        return []
    return [(before[tag], after[tag]) for tag in sorted(before)]


def _language(value: str) -> str:
    return value[value.rindex('"') + 1 :] if value.startswith('"') and not value.endswith((">", '"')) else ""


def _part(about: Teller, node: str) -> str:
    """Which part of the entity a sentence is about; nothing for the entity itself."""
    if node == about.entity:
        return ""
    if page(node) == about.entity:
        return f"{_part_word(node)}: "
    inside = f", {_part_word(node)}" if "#" in node else ""
    return f"{kind_of(node, about.base).one} {short(page(node), about.base)}{inside}: "


def _part_word(node: str) -> str:
    return PARTS.get(fragment(node), fragment(node).replace("-", " ") or "part")


def numbered(pool: Pool, about: Teller, said: Sequence[Said]) -> Iterator[Said]:
    """Mentions and names: their nodes are numbered anew when one comes or goes, which nobody wants to read."""
    told = {one.what for one in said}
    for part, field in _NUMBERED.items():

        def is_part(change: Change, part: str = part) -> bool:
            subject = change.statement.subject
            return page(subject) == about.entity and fragment(subject) == part

        if all(is_label(change) for change in pool.left if is_part(change)):
            continue
        taken = pool.take(lambda change, part=part: is_part(change, part) or _numbers(change, part))  # type: ignore[misc]
        count = len({change.statement.subject for change in taken})
        text = f"{plural(count, part)} recorded otherwise"
        yield Said(f"{part} nodes", text, taken, under=field if field in told else "", follows=field in told)


def _numbers(change: Change, part: str) -> bool:
    """Whether a statement only says that a thing has a numbered part."""
    return change.statement.predicate == CRM.P1_is_identified_by and fragment(change.statement.object) == part


def parts(pool: Pool, about: Teller, said: Sequence[Said]) -> Iterator[Said]:
    """Parts, copies and leaves that are stated now, or no longer; what a link leads to goes with the link."""
    told = {value for one in said for value in (*one.old, *one.new)}
    for node in unique(page_of_part(c.statement.subject, about.entity) for c in pool.left):
        if node == about.entity or not (about.is_new(node) or about.is_gone(node)):
            continue
        new = about.is_new(node)
        taken = pool.take(lambda change, node=node: _belongs(change, node, about.entity))  # type: ignore[misc]
        label = about.words.label(node, old=not new)
        word = kind_of(node, about.base).one if "#" not in node else _part_word(node)
        word = "leaf" if EP.Leaf in (about.new if new else about.old).types.get(node, ()) else word
        yield Said(
            f"{word} {'added' if new else 'removed'}",
            f"{word} {'added' if new else 'removed'}: {label or short(node, about.base)}",
            taken,
            old=() if new else (node,),
            new=(node,) if new else (),
            follows=node in told,
        )


def questions(pool: Pool, about: Teller) -> Iterator[Said]:
    """Open questions that are raised, or closed; the words of one name what is asked about, and change with that."""

    def asked(node: str) -> bool:
        return page(node) == about.entity and fragment(node).startswith(_QUESTION)

    restated: list[Change] = []
    for node in unique(change.statement.subject for change in pool.left if asked(change.statement.subject)):
        taken = pool.take(lambda change, node=node: change.statement.subject == node)  # type: ignore[misc]
        if about.is_new(node) or about.is_gone(node):
            verb = "raised" if about.is_new(node) else "closed"
            text = f"question {verb}: {about.words.label(node, old=about.is_gone(node))}"
            yield Said("question", text, taken)
        else:
            restated += taken
    if restated:
        text = f"{plural(len({change.statement.subject for change in restated}), 'open question')} told otherwise"
        yield Said("claims", text, tuple(restated), follows=True)


def page_of_part(subject: str, entity: str) -> str:
    """The part that a node belongs to: a fragment of the entity, or another page of it whole."""
    return subject if page(subject) == entity else page(subject)


def _belongs(change: Change, node: str, entity: str) -> bool:
    subject, _, object_, _ = change.statement
    return page_of_part(subject, entity) == node or (subject == entity and object_ == node)


def is_label(change: Change) -> bool:
    """Whether a statement gives the label of something."""
    return change.statement.predicate in _LABELS


def labels(changes: Sequence[Change], about: Teller, said: Sequence[Said]) -> Iterator[Said]:
    """The label of the entity; those of its parts follow from it, and so does that of a record from its values."""
    own = tuple(change for change in changes if change.statement.subject == about.entity)
    parts = tuple(change for change in changes if change.statement.subject != about.entity)
    if own:
        removed, added = _values(own)
        follows = bool(said) and about.kind.path in COMPOSED
        yield Said("label", _moved(about, "label", removed, added), own, old=removed, new=added, follows=follows)
    if parts:
        count = len({change.statement.subject for change in parts})
        text = f"{plural(count, 'label')} of its parts changed"
        yield Said("labels of parts", text, parts, follows=bool(own or said))


def _values(changes: Iterable[Change]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The values that were removed and those that were added, each once."""
    values = {(change.mark, change.statement.object) for change in changes}
    removed, added = (tuple(sorted(value for m, value in values if m == mark)) for mark in (REMOVED, ADDED))
    return removed, added


def rest(pool: Pool, about: Teller) -> Iterator[Said]:
    """Whatever nobody has words for: `property: old -> new`."""
    for subject, predicate in dict.fromkeys((c.statement.subject, c.statement.predicate) for c in pool.left):
        taken = pool.take(lambda c, s=subject, p=predicate: (c.statement.subject, c.statement.predicate) == (s, p))  # type: ignore[misc]
        removed, added = _values(taken)
        name = about.words.property(predicate)
        told = [about.words.values(removed, old=True) or "nothing", about.words.values(added) or "nothing"]
        text = f"{_part(about, subject)}{name}: {told[0]} → {told[1]}"
        yield Said(name, text, taken, old=removed, new=added)


def buried(about: Teller, changes: Sequence[Change]) -> tuple[str, Said] | None:
    """What became of an entity that is new, no longer used, or gone: the word for it, and one sentence for all."""
    now, before = (EP.Tombstone in side.types.get(about.entity, ()) for side in (about.new, about.old))
    count = plural(len(changes), "statement")
    if now and not before:
        said = [c.statement for c in changes if c.mark == ADDED and c.statement.subject == about.entity]
        fate = next((text_of(s.object).rpartition("-")[2] for s in said if s.predicate == CRM.P2_has_type), "withdrawn")
        others = tuple(s.object for s in said if s.predicate == DCTERMS.isReplacedBy)
        into = f"{'split' if len(others) > 1 else 'merged'} into {about.words.values(others)}" if others else ""
        notes = "; ".join(text_of(s.object) for s in said if s.predicate == CRM.P3_has_note)
        return fate, Said(fate, into or _withdrawn(notes), tuple(changes), new=others)
    if before and not now:
        return "changed", Said("in use again", f"in use again ({count})", tuple(changes))
    if about.is_new(about.entity):
        return "added", Said("added", f"added, with {count}", tuple(changes))
    if about.is_gone(about.entity):
        return "gone", Said("gone", f"gone without a word, with {count}", tuple(changes))
    return None


def _withdrawn(note: str) -> str:
    return f"withdrawn: {note}" if note and note != "withdrawn" else "withdrawn"


def _some(value: str) -> tuple[str, ...]:
    return (value,) if value else ()


__all__ = [
    "COMPOSED",
    "Pool",
    "Said",
    "Teller",
    "buried",
    "days",
    "fields",
    "labels",
    "numbered",
    "parts",
    "questions",
    "rest",
]

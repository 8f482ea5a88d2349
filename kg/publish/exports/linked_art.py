"""Linked Art (JSON-LD): letters as linguistic objects, the documents that carry them, who wrote and who received them.

One array of documents as the Linked Art API serves them one at a time, each with its context: letters, then persons,
groups, places and archival units.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec

from kg.ns import AAT, LANGUAGES, LINKED_ART_CONTEXT, bare
from kg.publish.exports._export import About, Carried, Export, parts_of
from kg.publish.exports._records import Records
from kg.publish.exports._things import Actor, Kept, Letter, Other, Span, Thing, Unit, Words

_TYPES = {"person": "Person", "group": "Group", "place": "Place", "": "Actor"}
_PRIMARY = bare(AAT["300404670"])  # preferred term
Json = dict[str, Any]


def write(records: Records, about: About) -> Iterator[bytes]:
    """The array, one document a line."""
    first = True
    for made in _documents(records):
        whole = {"@context": LINKED_ART_CONTEXT, **_filled(made)}
        yield (b"[\n" if first else b",\n") + msgspec.json.encode(whole)
        first = False
    yield b"[]\n" if first else b"\n]\n"


def _documents(records: Records) -> Iterator[Json]:
    for letter in records.letters():
        yield _letter(letter)
    for kind in ("person", "group", "place"):
        for thing in records.things(kind):
            yield _thing(thing, kind)
    for unit in records.units():
        yield _unit(unit)


def _filled(node: Json) -> Json:
    """A node without keys that have no value."""
    return {key: value for key, value in node.items() if value not in ("", [], {}, None)}


def _ref(iri: str, type_: str, label: str, **more: Any) -> Json:
    return _filled({"id": iri, "type": type_, "_label": label, **more})


def _letter(letter: Letter) -> Json:
    topics = [_ref(topic.iri, "Type", topic.name) for topic in letter.topics]
    named = [_ref(one.iri, "Person", one.name) for one in letter.mentions if one.iri]
    others = [_other(other) for other in letter.refers_to]
    return {
        "id": letter.iri,
        "type": "LinguisticObject",
        "_label": letter.label,
        "classified_as": [_type(word) for word in (letter.mode, *letter.labels) if word],
        "identified_by": [*_names(letter.label, letter.label_ru), *_numbers(letter)],
        "content": "\n\n".join(one.words for one in letter.texts if not one.translated),
        "language": [_ref(LANGUAGES + code, "Language", code) for code in letter.languages],
        "referred_to_by": [_statement(words) for words in (letter.abstract, letter.abstract_ru) if words],
        "about": [*topics, *named, *others],
        "created_by": _activity("Creation", letter.authors, letter.written, letter.sent_from),
        "used_for": [*_sending(letter), *_receipt(letter)],
        "carried_by": [_carrier(kept) for kept in letter.carriers],
    }


def _is_own(_: str, words: Words) -> bool:
    return not words.translated


def _type(word: str) -> Json:
    return {"type": "Type", "_label": word}


def _names(label: str, other: str = "") -> list[Json]:
    primary = {"id": _PRIMARY, "type": "Type", "_label": "Primary Name"}
    names = [{"type": "Name", "content": label, "classified_as": [primary]}]
    return [*names, {"type": "Name", "content": other}] if other else names


def _numbers(letter: Letter) -> list[Json]:
    return [
        _filled(
            {"type": "Identifier", "content": number.text, "classified_as": [_type(number.kind)] if number.kind else []}
        )
        for number in letter.numbers
    ]


def _statement(words: str) -> Json:
    return {"type": "LinguisticObject", "content": words}


def _other(other: Other) -> Json:
    return _ref(other.iri, "LinguisticObject", other.label)


def _actor(actor: Actor) -> Json:
    if not actor.iri:
        return {"type": "Actor", "_label": actor.name, "identified_by": [{"type": "Name", "content": actor.name}]}
    return _ref(
        actor.iri, _TYPES.get(actor.kind, "Actor"), actor.name, equivalent=_equivalent(actor.same_as, actor.kind)
    )


def _equivalent(iris: tuple[str, ...], kind: str) -> list[Json]:
    return [{"id": iri, "type": _TYPES.get(kind, "Actor")} for iri in iris]


def _activity(type_: str, who: tuple[Actor, ...], when: Span, where: tuple[Actor, ...] = ()) -> Json:
    return _filled(
        {
            "type": type_,
            "carried_out_by": [_actor(one) for one in who],
            "timespan": _timespan(when),
            "took_place_at": [_actor(place) for place in where] if type_ == "Activity" else [],
        }
    )


def _sending(letter: Letter) -> Iterator[Json]:
    """The sending, with the answers that it is part of."""
    sending = _activity("Activity", letter.authors, letter.sent, letter.sent_from)
    yield sending | {"_label": "sending", "classified_as": [_type("sending")]}


def _receipt(letter: Letter) -> Iterator[Json]:
    if letter.addressees or letter.received or letter.sent_to:
        receipt = _activity("Activity", letter.addressees, letter.received, letter.sent_to)
        yield receipt | {"_label": "receipt", "classified_as": [_type("receipt")]}


def _timespan(span: Span) -> Json:
    """Bounds to the second, of local time: no zone is known. And the date as recorded."""
    if not span:
        return {}
    begin = f"{span.first}T{span.time or '00:00'}:00" if span.first else ""
    end = (f"{span.last}T{span.time}:59" if span.time else f"{span.last}T23:59:59") if span.last else ""
    names = [
        {"type": "Name", "content": span.words},
        {"type": "Name", "content": span.edtf, "classified_as": [_type("EDTF")]},
    ]
    return _filled({"type": "TimeSpan", "identified_by": names, "begin_of_the_begin": begin, "end_of_the_end": end})


def _carrier(kept: Kept) -> Json:
    mark: Json = {"type": "Identifier", "content": kept.shelfmark, "classified_as": [_type("shelfmark")]}
    return _ref(
        kept.iri,
        "HumanMadeObject",
        kept.shelfmark,
        identified_by=[mark],
        classified_as=[_type(form) for form in kept.forms],
        current_custodian=[_ref(kept.archive, "Group", kept.archive_name)] if kept.archive else [],
        member_of=[{"id": kept.unit, "type": "Set"}] if kept.unit else [],
        referred_to_by=[_statement(f"leaves {kept.leaves}")] if kept.leaves else [],
    )


def _thing(thing: Thing, kind: str) -> Json:
    names = [*_names(thing.name, thing.name_ru), *({"type": "Name", "content": name} for name in thing.variants)]
    where = f"POINT({thing.longitude} {thing.latitude})" if thing.latitude and thing.longitude else ""
    return {
        "id": thing.iri,
        "type": _TYPES[kind],
        "_label": thing.name,
        "identified_by": names,
        "classified_as": [_type(thing.kind)] if thing.kind else [],
        "referred_to_by": [_statement(note) for note in thing.note],
        "born": _life("Birth", thing.born),
        "died": _life("Death", thing.died),
        "defined_by": where,
        "equivalent": _equivalent(thing.same_as, kind),
    }


def _life(type_: str, date: str) -> Json:
    return {"type": type_, "timespan": _timespan(Span(edtf=date, words=date))} if date else {}


def _unit(unit: Unit) -> Json:
    codes = [{"type": "Identifier", "content": code} for code in (unit.code, *unit.former) if code]
    return {
        "id": unit.iri,
        "type": "Set",
        "_label": unit.name,
        "classified_as": [_type(word) for word in (unit.level, unit.arrangement) if word],
        "identified_by": [*_names(unit.title or unit.name, unit.title_ru), *codes],
        "member_of": [{"id": unit.above, "type": "Set"}] if unit.above else [],
        "subject_of": [{"id": page, "type": "DigitalObject"} for page in unit.pages],
    }


EXPORT = Export(
    name="linked-art",
    title="Linked Art",
    suffix=".linked-art.json",
    media_type="application/ld+json",
    carries={
        "letter.label letter.label_ru": "identified_by, Name",
        "letter.mode letter.labels": "classified_as",
        "letter.numbers.text letter.numbers.kind": "identified_by, Identifier",
        "letter.languages": "language",
        "letter.texts.words": Carried("content", _is_own, "content is what the letter itself says, no translation"),
        "letter.abstract letter.abstract_ru": "referred_to_by",
        parts_of("topics", "mentions", parts="iri name"): "about",
        parts_of("refers_to", parts="iri label"): "about",
        "letter.mentions.same_as": "equivalent, of the person",
        parts_of("authors", parts="iri name kind same_as"): "created_by, used_for: carried_out_by",
        parts_of("addressees", parts="iri name kind same_as"): "used_for (receipt): carried_out_by",
        parts_of("sent_from", "sent_to", parts="iri name kind same_as"): "used_for: took_place_at",
        parts_of("written", "sent", "received", parts="edtf time"): "timespan",
        parts_of("carriers", parts="iri shelfmark forms leaves archive archive_name unit"): "carried_by",
        "person.name person.name_ru person.variants group.name group.name_ru group.variants": "identified_by, Name",
        "place.name place.name_ru place.variants": "identified_by, Name",
        "person.note": "referred_to_by",
        "person.kind group.kind place.kind": "classified_as",
        "person.born": "born",
        "person.died": "died",
        "person.same_as group.same_as place.same_as": "equivalent",
        "place.latitude place.longitude": "defined_by",
        "unit.name unit.title unit.title_ru": "identified_by, Name",
        "unit.code unit.former": "identified_by, Identifier",
        "unit.level unit.arrangement": "classified_as",
        "unit.above": "member_of",
        "unit.pages": "subject_of",
    },
    write=write,
)

"""What things are called in sentences for people: letters by author, kind, day and number, never by an identifier."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from kg.map.concepts import label_of
from kg.map.dates import when
from kg.map.letter import mode
from kg.map.number import leading
from kg.ns import VOC
from kg.records.claim import Claim
from kg.records.interval import interval
from kg.records.letter import Letter
from kg.records.reference import Said
from kg.records.words import MOST, listed

_IDENTIFIER = re.compile(r"\b[lhd]\d{4,}\b")
_LETTERS = frozenset({"reply-to", "refers-to", "aligned-to", "same-as"})
_DATES = frozenset({"date", "decided-on", "received"})
_LONGEST = 100  # characters of a list of leaves
_NEIGHBOURS = frozenset({"below-gap", "above-gap"})
# Witnesses and what they are called where they speak, if that is not the label of the concept.
_SPEAKERS = {
    "shared-leaf": "leaf with two texts",
    "reversed-heading": "heading, read the other way round,",
    "enclosure": "letter",
}
_WHOSE = {"your": "to its author", "our": "by its author", "either": "between the two"}


def reading(record: Letter) -> str:
    """What a letter is called: `Stalin's telegram of 7 June 1932, No. 14`."""
    kind = "letter" if mode(record) == VOC.mode_letter else "telegram"
    senders = record.senders
    whose = f"{senders[0]}'s {kind}" if len(senders) == 1 else f"the {kind}"
    by = f" of {listed(senders, MOST)}" if len(senders) > 1 else ""
    date = when(record.date)
    days = f" of {date.en}" if date.exact else f" ({date.en})"
    number = leading(record.numbers).rstrip(" .")
    return f"{whose}{by}{days}{f', {number}' if number else ''}"


def named(words: str, readings: Mapping[str, str]) -> str:
    """Words with what letters and headings are called in the place of their identifiers."""
    return _IDENTIFIER.sub(lambda match: readings.get(match[0], match[0]), words)


def identified(words: str, readings: Mapping[str, str]) -> str:
    """Words with what letters and headings are called before their identifiers: `Stalin's letter of ... (l0014)`."""
    return named(words, {id_: f"{called} ({id_})" for id_, called in readings.items()})


def readings_of(letters: Iterable[Letter], claims: Sequence[Claim]) -> dict[str, str]:
    """What the letters, headings and decisions of an edition are called, by identifier."""
    entries = list(letters)
    found = {entry.letter: reading(entry) for entry in entries if entry.letter}
    found |= {entry.heading.id: f"the heading at line {entry.heading.line}" for entry in entries if entry.heading}
    noted = ((claim.about, claim.lines[0]) for claim in reversed(claims) if claim.about.startswith("d"))
    return found | {id_: f"the decision noted at line {line}" for id_, line in noted}


def names_in(words: str) -> tuple[str, ...]:
    """The identifiers of letters, headings and decisions in words of the program, each once."""
    return tuple(dict.fromkeys(_IDENTIFIER.findall(words)))


def speaker(claim: Claim) -> str:
    """The passage that speaks in a claim: `the signature at line 25`."""
    if claim.witness == "curator":
        return "the curator"
    if claim.field == "answers" and claim.witness == "number":
        name = label_of(VOC.cross_reference)[0]
    else:
        name = _SPEAKERS.get(claim.witness) or label_of(VOC[claim.witness])[0]
    return f"the {name} at line {claim.lines[0]}"


def spoken(claim: Claim, readings: Mapping[str, str]) -> str:
    """The value of a claim as a sentence says it; `readings` are what letters are called, by identifier."""
    field, value = claim.field, claim.value
    if field in _LETTERS:
        return readings.get(value, value)
    if field in _NEIGHBOURS:
        return f"No. {value}: {readings.get(claim.record, claim.raw)}"
    if field in _DATES:
        return when(value).en
    if field == "expected-date":
        date = when(value)
        return f"on {date.en}" if date.exact else date.en
    if field == "candidate-leaves":
        return value if len(value) <= _LONGEST else f"{value[: _LONGEST - 1]}…"
    if field == "sent":
        day, _, time = value.partition("T")
        return f"{time} on {when(day).en}"
    if field in ("reference", "enclosure"):
        return told(value)
    if field in ("answers", "attested"):
        said = when(value).en if interval(value).day else claim.raw or value
        kind = "telegram" if claim.witness == "number" else "letter"
        return said if field == "attested" else f"a {kind} ({said})"
    return value


def told(value: str) -> str:
    """What a passage says of another document, as `Said` spells it, in words; a day too; any other value as it is."""
    if said := Said.parse(value):
        return _said(said)
    return when(value).en if interval(value).day else value


def _said(said: Said) -> str:
    """What a passage says of another document: `a telegram of Stalin to Voroshilov, of 26 June 1932`."""
    if said.kind == "enclosure":
        return _enclosure(said)
    by = f" of {listed(said.senders, MOST)}" if said.senders else ""
    if said.number is not None:
        which = f", {_counted(said)}{by}" if by else ""
        return f"document {said.number} of the printed edition{which}"
    to = f" to {listed(said.recipients, MOST)}" if said.recipients else ""
    dated = f", of {'about ' if said.date.endswith('~') else ''}{when(said.date.rstrip('~')).en}" if said.date else ""
    whose = f" {_WHOSE[said.whose]}" if said.whose else f"{by}{to}"
    how = ", that was received" if said.received else ", that agrees" if said.agreed else ""
    return f"{_counted(said)}{whose}{dated}{how}"


def _enclosure(said: Said) -> str:
    what = {1: "a writing", 0: "writings"}.get(said.count, f"{said.count} writings")
    by = f" of {listed(said.senders, MOST)}" if said.senders else ""
    if said.missing:
        return f"an enclosure that is missing{f', sent at line {said.line}' if said.line else ''}"
    return f"{what}{by} sent with the letter"


def _counted(said: Said) -> str:
    return {1: f"a {said.kind}", 0: f"several {said.kind}s"}.get(said.count, f"{said.count} {said.kind}s")

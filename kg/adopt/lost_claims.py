"""What attests each letter of the register of lost letters, and what follows from it, as claims."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import cast

from kg.records.claim import Certainty, Claim, Voice, claim_id
from kg.records.lost import Attestation, LostLetter
from kg.records.settled import shelfmark_text
from kg.records.shelfmark import Shelfmark

# Kind of an attestation -> type of its witness, field of its claim, who speaks; the others are passages of a letter.
_ATTESTED: dict[str, tuple[str, str, Voice]] = {
    "below": ("number", "below-gap", "office"),
    "above": ("number", "above-gap", "office"),
    "note": ("editor-footnote", "attested", "editors"),
    "missing": ("editor-footnote", "missing", "editors"),
    "enclosure": ("enclosure", "enclosed", "author"),
    "heading": ("heading", "headed", "editors"),
}
_PASSAGE: tuple[str, str, Voice] = ("cross-reference", "attested", "author")


def lost_claims(lost: Iterable[LostLetter], ids: Mapping[str, str], source: str) -> Iterator[Claim]:
    """What attests a lost letter; `ids` are the identifiers of lost letters by their keys."""
    for record in lost:
        about, certainty = ids.get(record.key), cast(Certainty, record.certainty)
        if about is not None:
            yield from (_attested(about, item, certainty, source) for item in record.evidence)
            yield from (_kept(f"{about}-{n}", mark, certainty, source) for n, mark in enumerate(record.shelfmarks, 1))
            yield from _concluded(about, record, certainty, source)


def _concluded(about: str, record: LostLetter, certainty: Certainty, source: str) -> Iterator[Claim]:
    """When it must have been written, where no passage says that itself, and on which leaves it may be."""
    line = min(item.line for item in record.evidence)
    if record.date and record.date not in {item.value for item in record.evidence}:
        raw = ", ".join(dict.fromkeys(f"{item.kind}: {item.record}" for item in record.evidence))
        yield _inferred(about, "expected-date", record.date, raw, line, "rule-constraints", certainty, source)
    for found in record.leaves:
        value = shelfmark_text(Shelfmark(archive=found.archive, path=found.path, leaves=found.leaves))
        raw = "; ".join(f"{gap.leaves} between {gap.after} and {gap.before}" for gap in found.gaps)
        yield _inferred(about, "candidate-leaves", value, raw, line, "rule-leaf-order", "possible", source)


def _inferred(
    about: str, field: str, value: str, raw: str, line: int, rule: str, certainty: Certainty, source: str
) -> Claim:
    """A conclusion of the program; the letters that `raw` names are those it rests on."""
    return Claim(
        id=claim_id(source, (line, line), about, field, "inference", value),
        about=about,
        field=field,
        value=value,
        witness="inference",
        voice="program",
        raw=raw,
        lines=(line, line),
        status="adopted",
        certainty=certainty,
        rule=rule,
    )


def _attested(about: str, item: Attestation, certainty: Certainty, source: str) -> Claim:
    witness, field, voice = _ATTESTED.get(item.kind, _PASSAGE)
    return Claim(
        id=claim_id(source, (item.line, item.line), about, field, witness, item.value),
        about=about,
        field=field,
        value=item.value,
        witness=witness,
        voice=voice,
        raw=item.raw,
        lines=(item.line, item.line),
        status="adopted",
        certainty=certainty,
        rule="rule-attested",
        record=item.record,
    )


def _kept(about: str, mark: Shelfmark, certainty: Certainty, source: str) -> Claim:
    """Where a letter is kept that the notes cite and the edition does not print."""
    value, lines = shelfmark_text(mark), (mark.line or 1, mark.line or 1)
    return Claim(
        id=claim_id(source, lines, about, "shelfmark", "editor-footnote", value),
        about=about,
        field="shelfmark",
        value=value,
        witness="editor-footnote",
        voice="editors",
        raw=mark.raw,
        lines=lines,
        column=mark.column or 1,
        status="adopted",
        certainty=certainty,
        rule="rule-editors",
    )

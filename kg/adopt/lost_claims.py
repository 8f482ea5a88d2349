"""What attests each letter of the register of lost letters, as claims."""

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

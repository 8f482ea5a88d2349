"""Every saying of the source as a claim, weighed against the values that were adopted.

The ranks are those of the application profile, section 1.13. What letters are said to be is decided elsewhere in this
package; here each witness is told whether it was believed, by which rule, and how certain that is.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple, cast

from msgspec.structs import replace

from kg.adopt.described import RECORD
from kg.adopt.letters import share_leaf
from kg.adopt.overruled import CURATOR, citation_text, reading
from kg.records.alignment import Alignment
from kg.records.claim import Certainty, Claim, Status, Voice, claim_id
from kg.records.collated import Collation, Shared
from kg.records.decision import Decision
from kg.records.interval import allows
from kg.records.letter import Letter
from kg.records.reference import Reference
from kg.records.reply import DESCRIBED, Reply
from kg.records.settled import shelfmark_text
from kg.records.witness import Witness

Who = Callable[[str, int], str]  # a printed name and its line -> whom it means, or the name itself


class Weight(NamedTuple):
    """What a type of witness weighs: its rank (0 is the highest), the rule that adopts it, how certain that is."""

    rank: int
    rule: str
    certainty: Certainty
    voice: Voice


# Type of a witness, as the records name it -> its weight for author, addressee and date (profile, section 1.13).
WEIGHTS: dict[str, Weight] = {
    CURATOR: Weight(0, "rule-curator", "certain", "curator"),
    "signature": Weight(1, "rule-own-words", "certain", "author"),
    "salutation": Weight(1, "rule-own-words", "certain", "author"),
    "address": Weight(1, "rule-own-words", "certain", "author"),
    "dateline": Weight(1, "rule-own-words", "certain", "author"),
    "label": Weight(1, "rule-own-words", "certain", "office"),
    "number": Weight(1, "rule-own-words", "certain", "office"),
    "reference": Weight(1, "rule-own-words", "certain", "author"),
    "secretary-note": Weight(2, "rule-secretary-note", "certain", "office"),
    "copy-note": Weight(3, "rule-editors", "probable", "office"),
    "inference": Weight(4, "rule-constraints", "probable", "program"),
    "shared-leaf": Weight(5, "rule-shared-leaf", "probable", "program"),
    "displaced-heading": Weight(6, "rule-displaced-heading", "probable", "editors"),
    "reversed-heading": Weight(7, "rule-heading-reversed", "probable", "program"),
    "heading": Weight(8, "rule-heading-alone", "probable", "editors"),
    "collation": Weight(7, "rule-collation", "probable", "program"),
    "metadata-record": Weight(9, "rule-described", "certain", "editors"),
    "archive-line": Weight(1, "rule-editors", "certain", "editors"),
    "note": Weight(1, "rule-editors", "certain", "editors"),
}
_ALIGNED = Weight(5, "rule-displaced-heading", "probable", "program")
_AS_RECORDED = Weight(10, "rule-as-recorded", "possible", "program")
_NO_BODY = Weight(11, "rule-no-body", "possible", "editors")
# Words of the records for types of witnesses -> terms of the scheme, where they are not the same.
_TERMS = {
    "address": "salutation",
    "note": "editor-footnote",
    "copy-note": "editor-footnote",
    "reference": "cross-reference",
}
_PARTIES = {"sender": "senders", "recipient": "recipients"}
_WEIGHED = (*_PARTIES, "date")


def letter_claims(
    letters: Sequence[Letter], who: Who, placed: Container[str] = (), shared: Mapping[int, Shared] | None = None
) -> tuple[Claim, ...]:
    """Every claim on the letters of an edition, in the order of the page, each once.

    `letters` have the values that count, and among their witnesses those that reasoning and curators have added.
    `placed` are headings with nothing under them that were found to belong to a letter: what they say is said of that.
    """
    found: dict[str, Claim] = {}
    before: Letter | None = None
    for letter in letters:
        if letter.letter is None and letter.heading is not None and letter.heading.id in placed:
            continue
        elsewhere = (shared or {}).get(letter.line)
        for claim in (*_weighed(letter, before, who, elsewhere), *_other(letter), *_kept(letter, elsewhere)):
            found.setdefault(claim.id, claim)
        before = letter
    return tuple(found.values())


def _weighed(letter: Letter, before: Letter | None, who: Who, elsewhere: Shared | None) -> Iterator[Claim]:
    """The claims on author, addressee and date."""
    if letter.letter is None:
        yield from (_claim(letter, witness, "candidate", _NO_BODY) for witness in _of(letter, *_WEIGHED))
        return
    for field in _WEIGHED:
        witnesses = [*_of(letter, field), *_inferred(letter, field, before, who, elsewhere)]
        agreeing = [agrees(letter, witness, who) for witness in witnesses]
        weights = [_weight(witness) for witness, agrees_ in zip(witnesses, agreeing, strict=True) if agrees_]
        deciding = min(weights, default=_AS_RECORDED)
        if not all(agreeing) and deciding.certainty == "certain":
            deciding = deciding._replace(certainty="probable")
        for witness, agrees_ in zip(witnesses, agreeing, strict=True):
            yield _claim(letter, witness, "adopted" if agrees_ else "rejected", deciding)


def agrees(letter: Letter, witness: Witness, who: Who) -> bool:
    """Whether a witness says what counts, or a wider date that holds it."""
    if witness.field == "date":
        return allows(witness.value, letter.date)
    adopted = {who(name, letter.line) for name in _adopted(letter, witness.field)}
    return who(witness.value, witness.line) in adopted


def _adopted(letter: Letter, field: str) -> tuple[str, ...]:
    return cast(tuple[str, ...], getattr(letter, _PARTIES[field]))


def _inferred(
    letter: Letter, field: str, before: Letter | None, who: Who, elsewhere: Shared | None
) -> Iterator[Witness]:
    """A witness for each adopted value that no passage says outright: what it was inferred from; `elsewhere` says which
    other editions print the letter, and what they give.
    """
    said = _of(letter, field)
    taken = elsewhere.taken if elsewhere is not None else ()
    if field == "date":
        if letter.date is not None and not any(agrees(letter, witness, who) for witness in said):
            ground = _collated(letter) if (field, letter.date) in taken else _date_ground(letter)
            yield _witness(letter, field, letter.date, *ground)
        return
    spoken = {who(witness.value, witness.line) for witness in said}
    for name in _adopted(letter, field):
        if who(name, letter.line) not in spoken:
            ground = _collated(letter) if (field, name) in taken else _party_ground(letter, field, name, before)
            yield _witness(letter, field, name, *ground)


def _collated(letter: Letter) -> tuple[str, str, int]:
    """The ground of a value that another edition gives and this one does not."""
    return "collation", "", letter.line


def _party_ground(letter: Letter, field: str, name: str, before: Letter | None) -> tuple[str, str, int]:
    """Why a party was adopted that nothing names on its side: type of witness, words, line."""
    heading = letter.heading
    if heading is not None and name in (heading.recipients if field == "sender" else heading.senders):
        return "reversed-heading", heading.text, heading.line
    if before is not None and name in before.senders and share_leaf(letter.shelfmarks, before.shelfmarks):
        mark = letter.shelfmarks[0]
        return "shared-leaf", mark.raw, mark.line or letter.line
    return "as-recorded", name, letter.line


def _date_ground(letter: Letter) -> tuple[str, str, int]:
    if letter.sent is not None and letter.date == letter.sent.at[:10]:
        return "secretary-note", "", letter.sent.line or letter.line  # the record keeps the meaning, not the words
    return "as-recorded", letter.date or "", letter.line


def _witness(letter: Letter, field: str, value: str, type_: str, raw: str, line: int) -> Witness:
    return Witness(field=field, value=value, type=type_, raw=raw, line=line)


def _other(letter: Letter) -> Iterator[Claim]:
    """What is said of the letter that nothing can contradict: numbers, labels, times, places, references."""
    for witness in letter.witnesses:
        if witness.field not in _WEIGHED and witness.field != "carrier":
            yield _claim(letter, witness, "adopted", _weight(witness))


def _kept(letter: Letter, elsewhere: Shared | None) -> Iterator[Claim]:
    """Where each carrier is kept and which form it has, as the archive line or a note says."""
    marks = [*letter.shelfmarks]
    if letter.sent is not None and letter.sent.shelfmark is not None:
        marks.append(letter.sent.shelfmark)
    for n, mark in enumerate(marks, 1):
        type_ = "archive-line" if n <= len(letter.shelfmarks) else "secretary-note"
        type_ = RECORD if letter.described else type_
        line, about = mark.line or letter.line, _copy(letter, n, elsewhere)
        sayings = [("shelfmark", shelfmark_text(mark), mark.raw), *(("form", form, form) for form in mark.forms)]
        for field, value, raw in sayings:
            witness = Witness(field=field, value=value, type=type_, raw=raw, line=line, column=mark.column)
            yield _claim(letter, witness, "adopted", WEIGHTS[type_], about)


def _copy(letter: Letter, n: int, elsewhere: Shared | None) -> str:
    """The identifier of a copy; another edition may have it already."""
    if elsewhere is None:
        return f"{letter.letter}-{n}"
    return elsewhere.copies[n - 1] if n <= len(elsewhere.copies) else f"{elsewhere.own}-{n}"


def collation_claims(found: Iterable[Collation], source: str) -> Iterator[Claim]:
    """That a letter is one which another edition prints too; `source` is the SHA-256 of the later one's text."""
    statuses: dict[str, tuple[Status, Certainty]] = {
        "certain": ("adopted", "certain"),
        "probable": ("adopted", "probable"),
        "candidate": ("candidate", "possible"),
    }
    for pair in found:
        about, value, lines = pair.later.letter, pair.earlier.letter, (pair.later.line, pair.later.line)
        status, certainty = statuses[pair.certainty]
        against = f"; not: {', '.join(pair.against)}" if pair.against else ""
        yield Claim(
            id=claim_id(source, lines, about, "same-as", "collation", value),
            about=about,
            field="same-as",
            value=value,
            witness="collation",
            voice="program",
            raw=f"{', '.join(pair.evidence)}{against}",
            lines=lines,
            status=status,
            certainty=certainty,
            rule="rule-collation",
        )


def alignment_claims(alignments: Iterable[Alignment], letters: Iterable[Letter]) -> Iterator[Claim]:
    """Which letter each heading belongs to: one claim a proposal, adopted or not, and one for the place of print."""
    headings = {letter.heading.id: letter for letter in letters if letter.heading is not None}
    for found in alignments:
        if found.curated:
            continue  # the row that says so is a claim itself
        entry, deciding = headings[found.heading], _ALIGNED._replace(certainty=found.certainty)
        proposed = {found.letter: "adopted" if found.adopted else "candidate"} if found.letter else {}
        if found.printed_above and found.moved:
            proposed[found.printed_above] = "rejected"
        for letter, status in proposed.items():
            raw = ", ".join(f"{item.name} {item.value}" for item in found.evidence) if letter == found.letter else ""
            witness = Witness(field="aligned-to", value=letter, type="inference", raw=raw, line=found.line)
            yield _claim(entry, witness, cast(Status, status), deciding, found.heading)


def reference_claims(references: Iterable[Reference], letters: Mapping[str, Letter]) -> Iterator[Claim]:
    """Which letters a passage can mean: adopted where it is resolved, else candidates."""
    for ref in references:
        sure = ref.status == "resolved" and ref.certainty != "possible"
        certainty = cast(Certainty, ref.certainty or "possible")
        deciding = WEIGHTS["note" if ref.told else "reference"]._replace(certainty=certainty)
        for letter in ref.means:
            type_ = "note" if ref.told else "reference"
            witness = Witness(
                field="refers-to", value=letter, type=type_, raw=ref.raw, line=ref.line, column=ref.column
            )
            yield _claim(letters[ref.letter], witness, "adopted" if sure else "candidate", deciding)


# Evidence of a reply that is no passage of the letter -> the type of its witness.
_GROUNDS = {"shared-leaf": "shared-leaf", DESCRIBED: RECORD}


def reply_claims(replies: Iterable[Reply], letters: Mapping[str, Letter]) -> Iterator[Claim]:
    """One claim for each piece of evidence that a letter answers another, and so refers to it; `letters` by identifier.

    Passages that say so are references already.
    """
    for reply in replies:
        letter = letters[reply.letter]
        for evidence in reply.evidence:
            if evidence == CURATOR:
                continue  # the row that says so is a claim itself
            type_, raw = _GROUNDS.get(evidence, "reference"), _leaves(letter) if evidence == "shared-leaf" else ""
            witness = Witness(field="reply-to", value=reply.answered, type=type_, raw=raw, line=reply.line)
            yield _claim(letter, witness, "adopted", WEIGHTS[type_])
            if evidence in _GROUNDS:  # whoever answers a letter refers to it, and no passage may say so
                yield _claim(letter, replace(witness, field="refers-to"), "adopted", WEIGHTS[type_])


def _leaves(letter: Letter) -> str:
    return letter.shelfmarks[0].raw if letter.shelfmarks else ""


def decision_claims(decisions: Iterable[Decision], source: str) -> Iterator[Claim]:
    """What notes say of decisions: body, date, action, where it is recorded; `source` is the SHA-256 of the text.

    A decision that several notes record has the values of the first note; another note that says something else is a
    candidate, as no note outranks another.
    """
    first: dict[tuple[str, str], str] = {}
    for record in decisions:
        about = record.same_as or record.id
        witness = "editor-footnote" if record.heading or record.letter else "introduction"
        for field, value, raw, line, column in _noted(record):
            agrees_ = field in ("shelfmark", "action") or first.setdefault((about, field), value) == value
            lines = (line, line)
            yield Claim(
                id=claim_id(source, lines, about, field, witness, value),
                about=about,
                field=field,
                value=value,
                witness=witness,
                voice="editors",
                raw=raw,
                lines=lines,
                column=column,
                status="adopted" if agrees_ else "candidate",
                certainty="certain" if agrees_ else "possible",
                rule="rule-editors",
            )


def _noted(record: Decision) -> Iterator[tuple[str, str, str, int, int]]:
    """Field, value, words, line and column of each saying of a note."""
    words = {witness.field: (witness.raw, witness.line, witness.column) for witness in record.witnesses}
    silent = ("", record.line, 1)
    yield "decided-by", record.body, *words.get("body", silent)
    if record.date:
        days = (record.date,) if isinstance(record.date, str) else record.date
        date = days[0] if len(days) == 1 else f"{{{','.join(days)}}}"
        yield "decided-on", date, *words.get("date", silent)
    if record.action:
        yield "action", record.action, *silent  # a verb: the record keeps its meaning, not its form
    for cited in record.citations:
        if cited.kind == "archival":
            yield "shelfmark", citation_text(cited), cited.raw, cited.line, cited.column


def _of(letter: Letter, *fields: str) -> list[Witness]:
    return [witness for witness in letter.witnesses if witness.field in fields]


def _weight(witness: Witness) -> Weight:
    return WEIGHTS.get(witness.type, _AS_RECORDED)


def _claim(letter: Letter, witness: Witness, status: Status, deciding: Weight, about: str = "") -> Claim:
    about = about or letter.letter or (letter.heading.id if letter.heading else "")
    type_ = _TERMS.get(witness.type, witness.type if witness.type in WEIGHTS else "inference")
    value = reading(witness)
    lines = (witness.line, witness.line)
    return Claim(
        id=claim_id(letter.source.sha256, lines, about, witness.field, type_, value),
        about=about,
        field=witness.field,
        value=value,
        witness=type_,
        voice=_weight(witness).voice,
        raw="" if witness.field == "sent" and witness.raw == witness.value else witness.raw,
        lines=lines,
        column=witness.column,
        status=status,
        certainty=_doubted(witness, deciding.certainty) if status == "adopted" else deciding.certainty,
        rule=deciding.rule,
        evidence=witness.evidence or "",
    )


_CERTAINTIES: dict[str, Certainty] = {"high": "certain", "medium": "probable", "low": "possible", "unknown": "possible"}


def _doubted(witness: Witness, certainty: Certainty) -> Certainty:
    """How certain a value is of which its source itself says so; what editors conjecture is probable at most."""
    said = _CERTAINTIES.get(witness.certainty or "", "probable" if witness.evidence == "conjecture" else certainty)
    return max(said, certainty, key=_DEGREES.index)


_DEGREES: tuple[Certainty, ...] = ("certain", "probable", "possible")

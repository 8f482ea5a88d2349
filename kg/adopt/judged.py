"""What is believed where witnesses contradict each other or a curator has judged: judgements, and claims by rows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from msgspec.structs import replace

from kg.adopt.overruled import CURATOR
from kg.records.claim import Claim, Judgement, claim_id, judgement_id
from kg.records.curated import Adjudication
from kg.records.interval import allows
from kg.records.settled import NONE, YES, claimed, field_of, is_weighed, settled_by

_RECORDED = "rule-as-recorded"
Key = tuple[str, str]  # what a claim is about, and its field
Written = Callable[[Claim], str]  # the value of a claim, as a row of the table has it


class Judges:
    """Gives claims the status that the rows of curators demand.

    `rows` count. `written` spells the value of a claim as rows do; `named` is the name of an identifier in a row, as
    claims have it; `source` is the SHA-256 of the text; `line` finds where a record stands in it.
    """

    def __init__(
        self,
        rows: Iterable[Adjudication],
        *,
        written: Written,
        named: Callable[[Adjudication, str], str],
        line: Callable[[str], int],
        source: str,
    ) -> None:
        self.rows = {(row.record, claimed(row.field)): row for row in rows}
        self.written, self.named, self.line, self.source = written, named, line, source

    def judged(self, before: Iterable[Claim], after: Sequence[Claim]) -> Iterator[Claim]:
        """All claims: those `after` the rows counted, but on what the rows settle those `before`, too, with what
        curators say.
        """
        if not self.rows:
            yield from after
            return
        weighed: dict[Key, dict[str, Claim]] = {key: {} for key in self.rows}
        said = list(before)
        there = {claim.id for claim in said}
        for claim in (*said, *after):
            if claim.rule == _RECORDED and claim.id not in there:
                continue  # the record has the value because the curator gave it
            if (about := settled_by(claim)) in weighed and claim.witness != CURATOR:
                weighed[about].setdefault(claim.id, claim)
        yield from (claim for claim in after if settled_by(claim) not in weighed)
        for key, claims in weighed.items():
            row = self.rows[key]
            yield from (self._with_status(claim, {*row.value}) for claim in claims.values())
            yield from self._own(row, key[1])
            if key[1] == "reply-to" and (key[0], "refers-to") not in self.rows:
                yield from self._own(row, "refers-to")  # whoever answers a letter refers to it

    def _with_status(self, claim: Claim, values: set[str]) -> Claim:
        status = "adopted" if self._agrees(claim, values) else "rejected"
        if status == "adopted" and not is_weighed(claim):
            return claim  # that a lost letter existed makes what was concluded of it no surer
        return replace(claim, status=status, certainty="certain", rule="rule-curator")

    def _agrees(self, claim: Claim, values: set[str]) -> bool:
        found = field_of(*settled_by(claim))
        if found is not None and found[1].kind == "whether":
            return YES in values
        said = self.written(claim)
        by_days = found is not None and found[1].kind == "date" and NONE not in values
        return said in values or (by_days and any(allows(said, value) for value in values))

    def _own(self, row: Adjudication, field: str) -> Iterator[Claim]:
        """What the curator says: a claim for each value of a row."""
        line = self.line(row.record)
        for value in row.value if row.value not in ((NONE,), (YES,)) else ():
            named = self.named(row, value)
            yield Claim(
                id=claim_id(self.source, (line, line), row.record, field, CURATOR, named),
                about=row.record,
                field=field,
                value=named,
                witness=CURATOR,
                voice="curator",
                raw=row.reason,
                lines=(line, line),
                status="adopted",
                certainty="certain",
                rule="rule-curator",
            )


def judgements(claims: Iterable[Claim], rows: Iterable[Adjudication] = ()) -> tuple[Judgement, ...]:
    """A judgement for each thing and field on which claims contradict each other, in the order of the claims.

    `rows` are those of curators; where one speaks of the field, the judgement is the curator's, contradiction or not.
    """
    curated = {(row.record, claimed(row.field)): row for row in rows}
    fields: dict[Key, list[Claim]] = {key: [] for key in curated}
    for claim in claims:
        fields.setdefault(settled_by(claim), []).append(claim)
    return tuple(
        _judgement(about, field, said, curated.get((about, field)))
        for (about, field), said in fields.items()
        if (about, field) in curated or any(claim.status == "rejected" for claim in said)
    )


def _judgement(about: str, field: str, said: Sequence[Claim], row: Adjudication | None) -> Judgement:
    by_status: dict[str, list[str]] = {}
    for claim in said:
        by_status.setdefault(claim.status, []).append(claim.id)
    return Judgement(
        id=judgement_id(about, field),
        about=about,
        field=field,
        rule="rule-curator" if row else said[0].rule,
        adopts=tuple(by_status.get("adopted", ())),
        rejects=tuple(by_status.get("rejected", ())),
        reason=row.reason if row else "",
        curator=row.curator if row else "",
        date=row.date if row else "",
    )

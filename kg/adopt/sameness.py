"""Which decisions are noted more than once: what notes say of that, and what they leave open."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kg.records.claim import Claim, claim_id
from kg.records.decision import Decision
from kg.records.shelfmark import all_leaves


def open_pairs(decisions: Sequence[Decision]) -> Iterator[tuple[Decision, Decision]]:
    """Decisions noted twice, it may be: the same body, day and leaves. The later one comes second.

    One leaf of a protocol holds several decisions of a day, so they stay two until a person says that they are one.
    """
    alike: dict[tuple[object, ...], list[Decision]] = {}
    for late in decisions:
        leaves = _leaves(late)
        if late.date is None or not leaves:
            continue
        above = alike.setdefault((late.body, late.date, leaves), [])
        if late.same_as is None:
            yield from ((early, late) for early in above)
        above.append(late)


def _leaves(record: Decision) -> frozenset[tuple[str, ...]]:
    return frozenset(
        (str(cited.archive), *cited.path.values(), str(leaf))
        for cited in record.citations
        if cited.kind == "archival" and cited.leaves
        for leaf in all_leaves(cited.leaves)
    )


def sameness_claims(decisions: Sequence[Decision], source: str) -> Iterator[Claim]:
    """That a note records a decision which was noted above: found, or open; `source` is the SHA-256 of the text."""
    lines = {record.id: record.line for record in decisions}
    for record in decisions:
        if record.same_as is not None:
            yield _claim(record, record.same_as, source, found=True)
    for early, late in open_pairs(decisions):
        # Of two on one line, that the line speaks of the first is known already: only a row can say more.
        if lines[early.id] != late.line:
            yield _claim(late, early.same_as or early.id, source, found=False)


def _claim(record: Decision, other: str, source: str, *, found: bool) -> Claim:
    lines = (record.line, record.line)
    return Claim(
        id=claim_id(source, lines, record.id, "same-as", "inference", other),
        about=record.id,
        field="same-as",
        value=other,
        witness="inference",
        voice="program",
        raw="",
        lines=lines,
        status="adopted" if found else "candidate",
        certainty="probable" if found else "possible",
        rule="rule-same-decision",
    )

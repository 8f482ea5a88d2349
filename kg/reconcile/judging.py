"""Which candidates a machine may accept, which it shows to a person, and which are none. Stated in docs/linking.md.

Accepting wrongly does more harm than not accepting: a candidate is accepted only when it is certain, alone and
consistent; everything else that is likely is an open question.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from kg.records.candidate import Match

ACCEPT = 0.95  # a score from which on a candidate may be accepted
GAP = 0.1  # how much better it must be than the next one, of either side
OPEN = 0.5  # a score from which on a person is asked
SHOWN = 3  # open candidates of one thing in one authority file
LEAST_EVIDENCE = 2  # kinds of evidence: a given name and life dates, for instance


class Judged(NamedTuple):
    """A candidate with what is to become of it: `accepted` or `open`, and why it is not accepted, in words."""

    match: Match
    status: str
    why: str


def judge(
    matches: Mapping[str, Sequence[Match]], taken: Mapping[str, str], linked: Mapping[str, Sequence[str]]
) -> tuple[Judged, ...]:
    """What becomes of the candidates of each thing, best first.

    `matches` has the candidates of each of ours (IRI), best first; `taken` says whose an identifier is already, by the
    ledger; `linked` which identifiers each of ours has. What is linked already is not judged again.
    """
    rivals: dict[str, list[Match]] = {}
    for found in matches.values():
        for each in found:
            rivals.setdefault(each.candidate.iri, []).append(each)
    judged = []
    for iri, found in sorted(matches.items()):
        likely = [each for each in found if each.score >= OPEN and taken.get(each.candidate.iri) != iri]
        shown: Counter[str] = Counter()
        for each in likely:
            shown[_space(each.candidate.iri)] += 1
            if shown[_space(each.candidate.iri)] <= SHOWN:
                doubts = _doubts(each, found, rivals[each.candidate.iri], taken, linked.get(iri, ()))
                judged.append(Judged(each, "open" if doubts else "accepted", "; ".join(doubts)))
    return tuple(judged)


def _doubts(
    match: Match, others: Sequence[Match], rivals: Sequence[Match], taken: Mapping[str, str], linked: Sequence[str]
) -> list[str]:
    """Everything that keeps a machine from accepting a candidate."""
    candidate = match.candidate
    doubts = [feature.words for feature in match.against]
    if match.score < ACCEPT:
        doubts.append(f"the score {match.score:.2f} is below {ACCEPT}")
    if len(evidence(match)) < LEAST_EVIDENCE:
        doubts.append("too little speaks for it beside the name")
    same_file = (other for other in others if _space(other.candidate.iri) == _space(candidate.iri))
    if near := _near(match, (other for other in same_file if other.candidate.iri != candidate.iri)):
        doubts.append(f"{near.candidate.label!r} ({near.candidate.iri}) fits nearly as well")
    if near := _near(match, (other for other in rivals if other.sought.iri != match.sought.iri)):
        doubts.append(f"it fits {near.sought.label!r} nearly as well")
    if (whose := taken.get(candidate.iri)) is not None:
        doubts.append(f"the identifier is that of {whose}")
    if same := [one for one in linked if _space(one) == _space(candidate.iri)]:
        doubts.append(f"it has {same[0]} already")
    return doubts


def evidence(match: Match) -> frozenset[str]:
    """The kinds of evidence that speak for a candidate: given name, life dates, office or role, company, ..."""
    return frozenset(feature.evidence for feature in match.features if feature.evidence)


def _near(match: Match, others: Iterable[Match]) -> Match | None:
    """The best of the others, if it is nearly as good."""
    return next((other for other in others if other.score > match.score - GAP and not other.against), None)


def _space(iri: str) -> str:
    return iri[: iri.rstrip("/").rfind("/") + 1]

"""Which candidates a program may accept, which wait for a person, and which are not worth one's time.

A candidate is accepted when it is above a threshold, unambiguous and consistent; docs/linking.md states the rules.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import msgspec

from kg.reconcile.matching import Index, likely, match
from kg.records.candidate import Match, Profile
from kg.records.identifier import authority, identifier_label
from kg.records.link import Link

ACCEPT = 0.9  # the lowest score that a program accepts
OPEN = 0.5  # the lowest score that a person is asked about
GAP = 0.2  # how far the next candidate, and the next of ours, must be behind
EVIDENCE = 2  # independent kinds of evidence besides the surname
KEPT = 5  # candidates that are kept for each of ours


class Proposal(msgspec.Struct, frozen=True, kw_only=True):
    """A candidate for one of ours; `accepted` by the rules, or `doubts` say why a person has to look."""

    match: Match
    accepted: bool
    doubts: tuple[str, ...] = ()


@dataclass(frozen=True)
class Settled:
    """What the ledger has decided: every pair that stands in it, and who has which accepted identifier."""

    pairs: frozenset[tuple[str, str]] = frozenset()
    files: frozenset[tuple[str, str]] = frozenset()
    owners: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, rows: Iterable[tuple[str, Link]]) -> Settled:
        """The rows of the ledger, each with the IRI of its subject."""
        pairs: set[tuple[str, str]] = set()
        files: set[tuple[str, str]] = set()
        owners: dict[str, str] = {}
        for subject, link in rows:
            pairs.add((subject, link.object))
            if link.status in ("accepted", "asserted"):
                files.add((subject, authority(link.object)))
                owners.setdefault(link.object, subject)
        return cls(frozenset(pairs), frozenset(files), owners)


class Proposing:
    """Streams candidates past ours and keeps the best of each; memory grows with ours and with what resembles them."""

    def __init__(self, ours: Index, settled: Settled) -> None:
        self._ours, self._settled = ours, settled
        self._best: dict[str, list[Match]] = defaultdict(list)
        self._wanted: dict[str, dict[str, float]] = defaultdict(dict)
        self.compared = self.seen = 0

    def take(self, candidate: Profile) -> None:
        """Compare one candidate with all of ours that it may be."""
        self.seen += 1
        if candidate.replaced_by:
            return
        for own in self._ours.near(candidate):
            if not likely(own, candidate):
                continue
            self.compared += 1
            found = match(own, candidate)
            if found.score >= OPEN - GAP:
                self._keep(found)

    def _keep(self, found: Match) -> None:
        own, other = found.sought.iri, found.candidate.iri
        self._wanted[other][own] = max(found.score, self._wanted[other].get(own, 0.0))
        kept = [one for one in self._best[own] if one.candidate.iri != other or one.score > found.score]
        if all(one.candidate.iri != other for one in kept):
            kept.append(found)
        self._best[own] = sorted(kept, key=lambda one: (-one.score, one.candidate.iri))[:KEPT]

    def proposals(self) -> Iterator[Proposal]:
        """What can be proposed, in the order of ours, best candidates first; nothing on which the ledger has a row."""
        for own in self._ours:
            for found in self._best.get(own.iri, ()):
                pair = (own.iri, found.candidate.iri)
                done = pair in self._settled.pairs or (own.iri, authority(pair[1])) in self._settled.files
                if found.score >= OPEN and not done:
                    doubts = tuple(self._doubts(found))
                    yield Proposal(match=found, accepted=not doubts, doubts=doubts)

    def _doubts(self, found: Match) -> Iterator[str]:
        """Why a program may not accept a candidate."""
        own, other = found.sought.iri, found.candidate.iri
        if found.score < ACCEPT:
            yield f"the score {found.score} is below {ACCEPT}"
        yield from (f"against it: {feature.words}" for feature in found.against)
        kinds = {feature.evidence for feature in found.features if feature.evidence}
        if len(kinds) < EVIDENCE:
            yield f"besides the surname only {', '.join(sorted(kinds)) or 'nothing'} speaks for it"
        if not found.candidate.seen:
            yield "nothing says where the identifier was seen"
        for rival in self._best[own]:
            file = authority(rival.candidate.iri)
            if rival.candidate.iri != other and file == authority(other) and rival.score > found.score - GAP:
                yield f"{rival.candidate.label} ({identifier_label(rival.candidate.iri)}) fits as well: {rival.score}"
        for its, score in sorted(self._wanted[other].items()):
            if its != own and score > found.score - GAP:
                namesake = self._ours.get(its)
                yield f"{namesake.label if namesake else its} of ours fits as well: {score}"
        owner = self._settled.owners.get(other)
        if owner is not None and owner != own:
            named = self._ours.get(owner)
            yield f"the ledger has this identifier for {named.label if named else owner}"

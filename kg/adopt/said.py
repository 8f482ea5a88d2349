"""The claims of an edition by what they are on, and questions of a length that a label can hold."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kg.records.claim import Claim
from kg.records.settled import settled_by

LONGEST = 200  # characters of a question


def shorten(question: str) -> str:
    """A question in a line that a label can hold; the values of the case have all of it."""
    return question if len(question) <= LONGEST else f"{question[: LONGEST - 2]} …"


class Said:
    """The claims of an edition, by identifier and by what they are about."""

    def __init__(self, claims: Sequence[Claim]) -> None:
        self.all = claims
        self.by_id = {claim.id: claim for claim in claims}
        self._on: dict[tuple[str, str], list[Claim]] = {}
        for claim in claims:
            self._on.setdefault(settled_by(claim), []).append(claim)

    def on(self, about: str, field: str) -> tuple[Claim, ...]:
        """The claims on one field of one thing."""
        return tuple(self._on.get((about, field), ()))

    def fields(self, field: str) -> Iterator[tuple[str, tuple[Claim, ...]]]:
        """Each thing with its claims on `field`."""
        return ((about, tuple(claims)) for (about, name), claims in self._on.items() if name == field)

"""Words as sentences list them."""

from __future__ import annotations

from collections.abc import Sequence

MOST = 4  # names in one sentence; the label of a claim is short whoever signed the letter


def listed(words: Sequence[str], most: int | None = None) -> str:
    """`Molotov`, `Molotov and Kaganovich`, `Molotov, Kaganovich and Stalin`; empty when there are none.

    Of more than `most` the rest are counted: `Molotov, Kaganovich and 5 others`.
    """
    if most is not None and len(words) > most:
        words = (*words[: most - 1], f"{len(words) - most + 1} others")
    return " and ".join(part for part in (", ".join(words[:-1]), *words[-1:]) if part)

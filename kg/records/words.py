"""Words as sentences list them."""

from __future__ import annotations

from collections.abc import Sequence


def listed(words: Sequence[str]) -> str:
    """`Molotov`, `Molotov and Kaganovich`, `Molotov, Kaganovich and Stalin`; empty when there are none."""
    return " and ".join(part for part in (", ".join(words[:-1]), *words[-1:]) if part)

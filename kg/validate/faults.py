"""What can be the matter with shapes, before it is known where."""

from __future__ import annotations


class IllFormedError(ValueError):
    """What stands in the shapes cannot be what it is used as; the text says why."""


class UncoveredError(Exception):
    """A construct that is sound but not checked by this engine; the text names it."""

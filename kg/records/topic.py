"""A topic: a subject that letters and decisions can be about, in a scheme of broader and narrower ones (SKOS)."""

from __future__ import annotations

import msgspec


class Topic(msgspec.Struct, frozen=True, kw_only=True):
    """A row of `authorities/topics.csv`.

    `id` is a readable slug, `broader` that of the wider topic or empty; `note` says, in English, what the topic covers.
    """

    id: str
    label: str
    label_ru: str = ""
    broader: str = ""
    note: str = ""

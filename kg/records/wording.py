"""The words of a letter, of an edition whose rights allow to publish them."""

from __future__ import annotations

import msgspec


class Wording(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What the edition prints of the letter `letter`: a line of `found/wording.jsonl`, which is there only where
    `[text_rights]` of the edition says `publish = true`.

    `paragraphs` are in their order; a line end in one is that of a line of verse, an address or a signature.
    `language` is that of the words (BCP 47), empty where nobody says.
    """

    letter: str
    language: str = ""
    paragraphs: tuple[str, ...]

    @property
    def text(self) -> str:
        """The whole, an empty line between paragraphs."""
        return "\n\n".join(self.paragraphs)

"""Names with the role of whoever bears them: `Klamm, Otto (recipient)`, `Berg, Ada [Verfasser]`."""

from __future__ import annotations

import re
from functools import cache
from typing import Literal

from kg.read.typed_words import plain, undotted, words

Role = Literal["", "senders", "recipients"]
_IN_BRACKETS = re.compile(r"(?P<name>.+?)\s*[\[(](?P<role>[^\])]+)[\])]\s*")
_AFTER_COMMA = re.compile(r"(?P<name>.+),\s*(?P<role>[^,]+)")


@cache
def _roles() -> dict[str, Role]:
    found: dict[str, Role] = {}
    roles: tuple[Role, ...] = ("senders", "recipients")
    for role in roles:
        found |= {plain(word): role for word in words()["role"][role]}
    return found


def role_of(text: str) -> tuple[str, Role]:
    """A name without its role, and the role; none where what stands there is none of a letter."""
    for pattern in (_IN_BRACKETS, _AFTER_COMMA):
        found = pattern.fullmatch(text)
        if found is not None and (role := _roles().get(undotted(plain(found["role"])))) is not None:
            return found["name"], role
    return text, ""

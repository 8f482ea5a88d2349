"""The pieces of a SPARQL query (SPARQL 1.1, section 19.8), for a query that a parser has found sound."""

from __future__ import annotations

import re
from dataclasses import dataclass

_TOKEN = re.compile(
    r"""(?P<skip>\s+|\#[^\n]*)
    |(?P<iri><[^<>"{}|^`\\\x00-\x20]*>)
    |(?P<string>\"{3}(?:"{0,2}(?:[^"\\]|\\.))*"{3}|'{3}(?:'{0,2}(?:[^'\\]|\\.))*'{3}
        |"(?:[^"\\\n\r]|\\.)*"|'(?:[^'\\\n\r]|\\.)*')
    |(?P<variable>[?$]\w+)
    |(?P<name>(?:[^\W\d_](?:[\w.-]*[\w-])?)?:(?:(?:[\w:%]|\\.)(?:(?:[\w:%.-]|\\.)*(?:[\w:%-]|\\.))?)?)
    |(?P<blank>_:[\w.-]*\w)
    |(?P<language>@[A-Za-z]+(?:-[A-Za-z0-9]+)*)
    |(?P<number>\d+(?:\.\d*)?(?:[eE][+-]?\d+)?|\.\d+(?:[eE][+-]?\d+)?)
    |(?P<word>\w+)
    |(?P<mark>\^\^|&&|\|\||[!<>]=|.)""",
    re.X | re.S,
)


@dataclass(frozen=True)
class Token:
    """A piece of a query and where it begins."""

    kind: str
    text: str
    start: int

    @property
    def word(self) -> str:
        """A keyword in capitals, or what stands there."""
        return self.text.upper() if self.kind == "word" else self.text


def tokens(text: str) -> list[Token]:
    """The pieces of a query, without blanks and comments."""
    return [
        Token(match.lastgroup or "", match[0], match.start())
        for match in _TOKEN.finditer(text)
        if match.lastgroup != "skip"
    ]

"""What people decided: rows of the tables in an edition's `curated/` folder."""

from __future__ import annotations

import msgspec


class Adjudication(msgspec.Struct, frozen=True, kw_only=True):
    """A row of `adjudications.csv`: a curator's value for one field of a record, against the rule's.

    `record` is the identifier of a letter, of a copy of one (`l0001-1`, by the order of its shelfmarks), of a heading,
    a decision or a lost letter; `field` is one of `kg.records.settled.FIELDS`, which says what its `value` is; several
    values are separated by `|`. `claims` are the identifiers of the claims that were weighed: when one of them is made
    no more, the row is stale and does not count; nor does a row that names none where there are some. `date` is the
    day of the judgement, `YYYY-MM-DD`.
    """

    record: str
    field: str
    value: tuple[str, ...]
    claims: tuple[str, ...] = ()
    reason: str
    curator: str
    date: str
    note: str = ""


class SettledMention(msgspec.Struct, frozen=True, kw_only=True):
    """A row of `mentions.csv`: on `line` of `edition`, the printed `name` means the person with identifier `person`.

    `person` is `none` where the name means no person. A name that the reading of the edition passed over is a mention
    of the person from then on.
    """

    edition: str
    line: int
    name: str
    person: str
    note: str = ""


LONGEST_SUBJECT = 8  # words


class Subject(msgspec.Struct, frozen=True, kw_only=True):
    """A row of `subjects.csv`: what a letter or a decision is about.

    `record` is the identifier of the document or the decision. `lines` of the edition, from 1, say where the topics
    were read: one line for all of them, or one for each, in their order. `subject` and `subject_ru` say in English and
    in Russian what it is about, in words of the curator's own, LONGEST_SUBJECT at most.
    """

    record: str
    topics: tuple[str, ...]
    lines: tuple[int, ...]
    subject: str = ""
    subject_ru: str = ""
    note: str = ""

    @property
    def read(self) -> tuple[tuple[str, int], ...]:
        """Each topic with the line on which it was read."""
        lines = self.lines * len(self.topics) if len(self.lines) == 1 else self.lines
        return tuple(zip(self.topics, lines, strict=True))

"""A profile: how one kind of plain-text edition prints its headings, archive lines, notes, dates and names.

A profile is data (TOML, read by `kg.read.profile`). Another edition of the same kind needs a new profile and no code.
Patterns are Python regular expressions, matched without regard to case unless the field says otherwise.
"""

from __future__ import annotations

from typing import Annotated

import msgspec

Pattern = Annotated[str, msgspec.Meta(description="a Python regular expression")]


class Dates(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """How dates are written: month names (in order) with short forms, words that bound a date, and times.

    `parts` gives the first and last day of a part of a month (`end of` -> 21, 31); a month that is shorter ends it.
    """

    months: tuple[tuple[str, ...], ...]
    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    not_after: tuple[str, ...] = ()
    not_before: tuple[str, ...] = ()
    about: tuple[str, ...] = ()
    between: tuple[str, ...] = ()
    parts: dict[str, tuple[int, int]] = {}
    year_words: tuple[str, ...] = ()
    same_day: tuple[str, ...] = ()
    next_day: tuple[str, ...] = ()
    hour_words: Pattern = ""
    minute_words: Pattern = ""


class Headings(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Headings: the words between sender and recipient, the word before a date, and what stands for a whole body.

    `number` is a line of its own above a heading, with a group `number`, that of the document in the edition. With
    `date_below` the date may stand on the next line, with `yearless` without a year: that is the one of the letter's
    own dateline (`17 August [1931]`), else that of the letter before.
    """

    directions: tuple[str, ...]
    before_date: tuple[str, ...] = ()
    bodies: dict[Pattern, str] = {}
    number: Pattern = ""
    date_below: bool = False
    yearless: bool = False


class Shelfmarks(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Archive lines and archival citations.

    `levels` maps each level, outermost first, to the pattern of its mark; `leaves` is the mark of the leaves; `slips`
    maps a level to misread codes and their true ones; `loose_marks` are misread marks. `collections` are patterns of
    holdings that have no levels (a personal archive). `line` is the word before a shelfmark, or matches nothing right
    before its first mark; `usual` is the archive of shelfmarks that name none.
    """

    line: Pattern
    archives: tuple[str, ...]
    levels: dict[str, Pattern]
    leaves: Pattern
    verso: Pattern = "v"
    slips: dict[str, dict[str, str]] = {}
    loose_marks: dict[str, Pattern] = {}
    ibid: Pattern = r"Ibid"
    collections: tuple[Pattern, ...] = ()
    usual: str = ""


class Notes(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Footnotes: the rule above them, the label of notes to an introduction, printed works, secretaries' notes.

    `copy_dated` are words after which the date stands that another copy of the letter bears.
    """

    rule: Pattern
    introduction: Pattern = ""
    pages: Pattern
    volume: Pattern = ""
    works: dict[Pattern, str] = {}
    sent: Pattern = ""
    sent_from: Pattern = ""
    sent_subject: Pattern = ""
    missing: Pattern = ""
    received: Pattern = ""
    copy_dated: Pattern = ""
    document: Pattern = ""


class Numbers(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One number series. `reference_at_opening`: above the text it names the telegram answered, not this one."""

    name: str
    pattern: Pattern
    reference_at_opening: bool = False


class Body(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What stands above and below the text of a letter."""

    labels: dict[Pattern, str]
    numbers: tuple[Numbers, ...]
    greetings: tuple[str, ...]
    titles: tuple[str, ...]
    closings: tuple[str, ...]
    for_words: tuple[str, ...]
    copy_words: tuple[str, ...] = ()
    ignored: tuple[Pattern, ...] = ()
    relays: tuple[str, ...] = ()
    offices: tuple[Pattern, ...] = ()
    others: Pattern = ""
    sending: Pattern = ""
    postscript: Pattern = ""
    letter_words: Pattern = ""
    received_words: Pattern = ""
    day_words: Pattern = ""


class References(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """How texts and notes speak of other letters.

    In a text, `yours` are patterns for what was written to the writer, `ours` for what the writer wrote, `either` for
    what may be either, `named` for what its `author` wrote (he counts when he is a correspondent of the letter). Each
    has a group `noun`, the word for what is meant; `kinds` says which words mean a letter and which a telegram, and a
    noun in which `plural` is found means several where nothing counts them. Further
    groups, where they match: `count` (a word of `numerals`; 0 is several), `today` and `yesterday` (when it was
    written, seen from the letter). A sentence with `received` tells of a receipt. `enclosed` are patterns for what a
    letter encloses, with `noun`, `count`, `author` or `owner`.

    In notes, `told` are patterns for a letter that a note tells of or quotes, with `author`, perhaps `to` and `noun`;
    without `to` it answers the letter of the note, and with a group `agreed` it says only that somebody agreed.
    `whose_document` stands before the number of a document.
    """

    kinds: dict[Pattern, str] = {}
    numerals: dict[str, int] = {}
    plural: Pattern = ""
    yours: tuple[Pattern, ...] = ()
    ours: tuple[Pattern, ...] = ()
    either: tuple[Pattern, ...] = ()
    named: tuple[Pattern, ...] = ()
    enclosed: tuple[Pattern, ...] = ()
    told: tuple[Pattern, ...] = ()
    received: Pattern = ""
    whose_document: Pattern = ""


class Names(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Names of persons in running text.

    `titles` announce a person; `things` after a name make it a plant, a ship or an order; `surname_endings` are
    typical; `known` are surnames that this kind of edition names (they are spotted, and reported when the authority
    table lacks them); `not_names` are capitalised words that are no persons; after `place_words` a word is a place,
    after `direction_words` it may be one. `places_too` are names of persons that towns bear. `predicates` are words
    that make the capitalised word before them, first in its sentence, somebody who does something.
    """

    titles: tuple[str, ...]
    things: tuple[str, ...] = ()
    things_before: tuple[str, ...] = ()
    surname_endings: tuple[str, ...] = ()
    known: tuple[str, ...] = ()
    places_too: tuple[str, ...] = ()
    not_names: tuple[str, ...] = ()
    not_name_endings: tuple[str, ...] = ()
    place_words: tuple[str, ...] = ()
    direction_words: tuple[str, ...] = ()
    predicates: Pattern = ""


class Decisions(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Decisions in notes: bodies (pattern -> name) and verbs (pattern -> action); what they are not.

    `nouns` are patterns that speak of a decision without a verb, `dated_later` of words after which the deciding date
    stands, `carried` words that carry on at the date before them, `plural` announces a decision for each date; a body
    before `addressed` was told to act; actions of `talk` count only when no other verb stands beside them;
    `some_action` stands for a verb that the profile does not know; `prompts` are what moves a body to decide.
    """

    bodies: dict[Pattern, str]
    verbs: dict[Pattern, str]
    nouns: tuple[Pattern, ...] = ()
    not_decisions: tuple[Pattern, ...] = ()
    dated_later: tuple[Pattern, ...] = ()
    carried: tuple[str, ...] = ()
    plural: Pattern = ""
    addressed: Pattern = ""
    talk: tuple[str, ...] = ()
    prompts: tuple[str, ...] = ()
    some_action: str = "decided"


class Profile(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A whole profile. `language` is the BCP 47 tag of the text."""

    name: str
    title: str
    language: str
    furniture: tuple[Pattern, ...] = ()
    dates: Dates
    headings: Headings
    shelfmarks: Shelfmarks
    notes: Notes
    body: Body
    names: Names
    decisions: Decisions
    references: References = References()

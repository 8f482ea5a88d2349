"""Invented letters in any number, for benchmarks: the same for the same seed, made one at a time.

The skew is that of real correspondences: two people write half of the letters, a few dozen the rest; most letters are
kept once, some twice; some name nobody, some a dozen people. Nothing here comes from any edition.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate
from random import Random

from kg.iris import Iris
from kg.map import Context, Found, Triple, triples
from kg.reconcile.names import Names
from kg.records import (
    Authorities,
    Body,
    Edition,
    Group,
    Heading,
    Letter,
    Mention,
    Person,
    Place,
    Reply,
    Sent,
    Shelfmark,
    TextRights,
)
from kg.records.edition import Window
from kg.source import Source

BASE = "https://example.org/letters/"
PERSONS = 400
LINES = 30  # of the source, for each letter
_FIRST_DAY = date(1925, 1, 1)
_A_DAY = 5  # letters
_LAST_DAY = date(2925, 1, 1)  # enough for a million letters and more
_SYLLABLES = (
    ("ba", "ба"), ("do", "до"), ("ka", "ка"), ("le", "ле"), ("mi", "ми"), ("no", "но"), ("pu", "пу"), ("ra", "ра"),
    ("si", "си"), ("to", "то"), ("vo", "во"), ("ze", "зе"),
)  # fmt: skip
_FORMS = (("Autograph",), ("Typewritten copy",), ("Certified typewritten copy",), ("Original", "Typescript"))
_LABELS = ((), (), ("cipher",), ("telegram",), ("strictly secret",), ("top secret", "cipher"))
# How often each person writes or is named: the nth about 1/n as often as the first (Zipf).
_WEIGHTS = list(accumulate(1 / (n + 1) for n in range(PERSONS)))


@dataclass(frozen=True)
class Letters:
    """`count` letters. Each depends on `seed` and its number alone, so that any part of them can be made."""

    count: int
    seed: int = 1

    def __iter__(self) -> Iterator[Letter]:
        return (self.letter(number) for number in range(1, self.count + 1))

    def letter(self, number: int) -> Letter:
        """The letter `number`, from 1."""
        random = Random(f"{self.seed}-{number}")
        first = number * LINES
        sender, recipients = _parties(random)
        written = _FIRST_DAY + timedelta(days=number // _A_DAY)
        day = written.isoformat()
        date_ = day if random.random() < 0.9 else f"[{day}..{(written + timedelta(days=7)).isoformat()}]"
        cipher = random.random() < 0.3
        heading = Heading(
            id=f"h{number:04d}", text=f"{sender} to {recipients[0]}", line=first,
            senders=(sender,), recipients=recipients, date=day,
        ) if random.random() < 0.95 else None  # fmt: skip
        return Letter(
            line=first,
            source=Source("letters.txt", "0" * 64, (first, first + LINES - 3)),
            heading=heading,
            letter=f"l{number:04d}",
            body=Body(lines=(first + 2, first + LINES - 3), time=f"{random.randrange(18):02d}:15" if cipher else None),
            senders=(sender,),
            recipients=recipients,
            date=date_,
            shelfmarks=tuple(_shelfmark(number, n, random) for n in range(2 if random.random() < 0.1 else 1)),
            labels=random.choice(_LABELS),
            numbers=(f"No. {random.randrange(1, 400)}",) if cipher else (),
            sent=Sent(at=f"{day}T18:50", from_=PLACES[number % len(PLACES)].label) if cipher else None,
            mentions=tuple(_mentions(first + 3, random)),
        )

    def replies(self) -> Iterator[Reply]:
        """About every third letter answers one of the twenty before it."""
        for number in range(2, self.count + 1):
            random = Random(f"{self.seed}-reply-{number}")
            if random.random() < 0.33:
                answered = max(1, number - random.randrange(1, 20))
                yield Reply(
                    letter=f"l{number:04d}", answered=f"l{answered:04d}", evidence=("date",), line=number * LINES
                )


def graph(letters: Iterable[Letter], replies: Iterable[Reply] = ()) -> Iterator[Triple]:
    """The triples of `letters`, of what they share, and of `replies`."""
    return triples([(context(), Found(letters=letters, replies=replies))], AUTHORITIES)


def context() -> Context:
    """The one edition that the letters are printed in."""
    window = Window(start=_FIRST_DAY, end=_LAST_DAY)
    edition = Edition(
        name="letters", title="Invented letters", file="letters.txt", sha256="0" * 64, profile="none",
        language="en", original_language="ru", window=window, text_rights=TextRights(publish=False, statement=""),
    )  # fmt: skip
    return Context(iris=Iris(BASE), edition=edition, names=Names(AUTHORITIES))


def _parties(random: Random) -> tuple[str, tuple[str, ...]]:
    sender, *recipients = dict.fromkeys(_somebody(random).label for _ in range(random.choice((3, 3, 3, 4, 5))))
    if not recipients:
        recipients = [PERSON[0].label if sender != PERSON[0].label else PERSON[1].label]
    return sender, tuple(recipients[: random.choice((1, 1, 1, 2))])


def _somebody(random: Random) -> Person:
    return random.choices(PERSON, cum_weights=_WEIGHTS)[0]


def _shelfmark(number: int, n: int, random: Random) -> Shelfmark:
    """A place in a file of some sixty letters; a copy is kept in another fond."""
    file = number // 60
    path = {"fond": str(80 + file % 5 + 10 * n), "opis": str(1 + file % 3), "delo": str(file)}
    leaf = number % 60 * 5 + 1
    leaves = f"{leaf}-{leaf + random.randrange(1, 4)}" if random.random() < 0.3 else str(leaf)
    return Shelfmark(archive="STATE", path=path, leaves=leaves, forms=random.choice(_FORMS), raw="STATE")


def _mentions(first: int, random: Random) -> Iterator[Mention]:
    """None to a dozen people, one on average."""
    named = dict.fromkeys(_somebody(random).label for _ in range(min(12, int(random.expovariate(1.0)))))
    for label in named:
        line = first + random.randrange(LINES - 8)
        yield Mention(text=label, line=line)


def _name(number: int) -> tuple[str, str]:
    """A name in Latin and in Cyrillic letters; different numbers have different names."""
    syllables = [_SYLLABLES[number // 12**place % 12] for place in range(4)]
    return "".join(latin for latin, _ in syllables).title(), "".join(cyrillic for _, cyrillic in syllables).title()


def _person(number: int) -> Person:
    latin, cyrillic = _name(number * 7 + 1)
    return Person(
        id=f"p{number:04d}", label=latin, label_ru=cyrillic, surname=latin, variants=(f"{latin[0]}. {latin}",),
        born=str(1860 + number % 40),
    )  # fmt: skip


def _place(number: int) -> Place:
    latin, cyrillic = _name(9000 + number)
    return Place(id=f"pl{number:04d}", label=latin, label_ru=cyrillic, type="city")


PERSON = tuple(_person(number) for number in range(1, PERSONS + 1))
PLACES = tuple(_place(number) for number in range(1, 31))
AUTHORITIES = Authorities(
    persons=PERSON,
    places=PLACES,
    groups=(Group(id="g0001", label="STATE", label_ru="Государственный архив", type="archive"),),
)

"""Two sequences laid beside each other: the best way is the best, and every other is as much worse as is said."""

from __future__ import annotations

from collections.abc import Iterator

from hypothesis import given
from hypothesis import strategies as st

from kg.adopt.sequence import Laid

SIZE = 5
Pairs = dict[tuple[int, int], int]
PAIRS = st.dictionaries(st.tuples(st.integers(0, SIZE - 1), st.integers(0, SIZE - 1)), st.integers(1, 9), max_size=12)


def ways(pairs: Pairs, row: int = 0, column: int = 0) -> Iterator[tuple[tuple[int, int], ...]]:
    """Every matching without crossings, one pair after the other."""
    yield ()
    for pair in pairs:
        if pair[0] >= row and pair[1] >= column:
            yield from ((pair, *rest) for rest in ways(pairs, pair[0] + 1, pair[1] + 1))


def laid(pairs: Pairs, reach: int = SIZE) -> Laid:
    return Laid(SIZE, reach, lambda row, column: pairs.get((row, column)))


@given(PAIRS, st.integers(0, SIZE))
def test_no_way_is_better_than_the_best(pairs: Pairs, reach: int) -> None:
    near = {pair: points for pair, points in pairs.items() if abs(pair[0] - pair[1]) <= reach}
    found = laid(pairs, reach)
    assert found.best == max(sum(pairs[pair] for pair in way) for way in ways(near))
    way = tuple(sorted(found.way().items()))
    assert way in set(ways(near))
    assert sum(pairs[pair] for pair in way) == found.best


@given(PAIRS, st.integers(0, SIZE))
def test_what_the_best_way_through_a_pair_or_a_gap_is_worth(pairs: Pairs, reach: int) -> None:
    near = {pair: points for pair, points in pairs.items() if abs(pair[0] - pair[1]) <= reach}
    found = laid(pairs, reach)
    for pair in near:
        assert found.through(*pair) == max(sum(pairs[p] for p in way) for way in ways(near) if pair in way)
    for row in range(SIZE):
        without = (way for way in ways(near) if row not in {pair[0] for pair in way})
        assert found.through(row, None) == max(sum(pairs[p] for p in way) for way in without)


def test_without_any_pair_there_is_nothing() -> None:
    assert (laid({}).best, laid({}).way()) == (0, {})
    assert Laid(0, 3, lambda row, column: 1).best == 0

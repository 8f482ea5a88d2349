"""The best way to lay two sequences beside each other, in order, and how much worse every other way is.

Pairs have points, gaps cost nothing, and no two pairs cross: a matching without crossings of the greatest total
(dynamic programming, as for sequences of genes, within a band). Besides the best way itself, the forward and the
backward totals say for any pair what the best way through it is worth.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

Points = Callable[[int, int], int | None]


class Laid:
    """Rows and columns 0 to `size` - 1 laid beside each other; `points(row, column)` are those of a pair, None when
    the two cannot be one. Only pairs at most `reach` apart are looked at: time and space grow with `size` x `reach`.
    """

    def __init__(self, size: int, reach: int, points: Points) -> None:
        self.size, self.reach = size, reach
        self.pairs = [
            {column: worth for column in self._near(row) if (worth := points(row, column)) is not None}
            for row in range(size)
        ]
        self._ahead = self._totals(self.pairs)
        backwards = [{size - 1 - column: worth for column, worth in row.items()} for row in reversed(self.pairs)]
        self._behind = self._totals(backwards)

    @property
    def best(self) -> int:
        """The total of the best way."""
        return self._first(self.size, self.size)

    def through(self, row: int, column: int | None) -> int:
        """The total of the best way in which `row` is paired with `column`, or, when that is None, with nothing."""
        if column is not None:
            return self._first(row, column) + self.pairs[row][column] + self._last(row + 1, column + 1)
        borders = range(max(0, row - self.reach), min(self.size, row + self.reach + 1) + 1)
        return max(self._first(row, border) + self._last(row + 1, border) for border in borders)

    def way(self) -> dict[int, int]:
        """The pairs of the best way; of ways equally good, one that is always the same."""
        row, column, found = self.size, self.size, {}
        while row and column:
            here = self._first(row, column)
            if self._first(row, column - 1) == here:
                column -= 1
            elif self._first(row - 1, column) == here:
                row -= 1
            else:
                row, column = row - 1, column - 1
                found[row] = column
        return found

    def _near(self, row: int) -> Sequence[int]:
        return range(max(0, row - self.reach), min(self.size, row + self.reach + 1))

    def _totals(self, pairs: Sequence[dict[int, int]]) -> list[list[int]]:
        """For each number of rows, and of columns within the band about it, the best total of as many first ones."""
        totals = [[0] * (2 * self.reach + 1)]
        for row in range(1, self.size + 1):
            line: list[int] = []
            for place in range(2 * self.reach + 1):
                column = row - self.reach + place
                above = totals[-1][min(place + 1, 2 * self.reach)]
                best = max(above, line[-1]) if line else above
                worth = pairs[row - 1].get(column - 1)
                line.append(best if worth is None else max(best, totals[-1][place] + worth))
            totals.append(line)
        return totals

    def _at(self, totals: list[list[int]], rows: int, columns: int) -> int:
        """The total of the first `rows` and `columns`; what lies outside the band has nothing more to pair with."""
        rows, columns = min(rows, columns + self.reach), min(columns, rows + self.reach)
        return totals[rows][columns - rows + self.reach] if rows > 0 and columns > 0 else 0

    def _first(self, rows: int, columns: int) -> int:
        return self._at(self._ahead, rows, columns)

    def _last(self, row: int, column: int) -> int:
        """The best total of the rows from `row` on and the columns from `column` on."""
        return self._at(self._behind, self.size - row, self.size - column)

"""Circles in a graph: the sets of nodes that lead to each other (strongly connected components), in linear time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence


def circles(graph: Mapping[str, Sequence[str]]) -> Iterator[set[str]]:
    """Each set of nodes of `graph` (node -> where it leads to) that lead to themselves through each other.

    Tarjan's algorithm (SIAM Journal on Computing 1, 1972, pp. 146-160), without recursion: chains may be long.
    """
    number: dict[str, int] = {}  # of each node, in the order they are reached
    low: dict[str, int] = {}  # the lowest number that a node is known to lead to, among those that are open
    open_: dict[str, None] = {}  # nodes that no set has been found for, in the order they are reached
    for root in graph:
        path = [root] if root not in number else []
        while path:
            node = path[-1]
            if node not in number:
                number[node] = low[node] = len(number)
                open_[node] = None
            ahead = next((target for target in graph.get(node, ()) if target not in number), None)
            if ahead is not None:
                path.append(ahead)
                continue
            path.pop()
            low[node] = min([low[node], *(low[target] for target in graph.get(node, ()) if target in open_)])
            if low[node] == number[node]:
                together = set()
                while node not in together:
                    together.add(open_.popitem()[0])
                if len(together) > 1 or node in graph.get(node, ()):
                    yield together

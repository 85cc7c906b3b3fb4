"""Which withheld cells of a table follow from what is shown, and what must be withheld so that none does.

A table with its totals is a graph: its rows and columns are the nodes, one of each being that of the totals, and every
withheld cell or total is an edge. As each row and each column adds up, an entry can be told exactly where its edge is a
bridge, that is, on no cycle; on a cycle it can be raised while its neighbours fall. So each gets a cycle, the one whose
cells are the smallest.
"""

from collections.abc import Iterable, Mapping
from heapq import heappop, heappush

Place = tuple[str, str]
Node = tuple[int, str]
"""Axis (0 for rows) and name of a line; the line of totals has no name in data."""

TOTAL = "\0total"
EMPTY_COST = 10**9
"""What it costs to withhold an empty cell: more than any others, as it may be known that there can be nobody."""


def unprotected(hidden: Iterable[Place]) -> list[Place]:
    """The hidden entries that can be told from the others. Totals have TOTAL as the name of their row or column."""
    edges = list(hidden)
    graph: dict[Node, list[tuple[Node, Place]]] = {}
    for place in edges:
        row, column = _ends(place)
        graph.setdefault(row, []).append((column, place))
        graph.setdefault(column, []).append((row, place))
    return _bridges(graph)


def cycle_for(place: Place, hidden: Iterable[Place], shown: Mapping[Place, int]) -> list[Place]:
    """The shown cells to withhold as well so that the hidden entry is on a cycle, together as small as can be; none
    where there is no way."""
    graph: dict[Node, list[tuple[Node, Place, int]]] = {}
    costs = {each: 0 for each in hidden if each != place}
    costs |= {each: size or EMPTY_COST for each, size in shown.items()}
    for each, cost in costs.items():
        row, column = _ends(each)
        graph.setdefault(row, []).append((column, each, cost))
        graph.setdefault(column, []).append((row, each, cost))
    start, goal = _ends(place)
    waiting: list[tuple[int, Node, tuple[Place, ...]]] = [(0, start, ())]
    done: set[Node] = set()
    while waiting:
        cost, node, path = heappop(waiting)
        if node == goal:
            return [each for each in path if each in shown]
        if node not in done:
            done.add(node)
            for other, each, more in graph.get(node, ()):
                heappush(waiting, (cost + more, other, (*path, each)))
    return []


def _ends(place: Place) -> tuple[Node, Node]:
    return (0, place[0]), (1, place[1])


def _bridges(graph: Mapping[Node, list[tuple[Node, Place]]]) -> list[Place]:
    """Edges on no cycle: a depth-first search that knows how far back each part reaches."""
    found: list[Place] = []
    order: dict[Node, int] = {}
    reach: dict[Node, int] = {}
    for root in graph:
        if root in order:
            continue
        order[root] = reach[root] = len(order)
        stack: list[tuple[Node, Place | None, list[tuple[Node, Place]]]] = [(root, None, list(graph[root]))]
        while stack:
            node, came_by, left = stack[-1]
            if left:
                other, edge = left.pop()
                if edge == came_by:
                    continue
                if other in order:
                    reach[node] = min(reach[node], order[other])
                else:
                    order[other] = reach[other] = len(order)
                    stack.append((other, edge, list(graph[other])))
                continue
            stack.pop()
            if stack and came_by is not None:
                parent = stack[-1][0]
                reach[parent] = min(reach[parent], reach[node])
                if reach[node] > order[parent]:
                    found.append(came_by)
    return found

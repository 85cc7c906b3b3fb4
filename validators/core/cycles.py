"""Find what goes round in a graph."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from typing import Generic, TypeVar

Step = TypeVar("Step")
"""What the input says that makes a step from one object to another, such as an association."""

NAMED = 3
"""Members of a cycle that are kept by name: it may have as many as the input has objects."""

DONE = -1


@dataclass(frozen=True, slots=True)
class Cycle(Generic[Step]):
    """A way that ends where it began: `closing` is the step that leads back, `members` the first few objects on the
    way, the one that it leads back to first, and `length` the number of all of them."""

    closing: Step
    members: tuple[str, ...]
    length: int

    def way_round(self, name: Callable[[str], str] = str) -> str:
        """The first few members by name, and how many more there are."""
        names = " → ".join(name(member) for member in self.members)
        more = self.length - len(self.members)
        return f"{names} → {more} more" if more else names


def cycles(graph: Mapping[str, Mapping[str, Step]], first: Iterable[str] = ()) -> Iterator[Cycle[Step]]:
    """A cycle for each step that leads back onto the way just walked, depth first, from the objects in `first` and
    then from all others in their order. `graph` is an object to those that one step leads to, each with that step.

    Without those steps the graph has no cycle, so whoever deletes each `closing` one is done. Walking down from the
    root makes the closing one the one that names a descendant as the parent of its ancestor. It is iterative and linear
    in the number of steps.
    """
    place: dict[str, int] = {}  # on the way: how many steps from its start; once left for good: DONE
    for start in chain(first, graph):
        if start in place:
            continue
        place[start] = 0
        way, pending = [start], [iter(graph.get(start, {}).items())]
        while way:
            for there, edge in pending[-1]:
                seen = place.get(there)
                if seen is None:
                    place[there] = len(way)
                    way.append(there)
                    pending.append(iter(graph.get(there, {}).items()))
                    break
                if seen != DONE:
                    yield Cycle(edge, tuple(way[seen : seen + NAMED]), len(way) - seen)
            else:
                pending.pop()
                place[way.pop()] = DONE

"""Circles in what a source states: in orders, and in the way from child to parent."""

from collections.abc import Hashable, Iterable, Iterator, Mapping
from typing import TypeVar

Step = TypeVar("Step", bound=Hashable)


def without_circles(pairs: Iterable[tuple[Step, Step]]) -> list[tuple[Step, Step]]:
    """The pairs (before, after) that contradict no others, in their order.

    Where sequences contradict one another their pairs go round in a circle, and none of those can be trusted. All
    pairs that lie on a circle, or on a way from one circle to another, are left out.
    """
    kept = list(pairs)
    after = _remaining([(origin, destination) for origin, destination in kept])
    before = _remaining([(destination, origin) for origin, destination in kept])
    return [(origin, destination) for origin, destination in kept if not {origin, destination} <= (after & before)]


def _remaining(pairs: list[tuple[Step, Step]]) -> set[Step]:
    """The steps that are left when again and again those are taken away that no remaining pair leads to."""
    incoming: dict[Step, int] = {}
    outgoing: dict[Step, list[Step]] = {}
    for origin, destination in pairs:
        incoming[destination] = incoming.get(destination, 0) + 1
        incoming.setdefault(origin, 0)
        outgoing.setdefault(origin, []).append(destination)
    free = [step for step, count in incoming.items() if count == 0]
    while free:
        step = free.pop()
        for destination in outgoing.get(step, ()):
            incoming[destination] -= 1
            if incoming[destination] == 0:
                free.append(destination)
    return {step for step, count in incoming.items() if count > 0}


def circular(parents: Mapping[Step, Step]) -> set[Step]:
    """The members of the circles that a map from child to parent has, without those that only hang below one."""
    settled: set[Step] = set()
    found: set[Step] = set()
    for start in parents:
        way: dict[Step, None] = {}
        at: Step | None = start
        while at is not None and at not in settled and at not in way:
            way[at] = None
            at = parents.get(at)
        if at is not None and at in way:
            found.update(_from(way, at))
        settled.update(way)
    return found


def _from(way: Iterable[Step], start: Step) -> Iterator[Step]:
    members = iter(way)
    for member in members:
        if member == start:
            yield member
            break
    yield from members

"""Work that can be done elsewhere: in other processes, or on other machines."""

from collections.abc import Callable
from functools import partial
from typing import Protocol, TypeVar

Done = TypeVar("Done")


class Workers(Protocol):
    """Those who do it. `width` is how many pieces of work they are given before the first is waited for."""

    width: int

    def submit(self, work: Callable[..., Done], *given: object) -> Callable[[], Done]:
        """Begin with a piece of work: a function and what it is given, both of which can be pickled. What is returned
        waits for the result."""


class Here:
    """Does it in this process, when it is waited for."""

    width = 1

    def submit(self, work: Callable[..., Done], *given: object) -> Callable[[], Done]:
        return partial(work, *given)


HERE = Here()

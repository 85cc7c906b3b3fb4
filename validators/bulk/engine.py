"""Where work is done."""

from collections.abc import Callable
from typing import Any, Protocol, TypeVar

from fairmark.validators.readers.tables.store import Keep

Done = TypeVar("Done")


class Lost(Exception):
    """A piece of work could not be done, though it was tried again; the message says why in a few words of our own."""


class Engine(Protocol):
    """Does work somewhere else. `width` is how many pieces of it are given to it before the first is waited for.
    `keep` moves what columns hold to where all that do the work can see it; None where there is no such place."""

    @property
    def width(self) -> int: ...

    @property
    def keep(self) -> Keep | None: ...

    def submit(self, work: Callable[..., Done], *given: object) -> Callable[[], Done]:
        """Begin with a piece of work: a function and what it is given, which can be pickled. What is returned waits for
        the result; it raises Lost where there will be none."""

    def lend(self, made: Callable[[], bytes]) -> Any:
        """Something that can be given to any work and costs little to send: there it is what was `made`, or has that as
        its `bytes`. None where there is no place for it."""

    def let_go(self) -> None:
        """Give back to the system what was kept and lent."""

    def close(self) -> None:
        """Stop, whatever is going on. Nothing is left running."""

"""Where chunks are judged."""

from collections.abc import Callable
from typing import Protocol

from fairmark.validators.bulk.chunk import Chunk, Result


class Lost(Exception):
    """A chunk could not be judged, though it was tried again; the message says why in a few words of our own."""


class Engine(Protocol):
    """Judges chunks somewhere else. `width` is how many are given to it before the first is waited for."""

    width: int

    def submit(self, chunk: Chunk, options: bytes) -> Callable[[], Result]:
        """Begin to judge a chunk. What is returned waits for the result; it raises Lost where there will be none."""

    def close(self) -> None:
        """Stop, whatever is going on. Nothing is left running."""

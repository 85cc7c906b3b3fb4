"""A stream that is read no further than the limits allow."""

from collections.abc import Callable
from typing import IO

from fairmark.validators.readers.problem import Problem
from fairmark.validators.readers.source import Unreadable, unreadable

Beyond = Callable[[int], Problem | None]
"""Says of the number of bytes that were read so far why no more may be read, None where more may be."""


class LimitedStream:
    """`stream`, which ends with Unreadable where `beyond` says so, where the system fails, and where one of `broken` is
    raised: what the library below raises on data that is not sound."""

    def __init__(self, stream: IO[bytes], beyond: Beyond, broken: tuple[type[Exception], ...] = ()) -> None:
        self._stream = stream
        self._beyond = beyond
        self._broken = broken
        self._size = 0

    def read(self, size: int = -1) -> bytes:
        try:
            piece = self._stream.read(size)
        except OSError as error:
            raise Unreadable(unreadable(error)) from None
        except self._broken:
            raise Unreadable(Problem("FM-INPUT-017", observed="damaged within the archive")) from None
        self._size += len(piece)
        if problem := self._beyond(self._size):
            raise Unreadable(problem)
        return piece

    def __enter__(self) -> "LimitedStream":
        return self

    def __exit__(self, *_: object) -> None:
        self._stream.close()

"""Where the numbers and bytes of columns lie: in the memory of this process, or where several processes can see
them."""

from array import array
from collections.abc import Callable
from typing import Protocol


class Store(Protocol):
    """Numbers or bytes. It can be pickled; what it takes to be seen elsewhere is its own business."""

    def view(self) -> memoryview:
        """All of it, in its own format."""


class Held:
    """In the memory of this process."""

    def __init__(self, data: "array[int] | bytes | bytearray") -> None:
        self._data = data

    def view(self) -> memoryview:
        return memoryview(self._data)

    def __reduce__(self) -> tuple[Callable[[str, bytes], "Held"], tuple[str, bytes]]:
        view = self.view()
        return _held, (view.format, view.tobytes())


def _held(format: str, data: bytes) -> Held:
    return Held(data if format == "B" else array(format, data))


Keep = Callable[[Store], Store]
"""Moves what lies in a store to another one."""

"""Memory that the processes of this machine see together."""

from contextlib import suppress
from multiprocessing.shared_memory import SharedMemory
import os
from pathlib import Path
import shutil
from typing import NamedTuple, cast

from fairmark.validators.readers.tables.store import Store

SMALL = 1 << 16
"""Bytes below which it does not pay to share."""

MOUNTED = Path("/dev/shm")  # noqa: S108 - where Linux has it; containers often have little of it
SPARE = 1 << 20


class _Segment(SharedMemory):
    """A stretch of it. What still looks at it when it is no longer used is no fault: the system keeps it until then."""

    _fd = -1

    def __del__(self) -> None:
        with suppress(OSError, BufferError):
            self.close()
        if self._fd >= 0:  # where the above came to nothing, as what looks at it does not need the descriptor
            os.close(self._fd)
            self._fd = -1


_ATTACHED: dict[str, _Segment] = {}
"""Those that this process looks at, by name."""


def forget() -> None:
    """Look at none of them any more."""
    _ATTACHED.clear()


class Lent(NamedTuple):
    """Bytes in shared memory."""

    name: str
    size: int

    @property
    def bytes(self) -> memoryview:
        segment = _ATTACHED.get(self.name)
        if segment is None:
            segment = _ATTACHED[self.name] = _Segment(self.name)
        return cast(memoryview, segment.buf)[: self.size]


class Shared(NamedTuple):
    """What a column holds, in shared memory; a store."""

    lent: Lent
    format: str

    def view(self) -> memoryview:
        return self.lent.bytes.cast(self.format)  # type: ignore[call-overload,no-any-return]  # it is one of those


class Arena:
    """What this process shares with others, until it is closed. Where the system has no more of such memory, things
    stay where they are."""

    def __init__(self) -> None:
        self.has_room = True
        """Whether all could be shared so far."""
        self._names: list[str] = []

    def keep(self, store: Store) -> Store:
        view = store.view()
        lent = self.lend(view.cast("B")) if view.nbytes >= SMALL and self.has_room else None
        return Shared(lent, view.format) if lent else store

    def lend(self, data: "bytes | memoryview") -> Lent | None:
        """The same in shared memory; None where there is no room for it."""
        self.has_room &= _is_free(len(data))
        if not self.has_room:
            return None
        segment = _Segment(create=True, size=max(1, len(data)))
        cast(memoryview, segment.buf)[: len(data)] = data
        _ATTACHED[segment.name] = segment
        self._names.append(segment.name)
        return Lent(segment.name, len(data))

    def close(self) -> None:
        """Give all of it back to the system."""
        for name in self._names:
            segment = _ATTACHED.pop(name)
            with suppress(OSError):
                segment.unlink()
        self._names.clear()
        self.has_room = True


def _is_free(size: int) -> bool:
    return not MOUNTED.is_dir() or shutil.disk_usage(MOUNTED).free > size + SPARE

"""Work that may take a processor for seconds waits for its turn, so that it never takes all threads of the server."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import BoundedSemaphore

from fairmark.server.http import Refusal

AT_ONCE = 2
"""How many of them are done at the same time in this process."""

PATIENCE = 30
"""Seconds that one waits."""

_turns = BoundedSemaphore(AT_ONCE)


@contextmanager
def turn() -> Iterator[None]:
    """Do the work of the block when its turn comes; a Refusal where that takes too long."""
    if not _turns.acquire(timeout=PATIENCE):
        headers = {"Retry-After": str(PATIENCE)}
        raise Refusal(503, "busy", "The server is busy with large files. Try again in a minute.", headers=headers)
    try:
        yield
    finally:
        _turns.release()

"""What operations that write have in common."""

from collections.abc import Iterator
from contextlib import contextmanager
import logging

from fairmark.server.http import Refusal
from fairmark.server.storage.database import WRITERS_WAIT, Busy

LOG = logging.getLogger("fairmark.server")

PRIVATE = {"Cache-Control": "no-store"}
"""What was answered to a token is kept by nobody on the way."""


@contextmanager
def refused_while_busy() -> Iterator[None]:
    """Refuse with 503 what cannot be written since another writer keeps the database."""
    try:
        yield
    except Busy:
        detail = "Another import is under way; nothing was changed."
        raise Refusal(503, "busy", detail, headers={"Retry-After": str(WRITERS_WAIT)}) from None

"""How long Fairmark waits, and how much it accepts."""

from dataclasses import dataclass
from time import monotonic

from fairmark.validators.net.errors import TimedOut


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds: `connect` until an address accepts a connection, `read` between two pieces of an answer, `total` for a
    request with all its redirects. `header_bytes` of status line and headers, `body_bytes` of a body both as received
    and unpacked, `ratio` of unpacked to received bytes, `redirects` in a row."""

    connect: float = 10
    read: float = 10
    total: float = 300
    header_bytes: int = 64 << 10
    body_bytes: int = 1 << 30
    ratio: int = 200
    redirects: int = 5


STANDARD_LIMITS = Limits()
"""What holds where nobody chose otherwise."""


class Deadline:
    """The moment at which a request must be over, however busily the server drips."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._end = monotonic() + seconds

    def patience(self, step: float) -> float:
        """Seconds to wait for one step that may take `step` at most; TimedOut when nothing is left."""
        left = self._end - monotonic()
        if left <= 0:
            raise TimedOut(f"it took longer than {self._seconds:g} s in all")
        return min(step, left)

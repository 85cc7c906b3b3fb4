"""How often somebody may ask. Counted in the memory of each process, within bounds.

Not in the database: a limit that writes a row for each refused request helps whoever wants to wear the server out, and
addresses of people would lie there. With several workers, each counts for itself, so that the limits are multiplied by
their number.
"""

from collections import OrderedDict, deque
from collections.abc import Callable
from ipaddress import IPv6Address, ip_address, ip_network
from math import ceil
from threading import Lock
import time

from fairmark.server.http import Refusal

SUBJECTS = 10_000
"""Of how many the last requests are remembered. Beyond that, who has been quiet for the longest time is forgotten."""


class Limit:
    """At most `times` requests in `seconds` for each subject, such as an address or a login name."""

    def __init__(self, times: int, seconds: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._times = times
        self._seconds = seconds
        self._clock = clock
        self._lock = Lock()
        self._seen: OrderedDict[str, deque[float]] = OrderedDict()

    def count(self, subject: str) -> None:
        """Count a request of the subject; Refusal (429) when it is one too many, which is not counted."""
        now = self._clock()
        with self._lock:
            seen = self._seen.setdefault(subject, deque())
            self._seen.move_to_end(subject)
            if len(self._seen) > SUBJECTS:
                self._seen.popitem(last=False)
            while seen and seen[0] <= now - self._seconds:
                seen.popleft()
            if len(seen) < self._times:
                seen.append(now)
                return
            wait = seen[0] + self._seconds - now
        headers = {"Retry-After": str(max(1, ceil(wait)))}
        raise Refusal(429, "busy", "Too many requests: wait a while.", headers=headers)

    def forgive(self, subject: str) -> None:
        """Take back the last count of the subject: it turned out to be none of those that are limited."""
        with self._lock:
            if seen := self._seen.get(subject):
                seen.pop()


class Limits:
    """The limits of one application. Many people may share one address, as those of a school do."""

    def __init__(self) -> None:
        self.registrations = Limit(60, 600)
        self.tokens = Limit(600, 60)
        self.logins = Limit(300, 300)
        self.guesses = Limit(10, 300)
        """Wrong passwords by login name: who guesses gets nowhere, from however many addresses."""


def network_of(peer: str) -> str:
    """The address, or the /64 that it lies in: with IPv6 everybody has as many addresses as they like."""
    try:
        address = ip_address(peer)
    except ValueError:
        return peer
    if isinstance(address, IPv6Address) and not address.ipv4_mapped:
        return str(ip_network((address, 64), strict=False))
    return peer

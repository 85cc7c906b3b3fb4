"""Asking another server without being a burden: one request at a time, a pause between two, waiting when told to."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from importlib.metadata import version as installed_version
import time

from fairmark.validators.net.client import Client
from fairmark.validators.net.messages import Headers, Request, Response
from fairmark.validators.net.url import Url

BUSY = (HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE)


@dataclass(frozen=True, slots=True)
class Patience:
    """Seconds of `pause` between two requests, `longest` wait that is obeyed, and `attempts` at one request."""

    pause: float = 0.5
    longest: float = 300
    attempts: int = 5


class ServerBusy(Exception):
    """The server asks for more patience than there is; the message says for how much."""


class PoliteClient:
    """GET requests over one `Client`, and so over one connection. `clock` and `sleep` are the time that passes."""

    def __init__(
        self,
        client: Client,
        patience: Patience = Patience(),
        *,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._client = client
        self._patience = patience
        self._clock = clock
        self._sleep = sleep
        self._next = clock()

    def get(self, url: Url, headers: Headers = ()) -> Response:
        """The answer, whatever its status but "busy". Raises NetError, and ServerBusy when the server stays busy."""
        standing = (
            ("User-Agent", f"fairmark/{installed_version('fairmark')} (mirror)"),
            ("Accept", "application/json"),
            ("Accept-Encoding", "gzip"),
        )
        for attempt in range(self._patience.attempts):
            self._wait()
            response = self._client.follow(Request("GET", url, (*standing, *headers)))
            self._next = self._clock() + self._patience.pause
            if response.status not in BUSY:
                return response
            wanted = retry_after(response.header("retry-after"), datetime.now(UTC))
            seconds = 2.0**attempt if wanted is None else wanted
            if seconds > self._patience.longest:
                raise ServerBusy(f"the server asks to come back in {seconds:,.0f} s")
            self._next = self._clock() + max(seconds, self._patience.pause)
        raise ServerBusy(f"the server was busy {self._patience.attempts} times in a row")

    def _wait(self) -> None:
        left = self._next - self._clock()
        if left > 0:
            self._sleep(left)


def retry_after(value: str | None, now: datetime) -> float | None:
    """Seconds that a Retry-After header asks for (RFC 9110 section 10.2.3), None where it says nothing that counts."""
    if value is None:
        return None
    if value.strip().isdecimal():
        return float(value)
    try:
        moment = parsedate_to_datetime(value)
    except ValueError:
        return None
    return max(0.0, ((moment if moment.tzinfo else moment.replace(tzinfo=UTC)) - now).total_seconds())

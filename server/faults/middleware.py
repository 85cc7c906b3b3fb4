"""Put a change before an honest server: plain WSGI, so that it works in process and under any server."""

from collections.abc import Callable, Iterable, Iterator
from http import HTTPStatus
import time
from typing import Any

from fairmark.server.faults.exchange import Asked, Reply, Sleep
from fairmark.server.faults.fault import Change, Service

Wsgi = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


class Changed:
    """The WSGI application `honest`, whose answers as `service` are changed by `change` where it is asked as one of
    these `profiles`. `sleep` is what slow changes wait by. It remembers, in this process, what a change remembers."""

    def __init__(
        self, honest: Wsgi, change: Change, service: Service, profiles: tuple[str, ...] = (), sleep: Sleep = time.sleep
    ) -> None:
        self._honest = honest
        self._change = change
        self._service = service
        self._profiles = frozenset(profiles or service.profiles)
        self._sleep = sleep
        self._memory: dict[str, Any] = {}

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        asked = self._service.asked.of(environ, self._memory, self._sleep)
        if asked is None or self._profiles.isdisjoint(asked.profiles):
            return self._honest(environ, start_response)
        reply = self._change(asked.received(), self._serve)
        start_response(_status_line(reply.status), _headers(reply))
        return [] if asked.method == "HEAD" else _pieces(reply)

    def _serve(self, asked: Asked) -> Reply:
        told: dict[str, Any] = {}

        def start_response(status: str, headers: list[tuple[str, str]], _error: object = None) -> Callable[..., None]:
            told.update(status=status, headers=headers)
            return lambda _data: None

        pieces = self._honest(asked.for_wsgi(), start_response)
        try:
            body = b"".join(pieces)
        finally:
            if close := getattr(pieces, "close", None):
                close()
        headers = tuple((name, value) for name, value in told["headers"] if name.lower() != "content-length")
        return Reply(int(told["status"].split()[0]), headers, body)


def _headers(reply: Reply) -> list[tuple[str, str]]:
    """With the length of the body, where that is known and the fault has said no other. A tail of unknown length is
    ended by the server's own means."""
    is_known = reply.header("content-length") is not None or not isinstance(reply.tail, tuple)
    is_bodiless = reply.status in (204, 304)
    length = [] if is_known or is_bodiless else [("Content-Length", str(len(reply.body)))]
    return [*reply.headers, *length]


def _pieces(reply: Reply) -> Iterator[bytes]:
    yield reply.body
    yield from reply.tail


def _status_line(status: int) -> str:
    try:
        return f"{status} {HTTPStatus(status).phrase}"
    except ValueError:
        return f"{status} Unknown"

"""How a suite reaches the system under test: over the network, or in process through its WSGI application."""

from collections.abc import Callable, Iterable
from io import BytesIO
from time import perf_counter
from typing import Any, Protocol
from urllib.parse import unquote_to_bytes

from fairmark.validators.net.body import Body
from fairmark.validators.net.client import Client
from fairmark.validators.net.errors import BadAnswer, NetError, TimedOut
from fairmark.validators.net.hello import Outdated
from fairmark.validators.net.limits import STANDARD_LIMITS, Limits
from fairmark.validators.net.messages import Headers, Request, Response, header
from fairmark.validators.net.url import Origin

BODILESS = frozenset({204, 304})
"""Statuses of answers without a body, whatever length they announce."""

WsgiApplication = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


class Transport(Protocol):
    """Carries one request and its answer; NetError where there is none."""

    def send(self, request: Request) -> Response:
        """Send, and read the answer, a redirect like any other."""

    def speaks(self, origin: Origin, version: Outdated) -> bool | None:
        """Whether the server there still takes up that version of TLS or SSL; None where the transport has none."""


class Network:
    """Over the network, under the client's policy and limits."""

    def __init__(self, client: Client) -> None:
        self._client = client

    def send(self, request: Request) -> Response:
        return self._client.send(request)

    def speaks(self, origin: Origin, version: Outdated) -> bool | None:
        return self._client.speaks(origin, version)


class InProcess:
    """Through a WSGI application in this process, without a socket: what the suite's own proof runs on. `extra` are
    headers for every request, such as a token.

    Answers are held to the same `limits` as over the network, and unpacked and counted in the same way. `clock` tells
    seconds; one that the application itself moves on makes it slow without anybody waiting.
    """

    def __init__(
        self,
        application: WsgiApplication,
        extra: Headers = (),
        limits: Limits = STANDARD_LIMITS,
        clock: Callable[[], float] = perf_counter,
    ) -> None:
        self._application = application
        self._extra = extra
        self._limits = limits
        self._clock = clock

    def send(self, request: Request) -> Response:
        started = self._clock()
        told: dict[str, Any] = {}

        def start_response(status: str, headers: list[tuple[str, str]], _error: object = None) -> Callable[..., None]:
            told.update(status=int(status.split()[0]), headers=tuple(headers))
            return lambda _data: None

        pieces: Iterable[bytes] = ()
        try:
            pieces = self._application(self._environment(request), start_response)
            body = self._received(request, pieces, told, started)
        except NetError:
            raise
        except Exception as error:  # whatever the system under test raises is its failure to answer
            raise BadAnswer(f"it broke off its answer ({type(error).__name__})") from error
        finally:
            if close := getattr(pieces, "close", None):
                close()
        return Response(request.url, told["status"], "1.1", told["headers"], body, self._clock() - started, "")

    def speaks(self, _origin: Origin, _version: Outdated) -> bool | None:
        return None

    def _received(self, request: Request, pieces: Iterable[bytes], told: dict[str, Any], started: float) -> bytes:
        """The body, within the limits. `told` may be filled as late as with the first piece."""
        last, body = started, None
        for piece in pieces:
            last = self._in_time(started, last)
            body = body or Body(header(told["headers"], "content-encoding") or "", self._limits)
            body.feed(piece)
        self._in_time(started, last)
        if not told:
            raise BadAnswer("it closed the connection without an answer")
        body = body or Body("", self._limits)
        if request.method == "HEAD" or told["status"] in BODILESS:
            return b""
        announced = int(header(told["headers"], "content-length") or body.received)
        if body.received < announced:
            raise BadAnswer(f"its answer is cut off after {body.received:,} bytes of body")
        if body.received > announced:
            raise BadAnswer("it sent more bytes than its headers announce")
        return body.finish()

    def _in_time(self, started: float, last: float) -> float:
        """The time now; TimedOut where the last piece, or the whole answer, took too long."""
        now = self._clock()
        if now - last > self._limits.read:
            raise TimedOut(f"it sent nothing for {self._limits.read:g} s")
        if now - started > self._limits.total:
            raise TimedOut(f"it took longer than {self._limits.total:g} s in all")
        return now

    def _environment(self, request: Request) -> dict[str, Any]:
        path, _, query = request.url.target.partition("?")
        environment: dict[str, Any] = {
            "REQUEST_METHOD": request.method,
            "SCRIPT_NAME": "",
            "PATH_INFO": unquote_to_bytes(path).decode("latin-1"),
            "QUERY_STRING": query,
            "SERVER_NAME": request.url.origin.host,
            "SERVER_PORT": str(request.url.origin.port),
            "SERVER_PROTOCOL": "HTTP/1.1",
            "REMOTE_ADDR": "127.0.0.1",
            "CONTENT_LENGTH": str(len(request.body)),
            "wsgi.version": (1, 0),
            "wsgi.url_scheme": request.url.origin.scheme,
            "wsgi.input": BytesIO(request.body),
            "wsgi.errors": BytesIO(),
            "wsgi.multithread": False,
            "wsgi.multiprocess": False,
            "wsgi.run_once": False,
            "HTTP_HOST": request.url.origin.authority,
        }
        for name, value in (*request.headers, *self._extra):
            key = name.upper().replace("-", "_")
            environment[key if key == "CONTENT_TYPE" else f"HTTP_{key}"] = value
        return environment

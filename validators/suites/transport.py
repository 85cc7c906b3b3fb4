"""How a suite reaches the system under test: over the network, or in process through its WSGI application."""

from collections.abc import Callable, Iterable
from io import BytesIO
from time import perf_counter
from typing import Any, Protocol
from urllib.parse import unquote_to_bytes

from fairmark.validators.net.client import Client
from fairmark.validators.net.errors import BadAnswer, NetError
from fairmark.validators.net.messages import Headers, Request, Response

WsgiApplication = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


class Transport(Protocol):
    """Carries one request and its answer; NetError where there is none."""

    def send(self, request: Request) -> Response:
        """Send, and read the answer, a redirect like any other."""


class Network:
    """Over the network, under the client's policy and limits."""

    def __init__(self, client: Client) -> None:
        self._client = client

    def send(self, request: Request) -> Response:
        return self._client.send(request)


class InProcess:
    """Through a WSGI application in this process, without a socket: what the suite's own proof runs on. `extra` are
    headers for every request, such as a token."""

    def __init__(self, application: WsgiApplication, extra: Headers = ()) -> None:
        self._application = application
        self._extra = extra

    def send(self, request: Request) -> Response:
        started = perf_counter()
        told: dict[str, Any] = {}

        def start_response(status: str, headers: list[tuple[str, str]], _error: object = None) -> Callable[..., None]:
            told.update(status=status, headers=headers)
            return lambda _data: None

        pieces = self._application(self._environment(request), start_response)
        try:
            body = b"".join(pieces)
        except NetError:
            raise
        except Exception as error:  # whatever the system under test raises is its failure to answer
            raise BadAnswer(f"it broke off its answer ({type(error).__name__})") from error
        finally:
            if close := getattr(pieces, "close", None):
                close()
        headers = tuple(told["headers"])
        status = int(told["status"].split()[0])
        sent = b"" if request.method == "HEAD" else body
        return Response(request.url, status, "1.1", headers, sent, perf_counter() - started, "")

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

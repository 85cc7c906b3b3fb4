"""One exchange with a server as a fault sees it: what is asked, what is answered, and how to change either."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from io import BytesIO
import re
from typing import Any, ClassVar, Self
from urllib.parse import parse_qsl, quote, urlencode

import orjson
from werkzeug.wsgi import get_input_stream

Json = dict[str, Any]
Sleep = Callable[[float], None]


@dataclass(frozen=True, slots=True)
class Asked(ABC):
    """A request to a service, whose addresses `PATH` matches. `query` holds the last value of each argument; `memory`
    is what the faulty server remembers from one request to the next; `sleep` waits for so many seconds."""

    environ: Mapping[str, Any]
    path: str
    query: Mapping[str, str]
    body: bytes
    memory: dict[str, Any]
    sleep: Sleep

    PATH: ClassVar[re.Pattern[str]]

    @classmethod
    def of(cls, environ: Mapping[str, Any], memory: dict[str, Any], sleep: Sleep) -> Self | None:
        """The request in a WSGI environment, without its body; None for one that is not for the service."""
        path = environ.get("PATH_INFO", "")
        if not cls.PATH.fullmatch(path):
            return None
        query = dict(parse_qsl(environ.get("QUERY_STRING", ""), keep_blank_values=True, errors="replace"))
        return cls(environ, path, query, b"", memory, sleep)

    @property
    @abstractmethod
    def profiles(self) -> tuple[str, ...]:
        """What the server is asked as: the names of the profiles of running systems that have this address."""

    @property
    @abstractmethod
    def operation(self) -> str:
        """The name of the operation; "" for an address that the service has not."""

    def received(self) -> Self:
        """The request with its body, which is read now."""
        return replace(self, body=get_input_stream(dict(self.environ)).read())

    @property
    def method(self) -> str:
        return str(self.environ.get("REQUEST_METHOD", "GET"))

    @property
    def root(self) -> str:
        """Scheme and authority of the server as the client knows it."""
        return f"{self.environ.get('wsgi.url_scheme', 'http')}://{self.environ.get('HTTP_HOST', 'localhost')}"

    def header(self, name: str) -> str | None:
        """The value of the request's header `name`."""
        value: str | None = self.environ.get(_key(name))
        return value

    def without(self, *headers: str) -> Self:
        """The request without those headers."""
        gone = {_key(name) for name in headers}
        return replace(self, environ={key: value for key, value in self.environ.items() if key not in gone})

    def having(self, **headers: str) -> Self:
        """The request with those headers, in whose names `_` stands for `-`."""
        return replace(self, environ={**self.environ, **{_key(name): value for name, value in headers.items()}})

    def by(self, method: str) -> Self:
        """The same question by another method, without a body."""
        return replace(self, environ={**self.environ, "REQUEST_METHOD": method}, body=b"")

    def arguing(self, **arguments: str | int | None) -> Self:
        """The request with these arguments changed; None takes one away."""
        return replace(self, query=merged(self.query, arguments))

    def for_wsgi(self) -> dict[str, Any]:
        """The WSGI environment of the request as it now is. Bodies are asked for unpacked, so that they can be read,
        and by GET where the client wants the headers only."""
        asked = {
            **self.environ,
            "PATH_INFO": self.path,
            "QUERY_STRING": urlencode(self.query, quote_via=quote),
            "REQUEST_METHOD": "GET" if self.method == "HEAD" else self.method,
            "CONTENT_LENGTH": str(len(self.body)),
            "wsgi.input": BytesIO(self.body),
        }
        for gone in ("HTTP_ACCEPT_ENCODING", "HTTP_TRANSFER_ENCODING", "wsgi.input_terminated"):
            asked.pop(gone, None)
        return asked


def merged(pairs: Mapping[str, str], changed: Mapping[str, str | int | None]) -> dict[str, str]:
    """The pairs with those changed; None takes one away."""
    both = {**pairs, **{name: None if value is None else str(value) for name, value in changed.items()}}
    return {name: value for name, value in both.items() if value is not None}


def _key(header: str) -> str:
    """What a header is called in a WSGI environment."""
    name = header.upper().replace("-", "_")
    return name if name in ("CONTENT_TYPE", "CONTENT_LENGTH") else f"HTTP_{name}"


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer. `tail` follows the body piece by piece, and may have no end. The length is announced as it is, unless
    the headers say one already."""

    status: int
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""
    tail: Iterable[bytes] = ()

    def json(self) -> Any:
        """The parsed body; None where it is no JSON."""
        try:
            return orjson.loads(self.body)
        except orjson.JSONDecodeError:
            return None

    def object(self) -> Json:
        """The parsed body where it is a JSON object, else an empty one."""
        parsed = self.json()
        return parsed if isinstance(parsed, dict) else {}

    def header(self, name: str) -> str | None:
        return next((value for given, value in self.headers if given.lower() == name.lower()), None)

    def saying(self, data: Any) -> "Reply":
        """The answer with another body: bytes as they are, anything else as JSON."""
        return replace(self, body=data if isinstance(data, bytes) else orjson.dumps(data))

    def being(self, status: int) -> "Reply":
        """The answer with another status."""
        return replace(self, status=status)

    def showing(self, name: str, value: str | None) -> "Reply":
        """The answer with that header set; None takes it away."""
        others = tuple(pair for pair in self.headers if pair[0].lower() != name.lower())
        return replace(self, headers=others if value is None else (*others, (name, value)))

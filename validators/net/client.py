"""The client: one request over a connection to a checked address, and redirects."""

from collections.abc import Sequence
from dataclasses import replace
import ssl
from time import monotonic
from typing import Self

from fairmark.validators.net import hello
from fairmark.validators.net.connection import Connection, Stale, open_connection, open_socket
from fairmark.validators.net.errors import NetError, Refused, TooManyRedirects
from fairmark.validators.net.hello import Outdated
from fairmark.validators.net.limits import STANDARD_LIMITS, Deadline, Limits
from fairmark.validators.net.messages import Credentials, Headers, Request, Response, Wire, header
from fairmark.validators.net.policy import PUBLIC_ONLY, AddressPolicy
from fairmark.validators.net.resolve import Address, Resolver, resolve, system_resolver
from fairmark.validators.net.url import Origin

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
"""Only these go over a kept connection, since only they may be sent twice when the server has just closed it."""
BODY_METHODS = frozenset({"POST", "PUT", "PATCH"})
REDIRECTS = frozenset({301, 302, 303, 307, 308})
HARMLESS = frozenset({"accept", "accept-encoding", "accept-language", "user-agent"})
"""Headers that follow a redirect to another origin. Any other might be a secret."""


class Client:
    """Sends requests under a policy and limits. Not for several threads at once; use it in a `with` block.

    A name is resolved once in the client's life and every address is checked, so what is connected to is what was
    checked, and a name that later leads elsewhere changes nothing. No proxy of the environment is used, no cookie kept.
    """

    def __init__(
        self,
        policy: AddressPolicy = PUBLIC_ONLY,
        limits: Limits = STANDARD_LIMITS,
        credentials: Sequence[Credentials] = (),
        *,
        tls: ssl.SSLContext | None = None,
        resolver: Resolver = system_resolver,
    ) -> None:
        """`tls` says whom to trust and which versions to speak, by default the system's authorities and TLS 1.2 up."""
        self._policy = policy
        self._limits = limits
        self._credentials = credentials
        self._tls = tls or ssl.create_default_context()
        self._resolver = resolver
        self._addresses: dict[tuple[str, int], Sequence[Address]] = {}
        self._kept: dict[Origin, Connection] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the kept connections."""
        for connection in self._kept.values():
            connection.close()
        self._kept.clear()

    def send(self, request: Request, wire: Wire | None = None) -> Response:
        """Send `request` and read its answer, a redirect like any other. `wire` receives the bytes of both directions.

        Raises NetError, and ValueError for a request that HTTP cannot express.
        """
        return self._send(request, self._policy, Deadline(self._limits.total), wire)

    def follow(self, request: Request) -> Response:
        """Send a GET or HEAD, follow redirects, and return the last answer, whose `url` tells where it came from.

        A redirect that leaves the origin is followed without credentials, under the policy for learnt addresses, and
        never from https to http. Raises as `send` does.
        """
        if request.method not in ("GET", "HEAD"):
            raise ValueError("only GET and HEAD follow redirects")
        deadline, policy = Deadline(self._limits.total), self._policy
        for hop in range(self._limits.redirects + 1):
            try:
                response = self._send(request, policy, deadline, None)
            except NetError as error:
                if not hop:
                    raise
                raise type(error)(f"{error} (after a redirect to {request.url.masked})") from None
            location = response.header("location")
            if response.status not in REDIRECTS or location is None:
                return response
            left = request.url.origin
            request = _redirected(request, location)
            if request.url.origin != left:
                policy = policy.astray()
        raise TooManyRedirects(f"it redirects more than {self._limits.redirects} times")

    def speaks(self, origin: Origin, version: Outdated) -> bool:
        """Whether the server still takes up that version of TLS or SSL. Raises NetError."""
        deadline = Deadline(self._limits.total)
        addresses = self._checked(origin, self._policy, deadline)
        with open_socket(origin, addresses, self._limits, deadline) as sock:
            return hello.speaks(sock, origin.host, version, self._limits, deadline)

    def _send(self, request: Request, policy: AddressPolicy, deadline: Deadline, wire: Wire | None) -> Response:
        started = monotonic()
        origin = request.url.origin
        addresses = self._checked(origin, policy, deadline)
        headers = self._headers(request)
        connection = self._kept_connection(origin) if request.method in SAFE_METHODS else None
        if connection:
            try:
                return self._exchange(connection, request, headers, deadline, wire, started)
            except Stale:
                pass
        connection = open_connection(origin, addresses, self._limits, deadline, self._tls)
        return self._exchange(connection, request, headers, deadline, wire, started)

    def _checked(self, origin: Origin, policy: AddressPolicy, deadline: Deadline) -> Sequence[Address]:
        """The addresses of `origin`, all of them permitted: a name with a public and a private one is a trap."""
        policy.check_origin(origin)
        place = (origin.host, origin.port)
        if place not in self._addresses:
            self._addresses[place] = resolve(self._resolver, *place, deadline.patience(self._limits.connect))
        for address in self._addresses[place]:
            policy.check_address(origin, address.ip)
        return self._addresses[place]

    def _headers(self, request: Request) -> Headers:
        headers = request.headers
        secrets = [h for c in self._credentials if c.origin == request.url.origin for h in c.headers]
        added = [(name, value) for name, value in secrets if header(headers, name.lower()) is None]
        if header(headers, "host") is None:
            headers = (("Host", request.url.origin.authority), *headers)
        framed = header(headers, "content-length") or header(headers, "transfer-encoding")
        if not framed and (request.body or request.method in BODY_METHODS):
            added.append(("Content-Length", str(len(request.body))))
        return (*headers, *added)

    def _kept_connection(self, origin: Origin) -> Connection | None:
        connection = self._kept.pop(origin, None)
        if connection and not connection.reusable:
            connection.close()
            return None
        return connection

    def _exchange(
        self,
        connection: Connection,
        request: Request,
        headers: Headers,
        deadline: Deadline,
        wire: Wire | None,
        started: float,
    ) -> Response:
        """One exchange, after which the connection is kept if it may be, and closed if not."""
        origin = request.url.origin
        try:
            response = connection.exchange(request, headers, self._limits, deadline, wire, started)
        except BaseException:
            connection.close()
            raise
        if connection.reusable and origin not in self._kept:
            self._kept[origin] = connection
        else:
            connection.close()
        return response


def _redirected(request: Request, location: str) -> Request:
    """The request that `location` asks for instead; Refused for no http(s) URL and for a way from https to http."""
    try:
        # Some servers send UTF-8 here, which arrives as Latin-1.
        target = request.url.join(location.encode("latin-1").decode("utf-8", "replace"))
    except Refused as error:
        raise Refused(f"it redirects, but {error}") from None
    if target.origin == request.url.origin:
        return replace(request, url=target)
    if request.url.origin.scheme == "https" and target.origin.scheme == "http":
        raise Refused(f"it redirects from https to unprotected http ({target.masked})")
    harmless = tuple((name, value) for name, value in request.headers if name.lower() in HARMLESS)
    return replace(request, url=target, headers=harmless)

"""One connection to a checked address, and the exchanges over it.

The grammar of HTTP/1.1 is h11's, which never touches a socket: what is connected to, how long is waited and how much is
read is decided here.
"""

from collections.abc import Sequence
import select
import socket
import ssl
from time import monotonic

import h11

from fairmark.validators.net.body import Body
from fairmark.validators.net.errors import BadAnswer, TimedOut, TlsFailed, TooLarge, Unreachable
from fairmark.validators.net.limits import Deadline, Limits
from fairmark.validators.net.messages import Headers, Request, Response, Wire, header
from fairmark.validators.net.resolve import Address
from fairmark.validators.net.url import Origin

PIECE = 1 << 16
"""Bytes read at a time."""
SIGNATURE = b"HTTP/"
"""How every answer starts. Mail servers and the like greet otherwise, and then wait for ever."""
INTERIM_ANSWERS = 10
"""Answers of the class 1xx that are skipped before the real one."""


class Stale(Exception):
    """A kept connection was closed by the server before anything came back: send again over a fresh one."""


def connect(address: Address, seconds: float) -> socket.socket:
    """A connected socket; OSError when nobody answers there."""
    plain = socket.socket(address.family, socket.SOCK_STREAM)
    try:
        plain.settimeout(seconds)
        plain.connect(address.socket_address)
        # One request is one small write; waiting for more to send would only delay it.
        plain.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    except BaseException:
        plain.close()
        raise
    return plain


def open_connection(
    origin: Origin, addresses: Sequence[Address], limits: Limits, deadline: Deadline, tls: ssl.SSLContext
) -> "Connection":
    """A connection to the first of `addresses` that accepts one, with TLS for https; the certificate is checked
    against the name, not the address. Raises Unreachable, TlsFailed or TimedOut."""
    return Connection(_secured(open_socket(origin, addresses, limits, deadline), origin, limits, deadline, tls))


def open_socket(origin: Origin, addresses: Sequence[Address], limits: Limits, deadline: Deadline) -> socket.socket:
    """A socket connected to the first of `addresses` that accepts one. Raises Unreachable or TimedOut."""
    refusal = ""
    for address in addresses:
        try:
            return connect(address, deadline.patience(limits.connect))
        except TimeoutError:
            refusal = f"nobody answered within {limits.connect:g} s"
        except OSError as error:
            refusal = error.strerror or "no connection"
    raise Unreachable(f"{origin} accepts no connection ({refusal})")


def _secured(
    plain: socket.socket, origin: Origin, limits: Limits, deadline: Deadline, tls: ssl.SSLContext
) -> socket.socket:
    if origin.scheme == "http":
        return plain
    try:
        plain.settimeout(deadline.patience(limits.read))
        return tls.wrap_socket(plain, server_hostname=origin.host)
    except BaseException as error:
        plain.close()
        match error:
            case ssl.SSLCertVerificationError():
                raise TlsFailed(f"its certificate was not accepted: {error.verify_message}") from None
            case ssl.SSLError():
                raise TlsFailed(f"no secure connection came about ({error.reason or 'cut off'})") from None
            case TimeoutError():
                raise TimedOut("it did not finish the TLS handshake in time") from None
            case OSError():
                raise TlsFailed("it broke the connection off during the TLS handshake") from None
        raise


class Connection:
    """An open connection to a checked address."""

    def __init__(self, sock: socket.socket) -> None:
        self._socket = sock
        self._http: h11.Connection | None = None
        self._used = False

    def close(self) -> None:
        self._socket.close()

    @property
    def reusable(self) -> bool:
        """Whether another exchange may follow the last one: both sides said so, and nothing lies in the pipe, which
        would be taken for the next answer."""
        if self._http is None or self._http.our_state is not h11.DONE or self._http.their_state is not h11.DONE:
            return False
        if self._http.trailing_data[0] or (isinstance(self._socket, ssl.SSLSocket) and self._socket.pending()):
            return False
        try:
            return not select.select([self._socket], [], [], 0)[0]
        except (OSError, ValueError):  # closed, or a number too high for select
            return False

    def exchange(
        self, request: Request, headers: Headers, limits: Limits, deadline: Deadline, wire: Wire | None, started: float
    ) -> Response:
        """Send `request` with `headers` and read the whole answer. `started` is when the request began.

        Raises TimedOut, TooLarge or BadAnswer; Stale as that class says; ValueError for a request that HTTP cannot
        express, such as a header with a line break.
        """
        exchange = _Exchange(self._socket, limits, deadline, wire)
        self._http = exchange.http
        stale_if_silent, self._used = self._used, True
        try:
            exchange.send(request, headers)
            head = exchange.head()
        except BadAnswer:
            if stale_if_silent and not exchange.received:
                raise Stale from None
            raise
        received = tuple((name.decode("latin-1"), value.decode("latin-1")) for name, value in head.headers.raw_items())
        return Response(
            request.url,
            head.status_code,
            head.http_version.decode("ascii"),
            received,
            exchange.body(header(received, "content-encoding") or ""),
            monotonic() - started,
            (self._socket.version() or "") if isinstance(self._socket, ssl.SSLSocket) else "",
        )


class _Exchange:
    """One request and its answer, over a socket that is open already."""

    def __init__(self, sock: socket.socket, limits: Limits, deadline: Deadline, wire: Wire | None) -> None:
        self.http = h11.Connection(h11.CLIENT, max_incomplete_event_size=limits.header_bytes)
        self._socket = sock
        self._limits = limits
        self._deadline = deadline
        self._wire = wire
        self._ended = False
        self._start = b""
        self.received = 0

    def send(self, request: Request, headers: Headers) -> None:
        try:
            head = h11.Request(method=request.method, target=request.url.target, headers=list(headers))
            data = (self.http.send(head) or b"") + (self.http.send(h11.Data(data=request.body)) or b"")
            data += self.http.send(h11.EndOfMessage()) or b""
        except h11.LocalProtocolError as error:
            raise ValueError(f"not a request of HTTP/1.1: {error}") from None
        if self._wire:
            self._wire.sent += data
        self._socket.settimeout(self._deadline.patience(self._limits.read))
        try:
            self._socket.sendall(data)
        except TimeoutError:
            raise TimedOut(f"it did not take the request within {self._limits.read:g} s") from None
        except OSError:
            return  # it may have answered before it closed, such as 413; reading will tell

    def head(self) -> h11.Response:
        """The final status line and headers."""
        for _ in range(INTERIM_ANSWERS + 1):
            event = self._event()
            if isinstance(event, h11.Response):
                return event
        raise BadAnswer("it sends interim answers without end")

    def body(self, coding: str) -> bytes:
        """The body unpacked by `coding`."""
        body = Body(coding, self._limits)
        while not isinstance(event := self._event(body), h11.EndOfMessage):
            if isinstance(event, h11.Data):
                body.feed(bytes(event.data))
        # Line breaks behind a body are an old habit of servers that nobody is hurt by.
        if self.http.trailing_data[0].strip(b"\r\n"):
            raise BadAnswer("it sent more bytes than its headers announce")
        return body.finish()

    def _event(self, body: Body | None = None) -> h11.Event:
        try:
            while not isinstance(event := self.http.next_event(), h11.Event):
                if event is h11.PAUSED:
                    raise BadAnswer("it switched to another protocol")
                self.http.receive_data(self._receive())
        except h11.RemoteProtocolError as error:
            # h11 quotes the answer in its messages; ours must not.
            if error.error_status_hint == 431:
                raise TooLarge(f"its headers are longer than {self._limits.header_bytes:,} bytes") from None
            raise BadAnswer(self._complaint(body)) from None
        return event

    def _complaint(self, body: Body | None) -> str:
        if not self.received:
            return "it closed the connection without an answer"
        if body is None:
            return "its answer ends in the headers" if self._ended else "its answer does not follow HTTP/1.1"
        if self._ended:
            return f"its answer is cut off after {body.received:,} bytes of body"
        return "the chunks of its body do not follow HTTP/1.1"

    def _receive(self) -> bytes:
        self._socket.settimeout(self._deadline.patience(self._limits.read))
        try:
            data = self._socket.recv(PIECE)
        except TimeoutError:
            self._deadline.patience(self._limits.read)  # says so where the whole time is over
            raise TimedOut(f"it sent nothing for {self._limits.read:g} s") from None
        except ssl.SSLError:
            raise TlsFailed("the secure connection broke") from None
        except OSError:
            data = b""
        if self._wire:
            self._wire.received += data
        self.received += len(data)
        self._ended = not data
        self._start = (self._start + data[: len(SIGNATURE)])[: len(SIGNATURE)]
        if not SIGNATURE.startswith(self._start):
            raise BadAnswer("what it sends is not HTTP")
        return data

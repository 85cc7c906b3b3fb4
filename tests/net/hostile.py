"""A server on loopback that sends whatever bytes a test gives it: honest, broken or without end."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
import gzip
import socket
import ssl
from threading import Event, Thread

Script = Callable[["Peer"], None]
PATIENCE = 5.0
"""Seconds after which the server gives up by itself, so that a broken client cannot hang the tests."""


class Peer:
    """The server's end of one connection. `script` decides what is sent back."""

    def __init__(self, sock: socket.socket, server: "Server") -> None:
        self._socket = sock
        self._server = server

    def hear(self) -> bytes:
        """The next request, head and body, noted in the server's `heard`; b"" when the client has gone."""
        data = b""
        while b"\r\n\r\n" not in data:
            piece = self._socket.recv(65536)
            if not piece:
                return b""
            data += piece
        head, _, body = data.partition(b"\r\n\r\n")
        lengths = [line.split(b":")[1] for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")]
        while lengths and len(body) < int(lengths[0]):
            body += self._socket.recv(65536)
        self._server.heard.append(head + b"\r\n\r\n" + body)
        return data

    def take(self) -> bytes:
        """Whatever comes next, HTTP or not."""
        return self._socket.recv(65536)

    def say(self, data: bytes) -> None:
        self._socket.sendall(data)

    def say_for_ever(self, data: bytes, pause: float = 0) -> None:
        """Repeat `data` until the client goes away or the test is over."""
        while not self._server.over.wait(pause):
            self._socket.sendall(data)

    def wait(self) -> None:
        """Say nothing until the client goes away."""
        while self._socket.recv(65536):
            pass


class Server:
    """`heard` holds every request in order; `connections` counts them. `certificate` is a file, or all of TLS."""

    def __init__(self, script: Script, certificate: str | ssl.SSLContext | None) -> None:
        self.heard: list[bytes] = []
        self.connections = 0
        self.over = Event()
        self._script = script
        self._tls = certificate if isinstance(certificate, ssl.SSLContext) else None
        if isinstance(certificate, str):
            self._tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            self._tls.load_cert_chain(certificate)
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self._threads = [Thread(target=self._accept, daemon=True)]
        self._threads[0].start()

    def url(self, path: str = "/") -> str:
        return f"http://127.0.0.1:{self.port}{path}"

    def close(self) -> None:
        self.over.set()
        # Closing a listener does not wake the thread that accepts on it on every system; a last visitor does.
        socket.create_connection(("127.0.0.1", self.port)).close()
        for thread in self._threads:
            thread.join(PATIENCE)
        self._listener.close()

    def _accept(self) -> None:
        while True:
            sock, _ = self._listener.accept()
            if self.over.is_set():
                sock.close()
                return
            self.connections += 1
            thread = Thread(target=self._serve, args=(sock,), daemon=True)
            self._threads.append(thread)
            thread.start()

    def _serve(self, sock: socket.socket) -> None:
        sock.settimeout(PATIENCE)
        try:
            if self._tls:
                sock = self._tls.wrap_socket(sock, server_side=True)
            self._script(Peer(sock, self))
        except OSError:
            pass  # the client went away, which is what most of these tests want
        finally:
            sock.close()


@contextmanager
def serving(script: Script, certificate: str | ssl.SSLContext | None = None) -> Iterator[Server]:
    """A server that treats every connection by `script`, with TLS where a certificate file is named."""
    server = Server(script, certificate)
    try:
        yield server
    finally:
        server.close()


def once(answer: bytes) -> Script:
    """Hear one request, send `answer`, close."""

    def script(peer: Peer) -> None:
        if peer.hear():
            peer.say(answer)

    return script


def always(answer: bytes) -> Script:
    """Send `answer` to every request on a connection."""

    def script(peer: Peer) -> None:
        while peer.hear():
            peer.say(answer)

    return script


def ok(body: bytes = b"{}", *headers: str) -> bytes:
    """A complete honest answer."""
    lines = ["HTTP/1.1 200 OK", f"Content-Length: {len(body)}", *headers]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def redirect(location: str, status: int = 302) -> bytes:
    return f"HTTP/1.1 {status} Over there\r\nLocation: {location}\r\nContent-Length: 0\r\n\r\n".encode()


def bomb(size: int) -> bytes:
    """`size` zero bytes, packed about a thousandfold."""
    return gzip.compress(bytes(size))

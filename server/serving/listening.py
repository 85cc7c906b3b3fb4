"""The socket that the server listens on, opened before anything else is done: a port in use is known at once."""

import errno
import socket
import sys

from fairmark.validators.core.usage import WrongUsage

BACKLOG = 1024


def listen(host: str, port: int) -> socket.socket:
    """A socket that listens on `host` and `port` (0: any that is free); WrongUsage when that cannot be."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host or None, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
    except OSError:
        raise WrongUsage(f"there is no address called {host!r} to listen on") from None
    listener = socket.socket(family, kind, protocol)
    try:
        # On Windows SO_REUSEADDR would let two servers share a port; elsewhere it lets a server start again at once.
        if sys.platform == "win32":
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
        else:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        listener.listen(BACKLOG)
    except OSError as error:
        listener.close()
        raise WrongUsage(f"cannot listen on {host}:{port}: {_reason(error)}") from None
    listener.setblocking(False)
    return listener


def port_of(listener: socket.socket) -> int:
    port: int = listener.getsockname()[1]
    return port


def _reason(error: OSError) -> str:
    match error.errno:
        case errno.EADDRINUSE:
            return "another program listens there; --port chooses another port"
        case errno.EACCES:
            return "this user may not; ports below 1024 belong to the administrator"
        case errno.EADDRNOTAVAIL:
            return "this machine does not have that address"
        case _:
            return str(error.strerror)

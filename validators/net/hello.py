"""Whether a server still speaks a version of TLS that must not be spoken any more: one greeting, and what comes back.

The greeting is written by hand, because the TLS libraries of today refuse to speak the versions that are to be found.
Nothing is agreed: the connection ends with the server's first word. RFC 2246, RFC 4346 (TLS 1.0, 1.1), RFC 6101
(SSL 3.0); extensions: RFC 6066 (server name), RFC 8422 (curves).
"""

from collections.abc import Iterator
from enum import IntEnum
from ipaddress import ip_address
import os
import socket

from fairmark.validators.net.errors import BadAnswer, TimedOut
from fairmark.validators.net.limits import Deadline, Limits

ALERT, HANDSHAKE = 21, 22
CLIENT_HELLO, SERVER_HELLO = 1, 2
WARNING = 1
LONGEST_RECORD = 1 << 14
RECORDS = 8
"""Records that are read before the server's word is given up: warnings may come first."""

CIPHERS = (
    # ECDHE, DHE and RSA with AES, 3DES and RC4: what servers of those days offer, the strong ones first.
    *(0xC013, 0xC014, 0xC009, 0xC00A, 0x0033, 0x0039, 0x002F, 0x0035),
    *(0xC012, 0xC008, 0x0016, 0x000A, 0xC011, 0xC007, 0x0005, 0x0004),
    0x00FF,  # no cipher: it says that renegotiation is secure (RFC 5746), which some servers insist on
)
CURVES = (0x0017, 0x0018, 0x0019)  # secp256r1, secp384r1, secp521r1


class Outdated(IntEnum):
    """A version that must not be spoken any more, by its number on the wire."""

    SSL_3_0 = 0x0300
    TLS_1_0 = 0x0301
    TLS_1_1 = 0x0302

    @property
    def title(self) -> str:
        """The version as people write it, such as TLS 1.0."""
        return self.name.replace("_", " ", 1).replace("_", ".")


def speaks(sock: socket.socket, host: str, version: Outdated, limits: Limits, deadline: Deadline) -> bool:
    """Whether the server at the other end of the fresh connection takes up `version` when it is the best on offer.

    A server that refuses by an alert, or by hanging up, does not. Raises TimedOut where it stays silent, BadAnswer
    where it answers with something other than TLS.
    """
    sock.settimeout(deadline.patience(limits.read))
    try:
        sock.sendall(_greeting(host, version))
        for kind, data in _records(sock, limits, deadline):
            if kind == ALERT and data[:1] == bytes([WARNING]):
                continue  # such as: that name is unknown here
            # Behind the type and three bytes of length stands the version that the server has chosen.
            return kind == HANDSHAKE and data[:1] == bytes([SERVER_HELLO]) and data[4:6] == _number(version, 2)
    except TimeoutError:
        raise TimedOut(f"it said nothing to an offer of {version.title}") from None
    except OSError:
        return False
    return False


def _records(sock: socket.socket, limits: Limits, deadline: Deadline) -> Iterator[tuple[int, bytes]]:
    """Type and content of the records that the server sends, until it hangs up."""
    for _ in range(RECORDS):
        head = _read(sock, 5, limits, deadline)
        if len(head) < 5:
            return
        length = int.from_bytes(head[3:], "big")
        if head[0] not in (ALERT, HANDSHAKE) or head[1] != 3 or length > LONGEST_RECORD:
            raise BadAnswer("what it says on its secure port is not TLS")
        yield head[0], _read(sock, length, limits, deadline)


def _read(sock: socket.socket, size: int, limits: Limits, deadline: Deadline) -> bytes:
    data = b""
    while len(data) < size:
        sock.settimeout(deadline.patience(limits.read))
        piece = sock.recv(size - len(data))
        if not piece:
            break
        data += piece
    return data


def _greeting(host: str, version: Outdated) -> bytes:
    """A ClientHello in a record of its own."""
    ciphers = b"".join(_number(cipher, 2) for cipher in CIPHERS)
    hello = _number(version, 2) + os.urandom(32) + b"\x00" + _counted(ciphers, 2) + b"\x01\x00"
    if version is not Outdated.SSL_3_0:
        hello += _counted(_extensions(host), 2)
    message = bytes([CLIENT_HELLO]) + _counted(hello, 3)
    return bytes([HANDSHAKE]) + _number(min(version, Outdated.TLS_1_0), 2) + _counted(message, 2)


def _extensions(host: str) -> bytes:
    curves = b"".join(_number(curve, 2) for curve in CURVES)
    found = [(10, _counted(curves, 2)), (11, b"\x01\x00")]
    if not _is_address(host):
        found.insert(0, (0, _counted(b"\x00" + _counted(host.encode("ascii"), 2), 2)))
    return b"".join(_number(kind, 2) + _counted(data, 2) for kind, data in found)


def _is_address(host: str) -> bool:
    """RFC 6066 section 3: an address is no server name."""
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


def _number(value: int, size: int) -> bytes:
    return int(value).to_bytes(size, "big")


def _counted(data: bytes, size: int) -> bytes:
    return _number(len(data), size) + data

"""Names to addresses: once for each client, within a time limit."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address
import socket
from threading import Thread

from fairmark.validators.net.errors import Unreachable


@dataclass(frozen=True, slots=True)
class Address:
    """Where a socket connects to. `scope` is the interface of a link-local IPv6 address, else 0."""

    ip: IPv4Address | IPv6Address
    port: int
    scope: int = 0

    @property
    def family(self) -> socket.AddressFamily:
        return socket.AF_INET if self.ip.version == 4 else socket.AF_INET6

    @property
    def socket_address(self) -> tuple[str, int] | tuple[str, int, int, int]:
        """The form that `socket.connect` takes: numbers only, so nothing is looked up again."""
        return (str(self.ip), self.port) if self.ip.version == 4 else (str(self.ip), self.port, 0, self.scope)


Resolver = Callable[[str, int], Sequence[Address]]
"""Host name and port to addresses, best first; Unreachable when the name is unknown."""


def system_resolver(host: str, port: int) -> list[Address]:
    """Ask the operating system, which also reads odd spellings of addresses such as 2130706433 and 0x7f.1."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise Unreachable(f"the name {host} is unknown") from None
    addresses = []
    for _, _, _, _, place in found:
        ip = ip_address(str(place[0]).partition("%")[0])
        addresses.append(Address(ip, port, int(place[3]) if len(place) > 3 else 0))
    return addresses


def resolve(resolver: Resolver, host: str, port: int, seconds: float) -> Sequence[Address]:
    """What `resolver` says, within `seconds`. The system's own call cannot be interrupted, so it runs in a thread that
    is left behind when it is too slow."""
    answer: list[Sequence[Address] | Exception] = []

    def ask() -> None:
        try:
            answer.append(resolver(host, port))
        except Exception as error:  # it is raised again in the thread that asked
            answer.append(error)

    thread = Thread(target=ask, daemon=True)
    thread.start()
    thread.join(seconds)
    if not answer:
        raise Unreachable(f"the name {host} could not be looked up within {seconds:.3g} s")
    if isinstance(answer[0], Exception):
        raise answer[0]
    if not answer[0]:
        raise Unreachable(f"the name {host} has no address")
    return answer[0]

"""Which addresses may be connected to.

What the user typed is used whatever its address. What was learnt from an answer, an upload or a document must lie in
the public internet, since whoever wrote it may not be able to reach our neighbours, but we are. The tables are our own
because `ipaddress.is_global` differs between Python versions and calls some of these public.

Sources: the IANA special-purpose address registries for IPv4 and IPv6 (RFC 6890), and the multicast and reserved
blocks. IPv6 has one public block, so everything outside it (IPv4-mapped, IPv4-compatible, NAT64, unique local,
link-local, site-local, multicast) needs no line of its own; only the exceptions inside it are listed.
"""

from dataclasses import dataclass, replace
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network

from fairmark.validators.net.errors import Refused
from fairmark.validators.net.url import Origin

NOT_PUBLIC_4 = tuple(
    (IPv4Network(block), what)
    for block, what in (
        ("0.0.0.0/8", "an unspecified address"),
        ("10.0.0.0/8", "a private address"),
        ("100.64.0.0/10", "an address shared inside a provider's network"),
        ("127.0.0.0/8", "a loopback address"),
        ("168.63.129.16/32", "a cloud provider's metadata address"),
        ("169.254.0.0/16", "a link-local address"),
        ("172.16.0.0/12", "a private address"),
        ("192.0.0.0/24", "a reserved address"),
        ("192.0.2.0/24", "an address for documentation"),
        ("192.88.99.0/24", "a reserved address"),
        ("192.168.0.0/16", "a private address"),
        ("198.18.0.0/15", "an address for benchmarks"),
        ("198.51.100.0/24", "an address for documentation"),
        ("203.0.113.0/24", "an address for documentation"),
        ("224.0.0.0/4", "a multicast address"),
        ("240.0.0.0/4", "a reserved address"),
    )
)
PUBLIC_6 = IPv6Network("2000::/3")
NOT_PUBLIC_6 = tuple(
    (IPv6Network(block), what)
    for block, what in (
        ("2001::/23", "a reserved or tunnelled address"),  # Teredo among them
        ("2001:db8::/32", "an address for documentation"),
        ("2002::/16", "a tunnelled address"),  # 6to4
        ("3fff::/20", "an address for documentation"),
    )
)
WEB_PORTS = frozenset({80, 443})
FIRST_FREE_PORT = 1024
"""Below it live mail, shells and the like, which must not be spoken to in HTTP on a stranger's word."""


def not_public(ip: IPv4Address | IPv6Address) -> str:
    """What kind of address `ip` is when it does not lie in the public internet; "" when it does."""
    if isinstance(ip, IPv4Address):
        return next((what for block, what in NOT_PUBLIC_4 if ip in block), "")
    if ip not in PUBLIC_6:
        return "an address outside the public internet"
    return next((what for block, what in NOT_PUBLIC_6 if ip in block), "")


@dataclass(frozen=True, slots=True)
class AddressPolicy:
    """`typed` are the origins that the user named; `allow_private` lets learnt URLs lead to any address."""

    allow_private: bool = False
    typed: frozenset[Origin] = frozenset()

    def trusting(self, origin: Origin) -> "AddressPolicy":
        """This policy where the user typed `origin` too."""
        return replace(self, typed=self.typed | {origin})

    def astray(self) -> "AddressPolicy":
        """This policy after a redirect to another origin: whatever comes next, back to a typed one included, is the
        word of a stranger."""
        return replace(self, typed=frozenset())

    def check_origin(self, origin: Origin) -> None:
        """Refused when `origin` is a learnt one with a port that no web server has."""
        if origin not in self.typed and origin.port not in WEB_PORTS and origin.port < FIRST_FREE_PORT:
            raise Refused(f"{origin} was not typed but learnt, and its port is not one of the web's")

    def check_address(self, origin: Origin, ip: IPv4Address | IPv6Address) -> None:
        """Refused when `origin` is a learnt one and `ip`, to which its name leads, is not public."""
        if origin in self.typed or self.allow_private:
            return
        if what := not_public(ip):
            raise Refused(f"{origin} was not typed but learnt, and leads to {what}")


PUBLIC_ONLY = AddressPolicy()
"""Nothing was typed and nothing is permitted but the public internet."""

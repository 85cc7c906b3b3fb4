"""URLs: one parser for all that is checked, pinned, compared and sent, so that no two readings of a URL can differ."""

from dataclasses import dataclass
from ipaddress import IPv6Address
import re
from urllib.parse import quote, urljoin, urlsplit

from fairmark.validators.net.errors import Refused

PORTS = {"http": 80, "https": 443}
HOST = re.compile(r"[a-z0-9_](?:[a-z0-9_.-]*[a-z0-9_])?")
LONGEST_HOST = 253
CONTROL = re.compile(r"[\x00-\x1f\x7f\\]")
KEPT = "/%:@!$&'()*+,;=~"
"""What stays as it is in a path beside letters and digits (RFC 3986 section 3.3, and escapes made already)."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Scheme, host (lower case, ASCII, IPv6 without brackets) and port: the same server in the sense of RFC 6454."""

    scheme: str
    host: str
    port: int

    @property
    def authority(self) -> str:
        """Host and port as the Host header has them."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == PORTS[self.scheme] else f"{host}:{self.port}"

    def __str__(self) -> str:
        return f"{self.scheme}://{self.authority}"


@dataclass(frozen=True, slots=True)
class Url:
    """An http or https URL without fragment and userinfo. `target` is the path with the query, percent-encoded."""

    origin: Origin
    target: str

    @classmethod
    def parse(cls, text: str) -> "Url":
        """The URL that `text` spells; Refused, with the reason, for anything that is not a plain http(s) URL."""
        text = text.strip(" ")
        if CONTROL.search(text):
            raise Refused("the URL holds a control character or a backslash")
        try:
            parts = urlsplit(text)
            name, port = parts.hostname, parts.port
            path, query = quote(parts.path, safe=KEPT), quote(parts.query, safe=KEPT + "?")
        except ValueError:  # a broken bracket or port, or half a character
            raise Refused("the URL cannot be parsed") from None
        if parts.scheme not in PORTS:
            raise Refused("the URL is neither http nor https")
        if "@" in parts.netloc:
            raise Refused("the URL carries a user name or password, which would end up in logs and reports")
        if port == 0:
            raise Refused("the URL names port 0")
        origin = Origin(parts.scheme, _host(name or "", "[" in parts.netloc), port or PORTS[parts.scheme])
        return cls(origin, (path or "/") + (f"?{query}" if query else ""))

    def join(self, reference: str) -> "Url":
        """The URL that `reference` means on this page; Refused as `parse` does."""
        try:
            return Url.parse(urljoin(str(self), reference))
        except ValueError:
            raise Refused("the URL cannot be parsed") from None

    @property
    def path(self) -> str:
        """The path alone."""
        return self.target.partition("?")[0]

    @property
    def masked(self) -> str:
        """The URL for messages: a query may hold names and keys, so it is left out."""
        return f"{self.origin}{self.path}{'?…' if '?' in self.target else ''}"

    def __str__(self) -> str:
        return f"{self.origin}{self.target}"


def _host(name: str, bracketed: bool) -> str:
    if bracketed:
        try:
            address = IPv6Address(name)
        except ValueError:
            raise Refused("the URL's host is no IPv6 address") from None
        if address.scope_id:
            raise Refused("the URL's host names a network interface")
        return address.compressed
    # Bounded first: the idna codec is slow on long names.
    if len(name) <= LONGEST_HOST:
        try:
            host = name.encode("idna").decode("ascii").lower().removesuffix(".")
        except UnicodeError:
            host = ""
        if HOST.fullmatch(host):
            return host
    raise Refused("the URL has no host, or one that is no host name")

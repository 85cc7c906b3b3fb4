"""What goes out and what comes back."""

from dataclasses import dataclass, field

from fairmark.validators.net.url import Origin, Url

Headers = tuple[tuple[str, str], ...]
"""Names as spelled, values in Latin-1, in the order of sending; a name may occur more than once."""


def header(headers: Headers, name: str) -> str | None:
    """The value of `name`, which must be in lower case; those of repeated ones joined by a comma; None without one."""
    values = [value for found, value in headers if found.lower() == name]
    return ", ".join(values) if values else None


@dataclass(frozen=True, slots=True)
class Request:
    """One request. Only Host, the length of a body and the client's credentials are added to `headers`."""

    method: str
    url: Url
    headers: Headers = field(default=(), repr=False)
    body: bytes = field(default=b"", repr=False)


@dataclass(frozen=True, slots=True)
class Response:
    """One answer, complete. `headers` are as received, `body` is unpacked by its Content-Encoding; `elapsed` seconds
    run from before the connection to the last byte; `tls` is the version spoken, such as TLSv1.3, or ""."""

    url: Url
    status: int
    http_version: str
    headers: Headers = field(repr=False)
    body: bytes = field(repr=False)
    elapsed: float
    tls: str

    def header(self, name: str) -> str | None:
        """The value of the header `name`, given in lower case; None without one."""
        return header(self.headers, name)


@dataclass(frozen=True, slots=True)
class Credentials:
    """Headers that only `origin` may see, such as a bearer token."""

    origin: Origin
    headers: Headers = field(repr=False)

    @classmethod
    def bearer(cls, origin: Origin, token: str) -> "Credentials":
        """The bearer token `token` (RFC 6750 section 2.1) for `origin`."""
        return cls(origin, (("Authorization", f"Bearer {token}"),))


@dataclass(slots=True)
class Wire:
    """The bytes of one exchange as they went over the connection, above TLS: evidence, even where the exchange failed.
    `sent` holds the credentials; who shows it must mask them. A request that had to
    be sent again over a fresh connection stands here twice."""

    sent: bytearray = field(default_factory=bytearray)
    received: bytearray = field(default_factory=bytearray)

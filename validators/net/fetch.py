"""Fetch what a URL names: the URL input of `fairmark validate`."""

from dataclasses import dataclass
from http import HTTPStatus
from importlib.metadata import version as installed_version
import ssl

from fairmark.validators.net.client import Client
from fairmark.validators.net.errors import NetError, Refused, TimedOut, TlsFailed, TooLarge
from fairmark.validators.net.limits import STANDARD_LIMITS, Limits
from fairmark.validators.net.messages import Request, Response
from fairmark.validators.net.policy import PUBLIC_ONLY, AddressPolicy
from fairmark.validators.net.url import Url

FAILED, REFUSED, BEYOND_LIMITS, ERROR_STATUS, NOT_SECURE = (
    "FM-INPUT-020",
    "FM-INPUT-021",
    "FM-INPUT-022",
    "FM-INPUT-023",
    "FM-INPUT-024",
)
RULES: tuple[tuple[type[NetError], str], ...] = (
    (Refused, REFUSED),
    (TimedOut, BEYOND_LIMITS),
    (TooLarge, BEYOND_LIMITS),
    (TlsFailed, NOT_SECURE),
    (NetError, FAILED),
)
"""The rule that speaks of an error of that class; the first that fits."""
STATUS_HINTS = {
    401: "It asks for a login: download the file with your own account and validate the file.",
    403: "It does not give this to everyone: download the file with your own account and validate the file.",
    404: "Check the address; it may have moved, or hold a typing error.",
    410: "It was taken away for good: ask the publisher where its successor is.",
    429: "It is asked too often: wait a few minutes and try again.",
    503: "It is overloaded or being maintained: try again later.",
}


@dataclass(frozen=True, slots=True)
class Fetched:
    """`data` is the body, `url` where it came from in the end, `served` that URL's path, `redirected` whether that is
    another than was asked for."""

    data: bytes
    url: str
    served: str
    redirected: bool = False


class FetchProblem(Exception):
    """Why there is nothing to judge: the id of the rule that says so, what was observed, and a hint ("" for the rule's
    own). Neither text holds values of the answer or of a query."""

    def __init__(self, rule: str, observed: str, hint: str = "") -> None:
        super().__init__(f"{rule}: {observed}")
        self.rule = rule
        self.observed = observed
        self.hint = hint


def fetch(
    url: str,
    limits: Limits = STANDARD_LIMITS,
    policy: AddressPolicy = PUBLIC_ONLY,
    *,
    typed: bool = True,
    tls: ssl.SSLContext | None = None,
) -> Fetched:
    """What lies at `url`; FetchProblem otherwise. Where the user `typed` it, its own address is not questioned."""
    try:
        address = Url.parse(url)
        with Client(policy.trusting(address.origin) if typed else policy, limits, tls=tls) as client:
            response = client.follow(Request("GET", address, _headers()))
    except NetError as error:
        rule = next(rule for kind, rule in RULES if isinstance(error, kind))
        raise FetchProblem(rule, str(error)) from error
    if not 200 <= response.status < 300:
        raise FetchProblem(ERROR_STATUS, _status(response), STATUS_HINTS.get(response.status, ""))
    return Fetched(response.body, str(response.url), response.url.path, redirected=response.url != address)


def _headers() -> tuple[tuple[str, str], ...]:
    return (
        ("User-Agent", f"fairmark/{installed_version('fairmark')}"),
        ("Accept", "application/json, */*;q=0.1"),
        ("Accept-Encoding", "gzip, deflate"),
    )


def _status(response: Response) -> str:
    """The status with its standard name; the server's own wording stays out."""
    try:
        return f"{response.status} {HTTPStatus(response.status).phrase}"
    except ValueError:
        return str(response.status)

"""Which systems may be checked from the pages: those that the operator has named, and no others.

Whoever can open the page could otherwise let this server call any address that it can reach.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from fairmark.server.http import Refusal
from fairmark.server.settings import SELF, Settings
from fairmark.validators.net.errors import Refused
from fairmark.validators.net.url import PORTS, Origin, Url


@dataclass(frozen=True, slots=True)
class Targets:
    """`names` as the operator wrote them, this server by its address; `origins` that may be called."""

    names: Sequence[str]
    origins: frozenset[Origin]

    @classmethod
    def of(cls, settings: Settings) -> "Targets":
        """Those of `check_targets`."""
        names = [settings.base_url if name == SELF else name for name in settings.check_targets]
        origins = {origin for name in settings.check_targets for origin in _origins(name, settings)}
        return cls(names, frozenset(origins))

    def permit(self, text: str) -> Url:
        """The base URL of an API that may be checked; a Refusal says why another may not."""
        try:
            url = Url.parse(text)
        except Refused as refused:
            raise Refusal(400, "bad_query", f"That URL cannot be checked: {refused}.", "url") from None
        if "?" in url.target:
            raise Refusal(400, "bad_query", "The base URL of an API has no query.", "url")
        if url.origin not in self.origins:
            raise Refusal(
                403,
                "forbidden",
                f"This server checks only what its operator has allowed: {', '.join(self.names)}. `fairmark check` on "
                "your own machine checks any system.",
                "url",
            )
        return url


def _origins(name: str, settings: Settings) -> Iterator[Origin]:
    """The origins that an entry of the setting stands for: a host without a scheme may be asked by both."""
    if name == SELF:
        yield Url.parse(settings.base_url).origin
        for loopback in ("localhost", "127.0.0.1"):
            yield Origin("http", loopback, settings.port)
        return
    for address in [name] if "://" in name else [f"{scheme}://{name}" for scheme in PORTS]:
        try:
            yield Url.parse(f"{urlsplit(address).scheme}://{urlsplit(address).netloc}").origin
        except Refused:
            continue  # a name that no URL can have permits nothing

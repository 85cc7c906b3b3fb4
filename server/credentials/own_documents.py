"""What this server publishes as an issuer, without a network: whoever verifies here what was issued here need ask
nobody for the keys and the status lists that lie in the same database."""

import re

from fairmark.server.context import Context
from fairmark.server.credentials.publishing import ISSUER_API
from fairmark.server.http import Call, Refusal, Route
from fairmark.validators.proofs.errors import Unavailable
from fairmark.validators.proofs.references import Fetch, Redirected

PARAMETER = re.compile(r"\\\{(\w+)\\\}")


def own_documents(context: Context, elsewhere: Fetch) -> Fetch:
    """The bytes at an address of this server; at any other what `elsewhere` gives."""
    base = context.settings.base_url

    def get(url: str) -> bytes | Redirected:
        path = url.removeprefix(base)
        for pattern, route in ROUTES:
            if url.startswith(base + "/") and (found := pattern.fullmatch(path)):
                try:
                    return route.function(Call(context, found.groupdict(), {}, {}, b"", url)).body
                except Refusal as refusal:
                    raise Unavailable("this server has no such document") from refusal
        return elsewhere(url)

    return get


def _pattern(route: Route) -> re.Pattern[str]:
    return re.compile(PARAMETER.sub(r"(?P<\1>[^/?#]+)", re.escape(route.path)))


ROUTES = tuple((_pattern(route), route) for route in ISSUER_API.routes)

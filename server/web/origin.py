"""Where a form comes from: pages of other sites must not send ours."""

from urllib.parse import urlsplit

from flask import request

from fairmark.server.http import Refusal


def check_origin(base_url: str) -> None:
    """Refuse a form that another site sent. A client that is no browser says nothing about where it comes from, and
    carries nobody's rights either."""
    headers = request.headers
    refuse_foreign(headers.get("Sec-Fetch-Site"), headers.get("Origin"), base_url, request.host_url)


def refuse_foreign(site: str | None, origin: str | None, *own_addresses: str) -> None:
    """The same, of a request with the headers Sec-Fetch-Site and Origin to a server that has these addresses."""
    own_origins = {f"{own.scheme}://{own.netloc}" for own in map(urlsplit, own_addresses)}
    if (site not in (None, "same-origin", "none")) or (origin is not None and origin not in own_origins):
        raise Refusal(
            403, "forbidden", "This form was sent by another site. Open the page of this server and try again."
        )

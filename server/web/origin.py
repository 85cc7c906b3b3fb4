"""Where a form comes from: pages of other sites must not send ours."""

from urllib.parse import urlsplit

from flask import request

from fairmark.server.http import Refusal


def check_origin(base_url: str) -> None:
    """Refuse a form that another site sent. A client that is no browser says nothing about where it comes from, and
    carries nobody's rights either."""
    site = request.headers.get("Sec-Fetch-Site")
    origin = request.headers.get("Origin")
    own = urlsplit(base_url)
    own_origins = {f"{own.scheme}://{own.netloc}", request.host_url.rstrip("/")}
    if (site not in (None, "same-origin", "none")) or (origin is not None and origin not in own_origins):
        raise Refusal(
            403, "forbidden", "This form was sent by another site. Open the page of this server and try again."
        )

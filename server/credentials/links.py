"""The Link header of a page (RFC 8288). Open Badges 3.0, getCredentials; CLR 2.0 likewise.

All pages have the limit that was asked for; the first and the last are always named.
"""

from collections.abc import Mapping
from urllib.parse import quote, urlencode


def link_header(url: str, offset: int, limit: int, total: int, kept: Mapping[str, str]) -> str:
    """The links from the page of `limit` of `total` credentials from number `offset` on; `kept` are the other arguments
    of the request to `url`."""
    last = max(total - 1, 0) // limit * limit
    pages = {"first": 0}
    if offset > 0:
        pages["prev"] = max(offset - limit, 0) if offset < total else last
    if offset + limit < total:
        pages["next"] = offset + limit
    pages["last"] = last
    return ", ".join(f'<{_address(url, begin, limit, kept)}>; rel="{rel}"' for rel, begin in pages.items())


def _address(url: str, offset: int, limit: int, kept: Mapping[str, str]) -> str:
    return f"{url}?{urlencode({'limit': limit, 'offset': offset, **kept}, quote_via=quote)}"

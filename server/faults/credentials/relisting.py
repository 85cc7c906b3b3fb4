"""The list of credentials as it would be if other ones were in it: pages, totals and links of its own."""

from collections.abc import Callable
from typing import Any

from fairmark.server.credentials.links import link_header
from fairmark.server.faults.credentials.exchange import LIST, Asked, Json, Reply, Serve
from fairmark.server.faults.link_header import number

MOST = 1000
"""Credentials that the honest host puts on a page."""
DEFAULT = 100
FORMS: dict[str, type] = {"credential": dict, "compactJwsString": str}

Whole = list[Any]


def relisted(asked: Asked, serve: Serve, change: Callable[[Whole], Whole]) -> Reply:
    """The answer to a request for a page of the list that `change` makes of the honest one. Whatever is no such
    request, or is refused, is answered as it is."""
    reply = serve(asked)
    if asked.operation != LIST or reply.status != 200:
        return reply
    body = serve(asked.arguing(limit=MOST, offset=0)).object()
    whole = change([*body.get("credential", ()), *body.get("compactJwsString", ())])
    limit, offset = number(asked, "limit", DEFAULT), number(asked, "offset", 0)
    kept = {"since": asked.query["since"]} if "since" in asked.query else {}
    links = link_header(f"{asked.root}{asked.path}", offset, limit, len(whole), kept)
    page = response_of(whole[offset : offset + limit])
    return reply.saying(page).showing("X-Total-Count", str(len(whole))).showing("Link", links)


def response_of(page: Whole) -> Json:
    """The body of a page."""
    found = {name: [one for one in page if isinstance(one, form)] for name, form in FORMS.items()}
    return {name: entries for name, entries in found.items() if entries}

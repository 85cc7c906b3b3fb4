"""Which frameworks another CASE server has: its CFDocuments, page by page, to the last."""

from collections.abc import Callable, Iterator
import re
from typing import Any

import orjson

from fairmark.server.importing.mending import UUID_SHAPE
from fairmark.validators.net.errors import Refused
from fairmark.validators.net.messages import Response
from fairmark.validators.net.url import Url

PAGE = 100
MOST = 100_000
"""Documents after which a list is taken for endless."""

LONGEST = 480
"""Characters of an address: what the database remembers of it has an end."""

API = re.compile(r"(?P<api>.*/ims/case/v1p[01])(?:/.*)?")
NEXT = re.compile(r'<(?P<target>[^>]*)>[^,<]*;\s*rel="?next"?', re.IGNORECASE)

Get = Callable[[Url], Response]


class NoList(Exception):
    """The server does not list its frameworks; the message says why."""


def api_of(typed: str) -> list[str]:
    """The addresses of the API to try for what the user typed: itself where it names one, else 1.1 and then 1.0."""
    plain = typed.partition("?")[0].partition("#")[0].rstrip("/")
    if len(plain) > LONGEST:
        raise NoList(f"an address may have at most {LONGEST} characters")
    if found := API.fullmatch(plain):
        return [found["api"]]
    return [f"{plain}/ims/case/v1p1", f"{plain}/ims/case/v1p0"]


def list_documents(get: Get, api: str) -> tuple[list[str], int]:
    """The identifiers of all documents, in the server's order, and how many entries have none that could be used.

    Follows `Link: …; rel="next"` where the server sends it, else counts `offset` on until nothing new comes. Raises
    NoList, and what `get` raises.
    """
    found: dict[str, None] = {}
    odd = received = 0
    url = Url.parse(f"{api}/CFDocuments?limit={PAGE}&offset=0")
    asked: set[str] = set()
    while str(url) not in asked:
        asked.add(str(url))
        response = get(url)
        documents = _documents(response)
        before = len(found)
        for identifier in _identifiers(documents):
            if UUID_SHAPE.fullmatch(identifier):
                found.setdefault(identifier)
            else:
                odd += 1
        received += len(documents)
        if len(found) == before or len(found) > MOST or _complete(response, received):
            break
        url = _next(response, url) or Url.parse(f"{api}/CFDocuments?limit={PAGE}&offset={received}")
    return list(found), odd


def _documents(response: Response) -> list[Any]:
    if response.status == 401:
        raise NoList("the server asks for a token")
    if response.status != 200:
        raise NoList(f"the server answers {response.status} when asked for its CFDocuments")
    try:
        body = orjson.loads(response.body)
    except orjson.JSONDecodeError:
        raise NoList("the server's list of CFDocuments is no JSON") from None
    documents = body.get("CFDocuments") if isinstance(body, dict) else body  # some servers send the bare array
    if not isinstance(documents, list):
        raise NoList("the server's answer is no list of CFDocuments")
    return documents


def _identifiers(documents: list[Any]) -> Iterator[str]:
    for document in documents:
        identifier = document.get("identifier") if isinstance(document, dict) else None
        yield identifier if isinstance(identifier, str) else ""


def _complete(response: Response, received: int) -> bool:
    total = response.header("x-total-count") or ""
    return total.isdecimal() and received >= int(total)


def _next(response: Response, url: Url) -> Url | None:
    """The next page as the server names it, if it is on the same server."""
    link = NEXT.search(response.header("link") or "")
    if link is None:
        return None
    try:
        target = url.join(link["target"])
    except Refused:
        return None
    return target if target.origin == url.origin else None

"""API functions and the one route table that routing, OpenAPI and discovery are made from.

An API function takes a `Call` and returns an `Answer`, or raises a `Refusal`; it never touches Flask. `rim.mount`
adapts a table of routes to a Flask application: it checks the token's scope, loads query arguments with the route's
marshmallow schema, answers conditional requests, chooses the content coding, and turns the answer into a response.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from marshmallow import Schema

from fairmark.server.context import Context

JSON = "application/json"


@dataclass(frozen=True, slots=True)
class Bearer:
    """Whose rights a request carries. `person` is the id of the person who granted the token or for whom it was made;
    `client` is the id of the OAuth client that has it, or `token:` and the name of a token that an administrator made;
    `scopes` are all that the token permits."""

    person: str
    client: str
    scopes: frozenset[str]


@dataclass(frozen=True, slots=True)
class Call:
    """One request to an API function: path parameters, loaded query arguments, headers (names in lower case), body.

    `url` is the address as clients know it, without the query. `bearer` is set where the route asks for a scope that
    only people can grant, None everywhere else. `peer` is the network address that the request came from, for limits on
    how often somebody may ask: it is neither logged nor stored.
    """

    context: Context
    path: Mapping[str, str]
    query: Mapping[str, Any]
    headers: Mapping[str, str]
    body: bytes
    url: str
    bearer: Bearer | None = None
    peer: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """What an API function returns.

    `etag` is the strong entity tag of the uncompressed body, without quotes; an answer to a GET gets one from its bytes
    where it has none. `modified` is when the body became what it is. A body that is costly to get is given by `load`
    instead of `body`: it is called with a content coding of `codings`, or "" for none, and only if it must be sent.
    What is too large for memory is a `stream` of pieces, which is called only if they are sent; it has no entity tag.
    """

    status: int
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    media_type: str = JSON
    etag: str | None = None
    modified: datetime | None = None
    load: Callable[[str], bytes] | None = None
    codings: Sequence[str] = ()
    stream: Callable[[], Iterator[bytes]] | None = None


class Refusal(Exception):
    """A request that is refused on the way to its API function or in it: the route's API says how the answer looks.

    `reason` is one of bad_query, unauthorised, forbidden, unknown, malformed (an identifier that cannot be one),
    method, misdirected, busy, failed; `detail` says what is wrong without repeating values; `field` names the argument.
    """

    def __init__(
        self, status: int, reason: str, detail: str, field: str = "", headers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(detail)
        self.status = status
        self.reason = reason
        self.detail = detail
        self.field = field
        self.headers = headers or {}


Function = Callable[[Call], Answer]


@dataclass(frozen=True, slots=True)
class Route:
    """One operation. `path` has parameters in braces; `answers` maps a status to the reference of its body's schema,
    such as "urn:fairmark:schema:case:v1p1#/$defs/CFItem", or to "" where no schema says more than the description;
    `scope` is what a token must hold, None for open reads (of one in oauth/scopes.py, `Call.bearer` tells whose it
    is); `accepts` are the references of the schemas of which the request's body, whose media type is `takes`, should
    fit one; `also_takes` are other media types with the references for them, in which the answer then comes too; what
    is answered has the media type `gives`; where up to `many` such are taken at once, the body is a list of them;
    `headers` are those that the request may have, with what each says; a body has `largest` bytes at most, where the
    setting upload_bytes allows too many; `partial`
    says that arguments, or a store with nothing in it, can make the answer less than its schema asks for."""

    operation: str
    method: str
    path: str
    function: Function
    summary: str
    answers: Mapping[int, str]
    query: type[Schema] | None = None
    scope: str | None = None
    accepts: Sequence[str] = ()
    takes: str = JSON
    gives: str = JSON
    also_takes: Mapping[str, str] = field(default_factory=dict)
    many: int = 0
    headers: Mapping[str, str] = field(default_factory=dict)
    largest: int | None = None
    partial: bool = False
    tags: Sequence[str] = ()
    description: str = ""


@dataclass(frozen=True, slots=True)
class Api:
    """A family of routes below one base path that answers refusals in its own form. Pages are not `described`.

    `name` begins its operation ids in /openapi.json; `error` is the reference of the schema of a refusal's body, whose
    media type is `error_type`. `shared` lets pages of any origin read the answers (CORS). `exact` refuses query
    arguments that a route does not have, where a misspelt one must not be taken for none.
    """

    name: str
    base: str
    routes: Sequence[Route]
    refuse: Callable[[Refusal], Answer]
    error: str = ""
    error_type: str = JSON
    shared: bool = False
    exact: bool = False
    described: bool = True

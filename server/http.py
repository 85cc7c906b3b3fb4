"""API functions and the one route table that routing, OpenAPI and discovery are made from.

An API function takes a `Call` and returns an `Answer`; it never touches Flask. `mount` adapts a table of routes to a
Flask application: it loads query arguments with the route's marshmallow schema, checks the token's scope, and turns the
answer into a response.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from marshmallow import Schema

from fairmark.server.context import Context

JSON = "application/json"


@dataclass(frozen=True, slots=True)
class Call:
    """One request to an API function: path parameters, loaded query arguments, headers (names in lower case), body."""

    context: Context
    path: Mapping[str, str]
    query: Mapping[str, Any]
    headers: Mapping[str, str]
    body: bytes
    url: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What an API function returns. `twins` are compressed forms of `body` by Content-Encoding."""

    status: int
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    media_type: str = JSON
    etag: str | None = None
    twins: Mapping[str, bytes] = field(default_factory=dict)


class Refusal(Exception):
    """A request that is refused on the way to its API function: the route's API says how the answer looks.

    `reason` is one of bad_query, unauthorised, forbidden, unknown, method, busy, failed; `detail` says what is wrong
    without repeating values; `field` names the argument.
    """

    def __init__(self, status: int, reason: str, detail: str, field: str = "") -> None:
        super().__init__(detail)
        self.status = status
        self.reason = reason
        self.detail = detail
        self.field = field


Function = Callable[[Call], Answer]


@dataclass(frozen=True, slots=True)
class Route:
    """One operation. `path` has parameters in braces; `answers` maps a status to the reference of its body's schema,
    such as "urn:fairmark:schema:case:v1p1#/$defs/CFItem"; `scope` is what a token must hold, None for open reads."""

    operation: str
    method: str
    path: str
    function: Function
    summary: str
    answers: Mapping[int, str]
    query: type[Schema] | None = None
    scope: str | None = None
    tags: Sequence[str] = ()
    description: str = ""


@dataclass(frozen=True, slots=True)
class Api:
    """A family of routes below one base path that answers refusals in its own form."""

    name: str
    base: str
    routes: Sequence[Route]
    refuse: Callable[[Refusal], Answer]

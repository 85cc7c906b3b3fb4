"""One exchange with the CASE provider as a fault sees it: what is asked, what is answered, and how to change either."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
import re
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode

import orjson

Json = dict[str, Any]
Sleep = Callable[[float], None]

PATH = re.compile(r"/ims/case/(?P<segment>v1p[01])(?:/(?P<collection>[^/]*)(?:/(?P<identifier>.*))?)?")
VERSIONS = {"v1p0": "1.0", "v1p1": "1.1"}

CLASSES = {
    "CFDocuments": "CFDocument",
    "CFPackages": "CFPackage",
    "CFItems": "CFItem",
    "CFItemAssociations": "CFItemAssociations",
    "CFAssociations": "CFAssociation",
    "CFAssociationGroupings": "CFAssociationGrouping",
    "CFConcepts": "CFConcept",
    "CFSubjects": "CFSubject",
    "CFItemTypes": "CFItemType",
    "CFLicenses": "CFLicense",
    "CFRubrics": "CFRubric",
}
"""Collection in the path to the class that the operation's name ends in."""

LIST, PACKAGE, ASSOCIATIONS = "getAllCFDocuments", "getCFPackage", "getCFItemAssociations"

ELSEWHERE = "3f8a1c52-7d0e-4b69-9c47-52d1e6a80b3f"
"""An identifier that no object has."""

MEMBERS = {
    **CLASSES,
    "CFDocument": "CFDocument",
    "CFItem": "CFItem",
    "CFRubricCriteria": "CFRubricCriterion",
    "CFRubricCriterionLevels": "CFRubricCriterionLevel",
    "CFDefinitions": "CFDefinition",
}
"""Member of a body to the class of the object, or of the objects, that it holds."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A request below the base path of a version of CASE. `identifier` is whatever follows the collection, "" for
    nothing; `query` holds the last value of each argument; `sleep` waits for so many seconds."""

    environ: Mapping[str, Any]
    segment: str
    collection: str
    identifier: str
    query: Mapping[str, str]
    sleep: Sleep

    @classmethod
    def of(cls, environ: Mapping[str, Any], sleep: Sleep) -> "Asked | None":
        """The request in a WSGI environment; None for one that is not the provider's."""
        found = PATH.fullmatch(environ.get("PATH_INFO", ""))
        if not found:
            return None
        query = dict(parse_qsl(environ.get("QUERY_STRING", ""), keep_blank_values=True, errors="replace"))
        collection, identifier = found["collection"] or "", found["identifier"] or ""
        return cls(environ, found["segment"], collection, identifier, query, sleep)

    @property
    def version(self) -> str:
        """The version of CASE."""
        return VERSIONS[self.segment]

    @property
    def method(self) -> str:
        return str(self.environ.get("REQUEST_METHOD", "GET"))

    @property
    def operation(self) -> str:
        """The name of the operation, such as getCFItem; "discovery"; "" for an address that the provider has not."""
        if self.collection == "CFDocuments" and not self.identifier:
            return LIST
        if self.collection == "discovery":
            return "discovery"
        cls = CLASSES.get(self.collection)
        return f"get{cls}" if cls and self.identifier else ""

    @property
    def base(self) -> str:
        """The base URL of the provider as the client knows it."""
        host = self.environ.get("HTTP_HOST", "localhost")
        return f"{self.environ.get('wsgi.url_scheme', 'http')}://{host}/ims/case/{self.segment}"

    def header(self, name: str) -> str | None:
        """The value of the request's header `name`."""
        value: str | None = self.environ.get(f"HTTP_{name.upper().replace('-', '_')}")
        return value

    def without(self, *headers: str) -> "Asked":
        """The request without those headers."""
        gone = {f"HTTP_{name.upper().replace('-', '_')}" for name in headers}
        return replace(self, environ={key: value for key, value in self.environ.items() if key not in gone})

    def at(self, collection: str, identifier: str = "") -> "Asked":
        """The same question about something else, without arguments."""
        return replace(self, collection=collection, identifier=identifier, query={})

    def by(self, method: str) -> "Asked":
        """The same question by another method, without a body."""
        return replace(self, environ={**self.environ, "REQUEST_METHOD": method, "CONTENT_LENGTH": "0"})

    def arguing(self, **arguments: str | int | None) -> "Asked":
        """The request with these arguments changed; None takes one away."""
        merged = {**self.query, **{name: None if value is None else str(value) for name, value in arguments.items()}}
        return replace(self, query={name: value for name, value in merged.items() if value is not None})

    def for_wsgi(self) -> dict[str, Any]:
        """The WSGI environment of the request as it now is. Bodies are asked for unpacked, so that they can be read,
        and by GET where the client wants the headers only."""
        path = "/".join(("/ims/case", self.segment, self.collection, self.identifier)).rstrip("/")
        query = urlencode(self.query, quote_via=quote)
        method = "GET" if self.method == "HEAD" else self.method
        asked = {**self.environ, "PATH_INFO": path, "QUERY_STRING": query, "REQUEST_METHOD": method}
        asked.pop("HTTP_ACCEPT_ENCODING", None)
        return asked


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer. `tail` follows the body piece by piece, and may have no end. The length is announced as it is, unless
    the headers say one already."""

    status: int
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""
    tail: Iterable[bytes] = ()

    def json(self) -> Any:
        """The parsed body; None where it is no JSON."""
        try:
            return orjson.loads(self.body)
        except orjson.JSONDecodeError:
            return None

    def object(self) -> Json:
        """The parsed body where it is a JSON object, else an empty one."""
        parsed = self.json()
        return parsed if isinstance(parsed, dict) else {}

    def header(self, name: str) -> str | None:
        return next((value for given, value in self.headers if given.lower() == name.lower()), None)

    def saying(self, data: Any) -> "Reply":
        """The answer with another body: bytes as they are, anything else as JSON."""
        return replace(self, body=data if isinstance(data, bytes) else orjson.dumps(data))

    def being(self, status: int) -> "Reply":
        """The answer with another status."""
        return replace(self, status=status)

    def showing(self, name: str, value: str | None) -> "Reply":
        """The answer with that header set; None takes it away."""
        others = tuple(pair for pair in self.headers if pair[0].lower() != name.lower())
        return replace(self, headers=others if value is None else (*others, (name, value)))


Serve = Callable[[Asked], Reply]
"""Asks the honest server."""


def objects(operation: str, body: Any) -> Iterator[tuple[str, Json]]:
    """Every CASE object in the answer of an operation with its class, outer ones first. The whole body of an operation
    that answers with one object is an object of that class."""
    if isinstance(body, dict):
        yield from _within(operation.removeprefix("get"), body)


def _within(cls: str, body: Json) -> Iterator[tuple[str, Json]]:
    yield cls, body
    for member, inner in MEMBERS.items():
        held = body.get(member)
        for one in held if isinstance(held, list) else [held]:
            if isinstance(one, dict):
                yield from _within(inner, one)

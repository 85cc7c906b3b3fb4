"""What is known of a consumer: what it was offered, and every request that it has made."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
import shlex

from fairmark.validators.core.events import Exchange
from fairmark.validators.net.messages import Request
from fairmark.validators.net.url import Url
from fairmark.validators.suites.recording import Answer

LIST, PACKAGES = "CFDocuments", "CFPackages"
"""Collections in the path: of the list and of single documents, and of packages."""

READING = frozenset({"GET", "HEAD"})


class Situation(StrEnum):
    """What a framework is there for. The value is how reports call it."""

    SPARSE = "only what is mandatory"
    TYPES = "association types of a publisher's own"
    EXTENSIONS = "extensions"
    OUTSIDE = "links to what is no CASE object"
    CIRCLE = "a hierarchy that runs in a circle"
    BUSY = "busy, with Retry-After in seconds"
    BUSY_UNTIL = "busy, with Retry-After as a date"
    MISSING = "listed, but no longer there"
    LARGE = "a large package"


@dataclass(frozen=True, slots=True)
class Offer:
    """What the consumer is offered: `documents` are the identifiers in the order of the list, `situations` the document
    of each, `known` the identifiers that each collection of the API answers to or has named, `outside` those of link
    targets that are no CASE objects, `circle` those of the items whose hierarchy runs in a circle."""

    documents: tuple[str, ...]
    situations: Mapping[Situation, str]
    known: Mapping[str, frozenset[str]]
    outside: frozenset[str]
    circle: frozenset[str]


@dataclass(frozen=True, slots=True)
class Visit:
    """One request of the consumer and how it was answered.

    `at` and `due` count seconds from the beginning of the session; `due` is when a consumer that was told to wait may
    come back. `target` is the path below the base with the query, whose values are left out where they may be anything.
    `collection` and `identifier` are the parts of the path, both "" where it is that of no operation; `arguments` are
    the names of the query arguments. `window` is the number of the first record and of the records in a page of the
    whole list, None for any other answer. `headers` and `answered` are those of the request and of the answer that
    matter, by lower-case name, without secrets.
    """

    number: int
    at: float
    method: str
    target: str
    collection: str
    identifier: str
    arguments: tuple[str, ...]
    status: int
    window: tuple[int, int] | None = None
    due: float | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    answered: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_conditional(self) -> bool:
        """Whether it asks only for what has changed."""
        return "if-none-match" in self.headers or "if-modified-since" in self.headers


@dataclass(frozen=True, slots=True)
class Observation:
    """A session as it stands: `over` where nothing more is expected, so that what the consumer has left undone counts.
    `complete` is False where the log was full before the consumer had finished."""

    base: str
    version: str
    offer: Offer
    visits: tuple[Visit, ...]
    over: bool
    complete: bool = True

    def to(self, collection: str, identifier: str | None = None) -> list[Visit]:
        """The reading requests for a collection, or for one object of it."""
        return [
            visit
            for visit in self.visits
            if visit.method in READING
            and visit.collection == collection
            and (identifier is None or visit.identifier == identifier)
        ]

    def to_package(self, situation: Situation) -> list[Visit]:
        """The requests for the package of that situation."""
        return self.to(PACKAGES, self.offer.situations[situation])

    def answers(self, visits: Iterable[Visit]) -> tuple[Answer, ...]:
        """These requests as a result shows them."""
        url = Url.parse(self.base)
        return tuple(Answer(Request(v.method, url), None, "", self._exchange(v)) for v in visits)

    def _exchange(self, visit: Visit) -> Exchange:
        url = f"{self.base}/{visit.target}"
        path = url.partition("://")[2].partition("/")[2]
        request = [f"{visit.method} /{path} HTTP/1.1", *_lines(visit.headers)]
        headers = [part for name, value in visit.headers.items() for part in ("--header", f"{name}: {value}")]
        curl = ["curl", "--include", "--request", visit.method, *headers, url]
        answer = [f"HTTP/1.1 {visit.status}", *_lines(visit.answered)]
        return Exchange("\n".join(request), "\n".join(answer), shlex.join(curl))


def _lines(headers: Mapping[str, str]) -> list[str]:
    return [f"{name}: {value}" for name, value in headers.items()]

"""What a run knows of the provider under test: answers asked once, and the identifiers that crawling has found."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import cached_property
import random
from time import monotonic
from typing import Any, TypeVar
from urllib.parse import quote, urlencode

from fairmark.validators.net.errors import Refused
from fairmark.validators.net.messages import Headers
from fairmark.validators.net.url import Url
from fairmark.validators.readers.case import Node, Package
from fairmark.validators.suites.access import Access
from fairmark.validators.suites.case.operations import BY_IDENTIFIER, LIST, OPERATIONS, PACKAGE, Operation
from fairmark.validators.suites.recording import Answer, OutOfBudget, Recorder

PAGE = 100
"""Documents asked for at once while crawling: the default of the standard."""
MOST_PAGES = 200
SAMPLED = 4
"""Objects of a class whose standalone form is compared, where not everything is looked at."""
SAMPLED_PACKAGES = 3
STALL = 5.0
"""Seconds after which a request that gets no answer counts as a stall."""
STALLS = 2
"""Stalls of an operation after which it is not asked again."""
REDIRECTS = frozenset({301, 302, 303, 307, 308})
HOPS = 4
"""Requests, redirects included, that a URL in an answer may take."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Sampling:
    """How much of a class was looked at."""

    cls: str
    looked_at: int
    known: int


@dataclass
class Session:
    """One run against one provider. `version` is that of CASE; `given` are identifiers by class that the user adds;
    `exhaustive` looks at everything that was found, otherwise a sample is drawn with `seed`, some from every package.
    `access` is what the run authenticates with, None where it goes without.

    Answers to plain GETs are kept, so that checks may ask for the same thing as often as they like.
    """

    recorder: Recorder
    version: str
    given: Mapping[str, Sequence[str]] = field(default_factory=dict)
    exhaustive: bool = False
    seed: int = 1
    access: Access | None = None

    def __post_init__(self) -> None:
        self._answers: dict[str, Answer] = {}
        self._as_stranger: dict[tuple[str, str], Answer] = {}
        self._samplings: dict[str, Sampling] = {}
        self._stalled: dict[tuple[str, bool], list[Answer]] = {}
        self._packages: dict[str, Package | None] = {}
        self._made: dict[Callable[[Session], Any], Any] = {}

    @property
    def base(self) -> Url:
        """The base URL of the API, such as https://vendor.example/ims/case/v1p1."""
        return self.recorder.base

    # -- asking ------------------------------------------------------------------------------------------------------

    def get(self, operation: Operation, identifier: str = "", **query: str | int) -> Answer:
        """The answer of an operation, asked once. `query` are its query arguments."""
        arguments = urlencode(query, quote_via=quote)  # a blank as %20: not every server takes a plus for one
        target = operation.path + (f"/{identifier}" if identifier else "") + (f"?{arguments}" if arguments else "")
        return self.fetch(target)

    def fetch(self, target: str) -> Answer:
        """The answer to a plain GET of a path below the base, or of a whole URL; asked once."""
        if target not in self._answers:
            self._answers[target] = self._send("GET", target)
        return self._answers[target]

    def follow(self, reference: str, page: Url | None = None) -> Answer | None:
        """The answer to a plain GET of a URL that an answer holds (a relative one counts from `page`), and of where it
        redirects to; None where that is no URL or leaves the base's own origin, which is not asked."""
        answer, here = None, page or self.base
        for _ in range(HOPS):
            try:
                here = here.join(reference)
            except Refused:
                return None
            if here.origin != self.base.origin:
                return None
            below = str(self.base).rstrip("/") + "/"
            answer = self.fetch("/" + str(here).removeprefix(below) if str(here).startswith(below) else str(here))
            if answer.status not in REDIRECTS or not (reference := answer.header("location") or ""):
                break
        return answer

    def once(self, make: Callable[["Session"], T]) -> T:
        """What `make` makes of this run, made at the first call: what several checks share."""
        if make not in self._made:
            self._made[make] = make(self)
        found: T = self._made[make]
        return found

    def ask(self, method: str, target: str, headers: Headers = (), body: bytes = b"", **how: bool) -> Answer:
        """The answer to any other request, asked anew each time. `how` as in `Recorder.send`."""
        return self._send(method, target, headers, body, **how)

    def as_stranger(self, answer: Answer, token: str = "") -> Answer:
        """What the same GET gives without the run's own credentials, with another bearer token where there is one;
        asked once."""
        target = str(answer.request.url)
        if (target, token) not in self._as_stranger:
            headers = (("Authorization", f"Bearer {token}"),) if token else ()
            self._as_stranger[target, token] = self._send("GET", target, headers, anonymous=True)
        return self._as_stranger[target, token]

    def _send(self, method: str, target: str, headers: Headers = (), body: bytes = b"", **how: bool) -> Answer:
        """Ask, but not again what has kept the run waiting for nothing twice: a stalled operation must not cost more
        than its own checks."""
        place = self._place(target)
        stalled = self._stalled.setdefault(place, [])
        if len(stalled) >= STALLS:
            return replace(stalled[-1], error=f"after {STALLS} stalls it is not asked again: {stalled[-1].error}")
        started = monotonic()
        answer = self.recorder.send(method, target, headers=headers, body=body, **how)
        if answer.response is None and monotonic() - started > STALL:
            stalled.append(answer)
        return answer

    def _place(self, target: str) -> tuple[str, bool]:
        """The collection that the target lies in, and whether it is an object there: the operation, in other words."""
        path = target.removeprefix(str(self.base).rstrip("/")).partition("?")[0]
        collection, _, identifier = path.strip("/").partition("/")
        return collection, bool(identifier)

    # -- crawling ----------------------------------------------------------------------------------------------------

    @cached_property
    def pages(self) -> list[Answer]:
        """The pages of the document list, walked by limit and offset until one brings nothing new. That one is left
        out, and a page may be smaller than was asked for: servers bound their pages."""
        found = [self.get(LIST)]
        found += _until_spent(self._later_pages(set(identifiers_in(found[0]))))
        return found

    def _later_pages(self, seen: set[str]) -> Iterator[Answer]:
        for _ in range(MOST_PAGES - 1 if seen else 0):
            answer = self.get(LIST, limit=PAGE, offset=len(seen))
            fresh = set(identifiers_in(answer)) - seen
            if not fresh:
                break
            yield answer
            seen |= fresh

    @cached_property
    def usual(self) -> list[str]:
        """Identifiers of the documents in the list as it comes without arguments, in its order."""
        return identifiers_in(self.pages[0])

    @cached_property
    def listed(self) -> dict[str, dict[str, Any]]:
        """The documents as the list shows them, by identifier, in its order."""
        found: dict[str, dict[str, Any]] = {}
        for page in self.pages:
            for document in documents_in(page):
                found.setdefault(document["identifier"], document)
        return found

    @cached_property
    def documents(self) -> list[str]:
        """Identifiers of all documents: those in the list, in its order, then those that the user gave."""
        return list(dict.fromkeys((*self.listed, *self.given.get("CFDocument", ()))))

    @cached_property
    def packages(self) -> dict[str, Answer]:
        """Document identifier to the answer of getCFPackage: all of them, or a sample and those that the user named."""
        named = self.given.get("CFDocument", ())
        drawn = self.documents if self.exhaustive else self.drawn("CFPackage", self.documents, SAMPLED_PACKAGES)
        chosen = dict.fromkeys((*named, *drawn))
        return dict(_until_spent((identifier, self.get(PACKAGE, identifier)) for identifier in chosen))

    @cached_property
    def indexed(self) -> dict[str, Package]:
        """Document identifier to the index of its package, for packages that came as JSON objects."""
        found = {identifier: self.package_of(identifier) for identifier in self.packages}
        return {identifier: package for identifier, package in found.items() if package}

    def package_of(self, document: str) -> Package | None:
        """The index of the package of any document, sampled or not; None where no JSON object came."""
        if document not in self._packages:
            answer = self.get(PACKAGE, document)
            body = answer.object() if answer.status == 200 else {}
            package = Package(body, "case-package", self.version, forced=True) if body else None
            self._packages[document] = package
        return self._packages[document]

    @cached_property
    def known(self) -> dict[str, dict[str, Node | None]]:
        """Class to its identifiers, each with the object as a package holds it, None where only the user named it."""
        found: dict[str, dict[str, Node | None]] = {}
        for package in self.indexed.values():
            for node in package.nodes:
                if node.identifier:
                    found.setdefault(node.cls, {}).setdefault(node.identifier, node)
        for identifier in self.documents:
            found.setdefault("CFDocument", {}).setdefault(identifier, None)
        for cls, identifiers in self.given.items():
            for identifier in identifiers:
                found.setdefault(cls, {}).setdefault(identifier, None)
        return found

    def sample(self, cls: str) -> list[str]:
        """Identifiers of a class to look at: all of them, or some from every package and those that the user gave."""
        known = self.known.get(cls, {})
        if self.exhaustive:
            return list(known)
        strata = [[n.identifier for n in p.nodes if n.cls == cls and n.identifier] for p in self.indexed.values()]
        drawn = [id for stratum in strata for id in self._random(cls).sample(stratum, min(len(stratum), SAMPLED))]
        chosen = list(dict.fromkeys((*self.given.get(cls, ()), *drawn)))
        if not chosen:
            chosen = self.drawn(cls, list(known), SAMPLED)
        self._samplings[cls] = Sampling(cls, len(chosen), len(known))
        return chosen

    def drawn(self, cls: str, identifiers: Sequence[str], most: int) -> list[str]:
        """At most `most` of the identifiers, drawn with the seed, in their own order."""
        chosen = set(self._random(cls).sample(range(len(identifiers)), min(most, len(identifiers))))
        self._samplings[cls] = Sampling(cls, len(chosen), len(identifiers))
        return [identifier for number, identifier in enumerate(identifiers) if number in chosen]

    def asked(self) -> Iterator[tuple[Operation, str, Answer]]:
        """Every operation that takes an identifier, with each sampled identifier and its answer; packages first, which
        were asked for to know any identifiers."""
        for identifier, answer in self.packages.items():
            yield PACKAGE, identifier, answer
        for operation in BY_IDENTIFIER:
            if operation is not PACKAGE:
                for identifier in self.sample(operation.cls):
                    yield operation, identifier, self.get(operation, identifier)

    @cached_property
    def samples(self) -> dict[Operation, list[tuple[str, Answer]]]:
        """Every operation, with the identifiers that it was asked for ("" for the pages of the list) and the answers;
        none where nothing is known that it could be asked for."""
        found: dict[Operation, list[tuple[str, Answer]]] = {operation: [] for operation in OPERATIONS}
        found[LIST] = [("", page) for page in self.pages]
        for operation, identifier, answer in _until_spent(self.asked()):
            found[operation].append((identifier, answer))
        return found

    def success(self, operation: Operation) -> Answer | None:
        """An answer of the operation that is a success; None where there was none."""
        return next((answer for _, answer in self.samples[operation] if answer.status == 200), None)

    @property
    def samplings(self) -> list[Sampling]:
        """How much of each class was looked at so far."""
        return list(self._samplings.values())

    def _random(self, name: str) -> random.Random:
        return random.Random(f"{self.seed} {name}")  # noqa: S311 - a sample that can be drawn again, no secret


def _until_spent(crawled: Iterator[T]) -> Iterator[T]:
    """What crawling brings until the budget of the run is used up: that much can be judged."""
    with suppress(OutOfBudget):
        yield from crawled


def documents_in(answer: Answer) -> list[dict[str, Any]]:
    """The documents that a list of documents holds, as far as they have an identifier."""
    found = answer.object().get("CFDocuments")
    members = found if isinstance(found, list) else []
    return [one for one in members if isinstance(one, dict) and _named(one.get("identifier"))]


def identifiers_in(answer: Answer) -> list[str]:
    """The identifiers of the documents in a list of documents, in its order."""
    return [document["identifier"] for document in documents_in(answer)]


def _named(identifier: Any) -> bool:
    return isinstance(identifier, str) and bool(identifier)

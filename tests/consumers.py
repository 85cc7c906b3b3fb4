"""Consumers of CASE that are observed: one that does everything right, and others that do one thing wrong."""

from collections.abc import Callable, Iterator
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlencode

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

Json = dict[str, Any]

UUIDS = "0123456789abcdef-"
PATIENCE = 60
"""Times that a package is asked for while it is busy."""


class Clock:
    """Seconds that only waiting moves on, and those of the calendar with them."""

    def __init__(self) -> None:
        self.passed = 1_000.0

    def __call__(self) -> float:
        return self.passed

    def wall(self) -> float:
        return 1_767_600_000.4 + self.passed

    def wait(self, seconds: float) -> None:
        self.passed += seconds


class Consumer:
    """Reads everything: the list by its pages, each package, and a few single objects. Its parts may be replaced."""

    accept = "application/json"
    first_page: Json = {"limit": 50, "offset": 0}  # noqa: RUF012  # nobody changes it

    def __init__(self, client: FlaskClient, base: str, clock: Clock) -> None:
        self.client = client
        self.base = base
        self.clock = clock
        self.tags: dict[str, str] = {}
        self.read: dict[str, Json] = {}

    def run(self) -> None:
        for document in list(self.documents()):
            self.clock.wait(0.02)
            self.get(f"CFDocuments/{document['identifier']}")
            self.package(document["identifier"])
        self.refresh()

    def get(self, target: str, method: str = "GET", **headers: str) -> TestResponse:
        named = {"Accept": self.accept, **{name.replace("_", "-"): value for name, value in headers.items()}}
        return self.client.open(f"{self.base}/{target}", method=method, headers=named)

    def documents(self) -> Iterator[Json]:
        arguments = self.first_page
        while arguments:
            answer = self.get("CFDocuments?" + urlencode(arguments))
            page = answer.get_json()["CFDocuments"]
            yield from page
            arguments = self.following(arguments, len(page))

    def following(self, arguments: Json, received: int) -> Json:
        """The arguments of the next page, none at the end."""
        return {**arguments, "offset": arguments["offset"] + received} if received else {}

    def package(self, identifier: str) -> None:
        for _ in range(PATIENCE):
            answer = self.get(f"CFPackages/{identifier}")
            if answer.status_code != 429:
                break
            self.wait(answer.headers["Retry-After"])
        if answer.status_code == 200:
            self.tags[identifier] = answer.headers["ETag"]
            self.understand(answer.get_json())

    def wait(self, told: str) -> None:
        date = None if told.isdecimal() else parsedate_to_datetime(told).timestamp()
        self.clock.wait(date - self.clock.wall() if date else float(told))

    def understand(self, package: Json) -> None:
        """Look at the targets of associations that are CASE objects."""
        self.read[package["CFDocument"]["identifier"]] = package
        for association in package.get("CFAssociations", ())[:3]:
            target = association["destinationNodeURI"]
            known = {one["identifier"] for one in package["CFItems"]}
            if self.is_case(target) and target["identifier"] in known:
                self.get(f"CFItems/{target['identifier']}")

    def is_case(self, target: Json) -> bool:
        return len(target["identifier"]) == 36 and set(target["identifier"]) <= set(UUIDS)

    def refresh(self) -> None:
        """A second run over what has been read."""
        for identifier, tag in list(self.tags.items())[:3]:
            assert self.get(f"CFPackages/{identifier}", If_None_Match=tag).status_code == 304


class Broken(Exception):
    """The consumer has come to its end, as by an error that nobody catches."""


def stops_at(words: str) -> Callable[[Consumer, Json], None]:
    """The consumer breaks down over a package whose title has these words."""

    def understand(self: Consumer, package: Json) -> None:
        if words in package["CFDocument"]["title"]:
            raise Broken
        Consumer.understand(self, package)

    return understand


def tries_again(words: str) -> Callable[[Consumer, Json], None]:
    """The consumer fails at a package whose title has these words, and reads it anew until it gives up."""

    def understand(self: Consumer, package: Json) -> None:
        own = package["CFDocument"]
        if words in own["title"]:
            for _ in range(3):
                self.get(f"CFPackages/{own['identifier']}")
            raise Broken
        Consumer.understand(self, package)

    return understand


def having(**parts: Any) -> type[Consumer]:
    """A consumer of whom these parts are otherwise."""
    return type("Other", (Consumer,), parts)


# -- what they do wrong ----------------------------------------------------------------------------------------------


def one_page_only(_self: Consumer, _arguments: Json, _received: int) -> Json:
    return {}


def offset_counts_pages(_self: Consumer, arguments: Json, received: int) -> Json:
    return {**arguments, "offset": arguments["offset"] + 1} if received and arguments["offset"] < 4 else {}


def no_patience(self: Consumer, told: str) -> None:
    self.clock.wait(0.05 if told.isdecimal() else 0)
    if not told.isdecimal():
        Consumer.wait(self, told)


def dates_are_no_time(self: Consumer, told: str) -> None:
    self.clock.wait(float(told) if told.isdecimal() else 0.1)


def gives_up_when_busy(self: Consumer, identifier: str) -> None:
    answer = self.get(f"CFPackages/{identifier}")
    if answer.status_code == 200:
        self.tags[identifier] = answer.headers["ETag"]
        self.understand(answer.get_json())


def stops_when_not_found(self: Consumer, identifier: str) -> None:
    Consumer.package(self, identifier)
    if identifier not in self.tags:
        raise Broken


def everything_is_case(self: Consumer, package: Json) -> None:
    Consumer.understand(self, package)
    for association in package.get("CFAssociations", ()):
        target = association["destinationNodeURI"]
        if not Consumer.is_case(self, target):
            self.get(f"CFItems/{target['identifier']}")


def licences_are_always_there(self: Consumer, package: Json) -> None:
    Consumer.understand(self, package)
    licence = package["CFDocument"].get("licenseURI", {"identifier": "undefined"})
    self.get(f"CFLicenses/{licence['identifier']}")


def walks_up_for_ever(self: Consumer, package: Json) -> None:
    Consumer.understand(self, package)
    parents = {
        one["originNodeURI"]["identifier"]: one["destinationNodeURI"]["identifier"]
        for one in package.get("CFAssociations", ())
        if one["associationType"] == "isChildOf"
    }
    here: str | None = package["CFItems"][-1]["identifier"]
    for _ in range(20):
        here = parents.get(here or "")
        if here in {one["identifier"] for one in package["CFItems"]}:
            self.get(f"CFItemAssociations/{here}")


def shouts_identifiers(self: Consumer, identifier: str) -> None:
    Consumer.package(self, identifier)
    self.get(f"CFPackages/{identifier.upper()}")


def writes_too(self: Consumer) -> None:
    Consumer.refresh(self)
    self.get(f"CFDocuments/{next(iter(self.tags))}", "PUT")


def asks_for_a_list_of_items(self: Consumer) -> None:
    Consumer.refresh(self)
    self.get("CFItems")


def reads_all_again(self: Consumer) -> None:
    for identifier in list(self.tags)[:3]:
        self.get(f"CFPackages/{identifier}")


WRONG = {
    "CASE-OBS-002": having(following=one_page_only),
    "CASE-OBS-003": having(following=offset_counts_pages),
    "CASE-OBS-004": having(wait=no_patience),
    "CASE-OBS-005": having(wait=dates_are_no_time),
    "CASE-OBS-006": having(package=gives_up_when_busy),
    "CASE-OBS-007": having(understand=stops_at("association types")),
    "CASE-OBS-008": having(understand=tries_again("extensions")),
    "CASE-OBS-009": having(understand=everything_is_case),
    "CASE-OBS-010": having(understand=licences_are_always_there),
    "CASE-OBS-011": having(understand=walks_up_for_ever),
    "CASE-OBS-012": having(understand=tries_again("large")),
    "CASE-OBS-013": having(package=stops_when_not_found),
    "CASE-OBS-014": having(package=shouts_identifiers),
    "CASE-OBS-015": having(refresh=writes_too),
    "CASE-OBS-016": having(refresh=asks_for_a_list_of_items),
    "CASE-OBS-017": having(first_page={"limit": 50, "offset": 0, "page": 1}),
    "CASE-OBS-018": having(accept="text/html"),
    "CASE-OBS-019": having(refresh=reads_all_again),
}
"""Rule to a consumer that breaks it. What one cannot but break with another is in `ALSO`."""

ALSO = {
    "CASE-OBS-003": {"CASE-OBS-002"},
}

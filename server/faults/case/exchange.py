"""One exchange with the CASE provider: which operation is asked about what, and the objects in an answer."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
import re
from typing import Any, ClassVar, Self

from fairmark.server.faults import exchange
from fairmark.server.faults.exchange import Json as Json
from fairmark.server.faults.exchange import Reply as Reply

SEGMENTS = {"v1p0": "1.0", "v1p1": "1.1"}
"""Part of the path to the version of CASE."""

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
class Asked(exchange.Asked):
    """A request below the base path of a version of CASE."""

    PATH: ClassVar[re.Pattern[str]] = re.compile(r"/ims/case/(v1p[01])(?:/([^/]*)(?:/(.*))?)?")

    @property
    def segment(self) -> str:
        return self.path.split("/")[3]

    @property
    def collection(self) -> str:
        return self._part(4)

    @property
    def identifier(self) -> str:
        """Whatever follows the collection, "" for nothing."""
        return self._part(5)

    @property
    def version(self) -> str:
        """The version of CASE."""
        return SEGMENTS[self.segment]

    @property
    def profiles(self) -> tuple[str, ...]:
        return (f"case-{self.version}-provider",)

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
        return f"{self.root}/ims/case/{self.segment}"

    def at(self, collection: str, identifier: str = "") -> Self:
        """The same question about something else, without arguments."""
        path = "/".join(("/ims/case", self.segment, collection, identifier)).rstrip("/")
        return replace(self, path=path, query={})

    def _part(self, number: int) -> str:
        """A part of the path; the last one that is asked for with all that follows it."""
        parts = self.path.split("/", 5)
        return parts[number] if len(parts) > number else ""


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

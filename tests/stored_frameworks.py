"""CASE packages as the store takes them, and a framework of any size: what the tests of pages wander through."""

from collections.abc import Iterator
import gzip
import hashlib
from typing import Any
import uuid

from fairmark.server.storage.records import NewEdge, NewFramework, NewObject, Rendition
import orjson
import zstandard

LISTS = {"CFItems": "CFItem", "CFAssociations": "CFAssociation", "CFRubrics": "CFRubric"}
DEFINITIONS = {
    "CFConcepts": "CFConcept",
    "CFSubjects": "CFSubject",
    "CFLicenses": "CFLicense",
    "CFItemTypes": "CFItemType",
    "CFAssociationGroupings": "CFAssociationGrouping",
}
NAMES = uuid.UUID("6ba7b812-9dad-11d1-80b4-00c04fd430c8")


def new_framework(package: dict[str, Any], source: str = "test.json") -> NewFramework:
    """`package` (CASE 1.1) ready for `Store.replace`."""
    body = orjson.dumps(package)
    digest = hashlib.sha256(body).hexdigest()
    return NewFramework(
        identifier=package["CFDocument"]["identifier"],
        document=package["CFDocument"],
        source=source,
        digest=digest,
        items=len(package.get("CFItems", ())),
        associations=len(package.get("CFAssociations", ())),
        objects=_objects(package),
        edges=_edges(package),
        renditions=[_rendition(version, digest, body) for version in ("1.0", "1.1")],
        repairs=b"[]",
        lost_in_1_0=b"[]",
    )


def _rendition(version: str, digest: str, body: bytes) -> Rendition:
    return Rendition(version, digest, body, gzip.compress(body, 1, mtime=0), zstandard.compress(body, 1))


def _objects(package: dict[str, Any]) -> Iterator[NewObject]:
    lists = [(cls, package.get(name, ())) for name, cls in LISTS.items()]
    lists += [(cls, package.get("CFDefinitions", {}).get(name, ())) for name, cls in DEFINITIONS.items()]
    for cls, members in lists:
        for position, data in enumerate(members):
            label = data.get("fullStatement") or data.get("title") or ""
            code = data.get("humanCodingScheme") or data.get("hierarchyCode") or ""
            yield NewObject(data["identifier"], cls, position, label, code, orjson.dumps(data))


def _edges(package: dict[str, Any]) -> Iterator[NewEdge]:
    for data in package.get("CFAssociations", ()):
        ends = (data["originNodeURI"]["identifier"], data["destinationNodeURI"]["identifier"])
        yield NewEdge(data["identifier"], data["associationType"], *ends, data.get("sequenceNumber"))


# -- a framework of any size -----------------------------------------------------------------------------------------

BASE = "https://frameworks.example.org/ims/case/v1p1"
NOW = "2026-09-01T08:00:00Z"


def large_framework(items: int, width: int = 20) -> dict[str, Any]:
    """A package with `items` items in a tree of which every node has `width` children, except that the last child of
    the document has a flat list of the last tenth of all items below it."""
    document = thing("CFDocuments", f"document of {items}", title=f"A framework of {items:,} items", creator="Test")
    flat = items - items // 10
    made = [
        thing(
            "CFItems",
            f"item {number}",
            fullStatement=f"Explain and use idea number {number} of this framework in a task of your own choosing.",
            humanCodingScheme=f"T.{number}",
            CFItemType="Standard",
            language="en",
        )
        for number in range(items)
    ]
    parents = [document if n < width else made[width - 1] if n >= flat else made[n // width - 1] for n in range(items)]
    children = [child_of(child, parent, n) for n, (child, parent) in enumerate(zip(made, parents, strict=True))]
    return {"CFDocument": document, "CFItems": made, "CFAssociations": children}


def thing(collection: str, name: str, **members: Any) -> dict[str, Any]:
    identifier = str(uuid.uuid5(NAMES, name))
    return {
        "identifier": identifier,
        "uri": f"{BASE}/{collection}/{identifier}",
        **members,
        "lastChangeDateTime": NOW,
    }


def child_of(child: dict[str, Any], parent: dict[str, Any], number: int) -> dict[str, Any]:
    return association("isChildOf", child, parent, sequenceNumber=number + 1)


def association(type: str, origin: dict[str, Any], destination: dict[str, Any], **members: Any) -> dict[str, Any]:
    name = f"{type} {origin['identifier']} {destination['identifier']}"
    return thing(
        "CFAssociations",
        name,
        associationType=type,
        originNodeURI=link(origin),
        destinationNodeURI=link(destination),
        **members,
    )


def link(target: dict[str, Any]) -> dict[str, str]:
    title = target.get("humanCodingScheme") or target.get("title") or target.get("fullStatement") or ""
    return {"title": title, "identifier": target["identifier"], "uri": target["uri"]}

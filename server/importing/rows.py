"""The rows of a package that the judge has passed: its objects and, of its associations, the edges."""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

import orjson

from fairmark.schemas.case import tables
from fairmark.server.storage.records import NewEdge, NewObject


class Member(NamedTuple):
    """An object of a package with an address of its own: its class, its position within it, its JSON."""

    cls: str
    position: int
    data: Mapping[str, Any]


LISTS = {"CFItems": "CFItem", "CFAssociations": "CFAssociation", "CFRubrics": "CFRubric"}
LARGEST_SEQUENCE = (1 << 63) - 1


def members(package: Mapping[str, Any]) -> Iterator[Member]:
    """The objects of the package, its document apart. Of objects that share an identifier, only the first: the second
    is a copy, word for word, or the judge would have refused it."""
    seen: set[str] = set()
    definitions = package.get("CFDefinitions", {})
    lists = [(cls, package.get(name, ())) for name, cls in LISTS.items()]
    fields = tables("1.1")["CFDefinition"].values()
    lists += [(field.type, definitions.get(field.name, ())) for field in fields if field.type != "Extension"]
    for cls, objects in lists:
        for position, data in enumerate(objects):
            if data["identifier"] not in seen:
                seen.add(data["identifier"])
                yield Member(cls, position, data)


def new_objects(package: Mapping[str, Any]) -> Iterator[NewObject]:
    for cls, position, data in members(package):
        label = data.get("fullStatement") or data.get("title") or ""
        code = data.get("humanCodingScheme") or data.get("hierarchyCode") or ""
        yield NewObject(data["identifier"], cls, position, label, code, orjson.dumps(data))


def new_edges(package: Mapping[str, Any]) -> Iterator[NewEdge]:
    seen: set[str] = set()
    for data in package.get("CFAssociations", ()):
        identifier = data["identifier"]
        if identifier not in seen:
            seen.add(identifier)
            origin, destination = (data[end]["identifier"] for end in ("originNodeURI", "destinationNodeURI"))
            yield NewEdge(identifier, data["associationType"], origin, destination, _sequence(data))


def _sequence(association: Mapping[str, Any]) -> int | None:
    """The sequenceNumber, None where there is none or no database can order by it. JSON Schema takes 3.0 for whole."""
    value = association.get("sequenceNumber")
    return int(value) if value is not None and abs(value) <= LARGEST_SEQUENCE else None

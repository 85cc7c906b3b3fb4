"""CASE packages straight into the store, without the judge: what the tests of pages wander through."""

import hashlib
from typing import Any
import uuid

import orjson

from fairmark.server.importing.rows import new_edges, new_objects
from fairmark.server.storage.records import NewFramework, Rendition
from fairmark.server.storage.store import Store

NAMES = uuid.UUID("6ba7b812-9dad-11d1-80b4-00c04fd430c8")


def put(store: Store, package: dict[str, Any]) -> str:
    """Store the package, which is CASE 1.1, and give its identifier. Nothing looks whether it is right."""
    body = orjson.dumps(package)
    digest = hashlib.sha256(body).hexdigest()
    identifier: str = package["CFDocument"]["identifier"]
    store.replace(
        NewFramework(
            identifier=identifier,
            document=package["CFDocument"],
            source="test.json",
            digest=digest,
            items=len(package.get("CFItems", ())),
            associations=len(package.get("CFAssociations", ())),
            objects=new_objects(package),
            edges=new_edges(package),
            renditions=[Rendition(version, digest, body, b"", b"") for version in ("1.0", "1.1")],
            repairs=b"[]",
            lost_in_1_0=orjson.dumps([{"what": "CFItem.subject", "done": "left out", "count": 2}]),
        )
    )
    return identifier


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


# -- two frameworks that are linked ----------------------------------------------------------------------------------


def item(name: str, **members: Any) -> dict[str, Any]:
    return thing("CFItems", name, **{"fullStatement": f"The statement of {name}.", "language": "en", **members})


def linked_frameworks() -> tuple[dict[str, Any], dict[str, Any]]:
    """Two frameworks. The first has A over B over C, D outside the tree, E and F below each other, a rubric about
    C, and crosswalks from C to X and Y of the second, one of them stated by both, and to an item that nobody holds."""
    here = thing("CFDocuments", "here", title="Here", creator="Test", language="en")
    there = thing("CFDocuments", "there", title="There", creator="Test", language="en")
    a, b, c, d, e, f, x, y = (item(name, humanCodingScheme=name.upper()) for name in "abcdefxy")
    stranger = item("stranger", humanCodingScheme="S")
    match = association("exactMatchOf", c, x)
    first = {
        "CFDocument": here,
        "CFItems": [a, b, c, d, e, f],
        "CFAssociations": [
            child_of(a, here, 0),
            child_of(b, a, 0),
            child_of(c, b, 0),
            child_of(e, f, 0),
            child_of(f, e, 0),
            association("precedes", b, c, notes="Only after a while."),
            match,
            association("isRelatedTo", c, y),
            association("exactMatchOf", c, stranger),
        ],
        "CFRubrics": [rubric_about(c)],
    }
    second = {
        "CFDocument": there,
        "CFItems": [x, y],
        "CFAssociations": [child_of(x, there, 0), child_of(y, there, 1), match, association("isPartOf", y, c)],
    }
    return first, second


def rubric_about(judged: dict[str, Any]) -> dict[str, Any]:
    levels = [
        thing("Levels", f"level {score}", quality=quality, score=score, description=f"It is {quality}.", position=score)
        for score, quality in ((2, "good"), (1, "poor"))
    ]
    about = thing(
        "Criteria",
        "criterion",
        category="Accuracy",
        CFItemURI=link(judged),
        position=2,
        weight=0.5,
        CFRubricCriterionLevels=levels,
    )
    other = thing("Criteria", "other criterion", category="Neatness", position=1)
    return thing("CFRubrics", "rubric", title="Of work", CFRubricCriteria=[about, other])

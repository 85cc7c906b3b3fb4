"""Small CASE packages for the tests of hierarchy and associations. Objects are named by short words, not UUIDs."""

from collections.abc import Iterable
from typing import Any

Statement = tuple[str, str, str]
"""(type, origin, destination)."""


def framework(items: Iterable[str], *statements: Statement, **members: Any) -> dict[str, Any]:
    """A package with the document `doc`, these items, and an association `a0`, `a1` ... for each statement."""
    return {
        "CFDocument": thing("doc"),
        "CFItems": [thing(name) for name in items],
        "CFAssociations": [association(number, *statement) for number, statement in enumerate(statements)],
        **members,
    }


def tree(*pairs: str) -> list[Statement]:
    """isChildOf for each `child parent`."""
    return [("isChildOf", child, parent) for child, parent in (pair.split() for pair in pairs)]


def thing(name: str) -> dict[str, Any]:
    return {"identifier": name, "uri": f"https://example.org/{name}"}


def node(name: str) -> dict[str, Any]:
    return {**thing(name), "title": f"Words of {name}"}


def association(number: int, type: str, origin: str, destination: str, **members: Any) -> dict[str, Any]:
    return {
        "identifier": f"a{number}",
        "associationType": type,
        "originNodeURI": node(origin),
        "destinationNodeURI": node(destination),
        **members,
    }

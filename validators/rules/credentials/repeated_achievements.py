"""CLR-ACH: the achievements that a record lists beside those that its credentials assert."""

from collections.abc import Iterator, Mapping
import json
from typing import Any

from fairmark.schemas.credentials import tables
from fairmark.validators.core.levels import ERROR, WARNING
from fairmark.validators.core.rule import Findings, finding, rule
from fairmark.validators.credentials.document import Credential, Node
from fairmark.validators.rules.credentials.versions import CLR2

SIGNED_APART = ("endorsement", "endorsementJwt")
"""Members that others add to an achievement after it was defined."""


def listed(document: Credential) -> Iterator[Node]:
    """The achievements that records list."""
    return (node for node in document.of("Achievement") if node.parent and node.parent.cls == "ClrSubject")


@rule(
    "CLR-ACH-001",
    severity=ERROR,
    versions=CLR2,
    basis="CLR 2.0 ClrSubject (achievement), Open Badges 3.0 section B.1.1 Achievement (id)",
    message="{observed} is the id of another listed achievement already",
)
def listed_achievements_have_ids_of_their_own(document: Credential) -> Findings:
    """No two achievements that a record lists have the same id.

    Why: Associations name achievements by id, and nobody can tell which of the two they mean.

    Example: Two entries of `credentialSubject.achievement` with the same `id`.

    Repair: Delete the one that is superfluous, or give it the id that is its own.
    """
    seen: set[tuple[Node | None, str]] = set()
    for node in listed(document):
        if node.id and (node.parent, node.id) in seen:
            yield finding(at=document.at(node, "id"), observed=node.id, expected="an id of its own")
        seen.add((node.parent, node.id))


@rule(
    "CLR-ACH-002",
    severity=WARNING,
    versions=CLR2,
    basis="best practice: one id is one achievement (CLR 2.0 ClrSubject)",
    message="the achievement is another one in a credential of the record: they differ in {observed}",
    notes="Compared are the members that both have, endorsements left out: what a record lists may well be shorter. "
    "The order of lists does not count, nor whether one value stands in a list.",
)
def listed_achievement_is_the_asserted_one(document: Credential) -> Findings:
    """An achievement that a record lists is the same in the credentials of the record that assert it.

    Why: Readers find two descriptions of the same thing, and cannot tell which one was signed for.

    Example: An achievement has one name in `credentialSubject.achievement` and another one in the badge.

    Repair: Copy the achievement from the badge; where it is another version, give it another id and relate the two.
    """
    known: dict[tuple[Node | None, str], Node] = {}
    for node in listed(document):
        known.setdefault((node.parent, node.id), node)
    told: set[Node] = set()
    for asserted in document.of("Achievement"):
        record = asserted.credential.parent
        first = known.get((record, asserted.id)) if asserted.id else None
        if first is None or first in told:
            continue
        members = sorted(name for name in first.data if _differs(name, first.data, asserted.data))
        if members:
            told.add(first)
            yield finding(at=document.at(first), observed=_public(members, first), expected="the same content")


def _differs(name: str, one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    if name in SIGNED_APART or name not in other:
        return False
    return one[name] != other[name] and _conflict(one[name], other[name])


def _conflict(one: Any, other: Any) -> bool:
    """Whether two values contradict each other: objects in a member that both have, all else by not being equal."""
    pending = [(one, other)]
    while pending:
        here, there = pending.pop()
        if isinstance(here, dict) and isinstance(there, dict):
            pending += [(here[name], there[name]) for name in here if name in there]
        elif _as_list(here) != _as_list(there):
            return True
    return False


def _as_list(value: Any) -> list[str]:
    """The values of a member in an order of their own, as text that can be compared."""
    return sorted(json.dumps(each, sort_keys=True) for each in (value if isinstance(value, list) else [value]))


def _public(members: list[str], node: Node) -> list[str]:
    """The members by name; names that no schema knows may tell more than they should."""
    known = [name for name in members if name in tables(node.model)["Achievement"]]
    return known if len(known) == len(members) else [*known, "members of its own"]

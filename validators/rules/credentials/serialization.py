"""OB-SER: how the data model is written as JSON."""

from collections.abc import Iterator
from typing import Any

from fairmark.schemas import Field
from fairmark.schemas.credentials import tables
from fairmark.validators.core.levels import ERROR, WARNING
from fairmark.validators.core.rule import Findings, finding, rule
from fairmark.validators.credentials.document import Credential, Node
from fairmark.validators.rules.credentials.versions import OB3

BASIS = "Open Badges 3.0 section A.1 JSON"


def members(document: Credential) -> Iterator[tuple[Node, Field, Any]]:
    """Every member that the standard defines, of every object, with its value."""
    for nodes in document.by_class.values():
        for node in nodes:
            known = tables(node.model).get(node.cls, {})
            for name, value in node.data.items():
                if name in known:
                    yield node, known[name], value


@rule(
    "OB-SER-001",
    severity=ERROR,
    versions=OB3,
    basis=BASIS,
    message="null stands here",
    gated=True,
    notes="Members that the standard does not define are left to those who define them.",
)
def nothing_is_null(document: Credential) -> Findings:
    """No member of the standard is null.

    Why: Many readers take null for a value, and refuse the credential or show the word.

    Example: `"description": null`.

    Repair: Leave the member out, and sign the credential anew.
    """
    for node, field, value in members(document):
        if value is None:
            yield finding(at=document.at(node, field.name))
        elif isinstance(value, list):
            yield from (
                finding(at=document.at(node, field.name, number)) for number, one in enumerate(value) if one is None
            )


@rule(
    "OB-SER-002",
    severity=ERROR,
    versions=OB3,
    basis=BASIS,
    message="the array is empty",
    notes="The published schemas let empty arrays pass, the clause does not. Members that the standard does not define "
    "are left to those who define them.",
)
def no_array_is_empty(document: Credential) -> Findings:
    """No member of the standard is an empty array.

    Why: An array without members says nothing, and readers that expect one member at least stop there.

    Example: `"evidence": []`.

    Repair: Leave the member out, and sign the credential anew.
    """
    for node, field, value in members(document):
        if value == []:
            yield finding(at=document.at(node, field.name))


@rule(
    "OB-SER-003",
    severity=WARNING,
    versions=OB3,
    basis=BASIS,
    message="a single value where an array belongs",
    notes="The clause asks for arrays; the published schemas for JSON-LD take a single value everywhere, so this is a "
    "warning. `type`, `proof`, `credentialSchema` and `termsOfUse` may be single by the clause too.",
)
def several_are_an_array(document: Credential) -> Findings:
    """A member of which there may be several is an array, even where there is but one.

    Why: A reader that was made from the data model looks for an array, and finds no result or no evidence at all.

    Example: `"result": {"type": ["Result"], "value": "87"}`.

    Repair: Put square brackets around the value, and sign the credential anew.
    """
    for node, field, value in members(document):
        if field.many and isinstance(value, str if field.type in TEXTS else dict):
            yield finding(at=document.at(node, field.name))


TEXTS = ("Text", "CompactJws")
"""Types of which a single value is text and no object. (Anything else the schema refuses.)"""

ELSEWHERE = ("proof",)
"""Members about whose shape the rules on proofs speak."""


@rule(
    "OB-SER-004",
    severity=ERROR,
    versions=OB3,
    basis=BASIS,
    message="text where {expected} belongs",
    gated=True,
    notes="The issuer may be its URI alone, as the data model says (ProfileRef).",
)
def objects_are_objects(document: Credential) -> Findings:
    """What the data model describes as an object is one, and not its URI alone.

    Why: A reader finds none of the members that it needs, and nothing says that there is something behind the URI.

    Example: `"image": "https://school.example/seal.png"`.

    Repair: Write the object, such as `{"id": "https://school.example/seal.png", "type": "Image"}`, and sign the
    credential anew.
    """
    for node, field, value in members(document):
        if field.type not in tables(node.model) or field.name in ELSEWHERE:
            continue
        expected = f"an object of the class {field.type}"
        if isinstance(value, str):
            yield finding(at=document.at(node, field.name), expected=expected)
        elif isinstance(value, list):
            for number, one in enumerate(value):
                if isinstance(one, str):
                    yield finding(at=document.at(node, field.name, number), expected=expected)

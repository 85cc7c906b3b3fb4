"""CASE-ID: identifiers."""

import re

from fairmark.validators.core.levels import ERROR
from fairmark.validators.core.rule import Findings, finding, rule
from fairmark.validators.readers.case import Package
from fairmark.validators.rules.case.versions import BOTH

UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[1-5][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")


@rule(
    "CASE-ID-001",
    severity=ERROR,
    versions=BOTH,
    basis="CASE 1.1 IM 7.2.3",
    message="{observed} is not a CASE UUID",
    gated=True,
)
def identifier_is_a_uuid(package: Package) -> Findings:
    """Every identifier is a UUID of version 1 to 5, in lower case.

    Why: Consumers look objects up by it and many refuse anything else.

    Example: `"identifier": "not-a-uuid"`.

    Repair: Give the object a UUID and keep it for ever; update the links that name it.
    """
    for node in package.nodes:
        if node.identifier and not UUID.fullmatch(node.identifier):
            yield finding(at=package.at(node, "identifier"), observed=node.identifier, expected="a lower-case UUID")

"""CASE-ID-001: the form of identifiers."""

import re

from fairmark.validators.core.levels import ERROR
from fairmark.validators.core.rule import Findings, finding, rule
from fairmark.validators.readers.case import Package
from fairmark.validators.rules.case.versions import BOTH

UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[1-5][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")
EXPECTED = "a UUID of version 1 to 5 in lower case"


@rule(
    "CASE-ID-001",
    severity=ERROR,
    versions=BOTH,
    basis="CASE 1.1 IM 7.2.3",
    message="{observed} is not {expected}",
    gated=True,
    notes="The package schema of CASE 1.1 says `format: uuid`, which admits upper case and other versions; the pattern "
    "of the other files is taken, anchored. The ends of an association may be identified by any text.",
)
def identifier_is_a_uuid(package: Package) -> Findings:
    """Every identifier, that of a link too, is a UUID of version 1 to 5 in lower case.

    Why: Consumers look objects up by it and many refuse anything else.

    Example: `"identifier": "not-a-uuid"`.

    Repair: Give the object a UUID and keep it for ever; update the links that name it.
    """
    fields = {
        form: tuple(field.name for field in table.values() if field.type == "UUID")
        for form, table in package.tables.items()
    }
    for node in package.nodes:
        for name in fields[node.form]:
            value = node.data.get(name)
            if isinstance(value, str) and not UUID.fullmatch(value):
                yield finding(at=package.at(node, name), observed=value, expected=EXPECTED)
    for link in package.links:
        if link.target and not UUID.fullmatch(link.identifier):
            value = package.data_of(link).get("identifier")
            if isinstance(value, str):
                yield finding(at=package.at_link(link, "identifier"), observed=value, expected=EXPECTED)

"""Open Badges 3.0 and CLR 2.0: the schemas in their accepted and their strict form, and facts about fields.

Both data models of the W3C are held: 2.0, and 1.1 for credentials that were issued under it and are only verified.
Open Badges 2.0, which is older than both, has one schema of its own.
"""

from dataclasses import replace
from functools import cache

from fairmark.schemas import ClassTable, Field, class_tables, load

ACCEPTED = {
    "2.0": "credentials/vcdm-2.0.schema.json",
    "1.1": "credentials/vcdm-1.1.schema.json",
}
"""By version of the W3C data model: what the published schemas let pass (OB-SCHEMA-001, CLR-SCHEMA-001)."""

STRICT = {
    "2.0": "credentials/vcdm-2.0-strict.schema.json",
    "1.1": "credentials/vcdm-1.1-strict.schema.json",
}
"""By version of the W3C data model: the form that the standards describe (OB-SCHEMA-002)."""

OPEN_BADGES_2 = "credentials/ob-2.0.schema.json"
"""What the tables of properties of Open Badges 2.0 say (OB-V2-004)."""


@cache
def tables_of_open_badges_2() -> dict[str, ClassTable]:
    """Class name to its fields. A field that holds or links to an object has that one's class as its target; one that
    may hold several is `many`."""
    return class_tables(load(OPEN_BADGES_2))


@cache
def tables(version: str) -> dict[str, ClassTable]:
    """Class name to its fields, for the W3C data model `version` ("2.0" or "1.1").

    `many` says that an array is due even for one; a field that may hold one or several is not `many`.
    """
    known = class_tables(load(STRICT[version]))
    return {name: {field.name: _resolved(field) for field in table.values()} for name, table in known.items()}


def _resolved(field: Field) -> Field:
    """`field` with the class that it holds as its type: the schemas name `Result.many` what is an array of `Result`."""
    name, _, how_many = field.type.partition(".")
    return replace(field, type=name, many=field.many or how_many == "many")

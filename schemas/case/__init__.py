"""CASE 1.0 and 1.1: the schemas, and the facts about fields that rules read from them."""

from functools import cache

from fairmark.schemas import ClassTable, class_tables, load

SCHEMAS = {"1.0": "case/case-v1p0.schema.json", "1.1": "case/case-v1p1.schema.json"}


@cache
def tables(version: str) -> dict[str, ClassTable]:
    """Class name to its fields, for CASE `version` ("1.0" or "1.1")."""
    return class_tables(load(SCHEMAS[version]))

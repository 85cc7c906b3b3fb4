"""The learning profile as JSON Schemas: which file defines what; and what its words mean, as a JSON-LD context."""

from functools import cache

from fairmark.schemas import load

FACTS = "scl/scl-v1.schema.json"
PLANS = "scl/scl-plans-v1.schema.json"
TRUST = "scl/scl-trust-v1.schema.json"
VIEWS = "scl/scl-views-v1.schema.json"

CONTEXT = "scl/scl-v1.context.jsonld"
"""What records, views and packages say, as statements: a term for each class and member of the schemas."""

SCHEMAS = (FACTS, PLANS, TRUST, VIEWS)
"""All of them. The later ones refer to the first."""


@cache
def schema_of(name: str) -> str:
    """The file that defines `name`; KeyError where none does."""
    found = next((schema for schema in SCHEMAS if name in load(schema)["$defs"]), None)
    if found is None:
        raise KeyError(name)
    return found

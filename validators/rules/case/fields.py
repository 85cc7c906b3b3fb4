"""Which fields of a class have a type, as its schema says."""

from functools import cache

from fairmark.schemas.case import tables


@cache
def names_of(version: str, form: str, *types: str) -> tuple[str, ...]:
    """The fields of class `form` in CASE `version` whose value, or whose members, are of one of `types`."""
    return tuple(field.name for field in tables(version)[form].values() if field.type in types)

"""The fields of a package by their type, which is read from the schema of its version."""

from collections.abc import Iterator
from functools import cache

from fairmark.schemas.case import tables
from fairmark.validators.readers.case import Node, Package


@cache
def names_of(version: str, form: str, *types: str) -> tuple[str, ...]:
    """The fields of class `form` in CASE `version` whose value, or whose members, are of one of `types`."""
    return tuple(field.name for field in tables(version)[form].values() if field.type in types)


def columns(package: Package, *types: str) -> Iterator[tuple[str, str, list[Node]]]:
    """Class, field, and all objects of that class, for each field of one of `types`."""
    for form, nodes in package.once(_by_form).items():
        for name in names_of(package.version, form, *types):
            yield form, name, nodes


def _by_form(package: Package) -> dict[str, list[Node]]:
    found: dict[str, list[Node]] = {}
    for node in package.nodes:
        found.setdefault(node.form, []).append(node)
    return found

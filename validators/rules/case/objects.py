"""All objects of a payload, those without an identifier of their own too, which the index of nodes leaves out."""

from collections.abc import Iterator, Mapping
from typing import Any

from fairmark.validators.core.location import Path
from fairmark.validators.readers.case import ROOTS, Package

Object = tuple[str, Path, Mapping[str, Any]]
"""The class of an object, its path, and its members."""


def objects(package: Package) -> Iterator[Object]:
    """The payload itself, its CFDefinitions (one, or a list where there should be one) and every CASE object."""
    root = ROOTS[package.kind]
    if "identifier" not in package.tables[root]:
        yield root, package.root, package.data
    if root == "CFPackage":
        place, definitions = (*package.root, "CFDefinitions"), package.data.get("CFDefinitions")
        if isinstance(definitions, dict):
            yield "CFDefinition", place, definitions
        elif isinstance(definitions, list):
            for number, one in enumerate(definitions):
                if isinstance(one, dict):
                    yield "CFDefinition", (*place, number), one
    for node in package.nodes:
        yield node.form, node.path, node.data

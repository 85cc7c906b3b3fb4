"""All objects of a payload, those without an identifier of their own too, which the index of nodes leaves out."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from fairmark.validators.core.location import Path
from fairmark.validators.readers.case import ROOTS, Package


class Object(NamedTuple):
    """An object of the class `form` at `path`."""

    form: str
    path: Path
    data: dict[str, Any]


def objects(package: Package) -> Iterator[Object]:
    """The payload itself, its CFDefinitions (one, or a list where there should be one) and every CASE object."""
    root = ROOTS[package.kind]
    if "identifier" not in package.tables[root]:
        yield Object(root, package.root, dict(package.data))
    if root == "CFPackage":
        place, definitions = (*package.root, "CFDefinitions"), package.data.get("CFDefinitions")
        if isinstance(definitions, dict):
            yield Object("CFDefinition", place, definitions)
        elif isinstance(definitions, list):
            for number, one in enumerate(definitions):
                if isinstance(one, dict):
                    yield Object("CFDefinition", (*place, number), one)
    for node in package.nodes:
        yield Object(node.form, node.path, node.data)

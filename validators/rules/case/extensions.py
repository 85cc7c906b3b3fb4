"""CASE-EXT and CASE-DOC-004: members that a class does not have, and the place where own data belongs."""

from collections.abc import Mapping
import difflib
from functools import partial
import re

from fairmark.schemas import ClassTable
from fairmark.schemas.case import tables
from fairmark.validators.core.levels import ERROR, WARNING
from fairmark.validators.core.rule import Findings, finding, rule
from fairmark.validators.readers.case import PACKAGE_FORMS, Package
from fairmark.validators.rules.case.objects import Object, objects
from fairmark.validators.rules.case.ownership import ABSENT, owned
from fairmark.validators.rules.case.versions import BOTH, V1_0, V1_1
from fairmark.validators.rules.hints import first_few

OWNED_NAME = re.compile(r"[^.:/\s]+[.:/]\S+")
"""A name with its owner in front (1edtech.classification, acme:colour) or a URI."""

URI_VALUE = re.compile(r"(?:https?://|urn:)\S+", re.IGNORECASE)


@rule(
    "CASE-DOC-004",
    severity=ERROR,
    versions=V1_0,
    basis="CASE 1.0 Swagger",
    message="{expected} (found {observed})",
    gated=True,
)
def payload_has_nothing_of_the_next_version(package: Package) -> Findings:
    """A CASE 1.0 payload has no member that came with CASE 1.1.

    Why: The classes of 1.0 are closed, so a 1.0 consumer refuses the object or loses what stands there.

    Example: `extensions`, `frameworkType`, `caseVersion`, the `subject` of an item or the `notes` of an association.

    Repair: Leave the member out of the 1.0 form, or publish the framework as CASE 1.1.
    """
    for shape in owned(package, "CASE-DOC-004"):
        expected = f"{shape.cls} has no {shape.name} before CASE 1.1"
        yield finding(at=package.at_path(shape.path), observed=shape.value, expected=expected)


@rule(
    "CASE-EXT-001",
    severity=ERROR,
    versions=BOTH,
    basis="CASE 1.1 OpenAPI",
    message="{expected} (found {observed})",
    gated=True,
    lenient=WARNING,
)
def members_are_those_of_the_class(package: Package) -> Findings:
    """An object has no members but those of its class; own data stands in `extensions`, and in CASE 1.0 nowhere.

    Why: All classes are closed: a strict consumer refuses the object, and every other one loses what stands there.

    Example: `"educationalLevel": "06"` in a CFItem.

    Repair: Correct the name where it is misspelt; move own data into `extensions` (CASE 1.1) or leave it out.
    """
    nearest = first_few(partial(_nearest, tables(package.version)))
    for shape in owned(package, "CASE-EXT-001"):
        yield finding(
            at=package.at_path(shape.path),
            observed=None if shape.value is ABSENT else shape.value,
            expected=f"{shape.cls} has no such member",
            hint=nearest(shape.form, shape.name),
        )


def _nearest(classes: Mapping[str, ClassTable], form: str, name: str) -> str:
    """A hint that names the member that was probably meant, "" where none comes near."""
    near = difflib.get_close_matches(name, classes[form], n=1, cutoff=0.75)
    if not near:
        return ""
    otherwise = "move own data into `extensions`" if "extensions" in classes[form] else "leave it out"
    return f"Perhaps {near[0]} is meant; otherwise {otherwise}."


@rule(
    "CASE-EXT-002",
    severity=WARNING,
    versions=V1_1,
    basis="CASE 1.1 RB 9.1.2",
    message="the name does not say whose it is; expected {expected}",
    general=True,
    notes="The clause is not normative and shows a dot after the owner; a colon and a slash are taken as well. A name "
    "without owner passes where its value is a URI, as the clause asks for a URI as name and/or value.",
)
def extension_name_says_whose_it_is(package: Package) -> Findings:
    """The name of an extension begins with its owner or is a URI.

    Why: Two systems that choose the same plain name for different things overwrite each other's data.

    Example: `"extensions": {"colour": "green"}`.

    Repair: Put the owner in front, as in `acme.colour`, or use a URI of yours as the name.
    """
    for _form, path, extension in package.once(_extended):
        for name, value in extension.items():
            if not OWNED_NAME.fullmatch(name) and not (isinstance(value, str) and URI_VALUE.match(value)):
                yield finding(at=package.at_path((*path, name)), expected="a name such as acme.colour, or a URI")


@rule(
    "CASE-EXT-003",
    severity=WARNING,
    versions=V1_1,
    basis="best practice: a reader must never have to guess which of two values of one name counts",
    message="{expected}",
)
def extension_has_a_name_of_its_own(package: Package) -> Findings:
    """An extension is not called like a member of the class that it extends.

    Why: Consumers that flatten extensions overwrite the standard member with it.

    Example: A CFItem with `"extensions": {"fullStatement": "..."}`.

    Repair: Put the value into the standard member, or give the extension a name of its own with its owner in front.
    """
    for form, path, extension in package.once(_extended):
        cls = PACKAGE_FORMS.get(form, form)
        for name in extension.keys() & package.tables[cls].keys():
            yield finding(at=package.at_path((*path, name)), expected=f"{name} is a member of {cls} itself")


def _extended(package: Package) -> list[Object]:
    """Every `extensions` object, with its path and the class that it extends; levels of a criterion have arrays."""
    found: list[Object] = []
    for form, path, data in objects(package):
        value = data.get("extensions")
        if isinstance(value, dict):
            found.append((form, (*path, "extensions"), value))
        elif isinstance(value, list):
            found += [
                (form, (*path, "extensions", number), one) for number, one in enumerate(value) if isinstance(one, dict)
            ]
    return found

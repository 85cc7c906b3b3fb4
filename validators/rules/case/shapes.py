"""CASE-SCHEMA, and the shapes that real systems get wrong so often that each has a rule of its own."""

import math
from typing import Any

from fairmark.schemas import Field
from fairmark.validators.core.levels import ERROR, WARNING
from fairmark.validators.core.rule import Findings, finding, rule
from fairmark.validators.readers.case import PACKAGE_FORMS, Package
from fairmark.validators.readers.case_places import LINKS
from fairmark.validators.rules.case.ownership import ABSENT, GENERAL, Misshape, owned
from fairmark.validators.rules.case.versions import BOTH, V1_1
from fairmark.validators.rules.shape import REQUIRED

WORDS = {
    "UUID": "a UUID as text",
    "AnyURI": "a URI as text",
    "URL": "a URL as text",
    "NormalizedString": "text",
    "String": "text",
    "Language": "a language tag as text",
    "DateTime": "a date and time as text",
    "Date": "a date as text",
    "Integer": "a whole number",
    "Float": "a number",
    "Extension": "an object",
}
"""What belongs into a field of a type, in plain words."""


@rule(
    GENERAL,
    severity=ERROR,
    versions=BOTH,
    basis="CASE 1.1 OpenAPI",
    message="expected {expected}; found {observed}",
    gated=True,
    general=True,
    notes="It speaks about everything that the published schemas forbid and no other rule names. Formats of dates and "
    "URIs are left to their rules. A set without members is reported too, as CASE has no valid body for an empty set.",
)
def payload_has_the_shape_of_its_class(package: Package) -> Findings:
    """Every object has the mandatory members of its class, and every member the type that the standard gives it.

    Why: Consumers read members by name and type; one that is missing or of another type stops an import or is lost.

    Example: A CFItem without `lastChangeDateTime`, or `"sequenceNumber": "3"`.

    Repair: Correct the export: add what is missing, write numbers without quotation marks, and write an array wherever
    the class has one, even for a single value.
    """
    for shape in owned(package, GENERAL):
        observed = None if shape.value is ABSENT else shape.value
        yield finding(at=package.at_path(shape.path), observed=observed, expected=_expected(shape))


@rule(
    "CASE-LINK-001",
    severity=ERROR,
    versions=BOTH,
    basis="CASE 1.1 IM 7.1.36",
    message="expected {expected}; found {observed}",
    gated=True,
    lenient=WARNING,
)
def link_is_an_object_with_its_three_members(package: Package) -> Findings:
    """A link is an object with `title`, `identifier` and `uri`.

    Why: A consumer resolves a link by its identifier and shows its title; a bare address gives it neither.

    Example: `"licenseURI": "https://example.org/CFLicenses/1"`.

    Repair: Write `{"title": ..., "identifier": ..., "uri": ...}` with the values of the object that is meant.
    """
    for shape in owned(package, "CASE-LINK-001"):
        if shape.keyword == REQUIRED:
            yield finding(at=package.at_path(shape.path), expected=f"the mandatory member {shape.name} of a link")
        else:
            expected = "an array of links, each an object" if shape.wants_list else "a link, which is an object"
            yield finding(at=package.at_path(shape.path), observed=shape.value, expected=expected)


@rule(
    "CASE-ITEM-010",
    severity=WARNING,
    versions=BOTH,
    basis="CASE 1.1 IM 7.1.25.10",
    message="expected {expected}; found {observed}",
    gated=True,
    notes="conceptKeywords is an array and its companion is not; many read the class as if both were, so this is a "
    "warning, and the members of the array are judged as links all the same.",
)
def keyword_link_is_single(package: Package) -> Findings:
    """`conceptKeywordsURI` of an item is one link and not an array.

    Why: The class allows a single link, so a strict consumer refuses the item and others may read nothing.

    Example: `"conceptKeywordsURI": [{"title": "Fractions", ...}]`.

    Repair: Write the link itself; where an item has several concepts, keep the most important one there and the words
    in `conceptKeywords`.
    """
    for shape in owned(package, "CASE-ITEM-010"):
        yield finding(at=package.at_path(shape.path), observed=_size(shape.value), expected="a single link")


@rule(
    "CASE-PKG-004",
    severity=ERROR,
    versions=BOTH,
    basis="CASE 1.1 OpenAPI",
    message="expected {expected}; found {observed}",
    gated=True,
    lenient=WARNING,
    kinds=("case-package",),
)
def definitions_are_one_object(package: Package) -> Findings:
    """`CFDefinitions` of a package is one object and not an array, although its name is a plural.

    Why: A consumer that looks for `CFDefinitions.CFItemTypes` finds nothing, and all definitions are lost.

    Example: `"CFDefinitions": [{"CFItemTypes": [...]}]`, or an empty array.

    Repair: Write one object that holds the five lists; leave the member out when there is nothing to define.
    """
    for shape in owned(package, "CASE-PKG-004"):
        yield finding(at=package.at_path(shape.path), observed=_size(shape.value), expected="one object")


@rule(
    "CASE-RUB-009",
    severity=ERROR,
    versions=V1_1,
    basis="CASE 1.1 IM 7.1.29.10",
    message="expected {expected}; found {observed}",
    gated=True,
)
def level_extensions_are_an_array(package: Package) -> Findings:
    """`extensions` of a rubric criterion level is an array of objects, unlike those of every other class.

    Why: A consumer built from the published schema refuses the rubric.

    Example: A CFRubricCriterionLevel with `"extensions": {"acme.colour": "green"}`.

    Repair: Put square brackets around the object.
    """
    for shape in owned(package, "CASE-RUB-009"):
        yield finding(at=package.at_path(shape.path), observed=shape.value, expected="an array of objects")


# -- in plain words ----------------------------------------------------------------------------------------------------


def _expected(shape: Misshape) -> str:
    if shape.keyword == REQUIRED:
        return f"the mandatory member {shape.name} of {shape.cls}"
    if shape.keyword == "minItems":
        return "at least one member in this array"
    if shape.field is None:
        return f"an object of the class {shape.cls}"
    words = _array_of(shape.field) if shape.wants_list else _one(shape.field)
    return f"{words}, not {_kind(shape.value)}" if shape.keyword == "type" else words


def _one(field: Field) -> str:
    if field.tokens:
        own_terms = " or an ext: term" if field.name in ("associationType", "targetType") else ""
        return ("one of " if len(field.tokens) > 1 else "") + ", ".join(field.tokens) + own_terms
    return WORDS.get(field.type) or f"a {_class(field)} object"


def _array_of(field: Field) -> str:
    return "an array of " + ("text" if WORDS.get(field.type) == "text" else f"{_class(field)} objects")


def _class(field: Field) -> str:
    if field.type in LINKS:
        return "link"
    return "open" if field.type == "Extension" else PACKAGE_FORMS.get(field.type, field.type)


def _kind(value: Any) -> str:
    match value:
        case bool():
            return "true or false"
        case float() if not math.isfinite(value):
            return "a number that JSON does not have"
        case float() if not value.is_integer():
            return "a number with a fraction"
        case int() | float():
            return "a number"
        case str():
            return "text"
        case list():
            return "an array"
        case _:
            return "an object"


def _size(value: list[Any]) -> str:
    return "an empty array" if not value else f"an array of {len(value)}"
